/**
 * The seam between Baton and its store. One dialect, two implementations: PostgreSQL (`postgres.ts`) and PGlite in the
 * data folder (`pglite/`). Everything above speaks of statements and sessions and cannot tell them apart, except that
 * PGlite has one connection, so its sessions wait for each other.
 */

/**
 * One SQL statement. `name` names the prepared statement: the same name always carries the same text. The empty name
 * prepares nothing: for statements that run once, such as those of migrations.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Already in PostgreSQL's text format (see `encode.ts`); null is SQL null. */
  readonly values: readonly (string | null)[];
}

/**
 * Rows as objects by column name, decoded alike on both stores: bool → boolean; int2, int4, int8, float8 → number;
 * timestamptz → Instant (milliseconds); json, jsonb → parsed; text[], uuid[] → string[]; int4[], int8[] → number[];
 * bytea → Uint8Array; everything else → string.
 */
export interface Result {
  readonly rows: readonly any[];
  /** Rows returned or affected. */
  readonly count: number;
  /** The command tag's word, e.g. `COMMIT` or, when the transaction had failed, `ROLLBACK`. */
  readonly tag: string;
}

/** One connection, held by one user at a time. */
export interface Session {
  /**
   * Sends all statements in one go and answers when the last is done: one round trip. On an error the following
   * statements fail too (inside a transaction they are not executed), and the first error is thrown after all have
   * been answered, so that the session stays usable (for a `rollback`, say).
   *
   * @throws DatabaseError
   */
  pipeline(statements: readonly Statement[]): Promise<Result[]>;
}

export interface Database {
  readonly kind: 'postgres' | 'pglite';
  /**
   * Runs `use` with a session of the engine's pool, and takes the session back when it ends. A session on which a
   * statement was lost is closed, not reused; an open transaction is rolled back.
   *
   * @throws DatabaseError when no connection can be had
   */
  withSession<T>(use: (session: Session) => Promise<T>): Promise<T>;
  /** One statement outside any transaction, on the pool of readers. @throws DatabaseError */
  read(statement: Statement): Promise<Result>;
  /** Several statements, each seeing the same snapshot (`repeatable read`, read only). @throws DatabaseError */
  readTogether(statements: readonly Statement[]): Promise<Result[]>;
  /**
   * Opens the store a second time, so that somebody who reads for long holds nobody up: on PostgreSQL by connections of its own,
   * of the embedded store a copy of this moment. To be closed. @throws DatabaseError
   */
  openBeside(): Promise<Database>;
  /** Rings the doorbell `channel` for every listener on any node; a hint that may be lost. Never inside a transaction. */
  notify(channel: string): Promise<void>;
  /** Calls back on each doorbell, also after reconnecting (where it calls once, since some may have been missed). */
  listen(channel: string, onRing: () => void): Promise<() => Promise<void>>;
  /** Ends every connection, after the sessions in use. */
  close(): Promise<void>;
}

/** What went wrong in the store, told apart by what the caller can do. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  /**
   * - `lost`: the connection is gone; whether a commit that was under way happened is unknown.
   * - `busy`: deadlock, lock timeout, serialization failure, too many connections: nothing happened, try again.
   * - `full`: no space left; nothing happened.
   * - `refused`: the statement itself is at fault (constraint, bad value, syntax); trying again is pointless.
   */
  readonly reason: 'lost' | 'busy' | 'full' | 'refused';
  /** SQLSTATE, or empty. */
  readonly code: string;
  /** The constraint that was violated, or empty. */
  readonly constraint: string;

  constructor(
    reason: DatabaseError['reason'],
    details: { message: string; code?: string; constraint?: string; cause?: unknown },
  ) {
    super(details.message, { cause: details.cause });
    this.reason = reason;
    this.code = details.code ?? '';
    this.constraint = details.constraint ?? '';
  }
}
