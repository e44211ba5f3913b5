import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { batchState, isRequester, mayReadBatch } from '../domain/transfer-batch.ts';
import type { BatchAnswer } from './create-batch.ts';

/**
 * Stops a batch: tickets that were not handed over yet stay where they are, and transfers that were made go on. By whoever
 * asked for it, or with `transfer.cancel_any`. Refuses one that is done or cancelled already (`batch_over`).
 */
export const cancelBatch: CommandDefinition<{ readonly batchId: string }, BatchAnswer> = {
  name: 'cancelBatch',
  needs: ({ batchId }) => ({ batches: [batchId] }),
  decide(draft, { batchId }) {
    const batch = draft.find('transferBatch', batchId);
    const { actor } = draft;
    if (batch === undefined || !mayReadBatch(actor, batch)) return refused('not_found');
    if (!isRequester(actor, batch.requestedBy) && !actor.permissions.has('transfer.cancel_any'))
      return refused('permission_missing', { data: { permission: 'transfer.cancel_any' } });
    const state = batchState(batch, draft.now);
    if (state === 'done' || state === 'cancelled') return refused('batch_over', { data: { batch: batchId, state } });
    draft.change('transferBatch', batchId, { cancelledAt: draft.now });
    draft.emit('transfer_batch.cancelled', {
      agents: batch.requestedBy.kind === 'agent' ? [batch.requestedBy.id] : [],
      details: { batchId },
    });
    return done({ batchId });
  },
};
