import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Random } from '../base/random.ts';
import type { ErrorCode } from '../contract/catalogue.ts';
import { oneOf, shape, uuid } from '../contract/words.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Principal } from '../domain/principal.ts';
import { Hub, type HubOptions } from './hub.ts';
import type { SnapshotScope } from './reads.ts';
import type { Credential } from './stream.ts';
import { gradeFor, resolveViewer, type Viewer } from './viewer.ts';

/**
 * The live interface: what is open, and everything that happens from then on.
 *
 * A client starts with `GET /v1/snapshot`, which answers what its viewer may see, as it was at the position `cursor`, and
 * goes on with `GET /v1/events?after=CURSOR`, applying each event's `data.changes` to the rows that it holds. When the
 * connection breaks it comes back with `Last-Event-ID`, which browsers do by themselves, and is sent what it missed: for
 * any disconnect it ends with exactly what it would have had. An event `reset` says that this cannot be done (the cursor is
 * too old or unknown, or the viewer's rights changed): the client starts again, by the same steps.
 *
 * A stream's events: without a name, an event of the log as JSON; `reset` and `resume`, after either of which the
 * connection closes (`resume`: come back with the cursor that you have). Comments keep the connection open; with them may
 * come a cursor, so that a client to whom little is told does not fall behind.
 */
export interface LiveOptions extends HubOptions {
  /** The configuration, at most a second old; null when there is no such organization. */
  readonly configurationOf: (organizationId: string) => Promise<Configuration | null>;
  readonly random: Random;
  readonly problem: (code: ErrorCode, details?: { readonly data?: Readonly<Record<string, unknown>> }) => Error;
}

interface Caller {
  readonly organizationId: string;
  readonly principal: Principal;
  readonly credential: Credential;
}

const cursor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const eventsQuery = shape({
  after: Type.Optional(cursor),
  format: Type.Optional(oneOf(['json'], 'One page as JSON instead of a stream.')),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 500,
      default: 100,
      description: 'Events looked at for a page; with `format=json`.',
    }),
  ),
});

const snapshotQuery = shape({
  after: Type.Optional(uuid),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 500, description: 'Conversations on a page.' }),
  ),
});

type EventsRequest = FastifyRequest<{ Querystring: Static<typeof eventsQuery> }> & { readonly caller: Caller };
type SnapshotRequest = FastifyRequest<{ Querystring: Static<typeof snapshotQuery> }> & { readonly caller: Caller };

/**
 * Adds `GET /events` and `GET /snapshot` to a server that has authenticated whoever comes (`request.caller`), under `/v1`.
 * Gives back the hub, for its measures; it closes with the server.
 */
export function liveRoutes(app: FastifyInstance, options: LiveOptions): Hub {
  const hub = new Hub(options);
  app.addHook('preClose', async () => hub.close());
  app.get(
    '/events',
    { schema: { summary: 'Follows what happens, as server-sent events', tags: ['events'], querystring: eventsQuery } },
    async (request, reply) => {
      const given = request as EventsRequest;
      return given.query.format === 'json'
        ? reply.type('application/json; charset=utf-8').send(await answerPage(given, hub, options))
        : openStream(given, reply, { hub, options });
    },
  );
  app.get(
    '/snapshot',
    {
      schema: {
        summary: 'Shows what is open, with the cursor from which to follow',
        tags: ['events'],
        querystring: snapshotQuery,
      },
    },
    async (request) => answerSnapshot(request as SnapshotRequest, options),
  );
  return hub;
}

/** Who looks, or the problem why they may not. */
async function viewerOf(
  { caller }: { readonly caller: Caller },
  { configurationOf, problem }: LiveOptions,
): Promise<Viewer> {
  const configuration = await configurationOf(caller.organizationId);
  if (configuration === null) throw problem('not_found');
  const viewer = resolveViewer(caller.principal, configuration);
  if (viewer === null) throw problem('permission_missing', { data: { permission: 'events.read' } });
  return viewer;
}

