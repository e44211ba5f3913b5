/** A few connections shared by many users, first come, first served. */
import { DatabaseError } from './database.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { rollback } from './transaction-statements.ts';

/** What a pool is told. */
export interface PoolOptions {
  /** Connections open at once. */
  readonly size: number;
  /** How long a user waits for a connection before it is refused as `busy`. */
  readonly waitMsMax: number;
  readonly open: () => Promise<PostgresConnection>;
}

interface Waiter {
  readonly resolve: (connection: PostgresConnection) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/** Opens connections when they are needed and keeps them; drops those that broke. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  /** Last used first, so that a quiet pool works on few connections, whose statements are prepared already. */
  readonly #idle: PostgresConnection[] = [];
  readonly #waiters: Waiter[] = [];
  #open = 0;
  #closing = false;
  #whenEmpty: () => void = () => {};

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Runs `use` with a connection of its own. @throws DatabaseError when none can be had */
  async with<T>(use: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.#acquire();
    try {
      return await use(connection);
    } finally {
      await this.#release(connection);
    }
  }

  /** Closes every connection, after those in use have come back. */
  async close(): Promise<void> {
    this.#closing = true;
    const closed = new DatabaseError('lost', { message: 'The database has been closed.' });
    for (const waiter of this.#waiters.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.reject(closed);
    }
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    if (this.#open === 0) return;
    await Promise.all(this.#idle.splice(0).map((connection) => this.#discard(connection)));
    if (this.#open > 0) await empty;
  }

  async #acquire(): Promise<PostgresConnection> {
    if (this.#closing) throw new DatabaseError('lost', { message: 'The database has been closed.' });
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#open < this.#options.size) return this.#openOne();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        const message = `All ${this.#options.size} database connections were in use for ${this.#options.waitMsMax} ms.`;
        reject(new DatabaseError('busy', { message }));
      }, this.#options.waitMsMax);
      const waiter: Waiter = { resolve, reject, timer };
      this.#waiters.push(waiter);
    });
  }

  async #openOne(): Promise<PostgresConnection> {
    this.#open++;
    try {
      const connection = await this.#options.open();
      // A connection that breaks while nobody uses it must not be handed out.
      connection.onEnd = () => {
        const at = this.#idle.indexOf(connection);
        if (at >= 0) {
          this.#idle.splice(at, 1);
          void this.#discard(connection);
        }
      };
      return connection;
    } catch (error) {
      this.#forgetOne();
      throw error;
    }
  }

  async #release(connection: PostgresConnection): Promise<void> {
    if (connection.usable && connection.state !== 'idle') {
      await connection.pipeline([rollback]).catch(() => {});
    }
    if (!connection.usable || connection.state !== 'idle' || this.#closing) {
      await this.#discard(connection);
      return;
    }
    const waiter = this.#waiters.shift();
    if (!waiter) this.#idle.push(connection);
    else {
      clearTimeout(waiter.timer);
      waiter.resolve(connection);
    }
  }

  async #discard(connection: PostgresConnection): Promise<void> {
    await connection.close();
    this.#forgetOne();
  }

  /** One fewer is open: whoever waits may have a new one instead. */
  #forgetOne(): void {
    this.#open--;
    if (this.#open === 0) this.#whenEmpty();
    const waiter = this.#waiters.shift();
    if (!waiter) return;
    clearTimeout(waiter.timer);
    this.#openOne().then(waiter.resolve, waiter.reject);
  }
}
