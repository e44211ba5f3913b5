import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LayeredMap } from './layered-map.ts';

const many = new Map(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i]));

test('a layered map reads like the copied one, whatever was changed', () => {
  const change = fc.tuple(fc.nat(3_100), fc.option(fc.nat(9), { nil: undefined }));
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 400 }), { maxLength: 5 }), (rounds) => {
      let layered: ReadonlyMap<string, number> = many;
      const plain = new Map(many);
      for (const round of rounds) {
        const changes = new Map(round.map(([index, value]) => [`k${index}`, value]));
        layered = LayeredMap.apply(layered, changes);
        for (const [key, value] of changes) {
          if (value === undefined) plain.delete(key);
          else plain.set(key, value);
        }
      }
      expect(layered.size).toBe(plain.size);
      expect(new Map(layered)).toEqual(plain);
      expect([...layered.keys()].length).toBe(new Set(layered.keys()).size);
      expect([...layered.values()].sort()).toEqual([...plain.values()].sort());
      for (const key of ['k0', 'k1', 'k2999', 'k3050', 'none']) {
        expect([layered.get(key), layered.has(key)]).toEqual([plain.get(key), plain.has(key)]);
      }
      const seen: [string, number][] = [];
      layered.forEach((value, key) => void seen.push([key, value]));
      expect(seen).toEqual([...layered]);
    }),
    { numRuns: 60 },
  );
  expect(many.size).toBe(3_000);
});

test('a small map, and one with many changes, is copied', () => {
  expect(LayeredMap.apply(new Map([['a', 1]]), new Map([['b', 2]]))).toEqual(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  const changes = new Map(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, -1]));
  expect(LayeredMap.apply(many, changes)).not.toBeInstanceOf(LayeredMap);
});
