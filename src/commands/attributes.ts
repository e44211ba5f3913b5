import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Attributes, Ticket } from '../domain/conversation.ts';
import { mayReadTicket } from '../domain/visibility.ts';
import { touchTicket } from './ownership.ts';

export interface ChangeTicketInput {
  readonly ticketId: string;
  readonly ticketVersion?: number;
  /** Set, or with null taken away. */
  readonly attributes?: Attributes;
  readonly tags?: readonly string[];
}

/** Changes an open ticket's attributes and tags. A final ticket is immutable. */
export const changeTicket: CommandDefinition<ChangeTicketInput, Ticket> = {
  name: 'changeTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, ticketVersion, attributes, tags }) {
    const ticket = draft.find('ticket', ticketId);
    const conversation = ticket && draft.find('conversation', ticket.conversationId);
    const offer = draft.find('offer', conversation?.liveOfferId ?? '');
    const { actor } = draft;
    if (!ticket || !conversation || !mayReadTicket(actor, draft.configuration, { ticket, conversation, offer }))
      return refused('not_found');
    if (!actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    if (ticket.state === 'moved')
      return refused('ticket_moved', { data: { ticket: ticket.id, nextTicket: ticket.nextTicketId } });
    if (ticket.state !== 'open') return refused('ticket_closed', { data: { ticket: ticket.id } });
    if (ticketVersion !== undefined && ticketVersion !== ticket.version) {
      return refused('version_conflict', { data: { expected: ticketVersion, actual: ticket.version } });
    }
    const merged = Object.fromEntries(
      Object.entries({ ...ticket.attributes, ...attributes }).filter(([, value]) => value !== null),
    );
    touchTicket(draft, conversation.id);
    draft.change('ticket', ticketId, { attributes: merged, tags: tags ?? ticket.tags });
    draft.emit('conversation.changed', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      details: { ticketId },
    });
    return done(draft.get('ticket', ticketId));
  },
};
