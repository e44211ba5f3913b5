import { assert } from '../../base/assert.ts';
import { blendWaits, shortestPartMs, waitInLineMs } from './expected-wait.ts';
import { PlaceWaits, type PlaceWaitsState } from './place-waits.ts';
import { RecentNumbers } from './recent-numbers.ts';
import { WaitRatios, type WaitRatiosState } from './wait-ratios.ts';

/**
 * What one queue's recent past says of the wait before whoever joins it now. All times are milliseconds.
 *
 * Only waits in line are told to it: who met a free slot did not wait, and who came while it was closed, or nobody was
 * online, waited for the opening. Events are told in the order in which they happened, and each estimate knows only what was
 * told before.
 */

/** A wait that is over. */
export interface EndedWait {
  /** From joining the queue until it was accepted, or was given up. Below 0 (a clock went back) counts as 0. */
  readonly waitedMs: number;
  /** What was estimated on joining, `expectedMs`; null where that is no longer known. */
  readonly expectedMs: number | null;
}

/** One who was served, at the moment of the accept. */
export interface ServedWait extends EndedWait {
  /** How many would have been served before, on joining. */
  readonly ahead: number;
}

/** The queue as it is when somebody asks. */
export interface LineNow {
  /** Conversations that would be served before this one, 0 or more. */
  readonly ahead: number;
  /**
   * Conversations that eligible agents handle at the same time, all of them together: two chats of one agent are two, a
   * chat that takes several slots is one. Agents who also serve other queues count by the share that this queue has of them.
   */
  readonly inHand: number;
  /** How many of the eligible agents are online. */
  readonly agentsOnline: number;
  /** How long the one who has waited longest has done so; null when nobody else waits. */
  readonly oldestWaitMs: number | null;
  /** How long the one who asks has waited already; 0 on joining. The estimate is of what is still to come. */
  readonly waitedMs: number;
  readonly isOpen: boolean;
}

/**
 * What the estimate rests on, by what is known: `place`: at least 10 waits at the same place in line; `queue`: at least 10
 * waits in the queue; `line`: at least 3; `default`: fewer, so it is little more than the department's usual handling time.
 */
export type WaitBasis = 'place' | 'queue' | 'line' | 'default';

export type WaitEstimate =
  | {
      readonly kind: 'range';
      /** For comparing and for `EndedWait`; never shown, because one figure promises what nobody can keep. */
      readonly expectedMs: number;
      /** 60 of 100 waits are within these two, 20 are shorter. 0 or more; the high one is not the smaller. */
      readonly lowMs: number;
      readonly highMs: number;
      /** 90 of 100 waits are no longer than this; not below `highMs`. */
      readonly p90Ms: number;
      readonly basis: WaitBasis;
    }
  /** There is no number to give. */
  | { readonly kind: 'unknown'; readonly reason: 'closed' | 'nobody_online' };

/** All that a record knows, as plain data: what is kept across a restart. */
export interface WaitRecordState {
  readonly places: readonly PlaceWaitsState[];
  readonly queue: PlaceWaitsState;
  readonly handling: readonly number[];
  readonly waits: readonly number[];
  readonly leaves: readonly number[];
  readonly ratios: WaitRatiosState;
  readonly lastServedMs: number | null;
}

const handlingMax = 200;
/** One figure stands for the department's usual handling time as if so many had been seen. */
const usualHandlings = 10;
/** About one in five or ten gives up: so many waits have as many who do as there are handling times. */
const waitsMax = 1_000;
/** Until somebody has given up: two in twenty minutes of waiting have. */
const usualLeaves = { count: 2, waitingMs: 1_200_000 } as const;
/** Places in line that are looked at one by one; all beyond share one sample. */
const placesApart = 12;
const placeWaitsMin = 10;
const queueWaitsMin = 3;
/** No estimate is longer, in milliseconds (30 days): beyond that it says only that something is wrong. */
const longestMs = 30 * 86_400_000;

export class WaitRecord {
  readonly #usualHandlingMs: number;
  readonly #places: readonly PlaceWaits[];
  readonly #queue: PlaceWaits;
  readonly #handling: RecentNumbers;
  /** Of those who waited lately: how long, and whether they gave up (1) or not (0). */
  readonly #waits: RecentNumbers;
  readonly #leaves: RecentNumbers;
  readonly #ratios: WaitRatios;
  #lastServedMs: number | null;

  /** @param usualHandlingMs How long a conversation takes in this department as a rule: what its settings say; above 0. */
  constructor(usualHandlingMs: number, state?: WaitRecordState) {
    this.#usualHandlingMs = Math.max(1, usualHandlingMs);
    this.#places = Array.from({ length: placesApart + 1 }, (_, place) => new PlaceWaits(state?.places[place]));
    this.#queue = new PlaceWaits(state?.queue);
    this.#handling = new RecentNumbers(handlingMax, state?.handling);
    this.#waits = new RecentNumbers(waitsMax, state?.waits);
    this.#leaves = new RecentNumbers(waitsMax, state?.leaves);
    this.#ratios = new WaitRatios(state?.ratios);
    this.#lastServedMs = state?.lastServedMs ?? null;
  }

