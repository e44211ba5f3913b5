import type { Answer } from './request.ts';
import type { ConversationRow, MessageRow, OfferRow, SegmentRow, TicketRow, TransferRow } from './row-types.ts';

/**
 * Rows from answers of the API, which write instants as text and name some fields otherwise. What an answer does not tell
 * whoever asks is null here, as it is there.
 */
type Way = Answer<'get', '/v1/conversations/{id}/lineage'>;
type Conversation = Answer<'get', '/v1/conversations/{id}'>;
type Message = Answer<'get', '/v1/conversations/{id}/messages'>['items'][number];

function when(at: string): number;
function when(at: string | null): number | null;
function when(at: string | null): number | null {
  return at === null ? null : Date.parse(at);
}

/** Of a conversation whose present ticket one may not read, only the past is told: it counts as closed. */
export function conversationRow(answer: Conversation): ConversationRow {
  const isPresent = answer.departmentId !== null;
  return {
    id: answer.id,
    accountId: answer.accountId,
    channelKind: answer.channelKind,
    threadKey: answer.threadKey,
    contactId: answer.contactId,
    status: isPresent ? answer.status : 'closed',
    departmentId: answer.departmentId ?? '',
    ticketId: answer.ticketId ?? '',
    segmentId: '',
    owner: answer.owner,
    ownershipVersion: answer.ownershipVersion ?? 0,
    pendingTransferId: answer.pendingTransferId,
    liveOfferId: null,
    messageSequence: 0,
    queuedAt: null,
    priority: 100,
    waitUntil: null,
    hops: answer.hops,
    openedAt: when(answer.openedAt),
    closedAt: when(answer.closedAt),
  };
}

export function messageRow({ at, erasedAt, ...message }: Message): MessageRow {
  return { ...message, erasedAt: erasedAt === null ? null : when(erasedAt), at: when(at) };
}

export function ticketRow(ticket: Way['tickets'][number]): TicketRow {
  const { id, conversationId, departmentId, state, version, previousTicketId, nextTicketId } = ticket;
  const { fromMessage, toMessage, historyFrom, attributes, tags, form, closeReason } = ticket;
  return {
    ...{ id, conversationId, departmentId, state, version, previousTicketId, nextTicketId },
    ...{ fromMessage, toMessage, historyFrom, attributes, tags, form, closeReason },
    openedAt: when(ticket.openedAt),
    closedAt: when(ticket.closedAt),
  };
}

export function segmentRow(segment: Way['segments'][number]): SegmentRow {
  return {
    ...segment,
    startedAt: when(segment.startedAt),
    endedAt: when(segment.endedAt),
    wrapUpUntil: when(segment.wrapUpUntil),
    wrapUpEndedAt: when(segment.wrapUpEndedAt),
  };
}

export function transferRow({ from, expiresAt, ...transfer }: Way['transfers'][number]): TransferRow {
  return {
    ...transfer,
    fromDepartmentId: from.departmentId,
    fromOwner: from.owner,
    requestedAt: when(transfer.requestedAt),
    deadlineAt: when(expiresAt),
    endedAt: when(transfer.endedAt),
  };
}

export function offerRow(offer: Way['offers'][number]): OfferRow {
  return {
    ...offer,
    offeredAt: when(offer.offeredAt),
    expiresAt: when(offer.expiresAt),
    endedAt: when(offer.endedAt),
  };
}
