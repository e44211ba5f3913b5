import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Conversation, Ticket } from '../domain/conversation.ts';
import type { DataClass } from '../domain/redaction.ts';
import type { Offer, Receipt, Transfer } from '../domain/transfer.ts';
import { type Access, findParty, ticketAccess } from '../domain/visibility.ts';
import type { Result } from '../storage/database.ts';
import { readConversationTrees } from '../storage/read-conversations.ts';
import { readTicketPage, readTicketTrees, type TicketFilter } from '../storage/read-tickets.ts';
import { readRow } from '../storage/tables.ts';
import { type Page, type Reader, type Reads, readerFilter, readIdPage } from './reads.ts';

/** A ticket as somebody may see it. */
export interface SeenTicket {
  readonly ticket: Ticket;
  readonly conversation: Conversation;
  readonly offer: Offer | undefined;
  /** The conversation's pending transfer. */
  readonly transfer: Transfer | undefined;
  /** `preview`: only because it is offered to the reader, or they take part; then just what was opened to them is shown. */
  readonly access: Access;
  /** With `preview`: what was opened. */
  readonly opened: Opened | undefined;
}

/** What an offer, a consult or an invitation opens of a ticket. */
interface Opened {
  /** The first message that may be read; null for none. */
  readonly messagesFrom: number | null;
  readonly redact: readonly DataClass[];
  /** What travels with the hand-over; undefined where there is none to come. */
  readonly receipt: Receipt | undefined;
  /** Since when the reader takes part; undefined for somebody who does not. */
  readonly partySince?: Instant | undefined;
}

/** Conversations with their tickets, as they came from the store. */
export class Trees {
  readonly tickets: readonly Ticket[];
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly offers: ReadonlyMap<string, Offer>;
  readonly transfers: ReadonlyMap<string, Transfer>;

  constructor([tickets, conversations, offers, transfers]: readonly (Result | undefined)[]) {
    this.tickets = (tickets?.rows ?? []).map((record) => readRow('ticket', record));
    this.conversations = byId((conversations?.rows ?? []).map((record) => readRow('conversation', record)));
    this.offers = byId((offers?.rows ?? []).map((record) => readRow('offer', record)));
    this.transfers = byId((transfers?.rows ?? []).map((record) => readRow('transfer', record)));
  }

  /** The ticket if the reader may know of it. */
  see(reader: Reader, ticket: Ticket): SeenTicket | undefined {
    const conversation = this.conversations.get(ticket.conversationId);
    assert(conversation !== undefined, `Ticket ${ticket.id} has no conversation.`);
    const offer = this.offers.get(conversation.liveOfferId ?? '');
    const transfer = this.transfers.get(conversation.pendingTransferId ?? '');
    const { actor, configuration } = reader;
    const access = ticketAccess(actor, configuration, { ticket, conversation, offer });
    if (access === null) return undefined;
    const opened = access === 'full' ? undefined : openedTo(actor.id, { conversation, offer, transfer });
    return { ticket, conversation, offer, transfer, access, opened };
  }
}

function openedTo(
  agentId: string,
  { conversation, offer, transfer }: Pick<SeenTicket, 'conversation' | 'offer' | 'transfer'>,
): Opened {
  const party = findParty(conversation, agentId);
  if (offer?.agentId === agentId && party === undefined) {
    const receipt = transfer?.id === offer.transferId ? transfer?.receipt : undefined;
    return { messagesFrom: receipt?.messages?.from ?? null, redact: receipt?.redacted ?? [], receipt };
  }
  const receipt = party?.transferId != null && party.transferId === transfer?.id ? transfer.receipt : undefined;
  const { historyFrom = null, redact = [], since } = party ?? {};
  return { messagesFrom: historyFrom, redact, receipt, partySince: since };
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Conversations by id with all their tickets. */
export async function loadConversationTrees(
  { database }: Reads,
  organizationId: string,
  ids: readonly string[],
): Promise<Trees> {
  return treesOf(await database.readTogether(readConversationTrees(organizationId, ids)));
}

/** What `readConversationTrees` was answered, as trees. */
export function treesOf([conversations, tickets, offers, transfers]: readonly (Result | undefined)[]): Trees {
  return new Trees([tickets, conversations, offers, transfers]);
}

export async function findTicket(
  { database }: Reads,
  reader: Reader,
  ticketId: string,
): Promise<SeenTicket | undefined> {
  const trees = new Trees(await database.readTogether(readTicketTrees(reader.organizationId, [ticketId])));
  const [ticket] = trees.tickets;
  return ticket && trees.see(reader, ticket);
}

/** Those of the tickets that the reader may know of, in the order of the ids. */
export async function findTickets(
  { database }: Reads,
  reader: Reader,
  ticketIds: readonly string[],
): Promise<readonly SeenTicket[]> {
  const trees = new Trees(await database.readTogether(readTicketTrees(reader.organizationId, ticketIds)));
  const tickets = new Map(trees.tickets.map((ticket) => [ticket.id, ticket]));
  return ticketIds.flatMap((id) => {
    const ticket = tickets.get(id);
    return (ticket && trees.see(reader, ticket)) ?? [];
  });
}

export interface TicketQuery {
  readonly state?: string;
  readonly departmentId?: string;
  readonly conversationId?: string;
  readonly owner?: NonNullable<TicketFilter['owner']>;
  readonly before: string | null;
  readonly limit: number;
}

/** Tickets that the reader may know of, newest first. */
export async function listTickets(reads: Reads, reader: Reader, query: TicketQuery): Promise<Page<SeenTicket>> {
  const { organizationId } = reader;
  const statements = readTicketPage(organizationId, {
    state: query.state ?? null,
    departmentId: query.departmentId ?? null,
    conversationId: query.conversationId ?? null,
    owner: query.owner ?? null,
    reader: readerFilter(reader),
    before: query.before,
    limit: query.limit,
  });
  const { items, next } = await readIdPage(reads, statements, query.limit);
  if (items.length === 0) return { items: [], next };
  const ids = items.map(({ id }) => id);
  return { items: await findTickets(reads, reader, ids), next };
}
