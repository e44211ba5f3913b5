import type { Conversation, Segment, Ticket } from '../domain/conversation.ts';
import type { Offer, Transfer } from '../domain/transfer.ts';
import {
  type ConversationFilter,
  readConversationPage,
  readLineage,
  readMerged,
} from '../storage/read-conversations.ts';
import { readRow } from '../storage/tables.ts';
import { type Page, type Reader, type Reads, readerFilter, readIdPage, readsAll } from './reads.ts';
import { loadConversationTrees, type SeenTicket, type Trees } from './tickets.ts';

/** A conversation as somebody may see it: through the tickets that they may read, of which there is at least one. */
export interface SeenConversation {
  readonly conversation: Conversation;
  readonly tickets: readonly SeenTicket[];
  /** Whether the present ticket is among them. */
  readonly seesPresent: boolean;
}

function see(reader: Reader, trees: Trees, conversation: Conversation): SeenConversation | undefined {
  const tickets = trees.tickets
    .filter((ticket: Ticket) => ticket.conversationId === conversation.id)
    .flatMap((ticket) => trees.see(reader, ticket) ?? []);
  if (tickets.length === 0) return undefined;
  return { conversation, tickets, seesPresent: tickets.some(({ ticket }) => ticket.id === conversation.ticketId) };
}

export async function findConversation(
  reads: Reads,
  reader: Reader,
  id: string,
): Promise<SeenConversation | undefined> {
  const trees = await loadConversationTrees(reads, reader.organizationId, [id]);
  const conversation = trees.conversations.get(id);
  if (conversation === undefined) return undefined;
  return see(reader, trees, conversation) ?? seeMerged(reads, reader, { conversation, tickets: trees.tickets });
}

/**
 * What was merged is part of the past of what it was merged into: whoever may read all of the past there reads its messages too,
 * masked as everything else of that past, and without what its department kept to itself.
 */
async function seeMerged(
  reads: Reads,
  reader: Reader,
  { conversation, tickets }: { readonly conversation: Conversation; readonly tickets: readonly Ticket[] },
): Promise<SeenConversation | undefined> {
  const survivor = await findSurvivor(reads, reader.organizationId, conversation);
  const seen = survivor && (await findConversation(reads, reader, survivor.id));
  const through = seen?.tickets.find(
    ({ access, ticket }) =>
      access === 'full' &&
      ticket.history === 'full' &&
      ticket.historyFrom === 1 &&
      ticket.openedAt >= (conversation.closedAt ?? 0),
  );
  if (through === undefined) return undefined;
  const past = tickets.map((ticket): SeenTicket => {
    const redact = [...new Set([...ticket.redact, ...through.ticket.redact])];
    const opened = { messagesFrom: ticket.historyFrom, redact, receipt: undefined };
    return { ticket, conversation, offer: undefined, transfer: undefined, access: 'preview', opened };
  });
  return { conversation, tickets: past, seesPresent: false };
}

/** Where a merged conversation goes on, by however many merges; undefined for one that was not merged. */
async function findSurvivor(
  reads: Reads,
  organizationId: string,
  { mergedIntoId }: Conversation,
): Promise<Conversation | undefined> {
  if (mergedIntoId === null) return undefined;
  const next = (await loadConversationTrees(reads, organizationId, [mergedIntoId])).conversations.get(mergedIntoId);
  return next && ((await findSurvivor(reads, organizationId, next)) ?? next);
}

/** The conversations that were merged into this one, directly or before, oldest first; at most 1,000. @throws DatabaseError */
export async function listMerged({ database }: Reads, organizationId: string, id: string): Promise<string[]> {
  const { rows } = await database.read(readMerged(organizationId, id));
  return rows.map((row) => row.id as string);
}

export type ConversationQuery = Partial<
  Pick<ConversationFilter, 'status' | 'accountId' | 'contactId' | 'threadKey'>
> & {
  readonly before: string | null;
  readonly limit: number;
};

