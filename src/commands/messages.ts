import { type Actor, isPerson, nameActor } from '../domain/actor.ts';
import { type CommandDefinition, done, type Needs, type Outcome, refused } from '../domain/command.ts';
import type { Attributes, Conversation, Message, Participant, Party, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { EventKind } from '../domain/events.ts';
import { forgottenHops } from '../domain/loop-guard.ts';
import { concerningOutside, outsideConsultant, outsideListener } from '../domain/outside-listener.ts';
import { ticketAccess } from '../domain/visibility.ts';
import { appendMessage, messageDetails } from './append-message.ts';
import { audienceOf, entryOf, findOrMakeContact, openConversation, reopenConversation } from './conversations.ts';
import { refuseUnlessOpen } from './find-ticket.ts';
import { waitLimit } from './ownership.ts';
import { noteParticipants } from './participants.ts';
import { changeParty } from './parties-of.ts';
import { turnAway } from './queue-fallback.ts';
import { wake } from './snooze.ts';

export interface ReceiveMessageInput {
  readonly accountId: string;
  readonly threadKey: string;
  readonly from: { readonly address: string; readonly name?: string };
  /** The channel's id of the message: a repetition is answered with what the first one became. */
  readonly externalId: string;
  readonly text: string;
  readonly fileIds: readonly string[];
  /** What the customer was asked before the chat. Kept where the conversation is new. */
  readonly form?: Attributes;
  /** Who takes part besides whoever wrote it, as the channel tells: To and Cc, the group. Left out, those who did before. */
  readonly participants?: readonly Participant[];
  /** The channel kind of the account, for its natural keys. */
  readonly channelKind: string;
}

export interface MessageAnswer {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly messageId: string;
  readonly sequence: number;
  /** Whether this delivery was a repetition. */
  readonly repeated: boolean;
}

/** Takes in what a customer wrote: into the open conversation of its thread, the one it reopens, or a new one. */
export const receiveMessage: CommandDefinition<ReceiveMessageInput, MessageAnswer> = {
  name: 'receiveMessage',
  needs: ({ accountId, threadKey, from, externalId, channelKind, fileIds }) => ({
    threads: [{ accountId, threadKey }],
    addresses: [{ channelKind, address: from.address }],
    externalMessages: [{ accountId, externalId }],
    files: fileIds,
  }),
  decide(draft, input) {
    const account = draft.configuration.accounts.get(input.accountId);
    if (account === undefined || account.kind !== input.channelKind) return refused('not_found');
    const known =
      draft.reading<Omit<Message, 'text'>>(`externalMessage ${input.accountId} ${input.externalId}`) ??
      findExternal(draft, input);
    if (known !== undefined) {
      const { conversationId, id, sequence } = known;
      const ticketId = draft.find('conversation', conversationId)?.ticketId ?? '';
      return done({ conversationId, ticketId, messageId: id, sequence, repeated: true });
    }
    const conversationId = openFor(draft, input);
    if (typeof conversationId !== 'string') return { kind: 'needs', needs: conversationId };
    const foreign = input.fileIds.find((id) => !mayAttach(draft, id, conversationId));
    if (foreign !== undefined) return refused('file_unknown', { data: { file: foreign } });
    if (input.participants !== undefined) noteParticipants(draft, conversationId, input.participants);
    const contactId = draft.get('conversation', conversationId).contactId;
    const message = appendMessage(draft, conversationId, {
      direction: 'inbound',
      author: { kind: 'contact', id: contactId },
      automatic: false,
      text: input.text,
      fileIds: input.fileIds,
      externalId: input.externalId,
      accountId: input.accountId,
    });
    draft.change('conversation', conversationId, forgottenHops);
    const conversation = draft.get('conversation', conversationId);
    const pending = draft.find('transfer', conversation.pendingTransferId ?? '');
    draft.emit('message.received', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { ...messageDetails(message), ...concerningOutside(outsideListener(conversation, pending)) },
    });
    wake(draft, conversationId, 'message');
    return done(messageAnswer(message, false));
  },
};

/** The same delivery may stand earlier in this very batch. */
function findExternal(draft: Draft, { accountId, externalId }: ReceiveMessageInput): Message | undefined {
  for (const message of draft.all('message')) {
    if (message.accountId === accountId && message.externalId === externalId) return message;
  }
  return undefined;
}

