import type { Permission } from '../domain/actor.ts';
import { type Outcome, refused } from '../domain/command.ts';
import type { Conversation, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { Offer } from '../domain/transfer.ts';
import { mayReadTicket, ticketAccess } from '../domain/visibility.ts';

/**
 * Which ticket a command is about, and whether its actor may do to it what they ask for. Whoever is merely offered a ticket,
 * asked for advice about it or invited into it sees a preview: they answer, speak by their part and go, and do nothing else to
 * it, whatever their role permits them in a department of their own.
 */

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

/** The ticket in which the conversation stands now, whoever asks. */
export function currentTicket(draft: Draft, conversation: Conversation): FoundTicket {
  const offer = draft.find('offer', conversation.liveOfferId ?? '');
  return { ticket: draft.get('ticket', conversation.ticketId), conversation, offer };
}

/** Whether the actor may use a permission of theirs on this ticket: on what they see a preview of, or nothing, nobody may. */
export function mayUse({ actor, configuration }: Draft, permission: Permission, found: FoundTicket): boolean {
  return actor.permissions.has(permission) && ticketAccess(actor, configuration, found) === 'full';
}

/** Why whoever sees only a preview of the ticket may not do what its department's members may; null for everybody else. */
export function refusePreview({ actor, configuration }: Draft, found: FoundTicket): Outcome<never> | null {
  if (ticketAccess(actor, configuration, found) === 'full') return null;
  return refused('not_a_member', { data: { department: found.ticket.departmentId } });
}

/** Why the actor may not do what is the owner's to do: they are not the owner, and may not take the ticket over either. */
export function refuseUnlessOwner(draft: Draft, found: FoundTicket): Outcome<never> | null {
  const { actor } = draft;
  const { owner } = found.conversation;
  if (owner !== null && owner.kind === actor.kind && owner.id === actor.id) return null;
  return actor.permissions.has('ticket.take_over') ? refusePreview(draft, found) : notOwner(found.conversation);
}

/** The same of what an integration or a flow may do whoever the owner is: its scopes, or its run, let it come so far. */
export function refuseOtherAgent(draft: Draft, found: FoundTicket): Outcome<never> | null {
  return draft.actor.kind === 'agent' ? refuseUnlessOwner(draft, found) : null;
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

type Looked = { readonly found: FoundTicket } | { readonly refusal: Outcome<never> };

interface AskedTicket {
  readonly ticketId: string;
  readonly ticketVersion?: number | undefined;
}

/** The open ticket, for whoever may write in it; or why not. */
export function findWritable(draft: Draft, asked: AskedTicket): Looked {
  return findOpen(draft, asked, refusePreview);
}

/** The open ticket, unless something speaks against it: at last what the command asks of its actor. */
function findOpen(
  draft: Draft,
  { ticketId, ticketVersion }: AskedTicket,
  refuse: (draft: Draft, found: FoundTicket) => Outcome<never> | null,
): Looked {
  const found = findTicket(draft, ticketId);
  if (found === undefined) return { refusal: refused('not_found') };
  if (!draft.actor.permissions.has('conversation.reply'))
    return { refusal: refused('permission_missing', { data: { permission: 'conversation.reply' } }) };
  const refusal = refuseUnlessOpen(found.ticket, ticketVersion) ?? refuse(draft, found);
  return refusal === null ? { found } : { refusal };
}

/**
 * The open ticket of an agent, for its owner or whoever may take it over; or why not. What nobody has in hand cannot be put
 * aside: of a queue's ticket the answer is `not_owner` to everybody.
 */
export function findInHand(draft: Draft, asked: AskedTicket): Looked {
  return findOpen(draft, asked, (_, found) =>
    found.conversation.owner?.kind === 'agent' ? refuseUnlessOwner(draft, found) : notOwner(found.conversation),
  );
}

/** Only the owner may, and says who that is. */
export function notOwner({ owner }: Pick<Conversation, 'owner'>): Outcome<never> {
  return refused('not_owner', { data: { ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null } });
}
