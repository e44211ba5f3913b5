import { isoInstant } from '../../base/clock.ts';
import type { Attributes, Message } from '../../domain/conversation.ts';
import type { OutsideEvent } from '../../domain/outside-listener.ts';
import type { HandOff } from '../../reads/hand-off.ts';
import type { Summary } from '../../reads/summaries.ts';

/**
 * What a contact outside is told of. `transfer.offered` and `consult.asked` ask; the others only tell. Every one names the
 * conversation; who was asked nothing before may leave unread what it does not know.
 */
export type OutsideType =
  | 'transfer.offered'
  | 'consult.asked'
  | 'transfer.completed'
  | 'transfer.cancelled'
  | 'consult.ended'
  | 'message'
  | 'consult'
  | 'conversation.closed'
  | 'returned';

/** As which of them an event is told; null where it says nothing to whoever is outside, or no longer concerns them. */
export function typeOf(event: OutsideEvent): OutsideType | null {
  const { kind, mode, message, hears } = event;
  if (event.owned) return kind === 'conversation.closed' ? 'conversation.closed' : 'returned';
  switch (kind) {
    case 'transfer.offered':
      return 'transfer.offered';
    case 'transfer.consulting':
      return 'consult.asked';
    case 'transfer.completed':
      return event.owns ? 'transfer.completed' : null;
    case 'transfer.cancelled':
    case 'transfer.returned':
    case 'transfer.failed':
      return mode === 'warm' ? 'consult.ended' : 'transfer.cancelled';
    case 'message.received':
      return message !== null && hears ? 'message' : null;
    case 'consult.said':
      return message !== null && hears ? 'consult' : null;
    default:
      return null;
  }
}

/** What every telling has. */
export function tellEvent(event: OutsideEvent, type: OutsideType): Record<string, unknown> {
  const { id, conversationId, ticketId, transferId, at } = event;
  return { type, id, conversationId, ticketId, transferId, at: isoInstant(at) };
}

/** A message of the customer, or a word of a consult, with its text as it is masked. */
export function tellMessage({ id, sequence, author, at }: NonNullable<OutsideEvent['message']>, text: string) {
  return { id, sequence, text, author: { kind: author.kind, id: author.id }, at: isoInstant(at) };
}

/** What goes with a question: everything that the hand-over's receipt says travels, and how to answer. */
export function tellHandOff(
  { transfer, conversation, ticket, contact, messages, hasEarlier, summary }: HandOff,
  answerPath: string,
): Record<string, unknown> {
  const { receipt, note, reason, deadlineAt } = transfer;
  const attributes = { ...conversation.attributes, ...ticket.attributes };
  return {
    until: deadlineAt === null ? null : isoInstant(deadlineAt),
    channel: { accountId: conversation.accountId, kind: conversation.channelKind },
    contact: contact === null ? null : { id: contact.id, name: contact.name },
    note,
    reason,
    form: travelling(ticket.form, receipt.form),
    attributes: travelling(attributes, receipt.attributes),
    tags: ticket.tags.filter((tag) => receipt.tags.includes(tag)),
    receipt,
    messages: messages.map(tellSaid),
    hasEarlier,
    summary: summary && tellSummary(summary),
    answer: {
      path: answerPath,
      accept: { type: 'accept', transferId: transfer.id },
      decline: { type: 'decline', transferId: transfer.id, reason: '…' },
    },
  };
}

function tellSummary({ messages, departments, firstWords, lastWords, startedAt, durationSeconds }: Summary) {
  const began = startedAt === null ? null : isoInstant(startedAt);
  return { messages, departments, firstWords, lastWords, startedAt: began, durationSeconds };
}

function tellSaid({ id, sequence, direction, author, automatic, text, at }: Message) {
  return {
    id,
    sequence,
    direction,
    author: { kind: author.kind, id: author.id },
    automatic,
    text,
    at: isoInstant(at),
  };
}

function travelling(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}
