import { expect, test } from 'vitest';
import { rangeText } from './wait-text.ts';

test.each([
  [120, 240, '2–4 min'],
  [0, 30, '0–1 min'],
  [60, 60, '1 min'],
  [3600, 10_800, '1–3 hr'],
])('[S11] a wait of %i to %i seconds is %s', (lowSeconds, highSeconds, said) => {
  expect(rangeText({ lowSeconds, highSeconds }, 'en')).toBe(said);
});
