import {
  type Answer,
  type Client,
  LiveConnection,
  type LiveState,
  Rows,
  Thread,
} from '../../../../client/src/index.ts';
import { deviceId } from './device-id.ts';
import { Directory } from './directory.ts';
import { Drafts } from './drafts.ts';
import { browserPage, Heartbeats } from './heartbeats.ts';
import { browserStorage } from './kept-texts.ts';
import { Outbox } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';

/** Whose desk it is. */
export interface Self {
  readonly organizationId: string;
  readonly agentId: string;
  readonly permissions: ReadonlySet<string>;
}

export type Presence = 'online' | 'away' | 'offline';

/** A word of the organization's own for being there, or not. */
export type StatusInfo = Answer<'get', '/v1/statuses'>['items'][number];

/** One's own presence. */
export interface OwnState {
  readonly presence: Presence;
  readonly status: string | null;
  readonly leased: boolean;
  /** Whether it is lost until the next sign of life. */
  readonly lapsed: boolean;
}

/** What can be chosen: a plain presence, or a status. */
export type PresenceChoice = { readonly presence: Presence } | { readonly status: string };

/** How long a presence holds that is chosen here, if no heartbeat came after it. */
const choiceSeconds = 30;
const heartbeatPath = '/v1/agents/{id}/presence/heartbeat';

/** Threads that stay open behind the one that is looked at, so that going back to one takes no time. */
const threadsKept = 6;

/**
 * Everything that somebody works with, and keeps while they go from page to page: live rows, names, threads, drafts. One
 * for each person who is signed in.
 */
export class Desk {
  readonly self: Self;
  readonly client: Client;
  readonly rows = new Rows();
  readonly directory: Directory;
  readonly drafts: Drafts;
  readonly readMarks: ReadMarks;
  readonly outbox: Outbox;
  readonly #live: LiveConnection;
  readonly #threads = new Map<string, Thread>();
  readonly #listeners = new Set<() => void>();
  readonly #device: string;
  readonly #heartbeats: Heartbeats;
  readonly #restoredListeners = new Set<() => void>();
  #own: OwnState | null = null;
  #statuses: readonly StatusInfo[] = [];
  #connection: { readonly state: LiveState; readonly since: number };

