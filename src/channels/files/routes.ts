import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { type Clock, isoInstant } from '../../base/clock.ts';
import { type Ids, isUuid } from '../../base/ids.ts';
import { storeFile } from '../../commands/files.ts';
import type { Fault } from '../../contract/problem.ts';
import { idPath, instant, shape, textFormat, uuid } from '../../contract/words.ts';
import type { RefusalAnswer } from '../../domain/command.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { FileRecord } from '../../domain/conversation.ts';
import { displayName } from '../../domain/display-name.ts';
import { type Principal, principalName, resolveActor } from '../../domain/principal.ts';
import type { Engine } from '../../engine/engine.ts';
import { findConversation } from '../../reads/conversations.ts';
import { Openings } from '../../reads/openings.ts';
import { type Reader, type Reads, readsAll } from '../../reads/reads.ts';
import type { MakeProblem } from '../signed-bodies.ts';
import type { FileLink, FileLinks } from './file-links.ts';
import { type FileStore, FileStoreError, FileTooLarge } from './file-store.ts';
import { sendFile } from './send-file.ts';

/**
 * `POST /v1/files?name=` stores the body as it is; `GET /v1/files/{id}` gives it back to whoever may read a message that
 * carries it, always to be saved and never to be shown: whatever a customer sends, a browser does not run it. `POST
 * /v1/files/{id}/links` makes an address that holds for a while, and for whoever asked for it only.
 */
export interface FileOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly store: FileStore;
  readonly files: {
    find(organizationId: string, id: string): Promise<FileRecord | null>;
    carriers(
      organizationId: string,
      file: { readonly conversationId: string; readonly id: string },
    ): Promise<readonly Parameters<Openings['opens']>[0][]>;
  };
  readonly reads: Reads;
  readonly ids: Ids;
  readonly configurationOf: (organizationId: string) => Promise<Configuration | null>;
  readonly problem: MakeProblem;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
  readonly clock: Pick<Clock, 'now'>;
  readonly links: FileLinks;
  /** Told of a store that fails, and of bytes that are not there. */
  readonly onDefect: (error: unknown) => void;
  /** The largest file, in bytes. Default 25 MB. */
  readonly bytesMax?: number;
}

const fileBytesMax = 25_000_000;

interface Caller {
  readonly organizationId: string;
  readonly principal: Principal & { readonly kind: 'key' };
}

const fileQuery = shape({
  name: Type.String({
    format: textFormat,
    minLength: 1,
    maxLength: 1000,
    description: 'As the file is called where it comes from.',
  }),
});

const fileLinkBody = shape({
  expiresInSeconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3_600, default: 300, description: 'How long it holds, in seconds.' }),
  ),
});
const fileLinkAnswer = shape({
  url: Type.String({ description: 'A path on this server: for whoever asked, with the same key or session.' }),
  expiresAt: instant,
});
const signedQuery = shape({
  expires: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: 'Of a link, with its `signature`.' })),
  signature: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,100}$' })),
});

const fileAnswer = shape({
  id: uuid,
  name: Type.String({ description: 'Without what hides, reverses or leads elsewhere.' }),
  mediaType: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  conversationId: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  createdAt: instant,
});

/** Adds `POST /files` and `GET /files/:id` to a server that has authenticated whoever comes, under `/v1`. */
export function fileRoutes(app: FastifyInstance, options: FileOptions): void {
  app.register(async (scope) => {
    // The body is read by the route, as it comes: nothing waits for its end before it is known who sends it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.post<{ Querystring: Static<typeof fileQuery> }>(
      '/files',
      { schema: { summary: 'Stores a file', tags: ['Files'], querystring: fileQuery, response: { 201: fileAnswer } } },
      (request, reply) => upload(request as UploadRequest, reply, options),
    );
  });
  app.get<{ Params: { id: string }; Querystring: Static<typeof signedQuery> }>(
    '/files/:id',
    { schema: { summary: 'Gives a file’s bytes', tags: ['Files'], params: idPath, querystring: signedQuery } },
    (request, reply) => download(request as SignedRequest, reply, options),
  );
  app.post<{ Params: { id: string }; Body: Static<typeof fileLinkBody> }>(
    '/files/:id/links',
    {
      schema: {
        summary: 'Makes a link to a file that expires',
        tags: ['Files'],
        params: idPath,
        body: fileLinkBody,
        response: { 201: fileLinkAnswer },
      },
    },
    (request, reply) => makeLink(request as LinkRequest, reply, options),
  );
  app.get<{ Params: { id: string } }>(
    '/files/:id/details',
    {
      schema: { summary: 'Says what a file is', tags: ['Files'], params: idPath, response: { 200: fileAnswer } },
    },
    async (request) => presentFile(await findReadable(request as DownloadRequest, options)),
  );
}

type UploadRequest = FastifyRequest<{ Querystring: Static<typeof fileQuery> }> & { readonly caller: Caller };
type DownloadRequest = FastifyRequest<{ Params: { id: string } }> & { readonly caller: Caller };

type SignedRequest = DownloadRequest & { readonly query: Static<typeof signedQuery> };
type LinkRequest = DownloadRequest & { readonly body: Static<typeof fileLinkBody> };

async function readerOf(
  { caller }: { readonly caller: Caller },
  { configurationOf, problem }: FileOptions,
): Promise<Reader> {
  const { organizationId, principal } = caller;
  const configuration = await configurationOf(organizationId);
  if (configuration === null) throw problem('not_found');
  return { organizationId, configuration, actor: resolveActor(principal, configuration) };
}

