import { changeTicket } from '../commands/attributes.ts';
import { closeConversation } from '../commands/close-conversation.ts';
import { returnTicket } from '../commands/outside.ts';
import { takeTicket } from '../commands/take-ticket.ts';
import { extendWrapUp, saveWrapUp } from '../commands/wrap-up.ts';
import {
  changeTicketBody,
  closeBody,
  returnBody,
  segment,
  segmentPage,
  segmentQuery,
  ticket,
  ticketAnswer,
  ticketDetail,
  ticketPage,
  ticketQuery,
  wrapUpBody,
} from '../contract/tickets.ts';
import { nothingBody } from '../contract/transfers.ts';
import { idPath } from '../contract/words.ts';
import { listSegments } from '../reads/segments.ts';
import { findTicket, listTickets } from '../reads/tickets.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, writeCursor } from './cursor.ts';
import { conditional, etagOf, isUnchanged, readTicketVersion } from './etag.ts';
import { presentSegment, presentStanding, presentTicket, presentTicketAnswer } from './present.ts';
import { notFound, sendRefusal, validationProblem } from './problems.ts';
import { answerCommand, submitCommand } from './submit.ts';
import { rowId } from './transfers.ts';
import { waitingRoomOf } from './waiting-room.ts';

export function ticketRoutes(app: App, context: HttpContext): void {
  app.get(
    '/tickets',
    {
      schema: {
        tags: ['Tickets'],
        summary: 'List tickets',
        querystring: ticketQuery,
        response: answers({ 200: ticketPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_tickets');
      const { cursor, limit = 50, ownerKind, ownerId, ...filter } = request.query;
      if ((ownerKind === undefined) !== (ownerId === undefined)) {
        const path = ownerKind === undefined ? '/ownerKind' : '/ownerId';
        throw validationProblem([
          { in: 'query', path, code: 'missing', message: 'An owner is named by its kind and its id.' },
        ]);
      }
      const owner = ownerKind === undefined || ownerId === undefined ? {} : { owner: { kind: ownerKind, id: ownerId } };
      const { items, next } = await listTickets(context.reads, reader, {
        ...filter,
        ...owner,
        before: readIdCursor(cursor),
        limit,
      });
      return reply.send({ items: items.map(presentTicket), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/tickets/:id',
    {
      schema: {
        tags: ['Tickets'],
        summary: 'Read a ticket',
        description: 'One that waits is never answered with 304: where it stands in line is no part of its version.',
        params: idPath,
        response: answers({ 200: ticketDetail }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_tickets');
      const seen = await findTicket(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      reply.header('etag', etagOf(seen.ticket.version));
      const { conversation } = seen;
      const waits = conversation.ticketId === seen.ticket.id && conversation.owner?.kind === 'queue';
      const room = waits ? await waitingRoomOf(context, reader) : null;
      const standing = room?.standingOf(conversation.id) ?? null;
      if (!waits && isUnchanged(request, seen.ticket.version)) return reply.code(304).send(undefined);
      return reply.send({ ...presentTicket(seen), waiting: standing && presentStanding(standing) });
    },
  );

  app.patch(
    '/tickets/:id',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Change attributes and tags',
        params: idPath,
        body: changeTicketBody,
        response: answers({ 200: ticket }),
      },
    },
    async (request, reply) => {
      const version = readTicketVersion(request);
      const answer = await submitCommand(context, request, reply, {
        definition: changeTicket,
        input: {
          ticketId: rowId(request.params),
          ...request.body,
          ...version,
        },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const reader = await authorizeReader(context, request, 'see_own_change');
      const seen = await findTicket(context.reads, reader, answer.answer.id);
      if (seen === undefined) throw notFound();
      return reply.header('etag', etagOf(seen.ticket.version)).send(presentTicket(seen));
    },
  );

  app.post(
    '/tickets/:id/close',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Close a ticket',
        params: idPath,
        body: closeBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) => {
      const version = readTicketVersion(request);
      return answerCommand(context, request, reply, {
        definition: closeConversation,
        input: {
          ticketId: rowId(request.params),
          ...request.body,
          ...version,
        },
        present: presentTicketAnswer,
      });
    },
  );

  app.post(
    '/tickets/:id/take',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Take a ticket oneself',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) => {
      const version = readTicketVersion(request);
      return answerCommand(context, request, reply, {
        definition: takeTicket,
        input: { ticketId: rowId(request.params), ...version },
        present: presentTicketAnswer,
      });
    },
  );

  app.post(
    '/tickets/:id/return',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Take a ticket back from a contact outside',
        description: 'Into the queue that watches it, for whoever may take tickets over.',
        params: idPath,
        body: returnBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) => {
      const version = readTicketVersion(request);
      return answerCommand(context, request, reply, {
        definition: returnTicket,
        input: {
          ticketId: rowId(request.params),
          ...request.body,
          ...version,
        },
        present: presentTicketAnswer,
      });
    },
  );

  app.get(
    '/segments',
    {
      schema: {
        tags: ['Segments'],
        summary: 'List segments',
        querystring: segmentQuery,
        response: answers({ 200: segmentPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_segments');
      const { cursor, limit = 50, ...filter } = request.query;
      const { items, next } = await listSegments(context.reads, reader, {
        ...filter,
        before: readIdCursor(cursor),
        limit,
      });
      return reply.send({ items: items.map(presentSegment), nextCursor: writeCursor(next) });
    },
  );

  app.put(
    '/segments/:id/wrap-up',
    {
      schema: {
        tags: ['Segments'],
        summary: 'Write a disposition and a wrap-up note',
        params: idPath,
        body: wrapUpBody,
        response: answers({ 200: segment }),
      },
    },
    (request, reply) => {
      const { end = false, ...written } = request.body;
      return answerCommand(context, request, reply, {
        definition: saveWrapUp,
        input: { segmentId: rowId(request.params), ...written, end },
        present: (answer) => presentSegment(answer.segment),
      });
    },
  );

  app.post(
    '/segments/:id/wrap-up/extend',
    {
      schema: {
        tags: ['Segments'],
        summary: 'Give a wrap-up more time',
        description: 'As much as the department says each time, three times at most.',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: segment }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: extendWrapUp,
        input: { segmentId: rowId(request.params) },
        present: (answer) => presentSegment(answer.segment),
      }),
  );
}
