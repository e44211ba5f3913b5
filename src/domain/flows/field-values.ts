import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../base/clock.ts';
import type { Attributes, Contact, Conversation, Ticket } from '../conversation.ts';
import type { Draft } from '../draft.ts';
import { isOpen, weekdays } from '../hours.ts';
import type { FieldValue, Scalar } from './conditions.ts';
import { around, maskedAt, maskedTexts, missingIn } from './messages-read.ts';
import type { FlowRun, RunTrigger } from './run.ts';
import { type Story, storyOf } from './story.ts';

/** Where a run stands, for whoever asks what a field is. */
export interface FieldContext {
  readonly draft: Draft;
  readonly conversationId: FlowRun['conversationId'];
  readonly trigger: RunTrigger;
  readonly answers: Readonly<Record<string, Scalar>>;
  readonly lastPort: string | null;
  readonly lastCode: string | null;
}

/**
 * What a field of `fields.ts` is now; null where it does not exist. The rows that `neededBy` names must be loaded.
 */
export function readField(context: FieldContext, name: string): FieldValue {
  const { draft, conversationId, trigger, answers, lastPort, lastCode } = context;
  const ofRun = name.startsWith('answer.') ? (answers[name.slice('answer.'.length)] ?? null) : undefined;
  if (ofRun !== undefined) return ofRun;
  switch (name) {
    case 'last.port':
      return lastPort;
    case 'last.code':
      return lastCode;
    case 'trigger.kind':
      return trigger.kind;
    case 'trigger.from_agent':
      return trigger.agentId;
  }
  const conversation = conversationId === null ? undefined : draft.find('conversation', conversationId);
  if (conversation === undefined) return null;
  const ticket = draft.get('ticket', conversation.ticketId);
  const contact = draft.find('contact', conversation.contactId);
  return (
    fieldOfRows(name, { conversation, ticket, contact }) ??
    fieldOfOwner(name, draft, conversation) ??
    fieldOfHours(name, draft, conversation) ??
    fieldOfStory(name, draft, conversation)
  );
}

function fieldOfRows(
  name: string,
  rows: {
    readonly conversation: Conversation;
    readonly ticket: Ticket;
    readonly contact: Contact | undefined;
  },
): FieldValue {
  const { conversation, ticket, contact } = rows;
  const own = ownField(name, 'ticket.field.', ticket.attributes) ?? ownField(name, 'form.', ticket.form);
  const shared = ownField(name, 'shared.field.', conversation.attributes);
  const ofContact = ownField(name, 'contact.field.', contact?.attributes ?? {});
  const found = own ?? shared ?? ofContact;
  if (found !== null) return found;
  switch (name) {
    case 'conversation.status':
      return conversation.status;
    case 'conversation.channel':
      return conversation.channelKind;
    case 'conversation.account':
      return conversation.accountId;
    case 'conversation.on_hold':
      return ticket.onHold;
    case 'conversation.source':
      return ticket.openedBy;
    case 'ticket.department':
      return conversation.departmentId;
    case 'ticket.tags':
      return ticket.tags;
    case 'shared.tags':
      return conversation.tags;
    case 'contact.name':
      return contact?.name ?? null;
    case 'contact.address':
      return conversation.participants[0]?.address ?? null;
    default:
      return null;
  }
}

function ownField(name: string, stem: string, attributes: Attributes): FieldValue {
  return name.startsWith(stem) ? (attributes[name.slice(stem.length)] ?? null) : null;
}

function fieldOfOwner(name: string, draft: Draft, { owner, segmentId }: Conversation): FieldValue {
  switch (name) {
    case 'owner.kind':
      return owner?.kind ?? null;
    case 'owner.id':
      return owner?.id ?? null;
    case 'owner.online':
      return owner?.kind === 'agent' ? draft.find('agent', owner.id)?.presence === 'online' : null;
    case 'time.since_assigned':
      return owner === null ? null : secondsSince(draft.get('segment', segmentId).startedAt, draft.now);
    default:
      return null;
  }
}

function fieldOfHours(name: string, draft: Draft, { departmentId }: Conversation): FieldValue {
  const hours = draft.configuration.departments.get(departmentId)?.hours ?? null;
  if (name === 'hours.open') return hours === null || isOpen(hours, draft.now);
  if (name !== 'time.weekday' && name !== 'time.of_day' && name !== 'time.date') return null;
  const local = Temporal.Instant.fromEpochMilliseconds(draft.now).toZonedDateTimeISO(hours?.zone ?? 'UTC');
  if (name === 'time.weekday') return weekdays[local.dayOfWeek - 1] ?? null;
  return name === 'time.date' ? local.toPlainDate().toString() : local.toPlainTime().toString().slice(0, 5);
}

