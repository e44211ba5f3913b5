import type { ChannelKind } from '../domain/channel.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';

/**
 * Gives a contact one more address, on the word of whoever asked them: what is written from there is theirs, and they may be
 * written to there. Refused with `address_taken` where it is somebody else's; the same again changes nothing.
 */
export const addContactAddress: CommandDefinition<
  { readonly contactId: string; readonly channelKind: ChannelKind; readonly address: string },
  { readonly contactId: string; readonly channelKind: ChannelKind; readonly address: string }
> = {
  name: 'addContactAddress',
  needs: ({ contactId, channelKind, address }) => ({
    contacts: [contactId],
    addresses: [{ channelKind, address }],
  }),
  decide(draft, { contactId, channelKind, address }) {
    if (draft.find('contact', contactId) === undefined) return refused('not_found');
    if (!draft.actor.permissions.has('conversation.start'))
      return refused('permission_missing', { data: { permission: 'conversation.start' } });
    const known = draft.get('contactAddress', `${channelKind} ${address}`);
    if (known.contactId !== null && known.contactId !== contactId)
      return refused('address_taken', { data: { channel: channelKind, address } });
    if (known.contactId === null) {
      draft.change('contactAddress', known.id, { contactId });
      draft.emit('contact.changed', { details: { contactId, channelKind } });
    }
    return done({ contactId, channelKind, address });
  },
};
