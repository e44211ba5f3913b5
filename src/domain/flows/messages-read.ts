import { type Conversation, isShownToCustomer, type Message, type Ticket } from '../conversation.ts';
import type { Draft } from '../draft.ts';
import { marksOf } from '../mask-conversation.ts';
import { type DataClass, maskingNeighbours, maskText } from '../redaction.ts';

/**
 * What flows read of a conversation's messages: what its ticket opens to the people of the department where it is. What came
 * before and was not opened by the hand-over is not there for them either, what it masks is masked, and words within stay with
 * the ticket in which they were said.
 */

/** Both ends included. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

type Numbered = Pick<Conversation, 'id' | 'messageSequence'>;

/** So many more are loaded with what is missing: those too that may come until it is decided again. */
const aheadMax = 20;

const nothing: readonly DataClass[] = [];

/** Whether the ticket opens a message. */
export function opens(
  ticket: Pick<Ticket, 'id' | 'historyFrom'>,
  { sequence, direction, ticketId }: Pick<Message, 'sequence' | 'direction' | 'ticketId'>,
): boolean {
  return sequence >= ticket.historyFrom && (isShownToCustomer(direction) || ticketId === ticket.id);
}

/** What is masked of the message at a place, whenever it is read through the ticket. */
export function maskedAt(
  { fromMessage, redact }: Pick<Ticket, 'fromMessage' | 'redact'>,
  sequence: number,
): readonly DataClass[] {
  return sequence < fromMessage ? redact : nothing;
}

/** The loaded messages of a stretch, in order. */
export function messagesIn(draft: Draft, { id }: Numbered, { from, to }: Stretch): readonly Message[] {
  const found: Message[] = [];
  for (const message of draft.all('message')) {
    if (message.conversationId === id && message.sequence >= from && message.sequence <= to) found.push(message);
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

/** What must be loaded for a stretch to be there; nothing when it is. */
export function missingIn(
  draft: Draft,
  conversation: Numbered,
  { from, to }: Stretch,
): readonly { readonly conversationId: string; readonly sequence: number }[] {
  const { id, messageSequence } = conversation;
  const known = new Set(messagesIn(draft, conversation, { from, to }).map(({ sequence }) => sequence));
  const missing: { conversationId: string; sequence: number }[] = [];
  for (let sequence = Math.max(1, from); sequence <= Math.min(to, messageSequence); sequence++)
    if (!known.has(sequence)) missing.push({ conversationId: id, sequence });
  if (missing.length === 0 || to < messageSequence) return missing;
  // One that others write to all the while would ask for ever.
  for (let ahead = 1; ahead <= aheadMax; ahead++)
    missing.push({ conversationId: id, sequence: messageSequence + ahead });
  return missing;
}

/** The stretch with everything around it that decides about what of it is masked, whether that may be read or not. */
export function around({ from, to }: Stretch): Stretch {
  return { from: Math.max(1, from - maskingNeighbours), to: to + maskingNeighbours };
}

/** The texts of these messages with what is of a class masked. Everything around them must be loaded. */
export function maskedTexts<M extends Pick<Message, 'sequence' | 'text'>>(
  draft: Draft,
  conversation: Numbered,
  { messages, classes }: { readonly messages: readonly M[]; readonly classes: readonly DataClass[] },
): readonly string[] {
  const [first, last] = [messages.at(0), messages.at(-1)];
  if (first === undefined || last === undefined) return [];
  const neighbours = messagesIn(draft, conversation, around({ from: first.sequence, to: last.sequence }));
  const marks = marksOf(neighbours, { onlyValidCards: false });
  return messages.map(({ sequence, text }) => maskText(text, marks.get(sequence) ?? [], classes));
}
