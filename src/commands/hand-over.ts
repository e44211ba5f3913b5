import { assert } from '../base/assert.ts';
import { nameActor } from '../domain/actor.ts';
import { type Conversation, directQueueAgent, type Owner, type Ticket } from '../domain/conversation.ts';
import type { FallbackDecision } from '../domain/decide-fallback.ts';
import type { Draft } from '../domain/draft.ts';
import type { EventKind } from '../domain/events.ts';
import { countHop } from '../domain/loop-guard.ts';
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
import type { TransferPlan } from '../domain/transfer-plan.ts';
import { endOffer, makeOffer, withdrawLiveOffer } from './offers.ts';
import { changeOwner, moveTicket, waitLimit } from './ownership.ts';

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
  return { ...plan.travels, files: plan.travels.messages === null ? 0 : conversation.files };
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
  return { ...receiptOf(plan, before), note: transfer.receipt.note };
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
    reason: request.reason ?? null,
    outcome: null,
    chain: [],
    receipt: {
      history: 'none',
      messages: null,
      note: false,
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
      takeOver(draft, conversation.id, plan, owner);
      const { ticketId, ownershipVersion } = draft.get('conversation', conversation.id);
      draft.add('transfer', transfer.id, { ...transfer, newTicketId: ticketId, ownershipVersion });
      tell(draft, 'transfer.completed', transfer, { ...details, owner: ownerChange(draft, conversation) });
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
        deadlineAt: step.kind === 'wait' ? step.deadlineAt : null,
      });
      draft.add('transfer', transfer.id, transfer);
      draft.change('conversation', conversation.id, { pendingTransferId: transfer.id });
      const owner = plan.ownerNow === null ? {} : { owner: ownerChange(draft, conversation) };
      if (step.kind === 'wait') {
        tell(draft, 'transfer.waiting', transfer, {
          ...details,
          ...owner,
          because: step.because,
          deadlineAt: step.deadlineAt,
        });
        return transfer;
      }
      assert(step.to.kind === 'agent', 'Offers to outside contacts come with their adapters.');
      const offer = openOffer(draft, transfer, { agentId: step.to.id, expiresAt: step.expiresAt });
      tell(draft, 'transfer.offered', transfer, { ...details, ...owner, offerId: offer.id, agentId: offer.agentId });
      return transfer;
    }
    case 'consult':
      assert(false, 'A warm transfer is refused before it is carried out.');
  }
}

function openOffer(draft: Draft, transfer: Transfer, to: { agentId: string; expiresAt: number }): Offer {
  return makeOffer(draft, draft.get('conversation', transfer.conversationId), { ...to, transferId: transfer.id });
}

/** The new owner in the new place, in one commit: moves the ticket first where it changes departments. */
function takeOver(
  draft: Draft,
  conversationId: string,
  plan: Pick<TransferPlan, 'isMove' | 'toDepartmentId' | 'travels' | 'historyFrom' | 'automatic' | 'hopPair'>,
  owner: Owner,
  slotsHeld = 0,
): void {
  const before = draft.get('conversation', conversationId);
  // Out of an agent's own direct queue to that agent is no hop: it was counted when the queue took it.
  const isArrival = owner.kind === 'agent' && directQueueAgent(before.owner) === owner.id;
  if (!isArrival) draft.change('conversation', conversationId, countHop(before, plan));
  if (plan.isMove) moveTicket(draft, conversationId, plan);
  const queue = owner.kind === 'queue' ? draft.configuration.queues.get(owner.id) : undefined;
  changeOwner(draft, {
    conversationId,
    to: owner,
    endReason: plan.isMove ? 'moved' : 'transferred',
    slotsHeld,
    queuedAt: draft.now,
    waitUntil: waitLimit(draft, owner, plan.toDepartmentId),
    ...(queue === undefined ? {} : { priority: queue.priority }),
  });
}

/** What an event says of a change of owner: each one's `from` is the `to` of the one before. */
export function ownerChange(
  draft: Draft,
  before: Conversation,
): { from: Owner | null; to: Owner | null; version: number } {
  const { owner, ownershipVersion } = draft.get('conversation', before.id);
  return { from: before.owner, to: owner, version: ownershipVersion };
}

/** Moves a transfer along an edge of the picture. */
function setState(draft: Draft, transfer: Transfer, state: TransferState, fields: Partial<Transfer> = {}): Transfer {
  assert(transferEdges[transfer.state].includes(state), `A transfer cannot go from ${transfer.state} to ${state}.`);
  const ends = !isPending(state);
  if (ends) draft.change('conversation', transfer.conversationId, { pendingTransferId: null });
  return draft.change('transfer', transfer.id, {
    ...fields,
    state,
    ...(ends ? { endedAt: draft.now, deadlineAt: null } : {}),
  });
}

