/**
 * A process that opens an embedded store and commits for as long as it lives, for tests of what happens when there are
 * two, when one is killed, and when its disk fails. Run as `node pglite-process.ts FOLDER [fail-syncs-after=N]`.
 * Prints `open`, then `acknowledged N` for every commit; or the error's name and message, and exits with 1.
 */
import { fsyncSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Statement } from '../../src/storage/database.ts';
import { prepareDatabaseFolder } from '../../src/storage/pglite/data-folder.ts';
import { PgliteDatabase } from '../../src/storage/pglite/database.ts';
import { DurableFileSystem } from '../../src/storage/pglite/durable-file-system.ts';
import { startPglite } from '../../src/storage/pglite/engine.ts';
import { openPglite } from '../../src/storage/pglite/open.ts';

const [folder = '', fault = ''] = process.argv.slice(2);
const run = (text: string, ...values: string[]): Statement => ({ name: '', text, values });

/** A store whose disk fails after so many more syncs once `acknowledged 3` was printed. */
async function openOnFailingDisk(): Promise<{ database: Database; startFailing: () => void }> {
  let failing = false;
  const sync = (descriptor: number): void => {
    if (failing) throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    fsyncSync(descriptor);
  };
  const fileSystem = new DurableFileSystem(await prepareDatabaseFolder(folder), { sync });
  const engine = await startPglite({ fileSystem, fsync: true });
  const database = new PgliteDatabase({ runner: engine, stop: () => engine.close() });
  return { database, startFailing: () => (failing = true) };
}

try {
  const failing = fault === 'fail-syncs' ? await openOnFailingDisk() : undefined;
  const database = failing?.database ?? (await openPglite({ dataDir: folder }));
  await database.withSession((session) => session.pipeline([run('create table if not exists row_of (id int)')]));
  process.stdout.write('open\n');
  const { rows } = await database.read(run('select coalesce(max(id), 0) as last from row_of'));
  for (let id = rows[0].last + 1; ; id++) {
    if (id === 4) failing?.startFailing();
    await database.withSession((session) => session.pipeline([run('insert into row_of values ($1)', String(id))]));
    process.stdout.write(`acknowledged ${id}\n`);
    await pause(5);
  }
} catch (error) {
  process.stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`);
  process.exit(1);
}
