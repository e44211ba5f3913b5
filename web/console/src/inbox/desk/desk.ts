import { type Client, LiveConnection, type LiveState, Rows, Thread } from '../../../../client/src/index.ts';
import { Directory } from './directory.ts';
import { Drafts } from './drafts.ts';
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
  #presence: Presence | null = null;
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
  }

  stop(): void {
    this.#live.stop();
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

  /** One's own; null until it is known. */
  get presence(): Presence | null {
    return this.#presence;
  }

  /** Changes it; what the server then tells counts. Rejects with `Problem` or `Unreachable`. */
  async setPresence(presence: Presence): Promise<void> {
    const answer = await this.client.put('/v1/agents/{id}/presence', {
      path: { id: this.self.agentId },
      body: { presence },
    });
    this.#learnPresence(answer.presence);
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
    const { agentId } = this.self;
    const agent = await this.client.get('/v1/agents/{id}', { path: { id: agentId } }).catch(() => null);
    if (agent === null) return;
    this.directory.learn([{ kind: 'agent', id: agentId, name: agent.name }]);
    this.#learnPresence(agent.presence);
  }

  #hearPresence(): void {
    const presence = this.rows.get('agent', this.self.agentId)?.presence;
    if (presence !== undefined) this.#learnPresence(presence);
  }

  #learnPresence(presence: Presence): void {
    if (presence === this.#presence) return;
    this.#presence = presence;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
