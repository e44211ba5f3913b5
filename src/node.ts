import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { systemClock } from './base/clock.ts';
import { type Ids, uuidIds } from './base/ids.ts';
import { secureRandom } from './base/random.ts';
import { inboundRoutes } from './channels/custom/inbound.ts';
import { systemOrganizationId } from './commands/organizations.ts';
import { Engine } from './engine/engine.ts';
import { HttpMetrics } from './http/metrics.ts';
import { HttpProblem, sendRefusal } from './http/problems.ts';
import type { RateLimits } from './http/rate-limits.ts';
import { createHttpServer } from './http/server.ts';
import { Sweeper } from './jobs/sweeper.ts';
import { hiddenFields } from './live/frame.ts';
import { liveRoutes } from './live/plugin.ts';
import { LogTail } from './log/tail.ts';
import { isKeyValid } from './reads/reads.ts';
import { Dispatcher } from './routing/dispatcher.ts';
import { insertSystemOrganization } from './storage/bootstrap.ts';
import type { Database } from './storage/database.ts';
import { migrate } from './storage/migrate.ts';
import { openPglite } from './storage/pglite/open.ts';
import { openPostgres } from './storage/postgres.ts';
import { accountSecretsReader } from './storage/read-account-secrets.ts';
import { liveReads } from './storage/read-live.ts';

/**
 * One node of Baton, put together: store, engine, log, dispatcher, sweeper, and the server in front. The only place that
 * knows all of them. Any number of nodes may run over one PostgreSQL; the embedded store takes one.
 */
export interface NodeOptions {
  /** `postgres://…`; when left out, the embedded store in the data folder. */
  readonly databaseUrl?: string | undefined;
  /** A store that is open already; the node closes it. */
  readonly database?: Database;
  /** The folder for the embedded store and for files. */
  readonly dataDir: string;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one. Default 7400. */
  readonly port?: number | undefined;
  /** At least 32 characters; makes organizations, and holds every scope in all of them. */
  readonly adminKey?: string | undefined;
  readonly rateLimits?: RateLimits | 'off';
  readonly trustedProxies?: readonly string[] | undefined;
  /** Told of defects and outages, in one line each. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningNode {
  readonly url: string;
  readonly database: Database;
  readonly engine: Engine;
  readonly ids: Ids;
  /** Takes no more requests, lets what is under way end, and closes the store. */
  close(): Promise<void>;
}

/** The store that the settings name. @throws DataFolderInUse when a server runs on the folder */
export function openStore({ databaseUrl, dataDir }: Pick<NodeOptions, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return databaseUrl === undefined ? openPglite({ dataDir }) : openPostgres({ url: databaseUrl });
}

/** Brings the store's schema up to this version; the names of the migrations that ran. @throws SchemaTooNew */
export async function migrateStore(settings: Pick<NodeOptions, 'databaseUrl' | 'dataDir'>): Promise<readonly string[]> {
  const database = await openStore(settings);
  try {
    return (await migrate(database)).executed;
  } finally {
    await database.close();
  }
}

/** Starts a node, and answers when it listens. @throws DataFolderInUse, SchemaTooNew, DatabaseError */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const clock = systemClock;
  const ids = uuidIds(clock, secureRandom());
  const onDefect = options.onDefect ?? (() => {});
  const database = options.database ?? (await openStore(options));
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    await migrate(database);
    await insertSystemOrganization(database, systemOrganizationId);
    const tail = new LogTail({ database, clock, onError: onDefect });
    const metrics: HttpMetrics = new HttpMetrics({
      engine: {
        get depth(): number {
          return engine.depth;
        },
      },
    });
    const engine: Engine = new Engine({
      database,
      clock,
      ids,
      onCommit: (commits) => {
        tail.committed(commits);
        metrics.observeCommit(commits);
      },
      onDefect,
    });
    closers.push(() => engine.stop());
    await tail.start();
    closers.push(() => tail.close());
    const dispatcher = new Dispatcher({ database, engine, ids, onError: onDefect });
    tail.listen((events) => dispatcher.hear(events));
    dispatcher.start(() => tail.organizations());
    closers.push(() => dispatcher.close());
    const sweeper = new Sweeper({ database, engine, clock, ids, onError: onDefect, onAlert: onDefect });
    sweeper.start();
    closers.push(() => sweeper.close());
    const server = createHttpServer({
      engine,
      database,
      clock,
      ids,
      ...(options.adminKey === undefined ? {} : { adminKey: options.adminKey }),
      ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
      ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
      isDurable: true,
      metrics,
      onDefect,
      routes: [
        (app, context) => {
          liveRoutes(app as unknown as FastifyInstance, {
            configurations: engine.configurations,
            configurationOf: context.configurationOf,
            tail,
            reads: liveReads(database, hiddenFields),
            clock,
            random: context.random,
            problem: (code, details) => new HttpProblem(code, details),
            isKeyValid: (organizationId, keyId) => isKeyValid({ database }, { organizationId, keyId, at: clock.now() }),
            onError: onDefect,
          });
        },
      ],
      publicRoutes: [
        (app) => {
          void app.register(
            inboundRoutes as never,
            {
              engine,
              clock,
              readAccountSecrets: accountSecretsReader(database),
              problem: (code: never, details: never) => new HttpProblem(code, details),
              sendRefusal,
            } as never,
          );
        },
      ],
    });
    closers.push(() => server.close());
    await server.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 7400 });
    const { address, port, family } = server.server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    return { url: `http://${host}:${port}`, database, engine, ids, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
