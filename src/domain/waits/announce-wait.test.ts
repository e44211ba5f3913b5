import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnnouncedWait, announceWait } from './announce-wait.ts';
import type { WaitEstimate } from './wait-record.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

const range = (lowMs: number, highMs: number): WaitEstimate => ({
  kind: 'range',
  expectedMs: (lowMs + highMs) / 2,
  lowMs,
  highMs,
  p90Ms: 2 * highMs,
  basis: 'place',
});

describe('what people are told', () => {
  test.each<[string, [number, number], [number, number]]>([
    ['a few seconds are less than half a minute', [3 * second, 9 * second], [0, 30 * second]],
    ['below two minutes in half minutes', [31 * second, 97 * second], [30 * second, 90 * second]],
    ['below ten minutes in minutes', [62 * second, 181 * second], [60 * second, 3 * minute]],
    ['below an hour in five minutes', [8.4 * minute, 23 * minute], [8 * minute, 25 * minute]],
    ['below four hours in quarters of an hour', [57 * minute, 130 * minute], [55 * minute, 135 * minute]],
    ['beyond in hours', [3 * hour, 5.4 * hour], [3 * hour, 5 * hour]],
    ['never one figure: a step apart at least', [61 * second, 61 * second], [60 * second, 90 * second]],
    ['a step apart at the edge of a step too', [2 * minute, 2 * minute], [2 * minute, 3 * minute]],
    ['nothing at all', [0, 0], [0, 30 * second]],
  ])('[S-L4] %s', (_, [low, high], [lowMs, highMs]) => {
    expect(announceWait(range(low, high), null)).toEqual({ lowMs, highMs });
  });

  test.each(['closed', 'nobody_online'] as const)('[S-L4] there is no number while it is %s', (reason) => {
    expect(announceWait({ kind: 'unknown', reason }, { lowMs: 0, highMs: minute })).toBeNull();
  });

  const before: AnnouncedWait = { lowMs: minute, highMs: 3 * minute };

  test.each<[string, WaitEstimate, AnnouncedWait]>([
    ['rises', range(5 * minute, 9 * minute), before],
    ['widens', range(20 * second, 9 * minute), { lowMs: 30 * second, highMs: 3 * minute }],
    ['falls', range(20 * second, 70 * second), { lowMs: 30 * second, highMs: 60 * second }],
  ])('[S-L4] when the estimate %s, what is told never rises', (_, estimate, expected) => {
    expect(announceWait(estimate, before)).toEqual(expected);
  });

  test('[S-L4] it may rise when something went before them', () => {
    const later = range(5 * minute, 9 * minute);
    expect(announceWait(later, before, { mayRise: true })).toEqual({ lowMs: 5 * minute, highMs: 9 * minute });
  });

  test('[S-L4] over any row of estimates both bounds only fall, stay apart, and are never a false second', () => {
    const bound = fc.double({ min: 0, max: 30 * 24 * hour, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(bound, bound), { minLength: 1, maxLength: 30 }), (rows) => {
        let told: AnnouncedWait | null = null;
        for (const [a, b] of rows) {
          const next: AnnouncedWait | null = announceWait(range(Math.min(a, b), Math.max(a, b)), told);
          if (next === null) throw new Error('There is an estimate, so something is told.');
          expect(next.lowMs % (30 * second)).toBe(0);
          expect(next.highMs % (30 * second)).toBe(0);
          expect(next.lowMs).toBeGreaterThanOrEqual(0);
          expect(next.highMs).toBeGreaterThan(next.lowMs);
          expect(next.lowMs).toBeLessThanOrEqual(told?.lowMs ?? Number.POSITIVE_INFINITY);
          expect(next.highMs).toBeLessThanOrEqual(told?.highMs ?? Number.POSITIVE_INFINITY);
          told = next;
        }
      }),
    );
  });
});
