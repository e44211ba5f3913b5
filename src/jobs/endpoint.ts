import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';

/**
 * One endpoint's deliveries: of an account, or of a contact outside.
 *
 *     idle ─► in hand (leased) ─► windows of messages, conversations side by side, each in order ─► idle
 *                └─► nobody answers: backing off, then in hand again
 *
 * The cursor is the last position up to which every message was delivered or parked. A **parked** conversation has a cursor
 * of its own, because one of its messages was refused: it is tried again at its own pace, keeps its order, and holds up
 * nobody. When a whole window fails without a single success the endpoint itself is thought to be away: then nothing is
 * parked, and everything waits.
 *
 * A message is marked after its answer came. A node that dies in between leaves at most one window of messages that were
 * delivered and are sent again, under the same `webhook-id`.
 */
export interface EndpointName {
  readonly organizationId: string;
  /** The account; of a contact outside `external:ID`, which no account can be called. */
  readonly accountId: string;
}

/** What is delivered: a message, or whatever else its channel makes of an event of a conversation. */
export interface DeliveryItem {
  /** Of the event that told of it. */
  readonly position: number;
  /** The same for every attempt, so that a receiver knows what it has seen. */
  readonly id: string;
  readonly conversationId: string;
}

interface Cursor {
  readonly reader: string;
  readonly position: number;
  readonly retryAt: number | null;
  readonly failures: number;
}

interface Range {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

export interface EndpointOptions<T extends DeliveryItem> {
  readonly store: {
    items(name: EndpointName, range: Range): Promise<readonly T[]>;
    itemsOf(name: EndpointName, conversationId: string, range: Range): Promise<readonly T[]>;
    claim(name: EndpointName, lease: { readonly now: number; readonly until: number }): Promise<Cursor | null>;
    move(
      name: EndpointName,
      held: number,
      to: { readonly position: number; readonly retryAt: number | null; readonly failures: number },
    ): Promise<boolean>;
    parked(name: EndpointName): Promise<readonly Cursor[]>;
    park(organizationId: string, cursor: Cursor): Promise<void>;
    unpark(organizationId: string, reader: string): Promise<void>;
  };
  readonly clock: Clock;
  readonly random: Random;
  /** Sends one; `failures` is how often it has failed before. */
  readonly send: (
    delivery: EndpointName & { readonly url: string; readonly item: T; readonly failures: number },
  ) => Promise<DeliveryResult>;
  readonly headOf: (organizationId: string) => number | undefined;
  readonly onError?: (error: unknown) => void;
  /** Told of messages that were given up, and of endpoints that are away for long. */
  readonly onAlert?: (alert: DeliveryAlert) => void;
}

export type DeliveryResult =
  /** Nothing was sent, because what it would have told of is over: as good as delivered. */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'forbidden'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

export interface DeliveryAlert extends EndpointName {
  readonly alert: 'message_given_up' | 'endpoint_away';
  readonly messageId: string | null;
  readonly why: string;
}

/** How long a node has an endpoint in hand before another may take it. More than an exchange and its writes take. */
const leaseMs = 30_000;
const renewBelowMs = 18_000;
/** Messages looked at together, and conversations sent to at once. */
const windowSize = 32;
const sendsAtOnce = 8;
/** Positions of the log looked through in one read. */
const scanMax = 5_000;
/** Positions that may pass without a message before the cursor is written down all the same. */
const unmarkedMax = 1_000;
/** Between two looks at an endpoint of which nothing is heard. */
const idleMs = 30_000;
const firstRetryMs = 1_000;
const retryMsMax = 300_000;
/** The longest that an endpoint's own `Retry-After` is heeded. */
const askedMsMax = 900_000;
/** No time that we write lies further ahead than this, unless the clock was set back since. */
const implausibleMs = 1_200_000;
/** Rounds in which one conversation fails alone before it is put aside. */
const lonelyFailures = 3;
/** Conversations put aside because the endpoint seemed to be away only for them. */
const parkedMax = 100;
/** Refusals (4xx) after which a message is given up: the endpoint has said no for about an hour. */
const refusalsMax = 12;
/** Failures in a row at which somebody is told. */
const alertFailures = 8;

interface Held {
  position: number;
  until: number;
  failures: number;
  /** The last position that is written down. */
  marked: number;
}

/** A conversation's part of a window came to this. */
interface Outcome<T> {
  readonly delivered: number;
  /** The message at which it stopped, and why; null when all were delivered. */
  readonly stopped: Stopped<T> | null;
}

interface Stopped<T> {
  readonly at: T;
  /**
   * - `refused`: the endpoint is there and does not want this message (4xx).
   * - `troubled`: it answered something else that is no success.
   * - `unanswered`: nobody answered, or nobody was asked.
   */
  readonly how: 'refused' | 'troubled' | 'unanswered';
  readonly why: string;
  readonly retryAfterMs: number | null;
}

export class Endpoint<T extends DeliveryItem> {
  url: string;
  readonly #name: EndpointName;
  readonly #options: EndpointOptions<T>;
  #running: Promise<void> | null = null;
  #heard = true;
  /** Until this monotonic time there is nothing to do unless a message is heard of; with `#blocked` not even then. */
  #dueAt = 0;
  #blocked = false;
  #closed = false;

