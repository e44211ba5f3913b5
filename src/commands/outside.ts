import { type Actor, isPerson, systemActor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Owner } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { forgottenHops } from '../domain/loop-guard.ts';
import { decideTransfer } from '../domain/policy.ts';
import { isPending, type Transfer, type TransferRequest } from '../domain/transfer.ts';
import { handOverConsult } from './consult.ts';
import { transferFacts } from './facts.ts';
import { acceptOutside, endConsult, failOutside, ownerChange } from './hand-over.ts';
import { changeOwner, defaultQueue, waitLimit } from './ownership.ts';
import { answerOf, type TransferAnswer } from './request-transfer.ts';

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
  decide(draft, { transferId, answer, reason }): Outcome<TransferAnswer> {
    const transfer = draft.find('transfer', transferId);
    const { actor, configuration } = draft;
    if (transfer?.currentTarget.kind !== 'external' || !mayAnswer(actor, configuration, transfer))
      return refused('not_found');
    if (!isPending(transfer.state) || (transfer.deadlineAt !== null && draft.now >= transfer.deadlineAt))
      return refused('offer_answered', { data: { state: transfer.state } });
    if (transfer.state === 'consulting') {
      if (answer === 'accept') return handOverConsult(draft, transfer, { isAgreed: true });
      endConsult(draft, transfer, reason ?? answer);
      return done(answerOf(draft, transfer));
    }
    if (answer !== 'accept') {
      failOutside(draft, transfer, reason ?? (answer === 'decline' ? 'declined' : 'external_unreachable'));
      return done(answerOf(draft, transfer));
    }
    return accept(draft, transfer);
  },
};

/** The partner's own adapter; for a person outside, whoever asked for the transfer, or may end any. */
function mayAnswer(actor: Actor, { externals }: Configuration, { currentTarget, requestedBy }: Transfer): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'external') return actor.id === currentTarget.id;
  if (externals.get(currentTarget.id)?.kind === 'webhook') return false;
  const isSender = actor.kind === requestedBy.kind && actor.id === requestedBy.id;
  return isSender || actor.permissions.has('transfer.cancel_any');
}

/** Judged again, as every accept is: what was allowed when it was asked may not be any more. Hops stay as they were judged. */
function accept(draft: Draft, transfer: Transfer): Outcome<TransferAnswer> {
  const conversation = draft.get('conversation', transfer.conversationId);
  const ticket = draft.get('ticket', conversation.ticketId);
  const asAsked = { ...conversation, ...forgottenHops };
  const { facts, missing } = transferFacts(draft, { conversation: asAsked, ticket, actor: outside });
  const request: TransferRequest = {
    target: transfer.currentTarget,
    mode: 'cold',
    release: transfer.release,
    ...(transfer.note === null ? {} : { note: transfer.note }),
  };
  const decision = decideTransfer(facts, request, {
    stage: 'chain',
    ownTransferId: transfer.id,
    askedBy: transfer.requestedBy.kind,
  });
  const needs = missing();
  if (needs !== null) return { kind: 'needs', needs };
  if (decision.kind === 'refused') return refused(decision.refusal.code, { data: decision.refusal.data });
  acceptOutside(draft, transfer, { ...decision.plan, automatic: !isPerson(transfer.requestedBy) });
  return done(answerOf(draft, transfer));
}

const outside = systemActor('outside');

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
    const { watchingQueueId, departmentId } = conversation;
    const watches = draft.configuration.queues.get(watchingQueueId ?? '')?.department === departmentId;
    const to: Owner = watches ? { kind: 'queue', id: watchingQueueId ?? '' } : defaultQueue(draft, departmentId);
    changeOwner(draft, {
      conversationId,
      to,
      endReason: 'returned',
      queuedAt: draft.now,
      waitUntil: waitLimit(draft, to, conversation.departmentId),
    });
    const audience = { conversationId, departments: [conversation.departmentId] };
    draft.emit('external.returned', {
      ...audience,
      details: {
        ticketId: conversation.ticketId,
        externalId: owner.id,
        reason: reason ?? null,
        owner: ownerChange(draft, conversation),
      },
    });
    draft.emit('alert.raised', {
      ...audience,
      details: {
        alert: 'external_returned',
        ticketId: conversation.ticketId,
        externalId: owner.id,
        reason: reason ?? null,
      },
    });
    return done(null);
  },
};
