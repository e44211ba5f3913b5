import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Clock } from '../../base/clock.ts';
import { sendMessage } from '../../commands/messages.ts';
import { answerFromOutside, returnFromOutside } from '../../commands/outside.ts';
import { nullable, shape, uuid } from '../../contract/words.ts';
import type { CommandDefinition, RefusalAnswer } from '../../domain/command.ts';
import type { ExternalEntry } from '../../domain/configuration.ts';
import { idShape } from '../../domain/read-shape.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ReadAccountSecrets } from '../custom/account-secrets.ts';
import { acceptSigned, type MakeProblem } from '../signed-bodies.ts';
import { checkOutsideWord, hashWord, type OutsideWord, outsideWord } from './outside-word.ts';

/**
 * `POST /v1/external/{organizationId}/{externalId}`: a contact outside answers what it was asked, writes to the customer whom
 * it owns or to whoever asked for its advice, and gives back. Signed like everything that comes from outside; what is wrong
 * before the shape, or with the address, is one and the same 401 without effect.
 *
 * A message is known by its `messageId`, everything else by its `webhook-id`: sent again, it is answered as the first time.
 */
export interface OutsideOptions {
  readonly engine: Pick<Engine, 'submit' | 'configurations'>;
  readonly clock: Clock;
  readonly readAccountSecrets: ReadAccountSecrets;
  /** Makes the error that the server's error handler answers as a problem. */
  readonly problem: MakeProblem;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
}

const bodyLimit = 262_144;

const outsideAnswer = shape({
  conversationId: nullable(uuid),
  ticketId: nullable(uuid),
  transferId: nullable(uuid),
  /** Of a transfer: what became of it. */
  state: nullable(Type.String()),
  /** Of a message: ours. */
  messageId: nullable(uuid),
});

interface Address {
  readonly organizationId: string;
  readonly externalId: string;
}
type OutsideRequest = FastifyRequest<{ Params: Address; Body: OutsideWord }>;

/** Registers the door. Its scope takes nothing that is not signed. */
export async function outsideRoutes(app: FastifyInstance, options: OutsideOptions): Promise<void> {
  acceptSigned(app, { ...options, bodyLimit }, (request) => {
    const { organizationId, externalId } = (request as OutsideRequest).params;
    return idShape.test(externalId) ? { organizationId, accountId: `external:${externalId}` } : null;
  });

  app.post<{ Params: Address; Body: OutsideWord }>(
    '/v1/external/:organizationId/:externalId',
    {
      bodyLimit,
      schema: {
        summary: 'Receives a word of a contact outside',
        tags: ['Signed webhooks'],
        body: outsideWord,
        response: { 200: outsideAnswer },
      },
    },
    (request, reply) => receive(request, reply, options),
  );
}

async function receive(request: OutsideRequest, reply: FastifyReply, options: OutsideOptions): Promise<FastifyReply> {
  const { body, params } = request;
  const faults = checkOutsideWord(body);
  if (faults.length > 0) throw options.problem('validation', { data: { faultCount: faults.length }, faults });
  // Its secrets outlive one that was retired, or is no longer asked by webhook.
  if ((await findExternal(options.engine, params))?.kind !== 'webhook') throw options.problem('unauthenticated');
  const { transferId = '', conversationId = '', text = '', reason } = body;
  const because = reason === undefined ? {} : { reason };
  const submit = <I, A>(definition: CommandDefinition<I, A>, input: I) =>
    submitWord(request, options, definition, input);
  switch (body.type) {
    case 'accept':
    case 'decline': {
      const answer = await submit(answerFromOutside, { transferId, answer: body.type, ...because });
      if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
      const { transfer } = answer.answer;
      return send(reply, answer.repeated, {
        conversationId: transfer.conversationId,
        ticketId: transfer.newTicketId ?? transfer.ticketId,
        transferId: transfer.id,
        state: transfer.state,
      });
    }
    case 'message':
    case 'consult': {
      const kind = body.type === 'message' ? 'reply' : 'consult';
      const answer = await submit(sendMessage, { conversationId, kind, text, fileIds: [] });
      if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
      const { ticketId, messageId } = answer.answer;
      return send(reply, answer.repeated, { conversationId, ticketId, messageId });
    }
    case 'return': {
      const answer = await submit(returnFromOutside, { conversationId, ...because });
      if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
      return send(reply, answer.repeated, { conversationId });
    }
  }
}

const nothing = { conversationId: null, ticketId: null, transferId: null, state: null, messageId: null };

function send(reply: FastifyReply, repeated: boolean, answer: Partial<Record<keyof typeof nothing, string>>) {
  if (repeated) reply.header('idempotency-replayed', 'true');
  return reply.code(200).send({ ...nothing, ...answer });
}

function submitWord<I, A>(
  { params: { organizationId, externalId }, body, headers }: OutsideRequest,
  { engine }: OutsideOptions,
  definition: CommandDefinition<I, A>,
  input: I,
) {
  const { messageId } = body;
  return engine.submit({
    organizationId,
    principal: { kind: 'external', externalId },
    // Apart from each other, whatever ids the other side chooses.
    key: messageId === undefined ? `webhook:${headers['webhook-id']}` : `message:${messageId}`,
    requestHash: hashWord(body),
    definition,
    input,
  });
}

/** The contact outside in the configuration; read again when this node has not heard of it. */
async function findExternal(
  engine: OutsideOptions['engine'],
  { organizationId, externalId }: Address,
): Promise<ExternalEntry | undefined> {
  const known = (await engine.configurations.get(organizationId))?.externals.get(externalId);
  return known ?? (await engine.configurations.refresh(organizationId))?.externals.get(externalId);
}
