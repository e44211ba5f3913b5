import { type Contact, isShownToCustomer, type Message } from '../domain/conversation.ts';
import { readContactOfAddress, readContactPage, readContacts } from '../storage/read-contacts.ts';
import { searchContacts, searchMessages } from '../storage/read-search.ts';
import { readRow } from '../storage/tables.ts';
import { findConversation } from './conversations.ts';
import { readableRanges, ticketsWithNotes } from './messages.ts';
import { type Page, type Reader, type Reads, readerFilter, readIdPage } from './reads.ts';
import { findTicket } from './tickets.ts';

export interface SeenContact {
  readonly contact: Contact;
  readonly addresses: readonly { readonly channelKind: string; readonly address: string }[];
}

/** Contacts in the order of the ids, without those that the reader may not know of. */
export async function loadContacts(
  { database }: Reads,
  reader: Reader,
  ids: readonly string[],
): Promise<SeenContact[]> {
  if (ids.length === 0) return [];
  const [contacts, addresses] = await database.readTogether(
    readContacts(reader.organizationId, ids, readerFilter(reader)),
  );
  const rows = new Map((contacts?.rows ?? []).map((record) => [record.id as string, readRow('contact', record)]));
  return ids.flatMap((id) => {
    const contact = rows.get(id);
    if (contact === undefined) return [];
    const own = (addresses?.rows ?? []).filter(({ contactId }) => contactId === id);
    return [{ contact, addresses: own.map(({ channelKind, address }) => ({ channelKind, address })) }];
  });
}

export async function listContacts(
  reads: Reads,
  reader: Reader,
  query: {
    readonly address?: { readonly channelKind: string; readonly address: string };
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<Page<SeenContact>> {
  if (query.address !== undefined) {
    const { rows } = await reads.database.read(
      readContactOfAddress(reader.organizationId, query.address.channelKind, query.address.address),
    );
    return {
      items: await loadContacts(
        reads,
        reader,
        rows.map(({ id }) => id),
      ),
      next: null,
    };
  }
  const statements = readContactPage(reader.organizationId, {
    reader: readerFilter(reader),
    before: query.before,
    limit: query.limit,
  });
  const { items, next } = await readIdPage(reads, statements, query.limit);
  return {
    items: await loadContacts(
      reads,
      reader,
      items.map(({ id }) => id),
    ),
    next,
  };
}

export interface Found {
  readonly contacts: readonly SeenContact[];
  readonly ticketIds: readonly string[];
  readonly messages: readonly Message[];
}

/** Contacts by name or address, a ticket by its id, messages by their text; each only as far as the reader may know of it. */
export async function search(
  reads: Reads,
  reader: Reader,
  query: { readonly words: string; readonly ticketId: string | null },
): Promise<Found> {
  const { organizationId } = reader;
  const [contacts, messages] = await reads.database.readTogether([
    searchContacts(organizationId, query.words),
    searchMessages(organizationId, query.words),
  ]);
  const ticket = query.ticketId === null ? undefined : await findTicket(reads, reader, query.ticketId);
  return {
    contacts: await loadContacts(
      reads,
      reader,
      (contacts?.rows ?? []).map(({ id }) => id),
    ),
    ticketIds: ticket === undefined ? [] : [ticket.ticket.id],
    messages: await readable(
      reads,
      reader,
      (messages?.rows ?? []).map((record) => readRow('message', record)),
    ),
  };
}

async function readable(reads: Reads, reader: Reader, messages: readonly Message[]): Promise<Message[]> {
  const seen: Message[] = [];
  for (const [conversationId, found] of Map.groupBy(messages, (message) => message.conversationId)) {
    const conversation = await findConversation(reads, reader, conversationId);
    if (conversation === undefined) continue;
    const ranges = readableRanges(reader, conversation);
    const notesOf = ticketsWithNotes(reader, conversation);
    const isOpen = ({ sequence }: Message): boolean =>
      ranges.some(({ from, to }) => sequence >= from && sequence <= to);
    const isTheirs = ({ direction, ticketId }: Message): boolean =>
      isShownToCustomer(direction) || notesOf === null || notesOf.includes(ticketId);
    seen.push(...found.filter((message) => isOpen(message) && isTheirs(message)));
  }
  return seen;
}
