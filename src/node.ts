import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { systemClock } from './base/clock.ts';
import { type Ids, uuidIds } from './base/ids.ts';
import { secureRandom } from './base/random.ts';
import { inboundRoutes } from './channels/custom/inbound.ts';
import { sendToAccount } from './channels/custom/outbound.ts';
import { openDiskFileStore } from './channels/files/disk-file-store.ts';
import { inboundFiles } from './channels/files/inbound-files.ts';
import { fileRoutes } from './channels/files/routes.ts';
import { systemOrganizationId } from './commands/organizations.ts';
import { Engine } from './engine/engine.ts';
import type { App, HttpContext } from './http/context.ts';
import { HttpMetrics } from './http/metrics.ts';
import { HttpProblem, sendRefusal } from './http/problems.ts';
import type { RateLimits } from './http/rate-limits.ts';
import { createHttpServer } from './http/server.ts';
import { Deliveries } from './jobs/deliveries.ts';
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
import { deliveryStore } from './storage/queries-deliveries.ts';
import { accountSecretsReader } from './storage/read-account-secrets.ts';
import { filesReader } from './storage/read-files.ts';
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
  /** Whether agents' messages may be delivered to addresses of this machine or a private network. Default no. */
  readonly allowPrivateDelivery?: boolean | undefined;
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
  const random = secureRandom();
  const ids = uuidIds(systemClock, random);
  const database = options.database ?? (await openStore(options));
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    await migrate(database);
    await insertSystemOrganization(database, systemOrganizationId);
    const onDefect = options.onDefect ?? (() => {});
    const parts = { options, database, clock: systemClock, random, ids, onDefect, closers };
    const core = await startCore(parts);
    startDeliveries(parts, core);
    const server = await createServer(parts, core);
    closers.push(() => server.close());
    await server.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 7400 });
    const { address, port, family } = server.server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    return { url: `http://${host}:${port}`, database, engine: core.engine, ids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What every part is made from. */
interface Parts {
  readonly options: NodeOptions;
  readonly database: Database;
  readonly clock: typeof systemClock;
  readonly random: ReturnType<typeof secureRandom>;
  readonly ids: Ids;
  readonly onDefect: (error: unknown) => void;
  /** In the order of starting; closed the other way round. */
  readonly closers: (() => Promise<unknown>)[];
}

interface Core {
  readonly engine: Engine;
  readonly tail: LogTail;
  readonly metrics: HttpMetrics;
}

/** The engine, its log, and what acts on deadlines and free agents. */
async function startCore({ database, clock, ids, onDefect, closers }: Parts): Promise<Core> {
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
  return { engine, tail, metrics };
}

/** Carries what agents say to the endpoints of channel accounts. */
function startDeliveries({ options, database, clock, random, onDefect, closers }: Parts, { tail }: Core): void {
  const readAccountSecrets = accountSecretsReader(database);
  const deliveries = new Deliveries({
    store: deliveryStore(database),
    clock,
    random,
    headOf: (organizationId) => tail.position(organizationId),
    send: (delivery) =>
      sendToAccount(delivery, { clock, readAccountSecrets, allowPrivate: options.allowPrivateDelivery === true }),
    onError: onDefect,
    onAlert: onDefect,
  });
  tail.listen(deliveries.hear);
  deliveries.start();
  closers.push(() => deliveries.close());
}

/** The HTTP server with live streams, files and signed webhooks. */
async function createServer(parts: Parts, { engine, tail, metrics }: Core): Promise<FastifyInstance> {
  const { options, database, clock, random, ids, onDefect } = parts;
  const store = await openDiskFileStore(join(options.dataDir, 'files'), ids);
  const problem = (...details: ConstructorParameters<typeof HttpProblem>): Error => new HttpProblem(...details);
  const live = (app: App, { configurationOf }: HttpContext): void => {
    liveRoutes(app as unknown as FastifyInstance, {
      configurations: engine.configurations,
      configurationOf,
      tail,
      reads: liveReads(database, hiddenFields),
      clock,
      random,
      problem,
      isKeyValid: (organizationId, keyId) => isKeyValid({ database }, { organizationId, keyId, at: clock.now() }),
      onError: onDefect,
    });
  };
  const files = (app: App, { configurationOf, reads }: HttpContext): void => {
    fileRoutes(app as unknown as FastifyInstance, {
      engine,
      store,
      files: filesReader(database),
      reads,
      ids,
      configurationOf,
      problem,
      sendRefusal,
    });
  };
  const inbound = (app: App): void => {
    void app.register(async (scope) =>
      inboundRoutes(scope as unknown as FastifyInstance, {
        engine,
        clock,
        readAccountSecrets: accountSecretsReader(database),
        problem,
        sendRefusal,
        storeFiles: inboundFiles({ store, engine, ids, bytesMax: 25_000_000 }),
      }),
    );
  };
  return createHttpServer({
    engine,
    database,
    clock,
    ids,
    random,
    ...(options.adminKey === undefined ? {} : { adminKey: options.adminKey }),
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    isDurable: true,
    metrics,
    onDefect,
    routes: [live, files],
    publicRoutes: [inbound],
  });
}
