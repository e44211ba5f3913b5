import type { Instant } from '../base/clock.ts';
import { directQueue, type Owner } from '../domain/conversation.ts';
import type { TransferRequest } from '../domain/transfer.ts';
import {
  type BatchItemState,
  type BatchVerdict,
  batchTicketsMax,
  mayReadBatch,
  type TransferBatch,
} from '../domain/transfer-batch.ts';
import { readBatches, readBatchItems, readBatchPage } from '../storage/read-batches.ts';
import { readRow } from '../storage/tables.ts';
import { type Page, type Reader, type Reads, readIdPage } from './reads.ts';
import { findTickets, listTickets, type SeenTicket } from './tickets.ts';
import { judgeRequests } from './transfer-facts.ts';

/** Which tickets a batch is about: those named, or all open ones that somebody has now. */
export type BatchTickets =
  | { readonly ticketIds: readonly string[] }
  | { readonly ownerAgentId: string }
  | { readonly queueId: string };

export interface JudgedTickets {
  readonly ticketIds: readonly string[];
  readonly judged: Readonly<Record<string, BatchVerdict>>;
}

/** So many tickets are read and judged in one go: some milliseconds. */
const ticketsAtOnce = 100;

/**
 * The batch's tickets with what the policy says of each now: dry, and without locks. What the reader may not know of is
 * `not_found`. Null where there are more than a batch may have.
 */
export async function judgeBatch(
  reads: Reads,
  reader: Reader,
  asked: { readonly tickets: BatchTickets; readonly request: TransferRequest; readonly now: Instant },
): Promise<JudgedTickets | null> {
  const { tickets, request, now } = asked;
  const ticketIds: string[] = [];
  const judged: Record<string, BatchVerdict> = {};
  const judge = async (ids: readonly string[], seen: readonly SeenTicket[]): Promise<void> => {
    const verdicts = await judgeRequests(reads, reader, { seen, request, now });
    for (const id of ids) judged[id] = verdicts.get(id) ?? { answer: 'not_found', ownershipVersion: null };
    ticketIds.push(...ids);
  };
  if ('ticketIds' in tickets) {
    const named = [...new Set(tickets.ticketIds)];
    for (let i = 0; i < named.length; i += ticketsAtOnce) {
      const ids = named.slice(i, i + ticketsAtOnce);
      await judge(ids, await findTickets(reads, reader, ids));
    }
    return { ticketIds, judged };
  }
  for (const owner of ownersOf(tickets)) {
    for (let before: string | null = null, more = true; more; ) {
      const page: Page<SeenTicket> = await listTickets(reads, reader, {
        state: 'open',
        owner,
        before,
        limit: ticketsAtOnce,
      });
      await judge(
        page.items.map(({ ticket }) => ticket.id),
        page.items,
      );
      if (ticketIds.length > batchTicketsMax) return null;
      before = page.next;
      more = page.next !== null;
    }
  }
  // Whoever came first is handed over first.
  return { ticketIds: ticketIds.sort(), judged };
}

/** An agent has what they own, and what waits in their direct queue. */
function ownersOf(tickets: Exclude<BatchTickets, { ticketIds: readonly string[] }>): readonly Owner[] {
  if ('queueId' in tickets) return [{ kind: 'queue', id: tickets.queueId }];
  return [{ kind: 'agent', id: tickets.ownerAgentId }, directQueue(tickets.ownerAgentId)];
}

/** A batch with how many of its tickets had which outcome. */
export interface SeenBatch {
  readonly batch: TransferBatch;
  readonly counts: Readonly<Partial<Record<BatchItemState, number>>>;
}

/** The batch, if it exists and the reader may know of it. */
export async function findBatch(reads: Reads, reader: Reader, id: string): Promise<SeenBatch | undefined> {
  const [seen] = await loadBatches(reads, reader, [id]);
  return seen;
}

/** Batches that the reader may know of, newest first. */
export async function listBatches(
  reads: Reads,
  reader: Reader,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<Page<SeenBatch>> {
  const { actor, organizationId } = reader;
  const requester = actor.permissions.has('ticket.read_all') ? null : { kind: actor.kind, id: actor.id };
  const { items, next } = await readIdPage(reads, readBatchPage(organizationId, { requester, before, limit }), limit);
  const batches = await loadBatches(
    reads,
    reader,
    items.map(({ id }) => id),
  );
  return { items: batches, next };
}

async function loadBatches({ database }: Reads, reader: Reader, ids: readonly string[]): Promise<SeenBatch[]> {
  if (ids.length === 0) return [];
  const [batches, counts] = await database.readTogether(readBatches(reader.organizationId, ids));
  const byId = new Map((batches?.rows ?? []).map((record) => [record.id, readRow('transferBatch', record)]));
  return ids.flatMap((id) => {
    const batch = byId.get(id);
    if (batch === undefined || !mayReadBatch(reader.actor, batch)) return [];
    const own = (counts?.rows ?? []).filter(({ batchId }) => batchId === id);
    return [{ batch, counts: Object.fromEntries(own.map(({ state, items }) => [state, items])) }];
  });
}

/** One ticket of a batch; `state` is null while it is still to come. */
export interface SeenBatchItem {
  readonly place: number;
  readonly ticketId: string;
  readonly judged: string;
  readonly state: BatchItemState | null;
  readonly transferId: string | null;
  readonly code: string | null;
  readonly at: Instant | null;
}

/** A batch's tickets after a place (from 1), in the order in which they are handed over. */
export async function listBatchItems(
  { database }: Reads,
  { organizationId }: Reader,
  batchId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly SeenBatchItem[]> {
  return (await database.read(readBatchItems(organizationId, batchId, page))).rows as SeenBatchItem[];
}
