import { expect, test } from 'vitest';
import { Groups } from './groups.ts';

test('hold each value once for each key, and forget a key with its last value', () => {
  const groups = new Groups<string, number>();
  for (const value of [1, 2, 2]) groups.add('a', value);
  groups.add('b', 1);
  expect([...(groups.get('a') ?? [])]).toEqual([1, 2]);
  groups.delete('a', 1);
  groups.delete('a', 3);
  groups.delete('c', 1);
  expect([...(groups.get('a') ?? [])]).toEqual([2]);
  groups.delete('a', 2);
  expect(groups.get('a')).toBeUndefined();
  groups.clear();
  expect(groups.get('b')).toBeUndefined();
});
