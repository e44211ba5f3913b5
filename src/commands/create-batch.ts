import { nameActor } from '../domain/actor.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { TransferBatch } from '../domain/transfer-batch.ts';

export interface CreateBatchInput {
  /** At most `batchTicketsMax`, each once, in the order in which they are handed over. */
  readonly ticketIds: readonly string[];
  readonly judged: TransferBatch['judged'];
  readonly request: TransferBatch['request'];
  readonly note: string | null;
  /** Null is at once. */
  readonly runAt: number | null;
}

export interface BatchAnswer {
  readonly batchId: string;
}

/**
 * Asks for many transfers together, or for later. Nothing is handed over yet: the sweeper sends one command per ticket once
 * the time has come, each judged by the permissions and rules of that moment. What the policy says now is kept to be shown.
 */
export const createBatch: CommandDefinition<CreateBatchInput, BatchAnswer> = {
  name: 'createBatch',
  needs: () => ({}),
  decide(draft, { ticketIds, judged, request, note, runAt }) {
    const { actor } = draft;
    if (!actor.permissions.has('transfer.request'))
      return refused('permission_missing', { data: { permission: 'transfer.request' } });
    const batch: TransferBatch = {
      id: draft.newId(),
      request,
      note,
      ticketIds,
      judged,
      requestedBy: nameActor(actor),
      runAt: Math.max(runAt ?? draft.now, draft.now),
      createdAt: draft.now,
      cancelledAt: null,
      doneAt: null,
    };
    draft.add('transferBatch', batch.id, batch);
    draft.emit('transfer_batch.created', {
      agents: actor.kind === 'agent' ? [actor.id] : [],
      details: { batchId: batch.id, tickets: ticketIds.length, runAt: batch.runAt },
    });
    return done({ batchId: batch.id });
  },
};
