import { cutText } from '../../domain/flows/cut-text.ts';
import type { CloseStep } from '../../domain/flows/graph.ts';
import { closeConversation } from '../close-conversation.ts';
import { reopenConversation } from '../conversations.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that end a conversation, or take it up again. */

export function open(turn: Turn): StepResult {
  const { conversation, draft } = turn;
  if (conversation === undefined) return port('failed', 'no_conversation');
  if (conversation.status === 'open') return port('opened');
  const ticket = draft.get('ticket', conversation.ticketId);
  const isThere = draft.configuration.departments.has(ticket.departmentId);
  if (ticket.state !== 'closed' || !isThere) return port('failed', 'ticket_moved');
  // The thread may have gone on in another conversation meanwhile.
  const threadKey = { accountId: conversation.accountId, threadKey: conversation.threadKey };
  const thread = draft.find('thread', `${threadKey.accountId} ${threadKey.threadKey}`);
  if (thread === undefined) return { kind: 'needs', needs: { threads: [threadKey] } };
  if (thread.conversationId !== conversation.id) return port('failed', 'conversation_elsewhere');
  reopenConversation(draft, conversation);
  return port('opened');
}

export function close(turn: Turn, { disposition, reason }: CloseStep): StepResult {
  const { conversation, draft } = turn;
  if (conversation === undefined) return port('failed', 'no_conversation');
  if (conversation.status === 'closed') return port('closed');
  const missing = turn.missingIn(reason);
  if (missing !== null) return missing;
  const filled = turn.fill(reason);
  const outcome = closeConversation.decide(draft, {
    ticketId: conversation.ticketId,
    ...(filled === '' ? { reason: 'flow' } : { reason: cutText(filled, 200) }),
    ...(disposition === null ? {} : { disposition }),
  });
  if (outcome.kind === 'needs') return { kind: 'needs', needs: outcome.needs };
  if (outcome.kind === 'refused') return port('failed', outcome.refusal.code);
  turn.owns = false;
  return port('closed');
}
