import type { Entry } from './submission.ts';

/**
 * What waits to be decided. Batches are filled by deficit round robin over organizations, so that one that floods its
 * queue slows nobody else down; every command costs one. A quarter of each batch is kept for the system's own commands,
 * which otherwise would starve exactly when offers must expire and slots must be filled.
 */
export class FairQueue {
  readonly #callers = new RoundRobin();
  readonly #system = new RoundRobin();

  get length(): number {
    return this.#callers.length + this.#system.length;
  }

  /** How many entries of an organization wait. */
  lengthOf(organizationId: string): number {
    return this.#callers.lengthOf(organizationId) + this.#system.lengthOf(organizationId);
  }

  /** When the first in an organization's lines came, on the monotonic clock; infinity when nothing of it waits. */
  oldestOf(organizationId: string): number {
    return Math.min(this.#callers.oldestOf(organizationId), this.#system.oldestOf(organizationId));
  }

  add(entry: Entry): void {
    (entry.isSystem ? this.#system : this.#callers).add(entry);
  }

  /** Puts entries back at the front of their organizations' lines, in their order. */
  putBack(entries: readonly Entry[]): void {
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i] as Entry;
      (entry.isSystem ? this.#system : this.#callers).putBack(entry);
    }
  }

  /** Organizations that have something waiting. */
  get organizations(): Set<string> {
    return new Set([...this.#callers.organizations, ...this.#system.organizations]);
  }

  /**
   * Up to `limit` entries of the organizations `of`: system commands first up to a quarter, callers next, then whatever is
   * left of either.
   */
  take(limit: number, of: ReadonlySet<string>): Entry[] {
    const batch = this.#system.take(Math.max(1, Math.floor(limit / 4)), of);
    batch.push(...this.#callers.take(limit - batch.length, of));
    if (batch.length < limit) batch.push(...this.#system.take(limit - batch.length, of));
    return batch;
  }
}

/** One line per organization; `take` goes round, one each, starting after the one served last. */
class RoundRobin {
  readonly #lines = new Map<string, Entry[]>();
  length = 0;

  lengthOf(organizationId: string): number {
    return this.#lines.get(organizationId)?.length ?? 0;
  }

  oldestOf(organizationId: string): number {
    return this.#lines.get(organizationId)?.[0]?.enqueuedAt ?? Number.POSITIVE_INFINITY;
  }

  add(entry: Entry): void {
    this.#line(entry).push(entry);
    this.length++;
  }

  putBack(entry: Entry): void {
    this.#line(entry).unshift(entry);
    this.length++;
  }

  #line(entry: Entry): Entry[] {
    const id = entry.submission.organizationId;
    let line = this.#lines.get(id);
    if (line === undefined) this.#lines.set(id, (line = []));
    return line;
  }

  get organizations(): Iterable<string> {
    return this.#lines.keys();
  }

  take(limit: number, of: ReadonlySet<string>): Entry[] {
    const taken: Entry[] = [];
    let lines = [...this.#lines].filter(([id]) => of.has(id));
    while (taken.length < limit && lines.length > 0) {
      // An even share of what is left for each line; a round of at least one.
      const share = Math.max(1, Math.floor((limit - taken.length) / lines.length));
      for (const [id, line] of lines) {
        if (taken.length >= limit) break;
        taken.push(...line.splice(0, Math.min(share, limit - taken.length)));
        // Served lines go to the back, so that the next batch starts with the others.
        this.#lines.delete(id);
        if (line.length > 0) this.#lines.set(id, line);
      }
      lines = lines.filter(([, line]) => line.length > 0);
    }
    this.length -= taken.length;
    return taken;
  }
}
