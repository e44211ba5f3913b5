import type { Instant } from '../base/clock.ts';
import { type CommandDefinition, done } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { isPutAside, startClock, stopClock } from '../domain/sla-clock.ts';
import { audienceOf } from './conversations.ts';
import { findInHand, type TicketAnswer, ticketAnswer } from './find-ticket.ts';
import { touchTicket } from './ownership.ts';

/** How far ahead a ticket may be snoozed, in milliseconds: a year. */
export const snoozeMsMax = 366 * 86_400_000;

export interface SnoozeInput {
  readonly ticketId: string;
  readonly ticketVersion?: number;
  /** Later than now, by a year at most; the caller's to check. One that has passed meanwhile ends at once. */
  readonly until: Instant;
}

/**
 * Puts a ticket aside until then, or until the customer writes, whichever comes first: the clock of the service promise stands
 * still; owner and load stay. By its owner, or whoever may take it over. Once more, it sets the time anew.
 */
export const snoozeTicket: CommandDefinition<SnoozeInput, TicketAnswer> = {
  name: 'snoozeTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { until, ...input }) {
    const looked = findInHand(draft, input);
    if ('refusal' in looked) return looked.refusal;
    const { ticket } = looked.found;
    if (ticket.snoozedUntil === until) return done(ticketAnswer(draft, ticket.id));
    const { conversationId } = ticket;
    touchTicket(draft, conversationId);
    draft.change('ticket', ticket.id, { snoozedUntil: until, ...stopClock(ticket, draft.now) });
    draft.emit('ticket.snoozed', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { ticketId: ticket.id, until },
    });
    return done(ticketAnswer(draft, ticket.id));
  },
};

/** Takes a snoozed ticket up again before its time, by its owner or whoever may take it over. One that is awake stays so. */
export const wakeTicket: CommandDefinition<Omit<SnoozeInput, 'until'>, TicketAnswer> = {
  name: 'wakeTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, input) {
    const looked = findInHand(draft, input);
    if ('refusal' in looked) return looked.refusal;
    wake(draft, looked.found.conversation.id, 'asked');
    return done(ticketAnswer(draft, input.ticketId));
  },
};

/** A snoozed ticket whose time has come. Sent by the sweeper. */
export const endSnooze: CommandDefinition<{ readonly ticketId: string }, null> = {
  name: 'endSnooze',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId }) {
    const ticket = draft.find('ticket', ticketId);
    const isDue = ticket !== undefined && ticket.snoozedUntil !== null && draft.now >= ticket.snoozedUntil;
    if (isDue && ticket.state === 'open') wake(draft, ticket.conversationId, 'time');
    return done(null);
  },
};

/** Ends the snooze of a conversation's open ticket, if it has one: the clock goes on, unless the ticket is on hold too. */
export function wake(draft: Draft, conversationId: string, because: 'asked' | 'time' | 'message'): void {
  const before = draft.get('ticket', draft.get('conversation', conversationId).ticketId);
  if (before.snoozedUntil === null) return;
  touchTicket(draft, conversationId);
  const stays = isPutAside({ ...before, snoozedUntil: null });
  draft.change('ticket', before.id, { snoozedUntil: null, ...(stays ? {} : startClock(before, draft.now)) });
  draft.emit('ticket.woken', {
    conversationId,
    ...audienceOf(draft, conversationId),
    details: { ticketId: before.id, because },
  });
}
