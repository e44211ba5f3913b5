/** The one connection of a PGlite: pipelines to bytes, bytes to results. */
import { DatabaseError, type Result, type Statement } from '../database.ts';
import { databaseErrorFrom, endsConnection } from '../server-errors.ts';
import { MessageReader, Pipeline, PreparedStatements, type TransactionState } from '../wire.ts';

/** What runs the bytes: PGlite on this thread, or a worker that has it. */
export interface ByteRunner {
  /** @throws DatabaseError with reason `lost` when PGlite is gone */
  execute(messages: Uint8Array): Promise<Buffer>;
}

/**
 * Turns pipelines into calls of a byte runner. Rows are decoded here, not on the worker: decoding 200 rows takes 0.19 ms,
 * and handing them over as objects would take 0.25 ms more (bytes are handed over without a copy).
 *
 * Its user makes sure that one pipeline runs at a time.
 */
export class PgliteConnection {
  /** The state of the transaction after the last answer. */
  state: TransactionState = 'idle';
  readonly #runner: ByteRunner;
  #prepared = new PreparedStatements();
  #stale = false;

  constructor(runner: ByteRunner) {
    this.#runner = runner;
  }

  /** PGlite was started anew: it knows no prepared statement and is in no transaction. */
  reset(): void {
    this.#prepared = new PreparedStatements();
    this.#stale = false;
    this.state = 'idle';
  }

  /** @throws DatabaseError */
  async pipeline(statements: readonly Statement[]): Promise<Result[]> {
    if (statements.length === 0) return [];
    if (this.#stale && this.state === 'idle') await this.#prepareAnew();
    const pipeline = new Pipeline(statements, this.#prepared);
    const answer = await this.#runner.execute(pipeline.bytes).catch((error) => {
      pipeline.abandon();
      throw error;
    });
    let answered = false;
    const reader = new MessageReader({
      message: (type, bytes, start, end) => pipeline.take(type, bytes, start, end),
      ready: (state) => {
        answered = true;
        this.state = state;
      },
      notification: () => {}, // doorbells ring inside this process, see pglite/database.ts
    });
    reader.read(answer);
    if (!answered) throw new DatabaseError('lost', { message: 'PGlite stopped in the middle of an answer.' });
    if (pipeline.error) {
      const error = databaseErrorFrom(pipeline.error);
      if (endsConnection(error.code)) this.#stale = true;
      throw error;
    }
    return pipeline.results;
  }

  /** A migration changed what a prepared statement answers. On PostgreSQL a new connection forgets; this is the same. */
  async #prepareAnew(): Promise<void> {
    this.#prepared = new PreparedStatements();
    this.#stale = false;
    await this.#runner.execute(deallocateAll().bytes);
  }
}

function deallocateAll(): Pipeline {
  return new Pipeline([{ name: '', text: 'deallocate all', values: [] }], new PreparedStatements());
}
