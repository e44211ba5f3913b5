import { unitsOf } from '../domain/agent.ts';
import type { AccountEntry } from '../domain/configuration.ts';
import type { Attributes, Conversation, Owner, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { addAgentLoad, beginSegment, changeOwner, defaultQueue, waitLimit } from './ownership.ts';

/** Steps that every way of opening a conversation shares. */

export interface ContactSpec {
  readonly address: string;
  readonly name?: string;
  readonly attributes?: Attributes;
}

/** The contact that has the address on the channel kind; made when nobody has. The address must be locked. */
export function findOrMakeContact(
  draft: Draft,
  channelKind: string,
  spec: ContactSpec,
): { readonly contactId: string; readonly isNew: boolean } {
  const addressId = `${channelKind} ${spec.address}`;
  const known = draft.get('contactAddress', addressId).contactId;
  if (known !== null) return { contactId: known, isNew: false };
  const id = draft.newId();
  draft.add('contact', id, { id, name: spec.name ?? null, attributes: spec.attributes ?? {}, createdAt: draft.now });
  draft.change('contactAddress', addressId, { contactId: id });
  draft.emit('contact.created', { details: { contactId: id } });
  return { contactId: id, isNew: true };
}

export interface NewConversation {
  readonly account: AccountEntry;
  readonly threadKey: string;
  readonly contactId: string;
  readonly address: string;
  readonly departmentId: string;
  readonly owner: Owner;
  readonly openedBy: Ticket['openedBy'];
  readonly form?: Attributes;
  readonly attributes?: Attributes;
  readonly tags?: readonly string[];
  readonly priority?: number;
}

/** Opens a conversation with its first ticket and segment. The thread must be locked and have no open one. */
export function openConversation(draft: Draft, opening: NewConversation): Conversation {
  const id = draft.newId();
  const ticketId = draft.newId();
  const { account, owner, departmentId } = opening;
  const queue = owner.kind === 'queue' ? draft.configuration.queues.get(owner.id) : undefined;
  const waits = owner.kind === 'queue';
  draft.add('conversation', id, {
    id,
    accountId: account.id,
    channelKind: account.kind,
    threadKey: opening.threadKey,
    linkedSessions: [],
    contactId: opening.contactId,
    status: 'open',
    departmentId,
    ticketId,
    segmentId: ticketId,
    owner,
    ownershipVersion: 1,
    pendingTransferId: null,
    liveOfferId: null,
    eventSequence: 0,
    messageSequence: 0,
    queuedAt: waits ? draft.now : null,
    priority: opening.priority ?? queue?.priority ?? 100,
    waitUntil: waitLimit(draft, owner, departmentId),
    automaticHops: 0,
    automaticPairs: {},
    automaticRuns: 0,
    hops: 0,
    passedOver: [],
    passedOverAt: null,
    lastAgentId: owner.kind === 'agent' ? owner.id : null,
    servedAt: owner.kind === 'agent' ? draft.now : null,
    preferredAgentId: null,
    preferredUntil: null,
    skills: [],
    units: unitsOf(draft.settingsOf(departmentId), account.kind),
    wrapUps: [],
    participants: [{ channel: account.kind, address: opening.address }],
    parties: [],
    watchingQueueId: null,
    help: null,
    noticeSent: false,
    mergedIntoId: null,
    flowRunIds: [],
    files: 0,
    attributes: {},
    tags: [],
    openedAt: draft.now,
    closedAt: null,
  });
  draft.add('ticket', ticketId, {
    id: ticketId,
    conversationId: id,
    departmentId,
    state: 'open',
    version: 1,
    previousTicketId: null,
    nextTicketId: null,
    fromMessage: 1,
    toMessage: null,
    historyFrom: 1,
    history: 'full',
    summaryFrom: null,
    redact: [],
    onHold: false,
    snoozedUntil: null,
    attributes: opening.attributes ?? {},
    tags: opening.tags ?? [],
    form: opening.form ?? {},
    slaStartedAt: draft.now,
    slaPausedAt: null,
    openedAt: draft.now,
    openedBy: opening.openedBy,
    reopenedAt: null,
    closedAt: null,
    closeReason: null,
  });
  const segment = beginSegment(draft, id, owner);
  draft.change('conversation', id, { segmentId: segment.id });
  draft.change('thread', `${account.id} ${opening.threadKey}`, { conversationId: id });
  if (owner.kind === 'agent') {
    const opened = draft.get('conversation', id);
    addAgentLoad(draft, owner.id, opened, opened.units);
  }
  draft.emit('conversation.opened', {
    conversationId: id,
    departments: [departmentId],
    agents: owner.kind === 'agent' ? [owner.id] : [],
    details: {
      ticketId,
      contactId: opening.contactId,
      openedBy: opening.openedBy,
      owner: { from: null, to: owner, version: 1 },
    },
  });
  return draft.get('conversation', id);
}

/** Opens the last ticket again, in its department's queue; its last agent is preferred there. */
export function reopenConversation(draft: Draft, conversation: Conversation): void {
  const ticket = draft.get('ticket', conversation.ticketId);
  draft.change('ticket', ticket.id, {
    state: 'open',
    ...{ reopenedAt: draft.now, closedAt: null },
    closeReason: null,
    toMessage: null,
  });
  const to = defaultQueue(draft, ticket.departmentId);
  const { lastAgentId } = conversation;
  const preferSeconds = draft.configuration.queues.get(to.id)?.preferLastAgentSeconds ?? 0;
  const prefers = lastAgentId !== null && preferSeconds > 0;
  changeOwner(draft, {
    conversationId: conversation.id,
    to,
    endReason: 'closed',
    queuedAt: draft.now,
    waitUntil: waitLimit(draft, to, ticket.departmentId),
    preferred: prefers ? { agentId: lastAgentId, until: draft.now + preferSeconds * 1000 } : undefined,
  });
  const reopened = draft.change('conversation', conversation.id, { closedAt: null, passedOver: [], servedAt: null });
  draft.emit('conversation.reopened', {
    conversationId: conversation.id,
    departments: [ticket.departmentId],
    details: { ticketId: ticket.id, owner: { from: null, to, version: reopened.ownershipVersion } },
  });
}

/** Where the account's new conversations start. */
export function entryOf(draft: Draft, account: AccountEntry): { readonly departmentId: string; readonly owner: Owner } {
  const { department, queue, flow: flowId } = account.entry;
  const flow = draft.configuration.flows.get(flowId ?? '');
  if (flow?.published === true && (flow.department ?? department) === department)
    return { departmentId: department, owner: { kind: 'flow', id: flow.id } };
  return {
    departmentId: department,
    owner: queue === null ? defaultQueue(draft, department) : { kind: 'queue', id: queue },
  };
}

/** Who is to hear of what happens in the conversation as it stands. */
export function audienceOf(
  draft: Draft,
  conversationId: string,
): { readonly departments: string[]; readonly agents: string[] } {
  const conversation = draft.get('conversation', conversationId);
  const agents = conversation.owner?.kind === 'agent' ? [conversation.owner.id] : [];
  const offer = conversation.liveOfferId === null ? undefined : draft.find('offer', conversation.liveOfferId);
  if (offer !== undefined && !agents.includes(offer.agentId)) agents.push(offer.agentId);
  return { departments: [conversation.departmentId], agents };
}
