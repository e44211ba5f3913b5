import type { Instant } from '../../base/clock.ts';
import { addBusinessMinutes, countBusinessMinutes, isOpen, nextOpen, type Schedule } from '../hours.ts';
import type { WaitsFor } from './run.ts';

/**
 * The time of a wait step, in what it is counted in: every hour, only open ones, or whatever comes before the opening. A wait
 * that is put aside keeps what is left of it in that same measure, and takes it up again from whenever it is resumed.
 */

type TimeWait = Extract<WaitsFor, { readonly kind: 'time' }>;
type Measure = Pick<TimeWait, 'counts'>;

const minuteMs = 60_000;

/**
 * When a wait is over of which so much is left now; an opening that is there already is now. Null where the department never
 * opens. `hours` are the department's; null is always open.
 */
export function endOfWait(
  { counts }: Measure,
  { leftMs, hours, now }: { readonly leftMs: number; readonly hours: Schedule | null; readonly now: Instant },
): Instant | null {
  const limit = now + leftMs;
  if (counts === 'opening') {
    if (hours === null || isOpen(hours, now)) return now;
    return Math.min(nextOpen(hours, now) ?? limit, limit);
  }
  if (counts === undefined || hours === null) return limit;
  const end = addBusinessMinutes(hours, now, leftMs / minuteMs);
  return end === null ? null : Math.round(end);
}

/** How much of a wait is left now that would end then, in milliseconds of what it is counted in. */
export function leftOfWait(
  { counts, limitAt }: Pick<TimeWait, 'counts' | 'limitAt'>,
  { end, hours, now }: { readonly end: Instant; readonly hours: Schedule | null; readonly now: Instant },
): number {
  if (counts === 'business' && hours !== null) return Math.round(countBusinessMinutes(hours, now, end) * minuteMs);
  return Math.max(0, (counts === 'opening' ? (limitAt ?? end) : end) - now);
}
