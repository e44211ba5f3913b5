import { isPerson, systemActor } from '../domain/actor.ts';
import { capacityOf, hasRoom } from '../domain/agent.ts';
import { type CommandDefinition, done, type Needs, type Outcome } from '../domain/command.ts';
import type { Queue } from '../domain/configuration.ts';
import { type Conversation, directQueueAgent } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { forgottenHops } from '../domain/loop-guard.ts';
import { isServing } from '../domain/may-serve.ts';
import { decideTransfer, type TransferDecision } from '../domain/policy.ts';
import type { RefusalCode } from '../domain/refusal.ts';
import { lackOf, levelsAt, relaxationStep } from '../domain/requirement.ts';
import { countsTurns, limitedUntil } from '../domain/strategies.ts';
import { requestAgain, type Transfer } from '../domain/transfer.ts';
import { refuseOwnSession } from './channel-session.ts';
import { transferFacts } from './facts.ts';
import { assignWaiting, offerWaiting } from './hand-over.ts';
import { makeOffer } from './offers.ts';
import { changeOwner, ownerChange, unitsNow, wrapUpSlots } from './ownership.ts';
import { followQueueFallback, whyOver } from './queue-fallback.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/**
 * What the dispatcher proposes, confirmed under lock: it picked by an index that may be old, the locked rows are the
 * truth. A proposal that no longer holds changes nothing.
 */

export interface DispatchAnswer {
  /** Whom it was offered or given to; null when nothing was done. */
  readonly agentId: string | null;
}

/** Offers a waiting ticket to the first of the candidates who can take it now. */
export const offerFromQueue: CommandDefinition<
  {
    readonly conversationId: string;
    readonly candidates: readonly string[];
    /** With how many turns of the queue somebody begins who has had none since they came. */
    readonly turnsMin: number;
  },
  DispatchAnswer
> = {
  name: 'offerFromQueue',
  needs: ({ conversationId, candidates }) => ({ conversations: [conversationId], agents: candidates }),
  decide(draft, { conversationId, candidates, turnsMin }) {
    const conversation = draft.find('conversation', conversationId);
    const waits =
      conversation?.owner?.kind === 'queue' &&
      conversation.liveOfferId === null &&
      conversation.pendingTransferId === null;
    if (conversation === undefined || !waits) return done({ agentId: null });
    // The wait is over: what comes now is the queue's fallback, or this ticket would be offered round and round instead. And it
    // comes now: after a clock was set back, the sweeper finds what is over only when that clock says so again.
    if (conversation.waitUntil !== null && draft.now >= conversation.waitUntil) {
      const ended = endQueueWait(draft, conversation);
      return ended.kind === 'done' ? done({ agentId: null }) : ended;
    }
    const agentId = candidates.find((id) => isServedBy(draft, conversation, id) && mayTakeNow(draft, id, conversation));
    if (agentId === undefined) return done({ agentId: null });
    const settings = draft.settingsOf(conversation.departmentId);
    const queue = draft.configuration.queues.get(conversation.owner?.id ?? '');
    const audience = { conversationId, departments: [conversation.departmentId], agents: [agentId] };
    if (queue !== undefined) countTurn(draft, agentId, { queue, turnsMin });
    if ((queue?.acceptance ?? settings.acceptance) === 'assign') {
      changeOwner(draft, { conversationId, to: { kind: 'agent', id: agentId }, endReason: 'transferred' });
      draft.emit('ticket.taken', {
        ...audience,
        details: { ticketId: conversation.ticketId, owner: ownerChange(draft, conversation) },
      });
      tellWhatEnded(draft, conversation, 'taken');
      return done({ agentId });
    }
    const timeoutSeconds = queue?.offerTimeoutSeconds ?? settings.offerTimeoutSeconds;
    const offer = makeOffer(draft, conversation, {
      agentId,
      transferId: null,
      expiresAt: draft.now + timeoutSeconds * 1000,
    });
    draft.emit('offer.made', {
      ...audience,
      details: {
        offerId: offer.id,
        agentId,
        ticketId: conversation.ticketId,
        expiresAt: offer.expiresAt,
        queueId: queue?.id ?? null,
      },
    });
    return done({ agentId });
  },
};

