import { systemActor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Conversation, Party } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { decideTransfer } from '../domain/policy.ts';
import { isMomentary } from '../domain/refusal.ts';
import type { TransferRequest } from '../domain/transfer.ts';
import { findParty } from '../domain/visibility.ts';
import { audienceOf } from './conversations.ts';
import { transferFacts } from './facts.ts';
import { type FoundTicket, findTicket, mayUse, refuseUnlessOpen, refuseUnlessOwner } from './find-ticket.ts';
import { cancelPending, endConsult } from './hand-over.ts';
import { addParty, changeParty, dropParties } from './parties-of.ts';

/**
 * Colleagues who take part in a conversation that somebody else owns. The owner invites them, by the rules of a warm transfer to
 * them; a supervisor of the department comes by right. They are there in private until they join, or are brought in; then the
 * customer reads what they write, by their role. Nobody holds a slot by it.
 */

export interface PartyAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  /** Null for somebody who takes part no more. */
  readonly party: Party | null;
}

export interface PartyInput {
  readonly ticketId: string;
  readonly agentId: string;
}

/** What an invitation is judged as. */
function asConsult({ agentId }: Pick<PartyInput, 'agentId'>): TransferRequest {
  return { target: { kind: 'agent', id: agentId }, mode: 'warm' };
}

/** Invites a colleague into the ticket, in private: its owner, or whoever may take it over. */
export const inviteParty: CommandDefinition<PartyInput, PartyAnswer> = {
  name: 'inviteParty',
  needs: ({ ticketId, agentId }) => ({ tickets: [ticketId], agents: [agentId] }),
  decide(draft, { ticketId, agentId }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const final = refuseUnlessOpen(ticket, undefined);
    if (final !== null) return final;
    if (findParty(conversation, agentId) !== undefined)
      return refused('already_party', { data: { agent: agentId, ticket: ticketId } });
    const { facts, missing } = transferFacts(draft, { conversation, ticket });
    // What is pending goes on beside it: nobody is handed anything by an invitation.
    const own = conversation.pendingTransferId === null ? {} : { ownTransferId: conversation.pendingTransferId };
    const decision = decideTransfer(facts, asConsult({ agentId }), { stage: 'list', ...own });
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    if (decision.kind === 'refused') {
      const { code, until, alternatives, data } = decision.refusal;
      return refused(code, { alternatives, data, ...(until === undefined ? {} : { until }) });
    }
    const { travels } = decision.plan;
    const party = addParty(draft, conversation.id, {
      who: { kind: 'agent', id: agentId },
      role: 'participant',
      transferId: null,
      historyFrom: travels.messages?.from ?? null,
      redact: travels.redacted,
    });
    tellOf(draft, 'party.invited', found, party, {});
    return done({ conversationId: conversation.id, ticketId, party });
  },
};

/**
 * Brings a colleague in to speak to the customer, or back into private: they themselves, the owner, or whoever may take the ticket
 * over. A supervisor of the department may come in without having been invited.
 */
export const setPartyJoined: CommandDefinition<PartyInput & { readonly joined: boolean }, PartyAnswer> = {
  name: 'setPartyJoined',
  needs: ({ ticketId, agentId }) => ({ tickets: [ticketId], agents: [agentId] }),
  decide(draft, { ticketId, agentId, joined }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const final = refuseUnlessOpen(ticket, undefined);
    if (final !== null) return final;
    const isSelf = draft.actor.kind === 'agent' && draft.actor.id === agentId;
    const known = findParty(conversation, agentId);
    if (known === undefined) {
      if (conversation.owner?.kind === 'agent' && conversation.owner.id === agentId)
        return refused('already_there', { data: { kind: 'agent', id: agentId } });
      if (!isSelf || !mayUse(draft, 'ticket.supervise', found))
        return (isSelf ? null : refuseUnlessOwner(draft, found)) ?? unknownParty(found, agentId);
      const party = addParty(draft, conversation.id, {
        who: { kind: 'agent', id: agentId },
        role: 'supervisor',
        transferId: null,
        historyFrom: ticket.historyFrom,
        redact: [],
        joined,
        present: true,
      });
      tellOf(draft, joined ? 'party.joined' : 'party.invited', found, party, {});
      return done({ conversationId: conversation.id, ticketId, party });
    }
    const barred = isSelf ? null : refuseUnlessOwner(draft, found);
    if (barred !== null) return barred;
    if (known.joined !== joined) {
      // Whoever comes in by themselves has answered by that.
      const present = known.present || (isSelf && joined);
      // Whoever speaks to the customer hears what is said from then on, however little of the past was opened.
      const historyFrom = joined ? (known.historyFrom ?? conversation.messageSequence + 1) : known.historyFrom;
      changeParty(draft, conversation.id, known, { joined, present, historyFrom });
      if (joined) tellOf(draft, 'party.joined', found, known, {});
      else tellOf(draft, 'party.left', found, known, { wasJoined: true, remains: true, because: 'stepped_back' });
    }
    const party = findParty(draft.get('conversation', conversation.id), agentId) ?? known;
    return done({ conversationId: conversation.id, ticketId, party });
  },
};

