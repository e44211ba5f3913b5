/**
 * A client of the live interface, as its contract describes one: snapshot, then events, then again from the start when it
 * is told to. It keeps what it is told in the simplest way, and can be cut off at any byte.
 */
import { get, type IncomingMessage } from 'node:http';

type Row = Record<string, unknown>;
export interface Entry {
  conversation: Row & {
    id: string;
    departmentId: string;
    status: string;
    ticketId: string;
    owner: { kind: string; id: string } | null;
  };
  ticket: Row;
  transfer: Row | null;
  offer: Row | null;
  contact: { id: string; name: string | null };
}
export interface LiveEvent {
  readonly position: number;
  readonly kind: string;
  readonly conversationId: string | null;
  readonly data: { readonly changes: Record<string, Record<string, Row>>; readonly [detail: string]: unknown };
  readonly text?: string;
  readonly note?: string;
  readonly about?: { conversationId: string; channelKind: string; contact: Entry['contact'] };
  readonly entry?: Entry;
}
interface Snapshot {
  cursor: number;
  viewer: { agentId: string | null; readsAll: boolean; departments: string[] };
  conversations: Entry[];
  offers: { offer: Row; transfer: Row | null; about: unknown }[];
  after: string | null;
}

/** What a viewer knows: conversations in view, and offers of others. */
export class LiveState {
  viewer: Snapshot['viewer'];
  readonly entries = new Map<string, Entry>();
  readonly offers = new Map<string, Snapshot['offers'][number]>();

  constructor(snapshot: Snapshot) {
    this.viewer = snapshot.viewer;
    this.add(snapshot);
  }

  add(snapshot: Snapshot): void {
    for (const entry of snapshot.conversations) this.entries.set(entry.conversation.id, rowsOf(entry));
    for (const offer of structuredClone(snapshot.offers)) this.offers.set(offer.offer.id as string, offer);
  }

  apply(event: LiveEvent): void {
    const { conversationId: id, data } = event;
    if (id === null) return;
    const { changes } = data;
    if (event.entry !== undefined) this.entries.set(id, rowsOf(event.entry));
    else if (event.kind === 'conversation.opened' && event.about !== undefined && changes.conversation !== undefined) {
      const conversation = { ...changes.conversation[id] } as Entry['conversation'];
      const ticket = { ...changes.ticket?.[conversation.ticketId] };
      this.entries.set(id, { conversation, ticket, transfer: null, offer: null, contact: event.about.contact });
    } else {
      const entry = this.entries.get(id);
      if (entry !== undefined) merge(entry, event);
    }
    const entry = this.entries.get(id);
    if (entry !== undefined && !this.#isInView(entry)) this.entries.delete(id);
    this.#applyOffers(event);
  }

  #isInView({ conversation }: Entry): boolean {
    const { readsAll, departments, agentId } = this.viewer;
    if (conversation.status !== 'open') return false;
    if (readsAll || departments.includes(conversation.departmentId)) return true;
    return agentId !== null && conversation.owner?.kind === 'agent' && conversation.owner.id === agentId;
  }

  #applyOffers({ conversationId, data: { changes }, note, about }: LiveEvent): void {
    for (const [id, fields] of Object.entries(changes.offer ?? {})) {
      const known = this.offers.get(id);
      if (known !== undefined) known.offer = { ...known.offer, ...fields };
      else if (fields.agentId === this.viewer.agentId && fields.state === 'live' && about !== undefined) {
        this.offers.set(id, { offer: { ...fields }, transfer: null, about });
      }
    }
    for (const [id, { offer }] of this.offers) {
      if (offer.state !== 'live' || this.entries.has(offer.conversationId as string)) this.offers.delete(id);
    }
    for (const known of this.offers.values()) {
      if (known.offer.conversationId !== conversationId) continue;
      const transfer = changes.transfer?.[known.offer.transferId as string];
      if (transfer !== undefined)
        known.transfer = { ...known.transfer, ...transfer, ...(note === undefined ? {} : { note }) };
    }
  }

  /** In an order that does not depend on how it came. */
  get shown(): unknown {
    const byId = <T>(map: Map<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return { viewer: this.viewer, entries: byId(this.entries), offers: byId(this.offers) };
  }
}

/** The rows of an entry. Its preview is no row: what follows from it is tested with the client that keeps one. */
function rowsOf({ conversation, ticket, transfer, offer, contact }: Entry): Entry {
  return structuredClone({ conversation, ticket, transfer, offer, contact });
}

