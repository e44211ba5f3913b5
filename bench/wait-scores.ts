/** Plays traffic to estimators in the order in which it happened, and says how right they were. */
import type { Estimator, Guess, Look } from './wait-estimators.ts';
import type { Traffic } from './wait-traffic.ts';

/** One who waited and was served, with what each estimator had said when they joined. */
interface Judged {
  readonly waitedMs: number;
  readonly guesses: readonly (Guess | null)[];
}

export interface Score {
  readonly name: string;
  /** How many were judged. */
  readonly count: number;
  /** Mean distance between wait and estimate, in seconds. */
  readonly mae: number;
  /** Root of the mean of its square, as a share of the mean wait. */
  readonly relRase: number;
  /** The share that waited more than 1.5 times the estimate and 30 s. */
  readonly broken: number;
  /** Mean of estimate less wait, in seconds. */
  readonly bias: number;
  /** Of ours only: the share within the range, within what people are told, and not above the 90 % bound. */
  readonly within?: { readonly range: number; readonly told: number; readonly p90: number };
}

interface InLine {
  readonly look: Look;
  readonly headStartMs: number;
  readonly guesses: readonly (Guess | null)[];
}

/** Those who waited, found at least one waiting and were served, from the point where every estimator has a value. */
function judge({ events, warmUp }: Traffic, estimators: readonly Estimator[]): Judged[] {
  /** In the order of arrival. */
  const line = new Map<number, InLine>();
  const judged: Judged[] = [];
  let inHand = 0;
  for (const event of events) {
    const { at, id } = event;
    const inLine = line.get(id);
    if (event.kind === 'joins') {
      const look = lookAt(line, { at, headStartMs: event.headStartMs, inHand });
      line.set(id, { look, headStartMs: event.headStartMs, guesses: estimators.map((each) => each.guess(look)) });
    } else if (event.kind === 'ends') {
      inHand--;
      if (event.handlingMs > 0) for (const each of estimators) each.handled(event.handlingMs);
    } else {
      line.delete(id);
      if (event.kind === 'starts') inHand++;
      if (inLine === undefined) {
        for (const each of estimators) each.servedAtOnce(at);
        continue;
      }
      const { look, guesses } = inLine;
      const waitedMs = at - look.at;
      for (const [index, each] of estimators.entries()) {
        const ended = { at, waitedMs, look, guess: guesses[index] ?? null };
        if (event.kind === 'starts') each.served(ended);
        else each.left(ended);
      }
      if (event.kind === 'starts' && look.ahead > 0) judged.push({ waitedMs, guesses });
    }
  }
  return judged.slice(warmUp);
}

function lookAt(
  line: ReadonlyMap<number, InLine>,
  { at, headStartMs, inHand }: { readonly at: number; readonly headStartMs: number; readonly inHand: number },
): Look {
  const oldest = line.values().next().value;
  let aheadByPriority = 0;
  for (const each of line.values()) if (each.look.at - each.headStartMs <= at - headStartMs) aheadByPriority++;
  return {
    at,
    ahead: line.size,
    aheadByPriority,
    inHand,
    oldestWaitMs: oldest === undefined ? null : at - oldest.look.at,
  };
}

const afterwards = 'constant: the true mean, known afterwards';

/** How right each was, and how right the true mean would have been. */
export function scoreEstimators(traffic: Traffic, estimators: readonly Estimator[]): Score[] {
  const judged = judge(traffic, estimators);
  const meanMs = meanOf(judged, ({ waitedMs }) => waitedMs);
  return [
    score(afterwards, judged, () => ({ expectedMs: meanMs })),
    ...estimators.map(({ name }, index) => score(name, judged, ({ guesses }) => guesses[index] ?? null)),
  ];
}

function score(name: string, judged: readonly Judged[], guessOf: (judged: Judged) => Guess | null): Score {
  const pairs = judged.map((each) => {
    const guess = guessOf(each);
    if (guess === null) throw new Error(`${name} had nothing to say: the warm-up is too short.`);
    return { waitedMs: each.waitedMs, ...guess };
  });
  const { length } = pairs;
  const off = (pair: { waitedMs: number; expectedMs: number }): number => (pair.expectedMs - pair.waitedMs) / 1_000;
  const share = (holds: (pair: (typeof pairs)[number]) => boolean): number =>
    meanOf(pairs, (pair) => Number(holds(pair)));
  const has = (low: number | undefined, high: number | undefined, waitedMs: number): boolean =>
    waitedMs >= (low ?? 0) && waitedMs <= (high ?? 0);
  return {
    name,
    count: length,
    mae: meanOf(pairs, (pair) => Math.abs(off(pair))),
    relRase: Math.sqrt(meanOf(pairs, (pair) => off(pair) ** 2)) / meanOf(pairs, ({ waitedMs }) => waitedMs / 1_000),
    broken: share(({ waitedMs, expectedMs }) => waitedMs > 1.5 * expectedMs + 30_000),
    bias: meanOf(pairs, off),
    ...(pairs[0]?.range === undefined
      ? {}
      : {
          within: {
            range: share(({ waitedMs, range }) => has(range?.lowMs, range?.highMs, waitedMs)),
            told: share(({ waitedMs, range }) => has(range?.toldLowMs, range?.toldHighMs, waitedMs)),
            p90: share(({ waitedMs, range }) => has(0, range?.p90Ms, waitedMs)),
          },
        }),
  };
}

function meanOf<T>(values: readonly T[], read: (value: T) => number): number {
  return values.reduce((sum, value) => sum + read(value), 0) / values.length;
}
