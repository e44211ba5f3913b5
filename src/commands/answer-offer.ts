import { type CommandDefinition, done, type Needs, type Outcome, refused } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { decideAccept } from '../domain/policy.ts';
import type { Offer, Transfer } from '../domain/transfer.ts';
import { changePresence } from './change-presence.ts';
import { refuseOwnSession } from './channel-session.ts';
import { consultantOf, handOverConsult } from './consult.ts';
import { transferFacts } from './facts.ts';
import { refuseUnlessOpen } from './find-ticket.ts';
import { acceptTransfer, endConsult, passOn } from './hand-over.ts';
import { nextStep } from './next-step.ts';
import { endOffer } from './offers.ts';
import { enterAnswer } from './outside.ts';
import { changeOwner, ownerChange } from './ownership.ts';
import { answered } from './request-transfer.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

/** An offer named by itself, or by the transfer that it belongs to. */
export type OfferName = { readonly offerId: string } | { readonly transferId: string };

export interface OfferAnswer {
  /** Null for a consult, which is answered without an offer. */
  readonly offerId: string | null;
  readonly transfer: Transfer | null;
  readonly conversationId: string;
  /** The ticket in which it goes on. */
  readonly ticketId: string;
  readonly ticketVersion: number;
}

function offerNeeds(name: OfferName): Needs {
  return 'offerId' in name ? { offers: [name.offerId] } : { transfers: [name.transferId] };
}

/** The offer that is meant: a transfer's live one, else its last that this node was told of. */
function findOffer(draft: Draft, name: OfferName): { offer: Offer | undefined; transfer: Transfer | null } {
  if ('offerId' in name) {
    const offer = draft.find('offer', name.offerId);
    return { offer, transfer: (offer?.transferId && draft.find('transfer', offer.transferId)) || null };
  }
  const transfer = draft.find('transfer', name.transferId);
  const conversation = transfer && draft.find('conversation', transfer.conversationId);
  const offer = conversation?.liveOfferId ? draft.find('offer', conversation.liveOfferId) : undefined;
  return { offer: offer?.transferId === transfer?.id ? offer : undefined, transfer: transfer ?? null };
}

/** Whether the actor may know of the offer: its agent, integrations, and members of the department it comes from. */
function knows(draft: Draft, offer: Offer | undefined, transfer: Transfer | null): boolean {
  const { actor, configuration } = draft;
  if (actor.kind !== 'agent' || offer?.agentId === actor.id || actor.permissions.has('ticket.read_all')) return true;
  // Whoever was asked may ask what became of it.
  for (const target of [transfer?.target, transfer?.currentTarget])
    if (target?.kind === 'agent' && target.id === actor.id) return true;
  const memberOf = configuration.agents.get(actor.id)?.memberOf;
  const conversation = draft.find('conversation', offer?.conversationId ?? transfer?.conversationId ?? '');
  return conversation !== undefined && memberOf?.has(conversation.departmentId) === true;
}

/** Accepts an offer: the agent owns the conversation, in the destination's ticket, from this commit on. */
export const acceptOffer: CommandDefinition<
  { readonly offer: OfferName; readonly ticketVersion?: number },
  OfferAnswer
> = {
  name: 'acceptOffer',
  needs: ({ offer }) => offerNeeds(offer),
  decide(draft, input) {
    const { offer, transfer } = findOffer(draft, input.offer);
    if ((offer === undefined && transfer === null) || !knows(draft, offer, transfer)) return refused('not_found');
    if (transfer?.currentTarget.kind === 'external')
      return refuseOutdated(draft, transfer, input) ?? answerForOutside(draft, transfer, { answer: 'accept' });
    if (transfer?.state === 'consulting')
      return refuseOutdated(draft, transfer, input) ?? takeConsulted(draft, transfer);
    if (offer === undefined) {
      const code = transfer?.outcome === 'expired' ? 'offer_expired' : 'offer_answered';
      return refused(code, {
        data: { state: transfer?.state, outcome: transfer?.outcome, owner: ownerWord(draft, transfer) },
      });
    }
    // One that has ended says so to whom it was made: its transfer is over, and the rest can no longer be judged.
    const isOwn = draft.actor.kind === 'agent' && draft.actor.id === offer.agentId;
    if (offer.state !== 'live' && isOwn) {
      const { id, state, expiresAt, conversationId } = offer;
      const owner = ownerWord(draft, { conversationId });
      return state === 'timed_out'
        ? refused('offer_expired', { data: { offer: id, expiresAt, owner } })
        : refused('offer_answered', { data: { offer: id, state, owner } });
    }
    const conversation = draft.get('conversation', offer.conversationId);
    const ticket = draft.get('ticket', conversation.ticketId);
    const { facts, missing } = transferFacts(draft, { conversation, ticket });
    const subject =
      input.ticketVersion === undefined ? { transfer, offer } : { transfer, offer, ticketVersion: input.ticketVersion };
    const decision = decideAccept(facts, subject);
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    if (decision.kind === 'refused') {
      const { code, data } = decision.refusal;
      return refused(code, { data: { ...data, owner: ownerWord(draft, transfer) } });
    }
    const barred = transfer === null ? null : refuseOwnSession(draft, transfer, offer.agentId);
    if (barred !== null) return barred;
    if (transfer !== null) acceptTransfer(draft, transfer, offer, decision.plan);
    else {
      endOffer(draft, offer, 'accepted');
      changeOwner(draft, {
        conversationId: conversation.id,
        to: decision.plan.owner,
        endReason: 'transferred',
        slotsHeld: offer.slots,
      });
      draft.emit('offer.accepted', {
        conversationId: conversation.id,
        departments: [conversation.departmentId],
        agents: [offer.agentId],
        details: { offerId: offer.id, ticketId: conversation.ticketId, owner: ownerChange(draft, conversation) },
      });
      tellWhatEnded(draft, conversation, 'taken');
    }
    return done(offerAnswer(draft, offer));
  },
};

