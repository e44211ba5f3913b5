import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskRecording, folderAfterCut } from '../../../test/support/power-cut.ts';
import { migratedImage } from '../../../test/support/stores.ts';
import { seededRandom } from '../../base/random.ts';
import type { Session, Statement } from '../database.ts';
import { prepareDatabaseFolder } from './data-folder.ts';
import { PgliteDatabase } from './database.ts';
import { DurableFileSystem } from './durable-file-system.ts';
import { startPglite } from './engine.ts';

/** The long run cuts 200 times (`npm run test:long`). */
const cuts = Number(process.env.BATON_POWER_CUTS ?? (process.env.BATON_LONG ? 200 : 8));
const seed = Number(process.env.BATON_SEED ?? 1);

const run = (text: string, ...values: string[]): Statement => ({ name: '', text, values });

/** A commit that was acknowledged: after so many events on the disk, row `id` was there with its two parts. */
interface Acknowledged {
  readonly id: number;
  readonly events: number;
}

/** Opens a PGlite on this thread, so that its every write can be recorded. */
async function openRecorded(folder: string, observer?: DiskRecording, sync?: () => void): Promise<PgliteDatabase> {
  const options = { ...(observer ? { observer } : {}), ...(sync ? { sync } : {}) };
  const engine = await startPglite({ fileSystem: new DurableFileSystem(folder, options), fsync: true });
  return new PgliteDatabase({ runner: engine, stop: () => engine.close() });
}

/** Two rows in two tables in one transaction; either both or neither may be found later. */
function commitOne(session: Session, id: number): Promise<unknown> {
  return session.pipeline([
    run('begin'),
    run('insert into power_left (id, filler) values ($1, $2)', String(id), 'x'.repeat((id * 37) % 900)),
    run('insert into power_right (id) values ($1)', String(id)),
    run('update power_counter set n = $1', String(id)),
    run('commit'),
  ]);
}

/** Commits, with everything between that makes PostgreSQL create, rename, truncate and remove files. */
async function workload(database: PgliteDatabase, recording: DiskRecording): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  for (let id = 1; id <= 120; id++) {
    await database.withSession(async (session) => {
      await commitOne(session, id);
      acknowledged.push({ id, events: recording.length });
      if (id % 40 === 0) await session.pipeline([run('checkpoint')]);
      if (id % 25 === 0) await session.pipeline([run('vacuum (analyze) power_left')]);
      if (id % 30 === 0) await session.pipeline([run(`create table power_extra_${id} as select * from power_left`)]);
      if (id === 70)
        await session.pipeline([run('delete from power_left where id < 0'), run('reindex table power_left')]);
      if (id === 90) await session.pipeline([run('drop table power_extra_30')]);
    });
  }
  return acknowledged;
}

/** What a cut left: the rows on both sides, and the counter. */
async function whatIsLeft(folder: string): Promise<{ left: number[]; right: number[]; counter: number }> {
  const database = await openRecorded(folder);
  try {
    // Without an index and with one, so that an index that lost rows shows.
    const [left, right, counter, byIndex] = await database.readTogether([
      run('select id from power_left order by id'),
      run('select id from power_right order by id'),
      run('select n from power_counter'),
      run('select r.id from power_right r where exists (select 1 from power_left l where l.id = r.id) order by id'),
    ]);
    const ids = left?.rows.map((row) => row.id);
    expect(byIndex?.rows.map((row) => row.id)).toEqual(ids);
    for (const table of ['power_extra_60', 'power_extra_120']) {
      const [exists] = await database.readTogether([run('select to_regclass($1) is not null as v', table)]);
      if (!exists?.rows[0].v) continue;
      // Made without the write-ahead log (wal_level minimal), so its own file must have been synced before the commit.
      const { rows } = await database.read(run(`select count(*) as n from ${table}`));
      expect(`${table.split('_')[2]}`).toBe(String(rows[0].n));
    }
    await database.withSession((session) => commitOne(session, 1_000_000)); // and it takes writes again
    return { left: ids ?? [], right: right?.rows.map((row) => row.id) ?? [], counter: counter?.rows[0].n };
  } finally {
    await database.close();
  }
}

describe('[F32] PGlite in a data folder when the power fails', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'baton-power-cut-'));
  let recording: DiskRecording;
  let acknowledged: Acknowledged[];

  beforeAll(async () => {
    const folder = await prepareDatabaseFolder(scratch, migratedImage());
    const setUp = await openRecorded(folder);
    await setUp.withSession((session) =>
      session.pipeline([
        run('create table power_left (id int primary key, filler text)'),
        run('create table power_right (id int primary key)'),
        run('create table power_counter (n int)'),
        run('insert into power_counter values (0)'),
      ]),
    );
    await setUp.close();
    recording = new DiskRecording(folder);
    const database = await openRecorded(folder, recording);
    acknowledged = await workload(database, recording);
    await database.close();
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it(`keeps every acknowledged commit, whole, in ${cuts} cuts (seed ${seed})`, {
    timeout: 30_000 + cuts * 5000,
  }, async () => {
    for (let cut = 0; cut < cuts; cut++) {
      const random = seededRandom(seed * 1_000_003 + cut);
      const events = Math.floor(random.fraction() * (recording.length + 1));
      const into = join(scratch, `cut-${cut}`);
      folderAfterCut(recording, { events, random, into });
      const found = await whatIsLeft(into).catch((error) => {
        throw new Error(`Cut ${cut} of seed ${seed}, after ${events} events: ${error}`, { cause: error });
      });
      const promised = acknowledged.filter((commit) => commit.events <= events).length;
      const context = `cut ${cut} of seed ${seed}, after ${events} of ${recording.length} events`;
      expect(found.left.length, context).toBeGreaterThanOrEqual(promised);
      expect(found.left.length, context).toBeLessThanOrEqual(promised + 1); // the one under way may have made it
      expect(found.left, context).toEqual(Array.from(found.left, (_, i) => i + 1));
      expect(found.right, context).toEqual(found.left);
      expect(found.counter, context).toBe(found.left.length);
      rmSync(into, { recursive: true });
    }
  });

  it('loses commits where syncs do not reach the disk: the harness can tell', async () => {
    const folder = await prepareDatabaseFolder(join(scratch, 'unsynced'), migratedImage());
    const unsynced = new DiskRecording(folder);
    unsynced.synced = () => {};
    unsynced.folderSynced = () => {};
    const database = await openRecorded(folder, unsynced, () => {});
    await database.withSession(async (session) => {
      await session.pipeline([run('create table soon_gone (id int)'), run('insert into soon_gone values (1)')]);
    });
    const into = join(scratch, 'lost');
    folderAfterCut(unsynced, { events: unsynced.length, random: { ...seededRandom(1), fraction: () => 0 }, into });
    const after = await openRecorded(into);
    const { rows } = await after.read(run("select to_regclass('soon_gone') as found"));
    expect(rows).toEqual([{ found: null }]);
    await after.close();
    await database.close();
  });
});
