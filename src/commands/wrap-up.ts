import type { Actor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Needs, type Outcome, refused } from '../domain/command.ts';
import type { Segment } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { mayReadTicket } from '../domain/visibility.ts';
import { writeDisposition } from './dispositions.ts';
import { unitsOffered } from './offers.ts';
import { addAgentLoad } from './ownership.ts';

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
  needs: needsOf,
  decide(draft, { segmentId, disposition, note, end }) {
    const looked = findOwn(draft, segmentId);
    if ('refusal' in looked) return looked.refusal;
    const { segment } = looked;
    if (segment.endedAt !== null && !isWrappingUp(segment, draft.now)) return overAlready(segment);
    const refusal = disposition === undefined ? null : writeDisposition(draft, segment, disposition);
    if (refusal !== null) return refusal;
    const ends = end && segment.endedAt !== null;
    if (ends && lacksDisposition(draft, segmentId))
      return refused('disposition_required', { data: { department: segment.departmentId } });
    if (note !== undefined) draft.change('segment', segmentId, { wrapUpNote: note });
    if (ends) endWrapUp(draft, segment);
    else emitChanged(draft, segment);
    return done(segmentAnswer(draft, segmentId));
  },
};

/** How often a wrap-up may be extended. */
const extensionsMax = 3;

/** Gives one's own wrap-up more time, as much as the department says, three times at most. */
export const extendWrapUp: CommandDefinition<{ readonly segmentId: string }, { readonly segment: Segment }> = {
  name: 'extendWrapUp',
  needs: needsOf,
  decide(draft, { segmentId }) {
    const looked = findOwn(draft, segmentId);
    if ('refusal' in looked) return looked.refusal;
    const { segment } = looked;
    if (!isWrappingUp(segment, draft.now)) return overAlready(segment);
    const { wrapUpExtensionSeconds } = draft.settingsOf(segment.departmentId);
    const cause =
      wrapUpExtensionSeconds === 0 ? 'switched_off' : segment.wrapUpExtensions >= extensionsMax ? 'used_up' : null;
    if (cause !== null) return refused('extension_not_allowed', { data: { segment: segment.id, cause } });
    const wrapUpUntil = segment.wrapUpUntil + wrapUpExtensionSeconds * 1000;
    draft.change('segment', segmentId, { wrapUpUntil, wrapUpExtensions: segment.wrapUpExtensions + 1 });
    const { conversationId, departmentId, ticketId } = segment;
    draft.emit('wrap_up.extended', {
      conversationId,
      departments: [departmentId],
      agents: [segment.owner.id],
      details: { segmentId, ticketId, agentId: segment.owner.id, until: wrapUpUntil },
    });
    return done(segmentAnswer(draft, segmentId));
  },
};

function needsOf({ segmentId }: { readonly segmentId: string }, actor: Actor): Needs {
  return { segments: [segmentId], agents: actor.kind === 'agent' ? [actor.id] : [] };
}

/** The actor's own segment, or why it is not theirs to write to. */
function findOwn(
  draft: Draft,
  segmentId: string,
): { readonly segment: Segment } | { readonly refusal: Outcome<never> } {
  const segment = draft.find('segment', segmentId);
  const conversation = segment && draft.find('conversation', segment.conversationId);
  if (!segment || !conversation) return { refusal: refused('not_found') };
  const { actor, configuration } = draft;
  const { departmentId, owner } = segment;
  if (owner.kind === 'agent' && actor.kind === 'agent' && owner.id === actor.id) return { segment };
  const ticket = { id: segment.ticketId, departmentId };
  if (!mayReadTicket(actor, configuration, { ticket, conversation })) return { refusal: refused('not_found') };
  return { refusal: refused('not_owner', { data: { ownerKind: owner.kind, ownerId: owner.id } }) };
}

/** Whether its agent is still wrapping it up. */
function isWrappingUp(segment: Segment, now: number): segment is Segment & { readonly wrapUpUntil: number } {
  const { endedAt, wrapUpUntil, wrapUpEndedAt } = segment;
  return endedAt !== null && wrapUpUntil !== null && wrapUpEndedAt === null && now < wrapUpUntil;
}

function overAlready({ id }: Segment): Outcome<never> {
  return refused('wrap_up_over', { data: { segment: id } });
}

/** Whether the department requires a disposition that the segment has not. */
function lacksDisposition(draft: Draft, segmentId: string): boolean {
  const { departmentId, disposition } = draft.get('segment', segmentId);
  return disposition === null && draft.settingsOf(departmentId).disposition === 'required';
}

/** Without its note, which has its one place. */
function segmentAnswer(draft: Draft, segmentId: string): { readonly segment: Segment } {
  return { segment: { ...draft.get('segment', segmentId), wrapUpNote: null } };
}

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

/** Ends a wrap-up. Frees the slot that it held, or leaves it to an offer of the same conversation that counted on it. */
function endWrapUp(draft: Draft, segment: Segment): void {
  const agentId = segment.owner.id;
  draft.change('segment', segment.id, { wrapUpEndedAt: draft.now });
  const conversation = draft.get('conversation', segment.conversationId);
  const slots = conversation.wrapUps.find((wrapUp) => wrapUp.segmentId === segment.id)?.slots ?? 0;
  const wrapUps = conversation.wrapUps.filter((wrapUp) => wrapUp.segmentId !== segment.id);
  draft.change('conversation', conversation.id, { wrapUps });
  const offer = draft.find('offer', conversation.liveOfferId ?? '');
  const passedOn =
    offer?.agentId === agentId
      ? Math.max(0, Math.min(slots, unitsOffered(draft, conversation, offer) - offer.slots))
      : 0;
  if (offer !== undefined && passedOn > 0) draft.change('offer', offer.id, { slots: offer.slots + passedOn });
  addAgentLoad(draft, agentId, conversation, passedOn - slots);
  draft.emit('wrap_up.ended', {
    conversationId: conversation.id,
    departments: [segment.departmentId],
    agents: [agentId],
    details: {
      segmentId: segment.id,
      ticketId: segment.ticketId,
      agentId,
      // Its time ran out without the disposition that the department asks for.
      missing: lacksDisposition(draft, segment.id),
    },
  });
}
