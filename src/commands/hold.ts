import { type CommandDefinition, done } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { isPutAside, startClock, stopClock } from '../domain/sla-clock.ts';
import { audienceOf } from './conversations.ts';
import { type FoundTicket, findInHand, type TicketAnswer, ticketAnswer } from './find-ticket.ts';
import { touchTicket } from './ownership.ts';

export interface HoldInput {
  readonly ticketId: string;
  readonly ticketVersion?: number;
}

/**
 * Puts a ticket on hold: the clock of the service promise stands still; owner and load stay as they are, and what the customer
 * writes does not end it. By its owner, or whoever may take it over. A ticket that is on hold stays so.
 */
export const holdTicket: CommandDefinition<HoldInput, TicketAnswer> = {
  name: 'holdTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, input) {
    const looked = findInHand(draft, input);
    if ('refusal' in looked) return looked.refusal;
    const { ticket } = looked.found;
    if (ticket.onHold) return done(ticketAnswer(draft, ticket.id));
    touchTicket(draft, ticket.conversationId);
    draft.change('ticket', ticket.id, { onHold: true, ...stopClock(ticket, draft.now) });
    return told(draft, looked.found, 'ticket.held');
  },
};

/** Takes a ticket off hold: the clock goes on, unless it is snoozed too. One that is not on hold stays as it is. */
export const resumeTicket: CommandDefinition<HoldInput, TicketAnswer> = {
  name: 'resumeTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, input) {
    const looked = findInHand(draft, input);
    if ('refusal' in looked) return looked.refusal;
    const { ticket } = looked.found;
    if (!ticket.onHold) return done(ticketAnswer(draft, ticket.id));
    touchTicket(draft, ticket.conversationId);
    const stays = isPutAside({ ...ticket, onHold: false });
    draft.change('ticket', ticket.id, { onHold: false, ...(stays ? {} : startClock(ticket, draft.now)) });
    return told(draft, looked.found, 'ticket.resumed');
  },
};

function told(draft: Draft, { ticket }: FoundTicket, kind: 'ticket.held' | 'ticket.resumed') {
  const { conversationId } = ticket;
  draft.emit(kind, { conversationId, ...audienceOf(draft, conversationId), details: { ticketId: ticket.id } });
  return done(ticketAnswer(draft, ticket.id));
}
