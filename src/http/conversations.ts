import { type MessageAnswer, sendMessage } from '../commands/messages.ts';
import { startConversation } from '../commands/start-conversation.ts';
import {
  conversationPage,
  conversationQuery,
  foundConversation,
  messageAnswer,
  messageBody,
  messagePage,
  messageQuery,
  startConversationAnswer,
  startConversationBody,
} from '../contract/conversations.ts';
import { lineage } from '../contract/tickets.ts';
import { idPath } from '../contract/words.ts';
import { findConversation, findLineage, listConversations, listMerged } from '../reads/conversations.ts';
import { listMessages } from '../reads/messages.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, readSequenceCursor, writeCursor } from './cursor.ts';
import {
  presentConversation,
  presentMadeOffer,
  presentMessage,
  presentSegment,
  presentTicket,
  presentTransfer,
} from './present.ts';
import { notFound, sendRefusal } from './problems.ts';
import { answerCommand, submitCommand } from './submit.ts';
import { rowId } from './transfers.ts';

function presentMessageAnswer({ messageId, conversationId, ticketId, sequence }: MessageAnswer) {
  return { id: messageId, conversationId, ticketId, sequence };
}

export function conversationRoutes(app: App, context: HttpContext): void {
  app.post(
    '/conversations',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'Start a conversation',
        description:
          'Where one is open on the thread it is used, and answered with 200; one that you may not know of is refused. An agent starts in departments of their own.',
        body: startConversationBody,
        response: answers({ 200: startConversationAnswer, 201: startConversationAnswer }),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.caller;
      const { accountId } = request.body;
      const known =
        context.engine.configurations.peek(organizationId)?.accounts.get(accountId) ??
        (await context.engine.configurations.refresh(organizationId))?.accounts.get(accountId);
      if (known === undefined) return sendRefusal(reply, { code: 'account_unknown', data: { account: accountId } });
      const answer = await submitCommand(context, request, reply, {
        definition: startConversation,
        input: { ...request.body, channelKind: known.kind },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const { conversationId: id, ticketId, contactId, opened } = answer.answer;
      return reply.code(opened ? 201 : 200).send({ id, ticketId, contactId, opened });
    },
  );

  app.get(
    '/conversations',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'List conversations',
        querystring: conversationQuery,
        response: answers({ 200: conversationPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_conversations');
      const { cursor, limit = 50, ...filter } = request.query;
      const { items, next } = await listConversations(context.reads, reader, {
        ...filter,
        before: readIdCursor(cursor),
        limit,
      });
      return reply.send({ items: items.map(presentConversation), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/conversations/:id',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'Read a conversation',
        params: idPath,
        response: answers({ 200: foundConversation }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_conversations');
      const seen = await findConversation(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      const mergedIds = await listMerged(context.reads, reader.organizationId, seen.conversation.id);
      return reply.send({ ...presentConversation(seen), mergedIds });
    },
  );

  app.get(
    '/conversations/:id/lineage',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'The way of a conversation through departments and owners',
        params: idPath,
        response: answers({ 200: lineage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_conversations');
      const found = await findLineage(context.reads, reader, rowId(request.params));
      if (found === undefined) throw notFound();
      return reply.send({
        conversationId: found.conversation.id,
        mergedIds: [...found.mergedIds],
        tickets: found.tickets.map(presentTicket),
        segments: found.segments.map(presentSegment),
        transfers: found.transfers.map((each) => presentTransfer(each, null)),
        offers: found.offers.map(presentMadeOffer),
      });
    },
  );

  app.post(
    '/conversations/:id/messages',
    {
      schema: {
        tags: ['Messages'],
        summary: 'Send a reply or add a note',
        params: idPath,
        body: messageBody,
        response: answers({ 201: messageAnswer }),
      },
    },
    (request, reply) => {
      const { kind = 'reply', text, fileIds = [], ownershipVersion } = request.body;
      return answerCommand(context, request, reply, {
        definition: sendMessage,
        input: {
          conversationId: rowId(request.params),
          kind,
          text,
          fileIds,
          ...(ownershipVersion === undefined ? {} : { ownershipVersion }),
        },
        status: 201,
        present: presentMessageAnswer,
      });
    },
  );

  app.get(
    '/conversations/:id/messages',
    {
      schema: {
        tags: ['Messages'],
        summary: 'Read messages',
        params: idPath,
        querystring: messageQuery,
        response: answers({ 200: messagePage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_messages');
      const { cursor, limit = 50, order = 'oldest_first' } = request.query;
      const page = await listMessages(context.reads, reader, {
        conversationId: rowId(request.params),
        after: readSequenceCursor(cursor),
        newestFirst: order === 'newest_first',
        limit,
      });
      if (page === undefined) throw notFound();
      return reply.send({ items: page.items.map(presentMessage), nextCursor: writeCursor(page.next) });
    },
  );
}
