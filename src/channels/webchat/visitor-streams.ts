import type { ServerResponse } from 'node:http';
import { Groups } from '../../base/groups.ts';
import { oneAtATime } from '../../base/one-at-a-time.ts';
import type { Transcript, TranscriptEntry, VisitorStanding } from '../../contract/webchat.ts';
import type { LogListener, LogTail } from '../../log/tail.ts';
import type { StreamLimits } from './limits.ts';
import { isTold } from './render-transcript.ts';
import type { KnownConversation, Place } from './transcripts.ts';
import type { Visitor } from './visitor-tokens.ts';

/**
 * Visitors' live streams. The log only wakes them: what a stream sends is read and rendered as a page after its cursor, by
 * the same code as every other page. An event costs one look into a map by conversation; only streams of that very
 * conversation read anything.
 *
 * What a stream sends: entries, each with its cursor as `id`; `standing`, where one who waits stands in line, when it
 * changed, and null when they wait no more; comments that keep it open; and at its end one of the events `reset` (start again with the newest page), `void` (the token ended: start a session again) or `resume` (come back).
 */
export interface VisitorStreamsOptions {
  readonly tail: Pick<LogTail, 'listen'>;
  readonly transcripts: {
    conversationOf(visitor: Visitor): Promise<KnownConversation | null>;
    read(visitor: Visitor, place: Place): Promise<Transcript>;
  };
  /** Where somebody stands in line; null for who waits in none, or where that is not known here yet. */
  readonly standingOf: (organizationId: string, conversationId: string) => VisitorStanding | null;
  /** Whether a token still holds. */
  readonly isValid: (visitor: Visitor, token: string) => Promise<boolean>;
  readonly limits: StreamLimits;
  /** Told of errors of the store, after which a stream is sent away to come back. */
  readonly onError: (error: unknown) => void;
  /** Time between two comments, in milliseconds. Default 15,000. */
  readonly beatMs?: number;
  /** Time between two looks at whether tokens still hold, in milliseconds. Default 2,000. */
  readonly tokenCheckMs?: number;
  /** Time between two looks at where those who wait stand, in milliseconds. Default 2,000. */
  readonly standingMs?: number;
}

/** Who opens a stream, from where, and what they have seen. */
export interface StreamRequest {
  readonly visitor: Visitor;
  readonly token: string;
  readonly network: string;
  /** Undefined for somebody who has seen nothing, since there was nothing. */
  readonly cursor: string | undefined;
}

type EndReason = 'reset' | 'void' | 'resume';

interface Stream extends Omit<StreamRequest, 'cursor'> {
  readonly response: ServerResponse;
  cursor: string | undefined;
  conversationId: string | null;
  /** Where they were last told to stand, as it was written. */
  standing: string;
  /** Whether it is being served, and whether it was woken meanwhile. */
  isBusy: boolean;
  isWoken: boolean;
}

/** Bytes that may wait for a reader before it is sent away: 256 KiB, a page of long messages. */
const waitingBytesMax = 262_144;

export class VisitorStreams {
  readonly #options: VisitorStreamsOptions;
  readonly #streams = new Set<Stream>();
  readonly #byThread = new Groups<string, Stream>();
  readonly #byConversation = new Groups<string, Stream>();
  readonly #byNetwork = new Groups<string, Stream>();
  readonly #stopListening: () => void;
  readonly #timers: readonly NodeJS.Timeout[];
  #isClosed = false;

