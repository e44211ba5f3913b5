import { type CommandDefinition, done, type Needs, type Outcome, refused } from '../domain/command.ts';
import type { ChannelSession } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { sessionsLeft } from './channel-session.ts';
import { audienceOf } from './conversations.ts';
import { endTicket } from './end-ticket.ts';
import {
  type FoundTicket,
  findTicket,
  refuseOtherAgent,
  refusePreview,
  refuseUnlessOpen,
  type TicketAnswer,
  ticketAnswer,
} from './find-ticket.ts';
import { ownerChange, touchTicket } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface MergeInput {
  readonly ticketId: string;
  /** The ticket in which it goes on. */
  readonly into: string;
  readonly ticketVersion?: number;
}

/**
 * Merges a ticket into another one: two conversations of one contact whose open tickets are in one department become one. The
 * merged ticket is final, its conversation closed, its owner free. Messages stay where they are; what the customer writes on the
 * merged thread comes to the other conversation from now on. Answers with the ticket in which it goes on.
 *
 * Of two merges that cross each other one wins: both lock both conversations, and the other finds its ticket merged.
 */
export const mergeTickets: CommandDefinition<MergeInput, TicketAnswer> = {
  name: 'mergeTickets',
  needs: ({ ticketId, into }) => ({ tickets: [ticketId, into] }),
  decide(draft, { ticketId, into, ticketVersion }) {
    const from = findTicket(draft, ticketId);
    const to = findTicket(draft, into);
    if (from === undefined || to === undefined) return refused('not_found');
    const refusal = refuseToMerge(draft, { from, to, ticketVersion });
    if (refusal !== null) return refusal;
    const known = sessionsLeft(from.conversation, draft.now);
    const needs = missingThreads(draft, known);
    if (needs !== null) return { kind: 'needs', needs };
    // One on which the customer has begun anew meanwhile leads elsewhere, and stays so.
    const sessions = known.filter(
      (session) => draft.get('thread', threadId(session)).conversationId === from.conversation.id,
    );
    const { conversation, ticket } = from;
    const survivor = to.conversation;
    endTicket(draft, from, { state: 'merged', intoTicketId: into, intoConversationId: survivor.id });
    for (const session of sessions) draft.change('thread', threadId(session), { conversationId: survivor.id });
    draft.emit('ticket.merged', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      agents: conversation.owner?.kind === 'agent' ? [conversation.owner.id] : [],
      details: {
        ticketId,
        intoTicketId: into,
        intoConversationId: survivor.id,
        owner: ownerChange(draft, conversation),
      },
    });
    tellWhatEnded(draft, conversation, 'merged');
    touchTicket(draft, survivor.id);
    draft.change('conversation', survivor.id, { linkedSessions: [...survivor.linkedSessions, ...sessions] });
    draft.emit('ticket.merged', {
      conversationId: survivor.id,
      ...audienceOf(draft, survivor.id),
      details: { ticketId: into, mergedTicketId: ticketId, mergedConversationId: conversation.id },
    });
    return done(ticketAnswer(draft, into));
  },
};

/** Why they cannot become one; null when nothing speaks against it. */
function refuseToMerge(
  draft: Draft,
  {
    from,
    to,
    ticketVersion,
  }: { readonly from: FoundTicket; readonly to: FoundTicket; readonly ticketVersion: number | undefined },
): Outcome<never> | null {
  if (!draft.actor.permissions.has('ticket.merge'))
    return refused('permission_missing', { data: { permission: 'ticket.merge' } });
  const isInQueue = from.conversation.owner?.kind === 'queue';
  const refusal =
    // Whoever was only asked or invited sees too little of it to say that it is the same.
    refusePreview(draft, from) ??
    refusePreview(draft, to) ??
    refuseUnlessOpen(from.ticket, ticketVersion) ??
    refuseUnlessOpen(to.ticket, undefined) ??
    (isInQueue ? null : refuseOtherAgent(draft, from));
  if (refusal !== null) return refusal;
  const cause = mergeObstacle(from, to);
  return cause === null
    ? null
    : refused('merge_not_possible', { data: { ticket: from.ticket.id, into: to.ticket.id, cause } });
}

function mergeObstacle(from: FoundTicket, to: FoundTicket): string | null {
  if (from.conversation.id === to.conversation.id) return 'same_conversation';
  if (from.conversation.contactId !== to.conversation.contactId) return 'other_contact';
  return from.ticket.departmentId === to.ticket.departmentId ? null : 'other_department';
}

function threadId({ accountId, threadKey }: ChannelSession): string {
  return `${accountId} ${threadKey}`;
}

/** They are locked before they are changed, so that a message that comes in meanwhile goes before or after, and never beside. */
function missingThreads(draft: Draft, sessions: readonly ChannelSession[]): Needs | null {
  const threads = sessions.filter((session) => draft.find('thread', threadId(session)) === undefined);
  return threads.length === 0
    ? null
    : { threads: threads.map(({ accountId, threadKey }) => ({ accountId, threadKey })) };
}
