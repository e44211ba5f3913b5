import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../base/clock.ts';
import { weekdays } from '../hours.ts';
import type { Trigger } from './graph.ts';

type Schedule = Extract<Trigger, { readonly kind: 'schedule' }>;

/** A week and a day hold every day of the week, whatever a change of the clocks does to one of them. */
const daysAhead = 8;

/**
 * When a schedule is due next, after an instant. A time that a change of the clocks skips comes when the clocks go on, one that
 * comes twice the first time.
 */
export function nextFiring(
  { zone, weekdays: days, times }: Pick<Schedule, 'zone' | 'weekdays' | 'times'>,
  after: Instant,
): Instant | null {
  const today = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(zone).toPlainDate();
  for (let ahead = 0; ahead <= daysAhead; ahead++) {
    const date = today.add({ days: ahead });
    const day = weekdays[date.dayOfWeek - 1];
    if (day === undefined || !days.includes(day)) continue;
    const instants = times.map(
      (time) => date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds,
    );
    const coming = instants.filter((at) => at > after);
    if (coming.length > 0) return Math.min(...coming);
  }
  return null;
}

/** The next time that any of a flow's schedules is due; null where it has none. */
export function nextFiringOf(triggers: readonly Trigger[], after: Instant): Instant | null {
  const next = triggers.flatMap((trigger) => (trigger.kind === 'schedule' ? (nextFiring(trigger, after) ?? []) : []));
  return next.length === 0 ? null : Math.min(...next);
}

/** Those that are due at this very instant, with their places among the triggers. */
export function firingAt(
  triggers: readonly Trigger[],
  at: Instant,
): readonly { readonly trigger: Schedule; readonly place: number }[] {
  return triggers.flatMap((trigger, place) =>
    trigger.kind === 'schedule' && nextFiring(trigger, at - 1) === at ? [{ trigger, place }] : [],
  );
}