/**
 * A colleague takes part no more: they go, or the owner, or whoever may take the ticket over, lets them go. For the colleague of
 * a consult it ends the consult.
 */
export const removeParty: CommandDefinition<PartyInput, PartyAnswer> = {
  name: 'removeParty',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, agentId }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { conversation } = found;
    const isSelf = draft.actor.kind === 'agent' && draft.actor.id === agentId;
    const barred = refuseUnlessOpen(found.ticket, undefined) ?? (isSelf ? null : refuseUnlessOwner(draft, found));
    if (barred !== null) return barred;
    const party = findParty(conversation, agentId);
    if (party === undefined) return unknownParty(found, agentId);
    const refusal = party.transferId === null ? null : endItsConsult(draft, found, { isSelf });
    if (refusal !== null) return refusal;
    if (party.transferId === null) letGo(draft, found, party, isSelf ? 'went' : 'let_go');
    return done({ conversationId: conversation.id, ticketId, party: null });
  },
};

/** The consult is over without the colleague who was asked: told by its transfer. Null, or why it may not be ended. */
function endItsConsult(
  draft: Draft,
  { conversation, ticket }: FoundTicket,
  { isSelf }: { readonly isSelf: boolean },
): Outcome<never> | null {
  const transfer = draft.get('transfer', conversation.pendingTransferId ?? '');
  const { mayCancel } = draft.settingsOf(ticket.departmentId);
  if (isSelf) endConsult(draft, transfer, 'declined');
  else if (mayCancel || draft.actor.permissions.has('transfer.cancel_any'))
    cancelPending(draft, conversation.id, 'cancelled');
  else return refused('cancel_not_allowed', { data: { permission: 'transfer.cancel_any' } });
  return null;
}

/**
 * Those who take part in a conversation, after a change of configuration: whoever is gone, may not supervise the department any
 * more, or could not be invited by the rules of now, takes part no more. Colleagues of a consult are its transfer's to judge.
 */
export const recheckParties: CommandDefinition<{ readonly conversationId: string }, null> = {
  name: 'recheckParties',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId }): Outcome<null> {
    const conversation = draft.find('conversation', conversationId);
    if (conversation === undefined) return done(null);
    const ticket = draft.get('ticket', conversation.ticketId);
    const found = { conversation, ticket, offer: undefined };
    const { facts, missing } = transferFacts(draft, { conversation, ticket, actor: systemActor('recheck') });
    const own = conversation.pendingTransferId === null ? {} : { ownTransferId: conversation.pendingTransferId };
    const stays = ({ who, role, transferId }: Party): boolean => {
      const agent = draft.configuration.agents.get(who.id);
      if (transferId !== null) return true;
      if (agent === undefined) return false;
      if (role === 'supervisor')
        return agent.permissions.has('ticket.supervise') && agent.memberOf.has(ticket.departmentId);
      const decision = decideTransfer(facts, asConsult({ agentId: who.id }), {
        stage: 'chain',
        askedBy: 'agent',
        ...own,
      });
      return decision.kind === 'allowed' || isMomentary(decision.refusal.code);
    };
    const gone = conversation.parties.filter((party) => !stays(party));
    const needs = missing();
    if (needs !== null) return { kind: 'needs', needs };
    for (const party of gone) letGo(draft, found, party, 'rules_changed');
    return done(null);
  },
};

function letGo(draft: Draft, found: FoundTicket, party: Party, because: 'went' | 'let_go' | 'rules_changed'): void {
  dropParties(draft, found.conversation.id, ({ who }) => who.kind === party.who.kind && who.id === party.who.id);
  tellOf(draft, 'party.left', found, party, { wasJoined: party.joined, remains: false, because });
}

function unknownParty({ ticket }: FoundTicket, agentId: string): Outcome<never> {
  return refused('party_unknown', { data: { agent: agentId, ticket: ticket.id } });
}

/** Tells those in the conversation and everybody who takes part in it, the one whom it is about among them. */
function tellOf(
  draft: Draft,
  kind: 'party.invited' | 'party.joined' | 'party.left',
  { conversation, ticket }: { readonly conversation: Conversation; readonly ticket: FoundTicket['ticket'] },
  { who, role }: Party,
  details: Readonly<Record<string, unknown>>,
): void {
  const { departments, agents } = audienceOf(draft, conversation.id);
  const others = draft
    .get('conversation', conversation.id)
    .parties.flatMap((each) => (each.who.kind === 'agent' ? [each.who.id] : []));
  draft.emit(kind, {
    conversationId: conversation.id,
    departments,
    agents: [...new Set([...agents, ...others, who.id])],
    details: { ticketId: ticket.id, agentId: who.id, role, ...details },
  });
}
