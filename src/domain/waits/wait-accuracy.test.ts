import { describe, expect, test } from 'vitest';
import { ours } from '../../../bench/wait-estimators.ts';
import { readTraffic } from '../../../bench/wait-file.ts';
import { type Score, scoreEstimators } from '../../../bench/wait-scores.ts';
import { simulateTraffic } from '../../../bench/wait-simulation.ts';
import type { Traffic } from '../../../bench/wait-traffic.ts';
import { realDataAbsent, realDataPath } from '../../../test/support/real-data.ts';

// What is compared with others, and everything at full length, is `npm run bench -- wait`.

function scoreOurs(traffic: Traffic, aheadBy: 'ahead' | 'aheadByPriority' = 'ahead'): Score {
  const score = scoreEstimators(traffic, [ours('ours', traffic.usualHandlingMs, aheadBy)]).at(-1);
  if (score === undefined) throw new Error('Ours has no score.');
  return score;
}

test('[S11] [S-L4] on the calls of February 1999 the estimates are as right as they should be', async ({ skip }) => {
  const path = realDataPath('waits/february_1999.tsv.xz');
  if (path === null) return skip(realDataAbsent);
  const traffic = await readTraffic(path, 'February 1999');
  for (const aheadBy of ['ahead', 'aheadByPriority'] as const) {
    const { count, relRase, broken, within } = scoreOurs(traffic, aheadBy);
    expect(count).toBe(9_499);
    expect(relRase).toBeLessThanOrEqual(0.85);
    expect(broken).toBeLessThanOrEqual(0.13);
    expect(within?.range).toBeGreaterThanOrEqual(0.55);
    expect(within?.range).toBeLessThanOrEqual(0.7);
    expect(within?.p90).toBeGreaterThanOrEqual(0.88);
  }
});

describe.each(simulateTraffic(1999, 0.1).map((traffic) => [traffic.name, traffic] as const))('%s', (_, traffic) => {
  test('[S-L4] the range holds about 60 in 100 waits and the bound about 90', () => {
    const { count, within } = scoreOurs(traffic);
    expect(count).toBeGreaterThan(500);
    expect(within?.range).toBeGreaterThanOrEqual(0.5);
    expect(within?.range).toBeLessThanOrEqual(0.75);
    expect(within?.p90).toBeGreaterThanOrEqual(0.82);
  });
});
