import { type Instant, isoInstant } from '../base/clock.ts';
import type { TicketAnswer } from '../commands/find-ticket.ts';
import type { PresenceAnswer } from '../commands/presence.ts';
import type { ConversationView } from '../contract/conversations.ts';
import type { TicketView } from '../contract/tickets.ts';
import type { TransferView } from '../contract/transfers.ts';
import { type CapacityOverride, capacityOf, percentOf, totalLoad } from '../domain/agent.ts';
import type { StatusEntry } from '../domain/configuration.ts';
import type { Attributes, Message, Party, Segment } from '../domain/conversation.ts';
import { isOpen, nextOpen } from '../domain/hours.ts';
import type { Offer, Receipt, Transfer } from '../domain/transfer.ts';
import type { ShownWait } from '../domain/waits/shown-wait.ts';
import type { SeenAgent } from '../reads/agents.ts';
import type { SeenContact } from '../reads/contacts.ts';
import type { SeenConversation } from '../reads/conversations.ts';
import type { SeenDepartment } from '../reads/departments.ts';
import type { SeenHelpRequest } from '../reads/help-requests.ts';
import type { SeenQueue, SeenQueueHealth, SeenWaiting } from '../reads/queues.ts';
import type { SeenTicket } from '../reads/tickets.ts';
import type { SeenOffer } from '../reads/transfers.ts';
import type { ToldStanding } from '../reads/waiting-room.ts';

/** Rows as they go over the wire. Every field is named here, so that a new column never leaks by itself. */

function when(at: Instant | null): string | null {
  return at === null ? null : isoInstant(at);
}

export function presentTransfer(transfer: Transfer, offerExpiresAt: Instant | null): TransferView {
  return { ...presentAnsweredTransfer(transfer, offerExpiresAt), note: transfer.note, draft: transfer.draft };
}

/** A transfer as commands answer it: without its note, which has its one place. */
export function presentAnsweredTransfer(
  transfer: Transfer,
  offerExpiresAt: Instant | null,
): Omit<TransferView, 'note' | 'draft'> {
  return {
    id: transfer.id,
    conversationId: transfer.conversationId,
    ticketId: transfer.ticketId,
    newTicketId: transfer.newTicketId,
    state: transfer.state,
    mode: transfer.mode,
    from: { departmentId: transfer.fromDepartmentId, owner: transfer.fromOwner },
    target: transfer.target,
    currentTarget: transfer.currentTarget,
    toDepartmentId: transfer.toDepartmentId,
    release: transfer.release,
    requestedBy: transfer.requestedBy,
    session: transfer.session,
    batchId: transfer.batchId,
    reason: transfer.reason,
    outcome: transfer.outcome,
    requestedAt: isoInstant(transfer.requestedAt),
    expiresAt: when(offerExpiresAt ?? transfer.deadlineAt),
    endedAt: when(transfer.endedAt),
    receipt: presentReceipt(transfer.receipt),
  };
}

function presentReceipt(receipt: Receipt): TransferView['receipt'] {
  const { attributes, form, tags, redacted, heldBack } = receipt;
  return {
    ...receipt,
    ...{ attributes: [...attributes], form: [...form], tags: [...tags], redacted: [...redacted] },
    heldBack: heldBack.map(({ what, why }) => ({ what, why })),
  };
}

/** What a preview shows of attributes: those that the receipt says travel. */
function travelling(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}

export function presentTicket({ ticket, conversation, access, opened }: SeenTicket): TicketView {
  const isPresent = conversation.ticketId === ticket.id;
  const isPreview = access === 'preview';
  const receipt = opened?.receipt;
  return {
    id: ticket.id,
    conversationId: ticket.conversationId,
    departmentId: ticket.departmentId,
    state: ticket.state,
    version: ticket.version,
    accountId: conversation.accountId,
    channelKind: conversation.channelKind,
    contactId: conversation.contactId,
    owner: isPresent ? conversation.owner : null,
    ownershipVersion: isPresent ? conversation.ownershipVersion : null,
    pendingTransferId: isPresent ? conversation.pendingTransferId : null,
    queuedAt: isPresent ? when(conversation.queuedAt) : null,
    priority: conversation.priority,
    previousTicketId: ticket.previousTicketId,
    nextTicketId: ticket.nextTicketId,
    fromMessage: ticket.fromMessage,
    toMessage: ticket.toMessage,
    historyFrom: ticket.historyFrom,
    history: ticket.history,
    redact: [...ticket.redact],
    onHold: ticket.onHold,
    snoozedUntil: when(ticket.snoozedUntil),
    attributes: isPreview ? travelling(ticket.attributes, receipt?.attributes ?? []) : ticket.attributes,
    tags: isPreview ? ticket.tags.filter((tag) => receipt?.tags.includes(tag)) : [...ticket.tags],
    form: isPreview ? travelling(ticket.form, receipt?.form ?? []) : ticket.form,
    slaStartedAt: isoInstant(ticket.slaStartedAt),
    slaPausedAt: when(ticket.slaPausedAt),
    openedAt: isoInstant(ticket.openedAt),
    openedBy: ticket.openedBy,
    reopenedAt: when(ticket.reopenedAt),
    closedAt: when(ticket.closedAt),
    closeReason: ticket.closeReason,
  };
}

