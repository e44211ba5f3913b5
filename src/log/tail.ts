import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { oneAtATime } from '../base/one-at-a-time.ts';
import type { NewEvent } from '../domain/events.ts';
import { type Database, DatabaseError } from '../storage/database.ts';
import { type LogEvent, readEventsAfter, readOrganizationIds } from '../storage/event-log.ts';

/**
 * Follows the log of every organization and tells listeners of each event once, in order. What this node commits itself
 * is handed over in memory (`committed`), where it directly follows what was told last; everything else is read from the
 * table, by position. The doorbell between nodes is only a hint: the log is also looked at once a second, so that a lost
 * ring costs a second and never an event.
 */
export interface LogTailOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Told of errors of reading, which are retried. */
  readonly onError?: (error: unknown) => void;
  /** How often the log is looked at without a ring, in milliseconds. Default 1,000. */
  readonly pollMs?: number;
}

export type LogListener = (events: readonly LogEvent[]) => void;

/** At most one ring in this time, in milliseconds. */
const ringEveryMs = 10;
const pageSize = 500;

/** Tells listeners of every event of every organization once, in order: what this node commits, and what others do. */
export class LogTail {
  readonly #options: LogTailOptions;
  readonly #listeners = new Set<LogListener>();
  /** The last position told, by organization. */
  readonly #told = new Map<string, number>();
  readonly #reading = new Map<string, Promise<void>>();
  /** Logs that were asked for while they were read. */
  readonly #asked = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #ringTimer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #closed = false;

  constructor(options: LogTailOptions) {
    this.#options = options;
  }

  /** Begins at the present ends of all logs: listeners are told what comes after. */
  async start(): Promise<void> {
    const heads = await this.#options.database.read(readOrganizationIds);
    for (const head of heads.rows) this.#told.set(head.organizationId, head.position);
    this.#stopListening = await this.#options.database.listen('baton_log', () => void this.poll());
    this.#timer = setInterval(() => void this.poll(), this.#options.pollMs ?? 1000);
    this.#timer.unref();
  }

  /** Calls back with events of one organization at a time, in order. The listener must not throw. */
  listen(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every organization that this node has heard of. */
  organizations(): Iterable<string> {
    return this.#told.keys();
  }

  /** The last position that was told of an organization. */
  position(organizationId: string): number | undefined {
    return this.#told.get(organizationId);
  }

  /** What this node has just committed. */
  committed(
    commits: readonly {
      readonly organizationId: string;
      readonly position: number;
      readonly at: number;
      readonly events: readonly (NewEvent & { readonly commandId: string })[];
    }[],
  ): void {
    for (const { organizationId, position, at, events } of commits) {
      const first = position - events.length + 1;
      const told = this.#told.get(organizationId);
      if (told === undefined && first === 1) this.#told.set(organizationId, 0);
      if (this.#told.get(organizationId) === first - 1 && !this.#reading.has(organizationId)) {
        this.#tell(
          organizationId,
          events.map((event, i) => ({ ...event, organizationId, position: first + i, at })),
        );
      } else void this.#read(organizationId);
    }
    this.#ring();
  }

  /** Wakes the other nodes, not more often than every few milliseconds; never inside a transaction. */
  #ring(): void {
    if (this.#ringTimer !== undefined || this.#closed) return;
    this.#ringTimer = setTimeout(() => {
      this.#ringTimer = undefined;
      this.#options.database.notify('baton_log').catch((error) => this.#options.onError?.(error));
    }, ringEveryMs);
    this.#ringTimer.unref();
  }

  /** Looks at every log once, and reads those that have grown: all that was committed before is told when it ends. */
  async poll(): Promise<void> {
    await Promise.all(await this.#look());
  }

  /**
   * Starts to read the logs that have grown. Every node rings at every commit, so that while the store is slow rings would
   * pile up reads of all heads. Reading is not waited for: a long log holds up no other.
   */
  readonly #look = oneAtATime(async (): Promise<readonly Promise<void>[]> => {
    try {
      const heads = await this.#options.database.read(readOrganizationIds);
      const behind = heads.rows.filter((head) => {
        const told = this.#told.get(head.organizationId);
        if (told === undefined) this.#told.set(head.organizationId, 0);
        return head.position > (told ?? 0);
      });
      return behind.map((head) => this.#read(head.organizationId));
    } catch (error) {
      if (!(error instanceof DatabaseError) || !this.#closed) this.#options.onError?.(error);
      return [];
    }
  });

  /** Reads an organization's log to its end, once at a time; whoever asks meanwhile makes it look once more. */
  #read(organizationId: string): Promise<void> {
    let reading = this.#reading.get(organizationId);
    if (reading === undefined) {
      reading = this.#readOn(organizationId).catch((error) => this.#options.onError?.(error));
      this.#reading.set(organizationId, reading);
    } else this.#asked.add(organizationId);
    return reading;
  }

  async #readOn(organizationId: string): Promise<void> {
    try {
      for (;;) {
        this.#asked.delete(organizationId);
        const after = this.#told.get(organizationId) ?? 0;
        const page = await this.#options.database.read(readEventsAfter(organizationId, after, pageSize));
        if (this.#closed) return;
        if (page.rows.length > 0) this.#tell(organizationId, page.rows as LogEvent[]);
        if (page.rows.length < pageSize && !this.#asked.has(organizationId)) return;
      }
    } finally {
      // In the same turn as the last look: whoever asks from now on begins anew.
      this.#reading.delete(organizationId);
    }
  }

  #tell(organizationId: string, events: readonly LogEvent[]): void {
    const told = this.#told.get(organizationId) ?? 0;
    const first = events[0];
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    assert(
      first.position === told + 1 && last.position === told + events.length,
      `The log of ${organizationId} has a gap after ${told}.`,
    );
    this.#told.set(organizationId, last.position);
    for (const listener of this.#listeners) listener(events);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#ringTimer);
    await this.#stopListening?.();
    await Promise.allSettled(this.#reading.values());
  }
}
