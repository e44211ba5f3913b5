import { assert } from '../base/assert.ts';
import { nameActor } from '../domain/actor.ts';
import { type Conversation, directQueueAgent, type Owner, type Ticket } from '../domain/conversation.ts';
import type { FallbackDecision } from '../domain/decide-fallback.ts';
import type { Draft } from '../domain/draft.ts';
import type { EventKind } from '../domain/events.ts';
import { countHop } from '../domain/loop-guard.ts';
import { concerningOutside } from '../domain/outside-listener.ts';
import type { AcceptPlan } from '../domain/policy.ts';
import type { RefusalCode } from '../domain/refusal.ts';
import {
  isPending,
  type Offer,
  type OfferState,
  type Receipt,
  type Transfer,
  type TransferRequest,
  type TransferState,
  transferEdges,
} from '../domain/transfer.ts';
import type { TransferPlan, TransferStep } from '../domain/transfer-plan.ts';
import { goOnThrough } from './channel-session.ts';
import { sendNotice } from './notices.ts';
import { endOffer, makeOffer, withdrawLiveOffer } from './offers.ts';
import { changeOwner, moveTicket, type OwnerChange, ownerChange, waitLimit } from './ownership.ts';
import { addParty, dropParties } from './parties-of.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/**
 * Carries out what the policy planned: the one place where transfers change state. See the picture in
 * `domain/transfer.ts`; every edge of it goes through `setState`, which knows no other.
 */

/** Where the conversation and ticket of a hand-over stand, and what was asked. */
export interface HandOver {
  readonly conversation: Conversation;
  readonly ticket: Ticket;
  readonly request: TransferRequest;
}

function receiptOf(plan: Pick<TransferPlan, 'travels'>, conversation: Conversation): Receipt {
  const { messages, heldBack } = plan.travels;
  const holdsFiles = messages === null || heldBack.some(({ what }) => what === 'files');
  return { ...plan.travels, files: holdsFiles ? 0 : conversation.files };
}

/**
 * The receipt of an offer promises; what the rules of now hold back is told when it is carried out. Where the destination
 * had it already (`release: now`), what travelled then is what travelled.
 */
function receiptAfter(
  transfer: Transfer,
  plan: Pick<TransferPlan, 'travels' | 'isMove'>,
  before: Conversation,
): Receipt {
  if (transfer.newTicketId !== null && !plan.isMove) return transfer.receipt;
  return { ...receiptOf(plan, before), note: transfer.receipt.note, draft: transfer.receipt.draft };
}

function newTransfer(draft: Draft, { conversation, ticket, request }: HandOver, fields: Partial<Transfer>): Transfer {
  const owner = conversation.owner;
  return {
    id: draft.newId(),
    conversationId: conversation.id,
    ticketId: ticket.id,
    newTicketId: null,
    state: 'refused',
    mode: request.mode,
    target: request.target,
    currentTarget: request.target,
    fromDepartmentId: ticket.departmentId,
    toDepartmentId: ticket.departmentId,
    release: request.release ?? 'on_accept',
    requestedBy: nameActor(draft.actor),
    fromOwner: owner ?? { kind: 'queue', id: 'none' },
    ownershipVersion: conversation.ownershipVersion,
    note: request.note ?? null,
    draft: request.draft ?? null,
    session: null,
    batchId: request.batchId ?? null,
    reason: request.reason ?? null,
    outcome: null,
    chain: [],
    receipt: {
      history: 'none',
      messages: null,
      note: false,
      draft: false,
      redacted: [],
      attributes: [],
      form: [],
      tags: [],
      files: 0,
      sla: 'carried',
      heldBack: [],
    },
    requestedAt: draft.now,
    deadlineAt: null,
    endedAt: null,
    ...fields,
  };
}

/** Records a refusal: this, in the origin, is all that happens. */
export function recordRefusal(draft: Draft, handOver: HandOver, code: RefusalCode): Transfer {
  const transfer = newTransfer(draft, handOver, { state: 'refused', outcome: code, endedAt: draft.now });
  draft.add('transfer', transfer.id, transfer);
  tell(draft, 'transfer.refused', transfer, { code });
  return transfer;
}

