import { assert } from '../../base/assert.ts';

/**
 * The last so many numbers, with their sum at hand. Whole numbers only: then the sum is exact however many have passed
 * through, where fractions would leave a rest behind.
 */
export class RecentNumbers {
  readonly #max: number;
  /** A ring once it is full: `#oldest` is the place of the next to go. */
  readonly #values: number[] = [];
  #oldest = 0;
  #sum = 0;

  /** @param max How many are kept, 1 or more. */
  constructor(max: number, values: readonly number[] = []) {
    this.#max = max;
    for (const value of values) this.add(value);
  }

  get count(): number {
    return this.#values.length;
  }

  get sum(): number {
    return this.#sum;
  }

  add(value: number): void {
    assert(Number.isSafeInteger(value), 'Recent numbers are whole numbers.');
    if (this.#values.length < this.#max) {
      this.#values.push(value);
    } else {
      this.#sum -= this.#values[this.#oldest] as number;
      this.#values[this.#oldest] = value;
      this.#oldest = (this.#oldest + 1) % this.#max;
    }
    this.#sum += value;
  }

  /** Oldest first. */
  toJSON(): number[] {
    return [...this.#values.slice(this.#oldest), ...this.#values.slice(0, this.#oldest)];
  }
}
