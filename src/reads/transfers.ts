import type { Offer, Transfer } from '../domain/transfer.ts';
import { readConversationTrees } from '../storage/read-conversations.ts';
import { readLiveOffers, readTransferPage, readTransfers, type TransferFilter } from '../storage/read-transfers.ts';
import { readRow } from '../storage/tables.ts';
import { type Page, type Reader, type Reads, readIdPage, readsAll } from './reads.ts';
import { loadConversationTrees, type SeenTicket, type Trees, treesOf } from './tickets.ts';

/**
 * Who may know of a transfer: its sender, readers of the ticket that it came from and of the one where it went on, and
 * whoever it stands before as a live offer. A refused one stays in its origin.
 */
function mayKnow(reader: Reader, trees: Trees, transfer: Transfer): boolean {
  const { actor } = reader;
  if (readsAll(reader)) return true;
  if (transfer.requestedBy.kind === actor.kind && transfer.requestedBy.id === actor.id) return true;
  const offer = trees.offers.get(trees.conversations.get(transfer.conversationId)?.liveOfferId ?? '');
  if (offer?.agentId === actor.id && offer.transferId === transfer.id) return true;
  return trees.tickets.some(
    (ticket) =>
      (ticket.id === transfer.ticketId || ticket.id === transfer.newTicketId) &&
      trees.see(reader, ticket)?.access === 'full',
  );
}

/**
 * Transfers with the trees of their conversations, from one snapshot: read apart, an accept in between leaves whoever accepted
 * with an offer that is over and a ticket that the transfer does not name yet, and so with nothing to read.
 */
async function loadTogether(
  { database }: Reads,
  { organizationId }: Reader,
  { ids, conversationIds }: { readonly ids: readonly string[]; readonly conversationIds: readonly string[] },
): Promise<{ readonly transfers: Transfer[]; readonly trees: Trees }> {
  const [found, ...trees] = await database.readTogether([
    readTransfers(organizationId, ids),
    ...readConversationTrees(organizationId, conversationIds),
  ]);
  return { transfers: (found?.rows ?? []).map((record) => readRow('transfer', record)), trees: treesOf(trees) };
}

export async function findTransfer(
  reads: Reads,
  reader: Reader,
  id: string,
): Promise<{ transfer: Transfer; offer: Offer | undefined } | undefined> {
  const { rows } = await reads.database.read(readTransfers(reader.organizationId, [id]));
  if (rows.length === 0) return undefined;
  const { conversationId } = readRow('transfer', rows[0]);
  const { transfers, trees } = await loadTogether(reads, reader, { ids: [id], conversationIds: [conversationId] });
  const [transfer] = transfers;
  if (transfer === undefined || !mayKnow(reader, trees, transfer)) return undefined;
  const offer = trees.offers.get(trees.conversations.get(transfer.conversationId)?.liveOfferId ?? '');
  return { transfer, offer: offer?.transferId === transfer.id ? offer : undefined };
}

export type TransferQuery = Partial<Pick<TransferFilter, 'conversationId' | 'ticketId' | 'state'>> & {
  readonly before: string | null;
  readonly limit: number;
};

/** Transfers that the reader may know of, newest first. */
export async function listTransfers(reads: Reads, reader: Reader, query: TransferQuery): Promise<Page<Transfer>> {
  const statements = readTransferPage(reader.organizationId, {
    conversationId: query.conversationId ?? null,
    ticketId: query.ticketId ?? null,
    state: query.state ?? null,
    before: query.before,
    limit: query.limit,
  });
  const { items, next } = await readIdPage<{ id: string; conversationId: string }>(reads, statements, query.limit);
  if (items.length === 0) return { items: [], next };
  const { transfers, trees } = await loadTogether(reads, reader, {
    ids: items.map(({ id }) => id),
    conversationIds: [...new Set(items.map(({ conversationId }) => conversationId))],
  });
  const known = transfers.filter((transfer) => mayKnow(reader, trees, transfer));
  return { items: known.sort((a, b) => (a.id < b.id ? 1 : -1)), next };
}

/** A live offer with what may be shown of its conversation. */
export interface SeenOffer {
  readonly offer: Offer;
  readonly transfer: Transfer | undefined;
  readonly seen: SeenTicket;
}

/** Live offers, newest first: an agent's own; for others, an agent's or all. */
export async function listOffers(
  reads: Reads,
  reader: Reader,
  query: { readonly agentId: string | null; readonly before: string | null; readonly limit: number },
): Promise<Page<SeenOffer>> {
  const agentId = readsAll(reader) ? query.agentId : reader.actor.id;
  const { rows } = await reads.database.read(readLiveOffers(reader.organizationId, { ...query, agentId }));
  const offers = rows.slice(0, query.limit).map((record) => readRow('offer', record));
  const next = rows.length > query.limit ? (offers.at(-1)?.id ?? null) : null;
  const trees = await loadConversationTrees(
    reads,
    reader.organizationId,
    offers.map((offer) => offer.conversationId),
  );
  const items = offers.flatMap((offer) => {
    const conversation = trees.conversations.get(offer.conversationId);
    const ticket = trees.tickets.find(({ id }) => id === conversation?.ticketId);
    const seen = ticket && trees.see(reader, ticket);
    return seen && conversation?.liveOfferId === offer.id
      ? [{ offer, transfer: trees.transfers.get(offer.transferId ?? ''), seen }]
      : [];
  });
  return { items, next };
}
