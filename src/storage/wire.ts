/**
 * PostgreSQL's wire protocol, version 3, as far as a pipeline needs it: many statements in one buffer with one Sync at
 * its end, and their answers read straight into rows. PostgreSQL gets these bytes over a socket, PGlite by a function
 * call; so both behave alike, and one round trip is one write.
 *
 * Named statements are parsed and described once for each connection; afterwards a statement is a Bind and an Execute.
 * The server keeps a parsed statement when the transaction rolls back, so what was confirmed stays known.
 */
import { assert } from '../base/assert.ts';
import type { Result, Statement } from './database.ts';
import { type Column, compiledRowReader, int32, plainRowReader, type RowReader } from './row-reader.ts';

/** A statement that the server has been sent: `known` once it was described, with the reader of its rows if it has any. */
interface Prepared {
  readonly name: string;
  readonly text: string;
  known: boolean;
  readRow: RowReader | undefined;
}

/** PostgreSQL cuts a longer name off without a word, so that two would be one. */
const nameBytesMax = 63;
/** What one connection keeps prepared; the server holds some kilobytes for each. Beyond, a new one is parsed every time. */
const preparedMax = 1_000;

/** The prepared statements of one connection, by name. */
export class PreparedStatements {
  readonly #byName = new Map<string, Prepared>();

  /** The statement's entry and whether it must be parsed now. A name stands for one text: anything else is our error. */
  plan(statement: Statement): { entry: Prepared; parse: boolean } {
    const { name, text } = statement;
    const known = name === '' ? undefined : this.#byName.get(name);
    if (known !== undefined) {
      assert(known.text === text, `The prepared statement "${name}" was used with two texts.`);
      return { entry: known, parse: false };
    }
    assert(
      Buffer.byteLength(name) <= nameBytesMax,
      `The statement's name "${name}" is longer than ${nameBytesMax} bytes.`,
    );
    const isKept = name !== '' && this.#byName.size < preparedMax;
    const entry: Prepared = { name: isKept ? name : '', text, known: false, readRow: undefined };
    if (isKept) this.#byName.set(name, entry);
    return { entry, parse: true };
  }

  /** Forgets a statement that the server did not confirm: it must be parsed again. */
  forget(entry: Prepared): void {
    if (this.#byName.get(entry.name) === entry) this.#byName.delete(entry.name);
  }
}

// Bytes are put together in one scratch buffer for the whole thread and copied out, since sockets and workers keep what
// they are given.
let scratch = Buffer.allocUnsafe(64 * 1024);
let length = 0;

function reserve(bytes: number): void {
  if (length + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, length + bytes));
  scratch.copy(larger, 0, 0, length);
  scratch = larger;
}

function putByte(value: number): void {
  scratch[length++] = value;
}

function putInt16(value: number): void {
  scratch[length++] = value >>> 8;
  scratch[length++] = value;
}

function putInt32(value: number): void {
  scratch[length++] = value >>> 24;
  scratch[length++] = value >>> 16;
  scratch[length++] = value >>> 8;
  scratch[length++] = value;
}

function putCString(value: string): void {
  reserve(value.length * 3 + 1);
  length += scratch.write(value, length, 'utf8');
  putByte(0);
}

/** A message's type and room for its length; gives back where the length goes. */
function openMessage(type: number): number {
  reserve(64);
  putByte(type);
  length += 4;
  return length - 4;
}

function closeMessage(lengthAt: number): void {
  scratch.writeInt32BE(length - lengthAt, lengthAt);
}

function putParse(entry: Prepared): void {
  const at = openMessage(0x50); // P
  putCString(entry.name);
  putCString(entry.text);
  reserve(2);
  putInt16(0); // no parameter types: the server infers them
  closeMessage(at);
  const describeAt = openMessage(0x44); // D
  putByte(0x53); // S: the statement
  putCString(entry.name);
  closeMessage(describeAt);
}

