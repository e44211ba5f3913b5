import { messageOf } from './merge-entry.ts';
import type { Answer, Client } from './request.ts';
import { conversationRow, messageRow, offerRow, segmentRow, ticketRow, transferRow } from './row-of-answer.ts';
import type {
  Changes,
  ConversationRow,
  LiveEvent,
  MessageRow,
  OfferRow,
  SegmentRow,
  TicketRow,
  TransferRow,
} from './row-types.ts';
import type { Rows } from './rows.ts';

/** What is known of one conversation that somebody looks at. Never changed: each state is another object. */
export interface ThreadState {
  /** `absent`: there is no such conversation, or one may not know of it. `failed`: it could not be read now. */
  readonly status: 'loading' | 'ready' | 'absent' | 'failed';
  readonly conversation: ConversationRow | null;
  /** In order; the oldest that was read first. */
  readonly messages: readonly MessageRow[];
  /** Whether there are older ones to read. */
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  readonly tickets: ReadonlyMap<string, TicketRow>;
  readonly segments: ReadonlyMap<string, SegmentRow>;
  readonly transfers: ReadonlyMap<string, TransferRow>;
  readonly offers: ReadonlyMap<string, OfferRow>;
}

const nothing: ThreadState = {
  status: 'loading',
  conversation: null,
  messages: [],
  hasOlder: false,
  isLoadingOlder: false,
  tickets: new Map(),
  segments: new Map(),
  transfers: new Map(),
  offers: new Map(),
};

const pageSize = 50;

/**
 * The messages and the way of one conversation: read once, newest first, and kept current by the same events as the rows.
 * Events that come while it is read are applied again to what was read, which may be older than they are. When the rows are
 * begun anew it is read anew as well, and what is shown stays until that is there.
 */
export class Thread {
  readonly conversationId: string;
  readonly #client: Client;
  #state: ThreadState = nothing;
  #olderCursor: string | null = null;
  /** Events since the reading under way began; null while nothing is read. */
  #meanwhile: LiveEvent[] | null = null;
  #reading = 0;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];

  constructor(client: Client, rows: Rows, conversationId: string) {
    this.#client = client;
    this.conversationId = conversationId;
    this.#stops = [
      rows.onEvent((event) => event.conversationId === conversationId && this.#hear(event)),
      rows.onReplace(() => void this.read()),
    ];
  }

  get state(): ThreadState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens no more. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#reading++;
  }

  /** Reads the newest messages and the way so far; again, when it was read before. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    this.#meanwhile = [];
    const path = { id: this.conversationId };
    try {
      const [conversation, page, way] = await Promise.all([
        this.#client.get('/v1/conversations/{id}', { path }),
        this.#client.get('/v1/conversations/{id}/messages', {
          path,
          query: { order: 'newest_first', limit: pageSize },
        }),
        this.#client.get('/v1/conversations/{id}/lineage', { path }),
      ]);
      if (reading !== this.#reading) return;
      this.#olderCursor = page.nextCursor;
      const read: ThreadState = {
        status: 'ready',
        conversation: conversationRow(conversation),
        messages: page.items.map(messageRow).reverse(),
        hasOlder: page.nextCursor !== null,
        isLoadingOlder: false,
        ...rowsOfWay(way),
      };
      this.#set((this.#meanwhile ?? []).reduce(applyToThread, read));
    } catch (error) {
      if (reading !== this.#reading) return;
      const isAbsent = (error as { status?: number }).status === 404;
      // What was read before is better than nothing, as long as one may know of it.
      if (isAbsent || this.#state.status !== 'ready') {
        this.#set({ ...nothing, status: isAbsent ? 'absent' : 'failed' });
      }
    } finally {
      if (reading === this.#reading) this.#meanwhile = null;
    }
  }

  /** Reads the page before the oldest message. Rejects with `Problem` or `Unreachable`; what is shown stays. */
  async readOlder(): Promise<void> {
    const cursor = this.#olderCursor;
    if (cursor === null || this.#state.isLoadingOlder) return;
    const reading = this.#reading;
    this.#set({ ...this.#state, isLoadingOlder: true });
    try {
      const page = await this.#client.get('/v1/conversations/{id}/messages', {
        path: { id: this.conversationId },
        query: { order: 'newest_first', limit: pageSize, cursor },
      });
      if (reading !== this.#reading) return;
      this.#olderCursor = page.nextCursor;
      const older = page.items.map(messageRow).reverse();
      this.#set({ ...this.#state, messages: [...older, ...this.#state.messages], hasOlder: page.nextCursor !== null });
    } finally {
      if (reading === this.#reading) this.#set({ ...this.#state, isLoadingOlder: false });
    }
  }

  #hear(event: LiveEvent): void {
    this.#meanwhile?.push(event);
    if (this.#state.status === 'ready') this.#set(applyToThread(this.#state, event));
    // To whom a conversation begins, it opens more than what is told from now on.
    if (event.entry !== undefined) void this.read();
  }

  #set(state: ThreadState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

type Way = Answer<'get', '/v1/conversations/{id}/lineage'>;

function rowsOfWay(way: Way): Pick<ThreadState, 'tickets' | 'segments' | 'transfers' | 'offers'> {
  const byId = <R extends { readonly id: string }>(rows: readonly R[]): ReadonlyMap<string, R> =>
    new Map(rows.map((row) => [row.id, row]));
  return {
    tickets: byId(way.tickets.map(ticketRow)),
    segments: byId(way.segments.map(segmentRow)),
    transfers: byId(way.transfers.map(transferRow)),
    offers: byId(way.offers.map(offerRow)),
  };
}

/** The thread after an event of its conversation. */
function applyToThread(state: ThreadState, event: LiveEvent): ThreadState {
  const changes: Changes = event.data.changes;
  const { conversation } = state;
  const changed = conversation === null ? undefined : changes.conversation?.[conversation.id];
  const transfers = mergeAll(state.transfers, changes.transfer);
  return {
    ...state,
    conversation: changed === undefined || conversation === null ? conversation : { ...conversation, ...changed },
    messages: addMessage(state.messages, messageOf(event)),
    tickets: mergeAll(state.tickets, changes.ticket),
    segments: mergeAll(state.segments, changes.segment),
    transfers: addNote(transfers, event),
    offers: mergeAll(state.offers, changes.offer),
  };
}

/** A field of a row that is not known is left alone: such a row came before what was read, or is none of the viewer's. */
function mergeAll<R extends { readonly id: string }>(
  rows: ReadonlyMap<string, R>,
  changes: Readonly<Record<string, Partial<R>>> | undefined,
): ReadonlyMap<string, R> {
  if (changes === undefined) return rows;
  const merged = new Map(rows);
  for (const [id, fields] of Object.entries(changes)) {
    const known = rows.get(id);
    if (known !== undefined) merged.set(id, { ...known, ...fields });
    else if (fields.id !== undefined) merged.set(id, fields as R);
  }
  return merged;
}

function addNote(transfers: ThreadState['transfers'], { note, data }: LiveEvent): ThreadState['transfers'] {
  const known = typeof data.transferId === 'string' ? transfers.get(data.transferId) : undefined;
  if (note === undefined || known === undefined) return transfers;
  return new Map(transfers).set(known.id, { ...known, note });
}

function addMessage(
  messages: readonly MessageRow[],
  message: (Partial<MessageRow> & { readonly text: string }) | null,
): readonly MessageRow[] {
  if (message?.sequence === undefined || message.sequence <= (messages.at(-1)?.sequence ?? 0)) return messages;
  return [...messages, message as MessageRow];
}
