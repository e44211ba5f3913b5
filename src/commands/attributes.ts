import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Attributes, Ticket } from '../domain/conversation.ts';
import { findTicket, refuseUnlessOpen } from './find-ticket.ts';
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
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const { actor } = draft;
    if (!actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    const closed = refuseUnlessOpen(ticket, ticketVersion);
    if (closed !== null) return closed;
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
