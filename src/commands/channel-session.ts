import type { Instant } from '../base/clock.ts';
import { addLoad } from '../domain/agent.ts';
import type { ChannelKind } from '../domain/channel.ts';
import { type CommandDefinition, done, type Needs, type Outcome, refused } from '../domain/command.ts';
import type { AccountEntry } from '../domain/configuration.ts';
import type { ChannelSession, Conversation, WrapUp } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { Transfer } from '../domain/transfer.ts';
import { audienceOf } from './conversations.ts';
import { findTicket, refuseOtherAgent, refuseUnlessOpen } from './find-ticket.ts';
import { touchTicket } from './ownership.ts';

/**
 * A conversation goes on through another channel account of the same contact. It stays one conversation: the thread there leads
 * to it from now on, and so does the thread that it leaves, so that whatever the customer writes on either arrives in it.
 */

type Session = NonNullable<Transfer['session']>;

/**
 * Why the conversation cannot go on through the session, or what must be known first; null when nothing speaks against it.
 * `keeper` is the agent who has it afterwards, and must have room for it on the new channel.
 */
export function refuseSession(
  draft: Draft,
  conversation: Conversation,
  { session, keeper }: { readonly session: Session; readonly keeper: string | null },
): Outcome<never> | null {
  const { accountId, channelKind, address } = session;
  const no = (cause: string): Outcome<never> =>
    refused('session_not_possible', { data: { account: accountId, cause } });
  if (draft.configuration.accounts.get(accountId)?.kind !== channelKind) return no('account_unknown');
  const needs = sessionNeeds(draft, conversation, session);
  if (needs !== null) return { kind: 'needs', needs };
  if (draft.get('contactAddress', `${channelKind} ${address}`).contactId !== conversation.contactId)
    return no('address_unknown');
  const { conversationId } = draft.get('thread', `${accountId} ${address}`);
  const there = conversationId === null ? undefined : draft.find('conversation', conversationId);
  if (there !== undefined && there.id !== conversation.id && there.status === 'open') return no('thread_open');
  if (keeper === null || channelKind === conversation.channelKind) return null;
  const bound = draft.configuration.agents.get(keeper)?.capacity.perChannel[channelKind];
  const used = (draft.get('agent', keeper).load[channelKind] ?? 0) + (heldBy(draft, conversation).get(keeper) ?? 0);
  return bound !== undefined && used > bound
    ? refused('agent_at_capacity', { data: { agent: keeper, used, capacity: bound } })
    : null;
}

/** The same for the session that a transfer was asked with, at the moment when it is to be carried out. */
export function refuseOwnSession(draft: Draft, transfer: Transfer, keeper: string | null): Outcome<never> | null {
  const conversation = draft.get('conversation', transfer.conversationId);
  const { session } = transfer;
  if (session === null || session.accountId === conversation.accountId) return null;
  return refuseSession(draft, conversation, { session, keeper });
}

/** The rows of the thread and the address there, and of everybody whose load changes its kind. */
function sessionNeeds(
  draft: Draft,
  conversation: Conversation,
  { accountId, channelKind, address }: Session,
): Needs | null {
  const isThreadKnown = draft.find('thread', `${accountId} ${address}`) !== undefined;
  const isAddressKnown = draft.find('contactAddress', `${channelKind} ${address}`) !== undefined;
  const agents = conversation.wrapUps.map(({ agentId }) => agentId).filter((id) => !draft.find('agent', id));
  if (isThreadKnown && isAddressKnown && agents.length === 0) return null;
  return { threads: [{ accountId, threadKey: address }], addresses: [{ channelKind, address }], agents };
}

/** Load units that agents hold for the conversation: its owner, whoever it is offered to, and those who wrap up. */
function heldBy(draft: Draft, { owner, units, liveOfferId, wrapUps }: Conversation): Map<string, number> {
  const held = new Map<string, number>();
  const add = (agentId: string, more: number): unknown => held.set(agentId, (held.get(agentId) ?? 0) + more);
  if (owner?.kind === 'agent') add(owner.id, units);
  const offer = liveOfferId === null ? undefined : draft.get('offer', liveOfferId);
  if (offer !== undefined) add(offer.agentId, offer.slots);
  for (const { agentId, slots } of wrapUps) add(agentId, slots);
  return held;
}

/** The sessions of a conversation that is leaving its present one: that one last. */
export function sessionsLeft(conversation: Conversation, endedAt: Instant): readonly ChannelSession[] {
  const { accountId, channelKind, threadKey, participants, openedAt, linkedSessions } = conversation;
  const address = participants[0]?.address ?? threadKey;
  const startedAt = linkedSessions.at(-1)?.endedAt ?? openedAt;
  return [...linkedSessions, { accountId, channelKind, threadKey, address, startedAt, endedAt }];
}

/**
 * Has the conversation go on through the session, which `refuseSession` has let pass: the session that it leaves is remembered,
 * both threads lead to it, and the slots that it takes are slots of the new kind. Tells of it with the customer's consent, since
 * nobody is moved without.
 */
