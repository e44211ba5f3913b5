import type { Clock } from '../base/clock.ts';
import type { LogListener } from '../log/tail.ts';
import { Ticker } from './ticker.ts';

export interface AuditChainOptions {
  readonly store: {
    /** Writes the next link of an organization, and answers how many events it covers. */
    extend(organizationId: string, at: number): Promise<number>;
  };
  readonly clock: Clock;
  /** Every organization: what was not linked when the last node stopped is linked first. */
  readonly organizations: () => Iterable<string>;
  readonly onError?: (error: unknown) => void;
}

/**
 * Follows the log and closes it behind itself: about once a second, what an organization's log has got since becomes the next
 * link of its chain. Any number of nodes may do it; what one has linked, the others find linked.
 */
export class AuditChain {
  readonly #options: AuditChainOptions;
  readonly #waiting = new Set<string>();
  readonly #ticker = new Ticker(() => this.run());
  #closed = false;

  constructor(options: AuditChainOptions) {
    this.#options = options;
  }

  /** Links what is there every `everyMs` milliseconds until `close`. */
  start(everyMs = 1000): void {
    for (const organizationId of this.#options.organizations()) this.#waiting.add(organizationId);
    this.#ticker.start(everyMs);
  }

  readonly hear: LogListener = (events) => {
    const organizationId = events[0]?.organizationId;
    if (organizationId !== undefined) this.#waiting.add(organizationId);
  };

  /** Links everything that was heard of. What fails is told to `onError`, and tried again with the next run. */
  async run(): Promise<void> {
    for (const organizationId of [...this.#waiting]) {
      if (this.#closed) return;
      this.#waiting.delete(organizationId);
      try {
        for (let linked = 1; linked > 0; )
          linked = await this.#options.store.extend(organizationId, this.#options.clock.now());
      } catch (error) {
        this.#waiting.add(organizationId);
        if (!this.#closed) this.#options.onError?.(error);
        return;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#ticker.close();
  }
}
