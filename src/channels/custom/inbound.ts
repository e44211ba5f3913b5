import { hash } from 'node:crypto';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Clock } from '../../base/clock.ts';
import { receiveMessage } from '../../commands/messages.ts';
import { shape, uuid } from '../../contract/words.ts';
import type { RefusalAnswer } from '../../domain/command.ts';
import type { AccountEntry } from '../../domain/configuration.ts';
import { idShape } from '../../domain/read-shape.ts';
import type { Engine } from '../../engine/engine.ts';
import { FileStoreError, FileTooLarge } from '../files/file-store.ts';
import { acceptSigned, type MakeProblem } from '../signed-bodies.ts';
import type { ReadAccountSecrets } from './account-secrets.ts';
import { checkInboundMessage, hashMessage, type InboundMessage, inboundMessage } from './inbound-message.ts';

/**
 * `POST /v1/inbound/{organizationId}/{accountId}`: a connector tells of a customer's message.
 *
 * In this order, and nothing has a side effect before the last: headers and time → the body, bounded → its signature over
 * the raw bytes → JSON → the shape → the command. Whatever is wrong before the shape, or with the address, is one and the
 * same 401, so that accounts cannot be found by trying. The answer comes after the commit: what was answered with 2xx is
 * stored.
 */
export interface InboundOptions {
  readonly engine: Pick<Engine, 'submit' | 'configurations'>;
  readonly clock: Clock;
  readonly readAccountSecrets: ReadAccountSecrets;
  /** Makes the error that the server's error handler answers as a problem. */
  readonly problem: MakeProblem;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
  /** Keeps the bytes of files, and answers their metadata's ids. Absent: files are refused. */
  readonly storeFiles?: StoreInboundFiles;
  /** The largest body, in bytes, with its files in base64. Default 8 MiB. */
  readonly bodyBytesMax?: number;
}

/** Stores the files of one message. Called again with the same key within hours, it answers the same ids. */
export type StoreInboundFiles = (
  organizationId: string,
  key: string,
  files: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[],
) => Promise<readonly string[]>;

const inboundBytesMax = 8_388_608;

const inboundAnswer = shape({
  id: uuid,
  conversationId: uuid,
  ticketId: Type.String(),
  sequence: Type.Integer(),
});

interface Address {
  readonly organizationId: string;
  readonly accountId: string;
}
type InboundRequest = FastifyRequest<{ Params: Address }>;

export async function inboundRoutes(app: FastifyInstance, options: InboundOptions): Promise<void> {
  const bodyLimit = options.bodyBytesMax ?? inboundBytesMax;
  acceptSigned(app, { ...options, bodyLimit }, (request) => {
    const { organizationId, accountId } = (request as InboundRequest).params;
    return idShape.test(accountId) ? { organizationId, accountId } : null;
  });

  app.post<{ Params: Address; Body: InboundMessage }>(
    '/v1/inbound/:organizationId/:accountId',
    {
      bodyLimit,
      schema: {
        summary: 'Receives a customer’s message on a custom account',
        tags: ['Signed webhooks'],
        body: inboundMessage,
        response: { 200: inboundAnswer },
      },
    },
    (request, reply) => receive(request, reply, options),
  );
}

async function receive(
  request: FastifyRequest<{ Params: Address; Body: InboundMessage }>,
  reply: FastifyReply,
  options: InboundOptions,
): Promise<FastifyReply> {
  const { organizationId, accountId } = request.params;
  const { body } = request;
  const faults = checkInboundMessage(body);
  if (faults.length > 0) throw options.problem('validation', { data: { faultCount: faults.length }, faults });
  const account = await findAccount(options.engine, { organizationId, accountId });
  // Its secrets outlive a retired account.
  if (account === undefined) throw options.problem('unauthenticated');
  const { thread, from, messageId, text, form, participants } = body;
  const fileIds = await storeFiles(options, { organizationId, accountId }, body);
  const answer = await options.engine.submit({
    organizationId,
    principal: { kind: 'contact', accountId, address: from.address },
    key: messageId,
    requestHash: hashMessage(body),
    definition: receiveMessage,
    input: {
      accountId,
      channelKind: account.kind,
      threadKey: thread,
      from: from.name === undefined ? { address: from.address } : { address: from.address, name: from.name },
      externalId: messageId,
      text,
      fileIds,
      ...(form === undefined ? {} : { form }),
      ...(participants === undefined ? {} : { participants }),
    },
  });
  if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
  if (answer.repeated || answer.answer.repeated) reply.header('idempotency-replayed', 'true');
  const { messageId: id, conversationId, ticketId, sequence } = answer.answer;
  return reply.code(200).send({ id, conversationId, ticketId, sequence });
}

/** The account in the configuration; read again when this node has not heard of it. */
async function findAccount(
  engine: InboundOptions['engine'],
  { organizationId, accountId }: Address,
): Promise<AccountEntry | undefined> {
  const known = (await engine.configurations.get(organizationId))?.accounts.get(accountId);
  return known ?? (await engine.configurations.refresh(organizationId))?.accounts.get(accountId);
}

async function storeFiles(
  options: InboundOptions,
  { organizationId, accountId }: Address,
  { messageId, files = [] }: InboundMessage,
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  if (options.storeFiles === undefined)
    throw options.problem('malformed_body', { data: { reason: 'this server keeps no files.' } });
  const key = hash('sha256', `${accountId} ${messageId}`, 'base64url');
  const given = files.map(({ name, mediaType, content }) => ({
    name,
    mediaType,
    bytes: Buffer.from(content, 'base64'),
  }));
  try {
    return await options.storeFiles(organizationId, key, given);
  } catch (error) {
    if (error instanceof FileTooLarge) throw options.problem('body_too_large', { data: { bytesMax: error.bytesMax } });
    if (error instanceof FileStoreError) throw options.problem('busy', { cause: error, retryAfterSeconds: 5 });
    throw error;
  }
}
