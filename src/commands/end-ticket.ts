import type { Draft } from '../domain/draft.ts';
import { endPauses } from '../domain/sla-clock.ts';
import type { FoundTicket } from './find-ticket.ts';
import { cancelPending } from './hand-over.ts';
import { withdrawLiveOffer } from './offers.ts';
import { endSegment } from './ownership.ts';
import { dropParties } from './parties-of.ts';

/** How a ticket ends: closed, with words of whoever closed it, or merged into another one. */
export type TicketEnd =
  | { readonly state: 'closed'; readonly reason: string }
  | { readonly state: 'merged'; readonly intoTicketId: string; readonly intoConversationId: string };

/**
 * Ends an open ticket and its conversation: pending transfer, offer, hold and snooze end, colleagues take part no more, the slot
 * is free or the wrap-up's, nobody owns it. The event that says so is the caller's to emit, and `tellWhatEnded` after it.
 */
export function endTicket(draft: Draft, { ticket, conversation }: FoundTicket, end: TicketEnd): void {
  const because = end.state === 'closed' ? 'ticket_closed' : 'merged';
  cancelPending(draft, conversation.id, because);
  withdrawLiveOffer(draft, draft.get('conversation', conversation.id), because);
  dropParties(draft, conversation.id, () => true);
  endSegment(draft, draft.get('conversation', conversation.id), end.state);
  draft.change('ticket', ticket.id, {
    ...endPauses(ticket, draft.now),
    state: end.state,
    version: ticket.version + 1,
    closedAt: draft.now,
    closeReason: end.state === 'closed' ? end.reason : 'merged',
    toMessage: conversation.messageSequence,
    ...(end.state === 'closed' ? {} : { nextTicketId: end.intoTicketId }),
  });
  draft.change('conversation', conversation.id, {
    status: 'closed',
    owner: null,
    ownershipVersion: conversation.ownershipVersion + 1,
    closedAt: draft.now,
    queuedAt: null,
    waitUntil: null,
    watchingQueueId: null,
    help: null,
    passedOver: [],
    ...(end.state === 'closed' ? {} : { mergedIntoId: end.intoConversationId }),
  });
}
