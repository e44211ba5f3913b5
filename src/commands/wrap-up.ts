import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Segment } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { mayReadTicket } from '../domain/visibility.ts';
import { addAgentLoad, slotsPerConversation } from './ownership.ts';

export interface WrapUpInput {
  readonly segmentId: string;
  readonly disposition?: string;
  readonly note?: string;
  /** Whether the wrap-up is over with this. */
  readonly end: boolean;
}

/**
 * Writes a segment's disposition and wrap-up note: while the segment lasts, and within its wrap-up limit after. Nothing
 * else of an ended segment may be written.
 */
export const saveWrapUp: CommandDefinition<WrapUpInput, { readonly segment: Segment }> = {
  name: 'saveWrapUp',
  needs: ({ segmentId }, actor) => ({ segments: [segmentId], agents: actor.kind === 'agent' ? [actor.id] : [] }),
  decide(draft, { segmentId, disposition, note, end }) {
    const segment = draft.find('segment', segmentId);
    const conversation = segment && draft.find('conversation', segment.conversationId);
    if (!segment || !conversation) return refused('not_found');
    const { actor, configuration } = draft;
    const isOwn = segment.owner.kind === 'agent' && actor.kind === 'agent' && segment.owner.id === actor.id;
    if (
      !isOwn &&
      !mayReadTicket(actor, configuration, {
        ticket: { id: segment.ticketId, departmentId: segment.departmentId },
        conversation,
      })
    ) {
      return refused('not_found');
    }
    if (!isOwn) return refused('not_owner', { data: { ownerKind: segment.owner.kind, ownerId: segment.owner.id } });
    if (
      segment.endedAt !== null &&
      (segment.wrapUpUntil === null || segment.wrapUpEndedAt !== null || draft.now >= segment.wrapUpUntil)
    ) {
      return refused('wrap_up_over', { data: { segment: segment.id } });
    }
    const known = configuration.departments.get(segment.departmentId)?.dispositions ?? [];
    if (disposition !== undefined && !known.some(({ id }) => id === disposition)) {
      return refused('disposition_unknown', { data: { disposition, department: segment.departmentId } });
    }
    draft.change('segment', segmentId, {
      ...(disposition === undefined ? {} : { disposition }),
      ...(note === undefined ? {} : { wrapUpNote: note }),
    });
    if (end && segment.endedAt !== null) endWrapUp(draft, segment);
    else emitChanged(draft, segment);
    return done({ segment: { ...draft.get('segment', segmentId), wrapUpNote: null } });
  },
};

function emitChanged(draft: Draft, segment: Segment): void {
  const { conversationId, id: segmentId, ticketId } = segment;
  draft.emit('conversation.changed', {
    conversationId,
    departments: [segment.departmentId],
    details: { segmentId, ticketId },
  });
}

/** A wrap-up whose time is over. Sent by the sweeper. */
export const expireWrapUp: CommandDefinition<{ readonly segmentId: string; readonly agentId: string }, null> = {
  name: 'expireWrapUp',
  needs: ({ segmentId, agentId }) => ({ segments: [segmentId], agents: [agentId] }),
  decide(draft, { segmentId }) {
    const segment = draft.find('segment', segmentId);
    if (segment === undefined || segment.wrapUpUntil === null || segment.wrapUpEndedAt !== null) return done(null);
    if (draft.now < segment.wrapUpUntil) return done(null);
    endWrapUp(draft, segment);
    return done(null);
  },
};

/** Frees the slot that the wrap-up held, or leaves it to an offer of the same conversation that counted on it. */
function endWrapUp(draft: Draft, segment: Segment): void {
  const agentId = segment.owner.id;
  draft.change('segment', segment.id, { wrapUpEndedAt: draft.now });
  const conversation = draft.get('conversation', segment.conversationId);
  const slots = conversation.wrapUps.find((wrapUp) => wrapUp.segmentId === segment.id)?.slots ?? 0;
  const wrapUps = conversation.wrapUps.filter((wrapUp) => wrapUp.segmentId !== segment.id);
  draft.change('conversation', conversation.id, { wrapUps });
  const offer = draft.find('offer', conversation.liveOfferId ?? '');
  if (slots > 0 && offer?.agentId === agentId && offer.slots < slotsPerConversation) {
    draft.change('offer', offer.id, { slots: slotsPerConversation });
  } else addAgentLoad(draft, agentId, conversation, -slots);
  draft.emit('wrap_up.ended', {
    conversationId: conversation.id,
    departments: [segment.departmentId],
    agents: [agentId],
    details: { segmentId: segment.id, ticketId: segment.ticketId, agentId },
  });
}
