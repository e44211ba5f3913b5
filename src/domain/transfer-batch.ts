import type { Instant } from '../base/clock.ts';
import type { Actor, ActorName } from './actor.ts';
import type { TransferRequest } from './transfer.ts';

/**
 * Transfers that are asked for together, or for a later time: a colleague leaves, a shift ends, somebody is back tomorrow. The
 * batch says what is to happen; each of its tickets becomes an ordinary transfer with an outcome of its own, and none waits
 * for another. The policy judges each when it is asked for, to show it, and again when its time has come, to decide.
 */
export interface TransferBatch {
  readonly id: string;
  /** The same request for every ticket; its note is kept apart. */
  readonly request: Omit<TransferRequest, 'note' | 'draft'>;
  readonly note: string | null;
  /** In the order in which they are handed over. */
  readonly ticketIds: readonly string[];
  /** What the policy said of each when it was asked for, and what it saw then. */
  readonly judged: Readonly<Record<string, BatchVerdict>>;
  /** In whose name it is done: judged by the permissions that they have when the time comes. */
  readonly requestedBy: ActorName;
  readonly runAt: Instant;
  readonly createdAt: Instant;
  readonly cancelledAt: Instant | null;
  /** When the last item had its outcome. */
  readonly doneAt: Instant | null;
}

/** The most tickets of one batch. */
export const batchTicketsMax = 10_000;

export interface BatchVerdict {
  /** `allowed`, or the code of the refusal: `not_found` for what the requester may not know of. */
  readonly answer: string;
  /** The conversation's ownership version that was seen: what changed hands since is left to whoever has it. Null without a ticket. */
  readonly ownershipVersion: number | null;
}

export const batchStates = ['scheduled', 'running', 'done', 'cancelled'] as const;
export type BatchState = (typeof batchStates)[number];

/** Where a batch stands. One that was cancelled stays so, however many of its items had their outcome before. */
export function batchState(
  { cancelledAt, doneAt, runAt }: Pick<TransferBatch, 'cancelledAt' | 'doneAt' | 'runAt'>,
  now: Instant,
): BatchState {
  if (cancelledAt !== null) return 'cancelled';
  if (doneAt !== null) return 'done';
  return now < runAt ? 'scheduled' : 'running';
}

/** Whether the actor may know of the batch: whoever asked for it, and whoever reads every ticket. */
export function mayReadBatch(actor: Actor, { requestedBy }: Pick<TransferBatch, 'requestedBy'>): boolean {
  return isRequester(actor, requestedBy) || actor.permissions.has('ticket.read_all');
}

/** Whether the actor is the one who asked, by whatever key they came. */
export function isRequester(actor: Pick<Actor, 'kind' | 'id'>, requestedBy: ActorName): boolean {
  return actor.kind === requestedBy.kind && actor.id === requestedBy.id;
}

export const batchItemStates = ['handed_over', 'refused', 'gone'] as const;
/** `handed_over`: a transfer was made of it. `refused`: the policy said no, or it changed hands meanwhile. `gone`: closed or moved. */
export type BatchItemState = (typeof batchItemStates)[number];

export interface BatchItem {
  /** `BATCH TICKET`. */
  readonly id: string;
  readonly batchId: string;
  readonly ticketId: string;
  readonly state: BatchItemState;
  readonly transferId: string | null;
  /** The code of the refusal. */
  readonly code: string | null;
  readonly at: Instant;
}