/** Opens the transfer that the plan describes: completed at once, offered, or waiting. */
export function carryOut(draft: Draft, handOver: HandOver, plan: TransferPlan): Transfer {
  if (plan.replacesTransferId !== null) cancelPending(draft, handOver.conversation.id, 'replaced');
  // Whoever its queue is asking is asked no more: a conversation has one live offer, and from now on it is the transfer's.
  withdrawLiveOffer(draft, draft.get('conversation', handOver.conversation.id), 'transferred');
  const conversation = draft.get('conversation', handOver.conversation.id);
  const fields: Partial<Transfer> = {
    currentTarget: plan.target,
    toDepartmentId: plan.toDepartmentId,
    release: plan.release,
    chain: plan.chain,
    session: plan.session,
    receipt: receiptOf(plan, conversation),
  };
  const details = {
    warnings: plan.warnings,
    overrides: plan.overrides,
    redirected: plan.redirected,
    audit: plan.auditKind,
  };
  const { step } = plan;
  switch (step.kind) {
    case 'admit':
    case 'assign': {
      const owner: Owner = step.kind === 'admit' ? step.owner : { kind: 'agent', id: step.agentId };
      const transfer = newTransfer(draft, handOver, { ...fields, state: 'completed', endedAt: draft.now });
      changeSession(draft, transfer);
      takeOver(draft, conversation.id, plan, owner);
      const { ticketId, ownershipVersion } = draft.get('conversation', conversation.id);
      draft.add('transfer', transfer.id, { ...transfer, newTicketId: ticketId, ownershipVersion });
      tell(draft, 'transfer.completed', transfer, details, conversation);
      return draft.get('transfer', transfer.id);
    }
    case 'offer':
    case 'wait': {
      const state = step.kind === 'offer' ? 'offered' : 'waiting';
      if (plan.ownerNow !== null) takeOver(draft, conversation.id, plan, plan.ownerNow);
      const { ticketId, ownershipVersion } = draft.get('conversation', conversation.id);
      const transfer = newTransfer(draft, handOver, {
        ...fields,
        state,
        ownershipVersion,
        newTicketId: plan.ownerNow === null ? null : ticketId,
        // An outside contact has no offer row, whose slot it would not hold: its time to answer is the transfer's.
        deadlineAt: step.kind === 'wait' ? step.deadlineAt : step.to.kind === 'agent' ? null : step.expiresAt,
      });
      draft.add('transfer', transfer.id, transfer);
      draft.change('conversation', conversation.id, { pendingTransferId: transfer.id });
      const before = plan.ownerNow === null ? undefined : conversation;
      if (step.kind === 'wait') {
        const { because, deadlineAt } = step;
        tell(draft, 'transfer.waiting', transfer, { ...details, because, deadlineAt }, before);
        return transfer;
      }
      if (step.to.kind !== 'agent') {
        tell(draft, 'transfer.offered', transfer, details, before);
        return transfer;
      }
      const offer = openOffer(draft, transfer, { agentId: step.to.id, expiresAt: step.expiresAt });
      const { id: offerId, agentId } = offer;
      tell(draft, 'transfer.offered', transfer, { ...details, offerId, agentId }, before);
      return transfer;
    }
    case 'consult': {
      const transfer = newTransfer(draft, handOver, { ...fields, state: 'consulting', deadlineAt: step.deadlineAt });
      draft.add('transfer', transfer.id, transfer);
      draft.change('conversation', conversation.id, { pendingTransferId: transfer.id });
      assert(step.with.kind === 'agent' || step.with.kind === 'external', 'Nobody asks a queue or a flow for advice.');
      addParty(draft, conversation.id, {
        who: { kind: step.with.kind, id: step.with.id },
        role: 'consultant',
        transferId: transfer.id,
        historyFrom: plan.travels.messages?.from ?? null,
        redact: plan.travels.redacted,
      });
      tell(draft, 'transfer.consulting', transfer, { ...details, with: step.with, deadlineAt: step.deadlineAt });
      return transfer;
    }
  }
}

