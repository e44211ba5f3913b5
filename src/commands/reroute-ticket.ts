import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Queue } from '../domain/configuration.ts';
import { type Conversation, directQueueAgent, type Owner } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { whyNotServing } from '../domain/may-serve.ts';
import { lackOf, levelsAt, relaxationStep } from '../domain/requirement.ts';
import { findTicket, refusePreview, refuseUnlessOpen, type TicketAnswer, ticketAnswer } from './find-ticket.ts';
import { withdrawLiveOffer } from './offers.ts';
import { changeOwner, ownerChange, touchTicket, waitLimit } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface RerouteInput {
  readonly ticketId: string;
  readonly ticketVersion?: number;
  /** Another queue of the department in which the ticket is. */
  readonly queueId?: string;
  /** Lower is served first. Default: what it has. */
  readonly priority?: number;
  /** What it asks for besides its queue's skills, in place of what it asked for so far. */
  readonly skills?: readonly string[];
  /** Whom it waits for before anybody else is asked; null takes that back. */
  readonly preferredAgentId?: string | null;
  /** For how long. Default 60. */
  readonly preferredSeconds?: number;
  readonly reason?: string;
}

const preferredSecondsDefault = 60;

/** What a waiting ticket waits for. */
type Waiting = Pick<Conversation, 'priority' | 'skills' | 'preferredAgentId' | 'preferredUntil'> & {
  readonly queueId: string;
};

/**
 * Changes what a waiting ticket waits for: another queue of its department, another priority, other skills, somebody in
 * particular. It keeps the time since which it waits, so that nobody is put at the end of a line. Whoever is being asked and does
 * not fit any more is asked no more. Another department has rules of its own: that is a transfer.
 */
export const rerouteTicket: CommandDefinition<RerouteInput, TicketAnswer> = {
  name: 'rerouteTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, input) {
    const found = findTicket(draft, input.ticketId);
    if (found === undefined) return refused('not_found');
    if (!draft.actor.permissions.has('ticket.reroute'))
      return refused('permission_missing', { data: { permission: 'ticket.reroute' } });
    const barred = refusePreview(draft, found) ?? refuseUnlessOpen(found.ticket, input.ticketVersion);
    if (barred !== null) return barred;
    const { conversation, offer } = found;
    const { id: conversationId, owner, departmentId, ticketId } = conversation;
    if (owner?.kind !== 'queue')
      return refused('not_waiting', {
        data: { ticket: ticketId, ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null },
      });
    if (conversation.pendingTransferId !== null)
      return refused('transfer_pending', { data: { transfer: conversation.pendingTransferId } });
    const refusal = refuseUnknown(draft, conversation, input);
    if (refusal !== null) return refusal;
    const before = waitingOf(conversation);
    const after = waitingAfter(draft, before, input);
    if (isSame(before, after)) return done(ticketAnswer(draft, ticketId));
    const asked = offer?.agentId;
    if (asked !== undefined && !stillFits(draft, conversation, after, asked)) {
      withdrawLiveOffer(draft, conversation, 'rerouted');
      draft.emit('offer.withdrawn', {
        conversationId,
        departments: [departmentId],
        agents: [asked],
        details: { offerId: offer?.id, agentId: asked, outcome: 'rerouted' },
      });
    }
    carryOut(draft, conversation, after);
    draft.emit('ticket.rerouted', {
      conversationId,
      departments: [departmentId],
      details: {
        ticketId,
        before,
        after,
        reason: input.reason ?? null,
        ...(before.queueId === after.queueId ? {} : { owner: ownerChange(draft, conversation) }),
      },
    });
    tellWhatEnded(draft, conversation, 'requeued');
    return done(ticketAnswer(draft, ticketId));
  },
};

function waitingOf({ owner, priority, skills, preferredAgentId, preferredUntil }: Conversation): Waiting {
  return { queueId: owner?.id ?? '', priority, skills, preferredAgentId, preferredUntil };
}

/** Why what is asked for cannot be waited for; null when nothing speaks against it. */
function refuseUnknown(
  { configuration }: Draft,
  { departmentId, channelKind }: Conversation,
  { queueId, skills = [], preferredAgentId = null }: RerouteInput,
): Outcome<never> | null {
  const queue = queueId === undefined ? undefined : configuration.queues.get(queueId);
  if (queueId !== undefined && queue === undefined)
    return refused('target_unknown', { data: { kind: 'queue', id: queueId } });
  if (queue !== undefined && queue.department !== departmentId)
    return refused('queue_elsewhere', { data: { queue: queue.id, department: queue.department } });
  const unknown = skills.find((id) => !configuration.skills.has(id));
  if (unknown !== undefined) return refused('entry_unknown', { data: { kind: 'skill', id: unknown } });
  if (preferredAgentId === null) return null;
  const agent = configuration.agents.get(preferredAgentId);
  if (agent === undefined) return refused('target_unknown', { data: { kind: 'agent', id: preferredAgentId } });
  const cause = agent.memberOf.has(departmentId) ? whyNotServing(agent, channelKind) : 'not_a_member';
  return cause === undefined
    ? null
    : refused('target_not_permitted', { data: { agent: agent.id, cause, department: departmentId } });
}

function waitingAfter(draft: Draft, before: Waiting, input: RerouteInput): Waiting {
  const { queueId = before.queueId, priority = before.priority, skills = before.skills } = input;
  const { preferredAgentId = before.preferredAgentId, preferredSeconds = preferredSecondsDefault } = input;
  const isNamed = input.preferredAgentId !== undefined;
  const preferredUntil = isNamed ? draft.now + preferredSeconds * 1000 : before.preferredUntil;
  return {
    queueId,
    priority,
    skills: [...new Set(skills)],
    preferredAgentId,
    preferredUntil: preferredAgentId === null ? null : preferredUntil,
  };
}

function isSame(before: Waiting, after: Waiting): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Whether the agent who is being asked could still be: as whom it waits for, or as one whom the queue asks. */
function stillFits(draft: Draft, conversation: Conversation, after: Waiting, agentId: string): boolean {
  const { configuration, now } = draft;
  if (after.preferredAgentId !== null && after.preferredAgentId !== agentId) return false;
  const direct = directQueueAgent({ kind: 'queue', id: after.queueId });
  if (direct !== null) return direct === agentId;
  const queue: Queue | undefined = configuration.queues.get(after.queueId);
  const agent = configuration.agents.get(agentId);
  if (queue?.distribution !== 'push' || agent === undefined) return false;
  const { departmentId, channelKind, queuedAt } = conversation;
  const levels = levelsAt(queue, after.skills, relaxationStep(queue, now - (queuedAt ?? now)));
  return lackOf(agent, { departmentId, channelKind, levels }) === undefined;
}

function carryOut(draft: Draft, { id, owner, departmentId }: Conversation, after: Waiting): void {
  const { queueId, priority, skills, preferredAgentId, preferredUntil } = after;
  if (owner?.id !== queueId) {
    const to: Owner = { kind: 'queue', id: queueId };
    changeOwner(draft, {
      conversationId: id,
      to,
      endReason: 'requeued',
      waitUntil: waitLimit(draft, to, departmentId),
    });
  } else touchTicket(draft, id);
  draft.change('conversation', id, { priority, skills, preferredAgentId, preferredUntil });
}
