import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import type { History } from './history.ts';
import type { DataClass } from './redaction.ts';

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
  /** The channel session on which we speak: it changes when the conversation goes on through another account. */
  readonly accountId: string;
  readonly channelKind: ChannelKind;
  /** What the channel calls this thread: one open conversation per (account, thread key). */
  readonly threadKey: string;
  /** The sessions on other channel accounts that belong to this conversation, oldest first. What comes in on them comes here. */
  readonly linkedSessions: readonly ChannelSession[];
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
  /** Runs of flows that began since then without a person or a customer (see `loop-guard.ts`). */
  readonly automaticRuns: number;
  /** All hops since the conversation opened. */
  readonly hops: number;
  /** Agents who declined this stretch of waiting or let it lapse: asked again only when the others were. */
  readonly passedOver: readonly string[];
  /** When the last of them said no: after a pause they may be asked again all the same. Null when nobody did. */
  readonly passedOverAt: Instant | null;
  readonly lastAgentId: string | null;
  /** When an agent first had it in this opening; null while none has, whose customer may leave unserved. */
  readonly servedAt: Instant | null;
  /** Whom it waits for before anybody else is asked, and until when; null together. */
  readonly preferredAgentId: string | null;
  readonly preferredUntil: Instant | null;
  /** Skills that it asks for besides its queue's. */
  readonly skills: readonly string[];
  /** Load units that it takes of whoever owns it, as they were when it was taken. */
  readonly units: number;
  /** Agents still wrapping up a segment of this conversation, with the load units that their wrap-up holds. */
  readonly wrapUps: readonly WrapUp[];
  /** Everybody who takes part as a customer; the primary contact first. */
  readonly participants: readonly Participant[];
  /** Colleagues who take part besides the owner: asked for advice in private, or joined and speaking by their role. */
  readonly parties: readonly Party[];
  /** The queue that watches while a contact outside owns it; null otherwise. */
  readonly watchingQueueId: string | null;
  /** The flag by which its owner asked for a supervisor's help; null when none is raised. */
  readonly help: HelpFlag | null;
  /** Whether the customer was told of a hand-over since somebody last wrote: told once, however often it is handed on. */
  readonly noticeSent: boolean;
  /** The conversation that took this one over; null unless it was merged. */
  readonly mergedIntoId: string | null;
  /** The flows that are under way here, in the order in which they began. */
  readonly flowRunIds: readonly string[];
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

/** A thread on another channel account that belongs to the same conversation. */
export interface ChannelSession {
  readonly accountId: string;
  readonly channelKind: ChannelKind;
  readonly threadKey: string;
  /** The customer's address there. */
  readonly address: string;
  readonly startedAt: Instant;
  /** When the conversation went on elsewhere. */
  readonly endedAt: Instant;
}

export const partyRoles = ['consultant', 'participant', 'supervisor'] as const;
export type PartyRole = (typeof partyRoles)[number];

/**
 * A colleague in a conversation that somebody else owns. Holds no slot. What they may read is what the history policy opened
 * when they came, and ends when they go.
 */
export interface Party {
  /** An agent, or for a consult a contact outside. */
  readonly who: { readonly kind: 'agent' | 'external'; readonly id: string };
  readonly role: PartyRole;
  /** Whether the customer sees what they write. Otherwise they are there in private. */
  readonly joined: boolean;
  /** Whether they have answered: written, joined, or said that they will take it. */
  readonly present: boolean;
  /** The warm transfer that brought them; null for somebody who was invited or came by right. */
  readonly transferId: string | null;
  /** The first message that they may read; null for none. */
  readonly historyFrom: number | null;
  /** What is masked of the messages that were there before them. */
  readonly redact: readonly DataClass[];
  readonly since: Instant;
}

export interface HelpFlag {
  readonly agentId: string;
  readonly raisedAt: Instant;
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
  /** What the policy opened of the past when it came here, or was last handed on within. */
  readonly history: History;
  /** With `summary`: the first message that the summary speaks of, which ends before `historyFrom`; null otherwise. */
  readonly summaryFrom: number | null;
  /** What is masked, whenever it is read here, in messages before `fromMessage`. */
  readonly redact: readonly DataClass[];
  /** Timers pause; owner and load stay. */
  readonly onHold: boolean;
  /** Put aside until then, or until the customer writes; null when it is not. */
  readonly snoozedUntil: Instant | null;
  readonly attributes: Attributes;
  readonly tags: readonly string[];
  /** Answers that the customer gave before the chat began. They travel with every hand-over. */
  readonly form: Attributes;
  /** When the clock of the service promise began; moved on by every pause, so that what has passed is `now` less this. */
  readonly slaStartedAt: Instant;
  /** Since when that clock stands still; null while it runs. */
  readonly slaPausedAt: Instant | null;
  readonly openedAt: Instant;
  readonly openedBy: 'contact' | 'agent' | 'api' | 'flow' | 'move' | 'import';
  /** When it was last opened again after it was closed; null for one that never was. */
  readonly reopenedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly closeReason: string | null;
}

/** When this opening of the ticket began: the place in line of whoever comes back to a queue. */
export function openingOf({ openedAt, reopenedAt }: Pick<Ticket, 'openedAt' | 'reopenedAt'>): Instant {
  return reopenedAt ?? openedAt;
}

export const segmentEndReasons = [
  'transferred',
  'moved',
  'merged',
  'requeued',
  'returned',
  'closed',
  'taken_over',
  'went_offline',
] as const;
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
  /** How often its time was extended. */
  readonly wrapUpExtensions: number;
  readonly disposition: string | null;
  /** The disposition's name when it was chosen: renaming it later changes no history. */
  readonly dispositionName: string | null;
  readonly wrapUpNote: string | null;
}

/**
 * What a message is: from and to the customer; and within, a `note` of the department, a word of a `consult` between the owner
 * and a colleague, a `whisper` between an agent and a supervisor. What is within never leaves by any door to the customer.
 */
export const messageDirections = ['inbound', 'outbound', 'note', 'consult', 'whisper'] as const;
export type MessageDirection = (typeof messageDirections)[number];

/** Whether the customer may see it. Everything that faces the customer asks this, and takes nothing that is not named here. */
export function isShownToCustomer(direction: MessageDirection): boolean {
  return direction === 'inbound' || direction === 'outbound';
}

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** 1..n within the conversation, in the order of acceptance. */
  readonly sequence: number;
  readonly ticketId: string;
  readonly segmentId: string;
  readonly direction: MessageDirection;
  readonly author: ActorName;
  /** The role in which a joined colleague spoke; null for everybody who speaks for themselves or as the owner. */
  readonly spokeAs: PartyRole | null;
  /** Sent by automation: never counted as a human reply. */
  readonly automatic: boolean;
  readonly text: string;
  readonly fileIds: readonly string[];
  /** The channel's id of the message: unique per account. */
  readonly externalId: string | null;
  readonly accountId: string;
  /** When its text and files were taken away for good, by retention or a redaction; null while they are there. */
  readonly erasedAt: Instant | null;
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
