import { expect, test } from 'vitest';
import { parsePreferences } from './preferences.ts';

const defaults = { theme: 'system', language: 'system', direction: 'auto', singleKeys: true };

test.each([null, '', 'null', '[]', '{', '"dark"', '{"theme":"pink","singleKeys":"no"}'])(
  'what is stored as %s is no reason to fail',
  (stored) => {
    expect(parsePreferences(stored)).toEqual(defaults);
  },
);

test('what was chosen is kept, beside what a later version may add', () => {
  expect(parsePreferences('{"theme":"dark","direction":"rtl","singleKeys":false,"sound":true}')).toEqual({
    ...defaults,
    theme: 'dark',
    direction: 'rtl',
    singleKeys: false,
  });
});