  constructor(
    { organizationId, accountId, url }: EndpointName & { readonly url: string },
    options: EndpointOptions<T>,
  ) {
    this.#name = { organizationId, accountId };
    this.url = url;
    this.#options = options;
  }

  /** There may be a message. */
  wake(): void {
    this.#heard = true;
    if (!this.#blocked) void this.run();
  }

  /** Does what is due; one run at a time. Never rejects. */
  run(): Promise<void> {
    if (this.#running !== null) return this.#running;
    const isDue = this.#options.clock.monotonic() >= this.#dueAt || (this.#heard && !this.#blocked);
    if (this.#closed || !isDue) return Promise.resolve();
    this.#running = this.#workWhileHeard().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #workWhileHeard(): Promise<void> {
    do {
      this.#heard = false;
      await this.#work();
    } while (this.#heard && !this.#blocked && !this.#closed);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #waitUntil(at: number, options: { readonly blocked: boolean }): void {
    const { clock } = this.#options;
    this.#dueAt = clock.monotonic() + at - clock.now();
    this.#blocked = options.blocked;
  }

  async #work(): Promise<void> {
    const { clock, store } = this.#options;
    try {
      const now = clock.now();
      const cursor = await store.claim(this.#name, { now, until: now + leaseMs });
      if (cursor === null) {
        // Somebody has it in hand, or it is backing off: looked at again before long, whoever wrote that.
        this.#waitUntil(now + firstRetryMs * 2, { blocked: true });
        return;
      }
      const held: Held = {
        position: cursor.position,
        until: now + leaseMs,
        failures: cursor.failures,
        marked: cursor.position,
      };
      await this.#deliverAll(held);
    } catch (error) {
      this.#options.onError?.(error);
      this.#waitUntil(clock.now() + firstRetryMs, { blocked: true });
    }
  }

  async #deliverAll(held: Held): Promise<void> {
    for (;;) {
      const { store } = this.#options;
      const parked = new Map((await store.parked(this.#name)).map((cursor) => [conversationOf(cursor), cursor]));
      const head = this.#options.headOf(this.#name.organizationId) ?? held.position;
      const until = Math.min(Math.max(head, held.position), held.position + scanMax);
      const limit = held.failures > 0 ? sendsAtOnce : windowSize;
      const page =
        this.#closed || until === held.position
          ? []
          : await store.items(this.#name, { after: held.position, until, limit });
      const tried = await this.#sendWindow(
        page.filter(({ conversationId }) => !parked.has(conversationId)),
        held,
      );
      const stopped = tried.flatMap((outcome) => outcome.stopped ?? []);
      if (this.#isAway(tried, stopped, { held, parked: parked.size })) return this.#backOff(held, stopped);
      for (const one of stopped) await this.#park(one, tried.length === 1 ? held.failures : 0);
      if (!this.#closed) held.position = page.length === limit ? (page.at(-1) as T).position : until;
      if (tried.some(({ delivered }) => delivered > 0)) held.failures = 0;
      const due = this.#closed
        ? []
        : [...parked].filter(([, { retryAt }]) => this.#isDue(retryAt)).slice(0, windowSize);
      if (tried.length + due.length > 0 || held.position - held.marked > unmarkedMax) await this.#mark(held);
      const cameOn = await this.#retryParked(due, held);
      if (this.#closed || (page.length < limit && until >= head && !cameOn)) return this.#release(held);
    }
  }

  /** A clock that was set back leaves times that nobody can have meant. */
  #isDue(retryAt: number | null): boolean {
    const now = this.#options.clock.now();
    return retryAt === null || retryAt <= now || retryAt > now + implausibleMs;
  }

  /**
   * Whether it is the endpoint that fails, and not single messages. One conversation that fails alone looks like it, so
   * after some rounds it is put aside, and what comes after it shows.
   */
  #isAway(
    tried: readonly Outcome<T>[],
    stopped: readonly Stopped<T>[],
    { held, parked }: { held: Held; parked: number },
  ): boolean {
    const nothingPassed = stopped.length > 0 && tried.every(({ delivered }) => delivered === 0);
    if (!nothingPassed || stopped.some(({ how }) => how === 'refused')) return false;
    const isLonely = tried.length === 1 && stopped[0]?.how === 'troubled';
    return !isLonely || held.failures < lonelyFailures || parked >= parkedMax;
  }

  /** Sends a window, conversations side by side, each in order up to its first failure. */
  async #sendWindow(messages: readonly T[], held: Held): Promise<Outcome<T>[]> {
    const conversations = [...Map.groupBy(messages, ({ conversationId }) => conversationId).values()];
    const tried: Outcome<T>[] = [];
    let next = 0;
    const sender = async (): Promise<void> => {
      for (let queue = conversations[next++]; queue !== undefined; queue = conversations[next++]) {
        tried.push(await this.#sendInOrder(queue, { held, failures: held.failures }));
      }
    };
    // All of them are waited for, also when one fails: nothing may still be on its way when this is begun anew.
    const ends = await Promise.allSettled(Array.from({ length: Math.min(sendsAtOnce, conversations.length) }, sender));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return tried;
  }

  async #sendInOrder(
    messages: readonly T[],
    { held, failures }: { readonly held: Held; readonly failures: number },
  ): Promise<Outcome<T>> {
    let delivered = 0;
    for (const message of messages) {
      await this.#renew(held);
      const result = await this.#send(message, delivered === 0 ? failures : 0);
      if (result.kind === 'lapsed' || (result.kind === 'answered' && result.status >= 200 && result.status < 300)) {
        delivered++;
        continue;
      }
      const retryAfterMs =
        result.kind === 'answered' && result.retryAfterSeconds !== null ? result.retryAfterSeconds * 1000 : null;
      const why = result.kind === 'answered' ? `It answered ${result.status}.` : result.why;
      return { delivered, stopped: { at: message, how: howStopped(result), why, retryAfterMs } };
    }
    return { delivered, stopped: null };
  }

  async #send(item: T, failures: number): Promise<DeliveryResult> {
    try {
      return await this.#options.send({ ...this.#name, url: this.url, item, failures });
    } catch (error) {
      this.#options.onError?.(error);
      return { kind: 'failed', why: (error as Error).message };
    }
  }

  /** Puts a conversation aside from the message on that could not be delivered. */
  async #park({ at, retryAfterMs }: Stopped<T>, failuresBefore: number): Promise<void> {
    const failures = failuresBefore + 1;
    await this.#options.store.park(this.#name.organizationId, {
      reader: `delivery:${this.#name.accountId} ${at.conversationId}`,
      position: at.position - 1,
      retryAt: this.#retryAt(failures, retryAfterMs),
      failures,
    });
  }

  /** Tries conversations that were put aside, up to where the account is; answers whether any came on. */
  async #retryParked(due: readonly (readonly [string, Cursor])[], held: Held): Promise<boolean> {
    const { store } = this.#options;
    let cameOn = false;
    for (const [conversationId, cursor] of due) {
      if (this.#closed) return cameOn;
      const messages = await store.itemsOf(this.#name, conversationId, {
        after: cursor.position,
        until: held.position,
        limit: windowSize,
      });
      const { delivered, stopped } = await this.#sendInOrder(messages, { held, failures: cursor.failures });
      const failuresBefore = delivered === 0 ? cursor.failures : 0;
      cameOn ||= delivered > 0;
      if (stopped !== null) {
        if (stopped.how === 'refused' && failuresBefore + 1 >= refusalsMax) await this.#giveUp(stopped, cursor);
        else await this.#park(stopped, failuresBefore);
      } else if (messages.length < windowSize) await store.unpark(this.#name.organizationId, cursor.reader);
      else {
        const position = (messages.at(-1) as T).position;
        await store.park(this.#name.organizationId, { ...cursor, position, retryAt: null, failures: 0 });
      }
    }
    return cameOn;
  }

  /** The endpoint will not have this message: its conversation goes on without it. */
  async #giveUp({ at, why }: Stopped<T>, cursor: Cursor): Promise<void> {
    this.#options.onAlert?.({ ...this.#name, alert: 'message_given_up', messageId: at.id, why });
    await this.#options.store.park(this.#name.organizationId, {
      ...cursor,
      position: at.position,
      retryAt: null,
      failures: 0,
    });
  }

  /** Nobody answers there: the cursor stays before the first message that did not get through, and everything waits. */
  async #backOff(held: Held, stopped: readonly Stopped<T>[]): Promise<void> {
    const failures = held.failures + 1;
    const asked = Math.max(0, ...stopped.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    const retryAt = this.#retryAt(failures, asked);
    const position = Math.max(held.marked, Math.min(...stopped.map(({ at }) => at.position)) - 1);
    const [first] = stopped;
    if (failures === alertFailures && first !== undefined) {
      this.#options.onAlert?.({ ...this.#name, alert: 'endpoint_away', messageId: first.at.id, why: first.why });
    }
    await this.#options.store.move(this.#name, held.until, { position, retryAt, failures });
    this.#waitUntil(retryAt, { blocked: true });
  }

  #retryAt(failures: number, retryAfterMs: number | null): number {
    const exponential = Math.min(retryMsMax, firstRetryMs * 2 ** (failures - 1));
    const jittered = exponential * (0.5 + this.#options.random.fraction() / 2);
    return Math.ceil(this.#options.clock.now() + Math.min(askedMsMax, Math.max(jittered, retryAfterMs ?? 0)));
  }

  /** Writes down how far it has come, and goes on holding it. */
  async #mark(held: Held): Promise<void> {
    const until = this.#options.clock.now() + leaseMs;
    const isOurs = await this.#options.store.move(this.#name, held.until, {
      position: held.position,
      retryAt: until,
      failures: held.failures,
    });
    if (!isOurs) throw new LeaseLost(this.#name);
    held.until = until;
    held.marked = held.position;
  }