/** Whether the queue in which it waits now, perhaps another one since the proposal, brings its work to this agent. */
function isServedBy(draft: Draft, conversation: Conversation, agentId: string): boolean {
  const { owner, departmentId, channelKind, skills, queuedAt } = conversation;
  const direct = directQueueAgent(owner);
  if (direct !== null) return direct === agentId;
  const queue = draft.configuration.queues.get(owner?.id ?? '');
  const agent = draft.configuration.agents.get(agentId);
  if (queue?.distribution !== 'push' || agent === undefined) return false;
  const step = relaxationStep(queue, draft.now - (queuedAt ?? draft.now));
  if (lackOf(agent, { departmentId, channelKind, levels: levelsAt(queue, skills, step) }) !== undefined) return false;
  const recent = draft.find('agent', agentId)?.rotation[queue.id]?.recent ?? [];
  return limitedUntil(recent, queue.assignmentsMax, draft.now) === null;
}

/** Notes that the queue gave the agent something, where its strategy or its limit asks for it. */
function countTurn(
  draft: Draft,
  agentId: string,
  { queue, turnsMin }: { readonly queue: Queue; readonly turnsMin: number },
): void {
  if (!countsTurns(queue)) return;
  const { rotation } = draft.get('agent', agentId);
  const { turns = turnsMin, recent = [] } = rotation[queue.id] ?? {};
  const counted = queue.assignmentsMax === null ? [] : [...recent, draft.now].slice(-queue.assignmentsMax.count);
  draft.change('agent', agentId, { rotation: { ...rotation, [queue.id]: { turns: turns + 1, recent: counted } } });
}

/** Online, a member, permitted for the channel, with room: everything that the index believed, looked at again. */
function mayTakeNow(draft: Draft, agentId: string, conversation: Conversation): boolean {
  const agent = draft.configuration.agents.get(agentId);
  const state = draft.find('agent', agentId);
  if (agent === undefined || state === undefined) return false;
  if (!isServing(draft.configuration, state, conversation.channelKind)) return false;
  if (!agent.memberOf.has(conversation.departmentId) || !agent.permissions.has('message.receive')) return false;
  if (agent.channels !== 'all' && !agent.channels.includes(conversation.channelKind)) return false;
  const needed = unitsNow(draft, conversation) - wrapUpSlots(conversation, agentId);
  return needed <= 0 || hasRoom(state.load, capacityOf(agent, state, draft.now), conversation.channelKind, needed);
}

const dispatcher = systemActor('dispatcher');

export interface ResumeAnswer extends DispatchAnswer {
  /** Why it waits on, where a check says so. */
  readonly because: RefusalCode | null;
}

/** A transfer that waits for its agent is offered, or given where the department assigns, if the agent can take it now. */
export const resumeTransfer: CommandDefinition<{ readonly transferId: string }, ResumeAnswer> = {
  name: 'resumeTransfer',
  needs: ({ transferId }) => ({ transfers: [transferId] }),
  decide(draft, { transferId }) {
    const waits = (because: RefusalCode | null): Outcome<ResumeAnswer> => done({ agentId: null, because });
    const transfer = draft.find('transfer', transferId);
    if (transfer === undefined || transfer.state !== 'waiting' || transfer.currentTarget.kind !== 'agent')
      return waits(null);
    const decision = judgeWaiting(draft, transfer);
    if (decision.kind === 'needs') return decision;
    if (decision.kind === 'refused') return waits(decision.refusal.code);
    const { plan } = decision;
    // Whom else to ask is a question of the end of its wait.
    if (plan.redirected !== null) return waits(plan.redirected.because);
    if (plan.step.kind === 'wait') return waits(plan.step.because);
    if (plan.step.kind === 'offer' && plan.step.to.kind === 'agent') {
      offerWaiting(draft, transfer, plan.step);
      return done({ agentId: plan.step.to.id, because: null });
    }
    if (plan.step.kind === 'assign') {
      const barred = refuseOwnSession(draft, transfer, null);
      if (barred !== null) return barred.kind === 'needs' ? barred : waits(null);
      // Whoever asked chose it, also where it comes later.
      const automatic = !isPerson(transfer.requestedBy);
      assignWaiting(draft, transfer, { ...plan, automatic, owner: { kind: 'agent', id: plan.step.agentId } });
      return done({ agentId: plan.step.agentId, because: null });
    }
    return waits(null);
  },
};

