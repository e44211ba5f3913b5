import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from './heap.ts';

test('a heap gives out what it was given, the least first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = new Heap<number>((a, b) => a < b);
      for (const number of numbers) heap.add(number);
      expect(heap.size).toBe(numbers.length);
      const sorted = [...numbers].sort((a, b) => a - b);
      expect(heap.peek()).toBe(sorted[0]);
      expect(numbers.map(() => heap.take())).toEqual(sorted);
      expect(heap.take()).toBeUndefined();
    }),
  );
});