/** Records what became of a transfer, for both sides. */
function tell(
  draft: Draft,
  kind: EventKind,
  transfer: Transfer,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const conversation = draft.get('conversation', transfer.conversationId);
  const current = draft.find('transfer', transfer.id) ?? transfer;
  const agents = new Set<string>();
  for (const owner of [transfer.fromOwner, conversation.owner]) {
    // Whose direct queue has it is to hear of it too.
    const id = owner?.kind === 'agent' ? owner.id : directQueueAgent(owner);
    if (id !== null) agents.add(id);
  }
  if (current.currentTarget.kind === 'agent') agents.add(current.currentTarget.id);
  if (transfer.requestedBy.kind === 'agent') agents.add(transfer.requestedBy.id);
  // Whose offer ended hears of it, also when the transfer stands at the next one already.
  const ended = typeof details.offerId === 'string' ? draft.find('offer', details.offerId) : undefined;
  if (ended !== undefined) agents.add(ended.agentId);
  draft.emit(kind, {
    conversationId: transfer.conversationId,
    // Until the move has happened the destination has no ticket: only the agent who is asked hears of it there.
    departments: [...new Set([current.fromDepartmentId, conversation.departmentId])],
    agents: [...agents],
    details: { transferId: transfer.id, ticketId: conversation.ticketId, state: current.state, ...details },
  });
}

/** The offer was accepted: the agent owns, in the ticket of the destination. */
export function acceptTransfer(draft: Draft, transfer: Transfer, offer: Offer, plan: AcceptPlan): void {
  const before = draft.get('conversation', transfer.conversationId);
  endOffer(draft, offer, 'accepted');
  takeOver(draft, before.id, plan, plan.owner, offer.slots);
  const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
  setState(draft, transfer, 'completed', {
    newTicketId: ticketId,
    ownershipVersion,
    receipt: receiptAfter(transfer, plan, before),
  });
  tell(draft, 'transfer.completed', transfer, { owner: ownerChange(draft, before), offerId: offer.id });
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
    if (next.plan !== null) takeOver(draft, before.id, next.plan, next.owner);
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
    tell(draft, 'transfer.fell_back', transfer, { ...said, owner: ownerChange(draft, before) });
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
    takeOver(draft, before.id, plan, owner);
    const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
    const outcome = typeof said.outcome === 'string' ? said.outcome : null;
    const ended = setState(draft, transfer, 'fell_back', {
      ...fields,
      outcome,
      newTicketId: ticketId,
      ownershipVersion,
    });
    tell(draft, 'transfer.fell_back', transfer, { ...said, owner: ownerChange(draft, before) });
    return ended;
  }
  // With `release: now` the direct queue of whoever is asked owns meanwhile, not that of the one who would not.
  if (plan.ownerNow !== null) {
    takeOver(draft, before.id, plan, plan.ownerNow);
    said = { ...said, owner: ownerChange(draft, before) };
  }
  if (step.kind === 'wait') {
    const waits = setState(draft, transfer, 'waiting', { ...fields, deadlineAt: step.deadlineAt });
    tell(draft, 'transfer.waiting', transfer, { ...said, because: step.because, deadlineAt: step.deadlineAt });
    return waits;
  }
  assert(step.kind === 'offer' && step.to.kind === 'agent', 'A chain is tried cold, and offers only to agents.');
  const offered = setState(draft, transfer, 'offered', { ...fields, deadlineAt: null });
  draft.repeat('transfer', transfer.id);
  const offer = openOffer(draft, transfer, { agentId: step.to.id, expiresAt: step.expiresAt });
  tell(draft, 'transfer.offered', transfer, { ...said, nextOfferId: offer.id, agentId: offer.agentId });
  return offered;
}

/** What waited is offered at last, to whom it waited for. */
export function offerWaiting(
  draft: Draft,
  transfer: Transfer,
  to: { readonly agentId: string; readonly expiresAt: number },
): Offer {
  const offered = setState(draft, transfer, 'offered', { deadlineAt: null });
  draft.repeat('transfer', transfer.id);
  const offer = openOffer(draft, offered, to);
  tell(draft, 'transfer.offered', transfer, { offerId: offer.id, agentId: offer.agentId });
  return offer;
}

/** What waited is given without asking, where the department assigns. */
export function assignWaiting(draft: Draft, transfer: Transfer, plan: AcceptPlan): void {
  const before = draft.get('conversation', transfer.conversationId);
  takeOver(draft, before.id, plan, plan.owner);
  const { ticketId, ownershipVersion } = draft.get('conversation', before.id);
  const receipt = receiptAfter(transfer, plan, before);
  setState(draft, transfer, 'completed', { newTicketId: ticketId, ownershipVersion, receipt });
  tell(draft, 'transfer.completed', transfer, { owner: ownerChange(draft, before) });
}