  constructor(options: VisitorStreamsOptions) {
    this.#options = options;
    this.#stopListening = options.tail.listen(this.#hear);
    this.#timers = [
      setInterval(() => this.beat(), options.beatMs ?? 15_000),
      setInterval(() => void this.checkTokens(), options.tokenCheckMs ?? 2_000),
      setInterval(() => this.tellStandings(), options.standingMs ?? 2_000),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** Open streams. */
  get size(): number {
    return this.#streams.size;
  }

  /** Whether one more of this visitor from this network is too many. */
  isFull({ visitor, network }: Pick<StreamRequest, 'visitor' | 'network'>): boolean {
    const { ofVisitor, ofAddress, ofNode } = this.#options.limits;
    return (
      this.#isClosed ||
      this.size >= ofNode ||
      (this.#byThread.get(threadOf(visitor))?.size ?? 0) >= ofVisitor ||
      (this.#byNetwork.get(network)?.size ?? 0) >= ofAddress
    );
  }

  /** Serves a stream on an answer whose head has gone out, until either side ends it. */
  open(response: ServerResponse, request: StreamRequest): void {
    const stream: Stream = {
      ...request,
      response,
      conversationId: null,
      standing: 'null',
      isBusy: false,
      isWoken: false,
    };
    this.#streams.add(stream);
    this.#byThread.add(threadOf(stream.visitor), stream);
    this.#byNetwork.add(stream.network, stream);
    response.once('close', () => this.#forget(stream));
    if (this.#isClosed) this.#end(stream, 'resume');
    else void this.#serve(stream);
  }

  readonly #hear: LogListener = (events) => {
    for (const { organizationId, conversationId, kind, data } of events) {
      if (conversationId === null) continue;
      // The thread goes on in another conversation, whose transcript the page begins anew.
      if (kind === 'ticket.merged' && data.intoConversationId !== undefined)
        for (const stream of [...(this.#byConversation.get(conversationId) ?? [])]) this.#end(stream, 'reset');
      // One that comes over from another account is as new to the thread as one that opens.
      const begins = kind === 'conversation.opened' || kind === 'channel.changed';
      if (!isTold(kind) && !begins) continue;
      for (const stream of this.#byConversation.get(conversationId) ?? []) void this.#serve(stream);
      if (!begins) continue;
      const { accountId, threadKey } = (data.changes.conversation as OpenedConversations)[conversationId] ?? {};
      const thread = `${organizationId} ${accountId} ${threadKey}`;
      for (const stream of this.#byThread.get(thread) ?? []) void this.#serve(stream);
    }
  };

  /** Sends what is new, and looks again when it was woken meanwhile. */
  async #serve(stream: Stream): Promise<void> {
    stream.isWoken = true;
    if (stream.isBusy) return;
    stream.isBusy = true;
    try {
      while (stream.isWoken && this.#streams.has(stream)) {
        stream.isWoken = false;
        await this.#sendNew(stream);
      }
    } catch (error) {
      this.#options.onError(error);
      this.#end(stream, 'resume');
    } finally {
      stream.isBusy = false;
    }
  }

  async #sendNew(stream: Stream): Promise<void> {
    const { transcripts } = this.#options;
    // Listened to before it is read: what happens in between wakes it again.
    if (stream.conversationId === null) {
      const conversation = await transcripts.conversationOf(stream.visitor);
      if (conversation === null) return;
      stream.conversationId = conversation.id;
      if (this.#streams.has(stream)) this.#byConversation.add(conversation.id, stream);
    }
    const page = stream.cursor === undefined ? null : await transcripts.read(stream.visitor, { after: stream.cursor });
    if (page === null || page.reset) return this.#end(stream, 'reset');
    for (const entry of page.entries) this.#send(stream, entry);
    this.#tellStanding(stream);
  }

  /** Tells those who wait where they stand, where that changed: others are served, and go. */
  tellStandings(): void {
    for (const stream of this.#streams) this.#tellStanding(stream);
  }

  #tellStanding(stream: Stream): void {
    const { conversationId, visitor, response } = stream;
    if (conversationId === null || !this.#streams.has(stream)) return;
    const standing = JSON.stringify(this.#options.standingOf(visitor.organizationId, conversationId));
    if (standing === stream.standing) return;
    stream.standing = standing;
    response.write(`event: standing\ndata: ${standing}\n\n`);
  }

  #send(stream: Stream, entry: TranscriptEntry): void {
    if (!this.#streams.has(stream)) return;
    stream.cursor = entry.cursor;
    stream.response.write(`id: ${entry.cursor}\ndata: ${JSON.stringify(entry)}\n\n`);
    if (stream.response.writableLength > waitingBytesMax) this.#end(stream, 'resume');
  }

  /** Sends every stream a comment, so that nothing on the way takes it for dead. */
  beat(): void {
    for (const { response } of this.#streams) response.write(':\n\n');
  }

  /** Ends the streams whose tokens no longer hold. While the store is slow, passes do not pile up. */
  readonly checkTokens = oneAtATime(async (): Promise<void> => {
    for (const stream of [...this.#streams]) {
      try {
        if (!(await this.#options.isValid(stream.visitor, stream.token))) this.#end(stream, 'void');
      } catch (error) {
        // The store is away: nothing new reaches the stream either.
        this.#options.onError(error);
      }
    }
  });

  #end(stream: Stream, reason: EndReason): void {
    if (!this.#streams.has(stream)) return;
    this.#forget(stream);
    stream.response.end(`event: ${reason}\ndata: {}\n\n`);
    // A reader who takes nothing does not hold the connection.
    const timer = setTimeout(() => stream.response.destroy(), 5_000);
    timer.unref();
    stream.response.once('close', () => clearTimeout(timer));
  }

  #forget(stream: Stream): void {
    if (!this.#streams.delete(stream)) return;
    this.#byThread.delete(threadOf(stream.visitor), stream);
    this.#byNetwork.delete(stream.network, stream);
    if (stream.conversationId !== null) this.#byConversation.delete(stream.conversationId, stream);
  }

  /** Ends every stream; browsers come back to whoever serves them then. */
  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of [...this.#streams]) this.#end(stream, 'resume');
  }
}

type OpenedConversations = Readonly<Record<string, { readonly accountId: string; readonly threadKey: string }>>;

function threadOf({ organizationId, accountId, address }: Visitor): string {
  return `${organizationId} ${accountId} ${address}`;
}
