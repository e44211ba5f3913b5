import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
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
  /** What the policy said of each when it was asked for: `allowed`, or the code of the refusal. */
  readonly judged: Readonly<Record<string, string>>;
  /** In whose name it is done: judged by the permissions that they have when the time comes. */
  readonly requestedBy: ActorName;
  readonly runAt: Instant;
  readonly createdAt: Instant;
  readonly cancelledAt: Instant | null;
  /** When the last item had its outcome. */
  readonly doneAt: Instant | null;
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