  constructor(client: Client, self: Self) {
    const owner = `${self.organizationId}.${self.agentId}`;
    const storage = browserStorage();
    this.self = self;
    this.client = client;
    this.directory = new Directory(client);
    this.drafts = new Drafts(storage, owner);
    this.readMarks = new ReadMarks(storage, owner);
    this.outbox = new Outbox(client);
    this.#device = deviceId(storage);
    this.#heartbeats = new Heartbeats({
      page: browserPage(),
      now: () => client.now(),
      send: (leaseSeconds) => this.#beat(leaseSeconds),
      sendLast: (leaseSeconds) => this.#beatAndLeave(leaseSeconds),
    });
    this.#live = new LiveConnection({ client, target: this.rows, onState: (state) => this.#onState(state) });
    this.#connection = { state: this.#live.state, since: client.now() };
    this.rows.onReplace(() => void this.#readAgain());
    this.rows.subscribe('agent', self.agentId, () => this.#hearPresence());
  }

  may(permission: string): boolean {
    return this.self.permissions.has(permission);
  }

  start(): void {
    this.#live.start();
    this.#heartbeats.start();
  }

  stop(): void {
    this.#live.stop();
    this.#heartbeats.stop();
    for (const thread of this.#threads.values()) thread.close();
    this.#threads.clear();
  }

  /** Calls back when the connection or one's own presence has changed. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls back when the rows were begun anew, but for the first time. */
  onBegunAnew(listener: () => void): () => void {
    let isFirst = !this.rows.isLoaded;
    return this.rows.onReplace(() => {
      if (!isFirst) listener();
      isFirst = false;
    });
  }

  /** How the connection is, and since when: the same object until that changes. */
  get connection(): { readonly state: LiveState; readonly since: number } {
    return this.#connection;
  }

  /** Calls back when one's presence had been lost and is what it was again. */
  onRestored(listener: () => void): () => void {
    this.#restoredListeners.add(listener);
    return () => this.#restoredListeners.delete(listener);
  }

  /** One's own; null until it is known. The same object until it changes. */
  get own(): OwnState | null {
    return this.#own;
  }

  /** The organization's statuses, as far as they were read. */
  get statuses(): readonly StatusInfo[] {
    return this.#statuses;
  }

  /** Changes one's presence, for as long as this page is open; what the server then tells counts. Rejects with `Problem` or `Unreachable`. */
  async setPresence(choice: PresenceChoice): Promise<void> {
    const answer = await this.client.put('/v1/agents/{id}/presence', {
      path: { id: this.self.agentId },
      body: { ...choice, device: this.#device, leaseSeconds: choiceSeconds },
    });
    this.#learn({ ...answer, lapsed: false });
  }

  async #beat(leaseSeconds: number): Promise<void> {
    const { restored, ...answer } = await this.client.post(heartbeatPath, {
      path: { id: this.self.agentId },
      body: { device: this.#device, leaseSeconds },
    });
    if (!restored) return;
    this.#learn({ ...answer, lapsed: false });
    for (const listener of [...this.#restoredListeners]) listener();
  }

  #beatAndLeave(leaseSeconds: number): void {
    const path = heartbeatPath.replace('{id}', encodeURIComponent(this.self.agentId));
    const body = JSON.stringify({ device: this.#device, leaseSeconds });
    const headers = { 'content-type': 'application/json' };
    this.client.open({ method: 'POST', path, headers, body, keepalive: true }).catch(() => {});
  }

  /** The thread of a conversation, read when it is first asked for. */
  thread(conversationId: string): Thread {
    let thread = this.#threads.get(conversationId);
    if (thread === undefined) {
      thread = new Thread(this.client, this.rows, conversationId);
      void thread.read();
    }
    // The last used stands last: the first is the one to go.
    this.#threads.delete(conversationId);
    this.#threads.set(conversationId, thread);
    const [oldest] = this.#threads;
    if (this.#threads.size > threadsKept && oldest !== undefined) {
      oldest[1].close();
      this.#threads.delete(oldest[0]);
    }
    return thread;
  }

  #onState(state: LiveState): void {
    this.#connection = { state, since: this.client.now() };
    // A request like any other tells the shell that nobody is signed in any more.
    if (state.name === 'refused') this.client.get('/v1/me').catch(() => {});
    this.#tell();
  }

  async #readAgain(): Promise<void> {
    void this.directory.load();
    void this.#readStatuses();
    const { agentId } = this.self;
    const agent = await this.client.get('/v1/agents/{id}', { path: { id: agentId } }).catch(() => null);
    if (agent === null) return;
    this.directory.learn([{ kind: 'agent', id: agentId, name: agent.name }]);
    this.#learn(agent);
  }

  async #readStatuses(): Promise<void> {
    const page = await this.client.get('/v1/statuses').catch(() => null);
    if (page === null) return;
    this.#statuses = page.items;
    this.#tell();
  }

  /** Rows tell what changed: what they do not have is as it was. */
  #hearPresence(): void {
    const row = this.rows.get('agent', this.self.agentId);
    if (row?.presence === undefined) return;
    const { status = null, leased = false, lapsed = false } = this.#own ?? {};
    this.#learn({
      presence: row.presence,
      status: row.statusId === undefined ? status : row.statusId,
      leased: row.leased ?? leased,
      lapsed: row.lapsedFrom === undefined ? lapsed : row.lapsedFrom !== null,
    });
  }

  #learn({ presence, status, leased, lapsed }: OwnState): void {
    const own = { presence, status, leased, lapsed };
    const before = this.#own;
    const isSame =
      before?.presence === presence && before.status === status && before.leased === leased && before.lapsed === lapsed;
    if (isSame) return;
    this.#own = own;
    this.#heartbeats.follow(own);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
