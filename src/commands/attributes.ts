import { type CommandDefinition, done } from '../domain/command.ts';
import type { Attributes, Ticket } from '../domain/conversation.ts';
import { findWritable } from './find-ticket.ts';
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
    const looked = findWritable(draft, { ticketId, ticketVersion });
    if ('refusal' in looked) return looked.refusal;
    const { ticket, conversation } = looked.found;
    const merged = Object.fromEntries(
      Object.entries({ ...ticket.attributes, ...attributes }).filter(([, value]) => value !== null),
    );
    touchTicket(draft, conversation.id, { attributes: merged, tags: tags ?? ticket.tags });
    draft.emit('conversation.changed', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      details: { ticketId },
    });
    return done(draft.get('ticket', ticketId));
  },
};
