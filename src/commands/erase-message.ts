import { type CommandDefinition, done, type Needs, refused } from '../domain/command.ts';
import type { Message } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { ticketAccess } from '../domain/visibility.ts';

/**
 * Taking texts away for good: of one message, because the law or its writer asks for it, and of a closed ticket's, when its
 * department's retention is over. The message stays in its place, empty; nothing else of its ticket changes, so it may be done
 * to final tickets too. The bytes of its files go soon after (`jobs/retention.ts`), unless another message carries them.
 */

export interface ErasedMessage {
  readonly conversationId: string;
  readonly messageId: string;
  readonly sequence: number;
  readonly erasedAt: number;
}

/** Erases one message. Needs `message.erase`. */
export const eraseMessage: CommandDefinition<
  { readonly conversationId: string; readonly sequence: number },
  ErasedMessage
> = {
  name: 'eraseMessage',
  needs: ({ conversationId, sequence }) => ({
    conversations: [conversationId],
    messages: [{ conversationId, sequence }],
  }),
  decide(draft, { conversationId, sequence }) {
    const { actor, configuration } = draft;
    const conversation = draft.find('conversation', conversationId);
    const message = findMessages(draft, conversationId, [sequence])[0];
    if (conversation === undefined || message === undefined) return refused('not_found');
    const ticket = draft.find('ticket', message.ticketId);
    if (ticket === undefined) return { kind: 'needs', needs: { tickets: [message.ticketId] } };
    const offer = draft.find('offer', conversation.liveOfferId ?? '');
    if (ticketAccess(actor, configuration, { ticket, conversation, offer }) !== 'full') return refused('not_found');
    if (!actor.permissions.has('message.erase'))
      return refused('permission_missing', { data: { permission: 'message.erase' } });
    if (message.erasedAt !== null) return refused('already_erased', { data: { message: message.id } });
    const needs = needsOfFiles(draft, [message]);
    if (needs !== null) return { kind: 'needs', needs };
    empty(draft, [message]);
    draft.emit('message.erased', {
      conversationId,
      departments: [...new Set([ticket.departmentId, conversation.departmentId])],
      details: { ticketId: ticket.id, because: 'request', messageSequences: [sequence] },
    });
    return done({ conversationId, messageId: message.id, sequence, erasedAt: draft.now });
  },
};

export interface EraseMessagesInput {
  readonly conversationId: string;
  readonly ticketId: string;
  /** A portion of its messages, transfers with notes and segments with wrap-up notes: together at most some dozens. */
  readonly sequences: readonly number[];
  readonly transferIds: readonly string[];
  readonly segmentIds: readonly string[];
}

const dayMs = 86_400_000;

/** Erases a portion of what was written in a ticket that was closed so long ago that nobody may keep it. Sent by the clock. */
export const eraseMessages: CommandDefinition<EraseMessagesInput, { readonly erased: number }> = {
  name: 'eraseMessages',
  needs: ({ conversationId, ticketId, sequences, transferIds, segmentIds }) => ({
    conversations: [conversationId],
    tickets: [ticketId],
    transfers: transferIds,
    segments: segmentIds,
    messages: sequences.map((sequence) => ({ conversationId, sequence })),
  }),
  decide(draft, input) {
    const conversation = draft.find('conversation', input.conversationId);
    const ticket = draft.find('ticket', input.ticketId);
    const nothing = done({ erased: 0 });
    if (draft.actor.kind !== 'system' || conversation === undefined || ticket?.conversationId !== conversation.id)
      return refused('not_found');
    const { retentionDays } = draft.settingsOf(ticket.departmentId);
    // Counted from the end of the whole: what was said here is still read where the conversation went on.
    const { closedAt } = conversation;
    if (retentionDays === 0 || closedAt === null || draft.now < closedAt + retentionDays * dayMs) return nothing;
    const messages = findMessages(draft, conversation.id, input.sequences).filter(
      ({ ticketId, erasedAt }) => ticketId === ticket.id && erasedAt === null,
    );
    const needs = needsOfFiles(draft, messages);
    if (needs !== null) return { kind: 'needs', needs };
    empty(draft, messages);
    const notes = forgetNotes(draft, ticket.id, input);
    if (messages.length + notes === 0) return nothing;
    draft.emit('message.erased', {
      conversationId: conversation.id,
      departments: [...new Set([ticket.departmentId, conversation.departmentId])],
      details: {
        ticketId: ticket.id,
        because: 'retention',
        messageSequences: messages.map(({ sequence }) => sequence),
      },
    });
    return done({ erased: messages.length + notes });
  },
};

