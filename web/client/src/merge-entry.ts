import type { Changes, ConversationRow, Entry, LiveEvent, Preview, TicketRow, TransferRow } from './row-types.ts';

/** Characters of a message that a list shows; the snapshot cuts at the same place. */
const previewLengthMax = 200;

/** A conversation that begins with this event, as it is told to whoever sees it from the first moment. */
export function openedEntry({ kind, data, about }: LiveEvent, id: string): Entry | undefined {
  const conversation = data.changes.conversation?.[id];
  if (kind !== 'conversation.opened' || about === undefined || conversation?.ticketId === undefined) return undefined;
  return {
    conversation: conversation as ConversationRow,
    ticket: { ...data.changes.ticket?.[conversation.ticketId] } as TicketRow,
    transfer: null,
    offer: null,
    contact: about.contact,
    preview: null,
  };
}

/** The entry with what the event changed of its rows, and those that it means now. */
export function mergeEntry(entry: Entry, event: LiveEvent): Entry {
  const { changes, transferId } = event.data;
  const id = entry.conversation.id;
  const conversation = { ...entry.conversation, ...changes.conversation?.[id] };
  const transfer = follow(entry.transfer, changes.transfer, conversation.pendingTransferId);
  return {
    conversation,
    ticket: follow(entry.ticket, changes.ticket, conversation.ticketId) ?? entry.ticket,
    transfer: transfer?.id === transferId ? withNote(transfer, event.note) : transfer,
    offer: follow(entry.offer, changes.offer, conversation.liveOfferId),
    contact: { ...entry.contact, name: changes.contact?.[entry.contact.id]?.name ?? entry.contact.name },
    preview: nextPreview(entry.preview, event),
  };
}

/** The row that is meant now: the one at hand with its changes, or another, which came whole. */
export function follow<R extends { readonly id: string }>(
  row: R | null,
  changes: Readonly<Record<string, Partial<R>>> | undefined,
  id: string | null,
): R | null {
  if (id === null) return null;
  const changed = changes?.[id];
  if (row !== null && row.id === id) return changed === undefined ? row : { ...row, ...changed };
  return changed === undefined ? row : ({ ...changed } as R);
}

export function withNote(transfer: TransferRow | null, note: string | undefined): TransferRow | null {
  return transfer === null || note === undefined ? transfer : { ...transfer, note };
}

/** The message that an event tells of, whole; null when it tells of none. Its text is not in the log, and comes beside. */
export function messageOf({ data: { changes }, text }: Pick<LiveEvent, 'data' | 'text'>) {
  const [message] = Object.values((changes as Changes).message ?? {});
  return message?.sequence === undefined || text === undefined ? null : { ...message, text };
}

function nextPreview(before: Preview | null, event: LiveEvent): Preview | null {
  if (event.kind === 'message.erased') {
    const { messageSequences } = event.data as { readonly messageSequences?: readonly number[] };
    const isErased = before !== null && messageSequences?.includes(before.sequence) === true;
    return isErased ? { ...before, text: '' } : before;
  }
  const message = messageOf(event);
  const { sequence, direction, author, at } = message ?? {};
  if (message === null || sequence === undefined || author === undefined || at === undefined) return before;
  if (direction !== 'inbound' && direction !== 'outbound') return before;
  if (before !== null && sequence <= before.sequence) return before;
  const automatic = message.automatic === true;
  const waiting = before?.unansweredSince ?? null;
  return {
    sequence,
    direction,
    author,
    automatic,
    text: [...message.text].slice(0, previewLengthMax).join(''),
    at,
    unansweredSince: direction === 'inbound' ? (waiting ?? at) : automatic ? waiting : null,
  };
}
