import { Frame, foundNothing, lacksNothing, missingOf } from './frame.ts';
import type { LiveReads, LogEvent } from './reads.ts';

/** Events between two multiples of this are one page of the log. */
const pageSize = 250;
/** Whole pages kept for others who catch up. Judged: a few minutes of a busy organization; a page is a few hundred kB. */
const pagesKept = 32;

/**
 * Pages of the past, ready to be shown. They begin at fixed positions, so that a thousand clients who come back after a
 * restart, each from a place of its own, are served from the same few reads.
 */
export class Pages {
  readonly #reads: LiveReads;
  readonly #kept = new Map<string, Promise<readonly Frame[]>>();

  constructor(reads: LiveReads) {
    this.#reads = reads;
  }

  /** Events after `position`, at least one where there is one, none from beyond `until`. @throws DatabaseError */
  async after(organizationId: string, position: number, until: number): Promise<readonly Frame[]> {
    const start = Math.floor(position / pageSize) * pageSize;
    const frames = await this.#page(organizationId, { start, end: Math.min(start + pageSize, until) });
    return frames.filter((frame) => frame.position > position);
  }

  /** Exactly the events after `position`, at most `limit`; not kept. @throws DatabaseError */
  async read(organizationId: string, position: number, limit: number): Promise<readonly Frame[]> {
    return dressEvents(this.#reads, organizationId, await this.#reads.eventsAfter(organizationId, position, limit));
  }

  /** Forgets an organization's pages: a text that was in them is erased. */
  forget(organizationId: string): void {
    for (const key of [...this.#kept.keys()]) if (key.startsWith(`${organizationId} `)) this.#kept.delete(key);
  }

  /** Events up to a position that exists never change, so that a page named by both its ends can be kept. */
  #page(organizationId: string, { start, end }: { start: number; end: number }): Promise<readonly Frame[]> {
    const key = `${organizationId} ${start} ${end}`;
    let page = this.#kept.get(key);
    if (page === undefined) {
      page = this.read(organizationId, start, end - start);
      page.catch(() => this.#kept.delete(key));
    } else this.#kept.delete(key);
    // The last used stands last: the first is the one to go.
    this.#kept.set(key, page);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > pagesKept && oldest !== undefined) this.#kept.delete(oldest);
    return page;
  }
}

/** The events with what the log lacks, by one bulk read. @throws DatabaseError */
export async function dressEvents(
  reads: LiveReads,
  organizationId: string,
  events: readonly LogEvent[],
): Promise<Frame[]> {
  const missing = missingOf(events);
  const found = lacksNothing(missing) ? foundNothing : await reads.find(organizationId, missing);
  return events.map((event) => new Frame(event, found));
}
