import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graceEndOf, nextGraceEnd } from './absence.ts';
import { compileConfiguration } from './compile-configuration.ts';
import { fillDocument } from './fill-configuration.ts';
import { itemsOf } from './plan-configuration.ts';

/** Ana is in departments with these graces, in seconds; in `elsewhere` she is not. */
function houseWith(graces: readonly number[]) {
  const departments = graces.map((absenceGraceSeconds, n) => ({ id: `d${n}`, settings: { absenceGraceSeconds } }));
  const document = fillDocument({
    departments: [...departments, { id: 'elsewhere' }],
    agents: [{ id: 'ana', departments: departments.map(({ id }) => id) }],
  });
  return compileConfiguration('o', 1, itemsOf(document, 1));
}

const lost = { id: 'ana', presenceSince: 1_000_000, lapsedFrom: { presence: 'online', statusId: null } } as const;

describe('the grace of who was lost from sight', () => {
  test('[I15] is each department’s own, and none where they are no member or went by choice', () => {
    const house = houseWith([30, 0]);
    expect(graceEndOf(house, lost, 'd0')).toBe(1_030_000);
    expect(graceEndOf(house, lost, 'd1')).toBe(1_000_000);
    expect(graceEndOf(house, lost, 'elsewhere')).toBe(1_000_000);
    expect(graceEndOf(house, lost, 'gone')).toBe(1_000_000);
    expect(graceEndOf(house, { ...lost, lapsedFrom: null }, 'd0')).toBe(1_000_000);
    expect(graceEndOf(house, { ...lost, id: 'retired' }, 'd0')).toBe(1_000_000);
  });

  test('[I15] looking again whenever the next one ends finds every department’s work in its time, and comes to an end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 86_400 }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 5000 }),
        (graces, late) => {
          const house = houseWith(graces);
          const handledAt = new Map<string, number>();
          let now: number | null = lost.presenceSince;
          for (let looks = 0; now !== null; looks++) {
            expect(looks).toBeLessThanOrEqual(graces.length);
            for (const id of house.departments.keys()) {
              if (!handledAt.has(id) && now >= graceEndOf(house, lost, id)) handledAt.set(id, now);
            }
            const next: number | null = nextGraceEnd(house, lost, now);
            // Whoever looks may come late.
            now = next === null ? null : next + late;
          }
          for (const [n, seconds] of graces.entries()) {
            const delay = (handledAt.get(`d${n}`) ?? Number.NaN) - (lost.presenceSince + seconds * 1000);
            expect(delay).toBeGreaterThanOrEqual(0);
            expect(delay).toBeLessThanOrEqual(late);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
