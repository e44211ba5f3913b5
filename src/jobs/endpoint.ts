import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';

/**
 * One endpoint's deliveries: of an account, or of a contact outside.
 *
 *     resting ─► in hand (leased) ─► windows of messages, conversations side by side, each in order ─► resting
 *                └─► nobody answers, or another node has it: blocked, then in hand again
 *
 * A message that is heard of ends a rest, and makes one that is in hand look once more; a blocked one waits for its time.
 * Leases and retries are times of the store: what a node's own clock says gives nobody an endpoint.
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

/** How far a reader of the log has come. */
interface Progress {
  readonly position: number;
  readonly failures: number;
}

/** A conversation that was put aside. */
interface Parked extends Progress {
  readonly conversationId: string;
  /** How long it is still left alone; 0 is due. */
  readonly dueInMs: number;
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
    // Of all that follow, `at` null is the store's present.
    /** Takes it in hand for `leaseMs`; null when somebody has it, or it is backing off. `until` proves whose it is. */
    claim(
      name: EndpointName,
      lease: { readonly leaseMs: number; readonly at: number | null },
    ): Promise<(Progress & { readonly until: number }) | null>;
    /** Holds what is in hand for longer: the new `until`, or null when it is somebody else's by now. */
    hold(
      name: EndpointName,
      held: number,
      to: Progress & { readonly leaseMs: number; readonly at: number | null },
    ): Promise<number | null>;
    /** Lets go of what is in hand, for nobody to touch within `pauseMs`. */
    release(
      name: EndpointName,
      held: number,
      to: Progress & { readonly pauseMs: number; readonly at: number | null },
    ): Promise<void>;
    /** Which of these conversations are parked. */
    parkedAmong(name: EndpointName, conversationIds: readonly string[]): Promise<ReadonlySet<string>>;
    /** Parked conversations, those due first; not more than `limit`. */
    parked(
      name: EndpointName,
      page: { readonly limit: number; readonly at: number | null },
    ): Promise<readonly Parked[]>;
    park(
      name: EndpointName,
      conversationId: string,
      to: Progress & { readonly pauseMs: number; readonly at: number | null },
    ): Promise<void>;
    unpark(name: EndpointName, conversationId: string): Promise<void>;
  };
  readonly clock: Clock;
  /** Where the present comes from: the store's clock, or in tests the injected one. Default `database`. */
  readonly time?: 'database' | 'clock';
  readonly random: Random;
  /** Sends one, signed; `failures` is how often it has failed before. Rejects only when the store does. */
  readonly send: (
    delivery: EndpointName & { readonly url: string; readonly item: T; readonly failures: number },
  ) => Promise<DeliveryResult>;
  /** The last position of an organization's log that this node has heard of. */
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
const renewAfterMs = 12_000;
/** Messages looked at together, and conversations sent to at once. */
const windowSize = 32;
const sendsAtOnce = 8;
/** Positions of the log looked through in one read. */
const scanMax = 5_000;
/** Positions that may pass without a message before the cursor is written down all the same. */
const unmarkedMax = 1_000;
/** The longest between two looks at an endpoint of which nothing is heard. */
const restMsMax = 30_000;
const firstRetryMs = 1_000;
const retryMsMax = 300_000;
/** The longest that an endpoint's own `Retry-After` is heeded. */
const askedMsMax = 900_000;
/** Rounds in which one conversation fails alone before it is put aside. */
const lonelyFailures = 3;
/** Conversations put aside because the endpoint seemed to be away only for them; those that were refused are not bounded. */
const parkedMax = 100;
/** Refusals (4xx) after which a message is given up: the endpoint has said no for 9 to 19 minutes. */
const refusalsMax = 12;
/** Failures in a row at which somebody is told. */
const alertFailures = 8;

interface Held {
  position: number;
  /** Until when, by the store's clock: what proves that it is ours. */
  until: number;
  /** From this monotonic time on it is held anew before anything is sent. */
  renewAt: number;
  failures: number;
  /** The last position that is written down. */
  marked: number;
}

/** Until when, by the monotonic clock, it is left alone: `blocked` whatever is heard of. */
interface Pause {
  readonly kind: 'resting' | 'blocked';
  readonly until: number;
}

/** In hand, or about to be. */
interface Work {
  readonly kind: 'working';
  /** Something was heard of since it last looked. */
  heard: boolean;
  ended: Promise<void>;
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
  #state: Pause | Work = { kind: 'resting', until: 0 };
  #closed = false;

