import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RankedList } from './ranked-list.ts';

const listOf = (numbers: Iterable<number>): RankedList<number> => {
  const list = new RankedList<number>((a, b) => a - b);
  for (const number of numbers) list.add(number);
  return list;
};

describe('a ranked list', () => {
  test('is what a sorted array would be, whatever is added and taken out', () => {
    const step = fc.record({ value: fc.integer({ min: 0, max: 60 }), adds: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const list = listOf([]);
        const model = new Set<number>();
        for (const { value, adds } of steps) {
          if (adds && !model.has(value)) {
            list.add(value);
            model.add(value);
          } else if (!adds) expect(list.remove(value)).toBe(model.delete(value));
          const sorted = [...model].sort((a, b) => a - b);
          expect([...list]).toEqual(sorted);
          expect(list.size).toBe(sorted.length);
          expect(list.first).toBe(sorted[0]);
          expect(list.countBefore(value)).toBe(sorted.filter((other) => other < value).length);
        }
      }),
    );
  });

  test('keeps its order over many blocks', () => {
    const numbers = Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 5_000);
    const list = listOf(numbers);
    expect([...list]).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
    for (let i = 0; i < 5_000; i += 2) expect(list.remove(i)).toBe(true);
    expect(list.size).toBe(2_500);
    expect(list.countBefore(4_001)).toBe(2_000);
    expect(list.remove(4_000)).toBe(false);
  });
});
