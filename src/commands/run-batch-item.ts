import { type CommandDefinition, done, type Outcome } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { actorOfNow, adminKeyId } from '../domain/principal.ts';
import type { BatchItem, TransferBatch } from '../domain/transfer-batch.ts';
import { findTicket } from './find-ticket.ts';
import { requestTransfer } from './request-transfer.ts';

export interface BatchItemName {
  readonly batchId: string;
  readonly ticketId: string;
}

/**
 * Hands over the next ticket of a batch whose time has come, in the name of whoever asked for it and by the permissions and
 * rules of now. What it comes to is recorded beside it, and stops none of the others. Sent by the sweeper of any node under
 * one key per ticket, so that of several only the first does anything.
 */
export const runBatchItem: CommandDefinition<BatchItemName, null> = {
  name: 'runBatchItem',
  needs: ({ batchId, ticketId }) => ({ batches: [batchId], tickets: [ticketId] }),
  decide(draft, { batchId, ticketId }): Outcome<null> {
    const batch = draft.find('transferBatch', batchId);
    const isWanted =
      batch?.ticketIds.includes(ticketId) === true && batch.cancelledAt === null && draft.now >= batch.runAt;
    if (batch === undefined || !isWanted) return done(null);
    const { requestedBy } = batch;
    const keyId = requestedBy.kind === 'key' ? requestedBy.id : requestedBy.throughKey;
    const key = keyId === undefined ? undefined : draft.find('apiKey', keyId);
    if (keyId !== undefined && keyId !== adminKeyId && key === undefined)
      return { kind: 'needs', needs: { apiKeys: [keyId] } };
    const actor = actorOfNow(requestedBy, { configuration: draft.configuration, key, at: draft.now });
    if (actor === undefined) {
      return record(draft, batch, ticketId, { state: 'refused', code: 'permission_missing' });
    }
    draft.actFor(actor);
    const found = findTicket(draft, ticketId);
    if (found === undefined) return record(draft, batch, ticketId, { state: 'gone', code: 'not_found' });
    const { ticket, conversation } = found;
    if (ticket.state !== 'open') {
      const code = ticket.state === 'closed' ? 'ticket_closed' : 'ticket_moved';
      return record(draft, batch, ticketId, { state: 'gone', code });
    }
    // Somebody gave it to somebody since: what was asked for before does not undo that.
    if (conversation.ownershipVersion !== batch.judged[ticketId]?.ownershipVersion) {
      return record(draft, batch, ticketId, { state: 'refused', code: 'version_conflict' });
    }
    const request = { ...batch.request, batchId, ...(batch.note === null ? {} : { note: batch.note }) };
    const outcome = requestTransfer.decide(draft, { ticketId, request });
    if (outcome.kind === 'needs') return outcome;
    return outcome.kind === 'refused'
      ? record(draft, batch, ticketId, {
          state: 'refused',
          code: outcome.refusal.code,
          transferId: outcome.refusal.transferId ?? null,
        })
      : record(draft, batch, ticketId, { state: 'handed_over', transferId: outcome.answer.transfer.id });
  },
};

function record(
  draft: Draft,
  batch: TransferBatch,
  ticketId: string,
  came: Pick<BatchItem, 'state'> & Partial<Pick<BatchItem, 'code' | 'transferId'>>,
): Outcome<null> {
  const id = `${batch.id} ${ticketId}`;
  const item: BatchItem = { id, batchId: batch.id, ticketId, transferId: null, code: null, ...came, at: draft.now };
  draft.add('batchItem', id, item);
  const { state, code, transferId } = item;
  draft.emit('transfer_batch.item_done', {
    ...audienceOf(batch),
    details: { batchId: batch.id, ticketId, state, code, transferId },
  });
  return done(null);
}

/** Whoever asked for it is told how it goes. */
function audienceOf({ requestedBy }: TransferBatch): { readonly agents: readonly string[] } {
  return { agents: requestedBy.kind === 'agent' ? [requestedBy.id] : [] };
}

/** A batch of which every ticket had its outcome is over. Sent by the sweeper. */
export const finishBatch: CommandDefinition<{ readonly batchId: string }, null> = {
  name: 'finishBatch',
  needs: ({ batchId }) => ({ batches: [batchId] }),
  decide(draft, { batchId }) {
    const batch = draft.find('transferBatch', batchId);
    if (batch === undefined || batch.doneAt !== null || batch.cancelledAt !== null) return done(null);
    draft.change('transferBatch', batchId, { doneAt: draft.now });
    draft.emit('transfer_batch.done', { ...audienceOf(batch), details: { batchId } });
    return done(null);
  },
};
