import { graceEndOf, nextGraceEnd } from '../domain/absence.ts';
import { systemActor } from '../domain/actor.ts';
import type { AgentState, ChosenPresence, Presence } from '../domain/agent.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import { type Conversation, openingOf } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { placeOf } from '../domain/situation.ts';
import { changePresence } from './change-presence.ts';
import { carryOut } from './hand-over.ts';
import { changeOwner, defaultQueue, ownerChange, waitLimit } from './ownership.ts';
import { findAdmitting } from './queue-fallback.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/**
 * Presence: chosen, and where it is leased only as good as the last sign of life.
 *
 *     chosen ──► offline                          by choice: work in hand is handled at once
 *     chosen and leased ──► lapsed (offline)      the last lease ended: offers go on at once, owned work waits for the grace
 *     lapsed ──► as chosen                        a sign of life: everything is kept
 *     lapsed ──► offline                          each department's grace ends: its work is handled
 *
 * Leases are rows of their own (`presence_lease`), which commands only read. A presence that is set without one stands until
 * it is set again.
 */

export interface PresenceAnswer {
  readonly agentId: string;
  readonly presence: Presence;
  /** The organization's own word for it, if one was chosen. */
  readonly status: string | null;
  readonly since: number;
  readonly leased: boolean;
}

export interface SetPresenceInput {
  readonly agentId: string;
  /** Either a plain presence, or a status of the configuration, which says what it comes to. */
  readonly presence?: Presence;
  readonly status?: string;
  readonly reason?: string;
  /** Whether it holds only while a device's lease lives; the first is written before. Default: it stands. */
  readonly leased?: boolean;
}

/** Sets an agent's presence: one's own, or with `presence.set_any` anybody's. */
export const setPresence: CommandDefinition<SetPresenceInput, PresenceAnswer> = {
  name: 'setPresence',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide(draft, { agentId, presence, status, reason, leased = false }) {
    const agent = draft.find('agent', agentId);
    if (agent === undefined || !draft.configuration.agents.has(agentId)) return refused('not_found');
    const refusal = refuseOthers(draft, agentId);
    if (refusal !== null) return refusal;
    const chosen = chosenPresence(draft, { presence, status });
    if (chosen === undefined) return refused('status_unknown', { data: { status } });
    // Whoever chooses for somebody else chooses what it is, and not that it stands when the last device is gone.
    const holdsByLease = leased || (agent.leased && !isOwn(draft, agentId));
    const change = { ...chosen, leased: holdsByLease && chosen.presence !== 'offline' };
    return done(presenceAnswerOf(changePresence(draft, agentId, change, reason === undefined ? {} : { reason })));
  },
};

const isOwn = ({ actor }: Draft, agentId: string): boolean => actor.kind === 'agent' && actor.id === agentId;

function refuseOthers(draft: Draft, agentId: string): Outcome<never> | null {
  if (isOwn(draft, agentId) || draft.actor.permissions.has('presence.set_any')) return null;
  return refused('permission_missing', { data: { permission: 'presence.set_any' } });
}

/** Undefined for a status that the configuration does not have. */
function chosenPresence(
  { configuration }: Draft,
  { presence, status }: { readonly presence: Presence | undefined; readonly status: string | undefined },
): ChosenPresence | undefined {
  if (status === undefined) return presence && { presence, statusId: null };
  const entry = configuration.statuses.get(status);
  return entry && { presence: entry.presence, statusId: entry.id };
}

/** One's presence, as it is answered. */
export function presenceAnswerOf({ id, presence, statusId, presenceSince, leased }: AgentState): PresenceAnswer {
  return { agentId: id, presence, status: statusId, since: presenceSince, leased };
}

/** A sign of life of somebody whose presence lapsed: it is what it was. Sent by the heartbeat, whose lease is written by then. */
export const restorePresence: CommandDefinition<
  { readonly agentId: string },
  PresenceAnswer & { readonly restored: boolean }
> = {
  name: 'restorePresence',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide(draft, { agentId }) {
    const agent = draft.find('agent', agentId);
    if (agent === undefined || !draft.configuration.agents.has(agentId)) return refused('not_found');
    const refusal = refuseOthers(draft, agentId);
    if (refusal !== null) return refusal;
    if (agent.lapsedFrom === null) return done({ ...presenceAnswerOf(agent), restored: false });
    // A status that was retired meanwhile is only its presence.
    const { presence, statusId } = agent.lapsedFrom;
    const isKept = statusId !== null && draft.configuration.statuses.has(statusId);
    const change = { presence, statusId: isKept ? statusId : null, leased: true };
    return done({
      ...presenceAnswerOf(changePresence(draft, agentId, change, { because: 'back_in_sight' })),
      restored: true,
    });
  },
};

/**
 * Nobody's device speaks for this agent any more. Sent by the sweeper, whose belief may be old, and decided again: a lease
 * that was renewed meanwhile has won.
 */
