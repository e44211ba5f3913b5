import { isPerson, systemActor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Conversation, Party } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { forgottenHops } from '../domain/loop-guard.ts';
import { decideTransfer, type TransferPlan } from '../domain/policy.ts';
import { requestAgain, type Transfer, type TransferRequest } from '../domain/transfer.ts';
import { refuseOwnSession } from './channel-session.ts';
import { transferFacts } from './facts.ts';
import { currentTicket, mayUse } from './find-ticket.ts';
import { offerAfterConsult, takeOverAfterConsult } from './hand-over.ts';
import { answerOf, type TransferAnswer } from './request-transfer.ts';

/**
 * Warm transfers. The owner asks a colleague in private; both write to each other without the customer seeing any of it; the
 * colleague may be brought in to speak; then the owner hands over, the colleague takes it, or either gives up. Whoever is asked
 * holds no slot until it is theirs, so everything that a hand-over needs is judged again at that moment.
 */

/** Hands a warm transfer over: at once to a colleague who has answered, otherwise as an ordinary offer to them. */
export const completeTransfer: CommandDefinition<{ readonly transferId: string }, TransferAnswer> = {
  name: 'completeTransfer',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId }) {
    const transfer = draft.find('transfer', transferId);
    const conversation = transfer && draft.find('conversation', transfer.conversationId);
    if (!transfer || !conversation || !mayKnow(draft, conversation, transfer)) return refused('not_found');
    if (!draft.actor.permissions.has('transfer.request'))
      return refused('permission_missing', { data: { permission: 'transfer.request' } });
    if (transfer.mode !== 'warm')
      return refused('kind_not_supported', { data: { mode: transfer.mode, kind: transfer.target.kind } });
    if (transfer.state !== 'consulting') return refused('offer_answered', { data: { state: transfer.state } });
    return handOverConsult(draft, transfer, { isAgreed: consultantOf(conversation, transfer)?.present === true });
  },
};

/** Its sender, the owner, integrations, and whoever may end any transfer there; others are told that there is none. */
function mayKnow(draft: Draft, conversation: Conversation, transfer: Transfer): boolean {
  const { actor } = draft;
  if (actor.kind === 'key' || mayUse(draft, 'transfer.cancel_any', currentTicket(draft, conversation))) return true;
  return [transfer.requestedBy, conversation.owner].some((who) => who?.kind === actor.kind && who.id === actor.id);
}

export function consultantOf({ parties }: Conversation, transfer: Transfer): Party | undefined {
  return parties.find(({ transferId }) => transferId === transfer.id);
}

/**
 * The consult becomes a hand-over to the colleague who was asked, judged by the rules of now as if it were asked for now. A
 * refusal changes nothing: the consult goes on.
 */
export function handOverConsult(
  draft: Draft,
  transfer: Transfer,
  { isAgreed }: { readonly isAgreed: boolean },
): Outcome<TransferAnswer> {
  const judged = judgeConsult(draft, transfer);
  if ('outcome' in judged) return judged.outcome;
  const { plan } = judged;
  const { step } = plan;
  const barred = refuseOwnSession(draft, transfer, null);
  if (barred !== null) return barred;
  if (step.kind === 'assign') takeOverAfterConsult(draft, transfer, plan, { kind: 'agent', id: step.agentId });
  else if (step.kind === 'offer' && isAgreed) takeOverAfterConsult(draft, transfer, plan, step.to);
  else if (step.kind === 'offer' || step.kind === 'wait') offerAfterConsult(draft, transfer, plan);
  else return refused('kind_not_supported', { data: { mode: 'warm', kind: transfer.currentTarget.kind } });
  return done(answerOf(draft, transfer));
}

/** The plan of handing the consult over now, or why not. */
export function judgeConsult(
  draft: Draft,
  transfer: Transfer,
): { readonly plan: TransferPlan } | { readonly outcome: Outcome<never> } {
  const conversation = draft.get('conversation', transfer.conversationId);
  const ticket = draft.get('ticket', conversation.ticketId);
  // What its sender may do was judged when they asked; they may have gone since, and it goes on. Hops stay as they were, too.
  const asAsked = { ...conversation, ...forgottenHops };
  const { facts, missing } = transferFacts(draft, { conversation: asAsked, ticket, actor: consults });
  const request: TransferRequest = { ...requestAgain(transfer), release: 'on_accept' };
  const decision = decideTransfer(facts, request, {
    stage: 'chain',
    ownTransferId: transfer.id,
    askedBy: transfer.requestedBy.kind,
  });
  const needs = missing();
  if (needs !== null) return { outcome: { kind: 'needs', needs } };
  // The colleague cannot have it, and its chain was written for hand-overs that nobody is talking about.
  const because = decision.kind === 'refused' ? decision.refusal.code : decision.plan.redirected?.because;
  if (decision.kind === 'allowed' && because === undefined)
    return { plan: { ...decision.plan, automatic: !isPerson(transfer.requestedBy) } };
  if (decision.kind === 'allowed')
    return { outcome: refused(because ?? 'agent_offline', { data: transfer.currentTarget }) };
  const { code, until, data } = decision.refusal;
  return { outcome: refused(code, { data, ...(until === undefined ? {} : { until }) }) };
}

const consults = systemActor('consult');
