import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { readBackup } from './backup/backup-lines.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { writeBackup } from './backup/write-backup.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { deriveKey } from './base/derived-keys.ts';
import { type Ids, uuidIds } from './base/ids.ts';
import { secureRandom } from './base/random.ts';
import { inboundRoutes } from './channels/custom/inbound.ts';
import { sendToAccount } from './channels/custom/outbound.ts';
import { outsideRoutes } from './channels/external/door.ts';
import { sendToOutside } from './channels/external/outbound.ts';
import { claimFolder } from './channels/files/claim-folder.ts';
import { openDiskFileStore } from './channels/files/disk-file-store.ts';
import { FileLinks } from './channels/files/file-links.ts';
import type { FileStore } from './channels/files/file-store.ts';
import { inboundFiles } from './channels/files/inbound-files.ts';
import { fileRoutes } from './channels/files/routes.ts';
import { flowHookRoutes } from './channels/flow-hooks/door.ts';
import { webchatRoutes } from './channels/webchat/routes.ts';
import { keepSecret, keptSecret } from './cli/settings.ts';
import { secretOfFlows, systemOrganizationId } from './commands/organizations.ts';
import { Engine } from './engine/engine.ts';
import { authorizeReader } from './http/authorize.ts';
import { backupRoutes } from './http/backup.ts';
import type { App, HttpContext } from './http/context.ts';
import { readNameCursor, writeCursor } from './http/cursor.ts';
import { HttpMetrics } from './http/metrics.ts';
import { Pages, pageRoutes } from './http/pages.ts';
import { HttpProblem, sendRefusal } from './http/problems.ts';
import { RateLimiter, type RateLimits } from './http/rate-limits.ts';
import { refuseForeign } from './http/same-origin.ts';
import { createHttpServer } from './http/server.ts';
import { submitCommand } from './http/submit.ts';
import { AuditChain } from './jobs/audit-chain.ts';
import { accountsConcerned, Deliveries, externalsConcerned } from './jobs/deliveries.ts';
import { FlowTurns } from './jobs/flow-turns.ts';
import { performCall } from './jobs/perform-call.ts';
import { PresenceLeases } from './jobs/presence-leases.ts';
import { Retention } from './jobs/retention.ts';
import { Sweeper } from './jobs/sweeper.ts';
import { hiddenFields } from './live/frame.ts';
import type { Hub } from './live/hub.ts';
import { liveRoutes } from './live/plugin.ts';
import { LogTail } from './log/tail.ts';
import { AccessTokens } from './outbound/access-tokens.ts';
import { isKeyValid } from './reads/reads.ts';
import { refuseSecondIntegrations } from './reads/second-integrations.ts';
import type { WaitingRooms } from './reads/waiting-room.ts';
import { Dispatcher } from './routing/dispatcher.ts';
import { IndexedRooms } from './routing/waiting-rooms.ts';
import type { SignInLimits } from './sign-in/attempts.ts';
import type { SendMail } from './sign-in/mails.ts';
import { meRoutes } from './sign-in/me-routes.ts';
import type { ProviderSettings } from './sign-in/provider.ts';
import { publicSignInRoutes } from './sign-in/routes.ts';
import { SignIn } from './sign-in/sign-in.ts';
import { userRoutes } from './sign-in/user-routes.ts';
import { auditChainStore } from './storage/audit-chain.ts';
import { insertSystemOrganization, readStoreBirth } from './storage/bootstrap.ts';
import type { Database } from './storage/database.ts';
import { migrate } from './storage/migrate.ts';
import { openPglite } from './storage/pglite/open.ts';
import { openPostgres } from './storage/postgres.ts';
import { presenceLeaseStore } from './storage/presence-leases.ts';
import { deliveryStore } from './storage/queries-deliveries.ts';
import { externalDeliveryStore } from './storage/queries-external-deliveries.ts';
import { accountSecretsReader } from './storage/read-account-secrets.ts';
import { filesReader } from './storage/read-files.ts';
import { liveReads } from './storage/read-live.ts';
import { visitorReader } from './storage/read-visitor.ts';

