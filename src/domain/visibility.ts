import type { Actor } from './actor.ts';
import type { Configuration } from './configuration.ts';
import type { Conversation, Ticket } from './conversation.ts';
import type { Offer } from './transfer.ts';

/**
 * Who may know that a ticket exists: integrations (their scopes say what they may do with it), whoever reads every
 * ticket, members of its department, its owner, and whoever it is offered to while the offer stands. To everybody else
 * it answers like one that does not exist.
 */
export function mayReadTicket(
  actor: Actor,
  configuration: Configuration,
  about: {
    readonly ticket: Pick<Ticket, 'departmentId' | 'id'>;
    readonly conversation: Pick<Conversation, 'owner' | 'ticketId'>;
    readonly offer?: Pick<Offer, 'agentId' | 'state'> | undefined;
  },
): boolean {
  if (actor.kind === 'system' || actor.kind === 'key') return true;
  if (actor.kind !== 'agent') return false;
  if (actor.permissions.has('ticket.read_all')) return true;
  if (configuration.agents.get(actor.id)?.memberOf.has(about.ticket.departmentId) === true) return true;
  if (about.conversation.ticketId !== about.ticket.id) return false;
  const { owner } = about.conversation;
  if (owner?.kind === 'agent' && owner.id === actor.id) return true;
  return about.offer?.state === 'live' && about.offer.agentId === actor.id;
}
