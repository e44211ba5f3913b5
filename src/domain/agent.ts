import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import type { Settings } from './settings.ts';

/** Work units in use, by channel kind. */
export type Load = Readonly<Partial<Record<ChannelKind, number>>>;

/**
 * The live part of an agent: what changes from minute to minute. Who they are, where they belong and what they can carry
 * is configuration.
 */
export interface AgentState {
  readonly id: string;
  /** Chosen by the agent or a supervisor, or what came of it when the last lease ended. `away` keeps owned work and takes no more. */
  readonly presence: Presence;
  readonly presenceSince: Instant;
  /** The organization's own word for it, from `statuses`; null for the plain three. */
  readonly statusId: string | null;
  /** Whether it only holds while somebody's browser or telephone says so. */
  readonly leased: boolean;
  /** What it was when the last lease ended: the next sign of life brings it back. */
  readonly lapsedFrom: ChosenPresence | null;
  /** Until when an absent agent's work stays with them; null when it does not, or they are not absent. */
  readonly graceUntil: Instant | null;
  /** Owned open tickets + live offers + wrap-ups that hold a slot. */
  readonly load: Load;
  /** For fair rotation: when work was last given to this agent; 0 for never. */
  readonly lastAssignedAt: Instant;
  /** When they last came online or were freed of something: how long they have been idle. 0 for never. */
  readonly idleSince: Instant;
  /** What each queue has given, as far as its strategy or its limit asks: see `Rotation`. Emptied when they leave. */
  readonly rotation: Readonly<Record<string, Rotation>>;
  /** Offers that ran out one after the other without an answer. */
  readonly missedOffers: number;
  /** What a supervisor set instead of the configured capacity, and who. */
  readonly capacityOverride: CapacityOverride | null;
}

/** The row of somebody who was never there. */
export function newAgentState(id: string, now: Instant): AgentState {
  return {
    id,
    presence: 'offline',
    presenceSince: now,
    statusId: null,
    leased: false,
    lapsedFrom: null,
    graceUntil: null,
    load: {},
    lastAssignedAt: 0,
    idleSince: 0,
    rotation: {},
    missedOffers: 0,
    capacityOverride: null,
  };
}

export interface ChosenPresence {
  readonly presence: Presence;
  readonly statusId: string | null;
}

/** What a queue has given an agent since they came. */
export interface Rotation {
  /** The turns they had. A joiner starts at the others' least. */
  readonly turns: number;
  /** When work was given, the latest last: as many as the queue's limit counts. */
  readonly recent: readonly Instant[];
}

/** A capacity for now. */
export interface CapacityOverride extends Capacity {
  readonly by: ActorName;
  readonly at: Instant;
  readonly reason: string | null;
  /** Null stands until it is taken off. */
  readonly until: Instant | null;
}

export const presences = ['online', 'away', 'offline'] as const;
export type Presence = (typeof presences)[number];

/** Upper bounds of work units: in all, and for single kinds. Null is without limit. */
export interface Capacity {
  readonly total: number | null;
  readonly perChannel: Readonly<Partial<Record<ChannelKind, number>>>;
  /** Kinds that are put aside when something more urgent comes: they stand in nobody's way but each other's. */
  readonly interruptible: readonly ChannelKind[];
}

/** The capacity that holds now: the override's while there is one. */
export function capacityOf(
  agent: { readonly capacity: Capacity },
  state: Pick<AgentState, 'capacityOverride'> | undefined,
  now: Instant,
): Capacity {
  const override = state?.capacityOverride ?? null;
  return override === null || (override.until !== null && now >= override.until) ? agent.capacity : override;
}

export function totalLoad(load: Load): number {
  let sum = 0;
  for (const kind in load) sum += load[kind as ChannelKind] ?? 0;
  return sum;
}

/** Used ÷ capacity, in percent: full people have 100, who carries more than they should has more, and no bound has none. */
export function percentOf({ used, capacity }: { used: number; capacity: number | null }): number | null {
  if (capacity === null) return null;
  return capacity === 0 ? 100 : Math.round((used / capacity) * 100);
}

/** The load after adding `units` (negative to release) of a kind; kinds at zero are left out. */
export function addLoad(load: Load, kind: ChannelKind, units: number): Load {
  const after = (load[kind] ?? 0) + units;
  const { [kind]: _, ...rest } = load;
  return after === 0 ? rest : { ...rest, [kind]: after };
}

/** Load units that one conversation takes where these settings hold. */
export function unitsOf({ channelUnits }: Pick<Settings, 'channelUnits'>, kind: ChannelKind): number {
  return channelUnits[kind] ?? 1;
}

/** Whether `units` more of a kind fit under every bound. What is interruptible makes room for what is not. */
export function hasRoom(load: Load, capacity: Capacity, kind: ChannelKind, units: number): boolean {
  const ofKind = capacity.perChannel[kind];
  if (ofKind !== undefined && (load[kind] ?? 0) + units > ofKind) return false;
  if (capacity.total === null) return true;
  let used = totalLoad(load);
  if (!capacity.interruptible.includes(kind)) for (const other of capacity.interruptible) used -= load[other] ?? 0;
  return used + units <= capacity.total;
}