/** Somebody else may have been asked since: whoever saw another version of the ticket answers for nobody. */
function refuseOutdated(
  draft: Draft,
  { conversationId }: Transfer,
  { ticketVersion }: { readonly ticketVersion?: number },
): Outcome<never> | null {
  if (ticketVersion === undefined) return null;
  const { ticketId } = draft.get('conversation', conversationId);
  return refuseUnlessOpen(draft.get('ticket', ticketId), ticketVersion);
}

/** Who owns now: a loser of a race is told who won. */
function ownerWord(draft: Draft, transfer: Pick<Transfer, 'conversationId'> | null): string | null {
  const owner = transfer && draft.find('conversation', transfer.conversationId)?.owner;
  return owner ? `${owner.kind}:${owner.id}` : null;
}

function offerAnswer(draft: Draft, offer: Offer): OfferAnswer {
  return answerAbout(draft, { ...offer, offerId: offer.id });
}

function answerAbout(
  draft: Draft,
  about: { readonly conversationId: string; readonly transferId: string | null; readonly offerId: string | null },
): OfferAnswer {
  const { id, ticketId } = draft.get('conversation', about.conversationId);
  return {
    offerId: about.offerId,
    transfer: about.transferId === null ? null : answered(draft.get('transfer', about.transferId)),
    conversationId: id,
    ticketId,
    ticketVersion: draft.get('ticket', ticketId).version,
  };
}

/** Declines an offer: the transfer goes to the next of its chain; work from a queue stays in its place there. */
export const declineOffer: CommandDefinition<{ readonly offer: OfferName; readonly reason?: string }, OfferAnswer> = {
  name: 'declineOffer',
  needs: ({ offer }) => offerNeeds(offer),
  decide(draft, input) {
    const { offer, transfer } = findOffer(draft, input.offer);
    if ((offer === undefined && transfer === null) || !knows(draft, offer, transfer)) return refused('not_found');
    if (transfer?.currentTarget.kind === 'external')
      return answerForOutside(draft, transfer, {
        answer: 'decline',
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      });
    if (transfer?.state === 'consulting') return leaveConsult(draft, transfer, input.reason ?? 'declined');
    if (offer === undefined || offer.state !== 'live')
      return refused('offer_answered', { data: { state: offer?.state ?? transfer?.state } });
    if (draft.actor.kind !== 'agent' || draft.actor.id !== offer.agentId)
      return refused('offer_not_yours', { data: { offer: offer.id } });
    if (draft.now >= offer.expiresAt) return refused('offer_expired', { data: { offer: offer.id } });
    const settings = draft.settingsOf(
      transfer?.toDepartmentId ?? draft.get('conversation', offer.conversationId).departmentId,
    );
    const mayDecline = transfer === null ? settings.mayDeclineQueueWork : settings.mayDeclineTransfer;
    if (!mayDecline) return refused('decline_not_allowed', { data: { offer: offer.id } });
    return endUnanswered(draft, offer, transfer, { offerEnds: 'declined', outcome: input.reason ?? 'declined' });
  },
};

/** An offer whose time is over. Sent by the sweeper, decided again under lock: an accept that came first has won. */
export const expireOffer: CommandDefinition<{ readonly offerId: string }, OfferAnswer> = {
  name: 'expireOffer',
  needs: ({ offerId }) => ({ offers: [offerId] }),
  decide(draft, { offerId }) {
    const offer = draft.find('offer', offerId);
    if (offer === undefined || offer.state !== 'live' || draft.now < offer.expiresAt) return refused('offer_answered');
    const transfer = offer.transferId === null ? null : draft.get('transfer', offer.transferId);
    const { departmentId } = draft.get('conversation', offer.conversationId);
    const outcome = endUnanswered(draft, offer, transfer, { offerEnds: 'timed_out', outcome: 'expired' });
    if (outcome.kind === 'done') noticeAbsence(draft, offer.agentId, transfer?.toDepartmentId ?? departmentId);
    return outcome;
  },
};

