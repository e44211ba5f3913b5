import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import type { Owner } from './conversation.ts';
import type { DataClass } from './redaction.ts';

/**
 * The life of a transfer: the record of a hand-over from request to outcome.
 *
 *     requested ─► refused                        nothing happened but this record
 *        ├─► completed                            a queue or department admits at once
 *        ├─► waiting ──► offered | every end      the target is full or away: visible, with a deadline
 *        │           └─► waiting (next target)    it passed, and the next of the chain is full or away too
 *        ├─► consulting ──► completed             who was asked in private takes it over
 *        │              └─► offered | waiting | every end
 *        └─► offered ──► completed                accepted: new owner, in one commit
 *                    ├─► offered (next target)    declined or timed out
 *                    └─► cancelled | returned | fell_back | failed
 *
 * `requested` is never stored: the request's own commit already holds one of the states that follow it. `consulting` is
 * the state of a warm transfer. At most one transfer of a conversation is pending. An outside contact is asked by the
 * transfer itself (`offered` with a deadline of its own): an offer row stands for a slot, and it has none.
 */
export const transferStates = [
  'refused',
  'waiting',
  'consulting',
  'offered',
  'completed',
  'cancelled',
  'returned',
  'fell_back',
  'failed',
] as const;
export type TransferState = (typeof transferStates)[number];

const pendingStates: readonly TransferState[] = ['waiting', 'consulting', 'offered'];

/** Whether the transfer still has an outcome to come. */
export function isPending(state: TransferState): boolean {
  return pendingStates.includes(state);
}

/** The edges of the picture above; every other change of state is a broken belief. */
export const transferEdges: Readonly<Record<'requested' | TransferState, readonly TransferState[]>> = {
  requested: ['refused', 'completed', 'waiting', 'consulting', 'offered'],
  waiting: ['waiting', 'offered', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
  consulting: ['offered', 'waiting', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
  offered: ['offered', 'waiting', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
  refused: [],
  completed: [],
  cancelled: [],
  returned: [],
  fell_back: [],
  failed: [],
};

/** Where a conversation should go. `departmentId` narrows an agent to one department; for a queue it is implied. */
export type Target =
  | { readonly kind: 'agent'; readonly id: string; readonly departmentId?: string }
  | { readonly kind: 'queue'; readonly id: string }
  | { readonly kind: 'department'; readonly id: string }
  | { readonly kind: 'flow'; readonly id: string }
  | { readonly kind: 'external'; readonly id: string };
export const targetKinds = ['agent', 'queue', 'department', 'flow', 'external'] as const;
export type TargetKind = (typeof targetKinds)[number];

export type Release = 'on_accept' | 'now';

export interface TransferRequest {
  readonly target: Target;
  readonly mode: 'cold' | 'warm';
  readonly note?: string;
  readonly reason?: string;
  readonly release?: Release;
  /** What to do when the destination is full, away or closed and the setting leaves it to the sender. */
  readonly whenBlocked?: 'refuse' | 'wait' | 'next' | 'deliver_when_back';
  /** Asks to pass what `transfer.override` may pass. Never implied by holding the permission: it is audited. */
  readonly override?: boolean;
  /** The ticket version that the sender saw (If-Match); any other now is `version_conflict`. */
  readonly ticketVersion?: number;
  /** Go on through this channel account instead of the conversation's own: needs `crossChannel` and the customer's consent. */
  readonly accountId?: string;
  /** The contact's address there. */
  readonly address?: string;
  readonly consent?: boolean;
  /** What the sender began to write to the customer: put before the new owner, who sends it or not. */
  readonly draft?: string;
  /** Until when a wait for a full or absent target lasts at most; then its fallback. Narrows the setting's limit, or extends it up to 14 days. */
  readonly waitUntil?: Instant;
  /** The batch of which this is an item. */
  readonly batchId?: string;
  /** Of a flow: that the agent is away or offline stands in nobody's way; then it is given, since nobody is there to be asked. */
  readonly evenOffline?: boolean;
}

/** What went along with a hand-over, and what the policy held back. Written in the commit of the offer. */
export interface Receipt {
  readonly history: 'full' | 'from_here' | 'summary' | 'none';
  /** Messages that the destination may read: first and last sequence, or null when none. */
  readonly messages: { readonly from: number; readonly to: number } | null;
  readonly note: boolean;
  readonly draft: boolean;
  /** What is masked in the messages that travelled. */
  readonly redacted: readonly DataClass[];
  readonly attributes: readonly string[];
  readonly form: readonly string[];
  readonly tags: readonly string[];
  readonly files: number;
  readonly sla: 'carried' | 'restarted' | 'paused';
  readonly heldBack: readonly { readonly what: string; readonly why: string }[];
}

export interface Transfer {
  readonly id: string;
  readonly conversationId: string;
  /** The ticket that was handed over. */
  readonly ticketId: string;
  /** The ticket where it went on: the same within a department, the copy after a move; null until then. */
  readonly newTicketId: string | null;
  readonly state: TransferState;
  readonly mode: 'cold' | 'warm';
  /** What was asked for. */
  readonly target: Target;
  /** Whom it stands at now: the target, or a link of its fallback chain. */
  readonly currentTarget: Target;
  readonly fromDepartmentId: string;
  readonly toDepartmentId: string;
  readonly release: Release;
  readonly requestedBy: ActorName;
  /** Who owned the conversation when it was asked. */
  readonly fromOwner: Owner;
  /** The ownership version that the request saw or, with `release: now`, made. */
  readonly ownershipVersion: number;
  readonly note: string | null;
  /** What the sender began to write to the customer. */
  readonly draft: string | null;
  /** The channel session on which it goes on, when the hand-over changes channels. */
  readonly session: { readonly accountId: string; readonly channelKind: ChannelKind; readonly address: string } | null;
  /** The batch of which it is an item; null for one that was asked for by itself. */
  readonly batchId: string | null;
  readonly reason: string | null;
  /** Why it ended as it did: a refusal's code, a decliner's words, `expired`. */
  readonly outcome: string | null;
  /** Targets of the fallback chain still to be tried. */
  readonly chain: readonly Target[];
  readonly receipt: Receipt;
  readonly requestedAt: Instant;
  /** When waiting, consulting or an outside contact's time to answer ends; null while an agent's offer runs (it has its own expiry). */
  readonly deadlineAt: Instant | null;
  readonly endedAt: Instant | null;
}

/**
 * The transfer asked for once more: to be judged again where it stands, or for another target. What the sender chose for
 * blocked targets was about the first one.
 */
export function requestAgain(transfer: Transfer, target: Target = transfer.currentTarget): TransferRequest {
  const { note, draft, reason, release, session } = transfer;
  return {
    target,
    mode: 'cold',
    release,
    ...(note === null ? {} : { note }),
    ...(draft === null ? {} : { draft }),
    ...(reason === null ? {} : { reason }),
    ...(session === null ? {} : { accountId: session.accountId, address: session.address, consent: true }),
  };
}

export const offerStates = ['live', 'accepted', 'declined', 'timed_out', 'withdrawn'] as const;
export type OfferState = (typeof offerStates)[number];

/** A conversation put before an agent. It holds a slot until it ends. */
export interface Offer {
  readonly id: string;
  readonly conversationId: string;
  /** Null for work from a queue that nobody transferred. */
  readonly transferId: string | null;
  readonly agentId: string;
  readonly state: OfferState;
  /** Load units held while live. */
  readonly slots: number;
  readonly offeredAt: Instant;
  readonly expiresAt: Instant;
  readonly endedAt: Instant | null;
  readonly reason: string | null;
}
