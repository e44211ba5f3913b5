import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { findTicket, refuseUnlessOpen } from './find-ticket.ts';
import { cancelPending, ownerChange } from './hand-over.ts';
import { withdrawLiveOffer } from './offers.ts';
import { endSegment } from './ownership.ts';

export interface CloseAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly ticketVersion: number;
}

/** Closes a ticket and its conversation: pending transfer and offer end, the slot is free, nobody owns it. */
export const closeConversation: CommandDefinition<
  { readonly ticketId: string; readonly reason?: string; readonly ticketVersion?: number },
  CloseAnswer
> = {
  name: 'closeConversation',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, reason, ticketVersion }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const { actor } = draft;
    if (!actor.permissions.has('conversation.close'))
      return refused('permission_missing', { data: { permission: 'conversation.close' } });
    const final = refuseUnlessOpen(ticket, ticketVersion);
    if (final !== null) return final;
    const { owner } = conversation;
    const isOwner = owner?.kind === 'agent' && owner.id === actor.id;
    if (actor.kind === 'agent' && !isOwner && !actor.permissions.has('ticket.take_over')) {
      return refused('not_owner', { data: { ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null } });
    }
    cancelPending(draft, conversation.id, 'ticket_closed');
    withdrawLiveOffer(draft, draft.get('conversation', conversation.id), 'ticket_closed');
    endSegment(draft, draft.get('conversation', conversation.id), 'closed');
    const closed = draft.change('ticket', ticket.id, {
      state: 'closed',
      version: ticket.version + 1,
      closedAt: draft.now,
      closeReason: reason ?? 'closed',
      toMessage: conversation.messageSequence,
    });
    draft.change('conversation', conversation.id, {
      status: 'closed',
      owner: null,
      ownershipVersion: conversation.ownershipVersion + 1,
      closedAt: draft.now,
      queuedAt: null,
      waitUntil: null,
      passedOver: [],
    });
    draft.emit('conversation.closed', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      agents: isOwner ? [actor.id] : [],
      details: { ticketId: ticket.id, reason: closed.closeReason, owner: ownerChange(draft, conversation) },
    });
    return done({ conversationId: conversation.id, ticketId: ticket.id, ticketVersion: closed.version });
  },
};
