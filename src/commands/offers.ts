import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { Offer, OfferState } from '../domain/transfer.ts';
import { addAgentLoad, unitsNow, wrapUpSlots } from './ownership.ts';

/**
 * Offers: a conversation put before an agent. While live it holds a slot; how it ended never changes. A conversation has
 * at most one live offer.
 */

/**
 * Load units of the conversation where whoever is offered it would have it: a transfer's destination may weigh it otherwise
 * than the department where it still is, and so may the channel on which it goes on. Room was looked for by the same.
 */
export function unitsOffered(
  draft: Draft,
  conversation: Conversation,
  { transferId }: Pick<Offer, 'transferId'>,
): number {
  if (transferId === null) return unitsNow(draft, conversation);
  const { toDepartmentId, session } = draft.get('transfer', transferId);
  return unitsNow(draft, {
    departmentId: toDepartmentId,
    channelKind: session?.channelKind ?? conversation.channelKind,
  });
}

/** Puts the conversation before the agent, holding a slot unless the agent's own wrap-up of it holds one already. */
export function makeOffer(
  draft: Draft,
  conversation: Conversation,
  offer: { readonly agentId: string; readonly transferId: string | null; readonly expiresAt: number },
): Offer {
  const id = draft.newId();
  const slots = Math.max(0, unitsOffered(draft, conversation, offer) - wrapUpSlots(conversation, offer.agentId));
  addAgentLoad(draft, offer.agentId, conversation, slots);
  draft.change('conversation', conversation.id, { liveOfferId: id });
  return draft.add('offer', id, {
    id,
    conversationId: conversation.id,
    transferId: offer.transferId,
    agentId: offer.agentId,
    state: 'live',
    slots,
    offeredAt: draft.now,
    expiresAt: offer.expiresAt,
    endedAt: null,
    reason: null,
  });
}

/**
 * Ends a live offer. Its slot is freed, except by `accepted`: then it goes over to the ticket (tell `changeOwner` by
 * `slotsHeld`).
 */
export function endOffer(
  draft: Draft,
  offer: Offer,
  state: Exclude<OfferState, 'live'>,
  reason: string | null = null,
): void {
  draft.change('offer', offer.id, { state, endedAt: draft.now, reason });
  const conversation = draft.change('conversation', offer.conversationId, { liveOfferId: null });
  if (state !== 'accepted') addAgentLoad(draft, offer.agentId, conversation, -offer.slots);
  if (state !== 'withdrawn') {
    const { missedOffers } = draft.get('agent', offer.agentId);
    draft.change('agent', offer.agentId, { missedOffers: state === 'timed_out' ? missedOffers + 1 : 0 });
  }
  if (state === 'declined' || state === 'timed_out') {
    const { passedOver } = conversation;
    if (!passedOver.includes(offer.agentId)) {
      draft.change('conversation', conversation.id, { passedOver: [...passedOver, offer.agentId] });
    }
    draft.change('conversation', conversation.id, { passedOverAt: draft.now });
  }
}

/** The conversation's live offer, withdrawn if there is one. */
export function withdrawLiveOffer(draft: Draft, conversation: Conversation, reason: string): Offer | null {
  if (conversation.liveOfferId === null) return null;
  const offer = draft.get('offer', conversation.liveOfferId);
  endOffer(draft, offer, 'withdrawn', reason);
  return offer;
}
