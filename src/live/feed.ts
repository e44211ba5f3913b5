import type { Clock } from '../base/clock.ts';
import type { Configuration } from '../domain/configuration.ts';
import { Bundle } from './bundle.ts';
import type { Frame } from './frame.ts';
import { dressEvents, type Pages } from './pages.ts';
import type { LiveReads, LogEvent } from './reads.ts';
import { type RightsChange, type RightsChanges, rightsChangeOf } from './rights-changes.ts';
import { Slices } from './slices.ts';
import type { Credential, EndReason, Stream } from './stream.ts';
import { gradeFor, seeTheSame, type Viewer } from './viewer.ts';
import { Viewers } from './viewers.ts';

/**
 * One organization's events on their way to its streams.
 *
 *     the log's tail ─► waiting ─► dressed (one bulk read a page) ─► recent ─► streams that are live
 *                                                                       └────► streams that catch up, which then join
 *
 * A stream joins in the very turn in which it has seen exactly what the feed has handed out; from then on it gets what
 * comes, in order. Before that it reads older pages, shared with others who catch up. So each stream is sent the events
 * after its cursor that it may see, in order, once, whenever it came.
 */
export interface FeedOptions {
  readonly organizationId: string;
  /** Where it begins: the last position that the log's tail has told. */
  readonly position: number;
  readonly reads: LiveReads;
  readonly pages: Pages;
  readonly rights: RightsChanges;
  readonly clock: Clock;
  /** The configuration as it is when it is asked for, or later. */
  readonly freshConfiguration: () => Promise<Configuration | null>;
  /** Told of errors of reading, which are retried. */
  readonly onError: (error: unknown) => void;
  /** Keys or sign-ins may have been taken away: the log says so, and which. */
  readonly onCredentialsChanged: (isConcerned: (credential: Credential) => boolean) => void;
}

/** Events dressed and handed out together. */
const batchSize = 250;
/** Handed-out events kept for streams that are about to join. */
const recentMax = 500;
/** Events that may wait when the store does not answer; beyond it every stream is sent away, to come back. */
const waitingMax = 20_000;
const retryMs = 250;

