import { clearHelp, raiseHelp } from '../commands/help.ts';
import { holdTicket, resumeTicket } from '../commands/hold.ts';
import { mergeTickets } from '../commands/merge-tickets.ts';
import { type RerouteInput, rerouteTicket } from '../commands/reroute-ticket.ts';
import { snoozeMsMax, snoozeTicket, wakeTicket } from '../commands/snooze.ts';
import {
  helpBody,
  helpRequestPage,
  helpRequestQuery,
  mergeBody,
  rerouteBody,
  snoozeBody,
  ticketAnswer,
} from '../contract/tickets.ts';
import { nothingBody } from '../contract/transfers.ts';
import { idPath } from '../contract/words.ts';
import { listHelpRequests } from '../reads/help-requests.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, writeCursor } from './cursor.ts';
import { conditional, readTicketVersion } from './etag.ts';
import { presentHelpRequest, presentTicketAnswer } from './present.ts';
import { validationProblem } from './problems.ts';
import { answerCommand } from './submit.ts';
import { rowId } from './transfers.ts';

/** What agents do with a ticket that they have in hand, besides handing it over: put it aside, merge it, ask for help. */
export function ticketHandlingRoutes(app: App, context: HttpContext): void {
  const plain = [
    ['hold', holdTicket, 'Put a ticket on hold', 'Its clock stands still; what the customer writes does not end it.'],
    ['resume', resumeTicket, 'Take a ticket off hold', 'Its clock goes on.'],
    ['wake', wakeTicket, 'Take up a snoozed ticket', 'Before its time has come.'],
  ] as const;
  for (const [verb, definition, summary, description] of plain) {
    app.post(
      `/tickets/:id/${verb}`,
      {
        config: conditional,
        schema: {
          tags: ['Tickets'],
          summary,
          description,
          params: idPath,
          body: nothingBody,
          response: answers({ 200: ticketAnswer }),
        },
      },
      (request, reply) =>
        answerCommand(context, request, reply, {
          definition,
          input: { ticketId: rowId(request.params), ...readTicketVersion(request) },
          present: presentTicketAnswer,
        }),
    );
  }

  app.post(
    '/tickets/:id/reroute',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Change what a waiting ticket waits for',
        description:
          'Another queue of its department, another priority, other skills, somebody in particular. It keeps its place by the time since which it waits.',
        params: idPath,
        body: rerouteBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: rerouteTicket,
        input: { ticketId: rowId(request.params), ...request.body, ...readTicketVersion(request) } as RerouteInput,
        present: presentTicketAnswer,
      }),
  );

  app.post(
    '/tickets/:id/snooze',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Snooze a ticket',
        description: 'Puts it aside until then, or until the customer writes. Its clock stands still.',
        params: idPath,
        body: snoozeBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: snoozeTicket,
        input: {
          ticketId: rowId(request.params),
          until: readUntil(request.body.until, context.clock.now()),
          ...readTicketVersion(request),
        },
        present: presentTicketAnswer,
      }),
  );

  app.post(
    '/tickets/:id/merge',
    {
      config: conditional,
      schema: {
        tags: ['Tickets'],
        summary: 'Merge a ticket into another one',
        description:
          'Of two conversations of one contact whose open tickets are in one department. Answers with the ticket in which it goes on.',
        params: idPath,
        body: mergeBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: mergeTickets,
        input: { ticketId: rowId(request.params), into: request.body.into, ...readTicketVersion(request) },
        present: presentTicketAnswer,
      }),
  );

  app.post(
    '/tickets/:id/help',
    {
      schema: {
        tags: ['Help'],
        summary: 'Ask a supervisor for help',
        description: 'Raises the flag and says why, in a whisper that the customer never sees.',
        params: idPath,
        body: helpBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: raiseHelp,
        input: { ticketId: rowId(request.params), message: request.body.message },
        present: presentTicketAnswer,
      }),
  );

  app.post(
    '/tickets/:id/help/clear',
    {
      schema: {
        tags: ['Help'],
        summary: 'Take down the flag',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: ticketAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: clearHelp,
        input: { ticketId: rowId(request.params) },
        present: presentTicketAnswer,
      }),
  );

  app.get(
    '/help-requests',
    {
      schema: {
        tags: ['Help'],
        summary: 'List raised flags',
        description: 'Of the departments that the reader belongs to.',
        querystring: helpRequestQuery,
        response: answers({ 200: helpRequestPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_help_requests');
      const { cursor, limit = 50 } = request.query;
      const { items, next } = await listHelpRequests(context.reads, reader, { before: readIdCursor(cursor), limit });
      return reply.send({ items: items.map(presentHelpRequest), nextCursor: writeCursor(next) });
    },
  );
}

/** When a snooze ends: later than now, by a year at most. @throws HttpProblem */
function readUntil(text: string, now: number): number {
  const until = Date.parse(text);
  if (until > now && until <= now + snoozeMsMax) return until;
  const message = until > now ? 'This must be within a year.' : 'This must be later than now.';
  throw validationProblem([{ in: 'body', path: '/until', code: 'out_of_range', message }]);
}
