/** PostgreSQL behind the seam: an engine's pool, a readers' pool and a doorbell connection. */

import { ConnectionPool } from './connection-pool.ts';
import type { Database, Result, Session } from './database.ts';
import { plannerSettings } from './planner-settings.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { PostgresDoorbell } from './postgres-doorbell.ts';
import { beginSnapshot, commit } from './transaction-statements.ts';

/** How to reach PostgreSQL, and how much of it to use. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, unix sockets and `sslmode` as libpq writes them. */
  readonly url: string;
  /** Connections for the engine; 4 by default. Two batches run at a time, in lanes; the others serve jobs and migrations. */
  readonly engineConnections?: number;
  /** Connections for reads; 6 by default. */
  readonly readConnections?: number;
  /** Shown in `pg_stat_activity`; `baton` by default. */
  readonly applicationName?: string;
  /** Milliseconds to wait for a new or a free connection; 5,000 by default. */
  readonly waitMsMax?: number;
}

/** A dead peer is noticed by the server within about 15 s, so that its locks do not outlive it. */
const keepalives = {
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '3',
  tcp_keepalives_count: '3',
};

/** A node that stops between lock and commit holds up nobody for longer than these (design, section 4). */
const engineSettings = {
  ...keepalives,
  ...plannerSettings,
  idle_in_transaction_session_timeout: '2000',
  lock_timeout: '3000',
  statement_timeout: '10000',
};

const readerSettings = {
  ...keepalives,
  default_transaction_read_only: 'on',
  idle_in_transaction_session_timeout: '10000',
  statement_timeout: '30000',
};

/**
 * Opens a database on PostgreSQL 15 or later.
 *
 * @throws DatabaseError when it cannot be reached
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const { url, applicationName = 'baton', waitMsMax = 5000 } = options;
  const connectAs = (role: string, settings: Record<string, string>) => () =>
    PostgresConnection.connect({
      url,
      applicationName: `${applicationName} ${role}`,
      settings,
      connectTimeoutMs: waitMsMax,
      silenceMsMax: 45_000, // well past every statement_timeout
    });
  const engine = new ConnectionPool({
    size: options.engineConnections ?? 4,
    waitMsMax,
    open: connectAs('engine', engineSettings),
  });
  const readers = new ConnectionPool({
    size: options.readConnections ?? 6,
    waitMsMax,
    open: connectAs('reader', readerSettings),
  });
  const doorbell = new PostgresDoorbell(connectAs('doorbell', { ...keepalives, statement_timeout: '10000' }));
  await engine.with(async () => {}); // says at once when the address or the password is wrong
  return {
    kind: 'postgres',
    withSession: <T>(use: (session: Session) => Promise<T>) => engine.with(use),
    read: async (statement) => {
      const [result] = await readers.with((connection) => connection.pipeline([statement]));
      return result as Result;
    },
    readTogether: async (statements) => {
      const results = await readers.with((connection) => connection.pipeline([beginSnapshot, ...statements, commit]));
      return results.slice(1, -1);
    },
    openBeside: () =>
      openPostgres({
        ...options,
        applicationName: `${applicationName} beside`,
        engineConnections: 1,
        readConnections: 1,
      }),
    notify: (channel) => doorbell.notify(channel),
    listen: (channel, onRing) => doorbell.listen(channel, onRing),
    close: async () => {
      await doorbell.close();
      await Promise.all([engine.close(), readers.close()]);
    },
  };
}
