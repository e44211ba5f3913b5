import { type Outcome, refused } from '../domain/command.ts';
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
export function refuseUnlessOpen(ticket: Ticket, seenVersion: number | undefined): Outcome<never> | null {
  if (ticket.state === 'moved' || ticket.state === 'merged')
    return refused('ticket_moved', { data: { ticket: ticket.id, nextTicket: ticket.nextTicketId } });
  if (ticket.state !== 'open') return refused('ticket_closed', { data: { ticket: ticket.id } });
  if (seenVersion === undefined || seenVersion === ticket.version) return null;
  return refused('version_conflict', { data: { expected: seenVersion, actual: ticket.version } });
}

/** What a change of a ticket comes to. */
export interface TicketAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly ticketVersion: number;
}

export function ticketAnswer(draft: Draft, ticketId: string): TicketAnswer {
  const { conversationId, version } = draft.get('ticket', ticketId);
  return { conversationId, ticketId, ticketVersion: version };
}

/** The open ticket, for whoever may write in it; or why not. */
export function findWritable(
  draft: Draft,
  { ticketId, ticketVersion }: { readonly ticketId: string; readonly ticketVersion?: number | undefined },
): { readonly found: FoundTicket } | { readonly refusal: Outcome<never> } {
  const found = findTicket(draft, ticketId);
  if (found === undefined) return { refusal: refused('not_found') };
  if (!draft.actor.permissions.has('conversation.reply'))
    return { refusal: refused('permission_missing', { data: { permission: 'conversation.reply' } }) };
  const final = refuseUnlessOpen(found.ticket, ticketVersion);
  return final === null ? { found } : { refusal: final };
}

/**
 * The open ticket of an agent, for its owner or whoever may take it over; or why not. What nobody has in hand cannot be put
 * aside: of a queue's ticket the answer is `not_owner` to everybody.
 */
export function findInHand(
  draft: Draft,
  asked: { readonly ticketId: string; readonly ticketVersion?: number },
): { readonly found: FoundTicket } | { readonly refusal: Outcome<never> } {
  const looked = findWritable(draft, asked);
  if ('refusal' in looked) return looked;
  const { actor } = draft;
  const { conversation } = looked.found;
  const { owner } = conversation;
  const isOwner = actor.kind === 'agent' && owner?.id === actor.id;
  if (owner?.kind === 'agent' && (isOwner || actor.permissions.has('ticket.take_over'))) return looked;
  return { refusal: notOwner(conversation) };
}

/** Only the owner may, and says who that is. */
export function notOwner({ owner }: Pick<Conversation, 'owner'>): Outcome<never> {
  return refused('not_owner', { data: { ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null } });
}