function putBind(entry: Prepared, values: readonly (string | null)[]): void {
  const at = openMessage(0x42); // B
  putByte(0); // the unnamed portal
  putCString(entry.name);
  reserve(8);
  putInt16(0); // every parameter as text
  putInt16(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as string | null;
    if (value === null) {
      reserve(4);
      putInt32(-1);
      continue;
    }
    reserve(value.length * 3 + 4);
    const written = scratch.write(value, length + 4, 'utf8');
    putInt32(written);
    length += written;
  }
  reserve(2);
  putInt16(0); // every column as text
  closeMessage(at);
}

const executeAndNothingElse = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
const sync = Buffer.from([0x53, 0, 0, 0, 4]);

function putBytes(bytes: Buffer): void {
  reserve(bytes.length);
  bytes.copy(scratch, length);
  length += bytes.length;
}

/** The message that says goodbye before a connection is closed. */
export const terminate = Buffer.from([0x58, 0, 0, 0, 4]);

/** What the server said was wrong; the caller turns it into a `DatabaseError`. */
export interface ServerError {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  readonly constraint: string;
}

/** `idle`: outside a transaction; `open`: inside one; `failed`: inside one that can only be rolled back. */
export type TransactionState = 'idle' | 'open' | 'failed';

interface Step {
  readonly entry: Prepared;
  readonly parse: boolean;
}

/** One pipeline: its bytes to send, and the answer as it comes in. */
export class Pipeline {
  /** What goes to the server, its own copy. */
  readonly bytes: Buffer;
  readonly results: Result[] = [];
  /** The first error; the server answered no statement after it. */
  error: ServerError | undefined;

  readonly #steps: Step[] = [];
  readonly #prepared: PreparedStatements;
  #rows: Record<string, unknown>[] = [];

  constructor(statements: readonly Statement[], prepared: PreparedStatements) {
    this.#prepared = prepared;
    for (const { name, values } of statements) {
      assert(values.length <= 0xffff, `Statement "${name}" has more than 65,535 values.`);
    }
    length = 0;
    for (const statement of statements) {
      const step = prepared.plan(statement);
      this.#steps.push(step);
      if (step.parse) putParse(step.entry);
      putBind(step.entry, statement.values);
      putBytes(executeAndNothingElse);
    }
    putBytes(sync);
    this.bytes = Buffer.from(scratch.subarray(0, length));
  }

  /** Takes in one message of the server that belongs to this pipeline: type, and where its body lies. */
  take(type: number, bytes: Buffer, start: number, end: number): void {
    const step = this.#steps[this.results.length];
    switch (type) {
      case 0x44: // D: a row
        assert(step?.entry.readRow, 'A row came before its description.');
        this.#rows.push(step.entry.readRow(bytes, start + 2));
        break;
      case 0x43: // C: the statement is done
        this.#finish(bytes.toString('latin1', start, end - 1));
        break;
      case 0x49: // I: the statement was empty
        this.#finish('');
        break;
      case 0x54: // T: parsed, and this is what its rows look like
        if (step) {
          step.entry.readRow = makeRowReader(step.entry, columnsFrom(bytes, start));
          step.entry.known = true;
        }
        break;
      case 0x6e: // n: parsed, and it has no rows
        if (step) step.entry.known = true;
        break;
      case 0x47: // G: copy in would wait for data for ever; the statement is ours, so it is our error
        assert(false, 'COPY cannot run in a pipeline.');
        break;
      case 0x45: // E
        this.error ??= serverErrorFrom(bytes, start, end);
        this.abandon();
        break;
    }
    // Parse and bind complete (1, 2), parameter description (t) and notices (N) carry nothing that is needed here.
  }

