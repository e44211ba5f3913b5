import { isPerson, systemActor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Conversation, Owner } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { forgottenHops } from '../domain/loop-guard.ts';
import { decideTransfer } from '../domain/policy.ts';
import { isPending, requestAgain, type Transfer } from '../domain/transfer.ts';
import type { TransferFacts } from '../domain/transfer-facts.ts';
import { refuseOwnSession } from './channel-session.ts';
import { handOverConsult } from './consult.ts';
import { transferFacts } from './facts.ts';
import {
  currentTicket,
  findTicket,
  mayUse,
  notOwner,
  refusePreview,
  refuseUnlessOpen,
  type TicketAnswer,
  ticketAnswer,
} from './find-ticket.ts';
import { acceptOutside, cancelPending, endConsult, failOutside } from './hand-over.ts';
import { changeOwner, defaultQueue, ownerChange, waitLimit } from './ownership.ts';
import { answerOf, type TransferAnswer } from './request-transfer.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/**
 * Contacts outside: what they answer when they are asked, and how they give back what they own. A partner's system answers for
 * itself, through its adapter. For somebody who was telephoned or written to, whoever asked for the transfer enters the answer.
 */

export interface OutsideAnswerInput {
  readonly transferId: string;
  readonly answer: 'accept' | 'decline' | 'unreachable';
  readonly reason?: string;
}

export const answerFromOutside: CommandDefinition<OutsideAnswerInput, TransferAnswer> = {
  name: 'answerFromOutside',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId, ...given }): Outcome<TransferAnswer> {
    const transfer = draft.find('transfer', transferId);
    if (transfer?.currentTarget.kind !== 'external' || !mayAnswer(draft, transfer)) return refused('not_found');
    return answerOutside(draft, transfer, given);
  },
};

/** What an answer for a contact outside comes to, once it is known that the actor may give it. */
function answerOutside(
  draft: Draft,
  transfer: Transfer,
  { answer, reason }: Omit<OutsideAnswerInput, 'transferId'>,
): Outcome<TransferAnswer> {
  if (!isPending(transfer.state) || (transfer.deadlineAt !== null && draft.now >= transfer.deadlineAt))
    return refused('offer_answered', { data: { state: transfer.state } });
  const outcome = reason ?? (answer === 'decline' ? 'declined' : 'external_unreachable');
  if (transfer.state === 'consulting') {
    if (answer === 'accept') return handOverConsult(draft, transfer, { isAgreed: true });
    endConsult(draft, transfer, outcome);
    if (answer === 'unreachable') alertUnreachable(draft, transfer);
    return done(answerOf(draft, transfer));
  }
  if (answer === 'accept') return accept(draft, transfer);
  failOutside(draft, transfer, outcome);
  return done(answerOf(draft, transfer));
}

function alertUnreachable(draft: Draft, { id, conversationId, fromDepartmentId, currentTarget }: Transfer): void {
  draft.emit('alert.raised', {
    conversationId,
    departments: [fromDepartmentId],
    details: {
      alert: 'external_failed',
      transferId: id,
      externalId: currentTarget.id,
      outcome: 'external_unreachable',
    },
  });
}

/**
 * The answer of somebody who was telephoned or written to, as whoever asked for the transfer enters it. An agent who may know of
 * the transfer and not answer it is told that it is not theirs.
 */
export function enterAnswer(
  draft: Draft,
  transfer: Transfer,
  given: Omit<OutsideAnswerInput, 'transferId'>,
): Outcome<TransferAnswer> {
  if (!mayAnswer(draft, transfer)) return refused('offer_not_yours', { data: { offer: transfer.id } });
  return answerOutside(draft, transfer, given);
}

/** The partner's own adapter; for a person outside, whoever asked for the transfer, or may end any there. */
function mayAnswer(draft: Draft, { currentTarget, requestedBy, conversationId }: Transfer): boolean {
  const { actor, configuration } = draft;
  if (actor.kind === 'system') return true;
  if (actor.kind === 'external') return actor.id === currentTarget.id;
  if (configuration.externals.get(currentTarget.id)?.kind === 'webhook') return false;
  const isSender = actor.kind === requestedBy.kind && actor.id === requestedBy.id;
  const found = currentTicket(draft, draft.get('conversation', conversationId));
  return isSender || mayUse(draft, 'transfer.cancel_any', found);
}

