import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blendWaits, type Line, waitInLineMs } from './expected-wait.ts';

const minute = 60_000;

describe('the wait in a line', () => {
  /** The same, term by term. */
  const oneByOne = ({ ahead, inHand, handlingMs, leavingRate }: Line): number => {
    let sum = 0;
    for (let j = 0; j <= ahead; j++) sum += 1 / (inHand / handlingMs + j * leavingRate);
    return sum;
  };

  test.each([
    ['nobody ahead, one in hand: the handling time', { ahead: 0, inHand: 1 }, 5 * minute],
    ['nobody ahead, ten in hand: a tenth of it', { ahead: 0, inHand: 10 }, minute / 2],
    ['nineteen ahead, ten in hand: twenty tenths', { ahead: 19, inHand: 10 }, 10 * minute],
    ['half a hand: twice as long', { ahead: 0, inHand: 0.5 }, 10 * minute],
  ])('[S-L4] %s, if hardly anybody gives up', (_, line, expected) => {
    expect(waitInLineMs({ ...line, handlingMs: 5 * minute, leavingRate: 1e-15 })).toBeCloseTo(expected, 1);
  });

  const lines = fc.record({
    ahead: fc.integer({ min: 0, max: 3_000 }),
    inHand: fc.double({ min: 0.01, max: 1_000, noNaN: true }),
    handlingMs: fc.double({ min: 1_000, max: 86_400_000, noNaN: true }),
    leavingRate: fc.double({ min: 1e-14, max: 1e-3, noNaN: true }),
  });

  test('[S-L4] is the sum of its terms to a millionth, and longer with each one ahead', () => {
    fc.assert(
      fc.property(lines, (line) => {
        const expected = oneByOne(line);
        expect(Math.abs(waitInLineMs(line) / expected - 1)).toBeLessThan(1e-6);
        const withOneMore = waitInLineMs({ ...line, ahead: line.ahead + 1 });
        expect(withOneMore).toBeGreaterThan(waitInLineMs(line) * (1 - 1e-6));
      }),
    );
  });
});

describe('the blend', () => {
  test.each([
    ['of one length is that length', { stateMs: minute, latestMs: minute, placeMs: minute }, minute],
    ['takes nothing for shorter than 5 s', { stateMs: 0, latestMs: -minute, placeMs: 1 }, 5_000],
    ['without two parts is the third', { stateMs: minute, latestMs: null, placeMs: null }, minute],
    [
      'moves by each part to its weight',
      { stateMs: 16 * minute, latestMs: minute, placeMs: minute },
      16 ** 0.4 * minute,
    ],
    [
      'gives a missing weight to the rest',
      { stateMs: 2 * minute, latestMs: minute, placeMs: null },
      2 ** (8 / 13) * minute,
    ],
  ])('%s', (_, parts, expected) => {
    expect(blendWaits(parts)).toBeCloseTo(expected, 6);
  });
});