/** Whoever let so many offers in a row lapse as the department says is taken for absent, and is asked nothing until they say they are there. */
function noticeAbsence(draft: Draft, agentId: string, departmentId: string): void {
  const { missedOffersMax, missedOffersPresence } = draft.settingsOf(departmentId);
  const agent = draft.get('agent', agentId);
  if (missedOffersMax === 0 || agent.missedOffers < missedOffersMax || agent.presence !== 'online') return;
  draft.change('agent', agentId, { missedOffers: 0 });
  const leased = agent.leased && missedOffersPresence === 'away';
  const change = { presence: missedOffersPresence, statusId: null, leased };
  changePresence(draft, agentId, change, { because: 'missed_offers' });
}

/**
 * An offer whose agent went offline goes on to the next. Sent by the dispatcher, whose belief of who is where may be old, and
 * decided again under lock: whoever is back by now keeps it.
 */
export const withdrawFromAbsent: CommandDefinition<{ readonly offerId: string }, OfferAnswer> = {
  name: 'withdrawFromAbsent',
  needs: ({ offerId }) => ({ offers: [offerId] }),
  decide(draft, { offerId }) {
    const offer = draft.find('offer', offerId);
    if (offer === undefined || offer.state !== 'live') return refused('offer_answered');
    if (draft.get('agent', offer.agentId).presence !== 'offline') return done(offerAnswer(draft, offer));
    const transfer = offer.transferId === null ? null : draft.get('transfer', offer.transferId);
    return endUnanswered(draft, offer, transfer, { offerEnds: 'withdrawn', outcome: 'agent_offline' });
  },
};

function endUnanswered(
  draft: Draft,
  offer: Offer,
  transfer: Transfer | null,
  because: { readonly offerEnds: 'declined' | 'timed_out' | 'withdrawn'; readonly outcome: string },
) {
  if (transfer === null) {
    const conversation = draft.get('conversation', offer.conversationId);
    endOffer(draft, offer, because.offerEnds, because.outcome);
    draft.emit(`offer.${because.offerEnds}`, {
      conversationId: conversation.id,
      departments: [conversation.departmentId],
      agents: [offer.agentId],
      details: { offerId: offer.id, agentId: offer.agentId, outcome: because.outcome },
    });
    return done(offerAnswer(draft, offer));
  }
  const next = nextStep(draft, transfer);
  if ('needs' in next) return { kind: 'needs' as const, needs: next.needs };
  passOn(draft, transfer, next.step, because);
  return done(offerAnswer(draft, offer));
}

/** Whether the actor is the colleague who was asked in private. */
function isConsultant(draft: Draft, transfer: Transfer): boolean {
  const { actor } = draft;
  const who = consultantOf(draft.get('conversation', transfer.conversationId), transfer)?.who;
  return who !== undefined && who.kind === actor.kind && who.id === actor.id;
}

/** Whoever was asked for advice takes it over. */
function takeConsulted(draft: Draft, transfer: Transfer): Outcome<OfferAnswer> {
  if (!isConsultant(draft, transfer)) return refused('offer_not_yours', { data: { offer: transfer.id } });
  if (!draft.actor.permissions.has('message.receive'))
    return refused('permission_missing', { data: { permission: 'message.receive' } });
  const outcome = handOverConsult(draft, transfer, { isAgreed: true });
  return outcome.kind === 'done' ? done(consultAnswer(draft, transfer)) : outcome;
}

function leaveConsult(draft: Draft, transfer: Transfer, reason: string): Outcome<OfferAnswer> {
  if (!isConsultant(draft, transfer)) return refused('offer_not_yours', { data: { offer: transfer.id } });
  endConsult(draft, transfer, reason);
  return done(consultAnswer(draft, transfer));
}

/** What a contact outside said by telephone or letter, entered by whoever asked for the transfer. */
function answerForOutside(
  draft: Draft,
  transfer: Transfer,
  given: Parameters<typeof enterAnswer>[2],
): Outcome<OfferAnswer> {
  const outcome = enterAnswer(draft, transfer, given);
  return outcome.kind === 'done' ? done(consultAnswer(draft, transfer)) : outcome;
}

function consultAnswer(draft: Draft, { id, conversationId }: Transfer): OfferAnswer {
  return answerAbout(draft, { conversationId, transferId: id, offerId: null });
}
