import { capacityOf, hasRoom, unitsOf } from '../domain/agent.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Attributes, Owner } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { servesChannel, whyNotServing } from '../domain/may-serve.ts';
import { mayKnow, mayKnowAgent } from '../domain/situation.ts';
import { type ContactSpec, entryOf, findOrMakeContact, openConversation } from './conversations.ts';
import { findTicket } from './find-ticket.ts';
import { defaultQueue } from './ownership.ts';
import { turnAway } from './queue-fallback.ts';

export interface StartConversationInput {
  readonly accountId: string;
  readonly channelKind: string;
  /** The channel's name of the thread; the contact's address when left out. */
  readonly threadKey?: string;
  readonly contact: ContactSpec;
  /**
   * Who owns it: of an agent's, they themselves, or a queue or department of theirs. Default: an agent who starts it does;
   * otherwise the account's entry.
   */
  readonly owner?:
    | { readonly kind: 'queue'; readonly id: string }
    | { readonly kind: 'department'; readonly id: string }
    | { readonly kind: 'agent'; readonly id: string; readonly departmentId?: string };
  readonly form?: Attributes;
  readonly attributes?: Attributes;
  readonly tags?: readonly string[];
}

export interface ConversationAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly contactId: string;
  /** False when the thread's open conversation was used. */
  readonly opened: boolean;
}

/**
 * Starts a conversation from our side. One that is open on the thread is used, never doubled; whoever may not know of it is told
 * no more than that there is one. An agent's is opened in a department of theirs, which has to serve the channel: their first that does.
 */
export const startConversation: CommandDefinition<StartConversationInput, ConversationAnswer> = {
  name: 'startConversation',
  needs: (input, actor) => ({
    threads: [{ accountId: input.accountId, threadKey: input.threadKey ?? input.contact.address }],
    addresses: [{ channelKind: input.channelKind, address: input.contact.address }],
    agents:
      input.owner?.kind === 'agent'
        ? [input.owner.id]
        : input.owner === undefined && actor.kind === 'agent'
          ? [actor.id]
          : [],
  }),
  decide(draft, input) {
    const { actor, configuration } = draft;
    const account = configuration.accounts.get(input.accountId);
    if (account === undefined || account.kind !== input.channelKind)
      return refused('account_unknown', { data: { account: input.accountId } });
    if (!actor.permissions.has('conversation.start'))
      return refused('permission_missing', { data: { permission: 'conversation.start' } });
    const threadKey = input.threadKey ?? input.contact.address;
    const thread = draft.get('thread', `${account.id} ${threadKey}`);
    const last = thread.conversationId === null ? undefined : draft.find('conversation', thread.conversationId);
    if (last?.status === 'open') {
      if (findTicket(draft, last.ticketId) === undefined)
        return refused('session_not_possible', { data: { account: account.id, cause: 'thread_open' } });
      return done({ conversationId: last.id, ticketId: last.ticketId, contactId: last.contactId, opened: false });
    }
    const barred = refuseOwner(draft, input);
    if (barred !== null) return barred;
    const place = placeOf(draft, input);
    if ('refusal' in place) return place.refusal;
    const department = configuration.departments.get(place.departmentId);
    if (actor.kind === 'agent' && department !== undefined && !servesChannel(department, account.kind))
      return refused('channel_not_served', { data: { channel: account.kind, department: department.id } });
    const { contactId } = findOrMakeContact(draft, account.kind, input.contact);
    const conversation = openConversation(draft, {
      account,
      threadKey,
      contactId,
      address: input.contact.address,
      departmentId: place.departmentId,
      owner: place.owner,
      openedBy: actor.kind === 'agent' ? 'agent' : 'api',
      ...(input.form === undefined ? {} : { form: input.form }),
      ...(input.attributes === undefined ? {} : { attributes: input.attributes }),
      ...(input.tags === undefined ? {} : { tags: input.tags }),
    });
    // Where a customer comes by the account's entry, and nobody chose the place.
    const needs = input.owner === undefined && actor.kind !== 'agent' ? turnAway(draft, conversation.id) : null;
    if (needs !== null) return { kind: 'needs', needs };
    const { ticketId } = draft.get('conversation', conversation.id);
    return done({ conversationId: conversation.id, ticketId, contactId, opened: true });
  },
};

