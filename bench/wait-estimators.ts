/** What is compared: our record, and what others document or the literature proposes. Times are milliseconds. */

import { weightNewest } from '../src/domain/waits/accept-window.ts';
import { announceWait } from '../src/domain/waits/announce-wait.ts';
import { waitInLineMs } from '../src/domain/waits/expected-wait.ts';
import { WaitRecord } from '../src/domain/waits/wait-record.ts';

/** The queue as one finds it who joins. */
export interface Look {
  readonly at: number;
  /** How many wait already, in the order of arrival. */
  readonly ahead: number;
  /** How many of them are served before, by what priorities say. */
  readonly aheadByPriority: number;
  readonly inHand: number;
  readonly oldestWaitMs: number | null;
}

export interface Guess {
  readonly expectedMs: number;
  /** Of ours only: what is estimated around it, and what the person is told. */
  readonly range?: Record<'lowMs' | 'highMs' | 'p90Ms' | 'toldLowMs' | 'toldHighMs', number>;
}

/** A wait that is over; `look` and `guess` are of its beginning. */
export interface Ended {
  readonly at: number;
  readonly waitedMs: number;
  readonly look: Look;
  readonly guess: Guess | null;
}

export interface Estimator {
  readonly name: string;
  /** Null: there is nothing to say yet. */
  guess(look: Look): Guess | null;
  served(ended: Ended): void;
  left(ended: Ended): void;
  /** One who met a free slot is accepted. */
  servedAtOnce(at: number): void;
  handled(handlingMs: number): void;
}

type AheadBy = 'ahead' | 'aheadByPriority';

/** Ours. What it takes for ahead is the caller's to know: by arrival, to compare, or as the queue is really served. */
export function ours(name: string, usualHandlingMs: number, aheadBy: AheadBy): Estimator {
  const record = new WaitRecord(usualHandlingMs);
  return {
    name,
    guess: (look) => {
      const { inHand, oldestWaitMs } = look;
      const ahead = look[aheadBy];
      const estimate = record.estimate({ ahead, inHand, oldestWaitMs, waitedMs: 0, agentsOnline: 1, isOpen: true });
      const told = announceWait(estimate, null);
      if (estimate.kind === 'unknown' || told === null) return null;
      const { expectedMs, lowMs, highMs, p90Ms } = estimate;
      return { expectedMs, range: { lowMs, highMs, p90Ms, toldLowMs: told.lowMs, toldHighMs: told.highMs } };
    },
    served: ({ waitedMs, look, guess }) =>
      record.served({ waitedMs, ahead: look[aheadBy], expectedMs: guess?.expectedMs ?? null }),
    left: ({ waitedMs, guess }) => record.abandoned({ waitedMs, expectedMs: guess?.expectedMs ?? null }),
    servedAtOnce: () => {},
    handled: (handlingMs) => record.handled(handlingMs),
  };
}

/** What the others look at. Kept plainly, and once for all of them. */
class History {
  readonly #usualHandlingMs: number;
  readonly #handling: number[] = [];
  readonly #waits: number[] = [];
  readonly #places = new Map<number, number[]>();
  readonly #accepts: { readonly at: number; readonly waitedMs: number }[] = [];
  #served = { count: 0, waitedMs: 0 };
  #lost = { count: 0, waitedMs: 0 };

  constructor(usualHandlingMs: number) {
    this.#usualHandlingMs = usualHandlingMs;
  }

