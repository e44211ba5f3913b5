import type { Instant } from '../base/clock.ts';
import type { Owner } from './conversation.ts';
import type { OverridableCode, RefusalCode, RefusalData } from './refusal.ts';
import type { Receipt, Release, Target, Transfer } from './transfer.ts';

/** What the request's own commit does besides writing the transfer. */
export type TransferStep =
  /** A queue (with its id) or a flow (without) owns from this commit on: the transfer is `completed`. */
  | { readonly kind: 'admit'; readonly owner: Owner; readonly queueId: string | null }
  /** The agent owns from this commit on, unasked: `completed`. */
  | { readonly kind: 'assign'; readonly agentId: string }
  /** An agent or an external contact is asked: `offered`. An external one is watched by a queue of the origin. */
  | {
      readonly kind: 'offer';
      readonly to: Owner;
      readonly timeoutMs: number;
      readonly expiresAt: Instant;
      readonly watchingQueueId: string | null;
    }
  /** The agent is full or absent, or the department closed: `waiting` until the reason is gone or the deadline comes. */
  | {
      readonly kind: 'wait';
      readonly agentId: string;
      readonly because: WaitReason;
      readonly deadlineAt: Instant;
      /** The next opening, when it waits for one. */
      readonly opensAt: Instant | null;
      readonly delivery: 'assign' | 'offer';
    }
  /** Asked in private, holding no slot: `consulting`. */
  | { readonly kind: 'consult'; readonly with: Owner; readonly deadlineAt: Instant };

export type WaitReason = 'agent_at_capacity' | 'agent_offline' | 'department_closed';

export interface TransferWarning {
  readonly code: WaitReason | 'skill_missing' | 'many_hops';
  readonly data: RefusalData;
}

/** Which rule let it pass. */
export type AllowedBy =
  | { readonly kind: 'inside' | 'no_boundary' | 'program' }
  /** A row of the origin's move rules, by its place. */
  | { readonly kind: 'move_rule' | 'assistant_mapping'; readonly row: number; readonly label: string | null };

/** All that the commands need to carry a transfer out: they decide nothing about policy themselves. */
export interface TransferPlan {
  readonly step: TransferStep;
  /** Whom it stands at: what was asked for, unless it was redirected. An agent's department is filled in. */
  readonly target: Target;
  /** Set when the asked target was blocked and its fallback chain took over. */
  readonly redirected: { readonly from: Target; readonly because: RefusalCode } | null;
  readonly mode: 'cold' | 'warm';
  readonly fromDepartmentId: string;
  readonly toDepartmentId: string;
  /** Whether the ticket closes here and a copy opens there, in the commit of acceptance or admission. */
  readonly isMove: boolean;
  readonly release: Release;
  /** Who owns after the request's own commit; null leaves the sender in charge. */
  readonly ownerNow: Owner | null;
  /** A pending transfer that this one cancels first, in the same commit. */
  readonly replacesTransferId: string | null;
  /** Whom to try next, in this order, when it is declined, times out or fails. */
  readonly chain: readonly Target[];
  readonly mayCancel: boolean;
  readonly mayDecline: boolean;
  readonly slots: number;
  /** The channel session on which it goes on, when the request changes channels. */
  readonly session: Transfer['session'];
  /** What travels and what policy holds back: the receipt but for its files. */
  readonly travels: Omit<Receipt, 'files'>;
  /** The first message that the destination may read; one past the last when it may read none. */
  readonly historyFrom: number;
  readonly allowedBy: AllowedBy;
  /** Whether nobody chose this hop; see `countHop`. */
  readonly automatic: boolean;
  readonly hopPair: string;
  readonly warnings: readonly TransferWarning[];
  /** Refusals that the actor's permission passed: audited. */
  readonly overrides: readonly OverridableCode[];
  /** An assistant's mapping is a side door by design, and is audited under its own name. */
  readonly auditKind: 'transfer' | 'assistant_transfer';
}