  constructor(
    { organizationId, accountId, url }: EndpointName & { readonly url: string },
    options: EndpointOptions<T>,
  ) {
    this.#name = { organizationId, accountId };
    this.url = url;
    this.#options = options;
  }

  /** The monotonic time at which it is to be looked at, whatever is heard of until then. */
  get dueAt(): number {
    return this.#state.kind === 'working' ? Number.POSITIVE_INFINITY : this.#state.until;
  }

  /** When what is under way has ended. Never rejects. */
  get ended(): Promise<void> {
    return this.#state.kind === 'working' ? this.#state.ended : Promise.resolve();
  }

  /** There may be a message. */
  wake(): void {
    if (this.#state.kind === 'working') this.#state.heard = true;
    if (this.#state.kind === 'resting') this.begin();
  }

  /** Looks what there is to do, and does it; one that is at work already stays at it. */
  begin(): void {
    if (this.#closed || this.#state.kind === 'working') return;
    const work: Work = { kind: 'working', heard: false, ended: Promise.resolve() };
    this.#state = work;
    work.ended = this.#workWhileHeard(work);
  }

  async #workWhileHeard(work: Work): Promise<void> {
    let pause: Pause;
    do {
      work.heard = false;
      pause = await this.#work();
    } while (work.heard && pause.kind === 'resting' && !this.#closed);
    this.#state = pause;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.ended;
  }

  #pause(kind: Pause['kind'], ms: number): Pause {
    return { kind, until: this.#options.clock.monotonic() + ms };
  }

  get #at(): number | null {
    return this.#options.time === 'clock' ? this.#options.clock.now() : null;
  }

  async #work(): Promise<Pause> {
    const { clock, store } = this.#options;
    try {
      const asked = clock.monotonic();
      const claimed = await store.claim(this.#name, { leaseMs, at: this.#at });
      // Somebody has it in hand, or it is backing off: looked at again before long, whoever wrote that.
      if (claimed === null) return this.#pause('blocked', firstRetryMs * 2);
      return await this.#deliverAll({ ...claimed, renewAt: asked + renewAfterMs, marked: claimed.position });
    } catch (error) {
      this.#options.onError?.(error);
      return this.#pause('blocked', firstRetryMs);
    }
  }

  async #deliverAll(held: Held): Promise<Pause> {
    const { store } = this.#options;
    for (;;) {
      const parked = await store.parked(this.#name, { limit: parkedMax, at: this.#at });
      const head = this.#options.headOf(this.#name.organizationId) ?? held.position;
      const until = Math.min(Math.max(head, held.position), held.position + scanMax);
      const limit = held.failures > 0 ? sendsAtOnce : windowSize;
      const page =
        this.#closed || until === held.position
          ? []
          : await store.items(this.#name, { after: held.position, until, limit });
      const tried = await this.#sendWindow(await this.#withoutParked(page), held);
      const stopped = tried.flatMap((outcome) => outcome.stopped ?? []);
      if (this.#isAway(tried, stopped, { held, parked: parked.length })) return this.#backOff(held, stopped);
      for (const one of stopped) await this.#park(one, tried.length === 1 ? held.failures : 0);
      if (!this.#closed) held.position = page.length === limit ? (page.at(-1) as T).position : until;
      if (tried.some(({ delivered }) => delivered > 0)) held.failures = 0;
      const due = this.#closed ? [] : parked.filter(({ dueInMs }) => dueInMs === 0).slice(0, windowSize);
      if (tried.length + due.length > 0 || held.position - held.marked > unmarkedMax) await this.#mark(held);
      const cameOn = await this.#retryParked(due, held);
      if (this.#closed || (page.length < limit && until >= head && !cameOn)) return this.#release(held);
    }
  }

  /** Messages of a conversation that was put aside wait there for the one that could not be delivered. */
  async #withoutParked(page: readonly T[]): Promise<readonly T[]> {
    if (page.length === 0) return page;
    const conversations = [...new Set(page.map(({ conversationId }) => conversationId))];
    const parked = await this.#options.store.parkedAmong(this.#name, conversations);
    return page.filter(({ conversationId }) => !parked.has(conversationId));
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
    await this.#options.store.park(this.#name, at.conversationId, {
      position: at.position - 1,
      failures,
      pauseMs: this.#retryMs(failures, retryAfterMs),
      at: this.#at,
    });
  }

  /** Tries conversations that were put aside, up to where the account is; answers whether any came on. */
  async #retryParked(due: readonly Parked[], held: Held): Promise<boolean> {
    const { store } = this.#options;
    let cameOn = false;
    for (const { conversationId, position, failures } of due) {
      if (this.#closed) return cameOn;
      const range = { after: position, until: held.position, limit: windowSize };
      const messages = await store.itemsOf(this.#name, conversationId, range);
      const { delivered, stopped } = await this.#sendInOrder(messages, { held, failures });
      const failuresBefore = delivered === 0 ? failures : 0;
      cameOn ||= delivered > 0;
      if (stopped !== null) {
        if (stopped.how === 'refused' && failuresBefore + 1 >= refusalsMax) await this.#giveUp(stopped);
        else await this.#park(stopped, failuresBefore);
      } else if (messages.length < windowSize) await store.unpark(this.#name, conversationId);
      else await this.#comeOn(messages.at(-1) as T);
    }
    return cameOn;
  }

  /** The endpoint will not have this message: its conversation goes on without it. */
  async #giveUp({ at, why }: Stopped<T>): Promise<void> {
    this.#options.onAlert?.({ ...this.#name, alert: 'message_given_up', messageId: at.id, why });
    await this.#comeOn(at);
  }

  /** A conversation that was put aside goes on at once behind this message. */
  async #comeOn({ conversationId, position }: T): Promise<void> {
    await this.#options.store.park(this.#name, conversationId, { position, failures: 0, pauseMs: 0, at: this.#at });
  }

  /** Nobody answers there: the cursor stays before the first message that did not get through, and everything waits. */
  async #backOff(held: Held, stopped: readonly Stopped<T>[]): Promise<Pause> {
    const failures = held.failures + 1;
    const asked = Math.max(0, ...stopped.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    const pauseMs = this.#retryMs(failures, asked);
    const position = Math.max(held.marked, Math.min(...stopped.map(({ at }) => at.position)) - 1);
    const [first] = stopped;
    if (failures === alertFailures && first !== undefined) {
      this.#options.onAlert?.({ ...this.#name, alert: 'endpoint_away', messageId: first.at.id, why: first.why });
    }
    await this.#options.store.release(this.#name, held.until, { position, failures, pauseMs, at: this.#at });
    return this.#pause('blocked', pauseMs);
  }

  #retryMs(failures: number, retryAfterMs: number | null): number {
    const exponential = this.#jittered(Math.min(retryMsMax, firstRetryMs * 2 ** (failures - 1)));
    return Math.min(askedMsMax, Math.max(exponential, retryAfterMs ?? 0));
  }

  /** Between half of it and the whole: what began together does not come back together. */
  #jittered(ms: number): number {
    return Math.ceil(ms * (0.5 + this.#options.random.fraction() / 2));
  }

  /** Writes down how far it has come, and goes on holding it. */
  async #mark(held: Held): Promise<void> {
    await this.#hold(held, held.position);
    held.marked = held.position;
  }

  /** Holds it longer, where what is still to be sent might outlast the lease. */
  async #renew(held: Held): Promise<void> {
    if (this.#options.clock.monotonic() >= held.renewAt) await this.#hold(held, held.marked);
  }

  async #hold(held: Held, position: number): Promise<void> {
    const { clock, store } = this.#options;
    // Others of this window come by meanwhile, and need not renew it again.
    held.renewAt = clock.monotonic() + renewAfterMs;
    const until = await store.hold(this.#name, held.until, {
      position,
      failures: held.failures,
      leaseMs,
      at: this.#at,
    });
    if (until === null) throw new LeaseLost(this.#name);
    held.until = until;
  }

  async #release(held: Held): Promise<Pause> {
    const { position, failures } = held;
    const [next] = await this.#options.store.parked(this.#name, { limit: 1, at: this.#at });
    await this.#options.store.release(this.#name, held.until, { position, failures, pauseMs: 0, at: this.#at });
    // Without news there is nothing to do before a parked conversation is due; now and then it is looked at all the same.
    return this.#pause('resting', Math.min(next?.dueInMs ?? restMsMax, this.#jittered(restMsMax)));
  }
}

/** Another node has taken the endpoint over, because this one was too slow. */
class LeaseLost extends Error {
  override name = 'LeaseLost';

  constructor({ organizationId, accountId }: EndpointName) {
    super(`Deliveries of ${organizationId}/${accountId} were taken over by another node.`);
  }
}

function howStopped(result: DeliveryResult): Stopped<unknown>['how'] {
  if (result.kind !== 'answered') return 'unanswered';
  const { status } = result;
  // These three ask for later, as 5xx do.
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
  return isRefusal ? 'refused' : 'troubled';
}