/** A transfer that waits for its agent, as it would be decided if it were asked for now. */
export function judgeWaiting(
  draft: Draft,
  transfer: Transfer,
): TransferDecision | { readonly kind: 'needs'; readonly needs: Needs } {
  const conversation = draft.get('conversation', transfer.conversationId);
  const ticket = draft.get('ticket', conversation.ticketId);
  // Hops stay as they were judged at the request, and its own direct queue (`release: now`) is not yet the agent.
  const { owner } = conversation;
  const isItsQueue = directQueueAgent(owner) === transfer.currentTarget.id;
  const asAsked = { ...conversation, ...forgottenHops, owner: isItsQueue ? null : owner };
  const { facts, missing } = transferFacts(draft, { conversation: asAsked, ticket, actor: dispatcher });
  const decision = decideTransfer(facts, requestAgain(transfer), {
    stage: 'chain',
    ownTransferId: transfer.id,
    askedBy: transfer.requestedBy.kind,
  });
  const needs = missing();
  return needs === null ? decision : { kind: 'needs', needs };
}

/**
 * A ticket that has waited to its queue's limit, or to the end of its department's hours, goes to the queue's fallback. Where
 * none can take it, it stays, and a person is told.
 */
export const expireQueueWait: CommandDefinition<{ readonly conversationId: string }, null> = {
  name: 'expireQueueWait',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    if (conversation?.owner?.kind !== 'queue' || conversation.waitUntil === null) return done(null);
    if (draft.now < conversation.waitUntil || conversation.pendingTransferId !== null) return done(null);
    const offer = draft.find('offer', conversation.liveOfferId ?? '');
    if (offer === undefined) return endQueueWait(draft, conversation);
    // Somebody is being asked: the limit waits for the answer, once. After it nobody else is asked (see `offerFromQueue`).
    if (conversation.waitUntil >= offer.expiresAt || draft.now >= offer.expiresAt) return done(null);
    waitOn(draft, conversation, offer.expiresAt);
    return done(null);
  },
};

/** The time of a ticket that nobody is asked about is over: it goes to the queue's fallback, or waits on where none takes it. */
function endQueueWait(draft: Draft, conversation: Conversation): Outcome<null> {
  const { id: conversationId, departmentId, owner } = conversation;
  const over = whyOver(draft, conversation);
  if (over.cause === null) {
    waitOn(draft, conversation, over.until);
    return done(null);
  }
  const went = followQueueFallback(draft, conversation, over.cause);
  if (went === 'somewhere') return done(null);
  if (went !== 'nowhere') return { kind: 'needs', needs: went };
  // Closed, it may still come to its limit; each is the end of waiting once.
  draft.change('conversation', conversationId, { waitUntil: over.cause === 'closed' ? over.until : null });
  draft.emit('alert.raised', {
    conversationId,
    departments: [departmentId],
    details: {
      alert: over.cause === 'closed' ? 'closed_without_fallback' : 'wait_limit_without_fallback',
      queueId: owner?.id,
    },
  });
  return done(null);
}

function waitOn(draft: Draft, { id: conversationId, departmentId }: Conversation, waitUntil: number | null): void {
  draft.change('conversation', conversationId, { waitUntil });
  draft.emit('conversation.changed', { conversationId, departments: [departmentId] });
}
