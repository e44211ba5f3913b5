import type { Clock, Instant } from '../../src/base/clock.ts';

/**
 * A clock that stands where a test puts it: what is due a second later is not due, however slow the machine is. Its monotonic
 * half is the machine's: by that one it is measured how long work takes, which no test makes longer.
 */
export class HandClock implements Clock {
  #now: Instant;

  constructor(now: Instant = Date.now()) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  monotonic(): number {
    return performance.now();
  }

  /** Lets so many milliseconds pass at once. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Goes on to an instant that is still to come. */
  goTo(at: Instant): void {
    this.pass(at - this.#now);
  }

  /** Goes on to the next time of that name, in UTC: `goToTime('16:50')`. */
  goToTime(time: string): void {
    const day = new Date(this.#now).toISOString().slice(0, 10);
    const today = Date.parse(`${day}T${time}:00Z`);
    this.goTo(today > this.#now ? today : today + 86_400_000);
  }
}

/** The same with both halves moved by hand, for what measures its own pauses by the monotonic one. */
export class SteppedClock extends HandClock {
  #passed = 0;

  override monotonic(): number {
    return this.#passed;
  }

  override pass(ms: number): void {
    super.pass(ms);
    this.#passed += ms;
  }

  /** Somebody sets the wall clock back; no time passes by it. */
  setBack(ms: number): void {
    super.pass(-ms);
  }
}