/** The bytes of erased files are gone from the store, or another file has the same: nothing points to them any more. */
export const forgetBytes: CommandDefinition<{ readonly fileIds: readonly string[] }, null> = {
  name: 'forgetBytes',
  needs: ({ fileIds }) => ({ files: fileIds }),
  decide(draft, { fileIds }) {
    if (draft.actor.kind !== 'system') return refused('not_found');
    const gone = fileIds.filter((id) => {
      const file = draft.find('file', id);
      return file?.name === '' && file.sha256 !== '';
    });
    if (gone.length === 0) return done(null);
    for (const id of gone) draft.change('file', id, { sha256: '' });
    draft.emit('message.erased', { details: { because: 'bytes', fileIds: gone } });
    return done(null);
  },
};

function findMessages(draft: Draft, conversationId: string, sequences: readonly number[]): Message[] {
  const wanted = new Set(sequences);
  return [...draft.all('message')].filter(
    (message) => message.conversationId === conversationId && wanted.has(message.sequence),
  );
}

/** The files of the messages and who else carries them, as far as that is not known yet. */
function needsOfFiles(draft: Draft, messages: readonly Message[]): Needs | null {
  const missing = messages.flatMap(({ conversationId, fileIds }) =>
    fileIds
      .filter((fileId) => draft.reading(`carriers ${fileId}`) === undefined || !draft.find('file', fileId))
      .map((fileId) => ({ conversationId, fileId })),
  );
  return missing.length === 0 ? null : { files: missing.map(({ fileId }) => fileId), carriers: missing };
}

/** Empties the messages, and takes their names from those of their files that no other message carries. */
function empty(draft: Draft, messages: readonly Message[]): void {
  const emptied = new Set(messages.map(({ id }) => id));
  for (const { id, fileIds } of messages) {
    draft.change('message', id, { text: '', fileIds: [], erasedAt: draft.now });
    for (const fileId of fileIds)
      if (!isStillCarried(draft, fileId, emptied)) draft.change('file', fileId, { name: '' });
  }
}

function isStillCarried(draft: Draft, fileId: string, emptied: ReadonlySet<string>): boolean {
  const known = draft.reading<readonly string[]>(`carriers ${fileId}`) ?? [];
  // An earlier command of the batch may have emptied one of them, or sent the file once more.
  const now = (id: string): boolean => draft.find('message', id)?.erasedAt === null || !draft.find('message', id);
  if (known.some((id) => !emptied.has(id) && now(id))) return true;
  for (const { id, fileIds } of draft.all('message')) if (!emptied.has(id) && fileIds.includes(fileId)) return true;
  return false;
}

/** Takes away what colleagues wrote to each other about the ticket; how many notes there were. */
function forgetNotes(draft: Draft, ticketId: string, { transferIds, segmentIds }: EraseMessagesInput): number {
  let notes = 0;
  for (const id of transferIds) {
    const transfer = draft.find('transfer', id);
    if (transfer?.ticketId !== ticketId || (transfer.note === null && transfer.draft === null)) continue;
    draft.change('transfer', id, { note: null, draft: null });
    notes++;
  }
  for (const id of segmentIds) {
    const segment = draft.find('segment', id);
    if (segment?.ticketId !== ticketId || segment.wrapUpNote === null) continue;
    draft.change('segment', id, { wrapUpNote: null });
    notes++;
  }
  return notes;
}
