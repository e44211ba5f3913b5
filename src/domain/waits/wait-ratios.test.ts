import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WaitRatios, type WaitRatiosState } from './wait-ratios.ts';

const quantilesOf = (...entries: WaitRatiosState) => new WaitRatios(entries).quantiles();
const served = (count: number, from = 1): WaitRatiosState =>
  Array.from({ length: count }, (_, index) => [from + index, 1] as const);

describe('what the wait is of the estimate', () => {
  test('[S-L4] is half to twice, at most three times, while fewer than 50 are known', () => {
    expect(quantilesOf()).toEqual({ p20: 0.5, p80: 2, p90: 3 });
    expect(quantilesOf(...served(49))).toEqual({ p20: 0.5, p80: 2, p90: 3 });
    expect(quantilesOf(...served(49), ...Array.from({ length: 100 }, () => [9, 0] as const))).toEqual({
      p20: 0.5,
      p80: 2,
      p90: 3,
    });
  });

  test('[S-L4] is read from the last 300 who were served', () => {
    expect(quantilesOf(...served(50))).toEqual({ p20: 10, p80: 40, p90: 45 });
    expect(quantilesOf(...served(1_000, 5_000), ...served(300))).toEqual({ p20: 60, p80: 240, p90: 270 });
  });

  test('[S-L4] leaves those who gave up out up to 20 in 100, and counts them as waits of at least so long beyond', () => {
    const leaving = (count: number): WaitRatiosState => Array.from({ length: count }, () => [40.5, 0] as const);
    expect(quantilesOf(...served(80), ...leaving(20))).toEqual({ p20: 16, p80: 64, p90: 72 });
    // Of 101, 61 are left when the 40th is served; 21 of them leave, and the 40 others share that 61 in 101 down to nothing.
    expect(quantilesOf(...served(80), ...leaving(21))).toEqual({ p20: 21, p80: 67, p90: 74 });
  });

  test('[S-L4] is the longest known where only those who gave up waited longer', () => {
    const leaving: WaitRatiosState = Array.from({ length: 100 }, () => [1_000, 0] as const);
    expect(quantilesOf(...served(50), ...leaving)).toEqual({ p20: 30, p80: 50, p90: 50 });
  });

  test('[S-L4] is in order, whoever gives up and when, never NaN and never below 0; the same after it was written down', () => {
    const entry = fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 400 }), (entries) => {
        const ratios = new WaitRatios(entries as WaitRatiosState);
        const { p20, p80, p90 } = ratios.quantiles();
        expect(p20).toBeGreaterThanOrEqual(0);
        expect(p80).toBeGreaterThanOrEqual(p20);
        expect(p90).toBeGreaterThanOrEqual(p80);
        expect(new WaitRatios(ratios.toJSON()).quantiles()).toEqual({ p20, p80, p90 });
      }),
    );
  });
});
