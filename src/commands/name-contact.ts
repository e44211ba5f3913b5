import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { audienceOf } from './conversations.ts';

export interface NameContactInput {
  readonly conversationId: string;
  /** The channel kind of the address by which the customer speaks. */
  readonly channelKind: string;
  readonly name: string;
}

/**
 * A customer says what they are called: told to whoever has their conversation. Whose name it is follows from the address
 * by which they speak, whose lock also keeps two at once apart.
 */
export const nameContact: CommandDefinition<NameContactInput, null> = {
  name: 'nameContact',
  needs: ({ conversationId, channelKind }, actor) => ({
    conversations: [conversationId],
    addresses: [{ channelKind, address: actor.id }],
  }),
  decide(draft, { conversationId, channelKind, name }) {
    const { actor } = draft;
    const contactId = draft.find('contactAddress', `${channelKind} ${actor.id}`)?.contactId ?? '';
    const contact = draft.find('contact', contactId);
    const conversation = draft.find('conversation', conversationId);
    if (actor.kind !== 'contact' || contact === undefined || conversation?.contactId !== contact.id)
      return refused('not_found');
    if (contact.name === name) return done(null);
    draft.change('contact', contact.id, { name });
    draft.emit('contact.changed', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { contactId: contact.id },
    });
    return done(null);
  },
};
