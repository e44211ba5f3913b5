import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { receiveMessage } from '../../commands/messages.ts';
import type { Fault } from '../../contract/problem.ts';
import type { VisitorMessageBody } from '../../contract/webchat.ts';
import type { AskedByVisitor, Door, WebchatOptions } from './door.ts';
import { type KnownConversation, ownPrefixOf } from './transcripts.ts';

interface Parts {
  readonly door: Door;
  readonly options: WebchatOptions;
}

/**
 * Takes in what a visitor wrote, as an ordinary command; the message's own id makes it once only, however often it comes.
 *
 * @throws the problems `rate_limited`, `validation`, and the engine's
 */
export async function takeMessage(
  { body }: Pick<FastifyRequest<{ Body: VisitorMessageBody }>, 'body'>,
  reply: FastifyReply,
  asked: AskedByVisitor,
  { door, options }: Parts,
): Promise<FastifyReply> {
  const { organizationId, accountId, account, visitor, network } = asked;
  const { address, name } = visitor;
  door.countMessage(asked, visitor);
  const faults = findFaults(body, asked);
  const opens = wouldOpen(await door.transcripts.conversationOf(visitor), asked, options.clock.now());
  if (opens) faults.push(...findUnanswered(body, asked));
  if (faults.length > 0) throw options.problem('validation', { data: { faultCount: faults.length }, faults });
  if (opens) {
    door.count('conversationsOfAddress', network);
    door.count('conversationsOfAccount', `${organizationId} ${accountId}`);
  }
  const { text, form, fileIds: references = [] } = body;
  const fileIds = references.map((reference) => door.tokens.readFileReference(visitor, reference));
  const foreign = references.find((_, index) => fileIds[index] === null);
  if (foreign !== undefined) throw options.problem('file_unknown', { data: { file: foreign.slice(0, 36) } });
  const id = ownPrefixOf(address) + body.id;
  const answer = await options.engine.submit({
    organizationId,
    principal: { kind: 'contact', accountId, address },
    key: id,
    requestHash: hash('sha256', JSON.stringify([text, fileIds, Object.entries(form ?? {}).sort()]), 'base64url'),
    definition: receiveMessage,
    input: {
      accountId,
      channelKind: account.kind,
      threadKey: address,
      from: name === null ? { address } : { address, name },
      externalId: id,
      text,
      fileIds: fileIds as string[],
      ...(form === undefined ? {} : { form }),
    },
  });
  if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
  if (answer.repeated || answer.answer.repeated) reply.header('idempotency-replayed', 'true');
  const { conversationId } = answer.answer;
  return reply.code(201).send({ id: body.id, conversation: { id: conversationId, status: 'open' } });
}

/** Whether a message of now begins a conversation: whoever is in one, or comes back to it in time, goes on in it. */
function wouldOpen(known: KnownConversation | null, { account }: AskedByVisitor, now: number): boolean {
  if (known === null) return true;
  return known.status === 'closed' && now >= (known.closedAt ?? 0) + account.reopenWindowSeconds * 1000;
}

function findFaults({ text, fileIds = [], form = {} }: VisitorMessageBody, { account }: AskedByVisitor): Fault[] {
  const faults: Fault[] = [];
  if (text.trim() === '' && fileIds.length === 0)
    faults.push({ in: 'body', path: '/text', code: 'missing', message: 'A message without files needs a text.' });
  for (const name of Object.keys(form)) {
    if (account.preChat.some(({ id }) => id === name)) continue;
    const path = `/form/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    faults.push({ in: 'body', path, code: 'unknown_field', message: 'This was not asked.' });
  }
  return faults;
}

function findUnanswered({ form = {} }: VisitorMessageBody, { account }: AskedByVisitor): Fault[] {
  return account.preChat.flatMap(({ id, required }): Fault[] => {
    const answer = form[id];
    const isAnswered = answer !== undefined && answer !== null && String(answer).trim() !== '';
    if (!required || isAnswered) return [];
    return [{ in: 'body', path: `/form/${id}`, code: 'missing', message: 'This is asked before a chat begins.' }];
  });
}
