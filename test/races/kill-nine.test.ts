import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom, seededRandom } from '../../src/base/random.ts';
import { openPglite } from '../../src/storage/pglite/open.ts';
import { Dice } from '../simulation/scheduler.ts';
import { describeOnPostgres, migratedImage } from '../support/stores.ts';
import { quietSetup, runErrands } from './errands.ts';
import { Fleet, insertBareOrganization, NodeProcess } from './fleet.ts';

/** Nodes are killed so often in every run; the long one kills fifty times. */
const rounds = process.env.BATON_LONG ? 50 : 5;
const seed = Number(process.env.BATON_SEED ?? 1);
const threads = 8;
const steps = 14;
const timeout = 20_000 + rounds * 20_000;
const newId = (): string => uuidIds(systemClock, secureRandom()).next();

describeOnPostgres(
  'three nodes of which one is killed again and again',
  (store) => {
    it(`[I1] [I34] lose nothing that was acknowledged in ${rounds} kills (seed ${seed})`, { timeout }, async () => {
      const dice = new Dice(seededRandom(seed));
      const organizationId = newId();
      await insertBareOrganization(store.database, organizationId);
      const start = (n: number): Promise<NodeProcess> => NodeProcess.start('postgres', store.url, seed * 100 + n);
      const fleet = new Fleet({
        nodes: await Promise.all([1, 2, 3].map(start)),
        organizationId,
        database: store.database,
      });
      await fleet.configure(quietSetup);
      for (let round = 0; round < rounds; round++) {
        const victim = dice.int(0, 2);
        const killAfter = dice.int(1, threads * steps);
        let answers = 0;
        let restarted: Promise<void> | undefined;
        const onAnswer = (): void => {
          if (++answers !== killAfter) return;
          restarted = (async () => {
            await (fleet.nodes[victim] as NodeProcess).kill();
            fleet.nodes[victim] = await start(10 + round);
          })();
        };
        await runErrands({ fleet, dice, threads, steps, name: `round${round}`, onAnswer });
        await restarted;
        await fleet.audit().catch((error) => {
          throw new Error(`Round ${round} of seed ${seed}, killed after ${killAfter} answers: ${error}`, {
            cause: error,
          });
        });
      }
      await fleet.close();
      const gone = [...fleet.calls.values()].filter((call) => call.failures.includes('gone'));
      expect(gone.length).toBeGreaterThan(0);
    });
  },
  'its one process is killed in a test of its own',
);

describe('a node on a data folder that is killed again and again [pglite]', () => {
  it(`[I1] [I34] [F31] loses nothing that was acknowledged in ${rounds} kills (seed ${seed})`, {
    timeout,
  }, async () => {
    const dice = new Dice(seededRandom(seed));
    const dataDir = mkdtempSync(join(tmpdir(), 'baton-kill-nine-'));
    const organizationId = newId();
    const empty = await openPglite({ dataDir, image: migratedImage() });
    await insertBareOrganization(empty, organizationId);
    await empty.close();
    const fleet = new Fleet({ nodes: [await NodeProcess.start('pglite', dataDir)], organizationId, database: empty });
    await fleet.configure(quietSetup);
    let round = 0;
    let answers = 0;
    let killAfter = dice.int(1, threads * steps);
    let back: Promise<void> = Promise.resolve();
    let isUnderWay = false;
    /** While nobody has the folder, the auditor looks into it. */
    const killAndLook = async (): Promise<void> => {
      await (fleet.nodes[0] as NodeProcess).kill();
      const database = await openPglite({ dataDir });
      fleet.database = database;
      await fleet
        .audit()
        .catch((error) => {
          throw new Error(`Round ${round} of seed ${seed}, killed after ${killAfter} answers: ${error}`, {
            cause: error,
          });
        })
        .finally(() => database.close());
      fleet.nodes[0] = await NodeProcess.start('pglite', dataDir);
    };
    const onAnswer = (): void => {
      // Answers that were on their way when the process died are heard after it.
      if (isUnderWay || ++answers < killAfter || round === rounds) return;
      isUnderWay = true;
      round++;
      back = killAndLook().finally(() => {
        isUnderWay = false;
        answers = 0;
        killAfter = dice.int(1, threads * steps);
      });
      back.catch(() => {});
    };
    for (let errand = 0; round < rounds; errand++) {
      await runErrands({ fleet, dice, threads, steps, name: `errand${errand}`, onAnswer, whenBack: () => back });
      await back;
    }
    await fleet.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