const digits = /^[0-9]{1,15}$/;

/** What the client has seen last. A header that is no position is one that we do not know: it starts again. */
function cursorOf({ headers, query }: EventsRequest): number | null {
  const last = headers['last-event-id'];
  if (typeof last !== 'string' || last === '') return query.after ?? null;
  return digits.test(last) ? Number(last) : Number.MAX_SAFE_INTEGER;
}

async function openStream(
  request: EventsRequest,
  reply: FastifyReply,
  { hub, options }: { hub: Hub; options: LiveOptions },
): Promise<FastifyReply> {
  await viewerOf(request, options);
  if (hub.isFull) throw options.problem('busy');
  const { organizationId, principal, credential } = request.caller;
  const position = cursorOf(request);
  const head = await hub.headOf(organizationId, position ?? 0);
  if (head === null) throw options.problem('not_found');
  reply.hijack();
  const { raw } = reply;
  const { socket } = raw;
  if (socket === null || socket.destroyed) return reply;
  // Without an encoding of chunks, whatever is written to the socket is the stream, until the connection closes.
  raw.removeHeader('transfer-encoding');
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  raw.flushHeaders();
  socket.setNoDelay(true);
  // Spread, so that those who were sent away together do not come back together.
  socket.write(`retry: ${500 + Math.floor(options.random.fraction() * 1500)}\n\n`);
  const reset =
    position === null
      ? null
      : position > head
        ? 'cursor_unknown'
        : head - position > hub.backlogMax
          ? 'cursor_too_old'
          : null;
  if (reset !== null) socket.end(`event: reset\ndata: ${JSON.stringify({ reason: reset, after: head })}\n\n`);
  else {
    hub.open(socket, { organizationId, principal, credential }, position).catch((error) => {
      options.onError?.(error);
      socket.destroy();
    });
  }
  return reply;
}

/** One page of the log, for those who would rather ask than listen. */
async function answerPage(request: EventsRequest, hub: Hub, options: LiveOptions): Promise<string> {
  const viewer = await viewerOf(request, options);
  const { organizationId } = request.caller;
  const after = request.query.after ?? 0;
  const limit = request.query.limit ?? 100;
  const head = await options.reads.headOf(organizationId);
  if (head === null) throw options.problem('not_found');
  const frames = after >= head ? [] : await hub.pages.read(organizationId, after, Math.min(limit, head - after));
  const shown = frames.flatMap((frame) => {
    const grade = gradeFor(viewer, frame);
    return grade === null ? [] : [frame.json(grade)];
  });
  const next = frames.at(-1)?.position ?? Math.min(after, head);
  // A position that the log has not reached was given by another log: whoever holds it starts again.
  return `{"events":[${shown.join(',')}],"cursor":${next},"more":${next < head},"reset":${after > head}}`;
}

async function answerSnapshot(request: SnapshotRequest, options: LiveOptions): Promise<object> {
  const viewer = await viewerOf(request, options);
  const limit = request.query.limit ?? 500;
  const scope: SnapshotScope = {
    departments: viewer.readsAll ? null : [...viewer.departments],
    agentId: viewer.agentId,
  };
  const page = await options.reads.snapshot(request.caller.organizationId, scope, {
    after: request.query.after ?? null,
    limit,
  });
  const { agentId, readsAll, departments } = viewer;
  const shownThere = new Set(page.conversations.map(({ offer }) => offer?.id));
  return {
    cursor: page.position,
    viewer: { agentId, readsAll, departments: [...departments].sort() },
    conversations: page.conversations,
    offers: page.offers.filter(({ offer, about }) => !shownThere.has(offer.id) && about !== undefined),
    wrapUps: page.wrapUps,
    after: page.conversations.length < limit ? null : (page.conversations.at(-1)?.conversation.id ?? null),
  };
}