/** A ticket as commands answer it. */
export function presentTicketAnswer({ conversationId, ticketId, ticketVersion }: TicketAnswer) {
  return { conversationId, ticketId, ticketVersion };
}

export function presentConversation({ conversation, seesPresent }: SeenConversation): ConversationView {
  return {
    id: conversation.id,
    accountId: conversation.accountId,
    channelKind: conversation.channelKind,
    threadKey: conversation.threadKey,
    contactId: conversation.contactId,
    status: conversation.status,
    departmentId: seesPresent ? conversation.departmentId : null,
    ticketId: seesPresent ? conversation.ticketId : null,
    owner: seesPresent ? conversation.owner : null,
    ownershipVersion: seesPresent ? conversation.ownershipVersion : null,
    pendingTransferId: seesPresent ? conversation.pendingTransferId : null,
    participants: conversation.participants.map(({ channel, address }) => ({ channel, address })),
    parties: seesPresent ? conversation.parties.map(presentParty) : [],
    linkedSessions: conversation.linkedSessions.map(({ startedAt, endedAt, ...session }) => ({
      ...session,
      startedAt: isoInstant(startedAt),
      endedAt: isoInstant(endedAt),
    })),
    watchingQueueId: seesPresent ? conversation.watchingQueueId : null,
    help:
      seesPresent && conversation.help !== null
        ? { agentId: conversation.help.agentId, raisedAt: isoInstant(conversation.help.raisedAt) }
        : null,
    mergedIntoId: conversation.mergedIntoId,
    hops: conversation.hops,
    openedAt: isoInstant(conversation.openedAt),
    closedAt: when(conversation.closedAt),
  };
}

export function presentParty({ who, role, joined, present, transferId, since }: Party) {
  return { who: { kind: who.kind, id: who.id }, role, joined, present, transferId, since: isoInstant(since) };
}

export function presentMessage(message: Message) {
  return {
    id: message.id,
    conversationId: message.conversationId,
    sequence: message.sequence,
    ticketId: message.ticketId,
    direction: message.direction,
    spokeAs: message.spokeAs,
    erasedAt: when(message.erasedAt),
    author: message.author,
    automatic: message.automatic,
    text: message.text,
    fileIds: [...message.fileIds],
    externalId: message.externalId,
    at: isoInstant(message.at),
  };
}

export function presentSegment(segment: Segment) {
  return {
    id: segment.id,
    conversationId: segment.conversationId,
    ticketId: segment.ticketId,
    departmentId: segment.departmentId,
    owner: segment.owner,
    startedAt: isoInstant(segment.startedAt),
    endedAt: when(segment.endedAt),
    endReason: segment.endReason,
    wrapUpUntil: when(segment.wrapUpUntil),
    wrapUpEndedAt: when(segment.wrapUpEndedAt),
    wrapUpExtensions: segment.wrapUpExtensions,
    disposition: segment.disposition,
    dispositionName: segment.dispositionName,
    wrapUpNote: segment.wrapUpNote,
  };
}

export function presentOffer({ offer, transfer, seen }: SeenOffer, contact: SeenContact | undefined) {
  const { ticket, conversation, access } = seen;
  return {
    id: offer.id,
    conversationId: offer.conversationId,
    transferId: offer.transferId,
    ticketId: ticket.id,
    departmentId: transfer?.toDepartmentId ?? ticket.departmentId,
    channelKind: conversation.channelKind,
    contact: contact === undefined ? null : { id: contact.contact.id, name: contact.contact.name },
    agentId: offer.agentId,
    state: offer.state,
    offeredAt: isoInstant(offer.offeredAt),
    expiresAt: isoInstant(offer.expiresAt),
    note: transfer?.note ?? null,
    form: access === 'preview' ? travelling(ticket.form, transfer?.receipt.form ?? []) : ticket.form,
    receipt: transfer?.receipt ?? null,
  };
}

/** An offer in the way of a conversation. */
export function presentMadeOffer(offer: Offer) {
  return {
    id: offer.id,
    conversationId: offer.conversationId,
    transferId: offer.transferId,
    agentId: offer.agentId,
    state: offer.state,
    offeredAt: isoInstant(offer.offeredAt),
    expiresAt: isoInstant(offer.expiresAt),
    endedAt: when(offer.endedAt),
    reason: offer.reason,
  };
}