/**
 * One node of Baton, put together: store, engine, log, dispatcher, sweeper, and the server in front. The only place that
 * knows all of them. Any number of nodes may run over one PostgreSQL; the embedded store takes one.
 */
export interface NodeOptions {
  /** `postgres://…`; when left out, the embedded store in the data folder. */
  readonly databaseUrl?: string | undefined;
  /** A store that is open already; the node closes it. */
  readonly database?: Database;
  /** The folder for the embedded store, and what is kept for this server. */
  readonly dataDir: string;
  /** The folder for files: one for all servers on one database, and for no other database. Default: `files` in the data folder. */
  readonly filesDir?: string | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one. Default 7400. */
  readonly port?: number | undefined;
  /** At least 32 characters; makes organizations, and holds every scope in all of them. */
  readonly adminKey?: string | undefined;
  /** Whether agents' messages may be delivered to addresses of this machine or a private network. Default no. */
  readonly allowPrivateDelivery?: boolean | undefined;
  /**
   * How many requests are taken of a key or session, and without a valid one of an address; `off` lifts those of the widget too.
   * Default: `defaultRateLimits`, 600,000 and 300 a minute. Counted on this node alone; beyond them it is 429 `rate_limited`.
   */
  readonly rateLimits?: RateLimits | 'off';
  readonly trustedProxies?: readonly string[] | undefined;
  /** At least 32 characters, the same for every node on one store. Default: one that is made and kept in the data folder. */
  readonly secret?: string | undefined;
  /** The origin under which people reach the server: `https://baton.example.com`. Default: whatever host they ask. */
  readonly publicUrl?: string | undefined;
  /** How mails go out. Default: they do not, and links are told to the administrator who asks for them. */
  readonly sendMail?: SendMail | undefined;
  /** OpenID Connect providers by which people may sign in; they need `publicUrl`. */
  readonly providers?: readonly ProviderSettings[] | undefined;
  /**
   * How often somebody may be wrong as they sign in, and how many mails they may cause, with its bounds at `Limit`. Default:
   * `defaultSignInLimits`, or `off` where `rateLimits` is.
   */
  readonly signInLimits?: SignInLimits | 'off';
  /** Whether the first organization may be made by a link: `RunningNode.setUpUrl`. Default no. */
  readonly offerSetUp?: boolean | undefined;
  /** The folder of the built console and widget. Default: `web/dist` of this copy of Baton. */
  readonly pagesDir?: string | undefined;
  /** Where Google's spreadsheets are, for tests. Default: where Google has them. */
  readonly sheetsUrl?: string | undefined;
  /** Where the present comes from, for tests. Default: the store's clock, and this machine's. */
  readonly clock?: Clock | undefined;
  /** Told of defects and outages, in one line each. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningNode {
  readonly url: string;
  readonly database: Database;
  readonly engine: Engine;
  readonly ids: Ids;
  readonly signIn: SignIn;
  /** Where the first organization is made; null when there is one already, or it was not offered. */
  readonly setUpUrl: string | null;
  /** Whether any live stream of the organization is open on this node. */
  isWatched(organizationId: string): boolean;
  /** Takes no more requests, lets what is under way end, and closes the store. */
  close(): Promise<void>;
}

const builtPagesDir = join(import.meta.dirname, '../web/dist');

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

/**
 * Puts a backup into the store that the settings name, which holds nothing, with its files; and its secret into the data folder,
 * where none is given. @throws BackupDamaged, RestoreRefused, DataFolderInUse when a server runs on the folder, DatabaseError
 */
export async function restoreStore(
  settings: Pick<NodeOptions, 'databaseUrl' | 'dataDir' | 'filesDir' | 'secret'>,
  content: AsyncIterable<Uint8Array>,
): ReturnType<typeof restoreBackup> {
  const { dataDir, filesDir = join(dataDir, 'files'), secret } = settings;
  const database = await openStore(settings);
  try {
    const files = await openDiskFileStore(filesDir, uuidIds(systemClock, secureRandom()));
    const restored = await restoreBackup(readBackup(content), {
      database,
      putFile: (bytes) => files.put(bytes, Number.POSITIVE_INFINITY),
    });
    if (restored.head.secret !== null && secret === undefined) keepSecret(dataDir, restored.head.secret);
    return restored;
  } finally {
    await database.close();
  }
}

