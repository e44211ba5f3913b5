import { assert } from '../base/assert.ts';
import { type Database, DatabaseError, type Session } from '../storage/database.ts';
import { executedMigrations, migrate } from '../storage/migrate.ts';
import { migrations } from '../storage/migrations/index.ts';
import { begin, commit } from '../storage/transaction-statements.ts';
import {
  insertTextRows,
  liftLimits,
  listTables,
  nothing,
  readWhetherAny,
  type WholeTable,
} from '../storage/whole-tables.ts';
import type { BackupEnd, BackupHead, BackupPart } from './backup-lines.ts';

export interface RestoreTarget {
  /** A store that holds nothing; closed by whoever opened it. */
  readonly database: Database;
  /** Stores a file's bytes, for good. */
  readonly putFile: (content: AsyncIterable<Uint8Array>) => Promise<unknown>;
}

/** The backup is sound, and cannot be restored here. */
class RestoreRefused extends Error {
  override name = 'RestoreRefused';
}

/** For a file on a slow disk, in milliseconds. */
const idleMsMax = 600_000;

/**
 * Puts everything into a store that holds nothing, in one transaction, and brings that up to this version. Files are stored as they
 * come: of a backup that turns out damaged they lie there, and are taken away by the first server that runs on the folder.
 *
 * @throws RestoreRefused when the store holds something, or when the backup is a newer Baton's; BackupDamaged; DatabaseError
 */
export async function restoreBackup(
  parts: AsyncIterable<BackupPart>,
  { database, putFile }: RestoreTarget,
): Promise<{ readonly head: BackupHead; readonly end: BackupEnd }> {
  const each = parts[Symbol.asyncIterator]();
  const first = (await each.next()).value as BackupPart | undefined;
  assert(first?.kind === 'head', 'A backup begins with what it says of itself.');
  const { head } = first;
  await prepare(database, head);
  const end = await database.withSession(async (session) => {
    await session.pipeline([begin, ...liftLimits(database.kind, idleMsMax)]);
    const tables = await tablesOf(session, head);
    for (let next = await each.next(); next.done !== true; next = await each.next()) {
      const part = next.value;
      if (part.kind === 'rows')
        await session.pipeline([insertTextRows(tables.get(part.table) as WholeTable, part.rows)]);
      else if (part.kind === 'file') {
        await putFile(part.content);
        // The embedded store takes its connection back from whoever leaves it unused for some seconds.
        await session.pipeline([nothing]);
      } else if (part.kind === 'end') {
        await commitAll(session);
        return part.end;
      }
    }
    throw new Error('The parts of a backup end with its end.');
  });
  await migrate(database);
  return { head, end };
}

/** Makes the schema that the backup is of, in a store that has none, or this one and nothing in it. */
async function prepare(database: Database, head: BackupHead): Promise<void> {
  const unknown = head.migrations.filter((name) => migrations[name] === undefined);
  if (unknown.length > 0)
    throw new RestoreRefused(
      `This backup was made by a newer Baton (${unknown.join(', ')}): restore it with that one.`,
    );
  const before = await executedMigrations(database).catch((error) => {
    // The table is not there.
    if (error instanceof DatabaseError && error.reason === 'refused') return [];
    throw error;
  });
  if (before.length > 0 && before.join() !== head.migrations.join())
    throw new RestoreRefused('The store was used by a Baton of another version already: restore into a new one.');
  await migrate(database, Object.fromEntries(head.migrations.map((name) => [name, migrations[name] as never])));
}

/** The tables by name, which are those of the backup, with nothing in them. */
async function tablesOf(session: Session, head: BackupHead): Promise<ReadonlyMap<string, WholeTable>> {
  const tables = await listTables(session);
  if (JSON.stringify(tables) !== JSON.stringify(head.tables))
    throw new RestoreRefused('The schema of the backup is not what its migrations make.');
  const found = await session.pipeline(tables.map(readWhetherAny));
  const used = tables.filter((_, i) => found[i]?.rows[0]?.some === true).map(({ name }) => name);
  if (used.length > 0)
    throw new RestoreRefused(`The store holds something already (${used.join(', ')}): restore into a new one.`);
  return new Map(tables.map((table) => [table.name, table]));
}

async function commitAll(session: Session): Promise<void> {
  const [committed] = await session.pipeline([commit]);
  assert(committed?.tag === 'COMMIT', 'What was restored is committed.');
}
