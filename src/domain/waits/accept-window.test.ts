import { describe, expect, test } from 'vitest';
import { AcceptWindow } from './accept-window.ts';

const minute = 60_000;

/** Accepts a minute after a minute, the first at minute 1. */
function accepts(...waitsMs: readonly number[]): AcceptWindow {
  const window = new AcceptWindow();
  for (const [index, waitedMs] of waitsMs.entries()) window.accepted({ at: (index + 1) * minute, waitedMs });
  return window;
}

const tenWaits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((value) => value * 1_000);

describe('the wait after ten accepts', () => {
  test('[S11] nine accepts have no figure and a reason', () => {
    expect(accepts(...tenWaits.slice(1)).wait(9 * minute)).toEqual({
      kind: 'unknown',
      reason: 'few_accepts',
      accepts: 9,
    });
    expect(new AcceptWindow().wait(0)).toEqual({ kind: 'unknown', reason: 'few_accepts', accepts: 0 });
  });

  test('[S11] ten have one, in which the newest counts ten times and the oldest once', () => {
    // (10·10 + 9·9 + … + 1·1) ÷ 55 seconds.
    expect(accepts(...tenWaits).wait(10 * minute)).toEqual({ kind: 'figure', waitMs: 7_000 });
  });

  test('[S11] the window slides: an accept counts until ten minutes after, and then no more', () => {
    const window = accepts(...tenWaits);
    expect(window.wait(11 * minute)).toMatchObject({ kind: 'figure' });
    expect(window.wait(11 * minute + 1)).toEqual({ kind: 'unknown', reason: 'few_accepts', accepts: 9 });
    expect(window.wait(60 * minute)).toEqual({ kind: 'unknown', reason: 'few_accepts', accepts: 0 });
  });

  test('[S11] only the last ten count, and only they are kept', () => {
    const window = accepts(...Array.from({ length: 500 }, () => 999_000), ...tenWaits);
    expect(window.wait(510 * minute)).toEqual({ kind: 'figure', waitMs: 7_000 });
    expect(window.toJSON()).toHaveLength(10);
    expect(new AcceptWindow(window.toJSON()).wait(510 * minute)).toEqual({ kind: 'figure', waitMs: 7_000 });
  });
});
