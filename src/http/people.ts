import { isUuid } from '../base/ids.ts';
import { contact, contactPage, contactQuery, searchAnswer, searchQuery } from '../contract/conversations.ts';
import {
  agent,
  agentPage,
  agentQuery,
  departmentPage,
  departmentQuery,
  queueDetail,
  queueDetailQuery,
  queuePage,
  queueQuery,
} from '../contract/people.ts';
import { idPath } from '../contract/words.ts';
import { idShape } from '../domain/read-shape.ts';
import { findAgent, listAgents } from '../reads/agents.ts';
import { listContacts, loadContacts, search } from '../reads/contacts.ts';
import { listDepartments } from '../reads/departments.ts';
import { findQueue, listQueues } from '../reads/queues.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, readNameCursor, writeCursor } from './cursor.ts';
import {
  presentAgent,
  presentContact,
  presentDepartment,
  presentMessage,
  presentQueue,
  presentQueueHealth,
} from './present.ts';
import { notFound, validationProblem } from './problems.ts';
import { rowId } from './transfers.ts';
import { waitingRoomOf } from './waiting-room.ts';

/** The id of something configured. What cannot be one is not found. */
export function entryId({ id }: { readonly id: string }): string {
  if (!idShape.test(id)) throw notFound();
  return id;
}

export function peopleRoutes(app: App, context: HttpContext): void {
  app.get(
    '/departments',
    {
      schema: {
        tags: ['Departments'],
        summary: 'List departments',
        description: 'Those that one may know of, with what is set for working with them.',
        querystring: departmentQuery,
        response: answers({ 200: departmentPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_departments');
      const { cursor, limit = 50 } = request.query;
      const { items, next } = listDepartments(reader, { after: readNameCursor(cursor), limit });
      const now = context.clock.now();
      return reply.send({ items: items.map((each) => presentDepartment(each, now)), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/queues',
    {
      schema: {
        tags: ['Queues'],
        summary: 'List queues with how many wait, and how long',
        querystring: queueQuery,
        response: answers({ 200: queuePage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_queues');
      const { cursor, limit = 50, ...filter } = request.query;
      const { items, next } = listQueues(await waitingRoomOf(context, reader), reader, {
        ...filter,
        after: readNameCursor(cursor),
        limit,
      });
      return reply.send({ items: items.map(presentQueue), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/queues/:id',
    {
      schema: {
        tags: ['Queues'],
        summary: 'Read a queue',
        description:
          'With the first hundred who wait, in the order in which they are served, and for each the reason: who is missing, what is free, whom it waits for.',
        params: idPath,
        querystring: queueDetailQuery,
        response: answers({ 200: queueDetail }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_queues');
      const asked = { id: entryId(request.params), ...request.query };
      const found = await findQueue(context.reads, await waitingRoomOf(context, reader), reader, asked);
      if (found === undefined) throw notFound();
      return reply.send(presentQueueHealth(found));
    },
  );

  app.get(
    '/agents',
    {
      schema: {
        tags: ['Agents'],
        summary: 'List agents',
        querystring: agentQuery,
        response: answers({ 200: agentPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_agents');
      const { cursor, limit = 50, ...filter } = request.query;
      const { items, next } = await listAgents(context.reads, reader, {
        ...filter,
        after: readNameCursor(cursor),
        limit,
      });
      return reply.send({
        items: items.map((each) => presentAgent(each, context.clock.now())),
        nextCursor: writeCursor(next),
      });
    },
  );

  app.get(
    '/agents/:id',
    { schema: { tags: ['Agents'], summary: 'Read an agent', params: idPath, response: answers({ 200: agent }) } },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_agents');
      const found = await findAgent(context.reads, reader, entryId(request.params));
      if (found === undefined) throw notFound();
      return reply.send(presentAgent(found, context.clock.now()));
    },
  );

  app.get(
    '/contacts',
    {
      schema: {
        tags: ['Contacts'],
        summary: 'List contacts',
        querystring: contactQuery,
        response: answers({ 200: contactPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_contacts');
      const { cursor, limit = 50, channelKind, address } = request.query;
      if ((channelKind === undefined) !== (address === undefined)) {
        const path = address === undefined ? '/address' : '/channelKind';
        throw validationProblem([
          { in: 'query', path, code: 'missing', message: 'An address is named with its kind of channel.' },
        ]);
      }
      const by = channelKind === undefined || address === undefined ? {} : { address: { channelKind, address } };
      const { items, next } = await listContacts(context.reads, reader, { ...by, before: readIdCursor(cursor), limit });
      return reply.send({ items: items.map(presentContact), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/contacts/:id',
    { schema: { tags: ['Contacts'], summary: 'Read a contact', params: idPath, response: answers({ 200: contact }) } },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_contacts');
      const [found] = await loadContacts(context.reads, reader, [rowId(request.params)]);
      if (found === undefined) throw notFound();
      return reply.send(presentContact(found));
    },
  );

  app.get(
    '/search',
    {
      schema: {
        tags: ['Search'],
        summary: 'Find contacts, tickets and messages',
        description:
          'Contacts by part of a name or address, a ticket by its id, messages by part of their text. Looks at the newest few thousand.',
        querystring: searchQuery,
        response: answers({ 200: searchAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'search');
      const words = request.query.q.trim();
      if (words === '')
        throw validationProblem([{ in: 'query', path: '/q', code: 'out_of_bounds', message: 'This must have words.' }]);
      const found = await search(context.reads, reader, { words, ticketId: isUuid(words) ? words : null });
      return reply.send({
        contacts: found.contacts.map(presentContact),
        ticketIds: [...found.ticketIds],
        messages: found.messages.map(presentMessage),
        complete: false,
      });
    },
  );
}