type Place =
  | { readonly departmentId: string; readonly owner: Owner }
  | { readonly refusal: ReturnType<typeof refused> };

/** Why an agent may not have this owner begin: what is not theirs to work on they hand over, by the rules of that. */
function refuseOwner({ actor, configuration }: Draft, { owner }: StartConversationInput): Outcome<never> | null {
  if (actor.kind !== 'agent' || owner === undefined) return null;
  const { kind, id } = owner;
  const unknown = refused('target_unknown', { data: { kind, id } });
  if (kind === 'agent') {
    if (id === actor.id) return null;
    const colleague = configuration.agents.get(id);
    return colleague !== undefined && mayKnowAgent(actor, configuration, colleague)
      ? refused('target_not_permitted', { data: { agent: id, cause: 'somebody_else' } })
      : unknown;
  }
  const departmentId = kind === 'department' ? id : configuration.queues.get(id)?.department;
  const department = configuration.departments.get(departmentId ?? '');
  if (department === undefined || !mayKnow(actor, department)) return unknown;
  return department.members.has(actor.id) ? null : refused('not_a_member', { data: { department: department.id } });
}

function placeOf(draft: Draft, input: StartConversationInput): Place {
  const { configuration, actor } = draft;
  const { owner } = input;
  if (owner?.kind === 'queue') {
    const queue = configuration.queues.get(owner.id);
    if (queue === undefined) return { refusal: refused('target_unknown', { data: { kind: 'queue', id: owner.id } }) };
    return { departmentId: queue.department, owner: { kind: 'queue', id: queue.id } };
  }
  if (owner?.kind === 'department') {
    if (!configuration.departments.has(owner.id))
      return { refusal: refused('target_unknown', { data: { kind: 'department', id: owner.id } }) };
    return { departmentId: owner.id, owner: defaultQueue(draft, owner.id) };
  }
  const agentId = owner?.id ?? (actor.kind === 'agent' ? actor.id : undefined);
  const account = configuration.accounts.get(input.accountId);
  if (agentId === undefined && account !== undefined) return entryOf(draft, account);
  const agent = configuration.agents.get(agentId ?? '');
  const state = draft.find('agent', agentId ?? '');
  const serving = agent?.departments.find((id) => {
    const department = configuration.departments.get(id);
    return department !== undefined && account !== undefined && servesChannel(department, account.kind);
  });
  const departmentId = owner?.departmentId ?? serving ?? agent?.departments[0];
  if (agent === undefined || state === undefined || departmentId === undefined || !agent.memberOf.has(departmentId)) {
    return { refusal: refused('target_unknown', { data: { kind: 'agent', id: agentId ?? '' } }) };
  }
  const cause = account && whyNotServing(agent, account.kind);
  if (cause !== undefined)
    return { refusal: refused('target_not_permitted', { data: { agent: agent.id, cause, department: departmentId } }) };
  // What an offline agent owns goes to the queue at once: whoever starts it should say so, or come online.
  if (state.presence === 'offline') {
    return { refusal: refused('agent_offline', { data: { agent: agent.id, presence: state.presence } }) };
  }
  const units = account === undefined ? 0 : unitsOf(draft.settingsOf(departmentId), account.kind);
  if (account !== undefined && !hasRoom(state.load, capacityOf(agent, state, draft.now), account.kind, units)) {
    return { refusal: refused('agent_at_capacity', { data: { agent: agent.id } }) };
  }
  return { departmentId, owner: { kind: 'agent', id: agent.id } };
}
