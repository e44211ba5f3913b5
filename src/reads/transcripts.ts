import type { FileRecord, Message } from '../domain/conversation.ts';
import {
  makeTranscript,
  type TranscriptEvent,
  type TranscriptLine,
  type TranscriptUse,
  turnKinds,
} from '../domain/transcript.ts';
import type { Transfer } from '../domain/transfer.ts';
import { readFilesOf, readTranscriptPage } from '../storage/read-transcript.ts';
import { readRow } from '../storage/tables.ts';
import { findConversation, type SeenConversation } from './conversations.ts';
import { maskMessages } from './mask-messages.ts';
import { Openings } from './openings.ts';
import { type Reader, type Reads, readsAll } from './reads.ts';

export interface FoundTranscriptPage {
  readonly lines: readonly TranscriptLine[];
  /** The event after which the next page begins; null on the last one. */
  readonly next: number | null;
}

/**
 * A page of a conversation's transcript, along its events: for the customer or for colleagues, and in either case no more than the
 * reader may read, masked as they read it. Undefined when they may not know of the conversation.
 *
 * @throws DatabaseError
 */
export async function findTranscript(
  reads: Reads,
  reader: Reader,
  asked: {
    readonly conversationId: string;
    readonly use: TranscriptUse;
    readonly after: number;
    /** Events looked at for a page. */
    readonly limit: number;
  },
): Promise<FoundTranscriptPage | undefined> {
  const { conversationId, use, after, limit } = asked;
  const { organizationId, configuration } = reader;
  const seen = await findConversation(reads, reader, conversationId);
  if (seen === undefined) return undefined;
  const [turns, events, found, transfers] = await reads.database.readTogether(
    readTranscriptPage(organizationId, conversationId, { after, limit: limit + 1, turnKinds }),
  );
  const page = ((events?.rows ?? []) as TranscriptEvent[]).slice(0, limit);
  const last = page.at(-1)?.sequence ?? after;
  const openings = new Openings(reader, seen);
  const places = new Map<string, number>();
  const messages = (found?.rows ?? []).flatMap((record): Message[] => {
    const message = readRow('message', record);
    if (record.eventSequence > last || !openings.opens(message)) return [];
    places.set(message.id, record.eventSequence);
    return [message];
  });
  const shown = await maskMessages(reads, reader, conversationId, {
    messages,
    classesOf: (message) => openings.masked(message),
  });
  const messageOf = new Map(shown.map((message) => [places.get(message.id) as number, message]));
  const departments = departmentsOf(seen);
  const isKnown = ({ data }: TranscriptEvent): boolean =>
    readsAll(reader) || data.audience.departments.some((id) => departments.has(id));
  const lines = makeTranscript(use, {
    events: page.filter((event) => messageOf.has(event.sequence) || isKnown(event)),
    messages: messageOf,
    files: await filesOf(reads, { organizationId, conversationId }, shown),
    transfers: transfersOf(
      reader,
      seen,
      (transfers?.rows ?? []).map((record) => readRow('transfer', record)),
    ),
    turns: turns?.rows ?? [],
    configuration,
  });
  return { lines, next: (events?.rows.length ?? 0) > limit ? last : null };
}

/** The departments of which the reader sees the conversation's tickets whole: whatever they were told of it, the reader is. */
function departmentsOf({ tickets }: SeenConversation): ReadonlySet<string> {
  return new Set(tickets.filter(({ access }) => access === 'full').map(({ ticket }) => ticket.departmentId));
}

/** The hand-overs with their notes, where those are the reader's to read: at their origin, and where they travelled. */
function transfersOf(
  reader: Reader,
  { tickets }: SeenConversation,
  transfers: readonly Transfer[],
): ReadonlyMap<string, Transfer> {
  const whole = new Set(tickets.filter(({ access }) => access === 'full').map(({ ticket }) => ticket.id));
  const readsNote = ({ ticketId, newTicketId, receipt }: Transfer): boolean =>
    readsAll(reader) || whole.has(ticketId) || (receipt.note && whole.has(newTicketId ?? ''));
  return new Map(transfers.map((each) => [each.id, readsNote(each) ? each : { ...each, note: null }]));
}

async function filesOf(
  { database }: Reads,
  { organizationId, conversationId }: { readonly organizationId: string; readonly conversationId: string },
  messages: readonly Message[],
): Promise<ReadonlyMap<string, FileRecord>> {
  const ids = [...new Set(messages.flatMap(({ fileIds }) => fileIds))];
  if (ids.length === 0) return new Map();
  const { rows } = await database.read(readFilesOf(organizationId, conversationId, ids));
  return new Map(rows.map((record) => [record.id as string, readRow('file', record)]));
}
