import { Heap } from '../base/heap.ts';
import { totalLoad } from '../domain/agent.ts';
import type { Requirement } from '../domain/requirement.ts';
import { compareKeys, type SortKey, type Standing, sortKey } from '../domain/strategies.ts';
import type { StrategyName } from '../domain/strategy-names.ts';

/** What a pool is for: those who fulfil a requirement, in the order of a strategy. */
export interface PoolPurpose {
  readonly requirement: Requirement;
  readonly strategy: StrategyName;
  /** The queue whose turns and limits count; null where neither is asked. */
  readonly queueId: string | null;
}

/** How an agent stands to a pool's purpose now. */
export interface PoolView {
  /** Whether they are there and could serve it, full or not. */
  readonly isPresent: boolean;
  /** Whether they could take one more now. */
  readonly isReady: boolean;
  readonly standing: Standing;
}

interface Place {
  readonly agentId: string;
  readonly key: SortKey;
  /** Of the agent's last change: a place with an older one is stale. */
  readonly stamp: number;
}

/**
 * Agents who fulfil a requirement, of whom those with room stand in the order in which they are asked. A change of an agent
 * adds a place and makes the one before stale; stale places are thrown away when they come to the front.
 */
export class Pool {
  readonly purpose: PoolPurpose;
  readonly #places = new Heap<Place>((a, b) => (compareKeys(a.key, b.key) || (a.agentId < b.agentId ? -1 : 1)) < 0);
  readonly #ready = new Map<string, Place>();
  /** Who is there, full or not. */
  readonly #present = new Map<string, Standing>();
  /** With how many turns those began who have had none since they came: the least of who was there then. */
  readonly #turnsFrom = new Map<string, number>();
  #inHand = 0;
  #stamp = 0;

  constructor(purpose: PoolPurpose) {
    this.purpose = purpose;
  }

  get hasReady(): boolean {
    return this.#ready.size > 0;
  }

  isReady(agentId: string): boolean {
    return this.#ready.has(agentId);
  }

  isPresent(agentId: string): boolean {
    return this.#present.has(agentId);
  }

  /** Everybody who is there and could serve it, full or not. */
  get present(): ReadonlyMap<string, Standing> {
    return this.#present;
  }

  /** Units that those who are there have in hand, all of them together. */
  get inHand(): number {
    return this.#inHand;
  }

  /** With how many turns the first of these begins who has had none since they came. 0 where nobody asks. */
  turnsOfJoiners(agentIds: readonly string[]): number {
    const joiner = agentIds.find((id) => this.#present.get(id)?.turns === null);
    return this.purpose.queueId === null || joiner === undefined ? 0 : this.#joinedWith(joiner);
  }

  /** The others' least when they came, which stays: or of three who begin together the second would count as one who had a turn. */
  #joinedWith(agentId: string): number {
    let from = this.#turnsFrom.get(agentId);
    if (from !== undefined) return from;
    for (const [id, { turns }] of this.#present) {
      const had = turns ?? this.#turnsFrom.get(id);
      if (id !== agentId && had !== undefined && (from === undefined || had < from)) from = had;
    }
    this.#turnsFrom.set(agentId, from ?? 0);
    return from ?? 0;
  }

  /** Takes over how an agent stands now; whether they have become ready, have come, or have gone. */
  put(agentId: string, { isPresent, isReady, standing }: PoolView): boolean {
    const hasMoved = this.#present.has(agentId) !== isPresent;
    this.#inHand -= totalLoad(this.#present.get(agentId)?.load ?? {});
    if (isPresent) {
      this.#present.set(agentId, standing);
      this.#inHand += totalLoad(standing.load);
    } else {
      this.#present.delete(agentId);
      this.#turnsFrom.delete(agentId);
    }
    if (!isReady) {
      this.#ready.delete(agentId);
      return hasMoved;
    }
    const isJoiner = standing.turns === null && this.purpose.strategy === 'round_robin';
    const key = sortKey(this.purpose.strategy, standing, isJoiner ? this.#joinedWith(agentId) : 0);
    const before = this.#ready.get(agentId);
    if (before !== undefined && compareKeys(before.key, key) === 0) return false;
    const place = { agentId, key, stamp: ++this.#stamp };
    this.#ready.set(agentId, place);
    this.#places.add(place);
    if (this.#places.size > 2 * this.#ready.size + 64) this.#tidy();
    return before === undefined;
  }

  /** The first few who are ready and not passed over, in order. */
  first(count: number, mayBeAsked: (agentId: string) => boolean): string[] {
    const found: string[] = [];
    const seen: Place[] = [];
    while (found.length < count) {
      const place = this.#places.take();
      if (place === undefined) break;
      if (this.#ready.get(place.agentId)?.stamp !== place.stamp) continue;
      seen.push(place);
      if (mayBeAsked(place.agentId)) found.push(place.agentId);
    }
    for (const place of seen) this.#places.add(place);
    return found;
  }

  /** Leaves the stale places out. */
  #tidy(): void {
    this.#places.clear();
    for (const place of this.#ready.values()) this.#places.add(place);
  }
}

/** One name for the same purpose. */
export function poolKey({ requirement, strategy, queueId }: PoolPurpose): string {
  const { departmentId, channelKind, levels } = requirement;
  const skills = [...levels].map(([skill, level]) => `${skill}:${level}`).sort();
  return [departmentId, channelKind, strategy, queueId ?? '', ...skills].join(' ');
}