export function presentAgent({ agent, departments, state }: SeenAgent, now: Instant) {
  const capacity = capacityOf(agent, state, now);
  const used = totalLoad(state?.load ?? {});
  // One whose time is over is none, whether or not anybody has taken it off.
  const override = capacity === state?.capacityOverride ? state.capacityOverride : null;
  return {
    id: agent.id,
    name: agent.name,
    role: agent.role,
    departments: [...departments],
    skills: [...agent.skills],
    skillLevels: { ...agent.skillLevels },
    presence: state?.presence ?? ('offline' as const),
    status: state?.statusId ?? null,
    presenceSince: isoInstant(state?.presenceSince ?? 0),
    leased: state?.leased ?? false,
    lapsed: (state?.lapsedFrom ?? null) !== null,
    load: { ...state?.load },
    used,
    capacity: capacity.total,
    percent: percentOf({ used, capacity: capacity.total }),
    capacityOverride: override === null ? null : presentOverride(override),
  };
}

function presentOverride({ total, perChannel, interruptible, by, at, reason, until }: CapacityOverride) {
  return {
    total,
    perChannel: { ...perChannel },
    interruptible: [...interruptible],
    by,
    at: isoInstant(at),
    reason,
    until: when(until),
  };
}

export function presentPresence({ agentId, presence, status, since, leased }: PresenceAnswer) {
  return { agentId, presence, status, since: isoInstant(since), leased };
}

export function presentStatus({ id, name, presence, channels }: StatusEntry) {
  return { id, name, presence, channels: channels === 'all' ? channels : [...channels] };
}

export function presentDepartment({ department, isMember }: SeenDepartment, now: Instant) {
  const { id, name, hours, dispositions, resolved } = department;
  const isOpenNow = hours === null || isOpen(hours, now);
  const { transfers, targetKinds, notes, reason, mayCancel, mayDeclineTransfer, mayDeclineQueueWork } = resolved;
  const { whenFull, whenOffline, whenClosed, wrapUpSeconds } = resolved;
  return {
    id,
    name,
    isMember,
    isOpen: isOpenNow,
    opensAt: isOpenNow || hours === null ? null : when(nextOpen(hours, now)),
    dispositions: dispositions.map((each) => ({ id: each.id, name: each.name, marksTransfer: each.marksTransfer })),
    settings: {
      ...{
        transfers,
        targetKinds: [...targetKinds],
        notes,
        reason,
        mayCancel,
        mayDeclineTransfer,
        mayDeclineQueueWork,
      },
      ...{ whenFull, whenOffline, whenClosed, wrapUpSeconds },
    },
  };
}

export function presentQueue({ queue, length, oldest, wait }: SeenQueue) {
  return {
    id: queue.id,
    name: queue.name,
    departmentId: queue.department,
    distribution: queue.distribution,
    priority: queue.priority,
    length,
    lengthMax: queue.lengthMax,
    oldestQueuedAt: when(oldest?.queuedAt ?? null),
    oldestTicketId: oldest?.ticketId ?? null,
    wait: presentWait(wait),
  };
}

export function presentQueueHealth({ reasons, waiting, ...seen }: SeenQueueHealth) {
  return { ...presentQueue(seen), reasons: Object.fromEntries(reasons), waiting: waiting.map(presentWaiting) };
}

function presentWaiting({ reason, ...waiting }: SeenWaiting, index: number) {
  return {
    ticketId: waiting.ticketId,
    conversationId: waiting.conversationId,
    position: index + 1,
    priority: waiting.priority,
    queuedAt: when(waiting.queuedAt),
    waitUntil: when(waiting.waitUntil),
    offeredTo: waiting.offeredTo,
    reason: { code: reason.code, sentence: reason.sentence, until: when(reason.until) },
  };
}

export function presentWait(wait: ShownWait) {
  const isRange = wait.kind === 'range';
  return {
    lowSeconds: isRange ? wait.lowMs / 1000 : null,
    highSeconds: isRange ? wait.highMs / 1000 : null,
    basis: isRange ? wait.basis : null,
    reason: isRange ? null : wait.reason,
    accepts: !isRange && wait.reason === 'few_accepts' ? wait.accepts : null,
  };
}

export function presentStanding({ queueId, position, since, wait }: ToldStanding) {
  return { queueId, position, since: when(since), wait: presentWait(wait) };
}

export function presentHelpRequest({ contactId, contactName, raisedAt, ...request }: SeenHelpRequest) {
  return { ...request, contact: { id: contactId, name: contactName }, raisedAt: isoInstant(raisedAt) };
}

export function presentContact({ contact, addresses }: SeenContact) {
  return {
    id: contact.id,
    name: contact.name,
    attributes: contact.attributes,
    addresses: addresses.map(({ channelKind, address }) => ({ channelKind, address })),
    createdAt: isoInstant(contact.createdAt),
  };
}
