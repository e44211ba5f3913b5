import type { Client, Target } from '../../../../client/src/index.ts';
import type { ListedTarget } from './target-choices.ts';

/** What is looked for. */
export interface TargetQuery {
  readonly kind: Target['kind'] | null;
  readonly typed: string;
}

/** What is known of the targets: the same object until something is another. */
export interface TargetsState {
  /** Null until the first answer. */
  readonly items: readonly ListedTarget[] | null;
  /** Whether there are more than one page: typing finds them. */
  readonly hasMore: boolean;
  /** Why the last look came to nothing; what was seen before stays. */
  readonly error: unknown;
}

/**
 * Time between two looks, in milliseconds. Whether somebody is there and how much they have in hand is not told to other
 * departments as it happens, and the list must show it within a second; it is open for some seconds at a time.
 */
const everyMs = 500;
/** After the last key, before the server is asked. What is here already is filtered at once. */
const typingMs = 120;

/** The targets of one ticket, judged by the server again and again for as long as somebody looks at them. */
export class TargetsSource {
  readonly #client: Client;
  readonly #ticketId: string;
  readonly #listeners = new Set<() => void>();
  #state: TargetsState = { items: null, hasMore: false, error: null };
  #query: TargetQuery = { kind: null, typed: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(client: Client, ticketId: string) {
    this.#client = client;
    this.#ticketId = ticketId;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get state(): TargetsState {
    return this.#state;
  }

  open(): void {
    this.#lookAfter(0);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
  }

  look(query: TargetQuery): void {
    const isSame = query.kind === this.#query.kind && query.typed === this.#query.typed;
    if (isSame) return;
    this.#query = query;
    this.#lookAfter(typingMs);
  }

  #lookAfter(ms: number): void {
    this.close();
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const { kind, typed } = this.#query;
    const q = typed.trim();
    try {
      const { items, nextCursor } = await this.#client.get('/v1/tickets/{id}/transfer-targets', {
        path: { id: this.#ticketId },
        query: { ...(kind === null ? {} : { kind }), ...(q === '' ? {} : { q: q.slice(0, 200) }) },
        signal: asking.signal,
      });
      if (asking !== this.#asking) return;
      this.#set({ items, hasMore: nextCursor !== null, error: null });
    } catch (error) {
      if (asking !== this.#asking) return;
      this.#set({ ...this.#state, error });
    }
    // A page that nobody sees asks for nothing; it does when it is looked at again.
    this.#lookAfter(document.visibilityState === 'hidden' ? everyMs * 10 : everyMs);
  }

  #set(state: TargetsState): void {
    // What has not changed keeps its identity, so that nothing is drawn again for it.
    const known = new Map(this.#state.items?.map((item) => [JSON.stringify(item), item]));
    const items = state.items?.map((item) => known.get(JSON.stringify(item)) ?? item) ?? null;
    const before = this.#state;
    const isSame =
      before.error === state.error &&
      before.hasMore === state.hasMore &&
      items?.length === before.items?.length &&
      items?.every((item, index) => item === before.items?.[index]) === true;
    if (isSame) return;
    this.#state = { ...state, items };
    for (const listener of [...this.#listeners]) listener();
  }
}
