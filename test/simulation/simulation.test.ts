import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { openPgliteInMemory } from '../../src/storage/pglite/in-memory.ts';
import { migratedImage } from '../support/stores.ts';
import { mutations } from './mutations.ts';
import { describeFailure, runSeed } from './run-seed.ts';
import { describeSeeds, pinnedSeeds } from './seeds.ts';
import { Violation } from './violation.ts';

describeSeeds('odd');

describe('the simulation itself', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPgliteInMemory({ image: migratedImage() });
  });
  afterAll(() => database.close());

  it.each(pinnedSeeds)('seed $seed stays well: $was', { timeout: 60_000 }, async ({ seed }) => {
    const report = await runSeed({ seed, database });
    expect(report.violation === null, describeFailure(report)).toBe(true);
  });

  it('gives the same history for the same seed, whatever was played before', { timeout: 200_000 }, async () => {
    for (const seed of [2, 3, 5, 8, 13]) {
      const [one, two] = [await runSeed({ seed, database }), await runSeed({ seed, database })];
      expect(one.hash, `seed ${seed}`).toBe(two.hash);
      expect(one.events).toBeGreaterThan(10);
    }
  });

  it.each(mutations)('its auditor notices $name', { timeout: 300_000 }, async ({ name, noticedBy, options }) => {
    const noticed: string[] = [];
    // The rarest shows in one of thirty.
    for (let seed = 1; seed <= 200; seed++) {
      const { violation } = await runSeed({ seed, database, ...options });
      if (violation === null) continue;
      noticed.push(violation.message);
      if (violation instanceof Violation && noticedBy.includes(violation.invariant)) return;
    }
    expect.unreachable(`200 seeds with ${name} went by; noticed: ${noticed.slice(0, 5).join(' | ') || 'nothing'}`);
  });
});