const mediaTypeShape = /^([a-zA-Z0-9!#$&^_.+-]{1,60}\/[a-zA-Z0-9!#$&^_.+-]{1,60})\s*(;|$)/;
const keyShape = /^[\x20-\x7e]{1,200}$/;

async function upload(request: UploadRequest, reply: FastifyReply, options: FileOptions): Promise<FastifyReply> {
  const { problem } = options;
  const bytesMax = options.bytesMax ?? fileBytesMax;
  const tooLarge = (): Error => problem('body_too_large', { data: { bytesMax } });
  const { actor } = await readerOf(request, options);
  if (!actor.permissions.has('conversation.reply'))
    throw problem('permission_missing', { data: { permission: 'conversation.reply' } });
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  const mediaType =
    mediaTypeShape.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'application/octet-stream';
  const { 'idempotency-key': key } = request.headers;
  if (key !== undefined && (typeof key !== 'string' || !keyShape.test(key))) {
    const fault: Fault = {
      in: 'header',
      path: '/idempotency-key',
      code: 'bad_header',
      message: 'This must have 1 to 200 printable ASCII characters.',
    };
    throw problem('validation', { data: { faultCount: 1 }, faults: [fault] });
  }
  const stored = await options.store.put((request.body as Readable | undefined) ?? [], bytesMax).catch((error) => {
    if (error instanceof FileTooLarge) throw tooLarge();
    if (!(error instanceof FileStoreError)) throw error;
    options.onDefect(error);
    throw problem('busy', { cause: error, retryAfterSeconds: 5 });
  });
  const { organizationId, principal } = request.caller;
  const { name } = request.query;
  const answer = await options.engine.submit({
    organizationId,
    principal,
    key: key ?? options.ids.next(),
    requestHash: hash('sha256', JSON.stringify(['file', stored.sha256, name, mediaType]), 'base64url'),
    definition: storeFile,
    input: { id: options.ids.next(), name, mediaType, ...stored },
  });
  if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
  if (answer.repeated) reply.header('idempotency-replayed', 'true');
  return reply.code(201).send(presentFile({ ...answer.answer, name, mediaType, ...stored, conversationId: null }));
}

function presentFile({
  id,
  name,
  mediaType,
  bytes,
  sha256,
  conversationId,
  createdAt,
}: FileRecord): Static<typeof fileAnswer> {
  return { id, name: displayName(name), mediaType, bytes, sha256, conversationId, createdAt: isoInstant(createdAt) };
}

/** The file of the path, if whoever asks may read it. */
async function findReadable(request: DownloadRequest, options: FileOptions): Promise<FileRecord> {
  const { id } = request.params;
  const reader = await readerOf(request, options);
  const file = isUuid(id) ? await options.files.find(reader.organizationId, id) : null;
  // What was erased has no name left, and nobody to show it to.
  if (file === null || file.name === '' || !(await mayReadFile(reader, file, options)))
    throw options.problem('not_found');
  return file;
}

async function download(request: SignedRequest, reply: FastifyReply, options: FileOptions): Promise<FastifyReply> {
  const { problem, links, clock } = options;
  const { expires, signature } = request.query;
  if (expires !== undefined || signature !== undefined) {
    const link = { ...viewerOf(request), expiresAt: Number(expires ?? 0) };
    if (!links.isOurs(link, signature ?? '') || link.expiresAt <= clock.now()) throw problem('link_expired');
  }
  const file = await findReadable(request, options);
  return sendFile(reply, file, options);
}

const linkSeconds = 300;

/** A link for whoever may read the file now. That they still may is looked at again when it is followed. */
async function makeLink(request: LinkRequest, reply: FastifyReply, options: FileOptions): Promise<FastifyReply> {
  const file = await findReadable(request, options);
  const expiresAt = options.clock.now() + (request.body.expiresInSeconds ?? linkSeconds) * 1000;
  const signature = options.links.sign({ ...viewerOf(request), expiresAt });
  const url = `/v1/files/${file.id}?expires=${expiresAt}&signature=${signature}`;
  return reply.code(201).send({ url, expiresAt: isoInstant(expiresAt) });
}

function viewerOf({ caller, params }: DownloadRequest): Omit<FileLink, 'expiresAt'> {
  return { organizationId: caller.organizationId, fileId: params.id, viewer: principalName(caller.principal) };
}

/**
 * Whoever may read a message that carries it, and reads it unmasked: a file may hold what is masked in the text. A file that no
 * message carries yet is nobody's to read but the integrations', which may read everything. Whoever is no agent is an
 * integration, under whatever name it hands over.
 */
async function mayReadFile(reader: Reader, file: FileRecord, { files, reads }: FileOptions): Promise<boolean> {
  if (reader.actor.kind !== 'agent') return reader.actor.permissions.has('ticket.read_all');
  if (file.conversationId === null) return false;
  if (readsAll(reader)) return true;
  const seen = await findConversation(reads, reader, file.conversationId);
  if (seen === undefined) return false;
  const openings = new Openings(reader, seen);
  const carriers = await files.carriers(reader.organizationId, { conversationId: file.conversationId, id: file.id });
  return carriers.some((message) => openings.opens(message) && openings.masked(message).length === 0);
}
