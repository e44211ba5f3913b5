import type { Contact, Message } from '../domain/conversation.ts';
import { readContactOfAddress, readContactPage, readContacts } from '../storage/read-contacts.ts';
import { searchContacts, searchMessages } from '../storage/read-search.ts';
import { readRow } from '../storage/tables.ts';
import { findConversation } from './conversations.ts';
import { maskMessages } from './mask-messages.ts';
import { Openings } from './openings.ts';
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
    messages: await readable(reads, reader, {
      words: query.words,
      messages: (messages?.rows ?? []).map((record) => readRow('message', record)),
    }),
  };
}

/**
 * Of the messages found those that may be read, as they may be read. What holds only of what is masked for the reader is
 * not found: asking would tell it digit by digit.
 */
async function readable(
  reads: Reads,
  reader: Reader,
  { words, messages }: { readonly words: string; readonly messages: readonly Message[] },
): Promise<Message[]> {
  const wanted = words.toLowerCase();
  const seen: Message[] = [];
  for (const [conversationId, found] of Map.groupBy(messages, (message) => message.conversationId)) {
    const conversation = await findConversation(reads, reader, conversationId);
    if (conversation === undefined) continue;
    const openings = new Openings(reader, conversation);
    const shown = await maskMessages(reads, reader, conversationId, {
      messages: found.filter((message) => openings.opens(message)),
      classesOf: (message) => openings.masked(message),
    });
    seen.push(
      ...shown.filter(
        (message) => openings.masked(message).length === 0 || message.text.toLowerCase().includes(wanted),
      ),
    );
  }
  return seen;
}
