import { refused } from '../domain/command.ts';
import type { Conversation, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { Offer } from '../domain/transfer.ts';
import { mayReadTicket } from '../domain/visibility.ts';

/** A ticket with its conversation and the offer that stands on it. */
export interface FoundTicket {
  readonly ticket: Ticket;
  readonly conversation: Conversation;
  readonly offer: Offer | undefined;
}

/** The ticket, if it exists and the actor may know of it: to everybody else the two are one and the same. */
export function findTicket(draft: Draft, ticketId: string): FoundTicket | undefined {
  const ticket = draft.find('ticket', ticketId);
  const conversation = ticket && draft.find('conversation', ticket.conversationId);
  if (ticket === undefined || conversation === undefined) return undefined;
  const offer = draft.find('offer', conversation.liveOfferId ?? '');
  const isReadable = mayReadTicket(draft.actor, draft.configuration, { ticket, conversation, offer });
  return isReadable ? { ticket, conversation, offer } : undefined;
}

/** Why the ticket cannot be written to: it is final or closed, or not as the caller saw it. Null when nothing speaks against it. */
export function refuseUnlessOpen(ticket: Ticket, seenVersion: number | undefined): ReturnType<typeof refused> | null {
  if (ticket.state === 'moved')
    return refused('ticket_moved', { data: { ticket: ticket.id, nextTicket: ticket.nextTicketId } });
  if (ticket.state !== 'open') return refused('ticket_closed', { data: { ticket: ticket.id } });
  if (seenVersion === undefined || seenVersion === ticket.version) return null;
  return refused('version_conflict', { data: { expected: seenVersion, actual: ticket.version } });
}