export function goOnThrough(draft: Draft, conversationId: string, session: Session): void {
  const before = draft.get('conversation', conversationId);
  const { accountId, channelKind, address } = session;
  const others = before.participants.slice(1);
  const wrapUps = changeKindOfSlots(draft, before, channelKind);
  draft.change('thread', `${accountId} ${address}`, { conversationId });
  draft.change('conversation', conversationId, {
    accountId,
    channelKind,
    threadKey: address,
    // One that it comes back to is the present one again.
    linkedSessions: sessionsLeft(before, draft.now).filter(
      (each) => each.accountId !== accountId || each.threadKey !== address,
    ),
    participants: [{ channel: channelKind, address }, ...others],
    wrapUps,
  });
  const { accountId: from, channelKind: fromKind } = before;
  draft.emit('channel.changed', {
    conversationId,
    ...audienceOf(draft, conversationId),
    details: {
      ticketId: before.ticketId,
      from: { accountId: from, channelKind: fromKind },
      to: { accountId, channelKind },
      consent: true,
    },
  });
}

/** What agents hold of the old kind they hold of the new one. A wrap-up that does not fit there gives its slot up. */
function changeKindOfSlots(draft: Draft, conversation: Conversation, to: ChannelKind): readonly WrapUp[] {
  const { channelKind: from, wrapUps } = conversation;
  if (from === to) return wrapUps;
  for (const [agentId, units] of heldBy(draft, conversation)) {
    const { load } = draft.get('agent', agentId);
    draft.change('agent', agentId, { load: addLoad(addLoad(load, from, -units), to, units) });
  }
  return wrapUps.map((wrapUp) => {
    const { agentId, slots } = wrapUp;
    const { load } = draft.get('agent', agentId);
    const bound = draft.configuration.agents.get(agentId)?.capacity.perChannel[to];
    if (slots === 0 || bound === undefined || (load[to] ?? 0) <= bound) return wrapUp;
    draft.change('agent', agentId, { load: addLoad(load, to, -slots) });
    return { ...wrapUp, slots: 0 };
  });
}

export interface ChangeChannelInput {
  readonly conversationId: string;
  readonly accountId: string;
  /** The contact's address there. */
  readonly address: string;
  /** Whether the customer agreed. */
  readonly consent: boolean;
}

export interface ChannelAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly ticketVersion: number;
  readonly accountId: string;
  readonly channelKind: ChannelKind;
}

/** The owner goes on with the customer through another account, with their consent. Whoever may take it over may too. */
export const changeChannel: CommandDefinition<ChangeChannelInput, ChannelAnswer> = {
  name: 'changeChannel',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId, accountId, address, consent }) {
    const { actor, configuration } = draft;
    const conversation = draft.find('conversation', conversationId);
    const found = conversation && findTicket(draft, conversation.ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation: at } = found;
    if (!consent) return refused('consent_missing', { data: { account: accountId } });
    if (!actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    const barred = refuseUnlessOpen(ticket, undefined) ?? refuseOtherAgent(draft, found);
    if (barred !== null) return barred;
    const account = configuration.accounts.get(accountId);
    if (account === undefined) return refused('account_unknown', { data: { account: accountId } });
    const session = { accountId, channelKind: account.kind, address };
    const keeper = at.owner?.kind === 'agent' ? at.owner.id : null;
    const refusal = refuseAccount(draft, at, account) ?? refuseSession(draft, at, { session, keeper });
    if (refusal !== null) return refusal;
    const { version } = touchTicket(draft, at.id);
    goOnThrough(draft, at.id, session);
    return done({
      conversationId: at.id,
      ticketId: ticket.id,
      ticketVersion: version,
      accountId,
      channelKind: account.kind,
    });
  },
};

/** Why the conversation, where it is, may not go on through the account: by the rules of its department and its owner. */
function refuseAccount(draft: Draft, conversation: Conversation, account: AccountEntry): Outcome<never> | null {
  const { departmentId, owner } = conversation;
  const { id, kind, transferable } = account;
  if (id === conversation.accountId)
    return refused('session_not_possible', { data: { account: id, cause: 'same_account' } });
  const cause = !draft.settingsOf(departmentId).crossChannel ? 'cross_channel_off' : transferable ? null : 'account';
  if (cause !== null) return refused('channel_not_transferable', { data: { account: id, channel: kind, cause } });
  const served = draft.configuration.departments.get(departmentId)?.channels ?? 'all';
  if (served !== 'all' && !served.includes(kind))
    return refused('channel_not_served', { data: { channel: kind, department: departmentId } });
  const agent = owner?.kind === 'agent' ? draft.configuration.agents.get(owner.id) : undefined;
  if (agent !== undefined && agent.channels !== 'all' && !agent.channels.includes(kind))
    return refused('target_not_permitted', { data: { agent: agent.id, cause: 'channel' } });
  return null;
}