export class Feed {
  /** Streams being opened, for which the feed must go on. */
  holds = 0;
  readonly #options: FeedOptions;
  /** Streams that are sent what comes. */
  readonly #live = new Viewers();
  /** All streams of the organization, with how each one's viewer was found. */
  readonly #all = new Map<Stream, (configuration: Configuration) => Viewer | null>();
  #recent: Frame[] = [];
  #waiting: LogEvent[] = [];
  /** The last event whose handing out began: streams join at it. */
  #position: number;
  /** The last one that every receiver was sent. */
  #handedOut: number;
  #pumping = false;
  /** Why it has ended, and with it every stream. */
  #closedFor: EndReason | null = null;
  /** Streams that wait for events that this node has yet to hear of. */
  #onAdvance: (() => void)[] = [];

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#handedOut = options.position;
  }

  /** The last event that was handed out, or is being. */
  get position(): number {
    return this.#position;
  }

  /** The last event that every receiver was sent. */
  get handedOut(): number {
    return this.#handedOut;
  }

  /** Nobody watches, or is about to. */
  get isIdle(): boolean {
    return this.#all.size === 0 && this.holds === 0;
  }

  get isClosed(): boolean {
    return this.#closedFor !== null;
  }

  [Symbol.iterator](): Iterator<Stream> {
    return this.#all.keys();
  }

  /** Takes in what the log's tail tells. */
  hear(events: readonly LogEvent[]): void {
    if (this.isClosed) return;
    for (const event of events) this.#waiting.push(event);
    if (this.#waiting.length > waitingMax) this.endAll('slow');
    else if (!this.#pumping) void this.#pump();
  }

  /**
   * Sends the stream everything after its position, from now on. Ends when the stream is live or closed.
   *
   * @param viewerOf the viewer whom its principal is under a configuration: asked again whenever that changes
   */
  async serve(stream: Stream, viewerOf: (configuration: Configuration) => Viewer | null): Promise<void> {
    this.#all.set(stream, viewerOf);
    const slices = new Slices(this.#options.clock);
    try {
      while (stream.isOpen) {
        if (this.#closedFor !== null) return this.#end(stream, this.#closedFor);
        if (stream.position === this.#position) {
          this.#live.add(stream);
          return;
        }
        if (stream.position > this.#position) await this.#advanced();
        else await this.#catchUp(stream, slices);
      }
    } catch (error) {
      this.#options.onError(error);
      this.remove(stream);
      stream.end('stopping');
    }
  }

  remove(stream: Stream): void {
    this.#all.delete(stream);
    this.#live.delete(stream);
  }

  #advanced(): Promise<void> {
    return new Promise((resolve) => this.#onAdvance.push(resolve));
  }

  /** Sends a piece of the past. What was handed out lately is in memory, so that the last step to joining never waits. */
  async #catchUp(stream: Stream, slices: Slices): Promise<void> {
    const recentFrom = this.#position - this.#recent.length;
    const frames =
      stream.position >= recentFrom
        ? this.#recent.slice(stream.position - recentFrom)
        : await this.#options.pages.after(this.#options.organizationId, stream.position, recentFrom);
    let parts: Buffer[] = [];
    const send = (): void => {
      if (parts.length > 0) stream.write(Buffer.concat(parts));
      parts = [];
    };
    for (const frame of frames) {
      if (!stream.isOpen) return;
      if (frame.rightsChange !== null && (await this.#concerns(frame.rightsChange, stream))) {
        send();
        return this.#end(stream, 'rights_changed');
      }
      const grade = gradeFor(stream.viewer, frame);
      if (grade !== null) parts.push(frame.bytes(grade));
      stream.position = frame.position;
      if (!slices.step()) continue;
      send();
      await slices.turn();
    }
    send();
    // In memory the position must not be waited on: the feed could always be ahead.
    if (stream.position < recentFrom) await stream.drained();
  }

  #concerns(change: RightsChange, { viewer }: Stream): Promise<boolean> {
    return this.#options.rights.concerns(this.#options.organizationId, change, viewer.agentId);
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    while (this.#waiting.length > 0 && !this.isClosed) {
      const events = this.#takeBatch();
      try {
        const first = events[0] as LogEvent;
        const concerned = first.kind === 'configuration.changed' ? await this.#applyRights(first) : null;
        const isConcerned = whoseCredentialsChange(events);
        if (isConcerned !== null) this.#options.onCredentialsChanged(isConcerned);
        // Whoever comes for what was handed out before reads it anew: a text in it is no longer to be told.
        if (events.some(({ kind }) => kind === 'message.erased')) this.#recent = [];
        const frames = await dressEvents(this.#options.reads, this.#options.organizationId, events);
        await this.#handOut(frames, concerned);
      } catch (error) {
        this.#options.onError(error);
        this.#waiting.unshift(...events.filter((event) => event.position > this.#position));
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    this.#pumping = false;
  }

  /** The next events; one that changes rights begins a batch, so that it is shown by the rights that it leaves. */
  #takeBatch(): LogEvent[] {
    let size = 1;
    while (size < this.#waiting.length && size < batchSize && this.#waiting[size]?.kind !== 'configuration.changed')
      size++;
    return this.#waiting.splice(0, size);
  }

  /** @param concerned whose rights the first event changed, if it is one of configuration */
  async #handOut(frames: readonly Frame[], concerned: ReadonlySet<string> | null): Promise<void> {
    const slices = new Slices(this.#options.clock);
    const empty = new Bundle();
    const touched: Stream[] = [];
    for (const frame of frames) {
      this.#recent.push(frame);
      this.#position = frame.position;
      if (concerned !== null && frame === frames[0]) this.#endThoseConcerned(frame.position, concerned);
      for (const { grade, streams } of this.#live.receiversOf(frame)) {
        const bytes = frame.bytes(grade);
        for (const stream of streams) {
          stream.position = frame.position;
          if (stream.add(bytes, empty)) touched.push(stream);
          if (slices.step()) await slices.turn();
        }
      }
    }
    for (const stream of touched) {
      stream.flush();
      if (slices.step()) await slices.turn();
    }
    this.#handedOut = this.#position;
    if (this.#recent.length > recentMax * 2) this.#recent = this.#recent.slice(-recentMax);
    for (const resolve of this.#onAdvance.splice(0)) resolve();
  }

  /**
   * After a change of configuration: whoever sees something else than before begins anew, or no more. Answers whose rights it
   * changed.
   */
  async #applyRights(event: LogEvent): Promise<ReadonlySet<string>> {
    const concerned = await this.#options.rights.agentsOf(event.organizationId, rightsChangeOf(event));
    const configuration = await this.#options.freshConfiguration();
    for (const [stream, viewerOf] of [...this.#all]) {
      const viewer = configuration === null ? null : viewerOf(configuration);
      if (viewer === null) this.#end(stream, 'revoked');
      else if (!seeTheSame(viewer, stream.viewer)) this.#end(stream, 'rights_changed');
    }
    return concerned;
  }

  /**
   * A stream may have opened by rights of which the feed had still to hear: they are the same after the event, and yet what
   * its client holds from before was shown by others. In the turn in which streams can join no more before the event.
   */
  #endThoseConcerned(position: number, agents: ReadonlySet<string>): void {
    if (agents.size === 0) return;
    for (const stream of [...this.#all.keys()]) {
      const { agentId } = stream.viewer;
      if (agentId !== null && agents.has(agentId) && stream.position < position) this.#end(stream, 'rights_changed');
    }
  }

  #end(stream: Stream, reason: EndReason): void {
    this.remove(stream);
    stream.end(reason);
  }

  /** Ends the streams that a key or a session opened. */
  endThoseOf({ kind, id }: Credential): void {
    for (const stream of [...this.#all.keys()])
      if (stream.credential.kind === kind && stream.credential.id === id) this.#end(stream, 'revoked');
  }

  /** Keeps connections open by a comment, and tells those who are live how far they have come although little was theirs. */
  async beat(): Promise<void> {
    const slices = new Slices(this.#options.clock);
    const handedOut = this.#handedOut;
    const cursor = Buffer.from(`: beat\nid: ${handedOut}\n\n`);
    const comment = Buffer.from(': beat\n\n');
    for (const stream of [...this.#all.keys()]) {
      if (!stream.isOpen) continue;
      const isBehind = this.#live.has(stream) && stream.position <= handedOut;
      if (isBehind) stream.position = handedOut;
      stream.write(isBehind ? cursor : comment);
      if (slices.step()) await slices.turn();
    }
  }

  endAll(reason: EndReason): void {
    this.#closedFor ??= reason;
    this.#waiting = [];
    for (const stream of [...this.#all.keys()]) this.#end(stream, reason);
    for (const resolve of this.#onAdvance.splice(0)) resolve();
  }
}

/** Tells the credentials that the events may take away; null when there are none, as almost always. */
function whoseCredentialsChange(events: readonly LogEvent[]): ((credential: Credential) => boolean) | null {
  const changes = events
    .filter(({ kind, data: { changes } }) => changes.membership ?? (kind === 'api_key.created' ? null : changes.apiKey))
    .map(({ data }) => data.changes);
  if (changes.length === 0) return null;
  const keys = new Set(changes.flatMap(({ apiKey = {} }) => Object.keys(apiKey)));
  const agents = new Set(changes.flatMap(({ membership = {} }) => Object.keys(membership)));
  return ({ kind, id, agentId = '' }) => (kind === 'key' ? keys.has(id) : agents.has(agentId));
}
