import type { Instant } from '../../base/clock.ts';
import type { Transcript } from '../../contract/webchat.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { customerNames } from '../../domain/customer-names.ts';
import { turnKinds } from '../../domain/transcript.ts';
import type { Cursors } from './cursors.ts';
import { type FoundTranscript, renderTranscript } from './render-transcript.ts';
import type { Visitor } from './visitor-tokens.ts';

/** What the store answers to the widget's routes. All reject with DatabaseError. */
export interface VisitorReads {
  conversation(
    organizationId: string,
    thread: { readonly accountId: string; readonly threadKey: string },
  ): Promise<KnownConversation | null>;
  transcript(
    organizationId: string,
    conversationId: string,
    asked: {
      readonly page:
        | { readonly before: number; readonly limit: number }
        | { readonly after: number; readonly limit: number };
      readonly turnKinds: readonly string[];
    },
  ): Promise<FoundTranscript>;
  file(
    organizationId: string,
    conversationId: string,
    id: string,
  ): Promise<{
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly sha256: string;
  } | null>;
}

/** The latest conversation of a visitor's thread. */
export interface KnownConversation {
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly closedAt: Instant | null;
  readonly contactName: string | null;
}

export interface TranscriptsOptions {
  readonly reads: VisitorReads;
  readonly cursors: Cursors;
  readonly configurationOf: (organizationId: string) => Promise<Configuration | null>;
  /** Messages on a page. Default 100. */
  readonly pageSize?: number;
  /** Messages that a client may have missed and still be told; beyond it starting again is cheaper. Default 500. */
  readonly missedMax?: number;
}

/** Where somebody wants to read on; neither is the newest page. */
export interface Place {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

const endless = 2_147_483_647;
const nothing: Transcript = { conversation: null, view: null, entries: [], cursor: null, older: null, reset: false };

/**
 * Visitors' conversations, page by page, as customers may see them. A page after a cursor, and what a stream sends, are
 * made by the same reading and rendering as the newest page: whoever comes back ends with what a fresh start would show.
 */
export class Transcripts {
  readonly #options: TranscriptsOptions;

  constructor(options: TranscriptsOptions) {
    this.#options = options;
  }

  /** The latest conversation of the visitor's thread; null before the first message. @throws DatabaseError */
  conversationOf({ organizationId, accountId, address }: Visitor): Promise<KnownConversation | null> {
    return this.#options.reads.conversation(organizationId, { accountId, threadKey: address });
  }

  /** @throws DatabaseError */
  async read(visitor: Visitor, place: Place): Promise<Transcript> {
    const conversation = await this.conversationOf(visitor);
    if (conversation === null) return { ...nothing, reset: place.after !== undefined || place.before !== undefined };
    return this.readOf(visitor, conversation.id, place);
  }

  /** The same for a conversation that is known to be the visitor's. @throws DatabaseError */
  async readOf(visitor: Visitor, conversationId: string, { after, before }: Place): Promise<Transcript> {
    const { cursors } = this.#options;
    if (after !== undefined) {
      const sequence = cursors.read(conversationId, after);
      const next = sequence === null ? null : await this.#next(visitor, conversationId, sequence);
      if (next !== null) return { ...next, cursor: next.cursor ?? after };
    }
    const sequence = before === undefined ? null : cursors.read(conversationId, before);
    const page = await this.#newest(visitor, conversationId, sequence ?? endless);
    return { ...page, reset: after !== undefined || (before !== undefined && sequence === null) };
  }

  /** Everything after an event; null when it is too much. */
  async #next(visitor: Visitor, conversationId: string, after: number): Promise<Transcript | null> {
    const missedMax = this.#options.missedMax ?? 500;
    const found = await this.#find(visitor, conversationId, { after, limit: missedMax + 1 });
    if (found.messages.length > missedMax) return null;
    return this.#render(visitor, conversationId, found, { after, until: endless, older: null });
  }

  async #newest(visitor: Visitor, conversationId: string, before: number): Promise<Transcript> {
    const pageSize = this.#options.pageSize ?? 100;
    const found = await this.#find(visitor, conversationId, { before, limit: pageSize + 1 });
    const hasOlder = found.messages.length > pageSize;
    const messages = hasOlder ? found.messages.slice(1) : found.messages;
    const first = hasOlder ? (messages[0]?.eventSequence ?? 0) : 0;
    return this.#render(
      visitor,
      conversationId,
      { ...found, messages },
      { after: Math.max(0, first - 1), until: before - 1, older: hasOlder ? first : null },
    );
  }

  #find(
    { organizationId }: Visitor,
    conversationId: string,
    page: { before: number; limit: number } | { after: number; limit: number },
  ): Promise<FoundTranscript> {
    return this.#options.reads.transcript(organizationId, conversationId, { page, turnKinds });
  }

  async #render(
    { organizationId, address }: Visitor,
    conversationId: string,
    found: FoundTranscript,
    { after, until, older }: { readonly after: number; readonly until: number; readonly older: number | null },
  ): Promise<Transcript> {
    const configuration = await this.#options.configurationOf(organizationId);
    if (configuration === null) return nothing;
    const cursorOf = (sequence: number): string => this.#options.cursors.write(conversationId, sequence);
    const { view, entries } = renderTranscript(found, {
      names: customerNames(configuration),
      ownPrefix: ownPrefixOf(address),
      cursorOf,
      after,
      until,
    });
    return {
      conversation: { id: conversationId, status: view.phase === 'closed' ? 'closed' : 'open' },
      view,
      entries,
      // Not where the log ends: that moves with every note.
      cursor: entries.at(-1)?.cursor ?? null,
      older: older === null ? null : cursorOf(older),
      reset: false,
    };
  }
}

/** What stands before a visitor's own id of a message, so that nobody's ids meet anybody else's. */
export function ownPrefixOf(address: string): string {
  return `${address} `;
}