function openOffer(draft: Draft, transfer: Transfer, to: { agentId: string; expiresAt: number }): Offer {
  return makeOffer(draft, draft.get('conversation', transfer.conversationId), { ...to, transferId: transfer.id });
}

/** A hand-over that changes channels does so in the commit that gives it to its target. That it can was looked at before. */
function changeSession(draft: Draft, { conversationId, session }: Transfer): void {
  const isThere = session?.accountId === draft.get('conversation', conversationId).accountId;
  if (session !== null && !isThere) goOnThrough(draft, conversationId, session);
}

/** The new owner in the new place, in one commit: moves the ticket first where it changes departments. */
function takeOver(
  draft: Draft,
  conversationId: string,
  plan: Pick<TransferPlan, 'isMove' | 'toDepartmentId' | 'travels' | 'historyFrom' | 'automatic' | 'hopPair'>,
  owner: Owner,
  {
    isCounted = false,
    from,
    ...held
  }: Pick<OwnerChange, 'slotsHeld' | 'watchingQueueId'> & {
    /** Whether a queue took it for this owner already: one hand-over is one hop. */
    readonly isCounted?: boolean;
    /** Who hands it over. Default: its owner. */
    readonly from?: Owner | null;
  } = {},
): void {
  const before = draft.get('conversation', conversationId);
  // Out of an agent's own direct queue to that agent is no hop: it was counted when the queue took it.
  const isArrival = owner.kind === 'agent' && directQueueAgent(before.owner) === owner.id;
  if (!isArrival && !isCounted) draft.change('conversation', conversationId, countHop(before, plan));
  if (plan.isMove) {
    // Whoever took part did so by the rules of the department that it leaves.
    dropParties(draft, conversationId, () => true);
    moveTicket(draft, conversationId, plan);
  } else if (plan.travels.history !== 'full' && (from ?? before.owner)?.kind !== 'queue') {
    // Whoever had it takes the past along. A queue had nothing to say.
    const { history } = plan.travels;
    const { historyFrom } = draft.get('ticket', before.ticketId);
    const summaryFrom = history === 'summary' ? historyFrom : null;
    draft.change('ticket', before.ticketId, { historyFrom: plan.historyFrom, history, summaryFrom });
  }
  const queue = owner.kind === 'queue' ? draft.configuration.queues.get(owner.id) : undefined;
  changeOwner(draft, {
    conversationId,
    to: owner,
    endReason: plan.isMove ? 'moved' : 'transferred',
    queuedAt: draft.now,
    waitUntil: waitLimit(draft, owner, plan.toDepartmentId),
    ...(queue === undefined ? {} : { priority: queue.priority }),
    ...held,
  });
}

/**
 * Who handed it over: whoever asked for it out of their hands, also where it came back to a queue before anybody took it. Released
 * at once, it went by what the policy said then.
 */
function handedOverBy({ newTicketId, fromOwner }: Transfer, before: Conversation): Owner | null {
  return newTicketId === null ? fromOwner : before.owner;
}

/** Moves a transfer along an edge of the picture. */
function setState(draft: Draft, transfer: Transfer, state: TransferState, fields: Partial<Transfer> = {}): Transfer {
  assert(transferEdges[transfer.state].includes(state), `A transfer cannot go from ${transfer.state} to ${state}.`);
  const ends = !isPending(state);
  if (ends) draft.change('conversation', transfer.conversationId, { pendingTransferId: null });
  // Whoever was asked for advice is asked no more: they own it, are offered it, or it went on without them.
  if (transfer.state === 'consulting')
    dropParties(draft, transfer.conversationId, (party) => party.transferId === transfer.id);
  return draft.change('transfer', transfer.id, {
    ...fields,
    state,
    ...(ends ? { endedAt: draft.now, deadlineAt: null } : {}),
  });
}

/**
 * Records what became of a transfer, for both sides. With the conversation as it was before, where the owner changed by it, it
 * says from whom to whom, and what ended by that.
 */