/** Starts a node, and answers when it listens. @throws DataFolderInUse, SchemaTooNew, TwoIntegrations, DatabaseError */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const random = secureRandom();
  const clock = options.clock ?? systemClock;
  const ids = uuidIds(clock, random);
  const database = options.database ?? (await openStore(options));
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    await migrate(database);
    await insertSystemOrganization(database, systemOrganizationId);
    await refuseSecondIntegrations({ database });
    const onDefect = options.onDefect ?? (() => {});
    const time = options.clock === undefined ? 'database' : 'clock';
    const parts: Parts = { options, database, clock, time, random, ids, onDefect, closers, live: {} };
    const core = await startCore(parts);
    startDeliveries(parts, core);
    const signIn = createSignIn(parts, core);
    const server = await createServer(parts, { ...core, signIn });
    closers.push(() => server.close());
    await server.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 7400 });
    const { address, port, family } = server.server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    const url = `http://${host}:${port}`;
    const offersSetUp = options.offerSetUp === true && !(await signIn.isSetUp());
    const setUpUrl = offersSetUp ? `${options.publicUrl ?? url}/set-up?token=${signIn.setUpToken}` : null;
    const isWatched = (organizationId: string): boolean => parts.live.hub?.feedFor(organizationId) !== undefined;
    return { url, database, engine: core.engine, ids, signIn, setUpUrl, isWatched, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What every part is made from. */
interface Parts {
  readonly options: NodeOptions;
  readonly database: Database;
  readonly clock: Clock;
  /** Where the present comes from: the store's clock, or in tests the injected one. */
  readonly time: 'database' | 'clock';
  readonly random: ReturnType<typeof secureRandom>;
  readonly ids: Ids;
  readonly onDefect: (error: unknown) => void;
  /** In the order of starting; closed the other way round. */
  readonly closers: (() => Promise<unknown>)[];
  /** The hub of all live streams, once there is a server. */
  readonly live: { hub?: Hub };
}

interface Core {
  readonly engine: Engine;
  readonly tail: LogTail;
  readonly presence: PresenceLeases;
  readonly rooms: WaitingRooms;
  readonly metrics: HttpMetrics;
}

/** The engine, its log, and what acts on deadlines and free agents. */
async function startCore({ options, database, clock, time, random, ids, onDefect, closers }: Parts): Promise<Core> {
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
    time,
    onCommit: (commits) => {
      tail.committed(commits);
      metrics.observeCommit(commits);
      turns.committed(commits);
    },
    onDefect,
  });
  closers.push(() => engine.stop());
  const readSecrets = accountSecretsReader(database);
  const tokens = new AccessTokens(clock, { allowPrivate: options.allowPrivateDelivery === true });
  const turns = new FlowTurns({
    engine,
    clock,
    ids,
    perform: (organizationId, call) =>
      performCall(organizationId, call, {
        allowPrivate: options.allowPrivateDelivery === true,
        readSecret: async (of, name) => (await readSecrets(of, secretOfFlows(name)))[0],
        tokens,
        ...(options.sheetsUrl === undefined ? {} : { sheetsUrl: options.sheetsUrl }),
      }),
    onError: onDefect,
  });
  closers.push(() => turns.close());
  await tail.start();
  closers.push(() => tail.close());
  const dispatcher = new Dispatcher({ database, engine, ids, clock, time, onError: onDefect });
  tail.listen((events) => dispatcher.hear(events));
  dispatcher.start(() => tail.organizations());
  closers.push(() => dispatcher.close());
  const sweeper = new Sweeper({
    database,
    engine,
    clock,
    ids,
    random,
    time,
    takeTurn: (run) => turns.take(run),
    onError: onDefect,
    onAlert: onDefect,
  });
  sweeper.start();
  closers.push(() => sweeper.close());
  const chain = new AuditChain({
    store: auditChainStore(database),
    clock,
    organizations: () => tail.organizations(),
    onError: onDefect,
  });
  tail.listen(chain.hear);
  chain.start();
  closers.push(() => chain.close());
  const presence = new PresenceLeases({ store: presenceLeaseStore(database), clock, time, onError: onDefect });
  presence.start();
  closers.push(() => presence.close());
  return { engine, tail, presence, rooms: new IndexedRooms(dispatcher), metrics };
}

