import { capacityOf, hasRoom } from '../domain/agent.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { servesChannel } from '../domain/may-serve.ts';
import { findTicket, notOwner, refuseUnlessOpen, type TicketAnswer, ticketAnswer } from './find-ticket.ts';
import { cancelPending } from './hand-over.ts';
import { withdrawLiveOffer } from './offers.ts';
import { changeOwner, ownerChange, unitsNow, wrapUpSlots } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/**
 * An agent takes a ticket for themselves: out of a queue of a department that they belong to, back from a contact outside whom
 * that department watches, or, with the permission to take over, from a colleague. Not while they are offline. A pending transfer
 * is cancelled first, in the same commit.
 */
export const takeTicket: CommandDefinition<
  { readonly ticketId: string; readonly ticketVersion?: number },
  TicketAnswer
> = {
  name: 'takeTicket',
  needs: ({ ticketId }, actor) => ({ tickets: [ticketId], agents: actor.kind === 'agent' ? [actor.id] : [] }),
  decide(draft, { ticketId, ticketVersion }) {
    const { actor, configuration } = draft;
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation, offer } = found;
    const agent = actor.kind === 'agent' ? configuration.agents.get(actor.id) : undefined;
    const state = agent && draft.find('agent', agent.id);
    if (agent === undefined || state === undefined)
      return refused('permission_missing', { data: { permission: 'ticket.take' } });
    for (const permission of ['ticket.take', 'message.receive'] as const) {
      if (!actor.permissions.has(permission)) return refused('permission_missing', { data: { permission } });
    }
    if (!agent.memberOf.has(ticket.departmentId))
      return refused('not_a_member', { data: { department: ticket.departmentId } });
    const closed = refuseUnlessOpen(ticket, ticketVersion);
    if (closed !== null) return closed;
    const { owner, channelKind } = conversation;
    if (owner?.kind === 'agent' && owner.id === agent.id)
      return refused('already_there', { data: { kind: 'agent', id: agent.id } });
    const isFree =
      (owner?.kind === 'queue' || owner?.kind === 'external') &&
      conversation.pendingTransferId === null &&
      (offer === undefined || offer.agentId === agent.id);
    if (!isFree && !actor.permissions.has('ticket.take_over')) return notOwner(conversation);
    if (!servesChannel(agent, channelKind)) {
      return refused('target_not_permitted', { data: { agent: agent.id, cause: 'channel' } });
    }
    // It would go back to the queue with the next look at who is offline.
    if (state.presence === 'offline')
      return refused('agent_offline', { data: { agent: agent.id, presence: state.presence } });
    const heldAlready = wrapUpSlots(conversation, agent.id) + (offer?.agentId === agent.id ? offer.slots : 0);
    const needed = unitsNow(draft, conversation) - heldAlready;
    if (needed > 0 && !hasRoom(state.load, capacityOf(agent, state, draft.now), channelKind, needed)) {
      return refused('agent_at_capacity', { data: { agent: agent.id } });
    }
    cancelPending(draft, conversation.id, 'taken_over');
    withdrawLiveOffer(draft, draft.get('conversation', conversation.id), 'taken');
    changeOwner(draft, {
      conversationId: conversation.id,
      to: { kind: 'agent', id: agent.id },
      endReason: owner?.kind === 'agent' || owner?.kind === 'external' ? 'taken_over' : 'transferred',
    });
    draft.emit('ticket.taken', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      agents: [...new Set([agent.id, ...(owner?.kind === 'agent' ? [owner.id] : [])])],
      details: { ticketId: ticket.id, owner: ownerChange(draft, conversation) },
    });
    tellWhatEnded(draft, conversation, 'taken');
    return done(ticketAnswer(draft, ticket.id));
  },
};
