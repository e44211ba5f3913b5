import type { Instant } from '../base/clock.ts';
import { type Capacity, type Load, totalLoad } from './agent.ts';
import type { Queue } from './configuration.ts';
import type { StrategyName } from './strategy-names.ts';

/**
 * Who of those who could take a ticket is asked first. A strategy is a few numbers for each agent, of which the smaller come
 * first; what is equal in all of them goes by the agents' ids, so that every node comes to the same order.
 *
 * - `longest_idle`: whose last work came or went longest ago.
 * - `round_robin`: who had the fewest turns of this queue since they came, then whose turn is longest ago. A joiner starts
 *   at the others' least, so nobody makes up for hours when they were not there.
 * - `least_open`: who has the fewest contacts with an open ticket (two conversations of one contact are one; what is
 *   snoozed or wrapped up does not count), then whose last work is longest ago.
 * - `most_free`: who has the largest share of their capacity free.
 * - `best_skilled`: whose levels of the skills asked for add up to most.
 */
export interface Standing {
  readonly load: Load;
  readonly capacity: Capacity;
  readonly lastAssignedAt: Instant;
  readonly idleSince: Instant;
  /** Turns of this queue; null for somebody who has had none since they came. */
  readonly turns: number | null;
  /** Contacts with an open ticket. */
  readonly openContacts: number;
  /** The sum of the levels of what is asked for. */
  readonly level: number;
}

export type SortKey = readonly [number, number, number];

const keyOf: Readonly<Record<StrategyName, (standing: Standing, turnsMin: number) => SortKey>> = {
  longest_idle: (s) => [idleSince(s), totalLoad(s.load), 0],
  round_robin: (s, turnsMin) => [s.turns ?? turnsMin, s.lastAssignedAt, 0],
  least_open: (s) => [s.openContacts, s.lastAssignedAt, 0],
  most_free: (s) => [-freeShare(s), totalLoad(s.load), idleSince(s)],
  best_skilled: (s) => [-s.level, idleSince(s), totalLoad(s.load)],
};

/** Where an agent stands by a strategy. `turnsMin` is the least number of turns that anybody who is there has had. */
export function sortKey(strategy: StrategyName, standing: Standing, turnsMin: number): SortKey {
  return keyOf[strategy](standing, turnsMin);
}

export function compareKeys(a: SortKey, b: SortKey): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function idleSince({ lastAssignedAt, idleSince }: Standing): Instant {
  return Math.max(lastAssignedAt, idleSince);
}

/** 0 (full) to 1 (free); without a limit always 1. */
function freeShare({ load, capacity }: Standing): number {
  if (capacity.total === null) return 1;
  return capacity.total === 0 ? 0 : 1 - totalLoad(load) / capacity.total;
}

/** Whether what a queue gives is counted per agent: for the fewest turns, or against a limit. */
export function countsTurns({ strategy, assignmentsMax }: Pick<Queue, 'strategy' | 'assignmentsMax'>): boolean {
  return strategy === 'round_robin' || assignmentsMax !== null;
}

/** When an agent who has been given so much may be given more by a queue; null is now. */
export function limitedUntil(
  recent: readonly Instant[],
  limit: { readonly count: number; readonly seconds: number } | null,
  now: Instant,
): Instant | null {
  if (limit === null || recent.length < limit.count) return null;
  const until = (recent[recent.length - limit.count] as Instant) + limit.seconds * 1000;
  return until > now ? until : null;
}
