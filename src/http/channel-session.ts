import { changeChannel } from '../commands/channel-session.ts';
import { addContactAddress } from '../commands/contact-addresses.ts';
import { setParticipants } from '../commands/participants.ts';
import {
  channelAnswer,
  channelBody,
  contactAddressAnswer,
  contactAddressBody,
  participantsAnswer,
  participantsBody,
} from '../contract/conversations.ts';
import { idPath } from '../contract/words.ts';
import { loadContacts } from '../reads/contacts.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { notFound } from './problems.ts';
import { answerCommand } from './submit.ts';
import { rowId } from './transfers.ts';

/** Through which account a conversation goes on, with whom, and where its contact can be reached. */
export function channelSessionRoutes(app: App, context: HttpContext): void {
  app.post(
    '/conversations/:id/channel',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'Go on through another channel account',
        description:
          'By its owner, with the customer’s consent. What the customer writes on either thread arrives here.',
        params: idPath,
        body: channelBody,
        response: answers({ 200: channelAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: changeChannel,
        input: { conversationId: rowId(request.params), ...request.body },
        present: (answer) => ({ ...answer }),
      }),
  );

  app.put(
    '/conversations/:id/participants',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'Say to whom replies go',
        params: idPath,
        body: participantsBody,
        response: answers({ 200: participantsAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: setParticipants,
        input: { conversationId: rowId(request.params), ...request.body },
        present: ({ conversationId, participants }) => ({
          conversationId,
          participants: participants.map(({ channel, address }) => ({ channel, address })),
        }),
      }),
  );

  app.post(
    '/contacts/:id/addresses',
    {
      schema: {
        tags: ['Contacts'],
        summary: 'Give a contact one more address',
        params: idPath,
        body: contactAddressBody,
        response: answers({ 201: contactAddressAnswer }),
      },
    },
    async (request, reply) => {
      const contactId = rowId(request.params);
      // Whoever may not know of the contact learns nothing by trying.
      const reader = await authorizeReader(context, request, 'write_addresses');
      if ((await loadContacts(context.reads, reader, [contactId])).length === 0) throw notFound();
      return answerCommand(context, request, reply, {
        definition: addContactAddress,
        input: { contactId, ...request.body },
        status: 201,
        present: (answer) => ({ ...answer }),
      });
    },
  );
}
