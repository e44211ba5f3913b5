import type { MakeProblem } from '../signed-bodies.ts';

/** How many in how many seconds. */
export interface Limit {
  readonly requestsMax: number;
  readonly windowSeconds: number;
}

/** Counts by key in windows of a limit; in this node's memory. */
export interface Limiter {
  readonly limit: Limit;
  take(key: string): { readonly allowed: boolean; readonly resetSeconds: number };
}

/**
 * What a visitor, an address of the internet, and an account may ask for (X26). Generous to people, also to many behind one
 * address; what is opened without anybody having asked for it, conversations in a queue above all, is scarce.
 */
export const webchatLimits = {
  /** Requests of every kind, also refused ones. */
  requestsOfAddress: { requestsMax: 900, windowSeconds: 60 },
  messagesOfVisitor: { requestsMax: 40, windowSeconds: 60 },
  messagesOfAddress: { requestsMax: 200, windowSeconds: 60 },
  messagesOfAccount: { requestsMax: 6_000, windowSeconds: 60 },
  conversationsOfAddress: { requestsMax: 20, windowSeconds: 600 },
  conversationsOfAccount: { requestsMax: 1_000, windowSeconds: 600 },
  filesOfVisitor: { requestsMax: 30, windowSeconds: 600 },
  filesOfAddress: { requestsMax: 150, windowSeconds: 600 },
  filesOfAccount: { requestsMax: 3_000, windowSeconds: 600 },
} as const satisfies Readonly<Record<string, Limit>>;
export type LimitName = keyof typeof webchatLimits;
export type WebchatLimits = Readonly<Record<LimitName, Limit>>;

/** Live streams at once on this node. */
export interface StreamLimits {
  readonly ofVisitor: number;
  readonly ofAddress: number;
  readonly ofNode: number;
}
export const streamLimits: StreamLimits = { ofVisitor: 8, ofAddress: 200, ofNode: 20_000 };

export type CountRequest = (name: LimitName, key: string) => void;

/** Counts, and throws `rate_limited` beyond the limit. */
export function requestCounter(
  limits: WebchatLimits,
  makeLimiter: (limit: Limit) => Limiter,
  problem: MakeProblem,
): CountRequest {
  const limiters = new Map(Object.entries(limits).map(([name, limit]) => [name, makeLimiter(limit)]));
  return (name, key) => {
    const limiter = limiters.get(name);
    const { allowed = true, resetSeconds = 0 } = limiter?.take(key) ?? {};
    if (allowed || limiter === undefined) return;
    const { requestsMax, windowSeconds } = limiter.limit;
    throw problem('rate_limited', {
      data: { quota: requestsMax, windowSeconds },
      retryAfterSeconds: Math.max(1, resetSeconds),
    });
  };
}
