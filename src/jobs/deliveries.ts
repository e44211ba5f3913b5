import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Owner } from '../domain/conversation.ts';
import type { LogListener } from '../log/tail.ts';
import { type DeliveryItem, Endpoint, type EndpointName, type EndpointOptions } from './endpoint.ts';

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
  readonly clock: Clock;
  readonly random: Random;
  /** Sends one item, signed, to its endpoint. Rejects only when the store does. */
  readonly send: EndpointOptions<T>['send'];
  /** The endpoints, as their `accountId`, that an event may have something for. */
  readonly concerns: (event: LogEvent) => Iterable<string>;
  /** The last position of an organization's log that this node has heard of. */
  readonly headOf: (organizationId: string) => number | undefined;
  readonly onError?: (error: unknown) => void;
}

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
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | null = null;
  #isLoaded = false;
  #closed = false;

  constructor(options: DeliveriesOptions<T>) {
    this.#options = options;
  }

  /** Looks for due work every `everyMs` milliseconds until `close`; what this node hears of is looked at without delay. */
  start(everyMs = 250): void {
    this.#timer = setInterval(() => {
      this.#ticking ??= this.run().finally(() => {
        this.#ticking = null;
      });
    }, everyMs);
    this.#timer.unref();
  }

  /** Notes what the log tells: something to send, endpoints that changed. */
  readonly hear: LogListener = (events) => {
    const organizationId = events[0]?.organizationId;
    if (organizationId === undefined || !this.#isLoaded || this.#closed) return;
    if (events.some((event) => event.kind === 'configuration.changed')) void this.#reload(organizationId);
    const concerned = new Set(events.flatMap((event) => [...this.#options.concerns(event)]));
    for (const accountId of concerned) this.#endpoints.get(`${organizationId} ${accountId}`)?.wake();
  };

  /** Everything that is due now, of every endpoint. Errors are told to `onError`, and tried again later. */
  async run(): Promise<void> {
    try {
      if (!this.#isLoaded) await this.#load();
    } catch (error) {
      this.#options.onError?.(error);
      return;
    }
    await Promise.all([...this.#endpoints.values()].map((endpoint) => endpoint.run()));
  }

  async #load(): Promise<void> {
    for (let after: EndpointName | null = null, more = true; more; ) {
      const page = await this.#options.store.endpointsAfter(after);
      for (const endpoint of page) this.#take(endpoint);
      after = page.at(-1) ?? null;
      more = page.length > 0;
    }
    this.#isLoaded = true;
  }

  async #reload(organizationId: string): Promise<void> {
    try {
      const now = await this.#options.store.endpointsOf(organizationId);
      const kept = new Set(now.map(({ accountId }) => `${organizationId} ${accountId}`));
      for (const key of this.#endpoints.keys()) {
        if (key.startsWith(`${organizationId} `) && !kept.has(key)) this.#endpoints.delete(key);
      }
      for (const endpoint of now) this.#take(endpoint);
    } catch (error) {
      this.#isLoaded = false; // Everything is read again with the next run.
      this.#options.onError?.(error);
    }
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
    clearInterval(this.#timer);
    await Promise.all([...this.#endpoints.values()].map((endpoint) => endpoint.close()));
    await this.#ticking;
  }
}
