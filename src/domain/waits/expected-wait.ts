/** The formulas of the estimated wait. Times are milliseconds, rates are per millisecond. */

/** No part of the blend is taken for shorter than this, in milliseconds: the logarithm of nothing would outvote the others. */
export const shortestPartMs = 5_000;

/** How much each part counts in the blend. Set on the calls of one bank in February 1999 before those of August were seen. */
const weights = { state: 0.4, latest: 0.25, place: 0.35 } as const;

/** What is known of the wait, each from another side; null where nothing is. */
export interface WaitParts {
  /** From the line and the hands as they are: `waitInLineMs`. */
  readonly stateMs: number;
  /** From the one who has waited longest and the last who was served: what the line does just now. */
  readonly latestMs: number | null;
  /** From those who stood at the same place before: what the line did lately. */
  readonly placeMs: number | null;
}

/**
 * The parts, blended by their logarithms: a part that is wrong by a factor moves the result by that factor to its weight,
 * in either direction alike. A part that is missing leaves its weight to the others in proportion.
 *
 * @returns milliseconds, 5,000 or more
 */
export function blendWaits({ stateMs, latestMs, placeMs }: WaitParts): number {
  let sum = weights.state * Math.log(Math.max(stateMs, shortestPartMs));
  let weight: number = weights.state;
  for (const [partMs, share] of [
    [latestMs, weights.latest],
    [placeMs, weights.place],
  ] as const) {
    if (partMs === null) continue;
    sum += share * Math.log(Math.max(partMs, shortestPartMs));
    weight += share;
  }
  return Math.exp(sum / weight);
}

/** A line and the hands that serve it. */
export interface Line {
  /** How many are served before the one who asks, 0 or more. */
  readonly ahead: number;
  /** Conversations that are being handled at the same time, more than 0. A fraction where hands serve several lines. */
  readonly inHand: number;
  /** How long one of them takes on average, more than 0. */
  readonly handlingMs: number;
  /** The chance of one who waits to give up, per millisecond, more than 0. */
  readonly leavingRate: number;
}

/**
 * The mean time until it is the turn of the one who asks, when all hands stay busy, services end at random and each of
 * those ahead may give up: the sum over j = 0 … ahead of 1 ÷ (inHand ÷ handlingMs + j · leavingRate). It is the Markovian
 * queue-length predictor QLm for M/M/s+M (Ibrahim and Whitt, "Real-time delay estimation in overloaded multiserver queues
 * with abandonments", Management Science 55, 2009); without those who give up it is the plain (ahead + 1) · handling ÷ hands.
 *
 * However long the line, at most ten terms are added one by one; the rest is an integral by the Euler–Maclaurin formula,
 * which there is right to a millionth.
 */
export function waitInLineMs({ ahead, inHand, handlingMs, leavingRate }: Line): number {
  const serving = inHand / handlingMs;
  let sum = 0;
  let j = 0;
  for (; j <= ahead && serving + j * leavingRate < 10 * leavingRate; j++) sum += 1 / (serving + j * leavingRate);
  if (j > ahead) return sum;
  const first = serving + j * leavingRate;
  const last = serving + ahead * leavingRate;
  const integral = Math.log1p(((ahead - j) * leavingRate) / first) / leavingRate;
  const slopes =
    (leavingRate / 12) * (first ** -2 - last ** -2) - (leavingRate ** 3 / 120) * (first ** -4 - last ** -4);
  return sum + integral + (1 / first + 1 / last) / 2 + slopes;
}
