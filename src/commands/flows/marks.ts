import { nameActor } from '../../domain/actor.ts';
import type { Attributes } from '../../domain/conversation.ts';
import type { Scalar } from '../../domain/flows/conditions.ts';
import type { CommentStep, FieldPlace, UpdateFieldStep, UpdateTagStep } from '../../domain/flows/graph.ts';
import { appendMessage, messageDetails } from '../append-message.ts';
import { tellMarks, withAttribute } from '../attributes.ts';
import { audienceOf } from '../conversations.ts';
import { touchTicket } from '../ownership.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that leave something behind: tags, fields and notes. */

/** Tags of one ticket: more is a list that nobody reads. */
const tagsMax = 100;

export function updateTag(turn: Turn, { scope, add, remove }: UpdateTagStep): StepResult {
  const { draft, open } = turn;
  if (open === undefined) return port('failed', turn.closedCode);
  const { conversation, ticket } = open;
  const before = scope === 'ticket' ? ticket.tags : conversation.tags;
  const gone = new Set(remove);
  const tags = [...new Set([...before.filter((tag) => !gone.has(tag)), ...add])].slice(0, tagsMax);
  const changed = [...tags.filter((tag) => !before.includes(tag)), ...before.filter((tag) => !tags.includes(tag))];
  if (changed.length === 0) return port('done');
  if (scope === 'ticket') touchTicket(draft, conversation.id, { tags });
  else {
    touchTicket(draft, conversation.id);
    draft.change('conversation', conversation.id, { tags });
  }
  tellMarks(draft, conversation.id, { tags: changed, fields: [] });
  return port('done');
}

export function updateField(turn: Turn, { field, value }: UpdateFieldStep): StepResult {
  if (turn.open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(value) ?? (field.scope === 'contact' ? turn.missingFor(['contact.name']) : null);
  if (missing !== null) return missing;
  writeField(turn, field, value === null ? null : turn.fill(value));
  return port('done');
}

/** Writes a field of the open ticket, of the conversation or of the contact, which must be loaded for it. */
export function writeField(turn: Turn, { scope, name }: FieldPlace, value: Scalar | null): void {
  const { draft, open } = turn;
  if (open === undefined) return;
  const { conversation, ticket } = open;
  const changed = (before: Attributes): Attributes | null =>
    (before[name] ?? null) === value ? null : withAttribute(before, name, value);
  if (scope === 'contact') {
    const contact = draft.get('contact', conversation.contactId);
    const attributes = changed(contact.attributes);
    if (attributes === null) return;
    draft.change('contact', contact.id, { attributes });
    draft.emit('contact.changed', { details: { contactId: contact.id } });
    return;
  }
  const attributes = changed(scope === 'ticket' ? ticket.attributes : conversation.attributes);
  if (attributes === null) return;
  if (scope === 'ticket') touchTicket(draft, conversation.id, { attributes });
  else {
    touchTicket(draft, conversation.id);
    draft.change('conversation', conversation.id, { attributes });
  }
  tellMarks(draft, conversation.id, { tags: [], fields: [name] });
}

export function comment(turn: Turn, { text }: CommentStep): StepResult {
  if (turn.open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(text);
  if (missing !== null) return missing;
  const filled = turn.fill(text);
  if (filled.trim() === '') return port('failed', 'nothing_to_say');
  note(turn, filled);
  return port('done');
}

/** A note within the department. */
function note(turn: Turn, text: string): void {
  const { draft, there } = turn;
  const message = appendMessage(draft, there.id, {
    direction: 'note',
    author: nameActor(draft.actor),
    automatic: true,
    text,
    fileIds: [],
    externalId: null,
  });
  draft.emit('note.added', {
    conversationId: there.id,
    ...audienceOf(draft, there.id),
    details: messageDetails(message),
  });
}