  #finish(tag: string): void {
    // `INSERT 0 5`, `UPDATE 5`, `COMMIT`, `CREATE TABLE`: words, then numbers of which the last is the count.
    const space = tag.lastIndexOf(' ');
    const last = tag.charCodeAt(tag.length - 1);
    const counted = space > 0 && last >= 48 && last <= 57;
    let word = counted ? tag.slice(0, space) : tag;
    if (counted && word.startsWith('INSERT')) word = 'INSERT';
    this.results.push({ rows: this.#rows, count: counted ? Number(tag.slice(space + 1)) : 0, tag: word });
    this.#rows = [];
  }

  /** No further statement will be answered: what the server did not confirm must be parsed again. */
  abandon(): void {
    for (const { entry, parse } of this.#steps.slice(this.results.length)) {
      if (parse && !entry.known) this.#prepared.forget(entry);
    }
  }
}

function makeRowReader(entry: Prepared, columns: readonly Column[]): RowReader {
  return entry.name === '' ? plainRowReader(columns) : compiledRowReader(columns);
}

function columnsFrom(bytes: Buffer, start: number): Column[] {
  const columns: Column[] = [];
  const count = bytes.readInt16BE(start);
  let at = start + 2;
  for (let i = 0; i < count; i++) {
    const end = bytes.indexOf(0, at);
    // After the name: table oid (4), column number (2), type oid (4), size (2), modifier (4), format (2).
    columns.push({ name: bytes.toString('utf8', at, end), typeOid: bytes.readUInt32BE(end + 7) });
    at = end + 19;
  }
  return columns;
}

/** Reads the body of an error message. */
export function serverErrorFrom(bytes: Buffer, start: number, end: number): ServerError {
  const fields: Record<string, string> = {};
  let at = start;
  while (at < end && bytes[at] !== 0) {
    const stop = bytes.indexOf(0, at + 1);
    fields[String.fromCharCode(bytes[at] as number)] = bytes.toString('utf8', at + 1, stop);
    at = stop + 1;
  }
  return {
    severity: fields.V ?? fields.S ?? '',
    code: fields.C ?? '',
    message: fields.M ?? '',
    detail: fields.D ?? '',
    constraint: fields.n ?? '',
  };
}

/** Where the messages of a connection go. */
export interface MessageTaker {
  /** A message of the pipeline that is being answered, or an error that came unasked. */
  message(type: number, bytes: Buffer, start: number, end: number): void;
  /** The pipeline has been answered. */
  ready(state: TransactionState): void;
  notification(channel: string): void;
}

/** Cuts the server's bytes into messages, whatever pieces they come in. */
export class MessageReader {
  readonly #taker: MessageTaker;
  #pieces: Buffer[] = [];
  #held = 0;
  /** How many bytes must be there before another look makes sense; spares copying while a large message comes in. */
  #needed = 5;

  constructor(taker: MessageTaker) {
    this.#taker = taker;
  }

  read(piece: Buffer): void {
    let bytes = piece;
    if (this.#held > 0) {
      this.#pieces.push(piece);
      this.#held += piece.length;
      if (this.#held < this.#needed) return;
      bytes = Buffer.concat(this.#pieces, this.#held);
    }
    const rest = this.#takeMessages(bytes);
    this.#held = bytes.length - rest;
    this.#pieces = this.#held > 0 ? [bytes.subarray(rest)] : [];
  }

  /** Gives back where the first unfinished message starts. */
  #takeMessages(bytes: Buffer): number {
    let at = 0;
    while (at + 5 <= bytes.length) {
      const end = at + 1 + int32(bytes, at + 1);
      if (end > bytes.length) {
        this.#needed = end - at;
        return at;
      }
      this.#take(bytes[at] as number, bytes, at + 5, end);
      at = end;
    }
    this.#needed = 5;
    return at;
  }

  #take(type: number, bytes: Buffer, start: number, end: number): void {
    if (type === 0x5a) {
      const state = bytes[start];
      this.#taker.ready(state === 0x49 ? 'idle' : state === 0x54 ? 'open' : 'failed');
    } else if (type === 0x41) {
      this.#taker.notification(bytes.toString('utf8', start + 4, bytes.indexOf(0, start + 4)));
    } else this.#taker.message(type, bytes, start, end);
  }
}