function openFor(draft: Draft, input: ReceiveMessageInput): string | Needs {
  const account = draft.configuration.accounts.get(input.accountId);
  const thread = draft.get('thread', `${input.accountId} ${input.threadKey}`);
  if (account === undefined) return {};
  if (thread.conversationId !== null) {
    const last = draft.find('conversation', thread.conversationId);
    if (last === undefined) return { conversations: [thread.conversationId] };
    if (last.status === 'open') return last.id;
    const windowEndsAt = (last.closedAt ?? 0) + account.reopenWindowSeconds * 1000;
    const ticket = draft.get('ticket', last.ticketId);
    if (
      draft.now < windowEndsAt &&
      ticket.state === 'closed' &&
      draft.configuration.departments.has(ticket.departmentId)
    ) {
      reopenConversation(draft, last);
      return turnAway(draft, last.id) ?? last.id;
    }
  }
  const { contactId } = findOrMakeContact(draft, account.kind, input.from);
  const entry = entryOf(draft, account);
  const { id } = openConversation(draft, {
    account,
    threadKey: input.threadKey,
    contactId,
    address: input.from.address,
    ...entry,
    openedBy: 'contact',
    ...(input.form === undefined ? {} : { form: input.form }),
  });
  return turnAway(draft, id) ?? id;
}

function messageAnswer(message: Message, repeated: boolean): MessageAnswer {
  const { conversationId, ticketId, id, sequence } = message;
  return { conversationId, ticketId, messageId: id, sequence, repeated };
}

export interface SendMessageInput {
  readonly conversationId: string;
  readonly kind: 'reply' | 'note' | 'consult' | 'whisper';
  readonly text: string;
  readonly fileIds: readonly string[];
  /** The ownership version for which it was written: refused when the owner has changed since. */
  readonly ownershipVersion?: number;
}

/** What a message of ours is, and the event that tells of it, by what its author asked for. */
const sent = {
  reply: { direction: 'outbound', event: 'message.sent' },
  note: { direction: 'note', event: 'note.added' },
  consult: { direction: 'consult', event: 'consult.said' },
  whisper: { direction: 'whisper', event: 'whisper.said' },
} as const satisfies Record<SendMessageInput['kind'], { direction: Message['direction']; event: EventKind }>;

/**
 * A reply to the customer, an internal note, a word of a consult, or one between an agent and a supervisor. Only the owner
 * speaks as the owner, joined colleagues by their role; what an integration says in its own name is marked automatic.
 */
