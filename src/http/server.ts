import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { type Random, secureRandom } from '../base/random.ts';
import { findApiKey, type ReadDatabase } from '../reads/reads.ts';
import type { WaitingRooms } from '../reads/waiting-room.ts';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { channelSessionRoutes } from './channel-session.ts';
import { configurationRoutes } from './configuration.ts';
import { configurationVersionRoutes } from './configuration-versions.ts';
import type { App, CommandPort, HttpContext, PresencePort, SessionReader } from './context.ts';
import { conversationRoutes } from './conversations.ts';
import { erasureRoutes } from './erasure.ts';
import { flowRehearsalRoutes } from './flow-rehearsals.ts';
import { flowRunRoutes } from './flow-runs.ts';
import { flowRoutes } from './flows.ts';
import { FreshConfigurations } from './fresh-configurations.ts';
import { healthRoutes } from './health.ts';
import { keyRing } from './key-ring.ts';
import type { HttpMetrics } from './metrics.ts';
import { organizationRoutes } from './organizations.ts';
import { partyRoutes } from './parties.ts';
import { peopleRoutes } from './people.ts';
import { bodyBytesMax, HttpProblem, handleErrors, malformed, sendProblem } from './problems.ts';
import { defaultRateLimits, type RateLimits } from './rate-limits.ts';
import { referencePages } from './reference.ts';
import { staffingRoutes } from './staffing.ts';
import { ticketHandlingRoutes } from './ticket-handling.ts';
import { ticketRoutes } from './tickets.ts';
import { transcriptRoutes } from './transcripts.ts';
import { transferBatchRoutes } from './transfer-batches.ts';
import { transferRoutes } from './transfers.ts';
import { compileValidator } from './validate.ts';

export interface HttpOptions {
  readonly engine: CommandPort;
  readonly database: ReadDatabase;
  readonly presence: PresencePort;
  readonly rooms: WaitingRooms;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Default: the operating system's. */
  readonly random?: Random;
  /** The administration key, at least 32 characters. Without one nobody makes organizations over HTTP. */
  readonly adminKey?: string;
  /** Default: 600,000 requests a minute and key. */
  readonly rateLimits?: RateLimits | 'off';
  /** Addresses or networks of proxies whose `X-Forwarded-*` headers count. Default: nobody's do. */
  readonly trustedProxies?: readonly string[];
  /** Sessions of people who signed in. Default: there are keys only. */
  readonly sessions?: SessionReader;
  /** The origin under which people reach the server, besides the host that they ask: `https://baton.example.com`. */
  readonly publicOrigin?: string | undefined;
  /** Whether the store survives a power cut, as it found out at its start; null when nobody asked. */
  readonly isDurable?: boolean | null;
  readonly metrics?: HttpMetrics;
  /** Told of what failed by a defect of ours, and of outages. */
  readonly onDefect?: (error: unknown) => void;
  /** Routes under `/v1` that others bring: they run behind the same authentication, with `request.caller` set. */
  readonly routes?: readonly ((app: App, context: HttpContext) => void)[];
  /** Routes that authenticate by themselves, such as signed webhooks. */
  readonly publicRoutes?: readonly ((app: App, context: HttpContext) => void)[];
  /** Told of every route, for tests that must leave none out. */
  readonly onRoute?: (route: { readonly method: string | string[]; readonly url: string }) => void;
  /** Whether the reference page is served. Default true; a test that does not look at it starts faster without. */
  readonly reference?: boolean;
}

const adminKeyLengthMin = 32;

/**
 * The HTTP API, ready to `listen` or `inject`. It changes nothing by itself: it submits commands and asks `reads`.
 *
 * @throws Error when the administration key is too short
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const { adminKey, clock, engine } = options;
  if (adminKey !== undefined && adminKey.length < adminKeyLengthMin) {
    throw new Error(`BATON_ADMIN_KEY has ${adminKey.length} characters; it needs at least ${adminKeyLengthMin}.`);
  }
  const onDefect = options.onDefect ?? (() => {});
  const reads = { database: options.database };
  const configurations = new FreshConfigurations(engine.configurations, clock);
  const context: HttpContext = {
    engine,
    reads,
    presence: options.presence,
    rooms: options.rooms,
    clock,
    ids: options.ids,
    random: options.random ?? secureRandom(),
    configurationOf: (organizationId) => configurations.get(organizationId),
    onDefect,
  };
  const app = Fastify({
    bodyLimit: bodyBytesMax,
    // Nothing is logged by request: defects are told, traffic is counted.
    logger: false,
    requestTimeout: 60_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    exposeHeadRoutes: false,
    return503OnClosing: true,
  });
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(handleErrors(onDefect));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    sendProblem(
      reply,
      new HttpProblem('route_unknown', { data: { method: request.method, path: path.slice(0, 200) } }),
    );
  });
  readBodies(app);
  if (options.onRoute !== undefined) app.addHook('onRoute', options.onRoute);
  app.decorateRequest('caller');
  app.addHook('onRequest', (_, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
    done();
  });
  options.metrics?.observe(app);
  if (options.reference !== false) referencePages(app);
  // In a scope of their own, so that the reference, which is loaded first, sees them too.
  app.register((scope, _, done) => {
    healthRoutes(scope, { context, isDurable: options.isDurable ?? null, metrics: options.metrics });
    for (const routes of options.publicRoutes ?? []) routes(scope, context);
    done();
  });
  const keys = keyRing((organizationId, keyId) => findApiKey(reads, organizationId, keyId), clock);
  app.register(
    (v1, _, done) => {
      v1.addHook(
        'onRequest',
        authenticate({
          keys,
          sessions: options.sessions,
          publicOrigin: options.publicOrigin,
          clock,
          configurations: engine.configurations,
          adminKey,
          rateLimits: options.rateLimits ?? defaultRateLimits,
        }),
      );
      v1.addHook('onRoute', (route) => {
        route.config = { ...route.config, needsCaller: true };
      });
      const scope = v1;
      organizationRoutes(scope, context);
      configurationRoutes(scope, context);
      configurationVersionRoutes(scope, context);
      conversationRoutes(scope, context);
      transcriptRoutes(scope, context);
      erasureRoutes(scope, context);
      channelSessionRoutes(scope, context);
      ticketRoutes(scope, context);
      ticketHandlingRoutes(scope, context);
      partyRoutes(scope, context);
      transferRoutes(scope, context);
      transferBatchRoutes(scope, context);
      peopleRoutes(scope, context);
      staffingRoutes(scope, context);
      flowRoutes(scope, context);
      flowRunRoutes(scope, context);
      flowRehearsalRoutes(scope, context);
      alertRoutes(scope, context);
      auditRoutes(scope, context);
      for (const routes of options.routes ?? []) routes(scope, context);
      done();
    },
    { prefix: '/v1' },
  );
  return app;
}

/** JSON only, and an empty body is none: clients set the header out of habit. */
function readBodies(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text, done) => {
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(text as string));
    } catch (error) {
      done(malformed(`it is no valid JSON (${(error as Error).message}).`), undefined);
    }
  });
}
