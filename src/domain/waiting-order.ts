import type { Instant } from '../base/clock.ts';

/**
 * The order in which those who wait are served: one number, smaller first. It is when they came, put back by how urgent they
 * are: each step of priority is worth `ageingSeconds` of waiting. So urgency and patience are weighed by a fixed rate, two
 * tickets never change places as time goes by, and nobody is overtaken for ever: at ten minutes' worth of priority,
 * whoever came ten minutes before is served first.
 *
 * @param ageingSeconds 0 is strict priority: a year for each step
 */
export function serviceRank(
  { priority, queuedAt }: { readonly priority: number; readonly queuedAt: Instant | null },
  ageingSeconds: number,
): number {
  const step = (ageingSeconds === 0 ? 31_536_000 : ageingSeconds) * 1000;
  return (queuedAt ?? 0) + (priority - normalPriority) * step;
}

/** Of what nobody called more or less urgent. */
const normalPriority = 100;
