/**
 * What the live interface shows, as it lies in snapshots and in events' `changes`: whole rows where they are new, changed
 * fields afterwards. Instants are milliseconds since 1970. Fields that a console has no use for are left out here, and kept
 * where they come.
 */

/** Who did something. */
export interface ActorName {
  readonly kind: string;
  readonly id: string;
  readonly throughKey?: string;
}

/** Who is responsible for an open conversation. An agent's direct queue is the queue `direct:AGENT`. */
export interface Owner {
  readonly kind: 'queue' | 'agent' | 'flow' | 'external';
  readonly id: string;
}

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export interface ConversationRow {
  readonly id: string;
  readonly accountId: string;
  readonly channelKind: string;
  readonly threadKey: string;
  readonly contactId: string;
  readonly status: 'open' | 'closed';
  readonly departmentId: string;
  readonly ticketId: string;
  readonly segmentId: string;
  readonly owner: Owner | null;
  readonly ownershipVersion: number;
  readonly pendingTransferId: string | null;
  readonly liveOfferId: string | null;
  readonly messageSequence: number;
  readonly queuedAt: number | null;
  readonly priority: number;
  readonly waitUntil: number | null;
  readonly hops: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
}

export interface TicketRow {
  readonly id: string;
  readonly conversationId: string;
  readonly departmentId: string;
  readonly state: 'open' | 'closed' | 'moved' | 'merged';
  readonly version: number;
  readonly previousTicketId: string | null;
  readonly nextTicketId: string | null;
  readonly fromMessage: number;
  readonly toMessage: number | null;
  readonly historyFrom: number;
  readonly attributes: Attributes;
  readonly tags: readonly string[];
  readonly form: Attributes;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly closeReason: string | null;
}

export interface SegmentRow {
  readonly id: string;
  readonly conversationId: string;
  readonly ticketId: string;
  readonly departmentId: string;
  readonly owner: Owner;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly endReason: string | null;
  readonly wrapUpUntil: number | null;
  readonly wrapUpEndedAt: number | null;
  readonly disposition: string | null;
}

export interface Target {
  readonly kind: 'agent' | 'queue' | 'department' | 'flow' | 'external';
  readonly id: string;
  readonly departmentId?: string;
}

export type TransferState =
  | 'refused'
  | 'waiting'
  | 'consulting'
  | 'offered'
  | 'completed'
  | 'cancelled'
  | 'returned'
  | 'fell_back'
  | 'failed';

export interface Receipt {
  readonly history: string;
  readonly messages: { readonly from: number; readonly to: number } | null;
  readonly note: boolean;
  readonly attributes: readonly string[];
  readonly form: readonly string[];
  readonly tags: readonly string[];
  readonly files: number;
  readonly sla: string;
  readonly heldBack: readonly { readonly what: string; readonly why: string }[];
}

export interface TransferRow {
  readonly id: string;
  readonly conversationId: string;
  readonly ticketId: string;
  readonly newTicketId: string | null;
  readonly state: TransferState;
  readonly mode: 'cold' | 'warm';
  readonly target: Target;
  readonly currentTarget: Target;
  readonly fromDepartmentId: string;
  readonly toDepartmentId: string;
  readonly release: 'on_accept' | 'now';
  readonly requestedBy: ActorName;
  readonly fromOwner: Owner;
  /** Where it travels and is known. */
  readonly note?: string | null;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly receipt: Receipt;
  readonly requestedAt: number;
  /** When waiting ends; null while an offer runs, which has an expiry of its own. */
  readonly deadlineAt: number | null;
  readonly endedAt: number | null;
}

export interface OfferRow {
  readonly id: string;
  readonly conversationId: string;
  readonly transferId: string | null;
  readonly agentId: string;
  readonly state: 'live' | 'accepted' | 'declined' | 'timed_out' | 'withdrawn';
  readonly offeredAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly reason: string | null;
}

export interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  readonly ticketId: string;
  /** What is neither inbound nor outbound is never shown to a customer. */
  readonly direction: 'inbound' | 'outbound' | 'note' | 'consult' | 'whisper';
  /** The role in which a joined colleague spoke. */
  readonly spokeAs: 'consultant' | 'participant' | 'supervisor' | null;
  /** When its text was taken away for good. */
  readonly erasedAt: number | null;
  readonly author: ActorName;
  readonly automatic: boolean;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly at: number;
}

export interface AgentRow {
  readonly id: string;
  readonly presence: 'online' | 'away' | 'offline';
  readonly presenceSince: number;
  /** A status of the configuration; null for a plain presence. */
  readonly statusId: string | null;
  /** Whether it holds only while a device says so. */
  readonly leased: boolean;
  /** What it was when the last device fell silent. */
  readonly lapsedFrom: { readonly presence: 'online' | 'away'; readonly statusId: string | null } | null;
  readonly load: Readonly<Record<string, number>>;
}

export interface ContactName {
  readonly id: string;
  readonly name: string | null;
}

/** The latest message that is no note, for a list: its text may be cut. */
export interface Preview {
  readonly sequence: number;
  readonly direction: 'inbound' | 'outbound';
  readonly author: ActorName;
  readonly automatic: boolean;
  readonly text: string;
  readonly at: number;
  /** When the customer wrote the first message that nobody has answered; null when a person has answered. */
  readonly unansweredSince: number | null;
}

/** An open conversation in view, with what is current of it. */
export interface Entry {
  readonly conversation: ConversationRow;
  readonly ticket: TicketRow;
  readonly transfer: TransferRow | null;
  readonly offer: OfferRow | null;
  readonly contact: ContactName;
  readonly preview: Preview | null;
}

/** What an agent is told of a conversation that is none of their departments'. */
export interface About {
  readonly conversationId: string;
  readonly channelKind: string;
  readonly contact: ContactName;
}

/** A live offer of a conversation that is not in view. */
export interface OfferEntry {
  readonly offer: OfferRow;
  readonly transfer: TransferRow | null;
  readonly about: About;
}

/** A stretch of work that the viewer is still wrapping up. */
export interface WrapUpEntry {
  readonly segment: SegmentRow;
  readonly about: About;
}

export interface Viewer {
  readonly agentId: string | null;
  readonly readsAll: boolean;
  readonly departments: readonly string[];
}

/** A page of `GET /v1/snapshot`. */
export interface SnapshotPage {
  readonly cursor: number;
  readonly viewer: Viewer;
  readonly conversations: readonly Entry[];
  readonly offers: readonly OfferEntry[];
  readonly wrapUps: readonly WrapUpEntry[];
  /** Where the next page begins; null on the last. */
  readonly after: string | null;
}

interface ChangesByKind {
  readonly conversation: ConversationRow;
  readonly ticket: TicketRow;
  readonly segment: SegmentRow;
  readonly transfer: TransferRow;
  readonly offer: OfferRow;
  readonly message: MessageRow;
  readonly agent: AgentRow;
  readonly contact: ContactName;
}

/** Changed fields by kind of row and id. */
export type Changes = {
  readonly [K in keyof ChangesByKind]?: Readonly<Record<string, Partial<ChangesByKind[K]>>>;
};

/** An event of the log, as a stream tells it. */
export interface LiveEvent {
  readonly position: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: ActorName;
  readonly conversationId: string | null;
  readonly sequence: number | null;
  readonly data: { readonly changes: Changes; readonly [detail: string]: unknown };
  /** Of a message or note, for whoever may read it. */
  readonly text?: string;
  /** Of a transfer. */
  readonly note?: string;
  readonly about?: About;
  /** The conversation as it is now, for those for whom it begins with this event. */
  readonly entry?: Entry;
}
