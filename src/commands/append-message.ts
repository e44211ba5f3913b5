import type { ActorName } from '../domain/actor.ts';
import type { Message } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';

interface NewMessage {
  readonly direction: Message['direction'];
  readonly author: ActorName;
  readonly automatic: boolean;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly externalId: string | null;
  readonly spokeAs?: Message['spokeAs'];
  /** The account through which it comes or goes; the conversation's when left out. */
  readonly accountId?: string;
}

/** Puts a message at the end of the conversation and its files into the conversation's hands. */
export function appendMessage(draft: Draft, conversationId: string, message: NewMessage): Message {
  const conversation = draft.get('conversation', conversationId);
  const sequence = conversation.messageSequence + 1;
  const id = draft.newId();
  for (const fileId of message.fileIds) draft.change('file', fileId, { conversationId });
  draft.change('conversation', conversationId, {
    messageSequence: sequence,
    files: conversation.files + message.fileIds.length,
  });
  return draft.add('message', id, {
    ...message,
    spokeAs: message.spokeAs ?? null,
    erasedAt: null,
    id,
    conversationId,
    sequence,
    ticketId: conversation.ticketId,
    segmentId: conversation.segmentId,
    accountId: message.accountId ?? conversation.accountId,
    at: draft.now,
  });
}

/** What an event says of a message; its text stays in its one place. */
export function messageDetails(message: Message): Pick<Message, 'ticketId' | 'direction' | 'automatic'> & {
  readonly messageId: string;
  readonly messageSequence: number;
} {
  const { id, sequence, ticketId, direction, automatic } = message;
  return { messageId: id, messageSequence: sequence, ticketId, direction, automatic };
}
