import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { oneAtATime } from '../base/one-at-a-time.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogTail } from '../log/tail.ts';
import { Feed } from './feed.ts';
import { Pages } from './pages.ts';
import type { LiveReads } from './reads.ts';
import { RightsChanges } from './rights-changes.ts';
import { type Seat, Seats, type Watcher } from './seats.ts';
import { type Credential, type EndReason, Stream } from './stream.ts';
import { resolveViewer, type Viewer } from './viewer.ts';

/** All streams of this node: a feed for each organization that anybody watches, and the clock that keeps them honest. */
export interface HubOptions {
  readonly configurations: Pick<Engine['configurations'], 'refresh'>;
  readonly tail: Pick<LogTail, 'listen' | 'position' | 'poll'>;
  readonly reads: LiveReads;
  readonly clock: Clock;
  /** Whether what opened a stream still opens the organization: a key that is not revoked or expired, a session that is open. */
  readonly isValid: (organizationId: string, credential: Credential) => Promise<boolean>;
  /** Told of errors of the store, after which streams are served later, or sent away to come back. */
  readonly onError?: (error: unknown) => void;
  /** Time between two comments on a silent stream, in milliseconds. Default 15,000. */
  readonly beatMs?: number;
  /** Time between two looks at whether keys and sessions are still valid, in milliseconds. Default 2,000. */
  readonly keyCheckMs?: number;
  /** Events that a client may have missed and still be told; beyond it starting again is cheaper. Default 10,000. */
  readonly backlogMax?: number;
  /** Streams on this node. Default 20,000; beyond it one is told `busy`. */
  readonly streamsMax?: number;
  /**
   * Streams of one organization on this node. Default 10,000, which is half of what there may be: whoever takes all of their own
   * leaves room for others. Beyond it one is told `too_many_streams`.
   */
  readonly streamsOfOrganizationMax?: number;
  /**
   * Streams of one key or session on this node; of a key that acts for agents, for each of them. Default 100: every tab of a
   * person's browsers, every process of an integration. Beyond it one is told `too_many_streams`.
   */
  readonly streamsOfCallerMax?: number;
}

const nameOf = ({ kind, id, agentId }: Credential): string => `${kind} ${id} ${agentId}`;

const nobody: Viewer = { organizationId: '', agentId: null, departments: new Set(), readsAll: false, readsLog: false };

