import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '../../base/ids.ts';
import { storeFile } from '../../commands/files.ts';
import type { VisitorFile } from '../../contract/webchat.ts';
import { displayName } from '../../domain/display-name.ts';
import { FileStoreError, FileTooLarge } from '../files/file-store.ts';
import { sendFile } from '../files/send-file.ts';
import type { AskedByVisitor, Door, WebchatOptions } from './door.ts';

interface Parts {
  readonly door: Door;
  readonly options: WebchatOptions;
}

const fileBytesMax = 25_000_000;
const mediaTypeShape = /^([a-zA-Z0-9!#$&^_.+-]{1,60}\/[a-zA-Z0-9!#$&^_.+-]{1,60})\s*(;|$)/;
const keyShape = /^[\x20-\x7e]{1,200}$/;

/**
 * Stores what a visitor uploads, the body as it comes, and gives them a reference to it that only their own messages can
 * use. With an `Idempotency-Key`, twice is once.
 *
 * @throws the problems `rate_limited`, `body_too_large`, `uploads_full`, `busy`
 */
export async function takeFile(
  request: FastifyRequest<{ Querystring: { readonly name: string } }>,
  reply: FastifyReply,
  asked: AskedByVisitor,
  { door, options }: Parts,
): Promise<FastifyReply> {
  const { organizationId, accountId, visitor, network } = asked;
  const bytesMax = options.bytesMax ?? fileBytesMax;
  const tooLarge = (): Error => options.problem('body_too_large', { data: { bytesMax } });
  const account = `${organizationId} ${accountId}`;
  const uploader = { visitor: `${account} ${visitor.address}`, address: network, account };
  door.count('filesOfVisitor', uploader.visitor);
  door.count('filesOfAddress', uploader.address);
  door.count('filesOfAccount', uploader.account);
  const announced = Number(request.headers['content-length'] ?? bytesMax);
  if (announced > bytesMax) throw tooLarge();
  const mediaType =
    mediaTypeShape.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'application/octet-stream';
  const given = request.headers['idempotency-key'];
  const key = typeof given === 'string' && keyShape.test(given) ? given : options.ids.next();
  const reserved = door.uploads.reserve(uploader, announced);
  const stored = await options.store.put((request.body as Readable | undefined) ?? [], bytesMax).catch((error) => {
    reserved.release();
    if (error instanceof FileTooLarge) throw tooLarge();
    if (!(error instanceof FileStoreError)) throw error;
    options.onError(error);
    throw options.problem('busy', { cause: error, retryAfterSeconds: 5 });
  });
  // What fails from here on leaves bytes that count, until retention finds that nothing names them.
  reserved.stored(stored.bytes);
  const { name } = request.query;
  const answer = await options.engine.submit({
    organizationId,
    principal: { kind: 'system', part: 'webchat' },
    key: `${accountId} ${visitor.address} ${key}`,
    requestHash: hash('sha256', JSON.stringify([stored.sha256, name, mediaType]), 'base64url'),
    definition: storeFile,
    input: { id: options.ids.next(), name, mediaType, ...stored },
  });
  if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
  const { id } = answer.answer;
  if (answer.repeated) {
    reserved.release();
    reply.header('idempotency-replayed', 'true');
  } else reserved.named(id);
  const file: VisitorFile = {
    reference: door.tokens.fileReference(visitor, id),
    id,
    name: displayName(name),
    mediaType,
    bytes: stored.bytes,
  };
  return reply.code(201).send(file);
}

/**
 * Gives a visitor a file that a message of their own conversation carries.
 *
 * @throws the problem `not_found` for every other file, whether it exists or not
 */
export async function giveFile(
  request: FastifyRequest<{ Params: { readonly id: string } }>,
  reply: FastifyReply,
  { organizationId, visitor }: AskedByVisitor,
  { door, options }: Parts,
): Promise<FastifyReply> {
  const { id } = request.params;
  const conversation = isUuid(id) ? await door.transcripts.conversationOf(visitor) : null;
  const file = conversation === null ? null : await options.reads.file(organizationId, conversation.id, id);
  if (file === null) throw options.problem('not_found');
  return sendFile(reply, file, { ...options, onDefect: options.onError });
}
