import type { Message } from '../domain/conversation.ts';
import { readMessages } from '../storage/read-messages.ts';
import { readRow } from '../storage/tables.ts';
import { findConversation } from './conversations.ts';
import { maskMessages } from './mask-messages.ts';
import { Openings } from './openings.ts';
import type { Page, Reader, Reads } from './reads.ts';

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
  const openings = new Openings(reader, seen);
  const { rows } = await reads.database.read(
    readMessages(reader.organizationId, query.conversationId, { ...query, ...openings.filter }),
  );
  const messages = rows.slice(0, query.limit).map((record) => readRow('message', record));
  const items = await maskMessages(reads, reader, query.conversationId, {
    messages,
    classesOf: (message) => openings.masked(message),
  });
  return { items, next: rows.length > query.limit ? String(items.at(-1)?.sequence) : null };
}