function tell(
  draft: Draft,
  kind: EventKind,
  transfer: Transfer,
  details: Readonly<Record<string, unknown>> = {},
  before?: Conversation,
): void {
  const conversation = draft.get('conversation', transfer.conversationId);
  const current = draft.find('transfer', transfer.id) ?? transfer;
  const agents = new Set<string>();
  for (const owner of [transfer.fromOwner, conversation.owner]) {
    // Whose direct queue has it is to hear of it too.
    const id = owner?.kind === 'agent' ? owner.id : directQueueAgent(owner);
    if (id !== null) agents.add(id);
  }
  // What was refused never came before whoever was meant, who may not even know of the conversation.
  if (kind !== 'transfer.refused' && current.currentTarget.kind === 'agent') agents.add(current.currentTarget.id);
  if (transfer.requestedBy.kind === 'agent') agents.add(transfer.requestedBy.id);
  // Whose offer ended hears of it, also when the transfer stands at the next one already.
  const ended = typeof details.offerId === 'string' ? draft.find('offer', details.offerId) : undefined;
  if (ended !== undefined) agents.add(ended.agentId);
  draft.emit(kind, {
    conversationId: transfer.conversationId,
    // Until the move has happened the destination has no ticket: only the agent who is asked hears of it there.
    departments: [...new Set([current.fromDepartmentId, conversation.departmentId])],
    agents: [...agents],
    details: {
      transferId: transfer.id,
      ticketId: conversation.ticketId,
      state: current.state,
      ...concerningOutside(current.currentTarget.kind === 'external' ? current.currentTarget.id : null),
      ...details,
      ...(before === undefined ? {} : { owner: ownerChange(draft, before) }),
    },
  });
  if (before !== undefined) tellWhatEnded(draft, before, 'handed_over');
  if (noticedKinds.has(kind)) sendNotice(draft, current);
}

/** What the customer may be told of, once: it is somebody else's now, or waits to be. */
const noticedKinds: ReadonlySet<EventKind> = new Set(['transfer.completed', 'transfer.waiting', 'transfer.fell_back']);

/** The offer was accepted: the agent owns, in the ticket of the destination. */
export function acceptTransfer(draft: Draft, transfer: Transfer, offer: Offer, plan: AcceptPlan): void {
  complete(draft, transfer, { plan, owner: plan.owner, offer }, { offerId: offer.id });
}

/** The transfer reaches its end: the new owner, in the new place, with what the rules of now let travel. */
function complete(
  draft: Draft,
  transfer: Transfer,
  given: {
    readonly plan: AcceptPlan | TransferPlan;
    readonly owner: Owner;
    /** The live offer that is accepted by it. */
    readonly offer?: Offer;
    readonly watchingQueueId?: string | null;
    /** Default: by the rules of now. */
    readonly receipt?: Receipt;
  },
  said: Readonly<Record<string, unknown>> = {},
): Transfer {
  const { plan, owner, offer, watchingQueueId = null } = given;
  // While the offer is live: the slot that it holds changes its kind with the conversation.
  changeSession(draft, transfer);
  const before = draft.get('conversation', transfer.conversationId);
  if (offer !== undefined) endOffer(draft, offer, 'accepted');
  // Released at once, it went to a queue that keeps it for whoever was asked: perhaps the one that had it.
  const isCounted =
    transfer.newTicketId !== null &&
    transfer.currentTarget.kind === 'external' &&
    before.ownershipVersion === transfer.ownershipVersion;
  const held = offer === undefined ? {} : { slotsHeld: offer.slots };
  takeOver(draft, before.id, plan, owner, {
    ...held,
    watchingQueueId,
    isCounted,
    from: handedOverBy(transfer, before),
  });
  const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
  const ended = setState(draft, transfer, 'completed', {
    newTicketId: ticketId,
    toDepartmentId: plan.toDepartmentId,
    ownershipVersion,
    receipt: given.receipt ?? receiptAfter(transfer, plan, before),
  });
  tell(draft, 'transfer.completed', transfer, said, before);
  return ended;
}

