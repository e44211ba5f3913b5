import type { Needs } from '../../domain/command.ts';
import type { Message, MessageDirection } from '../../domain/conversation.ts';
import { around, maskedAt, maskedTexts, messagesIn, missingIn, opens } from '../../domain/flows/messages-read.ts';
import type { Turn } from './turn.ts';

/** At most so many messages are looked at, the newest. */
const messagesMax = 20;

/**
 * The messages of a direction after a place in the conversation, oldest first, as far as the ticket opens them and masked where
 * it masks; or what must be loaded to know them.
 */
export function messagesSince(
  turn: Turn,
  sequence: number,
  direction: MessageDirection,
): { readonly messages: readonly Message[] } | { readonly needs: Needs } {
  const { draft, there } = turn;
  const ticket = draft.get('ticket', there.ticketId);
  const to = there.messageSequence;
  const from = Math.max(sequence + 1, to - messagesMax + 1, ticket.historyFrom);
  const missing = missingIn(draft, there, { from, to });
  if (missing.length > 0) return { needs: { messages: missing } };
  const messages = messagesIn(draft, there, { from, to }).filter(
    (message) => message.direction === direction && opens(ticket, message),
  );
  const past = messages.filter(({ sequence: place }) => maskedAt(ticket, place).length > 0);
  const [first, last] = [past.at(0), past.at(-1)];
  if (first === undefined || last === undefined) return { messages };
  const unknown = missingIn(draft, there, around({ from: first.sequence, to: last.sequence }));
  if (unknown.length > 0) return { needs: { messages: unknown } };
  const texts = maskedTexts(draft, there, { messages: past, classes: ticket.redact });
  const masked = past.map((message, i) => ({ ...message, text: texts[i] ?? '', fileIds: [] }));
  return { messages: [...masked, ...messages.slice(past.length)] };
}
