import type { Static } from 'typebox';
import { type Instant, isoInstant } from '../base/clock.ts';
import { cancelBatch } from '../commands/cancel-batch.ts';
import { createBatch } from '../commands/create-batch.ts';
import { batch, batchAnswer, batchBody, batchItemPage, batchPage, batchQuery } from '../contract/transfer-batches.ts';
import { nothingBody } from '../contract/transfers.ts';
import { idPath } from '../contract/words.ts';
import { batchState, batchTicketsMax } from '../domain/transfer-batch.ts';
import {
  type BatchTickets,
  findBatch,
  judgeBatch,
  listBatches,
  listBatchItems,
  type SeenBatch,
} from '../reads/batches.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, readSequenceCursor, writeCursor } from './cursor.ts';
import { notFound, sendRefusal, validationProblem } from './problems.ts';
import { submitCommand } from './submit.ts';
import { readRequest, rowId } from './transfers.ts';

const runWithinMs = 365 * 86_400_000;

function out(path: string, message: string): Error {
  return validationProblem([{ in: 'body', path, code: 'out_of_bounds', message }]);
}

/** Which tickets a body is about. @throws HttpProblem unless it says so in exactly one way */
function readTickets({ ticketIds, ownerAgentId, queueId }: Static<typeof batchBody>): BatchTickets {
  const given = [ticketIds, ownerAgentId, queueId].filter((each) => each !== undefined);
  if (given.length !== 1) throw out('', 'Name tickets in one way: by ticketIds, ownerAgentId or queueId.');
  if (ticketIds !== undefined) return { ticketIds };
  return ownerAgentId === undefined ? { queueId: queueId ?? '' } : { ownerAgentId };
}

/** When it is to run; null is at once. @throws HttpProblem */
function readRunAt({ runAt }: Static<typeof batchBody>, now: Instant): Instant | null {
  if (runAt === undefined) return null;
  const at = Date.parse(runAt);
  if (at > now && at <= now + runWithinMs) return at;
  throw out('/runAt', 'This must lie in the future, and within a year.');
}

/** The store's clock, by which the batch was made, may be a little ahead of this node's. */
function presentBatch({ batch: { request, ...of }, counts }: SeenBatch, at: Instant) {
  const now = Math.max(at, of.createdAt);
  const { handed_over: handedOver = 0, refused = 0, gone = 0 } = counts;
  const total = of.ticketIds.length;
  return {
    id: of.id,
    state: batchState(of, now),
    target: request.target,
    note: of.note,
    reason: request.reason ?? null,
    requestedBy: of.requestedBy,
    runAt: isoInstant(of.runAt),
    createdAt: isoInstant(of.createdAt),
    cancelledAt: of.cancelledAt === null ? null : isoInstant(of.cancelledAt),
    doneAt: of.doneAt === null ? null : isoInstant(of.doneAt),
    total,
    handedOver,
    refused,
    gone,
    remaining: total - handedOver - refused - gone,
  };
}

export function transferBatchRoutes(app: App, context: HttpContext): void {
  const tags = ['Transfer batches'];

  app.post(
    '/transfer-batches',
    {
      schema: {
        tags,
        summary: 'Hand many tickets over, or hand over later',
        description:
          'Each ticket becomes an ordinary transfer with an outcome of its own. The answer says what the policy says of each now; it is judged again when its time has come, in the name and by the permissions of whoever asked.',
        body: batchBody,
        response: answers({ 201: batchAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'judge_batch');
      const now = context.clock.now();
      const runAt = readRunAt(request.body, now);
      const asked = readRequest(request.body.request, runAt ?? now, '/request');
      const judged = await judgeBatch(context.reads, reader, {
        tickets: readTickets(request.body),
        request: asked,
        now,
      });
      if (judged === null)
        throw out('', `A batch has at most ${batchTicketsMax} tickets; name some of them by ticketIds.`);
      const { note = null, ...rest } = asked;
      const answer = await submitCommand(context, request, reply, {
        definition: createBatch,
        input: { ...judged, request: rest, note, runAt },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      // A repetition is told what was stored the first time.
      const seen = await findBatch(context.reads, reader, answer.answer.batchId);
      if (seen === undefined) throw notFound();
      const verdicts = seen.batch.ticketIds.map((ticketId) => ({
        ticketId,
        answer: seen.batch.judged[ticketId]?.answer ?? 'not_found',
      }));
      return reply.code(201).send({ ...presentBatch(seen, now), judged: verdicts });
    },
  );

  app.get(
    '/transfer-batches',
    {
      schema: {
        tags,
        summary: 'List transfer batches',
        description: 'One’s own; with `ticket.read_all`, everybody’s.',
        querystring: batchQuery,
        response: answers({ 200: batchPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_batches');
      const { cursor, limit = 50 } = request.query;
      const { items, next } = await listBatches(context.reads, reader, { before: readIdCursor(cursor), limit });
      const now = context.clock.now();
      return reply.send({ items: items.map((seen) => presentBatch(seen, now)), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/transfer-batches/:id',
    {
      schema: {
        tags,
        summary: 'Read a transfer batch',
        params: idPath,
        response: answers({ 200: batch }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_batches');
      const seen = await findBatch(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      return reply.send(presentBatch(seen, context.clock.now()));
    },
  );

  app.get(
    '/transfer-batches/:id/items',
    {
      schema: {
        tags,
        summary: 'List the tickets of a transfer batch',
        description: 'In the order in which they are handed over; without a state while they are still to come.',
        params: idPath,
        querystring: batchQuery,
        response: answers({ 200: batchItemPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_batches');
      const { cursor, limit = 50 } = request.query;
      const seen = await findBatch(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      const after = readSequenceCursor(cursor) ?? 0;
      const items = await listBatchItems(context.reads, reader, seen.batch.id, { after, limit });
      const last = items.at(-1)?.place ?? 0;
      return reply.send({
        items: items.map(({ place: _, at, ...item }) => ({ ...item, at: at === null ? null : isoInstant(at) })),
        nextCursor: last > 0 && last < seen.batch.ticketIds.length ? writeCursor(String(last)) : null,
      });
    },
  );

  app.post(
    '/transfer-batches/:id/cancel',
    {
      schema: {
        tags,
        summary: 'Cancel a transfer batch',
        description: 'Tickets that were not handed over yet stay where they are; transfers that were made go on.',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: batch }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'see_own_change');
      const answer = await submitCommand(context, request, reply, {
        definition: cancelBatch,
        input: { batchId: rowId(request.params) },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const seen = await findBatch(context.reads, reader, answer.answer.batchId);
      if (seen === undefined) throw notFound();
      return reply.send(presentBatch(seen, context.clock.now()));
    },
  );
}
