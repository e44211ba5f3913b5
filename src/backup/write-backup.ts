import { isoInstant } from '../base/clock.ts';
import type { Database, Session } from '../storage/database.ts';
import { executedMigrations } from '../storage/migrate.ts';
import { beginSnapshot } from '../storage/transaction-statements.ts';
import {
  liftLimits,
  listTables,
  readFileHashes,
  readNow,
  readRowsAfter,
  type TextRow,
  textRow,
  type WholeTable,
} from '../storage/whole-tables.ts';
import { type BackupEnd, type BackupHead, backupFormat } from './backup-lines.ts';

export interface BackupSource {
  /** Read in one transaction; closed by whoever opened it. */
  readonly database: Database;
  /** The bytes of a file; null when they are not there. */
  readonly openFile: (sha256: string) => Promise<{ readonly content: AsyncIterable<Uint8Array> } | null>;
  /** Goes along where the server made it itself. */
  readonly secret: string | null;
}

/** Rows read at once. */
const pageRows = 500;
/** A line is ended where it is longer than this, in characters. */
const lineLengthMax = 1_000_000;
/** Bytes of a file in one line: a multiple of three, so that base64 needs no filling in between. */
const partBytesMax = 600_000;
/** So long PostgreSQL keeps the state of the store for somebody who takes nothing, in milliseconds. */
const idleMsMax = 120_000;

/**
 * The lines of a backup (`backup-lines.ts`): everything that the store holds, as of one moment, and the bytes of its files.
 *
 * @throws DatabaseError, and whatever `openFile` throws
 */
export async function* writeBackup({ database, openFile, secret }: BackupSource): AsyncGenerator<string> {
  const rows: Record<string, number> = {};
  const named: string[] = [];
  const migrations = await executedMigrations(database);
  const { session, release } = await holdSession(database);
  try {
    const [, ...begun] = await session.pipeline([beginSnapshot, ...liftLimits(database.kind, idleMsMax), readNow]);
    const tables = await listTables(session);
    const at = isoInstant(begun.at(-1)?.rows[0]?.at);
    yield line({ backup: backupFormat, at, migrations, tables, secret } satisfies BackupHead);
    for (const table of tables) {
      rows[table.name] = 0;
      for await (const some of rowsOf(session, table)) {
        rows[table.name] = (rows[table.name] ?? 0) + some.length;
        yield line({ table: table.name, rows: some });
      }
    }
    for (const { sha256 } of (await session.pipeline([readFileHashes]))[0]?.rows ?? []) named.push(sha256);
  } finally {
    await release();
  }
  // Bytes never change: they need no moment, and nobody has to keep it for them.
  const missing: string[] = [];
  for (const sha256 of named) {
    const found = await openFile(sha256);
    if (found === null) missing.push(sha256);
    else yield* fileLines(sha256, found.content);
  }
  yield line({ end: { rows, files: named.length - missing.length, missing } satisfies BackupEnd });
}

/** A table's rows, in portions that make a line each. */
async function* rowsOf(session: Session, table: WholeTable): AsyncGenerator<readonly TextRow[]> {
  for (let after: TextRow | null = null; ; ) {
    const [page] = await session.pipeline([readRowsAfter(table, after, pageRows)]);
    const rows = (page?.rows ?? []).map((record) => textRow(table, record));
    let some: TextRow[] = [];
    let length = 0;
    for (const row of rows) {
      some.push(row);
      for (const text of row) length += text?.length ?? 4;
      if (length < lineLengthMax) continue;
      yield some;
      some = [];
      length = 0;
    }
    if (some.length > 0) yield some;
    if (rows.length < pageRows) return;
    after = rows.at(-1) ?? null;
  }
}

async function* fileLines(sha256: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of content) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > partBytesMax) {
      yield line({ file: sha256, part: rest.toString('base64', 0, partBytesMax), isLast: false });
      rest = rest.subarray(partBytesMax);
    }
  }
  yield line({ file: sha256, part: rest.toString('base64'), isLast: true });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** A session for as long as its holder wants it, and not only for one call. @throws DatabaseError */
async function holdSession(
  database: Database,
): Promise<{ readonly session: Session; readonly release: () => Promise<void> }> {
  const held = Promise.withResolvers<Session>();
  const over = Promise.withResolvers<void>();
  const holding = database.withSession(async (session) => {
    held.resolve(session);
    await over.promise;
  });
  holding.catch(held.reject);
  const session = await held.promise;
  const release = async (): Promise<void> => {
    over.resolve();
    await holding.catch(() => {});
  };
  return { session, release };
}
