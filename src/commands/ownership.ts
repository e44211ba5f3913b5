import { assert, present } from '../base/assert.ts';
import { addLoad, unitsOf } from '../domain/agent.ts';
import type { Queue } from '../domain/configuration.ts';
import type { Conversation, Owner, Segment, SegmentEndReason, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { isOpen, nextClose } from '../domain/hours.ts';
import { endPauses, startClock } from '../domain/sla-clock.ts';
import type { TransferPlan } from '../domain/transfer-plan.ts';
import { dropParties } from './parties-of.ts';

/**
 * How the owner of a conversation changes: one segment ends, the next begins, the version rises by one, and slots move
 * with it. Every command that changes an owner does it here, so that load is released once, in the commit of the change.
 *
 * An agent's load is: owned open tickets + the slots of live offers + the slots of wrap-ups in progress.
 */

/** Load units that the conversation would take of an agent who took it now, where its ticket is. */
export function unitsNow(
  draft: Draft,
  { departmentId, channelKind }: Pick<Conversation, 'departmentId' | 'channelKind'>,
): number {
  return unitsOf(draft.settingsOf(departmentId), channelKind);
}

/** Adds to (or takes from) an agent's load; does nothing for other owners. */
export function addAgentLoad(draft: Draft, agentId: string, conversation: Conversation, units: number): void {
  if (units === 0) return;
  const agent = draft.get('agent', agentId);
  const load = addLoad(agent.load, conversation.channelKind, units);
  assert((load[conversation.channelKind] ?? 0) >= 0, `The load of agent ${agentId} would fall below zero.`);
  draft.change('agent', agentId, { load, ...(units > 0 ? { lastAssignedAt: draft.now } : { idleSince: draft.now }) });
}

/** The wrap-up slots that the agent holds for this conversation: free for its return. */
export function wrapUpSlots(conversation: Conversation, agentId: string): number {
  let slots = 0;
  for (const wrapUp of conversation.wrapUps) if (wrapUp.agentId === agentId) slots += wrapUp.slots;
  return slots;
}

/** Takes the agent's wrap-up slots of this conversation for something else; how many there were. */
function takeWrapUpSlots(draft: Draft, conversationId: string, agentId: string): number {
  const conversation = draft.get('conversation', conversationId);
  const slots = wrapUpSlots(conversation, agentId);
  if (slots === 0) return 0;
  const wrapUps = conversation.wrapUps.map((wrapUp) => (wrapUp.agentId === agentId ? { ...wrapUp, slots: 0 } : wrapUp));
  draft.change('conversation', conversationId, { wrapUps });
  return slots;
}

/** What an event says of a change of owner: each one's `from` is the `to` of the one before. */
export function ownerChange(
  draft: Draft,
  before: Conversation,
): { from: Owner | null; to: Owner | null; version: number } {
  const { owner, ownershipVersion } = draft.get('conversation', before.id);
  return { from: before.owner, to: owner, version: ownershipVersion };
}

export interface OwnerChange {
  readonly conversationId: string;
  readonly to: Owner;
  readonly endReason: SegmentEndReason;
  /** Slots that the new owner holds already, by the offer being accepted. */
  readonly slotsHeld?: number;
  /** When the conversation enters a queue: where it stands in line. Default: what it had, else now. */
  readonly queuedAt?: number;
  /** When waiting ends in the queue's fallback. */
  readonly waitUntil?: number | null;
  readonly priority?: number;
  /** In a queue, whom it waits for before anybody else is asked, and until when. */
  readonly preferred?: { readonly agentId: string; readonly until: number } | undefined;
  /** The queue that watches an owner outside. */
  readonly watchingQueueId?: string | null;
}

/**
 * Ends the current segment and begins the new owner's, in the ticket that the conversation stands in now. Help was asked for by
 * whoever owned it, and is not any more; a colleague who took part and owns it now takes part no more.
 */
export function changeOwner(draft: Draft, change: OwnerChange): Segment {
  dropParties(draft, change.conversationId, ({ who }) => who.kind === change.to.kind && who.id === change.to.id);
  const before = draft.get('conversation', change.conversationId);
  endSegment(draft, before, change.endReason);
  const segment = beginSegment(draft, change.conversationId, change.to);
  let { units } = before;
  if (change.to.kind === 'agent') {
    const held = (change.slotsHeld ?? 0) + takeWrapUpSlots(draft, change.conversationId, change.to.id);
    units = unitsNow(draft, draft.get('conversation', before.id));
    // What was offered is what it takes: room was looked for then, and weights may have grown since.
    if (change.slotsHeld !== undefined && held > 0) units = Math.min(units, held);
    addAgentLoad(draft, change.to.id, before, units - held);
  }
  const waits = change.to.kind === 'queue';
  draft.change('conversation', change.conversationId, {
    owner: change.to,
    ownershipVersion: before.ownershipVersion + 1,
    segmentId: segment.id,
    status: 'open',
    queuedAt: waits ? (change.queuedAt ?? before.queuedAt ?? draft.now) : null,
    waitUntil: change.to.kind === 'agent' ? null : (change.waitUntil ?? null),
    watchingQueueId: change.to.kind === 'external' ? (change.watchingQueueId ?? null) : null,
    help: null,
    priority: change.priority ?? before.priority,
    passedOver: waits || before.passedOver.length === 0 ? before.passedOver : [],
    passedOverAt: waits ? before.passedOverAt : null,
    preferredAgentId: (waits && change.preferred?.agentId) || null,
    preferredUntil: (waits && change.preferred?.until) || null,
    units,
    lastAgentId: change.to.kind === 'agent' ? change.to.id : before.lastAgentId,
    servedAt: before.servedAt ?? (change.to.kind === 'agent' ? draft.now : null),
  });
  touchTicket(draft, change.conversationId, takenUp(draft.get('ticket', before.ticketId), change.to, draft.now));
  return segment;
}

/**
 * What a change of owner does to a ticket's timers: nobody inherits a hold or a snooze, and a clock that stood still while
 * the ticket was on its way runs again once a person has it.
 */
function takenUp(ticket: Ticket, owner: Owner, now: number): Partial<Ticket> {
  return { ...endPauses(ticket, now), ...(owner.kind === 'agent' ? startClock(ticket, now) : {}) };
}

/** Begins a segment, without looking at what was before. */
export function beginSegment(draft: Draft, conversationId: string, owner: Owner): Segment {
  const conversation = draft.get('conversation', conversationId);
  const id = draft.newId();
  return draft.add('segment', id, {
    id,
    conversationId,
    ticketId: conversation.ticketId,
    departmentId: conversation.departmentId,
    owner,
    startedAt: draft.now,
    endedAt: null,
    endReason: null,
    wrapUpUntil: null,
    wrapUpEndedAt: null,
    wrapUpExtensions: 0,
    disposition: null,
    dispositionName: null,
    wrapUpNote: null,
  });
}

/** Ends the current segment and frees its slot, or leaves it to the wrap-up where the department says so. */
export function endSegment(draft: Draft, conversation: Conversation, reason: SegmentEndReason): void {
  const segment = draft.get('segment', conversation.segmentId);
  if (segment.endedAt !== null) return;
  const agentId = segment.owner.kind === 'agent' ? segment.owner.id : null;
  const settings = draft.settingsOf(segment.departmentId);
  const wrapsUp = agentId !== null && settings.wrapUpSeconds > 0;
  draft.change('segment', segment.id, {
    endedAt: draft.now,
    endReason: reason,
    wrapUpUntil: wrapsUp ? draft.now + settings.wrapUpSeconds * 1000 : null,
  });
  if (agentId === null) return;
  const slots = wrapsUp && settings.wrapUpHoldsSlot ? conversation.units : 0;
  addAgentLoad(draft, agentId, conversation, slots - conversation.units);
  if (wrapsUp) {
    // Whole, for its agent, who may never have heard of how it began.
    draft.repeat('segment', segment.id);
    const { wrapUps } = draft.get('conversation', conversation.id);
    draft.change('conversation', conversation.id, { wrapUps: [...wrapUps, { segmentId: segment.id, agentId, slots }] });
  }
}

/** Changes the open ticket of a conversation: every write to one raises its version. */
export function touchTicket(draft: Draft, conversationId: string, fields: Partial<Ticket> = {}): Ticket {
  const { ticketId } = draft.get('conversation', conversationId);
  const ticket = draft.get('ticket', ticketId);
  assert(ticket.state === 'open', `Ticket ${ticketId} is ${ticket.state}: it cannot be written to.`);
  return draft.change('ticket', ticketId, { version: ticket.version + 1, ...fields });
}

/**
 * Ends the ticket as moved and opens its copy in another department. The copy refers to the conversation's messages by
 * range, so a move costs the same at ten messages and at ten thousand. The owner is the caller's to change, in the same
 * commit.
 */
export function moveTicket(
  draft: Draft,
  conversationId: string,
  plan: Pick<TransferPlan, 'toDepartmentId' | 'travels' | 'historyFrom'>,
): Ticket {
  const conversation = draft.get('conversation', conversationId);
  // It ends without a hold or a snooze, and the copy takes over the clock as it stands then.
  const ended = draft.get('ticket', conversation.ticketId);
  const from = draft.change('ticket', ended.id, endPauses(ended, draft.now));
  const id = draft.newId();
  draft.change('ticket', from.id, {
    state: 'moved',
    version: from.version + 1,
    nextTicketId: id,
    toMessage: conversation.messageSequence,
    closedAt: draft.now,
    closeReason: 'moved',
  });
  const travels = new Set(plan.travels.attributes);
  const attributes = Object.fromEntries(Object.entries(from.attributes).filter(([name]) => travels.has(name)));
  const tags = from.tags.filter((tag) => plan.travels.tags.includes(tag));
  const ticket = draft.add('ticket', id, {
    id,
    conversationId,
    departmentId: plan.toDepartmentId,
    state: 'open',
    version: 1,
    previousTicketId: from.id,
    nextTicketId: null,
    fromMessage: conversation.messageSequence + 1,
    toMessage: null,
    historyFrom: plan.historyFrom,
    history: plan.travels.history,
    summaryFrom: plan.travels.history === 'summary' ? from.historyFrom : null,
    redact: plan.travels.redacted,
    onHold: false,
    snoozedUntil: null,
    attributes,
    tags,
    form: from.form,
    // Whoever owns it next starts the clock again, when they are a person: see `changeOwner`.
    slaStartedAt: plan.travels.sla === 'restarted' ? draft.now : from.slaStartedAt,
    slaPausedAt: plan.travels.sla === 'paused' ? (from.slaPausedAt ?? draft.now) : null,
    openedAt: draft.now,
    openedBy: 'move',
    reopenedAt: null,
    closedAt: null,
    closeReason: null,
  });
  endSegment(draft, conversation, 'moved');
  draft.change('conversation', conversationId, { departmentId: plan.toDepartmentId, ticketId: id });
  return ticket;
}

/**
 * When an owner's time is over: a wait in a queue by the queue's own limit (a direct queue takes the department's), or at the
 * end of the department's hours where those who wait are to go on then; null without either; a contact outside by its silence. A flow has a time of its own, with its run.
 */
export function waitLimit(draft: Draft, owner: Owner, departmentId: string): number | null {
  if (owner.kind === 'agent' || owner.kind === 'flow') return null;
  if (owner.kind === 'external') {
    const external = draft.configuration.externals.get(owner.id);
    return draft.now + (external?.silenceSeconds ?? draft.settingsOf(departmentId).waitLimitSeconds) * 1000;
  }
  const queue = draft.configuration.queues.get(owner.id);
  if (queue === undefined) return draft.now + draft.settingsOf(departmentId).waitLimitSeconds * 1000;
  const closesAt = queue.whenClosed === 'fallback' ? closingOf(draft, queue) : null;
  const limitAt = queue.waitSecondsMax === null ? null : draft.now + queue.waitSecondsMax * 1000;
  return closesAt === null || limitAt === null ? (closesAt ?? limitAt) : Math.min(closesAt, limitAt);
}

/** When the hours of a queue's department end; null while it is closed, and where it never closes. */
function closingOf({ configuration, now }: Draft, { department }: Queue): number | null {
  const hours = configuration.departments.get(department)?.hours ?? null;
  return hours !== null && isOpen(hours, now) ? nextClose(hours, now) : null;
}

/** The queue where a department's tickets wait when nothing else is said. */
export function defaultQueue(draft: Draft, departmentId: string): Owner {
  const department = present(draft.configuration.departments.get(departmentId), `Department ${departmentId} is gone.`);
  return { kind: 'queue', id: department.defaultQueue };
}
