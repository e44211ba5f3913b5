import type { Owner } from '../domain/conversation.ts';
import type { LogListener } from '../log/tail.ts';
import { type DeliveryItem, Endpoint, type EndpointName, type EndpointOptions } from './endpoint.ts';
import { Ticker } from './ticker.ts';

/**
 * Carries what is said to where it is meant for: agents' messages to customers' channels, and what contacts outside are asked
 * and told to them. Each address is an endpoint with a cursor of its own over the log (`endpoint.ts`). One that fails stops
 * nobody else's. Any number of nodes may run this: an endpoint is in the hands of one at a time, by a lease on its cursor, for
 * economy and order; a node that dies with a message under way leaves it to be sent again, under the same id.
 */
export interface DeliveriesOptions<T extends DeliveryItem> extends EndpointOptions<T> {
  readonly store: EndpointOptions<T>['store'] & {
    endpointsAfter(after: EndpointName | null): Promise<readonly (EndpointName & { readonly url: string })[]>;
    endpointsOf(organizationId: string): Promise<readonly (EndpointName & { readonly url: string })[]>;
  };
  /** The endpoints, as their `accountId`, that an event may have something for. */
  readonly concerns: (event: LogEvent) => Iterable<string>;
}

/** Endpoints that one tick begins with: after a start all are due at once, and the engine uses the same connections. */
const beginsMax = 100;

type LogEvent = Parameters<LogListener>[0][number];

/** The accounts through which a message goes out. */
export function accountsConcerned({ kind, data }: LogEvent): string[] {
  if (kind !== 'message.sent') return [];
  return Object.values(data.changes.message ?? {}).map((message) => (message as { accountId: string }).accountId);
}

/** The contact outside that an event is about, or who owned before it or since. */
export function externalsConcerned({ data }: LogEvent): string[] {
  const { from, to } = (data.owner ?? {}) as { from?: Owner | null; to?: Owner | null };
  const owners = [from, to].flatMap((owner) => (owner?.kind === 'external' ? [owner.id] : []));
  const named = typeof data.externalId === 'string' ? [data.externalId] : [];
  return [...new Set([...owners, ...named])].map((id) => `external:${id}`);
}

export class Deliveries<T extends DeliveryItem> {
  readonly #options: DeliveriesOptions<T>;
  readonly #endpoints = new Map<string, Endpoint<T>>();
  /** Organizations whose endpoints are to be read again. */
  readonly #changed = new Set<string>();
  /** Endpoints that are none any more, until what they have under way has ended. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #ticker = new Ticker(() => this.#begin());
  #isLoaded = false;
  #closed = false;

  constructor(options: DeliveriesOptions<T>) {
    this.#options = options;
  }

  /** Looks for due work every `everyMs` milliseconds until `close`; what this node hears of is looked at without delay. */
  start(everyMs = 250): void {
    this.#ticker.start(everyMs);
  }

  /** Notes what the log tells: something to send, endpoints that changed. */
  readonly hear: LogListener = (events) => {
    const organizationId = events[0]?.organizationId;
    if (organizationId === undefined || this.#closed) return;
    if (events.some((event) => event.kind === 'configuration.changed')) {
      this.#changed.add(organizationId);
      if (this.#isLoaded) void this.#ticker.tick();
    }
    const concerned = new Set(events.flatMap((event) => [...this.#options.concerns(event)]));
    for (const accountId of concerned) this.#endpoints.get(`${organizationId} ${accountId}`)?.wake();
  };

  /** What is due now, as much as a tick begins, and what is under way, to its end. Errors are told to `onError`, and tried again later. */
  async run(): Promise<void> {
    await this.#ticker.tick();
    await Promise.all([...this.#endpoints.values()].map((endpoint) => endpoint.ended));
  }

  /**
   * Begins with what is due longest, and waits for none of it: an endpoint may be at work for hours, and the others have
   * their retries meanwhile.
   */
  async #begin(): Promise<void> {
    try {
      await this.#load();
    } catch (error) {
      this.#options.onError?.(error);
    }
    const now = this.#options.clock.monotonic();
    const due = [...this.#endpoints.values()].filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    for (const endpoint of due.slice(0, beginsMax)) endpoint.begin();
  }

  /** Reads all endpoints once, and after that those of organizations whose configuration has changed. */
  async #load(): Promise<void> {
    for (let after: EndpointName | null = null; !this.#isLoaded; ) {
      const page = await this.#options.store.endpointsAfter(after);
      for (const endpoint of page) this.#take(endpoint);
      after = page.at(-1) ?? null;
      this.#isLoaded = page.length === 0;
    }
    // What changes meanwhile is looked at in the same round: a set goes on to what is added to it.
    for (const organizationId of this.#changed) {
      this.#changed.delete(organizationId);
      try {
        await this.#reload(organizationId);
      } catch (error) {
        this.#changed.add(organizationId);
        throw error;
      }
    }
  }

  async #reload(organizationId: string): Promise<void> {
    const now = await this.#options.store.endpointsOf(organizationId);
    const kept = new Set(now.map(({ accountId }) => `${organizationId} ${accountId}`));
    for (const [key, endpoint] of this.#endpoints) {
      if (!key.startsWith(`${organizationId} `) || kept.has(key)) continue;
      this.#endpoints.delete(key);
      const left = endpoint.close().finally(() => this.#leaving.delete(left));
      this.#leaving.add(left);
    }
    for (const endpoint of now) this.#take(endpoint);
  }

  #take({ organizationId, accountId, url }: EndpointName & { readonly url: string }): void {
    const key = `${organizationId} ${accountId}`;
    const known = this.#endpoints.get(key);
    if (known !== undefined) known.url = url;
    else if (!this.#closed) this.#endpoints.set(key, new Endpoint({ organizationId, accountId, url }, this.#options));
  }

  /** Takes up nothing more, and answers when what is under way has ended and is remembered. */
  async close(): Promise<void> {
    this.#closed = true;
    const ending = [...this.#endpoints.values()].map((endpoint) => endpoint.close());
    await this.#ticker.close();
    await Promise.all([...ending, ...this.#leaving]);
  }
}
