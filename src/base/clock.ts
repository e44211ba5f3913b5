/** Milliseconds since 1970-01-01T00:00:00Z. Every instant in Baton is one of these, or its RFC 3339 form at an edge. */
export type Instant = number;

/** Where time comes from. Only the entry points hold a real one; tests and the simulator pass their own. */
export interface Clock {
  /** Wall-clock time; may jump. */
  now(): Instant;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  monotonic(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** The RFC 3339 form of an instant, with milliseconds, in UTC. */
export function isoInstant(at: Instant): string {
  return new Date(at).toISOString();
}
