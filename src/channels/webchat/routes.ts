import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { answers } from '../../contract/answers.ts';
import {
  sessionAnswer,
  sessionBody,
  transcriptAnswer,
  transcriptQuery,
  type VisitorMessageBody,
  type VisitorStanding,
  visitorFileAnswer,
  visitorFilePath,
  visitorFileQuery,
  visitorMessageAnswer,
  visitorMessageBody,
  widgetKeyPath,
} from '../../contract/webchat.ts';
import { frameAncestors } from '../../domain/webchat-account.ts';
import { type Asked, type AskedByVisitor, Door, type WebchatOptions } from './door.ts';
import { giveFile, takeFile } from './files.ts';
import { streamLimits } from './limits.ts';
import { takeMessage } from './messages.ts';
import { startSession } from './session.ts';
import { VisitorStreams } from './visitor-streams.ts';

/**
 * The widget's routes under `/v1/webchat/KEY`, and the page in its frame. Public: the key stands in web pages. Whoever
 * comes is a visitor by a token of ours, and reads nothing but what `render-transcript.ts` makes of their conversation.
 */
export async function webchatRoutes(app: FastifyInstance, options: WebchatOptions): Promise<void> {
  const door = new Door(options);
  const streams = new VisitorStreams({
    tail: options.tail,
    transcripts: door.transcripts,
    standingOf: (organizationId, conversationId) => standingOf(options, organizationId, conversationId),
    isValid: (visitor, token) => door.isValid(visitor, token),
    limits: options.streamLimits ?? streamLimits,
    onError: options.onError,
    ...options.streamTimes,
  });
  const stopListening = options.tail.listen(door.uploads.hear);
  app.addHook('preClose', async () => {
    stopListening();
    streams.close();
  });
  app.get('/widget/frame', { schema: { hide: true } }, (request, reply) => showFrame(request, reply, door, options));
  app.register(async (scope) => visitorRoutes(scope, { door, streams, options }), { prefix: '/v1/webchat/:key' });
}

/** As customers are told it: a place and a range, and nothing of queues. */
function standingOf({ rooms }: WebchatOptions, organizationId: string, conversationId: string): VisitorStanding | null {
  const standing = rooms.peek(organizationId)?.standingOf(conversationId) ?? null;
  if (standing === null) return null;
  const { position, wait } = standing;
  const [low, high] = wait.kind === 'range' ? [wait.lowMs, wait.highMs] : [null, null];
  return { position, lowSeconds: low && low / 1000, highSeconds: high && high / 1000 };
}

interface Parts {
  readonly door: Door;
  readonly streams: VisitorStreams;
  readonly options: WebchatOptions;
}

async function showFrame(
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
  { sendFrame }: WebchatOptions,
): Promise<unknown> {
  const { key } = request.query as { readonly key?: unknown };
  const found = await door.findAccount(typeof key === 'string' ? key : '');
  // The page itself says that there is no such chat, in the visitor's language.
  if (found === null) return sendFrame(request, reply.code(404), '*');
  return sendFrame(request, reply, frameAncestors(found.account));
}

const tags = ['Widget'];
/** An answer that is no JSON. */
const asBytes = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
});
const allowed = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, last-event-id',
  'access-control-max-age': '600',
};

async function visitorRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  const { door, options } = parts;
  const askedOf = new WeakMap<FastifyRequest, Asked>();
  app.addHook('onRequest', async (request, reply) => {
    askedOf.set(request, await door.enter(request, reply));
  });
  const asked = (request: FastifyRequest): Asked => askedOf.get(request) as Asked;
  const byVisitor = (request: FastifyRequest): Promise<AskedByVisitor> => door.visitorOf(request, asked(request));

  app.options('/*', { schema: { hide: true } }, (_, reply) => reply.code(204).headers(allowed).send());

  app.post<{ Body: Static<typeof sessionBody> }>(
    '/sessions',
    {
      bodyLimit: 16_384,
      schema: {
        summary: 'Begins or goes on with a visitor’s session',
        tags,
        params: widgetKeyPath,
        body: sessionBody,
        response: answers({ 200: sessionAnswer }),
      },
    },
    (request) => startSession(request, asked(request), parts),
  );
  app.post<{ Body: VisitorMessageBody }>(
    '/messages',
    {
      bodyLimit: 262_144,
      schema: {
        summary: 'Takes in what a visitor wrote',
        tags,
        params: widgetKeyPath,
        body: visitorMessageBody,
        response: answers({ 201: visitorMessageAnswer }),
      },
    },
    async (request, reply) => takeMessage(request, reply, await byVisitor(request), parts),
  );
  app.get<{ Querystring: Static<typeof transcriptQuery> }>(
    '/messages',
    {
      schema: {
        summary: 'Shows a visitor’s conversation',
        tags,
        params: widgetKeyPath,
        querystring: transcriptQuery,
        response: answers({ 200: transcriptAnswer }),
      },
    },
    async (request) => door.transcripts.read((await byVisitor(request)).visitor, request.query),
  );
  app.get(
    '/events',
    {
      schema: {
        summary: 'Follows a visitor’s conversation, as server-sent events',
        tags,
        params: widgetKeyPath,
        response: { ...answers({}), 200: asBytes('text/event-stream', 'The stream.') },
      },
    },
    async (request, reply) => openStream(await byVisitor(request), request, reply, parts),
  );
  app.register(async (scope) => {
    // The body is read by the route, as it comes: nothing waits for its end before it is known who sends it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.post<{ Querystring: Static<typeof visitorFileQuery> }>(
      '/files',
      {
        schema: {
          summary: 'Stores a visitor’s file',
          tags,
          params: widgetKeyPath,
          querystring: visitorFileQuery,
          response: answers({ 201: visitorFileAnswer }),
        },
      },
      async (request, reply) => takeFile(request, reply, await byVisitor(request), { door, options }),
    );
  });
  app.get<{ Params: Static<typeof visitorFilePath> }>(
    '/files/:id',
    {
      schema: {
        summary: 'Gives a visitor a file of their conversation',
        tags,
        params: visitorFilePath,
        response: {
          ...answers({}),
          200: asBytes('application/octet-stream', 'The file, of whatever type it was sent as.'),
        },
      },
    },
    async (request, reply) => giveFile(request, reply, await byVisitor(request), { door, options }),
  );
}

const cursorShape = /^[A-Za-z0-9_-]{22}$/;

function openStream(
  { visitor, token, network }: AskedByVisitor,
  request: FastifyRequest,
  reply: FastifyReply,
  { streams, options }: Parts,
): FastifyReply {
  if (streams.isFull({ visitor, network })) throw options.problem('busy', { retryAfterSeconds: 10 });
  const last = request.headers['last-event-id'];
  reply.hijack();
  const { raw } = reply;
  if (raw.destroyed) return reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // A stream ends with its connection, also when the server stops.
    connection: 'close',
  });
  raw.flushHeaders();
  raw.socket?.setNoDelay(true);
  // A header that is no cursor is one that we do not know: it starts again.
  const cursor = typeof last !== 'string' || last === '' ? undefined : cursorShape.test(last) ? last : 'A'.repeat(22);
  streams.open(raw, { visitor, token, network, cursor });
  return reply;
}