/** Judged again, as every accept is: what was allowed when it was asked may not be any more. Hops stay as they were judged. */
function accept(draft: Draft, transfer: Transfer): Outcome<TransferAnswer> {
  const conversation = draft.get('conversation', transfer.conversationId);
  const ticket = draft.get('ticket', conversation.ticketId);
  const asAsked = { ...conversation, ...forgottenHops };
  const { facts: ofNow, missing } = transferFacts(draft, { conversation: asAsked, ticket, actor: outside });
  const facts = asEnabled(ofNow);
  const decision = decideTransfer(facts, requestAgain(transfer), {
    stage: 'chain',
    ownTransferId: transfer.id,
    askedBy: transfer.requestedBy.kind,
  });
  const needs = missing();
  if (needs !== null) return { kind: 'needs', needs };
  if (decision.kind === 'refused') return refused(decision.refusal.code, { data: decision.refusal.data });
  const barred = refuseOwnSession(draft, transfer, null);
  if (barred !== null) return barred;
  acceptOutside(draft, transfer, { ...decision.plan, automatic: !isPerson(transfer.requestedBy) });
  return done(answerOf(draft, transfer));
}

const outside = systemActor('outside');

/** One that was switched off meanwhile may still take what it was asked before: only new requests are refused. */
function asEnabled(facts: TransferFacts): TransferFacts {
  const enabled = (id: string) => {
    const external = facts.external?.(id);
    return external && { ...external, enabled: true };
  };
  // Not a copy by spreading: the facts' accessors load what they are asked for.
  return Object.create(facts, { external: { value: enabled, enumerable: true } }) as TransferFacts;
}

export interface ReturnInput {
  readonly conversationId: string;
  readonly reason?: string;
}

/** A contact outside gives a ticket back, or has been silent too long: the watching queue owns it, and a person is told. */
export const returnFromOutside: CommandDefinition<ReturnInput, null> = {
  name: 'returnFromOutside',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId, reason }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    const { actor } = draft;
    const { owner } = conversation ?? {};
    if (conversation === undefined || owner?.kind !== 'external')
      return actor.kind === 'system' ? done(null) : refused('not_found');
    if (actor.kind === 'system' && (conversation.waitUntil === null || draft.now < conversation.waitUntil))
      return done(null);
    const isOwner = actor.kind === 'external' && actor.id === owner.id;
    if (actor.kind !== 'system' && !isOwner) return refused('not_found');
    giveBack(draft, conversation, owner.id, reason ?? null);
    return done(null);
  },
};

/**
 * Takes a ticket back from a contact outside into the queue that watches it: for whoever may take tickets over, when somebody
 * who has no adapter says that they are done, or when one should have said so.
 */
export const returnTicket: CommandDefinition<
  { readonly ticketId: string; readonly reason?: string; readonly ticketVersion?: number },
  TicketAnswer
> = {
  name: 'returnTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, reason, ticketVersion }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    if (!draft.actor.permissions.has('ticket.take_over'))
      return refused('permission_missing', { data: { permission: 'ticket.take_over' } });
    const { ticket, conversation } = found;
    const refusal = refusePreview(draft, found) ?? refuseUnlessOpen(ticket, ticketVersion);
    if (refusal !== null) return refusal;
    if (conversation.owner?.kind !== 'external') return notOwner(conversation);
    cancelPending(draft, conversation.id, 'returned');
    giveBack(draft, draft.get('conversation', conversation.id), conversation.owner.id, reason ?? null);
    return done(ticketAnswer(draft, ticket.id));
  },
};

/** The queue that watched owns it from now on, and a person is told. */
function giveBack(draft: Draft, before: Conversation, externalId: string, reason: string | null): void {
  const { id, watchingQueueId, departmentId, ticketId } = before;
  const watches = draft.configuration.queues.get(watchingQueueId ?? '')?.department === departmentId;
  const to: Owner = watches ? { kind: 'queue', id: watchingQueueId ?? '' } : defaultQueue(draft, departmentId);
  changeOwner(draft, {
    conversationId: id,
    to,
    endReason: 'returned',
    queuedAt: draft.now,
    waitUntil: waitLimit(draft, to, departmentId),
  });
  const audience = { conversationId: id, departments: [departmentId] };
  const details = { ticketId, externalId, reason };
  draft.emit('external.returned', { ...audience, details: { ...details, owner: ownerChange(draft, before) } });
  draft.emit('alert.raised', { ...audience, details: { alert: 'external_returned', ...details } });
  tellWhatEnded(draft, before, 'requeued');
}
