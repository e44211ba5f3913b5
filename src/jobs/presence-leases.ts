import type { Clock } from '../base/clock.ts';
import type { AgentState } from '../domain/agent.ts';

/** A sign of life of one device of an agent. */
export interface Beat {
  readonly organizationId: string;
  readonly agentId: string;
  readonly device: string;
  /** How long it holds; 0 ends it. */
  readonly seconds: number;
}

export interface PresenceLeasesOptions {
  readonly store: {
    /** Writes leases, each device once, and answers the agents' states by `ORGANIZATION AGENT`. `at` null is the store's present. */
    renew(beats: readonly Beat[], at: number | null): Promise<ReadonlyMap<string, AgentState>>;
    forget(at: number | null): Promise<number>;
  };
  readonly clock: Clock;
  /** Where the present comes from: the store's clock, or in tests the injected one. Default `database`. */
  readonly time?: 'database' | 'clock';
  readonly onError?: (error: unknown) => void;
}

/** A node whose people are many writes their heartbeats this often: thousands in one statement, and nobody waits for long. */
const gatherMs = 100;
/** Rows of one statement. */
const beatsMax = 5000;
const forgetEveryMs = 10_000;

interface Waiting {
  readonly beat: Beat;
  readonly settle: { resolve(state: AgentState | null): void; reject(error: unknown): void }[];
}

/**
 * Gathers the heartbeats that reach this node and writes them together: the first after a rest at once, then what came in a
 * tenth of a second in one statement. A heartbeat is answered when it is committed, so that what was acknowledged keeps its
 * agent present whatever becomes of this node.
 */
export class PresenceLeases {
  readonly #options: PresenceLeasesOptions;
  #waiting = new Map<string, Waiting>();
  #writing: Promise<void> | null = null;
  #lastWrite = Number.NEGATIVE_INFINITY;
  #gathering: NodeJS.Timeout | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PresenceLeasesOptions) {
    this.#options = options;
  }

  /** Forgets now and then, until `close`, what has expired and says nothing any more. */
  start(): void {
    this.#forgetting = setInterval(() => void this.forget().catch((error) => this.#fail(error)), forgetEveryMs);
    this.#forgetting.unref();
  }

  /** Writes a lease, and answers the agent's state after it; null when there is no such agent. @throws DatabaseError */
  renew(beat: Beat): Promise<AgentState | null> {
    return new Promise((resolve, reject) => {
      const key = `${beat.organizationId} ${beat.agentId} ${beat.device}`;
      const settle = [...(this.#waiting.get(key)?.settle ?? []), { resolve, reject }];
      // Of one device the last word counts.
      this.#waiting.set(key, { beat, settle });
      this.#schedule();
    });
  }

  async forget(): Promise<void> {
    await this.#options.store.forget(this.#at);
  }

  get #at(): number | null {
    return this.#options.time === 'clock' ? this.#options.clock.now() : null;
  }

  #schedule(): void {
    const isBusy = this.#closed || this.#writing !== null || this.#gathering !== undefined;
    if (isBusy || this.#waiting.size === 0) return;
    const rested = this.#options.clock.monotonic() - this.#lastWrite;
    this.#gathering = setTimeout(
      () => {
        this.#gathering = undefined;
        this.#writing = this.#write().finally(() => {
          this.#writing = null;
          this.#schedule();
        });
      },
      Math.max(0, gatherMs - rested),
    );
  }

  async #write(): Promise<void> {
    const taken = [...this.#waiting].slice(0, beatsMax);
    for (const [key] of taken) this.#waiting.delete(key);
    this.#lastWrite = this.#options.clock.monotonic();
    const waiting = taken.map(([, each]) => each);
    try {
      const beats = waiting.map(({ beat }) => beat);
      const states = await this.#options.store.renew(beats, this.#at);
      for (const { beat, settle } of waiting) {
        const state = states.get(`${beat.organizationId} ${beat.agentId}`) ?? null;
        for (const each of settle) each.resolve(state);
      }
    } catch (error) {
      for (const { settle } of waiting) for (const each of settle) each.reject(error);
    }
  }

  #fail(error: unknown): void {
    if (!this.#closed) this.#options.onError?.(error);
  }

  /** Writes what is waiting, and stops. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#forgetting);
    clearTimeout(this.#gathering);
    await this.#writing;
    while (this.#waiting.size > 0) await this.#write();
  }
}
