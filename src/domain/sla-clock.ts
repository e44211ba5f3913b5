import type { Instant } from '../base/clock.ts';
import type { Ticket } from './conversation.ts';

/**
 * The clock of the service promise. It is kept as the instant at which it began: what has passed on it is `now` less
 * `slaStartedAt`. While it stands still `slaPausedAt` says since when; when it goes on, its beginning is moved by as much as it
 * stood, so that a pause costs the promise nothing.
 */

/** The clock stands still from `now`, or since when it stood already. */
export function stopClock(ticket: Ticket, now: Instant): Pick<Ticket, 'slaPausedAt'> {
  return { slaPausedAt: ticket.slaPausedAt ?? now };
}

/** The clock goes on at `now`. One that runs is left as it is. */
export function startClock(ticket: Ticket, now: Instant): Pick<Ticket, 'slaPausedAt' | 'slaStartedAt'> {
  const stoodMs = ticket.slaPausedAt === null ? 0 : now - ticket.slaPausedAt;
  return { slaPausedAt: null, slaStartedAt: ticket.slaStartedAt + stoodMs };
}

/** Whether somebody put the ticket aside: on hold, or until later. */
export function isPutAside({ onHold, snoozedUntil }: Pick<Ticket, 'onHold' | 'snoozedUntil'>): boolean {
  return onHold || snoozedUntil !== null;
}

/** No hold and no snooze any more: for a ticket that ends, or is somebody else's. The clock that stood for them goes on. */
export function endPauses(ticket: Ticket, now: Instant): Partial<Ticket> {
  return { onHold: false, snoozedUntil: null, ...(isPutAside(ticket) ? startClock(ticket, now) : {}) };
}