/** Signing in. Its library is loaded when somebody first comes, and its own mails and providers asked only then. */
function createSignIn({ options, database, clock, random, ids, onDefect }: Parts, { engine }: Core): SignIn {
  return new SignIn({
    database,
    engine,
    clock,
    random,
    ids,
    secret: options.secret ?? keptSecret(options.dataDir),
    publicUrl: options.publicUrl,
    sendMail: options.sendMail,
    providers: options.providers,
    limits: options.signInLimits ?? (options.rateLimits === 'off' ? 'off' : undefined),
    newLimiter: (limit) => new RateLimiter(limit, clock),
    openAdapter: async (more) => (await import('./storage/sign-in-adapter.ts')).signInAdapter(database, more),
    problem: (...details) => new HttpProblem(...details),
    refuseForeign: (request, { allowUnknown }) =>
      refuseForeign(request, { publicOrigin: options.publicUrl, allowUnknown }),
    onDefect,
  });
}

/** Carries what agents say to the endpoints of channel accounts, and tells contacts outside what concerns them. */
function startDeliveries(parts: Parts, { engine, tail }: Core): void {
  const { options, database, clock, time, random, onDefect, closers } = parts;
  const sending = {
    clock,
    readAccountSecrets: accountSecretsReader(database),
    allowPrivate: options.allowPrivateDelivery === true,
  };
  const common = {
    clock,
    time,
    random,
    headOf: (organizationId: string) => tail.position(organizationId),
    onError: onDefect,
    onAlert: onDefect,
  };
  const toAccounts = new Deliveries({
    ...common,
    store: deliveryStore(database),
    concerns: accountsConcerned,
    send: (delivery) => sendToAccount(delivery, sending),
  });
  const toOutside = new Deliveries({
    ...common,
    store: externalDeliveryStore(database),
    concerns: externalsConcerned,
    send: (delivery) =>
      sendToOutside(delivery, {
        ...sending,
        engine,
        reads: { database },
      }),
  });
  for (const deliveries of [toAccounts, toOutside]) {
    tail.listen(deliveries.hear);
    deliveries.start();
    closers.push(() => deliveries.close());
  }
}

/** Whether the folder for files is this database's. Where it is another's, whoever runs the server is told. */
async function isFolderOurs({ database, ids, onDefect }: Parts, folder: string): Promise<boolean> {
  const [birth] = (await database.read(readStoreBirth)).rows;
  const isOurs = await claimFolder(folder, String(birth?.at), ids);
  if (!isOurs)
    onDefect(
      new Error(
        `The folder for files, ${folder}, was first used with another database: bytes in it that no file has are left alone. Give each database a folder of its own (BATON_FILES_DIR).`,
      ),
    );
  return isOurs;
}

/** The lines of a backup of all that a node stands on. */
async function* backupLines({ options, database }: Parts, files: FileStore): AsyncGenerator<string> {
  const beside = await database.openBeside();
  try {
    yield* writeBackup({
      database: beside,
      openFile: (sha256) => files.open(sha256),
      secret: options.secret === undefined ? keptSecret(options.dataDir) : null,
    });
  } finally {
    await beside.close();
  }
}

