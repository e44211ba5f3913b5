import type { Instant } from '../base/clock.ts';
import { AcceptWindow, type WindowWait } from '../domain/waits/accept-window.ts';
import { type LineNow, type WaitEstimate, WaitRecord } from '../domain/waits/wait-record.ts';

/**
 * What the queues of one organization have shown of waiting: told by the index as tickets come and go, and asked for those who
 * wait or are about to. After a restart it begins with the waits that the store remembers.
 */

/** A stretch of waiting that is over, as the store remembers it. */
export interface PastWait {
  readonly queueId: string;
  readonly since: Instant;
  readonly until: Instant;
  /** Whether an agent took it; otherwise the customer, or the queue, gave up. */
  readonly served: boolean;
}

/** How one conversation came to the agent who has it. */
interface Handling {
  readonly queueId: string;
  readonly since: Instant;
}

/** Where a queue belongs, and how long a conversation takes there as a rule. */
type HouseOf = (queueId: string) => { readonly departmentId: string; readonly handlingMs: number };

interface QueueRecord {
  readonly waits: WaitRecord;
  readonly accepts: AcceptWindow;
  /** Lately accepted, older ones counting less: by these, agents who serve several queues are shared among them. */
  share: number;
}

/** Conversations whose handling is timed. Beyond it the oldest are let go: what lies for weeks says nothing of waits. */
const handlingsMax = 50_000;
/** What an accept is worth after each further one of the organization: two thousand count. */
const fading = 1 - 1 / 2000;

export class QueueWaits {
  readonly #records = new Map<string, QueueRecord>();
  readonly #handlings = new Map<string, Handling>();
  readonly #houseOf: HouseOf;
  /** Of all queues of a department together, as `share` of one. */
  readonly #shares = new Map<string, number>();
  /** What one accept is worth now: it grows, instead of all shares shrinking. */
  #weight = 1;

  /** @param past in the order of their ends */
  constructor(past: readonly PastWait[], houseOf: HouseOf) {
    this.#houseOf = houseOf;
    for (const { queueId, since, until, served } of past) {
      const wait = { waitedMs: until - since, ahead: aheadOf(past, queueId, since), expectedMs: null };
      if (served) this.#accept(queueId, wait, until);
      else this.#recordOf(queueId).waits.abandoned(wait);
    }
  }

  #recordOf(queueId: string): QueueRecord {
    let record = this.#records.get(queueId);
    if (record === undefined) {
      const waits = new WaitRecord(this.#houseOf(queueId).handlingMs);
      this.#records.set(queueId, (record = { waits, accepts: new AcceptWindow(), share: 0 }));
    }
    return record;
  }

  #accept(
    queueId: string,
    wait: { readonly waitedMs: number; readonly ahead: number; readonly expectedMs: number | null } | null,
    at: Instant,
    waitedMs = wait?.waitedMs ?? 0,
  ): void {
    const record = this.#recordOf(queueId);
    if (wait !== null) record.waits.served(wait);
    record.accepts.accepted({ at, waitedMs });
    this.#weight /= fading;
    record.share += this.#weight;
    const { departmentId } = this.#houseOf(queueId);
    this.#shares.set(departmentId, (this.#shares.get(departmentId) ?? 0) + this.#weight);
    if (this.#weight > 1e12) this.#scaleDown();
  }

  #scaleDown(): void {
    for (const record of this.#records.values()) record.share /= this.#weight;
    for (const [id, share] of this.#shares) this.#shares.set(id, share / this.#weight);
    this.#weight = 1;
  }

  /** A ticket of a queue came to an agent. `wait` is null where a slot was free for it when it came. */
  served(
    conversationId: string,
    queueId: string,
    { at, since, ahead, expectedMs, waited }: EndedLine & { readonly at: Instant },
  ): void {
    const waitedMs = at - since;
    this.#accept(queueId, waited ? { waitedMs, ahead, expectedMs } : null, at, waitedMs);
    this.#handlings.delete(conversationId);
    this.#handlings.set(conversationId, { queueId, since: at });
    if (this.#handlings.size <= handlingsMax) return;
    for (const oldest of this.#handlings.keys()) {
      this.#handlings.delete(oldest);
      break;
    }
  }

  /** A ticket left a queue without an agent: its customer gave up, or it went elsewhere. */
  left(queueId: string, { at, since, expectedMs, waited }: EndedLine & { readonly at: Instant }): void {
    if (waited) this.#recordOf(queueId).waits.abandoned({ waitedMs: at - since, expectedMs });
  }

  /** The agent who had a conversation has it no more. */
  released(conversationId: string, at: Instant): void {
    const handling = this.#handlings.get(conversationId);
    if (handling === undefined) return;
    this.#handlings.delete(conversationId);
    this.#recordOf(handling.queueId).waits.handled(at - handling.since);
  }

  /** Of what the agents of a department do, the part that falls to one of its queues: 0–1. */
  shareOf(queueId: string): number {
    const all = this.#shares.get(this.#houseOf(queueId).departmentId) ?? 0;
    const own = this.#records.get(queueId)?.share ?? 0;
    return all === 0 ? 1 : own / all;
  }

  estimate(queueId: string, line: LineNow): WaitEstimate {
    return this.#recordOf(queueId).waits.estimate(line);
  }

  /** The wait by the documented rule of ten accepts in ten minutes. */
  window(queueId: string, now: Instant): WindowWait {
    return this.#recordOf(queueId).accepts.wait(now);
  }
}

/** A ticket's time in a line that has ended. */
export interface EndedLine {
  readonly since: Instant;
  readonly ahead: number;
  readonly expectedMs: number | null;
  /** Whether it really stood in line: nobody was free for it when it came, and somebody was there. */
  readonly waited: boolean;
}

/** How many of the same queue were waiting already when somebody came. */
function aheadOf(past: readonly PastWait[], queueId: string, since: Instant): number {
  let ahead = 0;
  for (const other of past) if (other.queueId === queueId && other.since < since && other.until > since) ahead++;
  return ahead;
}