  /** Holds it longer, where what is still to be sent might outlast the lease. */
  async #renew(held: Held): Promise<void> {
    const now = this.#options.clock.now();
    if (held.until - now > renewBelowMs) return;
    const until = now + leaseMs;
    const before = held.until;
    // Others of this window come by meanwhile, and need not renew it again.
    held.until = until;
    const isOurs = await this.#options.store.move(this.#name, before, {
      position: held.marked,
      retryAt: until,
      failures: held.failures,
    });
    if (!isOurs) throw new LeaseLost(this.#name);
  }

  async #release(held: Held): Promise<void> {
    const parked = await this.#options.store.parked(this.#name);
    await this.#options.store.move(this.#name, held.until, {
      position: held.position,
      retryAt: null,
      failures: held.failures,
    });
    const next = Math.min(...parked.map(({ retryAt }) => retryAt ?? 0));
    // Without news there is nothing to do before a parked conversation is due; now and then it is looked at all the same.
    this.#waitUntil(Math.min(next, this.#options.clock.now() + idleMs), { blocked: false });
  }
}

/** Another node has taken the endpoint over, because this one was too slow. */
class LeaseLost extends Error {
  override name = 'LeaseLost';

  constructor({ organizationId, accountId }: EndpointName) {
    super(`Deliveries of ${organizationId}/${accountId} were taken over by another node.`);
  }
}

function conversationOf({ reader }: Cursor): string {
  return reader.slice(reader.indexOf(' ') + 1);
}

function howStopped(result: DeliveryResult): Stopped<unknown>['how'] {
  if (result.kind !== 'answered') return 'unanswered';
  const { status } = result;
  // These three ask for later, as 5xx do.
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
  return isRefusal ? 'refused' : 'troubled';
}