function fieldOfStory(name: string, draft: Draft, conversation: Conversation): FieldValue {
  const story = storyOf(draft, conversation);
  return story === undefined
    ? null
    : fieldOf(asRead(draft, conversation, story, name), name, {
        now: draft.now,
        assignedAt: draft.get('segment', conversation.segmentId).startedAt,
        ownerId: conversation.owner?.kind === 'agent' ? conversation.owner.id : null,
      });
}

/** The customer's last message, as whoever works where the ticket is may read it. A file may hold what is masked beside it. */
function asRead(draft: Draft, conversation: Conversation, story: Story, name: string): Story {
  const { lastSequence, lastText } = story;
  if (!ofLastMessage.has(name) || lastSequence === null || lastText === null) return story;
  const ticket = draft.get('ticket', conversation.ticketId);
  if (lastSequence < ticket.historyFrom) return { ...story, lastText: null, lastHasFile: false };
  const classes = maskedAt(ticket, lastSequence);
  if (classes.length === 0) return story;
  if (name === 'message.has_file') return { ...story, lastHasFile: false };
  const messages = [{ sequence: lastSequence, text: lastText }];
  const [masked = ''] = maskedTexts(draft, conversation, { messages, classes });
  return { ...story, lastText: masked };
}

const ofLastMessage: ReadonlySet<string> = new Set(['message.text', 'message.has_file']);

function fieldOf(
  story: Story,
  name: string,
  {
    now,
    assignedAt,
    ownerId,
  }: { readonly now: Instant; readonly assignedAt: Instant; readonly ownerId: string | null },
): FieldValue {
  switch (name) {
    case 'contact.earlier_conversations':
      return story.earlier;
    case 'owner.previous':
      return story.agents.findLast((id) => id !== ownerId) ?? null;
    case 'owners.earlier':
      return [...new Set(story.agents)];
    case 'owners.count':
      return new Set(story.agents).size;
    case 'messages.incoming':
      return story.incoming;
    case 'messages.outgoing':
      return story.outgoing;
    case 'messages.human':
      return story.human;
    case 'message.text':
      return story.lastText;
    case 'message.has_file':
      return story.lastHasFile;
    case 'time.since_last_outgoing':
      return secondsSince(story.lastOutgoingAt, now);
    case 'time.since_last_incoming':
      return secondsSince(story.lastIncomingAt, now);
    case 'time.since_last_human_reply':
      return secondsSince(story.lastHumanAt, now);
    case 'time.since_opened':
      return secondsSince(story.since, now);
    case 'time.customer_waiting':
      return secondsSince(story.waitingSince, now);
    case 'reply.since_assignment':
      return story.lastHumanAt !== null && story.lastHumanAt >= assignedAt;
    default:
      return null;
  }
}

function secondsSince(at: Instant | null, now: Instant): number | null {
  return at === null ? null : Math.max(0, Math.floor((now - at) / 1000));
}

/**
 * What must be loaded before these fields of a conversation can be read; null when everything is there. Where one thing is
 * missing all of it is asked for, so that a turn asks once.
 */
export function neededFor(
  draft: Draft,
  conversation: Conversation | undefined,
  names: readonly string[],
): {
  readonly stories: readonly string[];
  readonly contacts: readonly string[];
  readonly agents: readonly string[];
  readonly messages: ReturnType<typeof missingIn>;
} | null {
  if (conversation === undefined) return null;
  const { id, contactId, owner } = conversation;
  const messages = names.includes('message.text') ? missingToMask(draft, conversation) : [];
  const stories = storyOf(draft, conversation) === undefined ? [id] : [];
  const contacts = draft.find('contact', contactId) === undefined ? [contactId] : [];
  const agents = owner?.kind === 'agent' && draft.find('agent', owner.id) === undefined ? [owner.id] : [];
  const lacks =
    (stories.length > 0 && names.some(isStoryField)) ||
    (contacts.length > 0 && names.some((name) => name.startsWith('contact.'))) ||
    (agents.length > 0 && names.includes('owner.online')) ||
    messages.length > 0;
  return lacks ? { stories, contacts, agents, messages } : null;
}

/** What stands around the customer's last message, where that decides about what of it is masked. */
function missingToMask(draft: Draft, conversation: Conversation): ReturnType<typeof missingIn> {
  const last = storyOf(draft, conversation)?.lastSequence ?? null;
  const ticket = draft.get('ticket', conversation.ticketId);
  if (last === null || last < ticket.historyFrom || maskedAt(ticket, last).length === 0) return [];
  return missingIn(draft, conversation, around({ from: last, to: last }));
}

/** Whether a field is read from what has happened in a conversation, which must be asked for. */
export function isStoryField(name: string): boolean {
  return storyFields.test(name);
}

const storyFields =
  /^(messages\.|message\.|owners\.|owner\.previous$|reply\.|contact\.earlier_conversations$|time\.(since_(last_|opened)|customer_waiting))/;