export class Hub {
  readonly pages: Pages;
  readonly rights: RightsChanges;
  readonly #seats: Seats;
  readonly #options: HubOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #stopListening: () => void;
  readonly #timers: NodeJS.Timeout[];
  readonly #ended = new Map<EndReason, number>();
  readonly #onEnd = (reason: EndReason): void => {
    this.#ended.set(reason, this.ended(reason) + 1);
  };
  #size = 0;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.pages = new Pages(options.reads);
    this.rights = new RightsChanges(options.reads);
    this.#seats = new Seats({
      caller: options.streamsOfCallerMax ?? 100,
      organization: options.streamsOfOrganizationMax ?? 10_000,
      node: options.streamsMax ?? 20_000,
    });
    this.#stopListening = options.tail.listen((events) => {
      const organizationId = events[0]?.organizationId;
      if (organizationId === undefined) return;
      // Also where nobody watches just now: somebody did, and pages outlive them.
      if (events.some(({ kind }) => kind === 'message.erased')) this.pages.forget(organizationId);
      this.#feeds.get(organizationId)?.hear(events);
    });
    this.#timers = [
      setInterval(() => void this.beat(), options.beatMs ?? 15_000),
      setInterval(() => void this.checkCredentials(), options.keyCheckMs ?? 2_000),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** Open streams. */
  get size(): number {
    return this.#size;
  }

  /** How many streams were ended for a reason since the start. */
  ended(reason: EndReason): number {
    return this.#ended.get(reason) ?? 0;
  }

  /** The feed of an organization that somebody watches, for measures. */
  feedFor(organizationId: string): Feed | undefined {
    return this.#feeds.get(organizationId);
  }

  /** Lets somebody open a stream, or says which limit is reached. Whoever is let in leaves when the connection has closed. */
  seat(watcher: Watcher): Seat {
    return this.#closed ? { full: 'node', limit: 0 } : this.#seats.take(watcher);
  }

  /**
   * The position up to which this node can serve, not before `atLeast` if the log reaches that far; null when there is no
   * such organization. @throws DatabaseError
   */
  async headOf(organizationId: string, atLeast: number): Promise<number | null> {
    const { tail, reads } = this.#options;
    const told = tail.position(organizationId);
    if (told !== undefined && told >= atLeast) return told;
    const head = await reads.headOf(organizationId);
    // Another node has told the client more than this one has heard.
    if (head !== null && head > (tail.position(organizationId) ?? -1)) await tail.poll();
    return head;
  }

  /**
   * Serves a stream on a socket whose answer's head has gone out: everything after `cursor`, or from now on. Ends when the
   * stream has joined, or has closed.
   *
   * @throws DatabaseError before anything was sent
   */
  async open(socket: Socket, watcher: Watcher, cursor: number | null): Promise<void> {
    const { organizationId, principal, credential } = watcher;
    const feed = this.#feedOf(organizationId);
    feed.holds++;
    let configuration: Configuration | null = null;
    let isSocketOpen = false;
    try {
      // From here on the feed hears of changes of rights. What it was too late for is read.
      configuration = await this.freshConfiguration(organizationId);
      isSocketOpen = !socket.destroyed;
    } finally {
      feed.holds--;
      if (!isSocketOpen) this.#dropIfIdle(feed, organizationId);
    }
    // It closed meanwhile, and tells nobody of it any more.
    if (!isSocketOpen) return;
    const viewerOf = (configuration: Configuration): Viewer | null => resolveViewer(principal, configuration);
    const viewer = configuration === null ? null : viewerOf(configuration);
    const position = cursor ?? feed.position;
    const stream = new Stream({
      socket,
      viewer: viewer ?? nobody,
      credential,
      position,
      onEnd: this.#onEnd,
    });
    this.#size++;
    stream.onClose(() => {
      this.#size--;
      feed.remove(stream);
      this.#dropIfIdle(feed, organizationId);
    });
    if (viewer === null) return stream.end('revoked');
    if (this.#closed) return stream.end('stopping');
    if (cursor === null) stream.write(`id: ${position}\n\n`);
    await feed.serve(stream, viewerOf);
  }

  /**
   * An organization's configuration as it is when it is asked for, or later: read twice, since the first read may be shared
   * with somebody who began it before. @throws DatabaseError
   */
  async freshConfiguration(organizationId: string): Promise<Configuration | null> {
    const { configurations } = this.#options;
    await configurations.refresh(organizationId);
    return configurations.refresh(organizationId);
  }

  /** How far behind a client may be, in events. */
  get backlogMax(): number {
    return this.#options.backlogMax ?? 10_000;
  }

  #dropIfIdle(feed: Feed, organizationId: string): void {
    if (feed.isIdle && this.#feeds.get(organizationId) === feed) this.#feeds.delete(organizationId);
  }

  #feedOf(organizationId: string): Feed {
    let feed = this.#feeds.get(organizationId);
    // One that was too slow has sent its streams away, and those who come back before the last of them has gone begin another.
    if (feed === undefined || feed.isClosed) {
      feed = new Feed({
        organizationId,
        position: this.#options.tail.position(organizationId) ?? 0,
        reads: this.#options.reads,
        pages: this.pages,
        rights: this.rights,
        clock: this.#options.clock,
        freshConfiguration: () => this.freshConfiguration(organizationId),
        onError: (error) => this.#options.onError?.(error),
        onCredentialsChanged: (isConcerned) => {
          const feed = this.#feeds.get(organizationId);
          if (feed !== undefined) void this.#checkThose(organizationId, feed, isConcerned);
        },
      });
      this.#feeds.set(organizationId, feed);
    }
    return feed;
  }

  /** Sends every stream a comment. Called by the hub's own clock. */
  async beat(): Promise<void> {
    for (const feed of [...this.#feeds.values()]) await feed.beat();
  }

  /**
   * Ends the streams of keys and sessions that are no longer valid. Called by the hub's own clock; one look for each. While
   * the store is slow, passes do not pile up. What the log says of keys and sign-ins is looked at besides, at once.
   */
  readonly checkCredentials = oneAtATime(async (): Promise<void> => {
    for (const [organizationId, feed] of [...this.#feeds]) await this.#checkThose(organizationId, feed, () => true);
  });

  async #checkThose(organizationId: string, feed: Feed, isMeant: (credential: Credential) => boolean): Promise<void> {
    const all = Array.from(feed, ({ credential }) => credential).filter(isMeant);
    for (const credential of new Map(all.map((each) => [nameOf(each), each])).values()) {
      try {
        if (!(await this.#options.isValid(organizationId, credential))) feed.endThoseOf(credential);
      } catch (error) {
        // The store is away: nothing new reaches the stream either.
        this.#options.onError?.(error);
      }
    }
  }

  /** Ends every stream; clients come back to whoever serves them then. */
  close(reason: EndReason = 'stopping'): void {
    this.#closed = true;
    this.#stopListening();
    for (const timer of this.#timers) clearInterval(timer);
    for (const feed of this.#feeds.values()) feed.endAll(reason);
    this.#feeds.clear();
  }
}