function merge(entry: Entry, { conversationId, data, note }: LiveEvent): void {
  const { changes } = data;
  Object.assign(entry.conversation, changes.conversation?.[conversationId as string]);
  const { ticketId, pendingTransferId, liveOfferId } = entry.conversation;
  entry.ticket = follow(entry.ticket, changes.ticket, ticketId) ?? entry.ticket;
  entry.transfer = follow(entry.transfer, changes.transfer, pendingTransferId);
  entry.offer = follow(entry.offer, changes.offer, liveOfferId);
  if (entry.transfer !== null && note !== undefined && data.transferId === entry.transfer.id)
    entry.transfer.note = note;
}

/** The row that is meant now: the one at hand with its changes, or another, which came whole. */
function follow(row: Row | null, changes: Record<string, Row> | undefined, id: unknown): Row | null {
  if (id === null || id === undefined) return null;
  const changed = changes?.[id as string];
  if (row !== null && row.id === id) return changed === undefined ? row : { ...row, ...changed };
  return changed === undefined ? row : { ...changed };
}

export interface LiveClientOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly snapshotLimit?: number;
}

/** Keeps a state up to date, whatever happens to its connections. */
export class LiveClient {
  readonly #options: LiveClientOptions;
  state: LiveState | null = null;
  cursor: number | null = null;
  /** Positions of the events that it applied, in order, since it last started. */
  seen: number[] = [];
  events: LiveEvent[] = [];
  /** Why streams ended: the data of `reset` and `resume`. */
  ends: { event: string; reason: string }[] = [];
  comments = 0;
  #request: ReturnType<typeof get> | null = null;
  #waiting: (() => void)[] = [];

  constructor(options: LiveClientOptions) {
    this.#options = options;
  }

  async snapshot(): Promise<Snapshot> {
    const limit = this.#options.snapshotLimit === undefined ? '' : `&limit=${this.#options.snapshotLimit}`;
    let whole: Snapshot | null = null;
    for (let after: string | null = ''; after !== null; ) {
      const response = await fetch(`${this.#options.url}/v1/snapshot?${after === '' ? '' : `after=${after}`}${limit}`, {
        headers: this.#options.headers,
      });
      if (response.status !== 200)
        throw new Error(`GET /v1/snapshot answered ${response.status}: ${await response.text()}`);
      const page = (await response.json()) as Snapshot;
      // The first page is the oldest: applying an event to rows that know of it already changes nothing.
      if (whole === null) whole = page;
      else {
        whole.conversations.push(...page.conversations);
        whole.offers = page.offers;
      }
      after = page.after;
    }
    return whole as Snapshot;
  }

  /** Starts, or starts again. */
  async start(): Promise<void> {
    const snapshot = await this.snapshot();
    this.state = new LiveState(snapshot);
    this.cursor = snapshot.cursor;
    this.seen = [];
    this.events = [];
  }

  /** Opens the stream at the cursor; ends when the server has answered. */
  connect(query = ''): Promise<IncomingMessage> {
    const headers = {
      ...this.#options.headers,
      ...(this.cursor === null ? {} : { 'last-event-id': String(this.cursor) }),
    };
    return new Promise((resolve, reject) => {
      const request = get(`${this.#options.url}/v1/events${query}`, { headers, agent: false }, (response) => {
        response.on('error', () => {});
        if (response.statusCode === 200) this.#read(response);
        resolve(response);
      });
      this.#request = request;
      request.on('error', reject);
    });
  }

  #read(response: IncomingMessage): void {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.#take(text.slice(0, end));
        text = text.slice(end + 2);
      }
      this.#tell();
    });
    response.on('close', () => this.#tell());
  }

  #take(block: string): void {
    let [event, data, id]: [string, string | null, string | null] = ['message', null, null];
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments++;
      else if (line.startsWith('event: ')) event = line.slice(7);
      else if (line.startsWith('data: ')) data = line.slice(6);
      else if (line.startsWith('id: ')) id = line.slice(4);
    }
    if (id !== null) this.cursor = Number(id);
    if (data === null) return;
    const value = JSON.parse(data);
    if (event !== 'message') this.ends.push({ event, reason: value.reason });
    else {
      this.seen.push(value.position);
      this.events.push(value);
      this.state?.apply(value);
    }
  }

  #tell(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits until what arrived makes it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  disconnect(): void {
    this.#request?.destroy();
    this.#request = null;
  }
}
