import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Random } from '../base/random.ts';
import type { ErrorCode } from '../contract/catalogue.ts';
import { oneOf, shape, uuid } from '../contract/words.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Principal } from '../domain/principal.ts';
import type { Frame } from './frame.ts';
import { Hub, type HubOptions } from './hub.ts';
import type { SnapshotPage } from './reads.ts';
import type { Credential } from './stream.ts';
import { gradeFor, resolveViewer, seeTheSame, type Viewer } from './viewer.ts';

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
  readonly problem: (
    code: ErrorCode,
    details?: { readonly data?: Readonly<Record<string, unknown>>; readonly retryAfterSeconds?: number },
  ) => Error;
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
    { schema: { summary: 'Follows what happens, as server-sent events', tags: ['Events'], querystring: eventsQuery } },
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
        tags: ['Events'],
        querystring: snapshotQuery,
      },
    },
    async (request) => answerSnapshot(request as SnapshotRequest, hub, options),
  );
  return hub;
}

interface Look {
  readonly viewer: Viewer;
  /** The version of the configuration by which they look. */
  readonly version: number;
}

/** Who looks, or the problem why they may not. */
async function lookOf(
  { caller }: { readonly caller: Caller },
  configurationOf: LiveOptions['configurationOf'],
  { problem }: LiveOptions,
): Promise<Look> {
  const configuration = await configurationOf(caller.organizationId);
  if (configuration === null) throw problem('not_found');
  const viewer = resolveViewer(caller.principal, configuration);
  if (viewer === null) throw problem('permission_missing', { data: { permission: 'events.read' } });
  return { viewer, version: configuration.version };
}

const digits = /^[0-9]{1,15}$/;

/** What the client has seen last. A header that is no position is one that we do not know: it starts again. */
function cursorOf({ headers, query }: EventsRequest): number | null {
  const last = headers['last-event-id'];
  if (typeof last !== 'string' || last === '') return query.after ?? null;
  return digits.test(last) ? Number(last) : Number.MAX_SAFE_INTEGER;
}

/** Whoever was told that there is no room comes back after so long. */
const retryAfterSeconds = 10;

async function openStream(
  request: EventsRequest,
  reply: FastifyReply,
  { hub, options }: { hub: Hub; options: LiveOptions },
): Promise<FastifyReply> {
  await lookOf(request, options.configurationOf, options);
  const seat = hub.seat(request.caller);
  if ('full' in seat) {
    if (seat.full === 'node') throw options.problem('busy', { retryAfterSeconds });
    throw options.problem('too_many_streams', { data: { of: seat.full, limit: seat.limit }, retryAfterSeconds });
  }
  try {
    await serveStream(request, reply, { hub, options, leave: seat.leave });
  } catch (error) {
    seat.leave();
    throw error;
  }
  return reply;
}

/** Answers with the stream's head, and has the hub serve it. It leaves its seat when its connection has closed. */
async function serveStream(
  request: EventsRequest,
  reply: FastifyReply,
  { hub, options, leave }: { hub: Hub; options: LiveOptions; leave: () => void },
): Promise<void> {
  const { organizationId, principal, credential } = request.caller;
  const position = cursorOf(request);
  const head = await hub.headOf(organizationId, position ?? 0);
  if (head === null) throw options.problem('not_found');
  reply.hijack();
  const { raw } = reply;
  const { socket } = raw;
  if (socket === null || socket.destroyed) return leave();
  socket.once('close', leave);
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
}

/** One page of the log, for those who would rather ask than listen. */
async function answerPage(request: EventsRequest, hub: Hub, options: LiveOptions): Promise<string> {
  await lookOf(request, options.configurationOf, options);
  const { organizationId } = request.caller;
  const after = request.query.after ?? 0;
  const limit = request.query.limit ?? 100;
  const head = await options.reads.headOf(organizationId);
  if (head === null) throw options.problem('not_found');
  const frames = after >= head ? [] : await hub.pages.read(organizationId, after, Math.min(limit, head - after));
  const next = frames.at(-1)?.position ?? Math.min(after, head);
  const { shown, isOver } =
    frames.length === 0 ? nothingShown : await showFrames(frames, { after, request, hub, options });
  // A position that the log has not reached was given by another log: whoever holds it starts again.
  return `{"events":[${shown.join(',')}],"cursor":${next},"more":${next < head},"reset":${after > head || isOver}}`;
}

interface Shown {
  readonly shown: readonly string[];
  /** Whether the rights by which the client was shown what came before are over: it starts again. */
  readonly isOver: boolean;
}

const nothingShown: Shown = { shown: [], isOver: false };

/** By rights not older than the last of them: the page after this one says no more of a change within it. */
async function showFrames(
  frames: readonly Frame[],
  {
    after,
    request,
    hub,
    options,
  }: { readonly after: number; readonly request: EventsRequest; readonly hub: Hub; readonly options: LiveOptions },
): Promise<Shown> {
  const { viewer } = await lookOf(request, (id) => hub.freshConfiguration(id), options);
  const shown: string[] = [];
  for (const frame of frames) {
    // Whoever reads from the beginning was shown nothing before, by whatever rights.
    const rightsChange = after === 0 ? null : frame.rightsChange;
    if (rightsChange !== null && (await hub.rights.concerns(viewer.organizationId, rightsChange, viewer.agentId)))
      return { shown: [], isOver: true };
    const grade = gradeFor(viewer, frame);
    if (grade !== null) shown.push(frame.json(grade));
  }
  return { shown, isOver: false };
}

/** A page of what is open, by the rights of its position: the client follows from there, and is told of later changes only. */
async function readSnapshot(
  request: SnapshotRequest,
  hub: Hub,
  options: LiveOptions,
): Promise<{ readonly viewer: Viewer; readonly page: SnapshotPage }> {
  const { after = null, limit = 500 } = request.query;
  const read = ({ viewer }: Look): Promise<SnapshotPage> => {
    const scope = { departments: viewer.readsAll ? null : [...viewer.departments], agentId: viewer.agentId };
    return options.reads.snapshot(request.caller.organizationId, scope, { after, limit });
  };
  let look = await lookOf(request, options.configurationOf, options);
  let page = await read(look);
  while (page.configurationVersion > look.version) {
    const before = look.viewer;
    look = await lookOf(request, (id) => hub.freshConfiguration(id), options);
    if (!seeTheSame(look.viewer, before)) page = await read(look);
  }
  return { viewer: look.viewer, page };
}

async function answerSnapshot(request: SnapshotRequest, hub: Hub, options: LiveOptions): Promise<object> {
  const { viewer, page } = await readSnapshot(request, hub, options);
  const limit = request.query.limit ?? 500;
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