  served({ waitedMs, ahead, expectedMs }: ServedWait): void {
    const waited = wholeMs(waitedMs);
    this.#placeOf(ahead).add(waited, ahead);
    this.#queue.add(waited, ahead);
    this.#lastServedMs = waited;
    this.#ended({ waited, expectedMs, gaveUp: false });
  }

  /** Somebody gave up, or was taken out of the line. */
  abandoned({ waitedMs, expectedMs }: EndedWait): void {
    this.#ended({ waited: wholeMs(waitedMs), expectedMs, gaveUp: true });
  }

  /** A conversation of this queue has freed its slot, so long after the accept. */
  handled(handlingMs: number): void {
    this.#handling.add(wholeMs(handlingMs));
  }

  /** The wait that is still before one who has `ahead` before them. Costs the same however long the line is. */
  estimate({ ahead, inHand, agentsOnline, oldestWaitMs, waitedMs, isOpen }: LineNow): WaitEstimate {
    if (!isOpen) return { kind: 'unknown', reason: 'closed' };
    if (agentsOnline <= 0) return { kind: 'unknown', reason: 'nobody_online' };
    const basis = this.#basisOf(ahead);
    const stateMs = waitInLineMs({
      ahead,
      // Somebody is online and nothing is in hand: the next accept is about to come, and one is what is sure.
      inHand: inHand > 0 ? inHand : 1,
      handlingMs: this.#handlingMs(),
      leavingRate: (this.#leaves.sum + usualLeaves.count) / (this.#waits.sum + usualLeaves.waitingMs),
    });
    const sample = basis === 'place' ? this.#placeOf(ahead) : basis === 'queue' ? this.#queue : null;
    const latestMs = basis === 'default' ? null : this.#latestMs({ oldestWaitMs, waitedMs });
    const placeMs = sample === null ? null : sample.meanMs(ahead);
    const expectedMs = Math.min(blendWaits({ stateMs, latestMs, placeMs }), longestMs);
    const { p20, p80, p90 } = this.#ratios.quantiles();
    return {
      kind: 'range',
      expectedMs,
      lowMs: expectedMs * p20,
      highMs: expectedMs * p80,
      p90Ms: expectedMs * p90,
      basis,
    };
  }

  toJSON(): WaitRecordState {
    return {
      places: this.#places.map((place) => place.toJSON()),
      queue: this.#queue.toJSON(),
      handling: this.#handling.toJSON(),
      waits: this.#waits.toJSON(),
      leaves: this.#leaves.toJSON(),
      ratios: this.#ratios.toJSON(),
      lastServedMs: this.#lastServedMs,
    };
  }

  #placeOf(ahead: number): PlaceWaits {
    assert(Number.isInteger(ahead) && ahead >= 0, `Nobody has ${ahead} ahead.`);
    return this.#places[Math.min(ahead, placesApart)] as PlaceWaits;
  }

  #basisOf(ahead: number): WaitBasis {
    if (this.#placeOf(ahead).count >= placeWaitsMin) return 'place';
    if (this.#queue.count >= placeWaitsMin) return 'queue';
    return this.#queue.count >= queueWaitsMin ? 'line' : 'default';
  }

  /**
   * The wait of the last who was served, or of the first in line so far: the longer one, because the first in line is
   * not served yet. Taking that one alone, as is usual, made 14 instead of 12 of 100 estimates far too short on the calls of
   * February 1999, with the same RASE. What is behind the one who asks is no longer to come: said again at each accept, the
   * estimates have a relative RASE of 0.31 to 0.47 in the simulated regimes of `npm run bench -- wait` (lumpy chats: 0.98),
   * and 0.35 to 0.51 (1.07) if that is left in; on those calls it is 0.85 and 0.84.
   */
  #latestMs({ oldestWaitMs, waitedMs }: Pick<LineNow, 'oldestWaitMs' | 'waitedMs'>): number | null {
    if (oldestWaitMs === null && this.#lastServedMs === null) return null;
    return Math.max(oldestWaitMs ?? 0, this.#lastServedMs ?? 0) - waitedMs;
  }

  #handlingMs(): number {
    const { sum, count } = this.#handling;
    return (sum + usualHandlings * this.#usualHandlingMs) / (count + usualHandlings);
  }

  #ended({ waited, expectedMs, gaveUp }: { waited: number; expectedMs: number | null; gaveUp: boolean }): void {
    this.#waits.add(waited);
    this.#leaves.add(gaveUp ? 1 : 0);
    if (expectedMs === null) return;
    this.#ratios.add({ ratio: waited / Math.max(expectedMs, shortestPartMs), served: !gaveUp });
  }
}

/** @throws BrokenBelief when it is no number */
function wholeMs(ms: number): number {
  assert(Number.isFinite(ms), `A wait is not ${ms} long.`);
  return Math.round(Math.min(Math.max(ms, 0), longestMs));
}
