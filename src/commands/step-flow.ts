import { type CommandDefinition, done, type Outcome } from '../domain/command.ts';
import type { FlowEntry } from '../domain/configuration.ts';
import type { Conversation, Owner } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { decideTransfer } from '../domain/policy.ts';
import type { TransferRequest } from '../domain/transfer.ts';
import { appendMessage, messageDetails } from './append-message.ts';
import { audienceOf } from './conversations.ts';
import { transferFacts } from './facts.ts';
import { carryOut, ownerChange, recordRefusal } from './hand-over.ts';
import { changeOwner, defaultQueue, waitLimit } from './ownership.ts';

/**
 * The next step of a flow that owns a conversation, when it is due: the built-in one greets the customer and hands the ticket
 * to its return queue, by the same policy as everybody. What cannot go there goes to the department's default queue, and a
 * person is told: a flow never ends with a customer in its hands.
 */
export const stepFlow: CommandDefinition<{ readonly conversationId: string }, null> = {
  name: 'stepFlow',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    if (conversation?.owner?.kind !== 'flow' || conversation.owner.id !== draft.actor.id) return done(null);
    if (conversation.waitUntil === null || draft.now < conversation.waitUntil) return done(null);
    if (conversation.pendingTransferId !== null) return done(null);
    const flow = draft.configuration.flows.get(conversation.owner.id);
    const request: TransferRequest = {
      target: returnTarget(draft, conversation, flow),
      mode: 'cold',
      reason: 'flow_done',
    };
    const ticket = draft.get('ticket', conversation.ticketId);
    const { facts, missing } = transferFacts(draft, { conversation, ticket });
    const decision = decideTransfer(facts, request, { stage: 'chain' });
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    if (flow !== undefined && flow.greeting !== '') speak(draft, conversationId, flow.greeting);
    if (decision.kind === 'allowed') carryOut(draft, { conversation, ticket, request }, decision.plan);
    else {
      recordRefusal(
        draft,
        { conversation: draft.get('conversation', conversationId), ticket, request },
        decision.refusal.code,
      );
      giveUp(draft, draft.get('conversation', conversationId), decision.refusal.code);
    }
    return done(null);
  },
};

function returnTarget(
  draft: Draft,
  { departmentId }: Conversation,
  flow: FlowEntry | undefined,
): TransferRequest['target'] {
  const named = draft.configuration.queues.get(flow?.returnTo ?? '');
  if (named?.department === departmentId) return { kind: 'queue', id: named.id };
  return { kind: 'queue', id: defaultQueue(draft, departmentId).id };
}

function speak(draft: Draft, conversationId: string, text: string): void {
  const message = appendMessage(draft, conversationId, {
    direction: 'outbound',
    author: { kind: 'flow', id: draft.actor.id },
    automatic: true,
    text,
    fileIds: [],
    externalId: null,
  });
  const details = messageDetails(message);
  draft.emit('message.sent', { conversationId, ...audienceOf(draft, conversationId), details });
}

function giveUp(draft: Draft, before: Conversation, code: string): void {
  const to: Owner = defaultQueue(draft, before.departmentId);
  changeOwner(draft, {
    conversationId: before.id,
    to,
    endReason: 'returned',
    waitUntil: waitLimit(draft, to, before.departmentId),
  });
  draft.emit('alert.raised', {
    conversationId: before.id,
    departments: [before.departmentId],
    details: {
      // A loop is one of hand-overs, whoever made the last of them.
      alert: code === 'hop_limit' ? 'hop_limit' : 'flow_refused',
      ticketId: before.ticketId,
      flowId: draft.actor.id,
      code,
      owner: ownerChange(draft, before),
    },
  });
}
