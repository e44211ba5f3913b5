import { expect, test } from 'vitest';
import { chatWords, type Language } from '../words.ts';
import { sentenceOfStanding } from './sentence-of-standing.ts';

const say = (language: Language, position: number, lowSeconds: number | null, highSeconds: number | null): string =>
  sentenceOfStanding(
    { position, lowSeconds, highSeconds },
    { words: chatWords[language], locale: language },
  ).replaceAll(/[\u2068\u2069]/g, '');

test.each([
  [3, 120, 240, 'Number 3 in line · about 2–4 minutes'],
  [1, 0, 30, 'Number 1 in line · up to 1 minute'],
  [1, 30, 90, 'Number 1 in line · up to 2 minutes'],
  [7, 240, 240, 'Number 7 in line · about 4 minutes'],
  [40, 3600, 9000, 'Number 40 in line · about 1–3 hours'],
  [2, null, null, 'Number 2 in line'],
])('[I20] [S-L4] place %i and %s to %s seconds are said in words, never to the second', (position, low, high, said) => {
  expect(say('en', position, low, high)).toBe(said);
});

test('in each language of the widget', () => {
  expect(say('de', 2, 120, 240)).toBe('Platz 2 in der Reihe · etwa 2–4 Minuten');
  expect(say('ar', 2, 120, 240)).toContain('نحو');
});