/** Cancels the pending transfer, withdrawing its offer. Whoever owns the conversation goes on owning it. */
export function cancelPending(draft: Draft, conversationId: string, outcome: string): Transfer | null {
  const conversation = draft.get('conversation', conversationId);
  if (conversation.pendingTransferId === null) return null;
  const transfer = draft.get('transfer', conversation.pendingTransferId);
  const offer = withdrawLiveOffer(draft, conversation, outcome);
  const ended = setState(draft, transfer, 'cancelled', { outcome });
  tell(draft, 'transfer.cancelled', transfer, { outcome, offerId: offer?.id ?? null });
  return ended;
}

/**
 * The target will not take it: the offer ends, and the transfer goes to the next of its chain, back to the sender, or to
 * the destination's fallback.
 */
export function passOn(
  draft: Draft,
  transfer: Transfer,
  next: FallbackDecision,
  because: { readonly outcome: string; readonly offerEnds: Exclude<OfferState, 'live' | 'accepted'> },
): Transfer {
  const before = draft.get('conversation', transfer.conversationId);
  const offer = before.liveOfferId === null ? null : draft.get('offer', before.liveOfferId);
  if (offer !== null) endOffer(draft, offer, because.offerEnds, because.outcome);
  const said = {
    outcome: because.outcome,
    offerId: offer?.id ?? null,
    offerState: offer === null ? null : because.offerEnds,
  };
  if (next.kind === 'returned') {
    const ended = setState(draft, transfer, 'returned', { outcome: because.outcome });
    tell(draft, 'transfer.returned', transfer, said);
    return ended;
  }
  if (next.kind === 'fell_back') {
    if (next.plan !== null) takeOver(draft, before.id, next.plan, next.owner, { from: handedOverBy(transfer, before) });
    else {
      changeOwner(draft, {
        conversationId: before.id,
        to: next.owner,
        endReason: 'requeued',
        queuedAt: before.queuedAt ?? draft.now,
        waitUntil: waitLimit(draft, next.owner, before.departmentId),
      });
    }
    const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
    const ended = setState(draft, transfer, 'fell_back', {
      outcome: because.outcome,
      newTicketId: ticketId,
      ownershipVersion,
      ...(next.plan === null ? {} : { receipt: receiptAfter(transfer, next.plan, before) }),
    });
    tell(draft, 'transfer.fell_back', transfer, said, before);
    return ended;
  }
  return standNext(draft, transfer, next, said);
}

function standNext(
  draft: Draft,
  transfer: Transfer,
  { plan }: FallbackDecision & { kind: 'next' },
  said: Readonly<Record<string, unknown>>,
): Transfer {
  const before = draft.get('conversation', transfer.conversationId);
  const fields: Partial<Transfer> = {
    currentTarget: plan.target,
    chain: plan.chain,
    toDepartmentId: plan.toDepartmentId,
    receipt: receiptAfter(transfer, plan, before),
  };
  const { step } = plan;
  if (step.kind === 'admit' || step.kind === 'assign') {
    const owner: Owner = step.kind === 'admit' ? step.owner : { kind: 'agent', id: step.agentId };
    takeOver(draft, before.id, plan, owner, { from: handedOverBy(transfer, before) });
    const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
    const outcome = typeof said.outcome === 'string' ? said.outcome : null;
    const ended = setState(draft, transfer, 'fell_back', {
      ...fields,
      outcome,
      newTicketId: ticketId,
      ownershipVersion,
    });
    tell(draft, 'transfer.fell_back', transfer, said, before);
    return ended;
  }
  let moved: Conversation | undefined;
  let released: Partial<Transfer> = {};
  // With `release: now` the direct queue of whoever is asked owns meanwhile, not that of the one who would not.
  if (plan.ownerNow !== null) {
    takeOver(draft, before.id, plan, plan.ownerNow);
    moved = before;
    const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
    released = { newTicketId: ticketId, ownershipVersion };
  }
  assert(step.kind !== 'consult', 'A chain is tried cold.');
  return standBefore(draft, transfer, step, { fields: { ...fields, ...released }, said, before: moved });
}

/**
 * The transfer stands before whoever is asked now: an agent, by an offer, or a contact outside; or it waits for an agent. Told
 * with the conversation as it was before, where the owner changed by it.
 */
