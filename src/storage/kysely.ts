/**
 * Kysely over the seam: ordinary reads, and the schema's migrations. The engine's own statements do not come through
 * here: building and compiling queries is what made it slow (design, section 4).
 */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Database, Result, Session, Statement } from './database.ts';
import { encodeValue } from './encode.ts';

/**
 * Kysely on the given database.
 *
 * With access `read` every query runs by itself on the readers' pool, and transactions are refused: use `readTogether`.
 * With access `write` queries run in sessions of the engine's pool. On PGlite nothing else runs while such a
 * transaction is open, so inside one only its own handle may be used: the outer one would wait for ever.
 */
export function openKysely<Tables>(database: Database, access: 'read' | 'write'): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new Adapter(),
    createDriver: () => (access === 'read' ? new ReadDriver(database) : new SessionDriver(database)),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}

/** Takes no lock for migrations: `migrate.ts` holds a row lock in the transaction that it gives to the migrator. */
class Adapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/** Texts that get a prepared statement. Judged: an application has a few hundred; lists of any length make more. */
const preparedTextsMax = 500;

/** Runs a compiled query some way or other. */
class Connection implements DatabaseConnection {
  readonly #run: (query: CompiledQuery) => Promise<Result>;

  constructor(run: (query: CompiledQuery) => Promise<Result>) {
    this.#run = run;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, count, tag } = await this.#run(query);
    return tag === 'SELECT' ? { rows: rows as R[] } : { rows: rows as R[], numAffectedRows: BigInt(count) };
  }

  // biome-ignore lint/correctness/useYield: it only refuses.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read by keyset pages, not streamed: a cursor would hold a connection.');
  }
}

class ReadDriver implements Driver {
  readonly #connection: Connection;
  readonly #names = new Map<string, string>();

  constructor(database: Database) {
    this.#connection = new Connection((query) => database.read(this.#statement(query)));
  }

  #statement({ sql: text, parameters }: CompiledQuery): Statement {
    let name = this.#names.get(text);
    if (name === undefined && this.#names.size < preparedTextsMax) {
      name = `read_${this.#names.size + 1}`;
      this.#names.set(text, name);
    }
    return { name: name ?? '', text, values: parameters.map(encodeValue) };
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(): Promise<void> {
    throw new Error('This Kysely only reads; use readTogether for several reads of one snapshot.');
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** A connection that holds a session, and how to give it back. */
class SessionConnection extends Connection {
  readonly session: Session;
  giveBack: () => Promise<void> = async () => {};

  constructor(session: Session) {
    super(async ({ sql: text, parameters }) => {
      const [result] = await session.pipeline([{ name: '', text, values: parameters.map(encodeValue) }]);
      return result as Result;
    });
    this.session = session;
  }
}

class SessionDriver implements Driver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async init(): Promise<void> {}

  /** Turns `withSession`'s callback inside out: Kysely wants to take and to give back. */
  acquireConnection(): Promise<DatabaseConnection> {
    return new Promise((resolve, reject) => {
      const use = this.#database.withSession(
        (session) =>
          new Promise<void>((done) => {
            const connection = new SessionConnection(session);
            connection.giveBack = () => {
              done();
              return use;
            };
            resolve(connection);
          }),
      );
      use.catch(reject);
    });
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await (connection as SessionConnection).giveBack();
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
    await this.#command(connection, `begin transaction${level} ${settings.accessMode ?? ''}`);
  }

  /** COMMIT of a failed transaction answers ROLLBACK without an error; a caller must not take that for success. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { tag } = await this.#command(connection, 'commit');
    if (tag !== 'COMMIT') throw new Error('The transaction had failed and was rolled back.');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#command(connection, 'rollback');
  }

  async #command(connection: DatabaseConnection, text: string): Promise<Result> {
    const [result] = await (connection as SessionConnection).session.pipeline([{ name: '', text, values: [] }]);
    return result as Result;
  }

  async destroy(): Promise<void> {}
}
