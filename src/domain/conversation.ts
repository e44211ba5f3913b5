import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { ChannelKind } from './channel.ts';

/**
 * The life of a customer's thread, as rows.
 *
 * A **conversation** is the thread on one channel account, with a stable id. A **ticket** is its life in one department;
 * a move to another department ends it as `moved` and opens a linked copy there. A **segment** is one owner's stretch of
 * a ticket. Owner, ownership version and pending transfer are kept once, on the conversation. A conversation has at most
 * one open ticket.
 *
 * Ticket: `open` → `closed` (may reopen) | `moved` (final) | `merged` (final).
 */

/** Who is responsible while a ticket is open: exactly one. A direct queue is the queue `direct:AGENT`. */
export type Owner =
  | { readonly kind: 'queue'; readonly id: string }
  | { readonly kind: 'agent'; readonly id: string }
  | { readonly kind: 'flow'; readonly id: string }
  | { readonly kind: 'external'; readonly id: string };

const directPrefix = 'direct:';

/** The owner value for an agent's direct queue, served before shared queues. */
export function directQueue(agentId: string): Owner {
  return { kind: 'queue', id: directPrefix + agentId };
}

/** The agent whose direct queue this owner is, or null for every other owner. */
export function directQueueAgent(owner: Owner | null): string | null {
  return owner?.kind === 'queue' && owner.id.startsWith(directPrefix) ? owner.id.slice(directPrefix.length) : null;
}

export function sameOwner(a: Owner | null, b: Owner | null): boolean {
  return a === b || (a !== null && b !== null && a.kind === b.kind && a.id === b.id);
}

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export interface Conversation {
  readonly id: string;
  readonly accountId: string;
  readonly channelKind: ChannelKind;
  /** What the channel calls this thread: one open conversation per (account, thread key). */
  readonly threadKey: string;
  readonly contactId: string;
  readonly status: 'open' | 'closed';
  /** The department of the open ticket, or of the last one. */
  readonly departmentId: string;
  /** The open ticket, or the last one. */
  readonly ticketId: string;
  /** The current segment, or the last one. */
  readonly segmentId: string;
  /** Null exactly while closed. */
  readonly owner: Owner | null;
  /** +1 with every change of owner, never reset: writes computed for an older one are refused. */
  readonly ownershipVersion: number;
  readonly pendingTransferId: string | null;
  /** The live offer, if any (at most one). */
  readonly liveOfferId: string | null;
  /** Events of this conversation so far: the next is +1, without gaps. */
  readonly eventSequence: number;
  readonly messageSequence: number;
  /** When the ticket began to wait, kept when it is offered and comes back: the order of the queue. Null when not waiting. */
  readonly queuedAt: Instant | null;
  /** Lower is served first; 100 is normal. */
  readonly priority: number;
  /** When the wait in the present queue ends in its fallback. */
  readonly waitUntil: Instant | null;
  /** Hops that no person chose since the last human or customer message: the loop guard's count. */
  readonly automaticHops: number;
  /** The same hops by pair of places, in either direction (see `loop-guard.ts`). */
  readonly automaticPairs: Readonly<Record<string, number>>;
  /** All hops since the conversation opened. */
  readonly hops: number;
  /** Agents who declined this stretch of waiting or let it lapse: asked again only when the others were. */
  readonly passedOver: readonly string[];
  readonly lastAgentId: string | null;
  /** Agents still wrapping up a segment of this conversation, with the load units that their wrap-up holds. */
  readonly wrapUps: readonly WrapUp[];
  /** Everybody who takes part as a customer; the primary contact first. */
  readonly participants: readonly Participant[];
  readonly files: number;
  readonly attributes: Attributes;
  readonly tags: readonly string[];
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

/** A wrap-up in progress. A ticket that comes back to its wrapping agent reuses the slot: then it holds none itself. */
export interface WrapUp {
  readonly segmentId: string;
  readonly agentId: string;
  readonly slots: number;
}

export interface Participant {
  readonly channel: string;
  readonly address: string;
}

export const ticketStates = ['open', 'closed', 'moved', 'merged'] as const;
export type TicketState = (typeof ticketStates)[number];

export interface Ticket {
  readonly id: string;
  readonly conversationId: string;
  readonly departmentId: string;
  readonly state: TicketState;
  /** +1 with every write to the ticket; its ETag. */
  readonly version: number;
  readonly previousTicketId: string | null;
  readonly nextTicketId: string | null;
  /** The first message that belongs to this ticket, and the last (null while open). */
  readonly fromMessage: number;
  readonly toMessage: number | null;
  /** Messages from this one on may be read here: what the history policy opened. */
  readonly historyFrom: number;
  readonly attributes: Attributes;
  readonly tags: readonly string[];
  /** Answers that the customer gave before the chat began. They travel with every hand-over. */
  readonly form: Attributes;
  readonly slaStartedAt: Instant;
  readonly openedAt: Instant;
  readonly openedBy: 'contact' | 'agent' | 'api' | 'flow' | 'move' | 'import';
  readonly closedAt: Instant | null;
  readonly closeReason: string | null;
}

export const segmentEndReasons = ['transferred', 'moved', 'requeued', 'closed', 'taken_over', 'went_offline'] as const;
export type SegmentEndReason = (typeof segmentEndReasons)[number];

export interface Segment {
  readonly id: string;
  readonly conversationId: string;
  readonly ticketId: string;
  readonly departmentId: string;
  readonly owner: Owner;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly endReason: SegmentEndReason | null;
  /** While set, the agent is wrapping up: the slot may be held, and the disposition may be written. */
  readonly wrapUpUntil: Instant | null;
  readonly wrapUpEndedAt: Instant | null;
  readonly disposition: string | null;
  readonly wrapUpNote: string | null;
}

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** 1..n within the conversation, in the order of acceptance. */
  readonly sequence: number;
  readonly ticketId: string;
  readonly segmentId: string;
  /** `note` is internal: it stays in the department that wrote it unless the history policy sends it. */
  readonly direction: 'inbound' | 'outbound' | 'note';
  readonly author: ActorName;
  /** Sent by automation: never counted as a human reply. */
  readonly automatic: boolean;
  readonly text: string;
  readonly fileIds: readonly string[];
  /** The channel's id of the message: unique per account. */
  readonly externalId: string | null;
  readonly accountId: string;
  readonly at: Instant;
}

export interface Contact {
  readonly id: string;
  readonly name: string | null;
  readonly attributes: Attributes;
  readonly createdAt: Instant;
}

/** A stored file's description; its bytes are content-addressed elsewhere. */
export interface FileRecord {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The conversation whose readers may read it; null until it is attached. */
  readonly conversationId: string | null;
  readonly createdAt: Instant;
}
