/**
 * PGlite behind the seam. It has one connection, so sessions and reads take turns; everything else is as on PostgreSQL.
 */
import { type Database, DatabaseError, type Result, type Session, type Statement } from '../database.ts';
import { beginRead, beginSnapshot, commit, rollback } from '../transaction-statements.ts';
import { type ByteRunner, PgliteConnection } from './connection.ts';
import { type TurnKind, Turns } from './turns.ts';
import type { Upkeep } from './upkeep.ts';

/** What the database runs on. */
export interface PgliteDatabaseOptions {
  readonly runner: ByteRunner;
  /** Ends the runner, when nobody uses it any more. */
  readonly stop: () => Promise<void>;
  /** Opens a copy of it as it is now; absent: it has none. */
  readonly copy?: () => Promise<Database>;
  /** Vacuums between turns; absent in memory, where databases are small and short-lived. */
  readonly upkeep?: Upkeep;
  /**
   * A session that leaves the connection unused for so long loses it; absent: for ever. PostgreSQL has
   * `idle_in_transaction_session_timeout` for this; here one stuck session would stop every other.
   */
  readonly idleMsMax?: number;
}

const checkpoint: Statement = { name: '', text: 'checkpoint', values: [] };

/** A `Database` over one PGlite connection. */
export class PgliteDatabase implements Database {
  readonly kind = 'pglite';
  readonly #options: PgliteDatabaseOptions;
  readonly #connection: PgliteConnection;
  readonly #turns = new Turns();
  readonly #listeners = new Map<string, Set<() => void>>();
  #turn: Turn | undefined;
  #closed = false;

  constructor(options: PgliteDatabaseOptions) {
    this.#options = options;
    this.#connection = new PgliteConnection(options.runner);
  }

  async withSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
    return this.#inTurn('engine', use);
  }

  async read(statement: Statement): Promise<Result> {
    const results = await this.#inTurn('read', (session) => session.pipeline([beginRead, statement, commit]));
    return results[1] as Result;
  }

  async readTogether(statements: readonly Statement[]): Promise<Result[]> {
    const results = await this.#inTurn('read', (session) => session.pipeline([beginSnapshot, ...statements, commit]));
    return results.slice(1, -1);
  }

  /** Runs `use` while nobody else has the connection, for as long as it takes, with everything written out before. */
  async alone<T>(use: () => Promise<T>): Promise<T> {
    const { idleMsMax: _, ...patient } = this.#options;
    const inTurn = async (session: Session): Promise<T> => {
      await session.pipeline([checkpoint]);
      return use();
    };
    return this.#inTurn('engine', inTurn, patient);
  }

  openBeside(): Promise<Database> {
    const { copy } = this.#options;
    return copy?.() ?? Promise.reject(new DatabaseError('refused', { message: 'This store is not opened twice.' }));
  }

  async notify(channel: string): Promise<void> {
    // One process has the data folder (see data-folder-lock.ts), so every listener is in it.
    queueMicrotask(() => this.#ring(channel));
  }

  async listen(channel: string, onRing: () => void): Promise<() => Promise<void>> {
    const heard = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, heard);
    const ring = (): void => onRing();
    heard.add(ring);
    return async () => {
      heard.delete(ring);
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    await this.#turns.take('upkeep'); // after everybody who waits
    this.#turns.pass();
    await this.#options.stop();
  }

  /** PGlite is gone, and with it the open transaction: the session under way must not go on in the next one. */
  lost(error: DatabaseError): void {
    this.#connection.reset();
    this.#turn?.takeAway(error);
  }

  /** PGlite was started again: doorbells may have been missed. */
  replaced(): void {
    for (const channel of [...this.#listeners.keys()]) this.#ring(channel);
  }

  #ring(channel: string): void {
    for (const onRing of [...(this.#listeners.get(channel) ?? [])]) onRing();
  }

  async #inTurn<T>(
    kind: TurnKind,
    use: (session: Session) => Promise<T>,
    options: PgliteDatabaseOptions = this.#options,
  ): Promise<T> {
    if (this.#closed) throw new DatabaseError('lost', { message: 'The database has been closed.' });
    await this.#turns.take(kind);
    const session = new Turn(this.#connection, options);
    this.#turn = session;
    try {
      return await Promise.race([use(session), session.revoked]);
    } finally {
      await session.end();
      this.#turns.pass();
      if (kind !== 'upkeep') this.#keepUp();
    }
  }

  /** Vacuums the table that needs it most: when nobody else wants the connection, or now if it cannot wait longer. */
  #keepUp(): void {
    const { upkeep } = this.#options;
    const due = this.#closed ? undefined : upkeep?.due(this.#turns.waiting);
    if (!upkeep || !due) return;
    void this.#inTurn(due.urgent ? 'engine' : 'upkeep', async (session) => {
      await session.pipeline([due.vacuum]);
      const [result] = await session.pipeline([due.measure]);
      upkeep.vacuumed(due.table, result?.rows[0]?.rows ?? 0);
    }).catch(() => upkeep.forget(due.table));
  }
}

/** One holder's use of the connection, until it ends or is taken away. */
class Turn implements Session {
  /** Rejects when the turn is taken away from a holder that left it unused. */
  readonly revoked: Promise<never>;
  readonly #connection: PgliteConnection;
  readonly #options: PgliteDatabaseOptions;
  #revoke: (error: DatabaseError) => void = () => {};
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;
  #over: DatabaseError | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: PgliteConnection, options: PgliteDatabaseOptions) {
    this.#connection = connection;
    this.#options = options;
    this.revoked = new Promise((_, reject) => {
      this.#revoke = reject;
    });
    this.revoked.catch(() => {});
    this.#watch();
  }

  pipeline(statements: readonly Statement[]): Promise<Result[]> {
    if (this.#over) return Promise.reject(this.#over);
    clearTimeout(this.#timer);
    this.#running++;
    // Two pipelines sent without waiting run one after the other, as on a socket.
    const result = this.#last.then(() => {
      if (this.#over) throw this.#over;
      return this.#connection.pipeline(statements);
    });
    this.#last = result.then(
      (results) => this.#options.upkeep?.count(statements, results),
      () => {},
    );
    this.#last = this.#last.then(() => {
      this.#running--;
      this.#watch();
    });
    return result;
  }

  /** Ends the session now, for the reason given; what its holder still asks of it fails. */
  takeAway(error: DatabaseError): void {
    this.#over ??= error;
    this.#revoke(error);
  }

  /** Waits for what is still running and leaves no transaction open. */
  async end(): Promise<void> {
    this.#over ??= new DatabaseError('lost', { message: 'The session has been given back.' });
    clearTimeout(this.#timer);
    await this.#last;
    clearTimeout(this.#timer);
    if (this.#connection.state === 'idle') return;
    await this.#connection.pipeline([rollback]).catch(() => {});
  }

  #watch(): void {
    const { idleMsMax } = this.#options;
    if (idleMsMax === undefined || this.#running > 0 || this.#over) return;
    this.#timer = setTimeout(() => {
      this.takeAway(new DatabaseError('lost', { message: `The session was left unused for ${idleMsMax} ms.` }));
    }, idleMsMax);
    this.#timer.unref();
  }
}
