import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { openPgliteInMemory } from '../../src/storage/pglite/in-memory.ts';
import { migratedImage } from '../support/stores.ts';
import { graphsPerSeed, runFlows } from './run-flows.ts';

/** Every run plays a thousand drawn flows, the long one ten thousand. */
const seedCount = (process.env.BATON_LONG ? 10_000 : 1_000) / graphsPerSeed;

const perTest = 10;
/** A store is replaced before its age shows: see `seedsPerStore`. */
const perStore = 50;

describe(`[G13, I1, I10, I40–I43] ${seedCount * graphsPerSeed} random flows`, () => {
  for (let first = 1; first <= seedCount; first += perStore) {
    describe(`in the store of seeds ${first} to ${first + perStore - 1}`, () => {
      let database: Database;
      beforeAll(async () => {
        database = await openPgliteInMemory({ image: migratedImage() });
      });
      afterAll(() => database.close());

      for (let from = first; from < first + perStore; from += perTest) {
        it(`run to an end in seeds ${from} to ${from + perTest - 1}`, { timeout: perTest * 20_000 }, async () => {
          for (let seed = from; seed < from + perTest; seed++) {
            const { violation, runs, steps } = await runFlows({ seed, database });
            const replay = `npm run simulate -- --flows --seeds 1 --seed ${seed}`;
            expect.soft(violation, `Seed ${seed}: ${violation?.stack}\n  Replay it: ${replay}`).toBeNull();
            expect.soft(runs, `seed ${seed}`).toBeGreaterThan(5);
            expect.soft(steps, `seed ${seed}`).toBeGreaterThan(20);
          }
        });
      }
    });
  }
});