/** Conversations that the reader may know of, newest first. */
export async function listConversations(
  reads: Reads,
  reader: Reader,
  query: ConversationQuery,
): Promise<Page<SeenConversation>> {
  const statements = readConversationPage(reader.organizationId, {
    status: query.status ?? null,
    accountId: query.accountId ?? null,
    contactId: query.contactId ?? null,
    threadKey: query.threadKey ?? null,
    reader: readerFilter(reader),
    before: query.before,
    limit: query.limit,
  });
  const { items, next } = await readIdPage(reads, statements, query.limit);
  if (items.length === 0) return { items: [], next };
  const trees = await loadConversationTrees(
    reads,
    reader.organizationId,
    items.map(({ id }) => id),
  );
  const seen = items.flatMap(({ id }) => {
    const conversation = trees.conversations.get(id);
    return (conversation && see(reader, trees, conversation)) ?? [];
  });
  return { items: seen, next };
}

export interface Lineage {
  readonly conversation: Conversation;
  readonly mergedIds: readonly string[];
  readonly tickets: readonly SeenTicket[];
  readonly segments: readonly Segment[];
  readonly transfers: readonly Transfer[];
  /** To whom these transfers were offered, and what each said. */
  readonly offers: readonly Offer[];
}

/** The conversation's way through departments and owners, as far as the reader may know of it, oldest first. */
export async function findLineage(reads: Reads, reader: Reader, id: string): Promise<Lineage | undefined> {
  const [seen, mergedIds, [segments, transfers, offerChanges]] = await Promise.all([
    findConversation(reads, reader, id),
    listMerged(reads, reader.organizationId, id),
    reads.database.readTogether(readLineage(reader.organizationId, id)),
  ]);
  if (seen === undefined) return undefined;
  const shown = new Set(seen.tickets.filter(({ access }) => access === 'full').map(({ ticket }) => ticket.id));
  const all = readsAll(reader);
  const { actor } = reader;
  const place = ticketOrder(seen.tickets);
  const placeOf = (ticketId: string): number => place.get(ticketId) ?? place.size;
  const shownTransfers = (transfers?.rows ?? [])
    .map((record) => readRow('transfer', record))
    .filter((transfer) => all || shown.has(transfer.ticketId) || shown.has(transfer.newTicketId ?? ''))
    .sort((a, b) => placeOf(a.ticketId) - placeOf(b.ticketId) || a.requestedAt - b.requestedAt || endOf(a) - endOf(b));
  const known = new Set(shownTransfers.map(({ id }) => id));
  return {
    conversation: seen.conversation,
    mergedIds,
    tickets: seen.tickets.toSorted((a, b) => placeOf(a.ticket.id) - placeOf(b.ticket.id)),
    segments: (segments?.rows ?? [])
      .map((record) => readRow('segment', record))
      .filter(
        (segment) =>
          all || shown.has(segment.ticketId) || (segment.owner.kind === 'agent' && segment.owner.id === actor.id),
      ),
    transfers: shownTransfers,
    offers: offersOf(offerChanges?.rows ?? []).filter(({ transferId }) => known.has(transferId ?? '')),
  };
}

/** Offers as they are after all that the log tells of them, in the order in which they were made. */
function offersOf(changes: readonly { readonly offers: Readonly<Record<string, Partial<Offer>>> }[]): Offer[] {
  const byId = new Map<string, Offer>();
  for (const { offers } of changes) {
    for (const [id, fields] of Object.entries(offers)) byId.set(id, { ...byId.get(id), ...fields } as Offer);
  }
  return [...byId.values()];
}

/**
 * Each ticket's place along the links from one to the next. Ids and times alone do not tell: two moves may fall into one
 * millisecond. What a reader does not see leaves a gap, over which the times lead.
 */
function ticketOrder(tickets: readonly SeenTicket[]): ReadonlyMap<string, number> {
  const byId = new Map(tickets.map(({ ticket }) => [ticket.id, ticket]));
  const heads = tickets
    .map(({ ticket }) => ticket)
    .filter(({ previousTicketId }) => !byId.has(previousTicketId ?? ''))
    .sort((a, b) => a.openedAt - b.openedAt);
  const place = new Map<string, number>();
  for (const head of heads) {
    for (
      let next: Ticket | undefined = head;
      next !== undefined && !place.has(next.id);
      next = byId.get(next.nextTicketId ?? '')
    ) {
      place.set(next.id, place.size);
    }
  }
  return place;
}

function endOf({ endedAt }: { readonly endedAt: number | null }): number {
  return endedAt ?? Number.MAX_SAFE_INTEGER;
}
