import type { Clock } from '../base/clock.ts';

/** How many requests are allowed in which window. */
export interface RateLimit {
  /** 1–10,000,000. */
  readonly requestsMax: number;
  /** 1–3,600. */
  readonly windowSeconds: number;
}

export interface RateLimits {
  /** For each key, whomever it acts for. Generous: it stops runaway scripts, not a replay at full speed. */
  readonly perKey: RateLimit;
  /** Failed sign-ins for each address. Valid keys from the same address are not held up by it. */
  readonly failuresPerAddress: RateLimit;
}

export const defaultRateLimits: RateLimits = {
  perKey: { requestsMax: 600_000, windowSeconds: 60 },
  failuresPerAddress: { requestsMax: 300, windowSeconds: 60 },
};

/** What a request left of its allowance. */
export interface Allowance {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
}

interface Bucket {
  count: number;
  endsAt: number;
}

/** Counts requests by key in windows of fixed length that begin with a key's first request. In this node's memory. */
export class RateLimiter {
  readonly limit: RateLimit;
  /** The header `RateLimit-Policy` of every answer. */
  readonly policy: string;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, clock: Clock) {
    this.limit = limit;
    this.policy = `"default";q=${limit.requestsMax};w=${limit.windowSeconds}`;
    this.#clock = clock;
  }

  take(key: string): Allowance {
    const now = this.#clock.monotonic();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined || now >= bucket.endsAt) {
      if (this.#buckets.size >= 50_000) this.#forgetEnded(now);
      bucket = { count: 0, endsAt: now + this.limit.windowSeconds * 1000 };
      this.#buckets.set(key, bucket);
    }
    const { requestsMax } = this.limit;
    const allowed = bucket.count < requestsMax;
    if (allowed) bucket.count++;
    return { allowed, remaining: requestsMax - bucket.count, resetSeconds: Math.ceil((bucket.endsAt - now) / 1000) };
  }

  /** What is left of the key's allowance, without taking any of it. */
  look(key: string): Allowance {
    const now = this.#clock.monotonic();
    const { requestsMax, windowSeconds } = this.limit;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined || now >= bucket.endsAt)
      return { allowed: true, remaining: requestsMax, resetSeconds: windowSeconds };
    const remaining = requestsMax - bucket.count;
    return { allowed: remaining > 0, remaining, resetSeconds: Math.ceil((bucket.endsAt - now) / 1000) };
  }

  #forgetEnded(now: number): void {
    for (const [key, bucket] of this.#buckets) if (now >= bucket.endsAt) this.#buckets.delete(key);
    // All of them are under way: forgetting is kinder than running out of memory.
    if (this.#buckets.size >= 50_000) this.#buckets.clear();
  }
}