export const lapsePresence: CommandDefinition<{ readonly agentId: string }, null> = {
  name: 'lapsePresence',
  needs: ({ agentId }) => ({ agents: [agentId], leasesOf: [agentId] }),
  decide(draft, { agentId }) {
    const agent = draft.find('agent', agentId);
    if (agent === undefined || !agent.leased || agent.presence === 'offline') return done(null);
    const leaseUntil = draft.reading<number | null>(`leaseUntil ${agentId}`) ?? null;
    if (leaseUntil !== null && leaseUntil > draft.now) return done(null);
    const lapsedFrom = { presence: agent.presence, statusId: agent.statusId };
    const absent = { id: agentId, presenceSince: draft.now, lapsedFrom };
    const graceUntil = nextGraceEnd(draft.configuration, absent, draft.now);
    const change = { presence: 'offline', statusId: null, leased: false, lapsedFrom, graceUntil } as const;
    changePresence(draft, agentId, change, { because: 'lease_expired' });
    return done(null);
  },
};

/**
 * The shortest grace of an absent agent is over: its event makes the dispatcher look at what they own, and the next grace, of
 * another department, is waited for.
 */
export const endGrace: CommandDefinition<{ readonly agentId: string }, null> = {
  name: 'endGrace',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide(draft, { agentId }) {
    const agent = draft.find('agent', agentId);
    if (agent === undefined || agent.graceUntil === null || draft.now < agent.graceUntil) return done(null);
    const graceUntil = nextGraceEnd(draft.configuration, agent, draft.now);
    draft.change('agent', agentId, { graceUntil });
    draft.emit('agent.grace_ended', {
      departments: draft.configuration.agents.get(agentId)?.departments ?? [],
      agents: [agentId],
      details: { agentId, absentSince: agent.presenceSince, next: graceUntil },
    });
    return done(null);
  },
};

/**
 * An agent is offline with this conversation in hand, and its department's grace, if there is one, is over: what
 * `whenAgentLeaves` says becomes of it. Sent by the dispatcher for each conversation of whoever it hears is offline.
 */
export const requeueAfterLeaving: CommandDefinition<
  { readonly conversationId: string; readonly agentId: string },
  null
> = {
  name: 'requeueAfterLeaving',
  needs: ({ conversationId, agentId }) => ({ conversations: [conversationId], agents: [agentId] }),
  decide(draft, { conversationId, agentId }) {
    const conversation = draft.find('conversation', conversationId);
    const agent = draft.find('agent', agentId);
    if (!conversation || !agent || agent.presence !== 'offline') return done(null);
    if (conversation.owner?.kind !== 'agent' || conversation.owner.id !== agentId) return done(null);
    const { departmentId, pendingTransferId } = conversation;
    // What was given to somebody who was not there was given so on purpose. What they got as they went was not.
    if (draft.get('segment', conversation.segmentId).startedAt > agent.presenceSince) return done(null);
    if (draft.now < graceEndOf(draft.configuration, agent, departmentId)) return done(null);
    const { whenAgentLeaves } = draft.settingsOf(departmentId);
    if (whenAgentLeaves === 'keep') return done(null);
    // A hand-over that is under way goes on, and has a fallback of its own.
    const follows = whenAgentLeaves === 'fallback' && pendingTransferId === null;
    return (follows ? followFallback(draft, conversation, agentId) : null) ?? requeue(draft, conversation, agentId);
  },
};

/** Back into the department's queue, in the original order. */
function requeue(draft: Draft, conversation: Conversation, agentId: string): Outcome<null> {
  const { id: conversationId, departmentId, ticketId } = conversation;
  const to = defaultQueue(draft, departmentId);
  changeOwner(draft, {
    conversationId,
    to,
    endReason: 'went_offline',
    queuedAt: openingOf(draft.get('ticket', ticketId)),
    waitUntil: waitLimit(draft, to, departmentId),
  });
  draft.emit('ticket.requeued', {
    conversationId,
    departments: [departmentId],
    agents: [agentId],
    details: { ticketId, because: 'agent_offline', owner: ownerChange(draft, conversation) },
  });
  tellWhatEnded(draft, conversation, 'requeued');
  return done(null);
}

/**
 * To the first place of the department's fallback that admits it; null where none does. The department itself, or its queue,
 * is a place like any other: there it waits in its original order.
 */
function followFallback(draft: Draft, conversation: Conversation, agentId: string): Outcome<null> | null {
  const { configuration } = draft;
  const { id, departmentId, ticketId } = conversation;
  const home = placeOf(configuration, { kind: 'department', id: departmentId });
  const chain = configuration.departments.get(departmentId)?.fallback ?? [];
  const homeAt = chain.findIndex((target) => placeOf(configuration, target) === home);
  const targets = homeAt < 0 ? chain : chain.slice(0, homeAt);
  const actor = systemActor('absence');
  const found = findAdmitting(draft, conversation, { targets, actor, reason: 'agent_offline' });
  if (found === null) return null;
  if ('needs' in found) return { kind: 'needs', needs: found.needs };
  const { plan, request } = found;
  // Until somebody has answered, the department's queue is in charge: not who is gone.
  if (plan.step.kind === 'offer' || plan.step.kind === 'wait') requeue(draft, conversation, agentId);
  carryOut(
    draft,
    { conversation: draft.get('conversation', id), ticket: draft.get('ticket', ticketId), request },
    plan,
  );
  return done(null);
}
