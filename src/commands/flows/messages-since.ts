import type { Needs } from '../../domain/command.ts';
import type { Message, MessageDirection } from '../../domain/conversation.ts';
import type { Turn } from './turn.ts';

/** At most so many messages are looked at where nobody says, the newest. */
const messagesMax = 20;

/** The messages of a direction after a place in the conversation, oldest first; or what must be loaded to know them. */
export function messagesSince(
  turn: Turn,
  sequence: number,
  direction: MessageDirection,
  countMax = messagesMax,
): { readonly messages: readonly Message[] } | { readonly needs: Needs } {
  const { id, messageSequence } = turn.there;
  const known = new Map<number, Message>();
  for (const message of turn.draft.all('message')) {
    if (message.conversationId === id) known.set(message.sequence, message);
  }
  const messages: Message[] = [];
  const wanted: { conversationId: string; sequence: number }[] = [];
  for (let at = Math.max(sequence + 1, messageSequence - countMax + 1); at <= messageSequence; at++) {
    const message = known.get(at);
    if (message === undefined) wanted.push({ conversationId: id, sequence: at });
    else if (message.direction === direction) messages.push(message);
  }
  if (wanted.length === 0) return { messages };
  // Those too that may come until it is decided again: one that others write to all the while would ask for ever.
  for (let ahead = 1; ahead <= messagesMax; ahead++)
    wanted.push({ conversationId: id, sequence: messageSequence + ahead });
  return { needs: { messages: wanted } };
}