  handled(handlingMs: number): void {
    keep(this.#handling, handlingMs, 200);
  }

  accepted(at: number, waitedMs: number): void {
    keep(this.#accepts, { at, waitedMs }, 10);
  }

  served(waitedMs: number, ahead: number): void {
    this.#served = { count: this.#served.count + 1, waitedMs: this.#served.waitedMs + waitedMs };
    const place = Math.min(ahead, 12);
    const samePlace = this.#places.get(place) ?? [];
    this.#places.set(place, samePlace);
    keep(samePlace, waitedMs, 200);
    keep(this.#waits, waitedMs, 200);
  }

  left(waitedMs: number): void {
    this.#lost = { count: this.#lost.count + 1, waitedMs: this.#lost.waitedMs + waitedMs };
  }

  /** The mean of the last 200, and ten times the department's usual time. */
  get handlingMs(): number {
    return (sumOf(this.#handling) + 10 * this.#usualHandlingMs) / (this.#handling.length + 10);
  }

  /** How many give up for each millisecond of waiting; two in twenty minutes at first. */
  get leavingRate(): number {
    return (this.#lost.count + 2) / (this.#served.waitedMs + this.#lost.waitedMs + 1_200_000);
  }

  /** Who met a free slot waited 0. */
  get lastServedMs(): number | null {
    return this.#accepts.at(-1)?.waitedMs ?? null;
  }

  get meanMs(): number | null {
    return this.#served.count === 0 ? null : this.#served.waitedMs / this.#served.count;
  }

  /** The last ten accepts of the last ten minutes, the newest counting most; before there are any, the last one there was. */
  newestMs(now: number): number | null {
    const recent = this.#accepts.filter(({ at }) => now - at <= 600_000).map(({ waitedMs }) => waitedMs);
    return recent.length === 0 ? this.lastServedMs : weightNewest(recent.toReversed());
  }

  /** The mean of the last 200 from the same place, 12 and beyond together; of all while there are fewer than ten. */
  placeMs(ahead: number): number | null {
    const samePlace = this.#places.get(Math.min(ahead, 12)) ?? [];
    const sample = samePlace.length >= 10 ? samePlace : this.#waits;
    return sample.length === 0 ? null : sumOf(sample) / sample.length;
  }
}

/** Those of which ours must be near the best, wherever. */
export const named = {
  ql: 'QL: (ahead + 1) · handling ÷ in hand',
  qlm: 'QLm: the same, with those who give up',
  hol: 'HOL: wait so far of the first in line',
  place: 'mean by place in line',
} as const;

/** Each formula by the name that the table gives it. */
const formulas: Readonly<Record<string, (history: History, look: Look) => number | null>> = {
  'constant: mean of all waits so far': (history) => history.meanMs,
  'Salesforce: last ten accepts in 10 min': (history, { at }) => history.newestMs(at),
  'Genesys: waiting · handling ÷ agents': (history, { ahead, inHand }) =>
    (ahead * history.handlingMs) / atLeastOne(inHand),
  'LES: wait of the last who was served': (history) => history.lastServedMs,
  [named.hol]: (history, { oldestWaitMs }) => oldestWaitMs ?? history.lastServedMs,
  [named.ql]: (history, { ahead, inHand }) => ((ahead + 1) * history.handlingMs) / atLeastOne(inHand),
  [named.qlm]: ({ handlingMs, leavingRate }, { ahead, inHand }) =>
    waitInLineMs({ ahead, inHand: atLeastOne(inHand), handlingMs, leavingRate }),
  [named.place]: (history, { ahead }) => history.placeMs(ahead),
};

/** The others. The first of them tells the history that they all share. */
export function others(usualHandlingMs: number): Estimator[] {
  const history = new History(usualHandlingMs);
  const nothing = (): void => {};
  return Object.entries(formulas).map(([name, formula], index): Estimator => {
    const tells: Omit<Estimator, 'name' | 'guess'> = {
      served: ({ at, waitedMs, look }) => {
        history.accepted(at, waitedMs);
        history.served(waitedMs, look.ahead);
      },
      left: ({ waitedMs }) => history.left(waitedMs),
      servedAtOnce: (at) => history.accepted(at, 0),
      handled: (handlingMs) => history.handled(handlingMs),
    };
    const guess = (look: Look): Guess | null => {
      const expectedMs = formula(history, look);
      return expectedMs === null ? null : { expectedMs };
    };
    return {
      name,
      guess,
      ...(index === 0 ? tells : { served: nothing, left: nothing, servedAtOnce: nothing, handled: nothing }),
    };
  });
}

const atLeastOne = (inHand: number): number => Math.max(1, inHand);

function keep<T>(values: T[], value: T, max: number): void {
  values.push(value);
  if (values.length > max) values.shift();
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
