import type { Instant } from '../../base/clock.ts';

/** Somebody was accepted out of the queue after so long. */
export interface Accept {
  readonly at: Instant;
  readonly waitedMs: number;
}

/** A wait as one figure, or why there is none. */
export type WindowWait =
  | { readonly kind: 'figure'; readonly waitMs: number }
  | { readonly kind: 'unknown'; readonly reason: 'few_accepts'; readonly accepts: number };

const acceptsMax = 10;
const windowMs = 600_000;

/**
 * The wait as Salesforce documents it, for `waitShown: after_ten_accepts`: no figure unless ten were accepted in the last
 * ten minutes [S11]; then the mean of the last ten waits, in which the newest counts ten times, the one before nine times, and
 * so on to once (Salesforce Help, article 003817179, 3 June 2025).
 */
export class AcceptWindow {
  /** Newest first. Ten tell whether there were ten, so no more are kept. */
  readonly #accepts: Accept[];

  constructor(accepts: readonly Accept[] = []) {
    this.#accepts = [...accepts];
  }

  accepted(accept: Accept): void {
    this.#accepts.unshift(accept);
    if (this.#accepts.length > acceptsMax) this.#accepts.pop();
  }

  /** One who was accepted exactly ten minutes ago still counts. */
  wait(now: Instant): WindowWait {
    const recent = this.#accepts.filter(({ at }) => now - at <= windowMs);
    if (recent.length < acceptsMax) return { kind: 'unknown', reason: 'few_accepts', accepts: recent.length };
    return { kind: 'figure', waitMs: weightNewest(recent.map(({ waitedMs }) => waitedMs)) };
  }

  /** Newest first. */
  toJSON(): readonly Accept[] {
    return this.#accepts;
  }
}

/** The mean of 1 to 10 values, newest first, that count 10, 9, 8 … times. */
export function weightNewest(values: readonly number[]): number {
  let sum = 0;
  let weight = 0;
  for (const [age, value] of values.entries()) {
    sum += (acceptsMax - age) * value;
    weight += acceptsMax - age;
  }
  return sum / weight;
}
