import type { Clock } from '../base/clock.ts';

/** How long work for many may go on before others get a turn, in milliseconds. */
const sliceMs = 5;
/** Steps between two looks at the clock. */
const stepsPerLook = 16;

/** Cuts long loops into slices: `step` answers true when it is time to await `turn`. */
export class Slices {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #startedAt: number;
  #steps = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  step(): boolean {
    if (++this.#steps < stepsPerLook) return false;
    this.#steps = 0;
    return this.#clock.monotonic() - this.#startedAt > sliceMs;
  }

  /** Lets everything else that is ready run first. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#startedAt = this.#clock.monotonic();
  }
}
