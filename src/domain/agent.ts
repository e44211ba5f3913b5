import type { Instant } from '../base/clock.ts';
import type { ChannelKind } from './channel.ts';

/** Work units in use, by channel kind. */
export type Load = Readonly<Partial<Record<ChannelKind, number>>>;

/**
 * The live part of an agent: what changes from minute to minute. Who they are, where they belong and what they can carry
 * is configuration.
 */
export interface AgentState {
  readonly id: string;
  /** Chosen by the agent or a supervisor. `away` keeps owned work and takes no more. */
  readonly presence: Presence;
  readonly presenceSince: Instant;
  /** Owned open tickets + live offers + wrap-ups that hold a slot. */
  readonly load: Load;
  /** For fair rotation: when work was last given to this agent; 0 for never. */
  readonly lastAssignedAt: Instant;
}

export const presences = ['online', 'away', 'offline'] as const;
export type Presence = (typeof presences)[number];

/** Upper bounds of work units: in all, and for single kinds. Null is without limit. */
export interface Capacity {
  readonly total: number | null;
  readonly perChannel: Readonly<Partial<Record<ChannelKind, number>>>;
}

export function totalLoad(load: Load): number {
  let sum = 0;
  for (const kind in load) sum += load[kind as ChannelKind] ?? 0;
  return sum;
}

/** The load after adding `units` (negative to release) of a kind; kinds at zero are left out. */
export function addLoad(load: Load, kind: ChannelKind, units: number): Load {
  const after = (load[kind] ?? 0) + units;
  const { [kind]: _, ...rest } = load;
  return after === 0 ? rest : { ...rest, [kind]: after };
}

/** Whether `units` more of a kind fit under every bound. */
export function hasRoom(load: Load, capacity: Capacity, kind: ChannelKind, units: number): boolean {
  const ofKind = capacity.perChannel[kind];
  if (ofKind !== undefined && (load[kind] ?? 0) + units > ofKind) return false;
  return capacity.total === null || totalLoad(load) + units <= capacity.total;
}
