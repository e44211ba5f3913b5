import type { Presence } from '../domain/agent.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { ownerChange } from './hand-over.ts';
import { changeOwner, defaultQueue, waitLimit } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface PresenceAnswer {
  readonly agentId: string;
  readonly presence: Presence;
  readonly since: number;
}

/**
 * Sets an agent's presence. What follows for work in hand is decided by commands of their own, one for each ticket and
 * offer, sent by whoever reads the event.
 */
export const setPresence: CommandDefinition<
  { readonly agentId: string; readonly presence: Presence; readonly reason?: string },
  PresenceAnswer
> = {
  name: 'setPresence',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide(draft, { agentId, presence, reason }) {
    const agent = draft.find('agent', agentId);
    const entry = draft.configuration.agents.get(agentId);
    if (agent === undefined || entry === undefined) return refused('not_found');
    const { actor } = draft;
    const isSelf = actor.kind === 'agent' && actor.id === agentId;
    if (!isSelf && !actor.permissions.has('presence.set_any')) {
      return refused('permission_missing', { data: { permission: 'presence.set_any' } });
    }
    if (agent.presence !== presence) {
      draft.change('agent', agentId, { presence, presenceSince: draft.now });
      draft.emit('agent.presence_changed', {
        departments: entry.departments,
        agents: [agentId],
        details: { agentId, presence, before: agent.presence, ...(reason === undefined ? {} : { reason }) },
      });
    }
    const { presenceSince } = draft.get('agent', agentId);
    return done({ agentId, presence, since: presenceSince });
  },
};

/**
 * An agent went offline with this conversation in hand: its department's queue owns it, in its original order, unless
 * the department keeps absent agents' work. A pending transfer goes on.
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
    if (draft.settingsOf(conversation.departmentId).whenAgentLeaves === 'keep') return done(null);
    const to = defaultQueue(draft, conversation.departmentId);
    changeOwner(draft, {
      conversationId,
      to,
      endReason: 'went_offline',
      queuedAt: draft.get('ticket', conversation.ticketId).openedAt,
      waitUntil: waitLimit(draft, to, conversation.departmentId),
    });
    draft.emit('ticket.requeued', {
      conversationId,
      departments: [conversation.departmentId],
      agents: [agentId],
      details: { ticketId: conversation.ticketId, because: 'agent_offline', owner: ownerChange(draft, conversation) },
    });
    tellWhatEnded(draft, conversation, 'requeued');
    return done(null);
  },
};