export const sendMessage: CommandDefinition<SendMessageInput, MessageAnswer> = {
  name: 'sendMessage',
  needs: ({ conversationId, fileIds }) => ({ conversations: [conversationId], files: fileIds }),
  decide(draft, input) {
    const conversation = draft.find('conversation', input.conversationId);
    const ticket = conversation && draft.find('ticket', conversation.ticketId);
    const offer = draft.find('offer', conversation?.liveOfferId ?? '');
    const { actor } = draft;
    const access = conversation && ticket && ticketAccess(actor, draft.configuration, { ticket, conversation, offer });
    const speaker = conversation && speakerOf(actor, conversation);
    if (!conversation || !ticket || (!access && speaker?.party === undefined)) return refused('not_found');
    // Those whom a conversation was given or opened to need no permission besides: that is what they were asked for.
    const isOutside = actor.kind === 'external';
    if (!isOutside && !actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    // A ticket that is not open has no owner: what it became says more than that nobody owns it.
    const refusal =
      refuseUnlessOpen(ticket, undefined) ??
      refuseToSay(draft, { conversation, ticket, kind: input.kind, isMember: access === 'full' });
    if (refusal !== null) return refusal;
    if (input.ownershipVersion !== undefined && input.ownershipVersion !== conversation.ownershipVersion) {
      return refused('version_conflict', {
        data: { expected: input.ownershipVersion, actual: conversation.ownershipVersion },
      });
    }
    const foreign = input.fileIds.find((id) => !mayAttach(draft, id, conversation.id));
    if (foreign !== undefined) return refused('file_unknown', { data: { file: foreign } });
    const { direction, event } = sent[input.kind];
    const message = appendMessage(draft, conversation.id, {
      direction,
      author: nameActor(actor),
      automatic: actor.kind !== 'agent' && !isOutside,
      text: input.text,
      fileIds: input.fileIds,
      externalId: null,
      spokeAs: speaker?.party?.role ?? null,
    });
    if (isPerson(actor) && input.kind === 'reply') draft.change('conversation', conversation.id, forgottenHops);
    if (speaker?.isOwner && isOutside) {
      const waitUntil = waitLimit(draft, { kind: 'external', id: actor.id }, conversation.departmentId);
      draft.change('conversation', conversation.id, { waitUntil });
    }
    if (input.kind === 'consult') prolongConsult(draft, conversation);
    // Whoever was asked for advice and says something is there.
    if (speaker?.party?.present === false) changeParty(draft, conversation.id, speaker.party, { present: true });
    const audience = audienceOf(draft, conversation.id);
    const parties = input.kind === 'consult' || input.kind === 'reply' ? partyAgents(conversation) : [];
    draft.emit(event, {
      conversationId: conversation.id,
      departments: audience.departments,
      agents: [...new Set([...audience.agents, ...parties])],
      details: {
        ...messageDetails(message),
        ...concerningOutside(input.kind === 'consult' ? outsideConsultant(conversation) : null),
      },
    });
    return done(messageAnswer(message, false));
  },
};

/** A consult lasts as long as somebody says something: its time begins anew. */
function prolongConsult(draft: Draft, { pendingTransferId, departmentId }: Conversation): void {
  const transfer = draft.find('transfer', pendingTransferId ?? '');
  if (transfer?.state !== 'consulting') return;
  const deadlineAt = draft.now + draft.settingsOf(departmentId).waitLimitSeconds * 1000;
  draft.change('transfer', transfer.id, { deadlineAt: Math.max(deadlineAt, transfer.deadlineAt ?? 0) });
}

/** In which capacity somebody speaks: as the owner, or as a colleague who takes part. */
function speakerOf(
  actor: Actor,
  conversation: Conversation,
): { readonly isOwner: boolean; readonly party: Party | undefined } {
  const { owner, parties } = conversation;
  const isOwner = owner !== null && owner.kind === actor.kind && owner.id === actor.id;
  const party = isOwner ? undefined : parties.find(({ who }) => who.kind === actor.kind && who.id === actor.id);
  return { isOwner, party };
}

function partyAgents({ parties }: Conversation): string[] {
  return parties.flatMap(({ who }) => (who.kind === 'agent' ? [who.id] : []));
}

/** Why this actor may not say this kind of thing here; null when nothing speaks against it. */
function refuseToSay(
  { actor }: Draft,
  asked: {
    readonly conversation: Conversation;
    readonly ticket: Ticket;
    readonly kind: SendMessageInput['kind'];
    readonly isMember: boolean;
  },
): Outcome<never> | null {
  const { conversation, ticket, kind, isMember } = asked;
  const { isOwner, party } = speakerOf(actor, conversation);
  const { owner, pendingTransferId } = conversation;
  const notOwner = refused('not_owner', { data: { ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null } });
  switch (kind) {
    case 'reply': {
      const mustOwn = actor.kind === 'agent' || actor.kind === 'external';
      return mustOwn && !isOwner && party?.joined !== true ? notOwner : null;
    }
    case 'note':
      return isMember ? null : refused('not_a_member', { data: { department: ticket.departmentId } });
    case 'consult': {
      const isOpen = conversation.parties.length > 0 || pendingTransferId !== null;
      if (!isOpen) return refused('nobody_consulted', { data: { ticket: ticket.id } });
      return isOwner || party !== undefined ? null : notOwner;
    }
    case 'whisper':
      return isOwner || (isMember && actor.permissions.has('ticket.supervise')) ? null : notOwner;
  }
}

/** A file may be attached where it is already, or anywhere while it is nowhere; one that was erased, nowhere any more. */
function mayAttach(draft: Draft, fileId: string, conversationId: string): boolean {
  const file = draft.find('file', fileId);
  if (file === undefined || file.name === '') return false;
  return file.conversationId === null || file.conversationId === conversationId;
}
