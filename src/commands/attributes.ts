import { type CommandDefinition, done } from '../domain/command.ts';
import type { Attributes, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { findWritable } from './find-ticket.ts';
import { touchTicket } from './ownership.ts';

export interface ChangeTicketInput {
  readonly ticketId: string;
  readonly ticketVersion?: number;
  /** Set, or with null taken away. */
  readonly attributes?: Attributes;
  readonly tags?: readonly string[];
}

/** Changes an open ticket's attributes and tags. A final ticket is immutable. */
export const changeTicket: CommandDefinition<ChangeTicketInput, Ticket> = {
  name: 'changeTicket',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, ticketVersion, attributes, tags }) {
    const looked = findWritable(draft, { ticketId, ticketVersion });
    if ('refusal' in looked) return looked.refusal;
    const { ticket, conversation } = looked.found;
    let merged = ticket.attributes;
    for (const name in attributes) merged = withAttribute(merged, name, attributes[name] ?? null);
    touchTicket(draft, conversation.id, { attributes: merged, tags: tags ?? ticket.tags });
    tellMarks(draft, conversation.id, {
      tags: tags === undefined ? [] : differing(ticket.tags, tags),
      fields: Object.keys(attributes ?? {}).filter((name) => ticket.attributes[name] !== merged[name]),
    });
    return done(draft.get('ticket', ticketId));
  },
};

function differing(before: readonly string[], after: readonly string[]): string[] {
  return [...before.filter((tag) => !after.includes(tag)), ...after.filter((tag) => !before.includes(tag))];
}

/** Attributes with one of them set, or with null taken away. */
export function withAttribute(attributes: Attributes, name: string, value: Attributes[string]): Attributes {
  const { [name]: _, ...others } = attributes;
  return value === null ? others : { ...others, [name]: value };
}

/** Tells which tags and fields of a conversation’s ticket, or of itself, have changed. */
export function tellMarks(
  draft: Draft,
  conversationId: string,
  marks: { readonly tags: readonly string[]; readonly fields: readonly string[] },
): void {
  const { departmentId, ticketId } = draft.get('conversation', conversationId);
  draft.emit('conversation.changed', { conversationId, departments: [departmentId], details: { ticketId, marks } });
}
