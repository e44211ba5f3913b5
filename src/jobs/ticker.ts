/** Does one thing again and again at an interval, never twice at once, until it is closed. */
export class Ticker {
  readonly #work: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | null = null;
  #closed = false;

  /** @param work never rejects; what it waits for holds up the next tick */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Ticks every `everyMs` milliseconds, which keeps no process alive. */
  start(everyMs: number): void {
    this.#timer = setInterval(() => void this.tick(), everyMs);
    this.#timer.unref();
  }

  /** Does it now, between two ticks; what is under way already is joined. */
  tick(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Waits for what is under way; nothing is begun any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#underWay;
  }
}
