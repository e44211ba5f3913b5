import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaceWaits } from './place-waits.ts';
import { RecentNumbers } from './recent-numbers.ts';

const numbers = fc.array(fc.integer({ min: 0, max: 2_592_000_000 }), { maxLength: 60 });

test('the last so many numbers and their sum are those of a plain list, also after they were written down', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), numbers, numbers, (max, before, after) => {
      const first = new RecentNumbers(max);
      for (const value of before) first.add(value);
      const recent = new RecentNumbers(max, first.toJSON());
      for (const value of after) recent.add(value);
      const expected = [...before, ...after].slice(-max);
      expect(recent.toJSON()).toEqual(expected);
      expect(recent.count).toBe(expected.length);
      expect(recent.sum).toBe(expected.reduce((sum, value) => sum + value, 0));
    }),
  );
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no whole number and is refused', (value) => {
  expect(() => new RecentNumbers(3).add(value)).toThrow('whole numbers');
});

test('the mean of one place is plain; of several it is that of each place, times the places', () => {
  const same = new PlaceWaits();
  for (const waitedMs of [1_000, 2_000, 6_000]) same.add(waitedMs, 4);
  expect(same.meanMs(4)).toBe(3_000);
  const several = new PlaceWaits();
  several.add(10_000, 0);
  several.add(50_000, 2);
  expect(several.meanMs(0)).toBe(15_000);
  expect(several.meanMs(999)).toBe(15_000_000);
});