function standBefore(
  draft: Draft,
  transfer: Transfer,
  step: Extract<TransferStep, { readonly kind: 'offer' | 'wait' }>,
  {
    fields = {},
    said = {},
    before,
  }: {
    readonly fields?: Partial<Transfer>;
    readonly said?: Readonly<Record<string, unknown>>;
    readonly before?: Conversation | undefined;
  } = {},
): Transfer {
  if (step.kind === 'wait') {
    const { because, deadlineAt } = step;
    const waits = setState(draft, transfer, 'waiting', { ...fields, deadlineAt });
    tell(draft, 'transfer.waiting', transfer, { ...said, because, deadlineAt }, before);
    return waits;
  }
  const isAgent = step.to.kind === 'agent';
  const offered = setState(draft, transfer, 'offered', { ...fields, deadlineAt: isAgent ? null : step.expiresAt });
  draft.repeat('transfer', transfer.id);
  if (!isAgent) {
    tell(draft, 'transfer.offered', transfer, said, before);
    return offered;
  }
  const { id, agentId } = openOffer(draft, offered, { agentId: step.to.id, expiresAt: step.expiresAt });
  // After an offer that ended, the event names both.
  const named = 'offerId' in said ? { nextOfferId: id } : { offerId: id };
  tell(draft, 'transfer.offered', transfer, { ...said, ...named, agentId }, before);
  return offered;
}

/** What waited is offered at last, to whom it waited for. */
export function offerWaiting(draft: Draft, transfer: Transfer, step: TransferStep & { readonly kind: 'offer' }): void {
  standBefore(draft, transfer, step);
}

/** What waited is given without asking, where the department assigns. */
export function assignWaiting(draft: Draft, transfer: Transfer, plan: AcceptPlan): void {
  complete(draft, transfer, { plan, owner: plan.owner });
}

/** What a consult comes to when the colleague takes it: their own plan, judged now, carried out without asking again. */
export function takeOverAfterConsult(draft: Draft, transfer: Transfer, plan: TransferPlan, owner: Owner): Transfer {
  const watchingQueueId = plan.step.kind === 'offer' ? plan.step.watchingQueueId : null;
  return complete(draft, transfer, { plan, owner, watchingQueueId });
}

/** A consult whose colleague has said nothing yet becomes an ordinary hand-over to them: offered, or waiting for them. */
export function offerAfterConsult(draft: Draft, transfer: Transfer, plan: TransferPlan): Transfer {
  const { step } = plan;
  assert(step.kind === 'offer' || step.kind === 'wait', 'Where nobody has answered yet, somebody is asked.');
  const receipt = receiptAfter(transfer, plan, draft.get('conversation', transfer.conversationId));
  return standBefore(draft, transfer, step, { fields: { chain: plan.chain, receipt } });
}

/** A consult ends without a hand-over: the owner stays, and the colleague is asked no more. */
export function endConsult(draft: Draft, transfer: Transfer, outcome: string): Transfer {
  const ended = setState(draft, transfer, 'returned', { outcome });
  tell(draft, 'transfer.returned', transfer, { outcome });
  return ended;
}

/** A contact outside takes it: they own, and a queue of the department watches until they give it back or fall silent. */
export function acceptOutside(draft: Draft, transfer: Transfer, plan: TransferPlan): Transfer {
  assert(plan.step.kind === 'offer' && plan.step.to.kind === 'external', 'A contact outside is asked, never given.');
  const { to, watchingQueueId } = plan.step;
  // The question took along all that travels: what travelled then is what travelled.
  const { receipt } = transfer;
  return complete(draft, transfer, { plan, owner: to, watchingQueueId, receipt }, { watchingQueueId });
}

/** A contact outside declined, did not answer in time, or could not be reached: the owner is who it was, and a person is told. */
export function failOutside(draft: Draft, transfer: Transfer, outcome: string): Transfer {
  const ended = setState(draft, transfer, 'failed', { outcome });
  tell(draft, 'transfer.failed', transfer, { outcome });
  draft.emit('alert.raised', {
    conversationId: transfer.conversationId,
    departments: [transfer.fromDepartmentId],
    details: { alert: 'external_failed', transferId: transfer.id, externalId: transfer.currentTarget.id, outcome },
  });
  return ended;
}
