import type { Contact, Conversation, Message, Ticket } from '../domain/conversation.ts';
import { isPending, type Transfer } from '../domain/transfer.ts';
import { readContacts } from '../storage/read-contacts.ts';
import { readMessages } from '../storage/read-messages.ts';
import { readTransfers } from '../storage/read-transfers.ts';
import { readRow } from '../storage/tables.ts';
import { maskMessages } from './mask-messages.ts';
import type { Reader, Reads } from './reads.ts';
import { type Summary, summarize } from './summaries.ts';
import { loadConversationTrees } from './tickets.ts';

/** All that a contact outside is told when it is asked. */
export interface HandOff {
  readonly transfer: Transfer;
  readonly conversation: Conversation;
  /** The ticket that it would have, or has. */
  readonly ticket: Ticket;
  readonly contact: Contact | null;
  /**
   * The newest of the messages that the hand-over opens, oldest first, masked as its receipt says: what was said to and by the
   * customer, nothing else.
   */
  readonly messages: readonly Message[];
  /** Whether it opens more than these. */
  readonly hasEarlier: boolean;
  /** What is told of the past instead, where the history policy sends a summary. */
  readonly summary: Summary | null;
}

/** On whose behalf it is read: nobody's, under the organization's configuration. */
type OutsideReader = Pick<Reader, 'organizationId' | 'configuration'>;

/** Messages that are told at once: more than anybody reads before answering. */
const messagesMax = 200;

/**
 * What goes to a contact outside with a hand-over to it, as it stands now. Null when there is nothing to ask any more: it was
 * answered, ended, or handed to somebody else.
 *
 * @throws DatabaseError
 */
export async function loadHandOff(
  reads: Reads,
  reader: OutsideReader,
  { transferId, externalId }: { readonly transferId: string; readonly externalId: string },
): Promise<HandOff | null> {
  const { organizationId } = reader;
  const { rows } = await reads.database.read(readTransfers(organizationId, [transferId]));
  const transfer = rows[0] === undefined ? undefined : readRow('transfer', rows[0]);
  if (transfer === undefined || !isPending(transfer.state)) return null;
  if (transfer.currentTarget.kind !== 'external' || transfer.currentTarget.id !== externalId) return null;
  const trees = await loadConversationTrees(reads, organizationId, [transfer.conversationId]);
  const conversation = trees.conversations.get(transfer.conversationId);
  const ticket = trees.tickets.find(({ id }) => id === conversation?.ticketId);
  if (conversation === undefined || ticket === undefined || conversation.pendingTransferId !== transfer.id) return null;
  const range = transfer.receipt.messages;
  const statements = [
    ...readContacts(organizationId, [conversation.contactId], null).slice(0, 1),
    readMessages(organizationId, conversation.id, {
      ranges: range === null ? [] : [range],
      notesOf: [],
      after: null,
      newestFirst: true,
      limit: messagesMax,
    }),
  ];
  const [contacts, found] = await reads.database.readTogether(statements);
  const newest = (found?.rows ?? []).map((record) => readRow('message', record));
  const messages = newest.slice(0, messagesMax).toReversed();
  const { redacted, history } = transfer.receipt;
  const past = { from: ticket.historyFrom, to: conversation.messageSequence, redact: redacted };
  return {
    transfer,
    conversation,
    ticket,
    contact: contacts?.rows[0] === undefined ? null : readRow('contact', contacts.rows[0]),
    messages: await maskMessages(reads, reader, conversation.id, { messages, classesOf: () => redacted }),
    hasEarlier: newest.length > messagesMax,
    summary:
      history === 'summary'
        ? await summarize(reads, asOutside(reader, externalId), { ticket, conversation, past })
        : null,
  };
}

/** Somebody outside knows of the departments that everybody may know of. */
function asOutside(reader: OutsideReader, id: string): Reader {
  return { ...reader, actor: { kind: 'external', id, permissions: new Set() } };
}

/**
 * The text of a message on its way to a contact outside who owns the conversation, or is asked: outside is another place, so
 * whatever the department masks at its boundary is masked in what is said now too.
 *
 * @throws DatabaseError
 */
export async function textForOutside(
  reads: Reads,
  reader: OutsideReader,
  said: {
    readonly conversationId: string;
    readonly departmentId: string;
    readonly sequence: number;
    readonly text: string;
  },
): Promise<string> {
  const { departments, settings } = reader.configuration;
  const { redact } = departments.get(said.departmentId)?.resolved ?? settings;
  const messages = [{ sequence: said.sequence, text: said.text, fileIds: [] }];
  const [masked] = await maskMessages(reads, reader, said.conversationId, { messages, classesOf: () => redact });
  return masked?.text ?? '';
}
