import type { Message } from '../domain/conversation.ts';
import { type MessageRange, readMessages } from '../storage/read-messages.ts';
import { readRow } from '../storage/tables.ts';
import { findConversation, type SeenConversation } from './conversations.ts';
import { type Page, type Reader, type Reads, readsAll } from './reads.ts';
import type { SeenTicket } from './tickets.ts';

const endless = 2_147_483_647;

/**
 * The messages that a ticket opens: from where the history policy begins to where the ticket ends. To whoever it is only
 * offered, what the hand-over's receipt lists and what was written since.
 */
function rangeOf({ ticket, access, opened }: SeenTicket): MessageRange | undefined {
  const to = ticket.toMessage ?? endless;
  if (access === 'full') return { from: ticket.historyFrom, to };
  const from = opened?.messagesFrom ?? null;
  return from === null ? undefined : { from, to };
}

/** What of the conversation the reader may read. */
export function readableRanges(reader: Reader, { tickets }: Pick<SeenConversation, 'tickets'>): MessageRange[] {
  if (readsAll(reader)) return [{ from: 1, to: endless }];
  return tickets.flatMap((seen) => rangeOf(seen) ?? []);
}

/**
 * Tickets whose notes the reader may read: notes stay in the department that wrote them, whatever of the rest its history
 * policy sends. Null is all.
 */
export function ticketsWithNotes(reader: Reader, { tickets }: Pick<SeenConversation, 'tickets'>): string[] | null {
  if (readsAll(reader)) return null;
  return tickets.flatMap(({ access, ticket }) => (access === 'full' ? [ticket.id] : []));
}

/** A page of messages; undefined when the reader may not know of the conversation. `after` is a sequence. */
export async function listMessages(
  reads: Reads,
  reader: Reader,
  query: {
    readonly conversationId: string;
    readonly after: number | null;
    readonly newestFirst: boolean;
    readonly limit: number;
  },
): Promise<Page<Message> | undefined> {
  const seen = await findConversation(reads, reader, query.conversationId);
  if (seen === undefined) return undefined;
  const ranges = readableRanges(reader, seen);
  const { rows } = await reads.database.read(
    readMessages(reader.organizationId, query.conversationId, {
      ...query,
      ranges,
      notesOf: ticketsWithNotes(reader, seen),
    }),
  );
  const items = rows.slice(0, query.limit).map((record) => readRow('message', record));
  return { items, next: rows.length > query.limit ? String(items.at(-1)?.sequence) : null };
}
