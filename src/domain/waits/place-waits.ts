import { RecentNumbers } from './recent-numbers.ts';

export interface PlaceWaitsState {
  readonly waits: readonly number[];
  readonly places: readonly number[];
}

const keptMax = 200;

/** How long the last 200 who were served from a place in line, or from several, had waited. */
export class PlaceWaits {
  readonly #waits: RecentNumbers;
  /** Where each of them stood: 1 with nobody ahead. */
  readonly #places: RecentNumbers;

  constructor(state?: PlaceWaitsState) {
    this.#waits = new RecentNumbers(keptMax, state?.waits);
    this.#places = new RecentNumbers(keptMax, state?.places);
  }

  get count(): number {
    return this.#waits.count;
  }

  add(waitedMs: number, ahead: number): void {
    this.#waits.add(waitedMs);
    this.#places.add(ahead + 1);
  }

  /**
   * The mean wait with so many ahead, in milliseconds. Where all stood at that place it is their plain mean. Where they
   * stood at several it is their wait for each place, times the places, so that what twenty had waited says something of the
   * thousandth. An empty sample has no answer; `count` says so.
   */
  meanMs(ahead: number): number {
    return (this.#waits.sum / this.#places.sum) * (ahead + 1);
  }

  toJSON(): PlaceWaitsState {
    return { waits: this.#waits.toJSON(), places: this.#places.toJSON() };
  }
}