/** The HTTP server with live streams, files and signed webhooks. */
export async function createServer(
  parts: Parts,
  { engine, tail, presence, rooms, metrics, signIn }: Core & { readonly signIn: SignIn },
): Promise<FastifyInstance> {
  const { options, database, clock, random, ids, onDefect, closers } = parts;
  const filesDir = options.filesDir ?? join(options.dataDir, 'files');
  const store = await openDiskFileStore(filesDir, ids);
  const retention = new Retention({
    ...{ database, engine, clock, ids, files: store, onError: onDefect },
    mayRemoveStrays: () => isFolderOurs(parts, filesDir),
    organizations: () => tail.organizations(),
  });
  retention.start();
  closers.push(() => retention.close());
  const problem = (...details: ConstructorParameters<typeof HttpProblem>): Error => new HttpProblem(...details);
  const live = (app: App, { configurationOf }: HttpContext): void => {
    parts.live.hub = liveRoutes(app, {
      configurations: engine.configurations,
      configurationOf,
      tail,
      reads: liveReads(database, hiddenFields),
      clock,
      random,
      problem,
      isValid: (organizationId, { kind, id, agentId }) =>
        kind === 'key'
          ? isKeyValid({ database }, { organizationId, keyId: id, at: clock.now() })
          : signIn.sessions.isOpen({ id, organizationId, agentId: agentId ?? '' }),
      onError: onDefect,
    });
  };
  const files = (app: App, { configurationOf, reads }: HttpContext): void => {
    fileRoutes(app, {
      engine,
      store,
      files: filesReader(database),
      reads,
      ids,
      clock,
      links: new FileLinks(deriveKey(options.secret ?? keptSecret(options.dataDir), 'file links')),
      onDefect,
      configurationOf,
      problem,
      sendRefusal,
    });
  };
  const backup = (app: App, context: HttpContext): void => backupRoutes(app, context, () => backupLines(parts, store));
  const people = (app: App, context: HttpContext): void => {
    meRoutes(app, { signIn, configurationOf: context.configurationOf });
    userRoutes(app, {
      signIn,
      authorize: (request) => authorizeReader(context, request, 'manage_users'),
      submit: (request, reply, call) => submitCommand(context, request, reply, call),
      sendRefusal,
      cursors: { read: readNameCursor, write: writeCursor },
    });
  };
  const pages = new Pages(options.pagesDir ?? builtPagesDir);
  const webchat = (app: App, { configurationOf }: HttpContext): void => {
    void app.register(async (scope) =>
      webchatRoutes(scope, {
        engine,
        tail,
        clock,
        random,
        ids,
        reads: visitorReader(database),
        rooms,
        readAccountSecrets: accountSecretsReader(database),
        configurationOf,
        store,
        key: deriveKey(options.secret ?? keptSecret(options.dataDir), 'webchat visitors'),
        problem,
        sendRefusal,
        makeLimiter: options.rateLimits === 'off' ? 'off' : (limit) => new RateLimiter(limit, clock),
        sendFrame: (request, reply, ancestors) =>
          pages.send(request, reply, 'widget/frame.html', { frameAncestors: ancestors }),
        onError: onDefect,
      }),
    );
  };
  const inbound = (app: App): void => {
    void app.register(async (scope) =>
      inboundRoutes(scope, {
        engine,
        clock,
        readAccountSecrets: accountSecretsReader(database),
        problem,
        sendRefusal,
        storeFiles: inboundFiles({ store, engine, clock, ids, bytesMax: 25_000_000, onDefect }),
      }),
    );
  };
  const outside = (app: App): void => {
    void app.register(async (scope) =>
      outsideRoutes(scope, {
        engine,
        clock,
        readAccountSecrets: accountSecretsReader(database),
        problem,
        sendRefusal,
      }),
    );
  };
  const flowHooks = (app: App): void => {
    void app.register(async (scope) =>
      flowHookRoutes(scope, {
        engine,
        clock,
        readAccountSecrets: accountSecretsReader(database),
        problem,
        sendRefusal,
      }),
    );
  };
  return createHttpServer({
    engine,
    database,
    presence,
    rooms,
    clock,
    ids,
    random,
    ...(options.adminKey === undefined ? {} : { adminKey: options.adminKey }),
    ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    isDurable: true,
    metrics,
    onDefect,
    sessions: signIn.sessions,
    publicOrigin: options.publicUrl,
    routes: [live, files, people, backup],
    publicRoutes: [
      inbound,
      outside,
      flowHooks,
      webchat,
      (app) => publicSignInRoutes(app, signIn),
      (app) => pageRoutes(app, pages),
    ],
  });
}
