/**
 * A backup is lines of JSON, compressed by gzip; no line is much longer than a megabyte, unless a single row is.
 *
 *     {"backup": 1, "at": "2026-11-22T10:00:00.000Z", "migrations": ["0001-…"], "tables": […], "secret": "…"}
 *     {"table": "public.event", "rows": [["…", null], …]}         …of each table in turn, as text by column
 *     {"file": "<sha256>", "part": "<base64>", "isLast": false}    …of each file that a row names
 *     {"end": {"rows": {"public.event": 1234}, "files": 12, "missing": ["<sha256>"]}}
 *
 * What does not end with `end`, or does not hold what that says, is damaged: it is refused whole.
 */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { TextRow, WholeTable } from '../storage/whole-tables.ts';

/** The version of the lines. */
export const backupFormat = 1;

/** What a backup says of itself. */
export interface BackupHead {
  readonly backup: number;
  /** When the store was as it is told, in RFC 3339. */
  readonly at: string;
  /** Those that had made its schema. */
  readonly migrations: readonly string[];
  readonly tables: readonly WholeTable[];
  /** What sessions, links and second factors were made with; null where the operator keeps it (`BATON_SECRET`). */
  readonly secret: string | null;
}

export interface BackupEnd {
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly files: number;
  /** Files that rows name, and whose bytes were not there. */
  readonly missing: readonly string[];
}

export type BackupPart =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'rows'; readonly table: string; readonly rows: readonly TextRow[] }
  /** Its bytes are to be read before the next part is. */
  | { readonly kind: 'file'; readonly sha256: string; readonly content: AsyncIterable<Uint8Array> }
  | { readonly kind: 'end'; readonly end: BackupEnd };

/** It is no backup, or not all of one, or not what it says. */
class BackupDamaged extends Error {
  override name = 'BackupDamaged';
}

/** Reads a backup to its end: what it says of itself. @throws BackupDamaged */
export async function checkBackup(
  compressed: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: BackupHead; readonly end: BackupEnd }> {
  let head: BackupHead | undefined;
  for await (const part of readBackup(compressed)) {
    if (part.kind === 'head') ({ head } = part);
    else if (part.kind === 'end' && head !== undefined) return { head, end: part.end };
  }
  throw new BackupDamaged('The backup has no end.');
}

/**
 * The parts of a backup, looked at as they come. The last is `end`, and comes only when all of it is there.
 *
 * @throws BackupDamaged
 */
export async function* readBackup(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<BackupPart, void, undefined> {
  const lines = parsedLines(compressed);
  const { value: head } = await lines.next();
  if (!isHead(head)) throw new BackupDamaged('This is no backup of Baton’s.');
  if (head.backup !== backupFormat)
    throw new BackupDamaged(
      `This backup was written by a newer Baton (format ${head.backup}): restore it with that one.`,
    );
  yield { kind: 'head', head };
  const counts: Record<string, number> = Object.fromEntries(head.tables.map(({ name }) => [name, 0]));
  let files = 0;
  for (;;) {
    const { value: line } = await lines.next();
    if (line === undefined) throw new BackupDamaged('The backup ends too early: it was not written to its end.');
    if ('rows' in line) {
      const { table, rows } = line as { table: string; rows: TextRow[] };
      if (counts[table] === undefined)
        throw new BackupDamaged(`The backup has rows of ${table}, which it does not name.`);
      counts[table] += rows.length;
      yield { kind: 'rows', table, rows };
    } else if ('file' in line) {
      files++;
      const content = contentOf(line as unknown as FileLine, lines);
      yield { kind: 'file', sha256: (line as unknown as FileLine).file, content };
      // Also where nobody looked at the bytes they are compared.
      for await (const _ of content);
    } else if ('end' in line) {
      const { end } = line as unknown as { end: BackupEnd };
      const wrong = Object.keys(counts).find((table) => counts[table] !== end.rows[table]);
      if (wrong !== undefined)
        throw new BackupDamaged(`The backup has ${counts[wrong]} rows of ${wrong}, and says ${end.rows[wrong]}.`);
      if (files !== end.files) throw new BackupDamaged(`The backup has ${files} files, and says ${end.files}.`);
      return yield { kind: 'end', end };
    } else throw new BackupDamaged('The backup has a line that nobody knows.');
  }
}

interface FileLine {
  readonly file: string;
  readonly part: string;
  readonly isLast: boolean;
}

type Line = Readonly<Record<string, unknown>>;

function isHead(line: Line | undefined): line is Line & BackupHead {
  return typeof line?.backup === 'number' && Array.isArray(line.tables) && Array.isArray(line.migrations);
}

/** The bytes of a file, the rest of whose lines come next. @throws BackupDamaged when they are not those that it is named by */
async function* contentOf(first: FileLine, lines: AsyncIterator<Line>): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for (let line = first; ; ) {
    const bytes = Buffer.from(line.part, 'base64');
    hash.update(bytes);
    yield bytes;
    if (line.isLast) break;
    const { value } = await lines.next();
    if (value?.file !== first.file) throw new BackupDamaged(`The backup breaks off in the file ${first.file}.`);
    line = value as unknown as FileLine;
  }
  if (hash.digest('hex') !== first.file)
    throw new BackupDamaged(`The bytes of the file ${first.file} are not its own.`);
}

async function* parsedLines(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Line, undefined, undefined> {
  for await (const text of linesOf(compressed)) {
    try {
      yield JSON.parse(text) as Line;
    } catch (cause) {
      throw new BackupDamaged('The backup has a line that is no JSON.', { cause });
    }
  }
  return undefined;
}

async function* linesOf(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const chunks = createGunzip();
  // What goes wrong is told by the stream, to whoever reads it.
  pipeline(compressed, chunks).catch(() => {});
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of chunks) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    // What gzip says of a file that is none, or was cut.
    if (String((cause as NodeJS.ErrnoException).code).startsWith('Z_'))
      throw new BackupDamaged('The backup is no gzip file, or not all of one.', { cause });
    throw cause;
  }
  if (rest !== '') yield rest;
}
