import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { decideAccept } from '../domain/policy.ts';
import { isMomentary } from '../domain/refusal.ts';
import { isPending, type Transfer } from '../domain/transfer.ts';
import { judgeConsult } from './consult.ts';
import { judgeWaiting } from './dispatch.ts';
import { transferFacts } from './facts.ts';
import { findTicket, refusePreview } from './find-ticket.ts';
import { cancelPending, endConsult, failOutside, passOn } from './hand-over.ts';
import { nextStep } from './next-step.ts';
import { answerOf, type TransferAnswer } from './request-transfer.ts';

/** Cancels a pending transfer: its sender where the setting allows, or a supervisor of the department in which it stands. */
export const cancelTransfer: CommandDefinition<{ readonly transferId: string }, TransferAnswer> = {
  name: 'cancelTransfer',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId }) {
    const transfer = draft.find('transfer', transferId);
    const conversation = transfer && draft.find('conversation', transfer.conversationId);
    if (!transfer || !conversation) return refused('not_found');
    const { actor } = draft;
    const isSender = actor.kind === transfer.requestedBy.kind && actor.id === transfer.requestedBy.id;
    const found = findTicket(draft, conversation.ticketId);
    if (!isSender && found === undefined) return refused('not_found');
    if (!isPending(transfer.state)) {
      return refused('offer_answered', {
        data: { state: transfer.state, owner: `${conversation.owner?.kind}:${conversation.owner?.id}` },
      });
    }
    const mayCancel =
      actor.permissions.has('transfer.cancel_any') ||
      (isSender && draft.settingsOf(transfer.fromDepartmentId).mayCancel);
    if (!mayCancel)
      return refused(isSender ? 'cancel_not_allowed' : 'permission_missing', {
        data: { permission: 'transfer.cancel_any' },
      });
    const barred = isSender || found === undefined ? null : refusePreview(draft, found);
    if (barred !== null) return barred;
    cancelPending(draft, conversation.id, 'cancelled');
    return done(answerOf(draft, transfer));
  },
};

/** A transfer that waited, was talked about, or asked a contact outside, to its deadline. Sent by the sweeper. */
export const expireWait: CommandDefinition<{ readonly transferId: string }, TransferAnswer | null> = {
  name: 'expireWait',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId }) {
    const transfer = draft.find('transfer', transferId);
    if (transfer === undefined || !isPending(transfer.state)) return done(null);
    if (transfer.deadlineAt === null || draft.now < transfer.deadlineAt) return done(null);
    if (transfer.state === 'consulting') {
      endConsult(draft, transfer, 'expired');
      return done(answerOf(draft, transfer));
    }
    if (transfer.currentTarget.kind === 'external') {
      failOutside(draft, transfer, 'expired');
      return done(answerOf(draft, transfer));
    }
    const next = nextStep(draft, transfer);
    if ('needs' in next) return { kind: 'needs', needs: next.needs };
    passOn(draft, transfer, next.step, { outcome: 'expired', offerEnds: 'withdrawn' });
    // Somebody waited in vain for a person who was full or away: whoever sees to the department is to know.
    draft.emit('alert.raised', {
      conversationId: transfer.conversationId,
      departments: [...new Set([transfer.fromDepartmentId, transfer.toDepartmentId])],
      details: { alert: 'transfer_expired', transferId: transfer.id, target: transfer.currentTarget },
    });
    return done(answerOf(draft, transfer));
  },
};

/**
 * A pending transfer after a change of configuration: what could no longer be accepted is withdrawn and goes to the next
 * of its chain at once, instead of disappointing whoever accepts.
 */
export const recheckTransfer: CommandDefinition<{ readonly transferId: string }, TransferAnswer | null> = {
  name: 'recheckTransfer',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId }) {
    const transfer = draft.find('transfer', transferId);
    const conversation = transfer && draft.find('conversation', transfer.conversationId);
    const offer = conversation && draft.find('offer', conversation.liveOfferId ?? '');
    if (transfer?.state === 'consulting') return recheckConsult(draft, transfer);
    if (transfer?.state === 'waiting' && transfer.currentTarget.kind === 'agent')
      return recheckWaiting(draft, transfer);
    if (transfer?.state === 'offered' && transfer.currentTarget.kind === 'external')
      return recheckOutside(draft, transfer);
    if (!transfer || !conversation || !offer || transfer.state !== 'offered') return done(null);
    const agent = draft.configuration.agents.get(offer.agentId);
    const ticket = draft.get('ticket', conversation.ticketId);
    const actor = { kind: 'agent' as const, id: offer.agentId, permissions: agent?.permissions ?? new Set<never>() };
    const { facts, missing } = transferFacts(draft, { conversation, ticket, actor });
    const decision = decideAccept(facts, { transfer, offer });
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    const lapsed = decision.kind === 'refused' && decision.refusal.code === 'offer_expired';
    if (decision.kind === 'allowed' || lapsed) return done(null);
    const next = nextStep(draft, transfer);
    if ('needs' in next) return { kind: 'needs', needs: next.needs };
    passOn(draft, transfer, next.step, { outcome: decision.refusal.code, offerEnds: 'withdrawn' });
    return done(answerOf(draft, transfer));
  },
};

/** Whoever could not be offered it any more is not waited for: no room or presence of theirs would end that wait. */
function recheckWaiting(draft: Draft, transfer: Transfer): Outcome<TransferAnswer | null> {
  const decision = judgeWaiting(draft, transfer);
  if (decision.kind === 'needs') return decision;
  if (decision.kind !== 'refused' || isMomentary(decision.refusal.code)) return done(null);
  const next = nextStep(draft, transfer);
  if ('needs' in next) return { kind: 'needs', needs: next.needs };
  passOn(draft, transfer, next.step, { outcome: decision.refusal.code, offerEnds: 'withdrawn' });
  return done(answerOf(draft, transfer));
}

/** A contact outside who was retired is asked no more. One that was only switched off may still answer. */
function recheckOutside(draft: Draft, transfer: Transfer): Outcome<TransferAnswer | null> {
  if (draft.configuration.externals.has(transfer.currentTarget.id)) return done(null);
  failOutside(draft, transfer, 'target_unknown');
  return done(answerOf(draft, transfer));
}

/** What could not be handed over any more is not talked about any more either: what was opened for it is closed. */
function recheckConsult(draft: Draft, transfer: Transfer): Outcome<TransferAnswer | null> {
  const judged = judgeConsult(draft, transfer);
  if ('plan' in judged) return done(null);
  const { outcome } = judged;
  if (outcome.kind !== 'refused') return outcome;
  // Whether there is room or time for it is a question of the moment when it is handed over.
  if (isMomentary(outcome.refusal.code)) return done(null);
  endConsult(draft, transfer, outcome.refusal.code);
  return done(answerOf(draft, transfer));
}
