/**
 * Ringing and hearing doorbells on PostgreSQL: one connection, opened when it is first needed and opened again whenever
 * it breaks. Doorbells are hints; nothing is kept while there is no connection, but every listener is called once
 * after each reconnection.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError, type Statement } from './database.ts';
import type { PostgresConnection } from './postgres-connection.ts';

const firstPauseMs = 100;
const longestPauseMs = 5000;

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function command(text: string): Statement {
  return { name: '', text, values: [] };
}

/** LISTEN and NOTIFY over one connection that mends itself. */
export class PostgresDoorbell {
  readonly #open: () => Promise<PostgresConnection>;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #closed = new AbortController();
  #connection: Promise<PostgresConnection> | undefined;
  #mending = false;

  constructor(open: () => Promise<PostgresConnection>) {
    this.#open = open;
  }

  /** Never fails: a bell that cannot be rung is a hint lost. */
  async notify(channel: string): Promise<void> {
    if (this.#mending || this.#closed.signal.aborted) return;
    try {
      const connection = await this.#connect();
      await connection.pipeline([{ name: 'notify', text: 'select pg_notify($1, $2)', values: [channel, ''] }]);
    } catch {
      // Every reader of the log also polls.
    }
  }

  /** @throws DatabaseError when the first connection cannot be had */
  async listen(channel: string, onRing: () => void): Promise<() => Promise<void>> {
    let heard = this.#listeners.get(channel);
    if (!heard) {
      heard = new Set();
      this.#listeners.set(channel, heard);
    }
    // One registration per call, even of the same function.
    const ring = (): void => onRing();
    heard.add(ring);
    const stop = async (): Promise<void> => {
      heard.delete(ring);
      if (heard.size > 0 || this.#listeners.get(channel) !== heard) return;
      this.#listeners.delete(channel);
      const connection = await this.#connection?.catch(() => undefined);
      await connection?.pipeline([command(`unlisten ${quoted(channel)}`)]).catch(() => {});
    };
    try {
      const connection = await this.#connect();
      await connection.pipeline([command(`listen ${quoted(channel)}`)]);
    } catch (error) {
      // While the connection is being mended the channel is already on the list of what to listen to.
      if (!this.#mending) {
        await stop();
        throw error;
      }
    }
    return stop;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#listeners.clear();
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #connect(): Promise<PostgresConnection> {
    if (this.#closed.signal.aborted) {
      return Promise.reject(new DatabaseError('lost', { message: 'The database has been closed.' }));
    }
    this.#connection ??= this.#openOne();
    return this.#connection;
  }

  async #openOne(): Promise<PostgresConnection> {
    try {
      const connection = await this.#open();
      connection.onNotification = (channel) => this.#ring(channel);
      connection.onEnd = () => {
        this.#connection = undefined;
        void this.#mend();
      };
      return connection;
    } catch (error) {
      this.#connection = undefined;
      throw error;
    }
  }

  /** Connects again, for as long as it takes, and listens to everything that was listened to. */
  async #mend(): Promise<void> {
    if (this.#mending) return;
    this.#mending = true;
    const { signal } = this.#closed;
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await pause(pauseMs, undefined, { signal, ref: false });
        const connection = await this.#connect();
        await connection.pipeline([...this.#listeners.keys()].map((channel) => command(`listen ${quoted(channel)}`)));
        break;
      } catch {
        // Tried again after a longer pause.
      }
    }
    this.#mending = false;
    for (const channel of [...this.#listeners.keys()]) this.#ring(channel);
  }

  #ring(channel: string): void {
    for (const onRing of [...(this.#listeners.get(channel) ?? [])]) onRing();
  }
}
