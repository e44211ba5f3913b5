import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import { type Instant, isoInstant } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import { acceptOffer, declineOffer, type OfferAnswer, type OfferName } from '../commands/answer-offer.ts';
import { completeTransfer } from '../commands/consult.ts';
import { cancelTransfer } from '../commands/end-transfer.ts';
import { requestTransfer, type TransferAnswer } from '../commands/request-transfer.ts';
import { setDepartmentAnswer } from '../contract/tickets.ts';
import {
  acceptBody,
  declineBody,
  departmentBody,
  explanation,
  nothingBody,
  offerAnswer,
  offerPage,
  offerQuery,
  targetPage,
  targetQuery,
  transfer,
  transferAnswer,
  transferBody,
  transferPage,
  transferQuery,
} from '../contract/transfers.ts';
import { idPath } from '../contract/words.ts';
import type { ExplainedCheck, Explanation, TransferDecision } from '../domain/policy.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Target, TransferRequest } from '../domain/transfer.ts';
import { loadContacts } from '../reads/contacts.ts';
import type { Reader } from '../reads/reads.ts';
import { findTicket } from '../reads/tickets.ts';
import { explainRequest, listTransferTargets } from '../reads/transfer-facts.ts';
import { findTransfer, listOffers, listTransfers } from '../reads/transfers.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readIdCursor, writeCursor } from './cursor.ts';
import { conditional, readTicketVersion } from './etag.ts';
import { presentAnsweredTransfer, presentOffer, presentTicket, presentTransfer, presentWait } from './present.ts';
import { notFound, sendRefusal, validationProblem } from './problems.ts';
import { answerCommand, submitCommand } from './submit.ts';
import { waitingRoomOf } from './waiting-room.ts';

/** The id of a path. What names no row of ours is not found, like every other row that is not there. */
export function rowId({ id }: { readonly id: string }): string {
  if (!isUuid(id)) throw notFound();
  return id;
}

const waitMsMax = 14 * 86_400_000;

/**
 * A body as the request that it asks for at an instant: a wait ends after it, and within 14 days of it.
 *
 * @throws HttpProblem
 */
export function readRequest(
  body: Static<typeof transferBody>,
  at: Instant,
  path: '' | '/request' = '',
): TransferRequest {
  const { mode = 'cold', waitUntil, ...asked } = body;
  if (waitUntil === undefined) return { ...asked, mode } as TransferRequest;
  const until = Date.parse(waitUntil);
  if (until > at && until <= at + waitMsMax) return { ...asked, mode, waitUntil: until } as TransferRequest;
  throw validationProblem([
    {
      in: 'body',
      path: `${path}/waitUntil`,
      code: 'out_of_bounds',
      message: `This must lie after ${isoInstant(at)}, and within 14 days of it.`,
    },
  ]);
}

function presentTransferAnswer(answer: TransferAnswer) {
  return {
    ...presentAnsweredTransfer(answer.transfer, answer.expiresAt),
    offerId: answer.offerId,
    ticketVersion: answer.ticketVersion,
  };
}

function presentOfferAnswer(answer: OfferAnswer) {
  const { offerId, conversationId, ticketId, ticketVersion } = answer;
  return {
    offerId,
    conversationId,
    ticketId,
    ticketVersion,
    transfer: answer.transfer && presentAnsweredTransfer(answer.transfer, null),
  };
}

function presentRefusal({ code, until, alternatives, data }: Refusal) {
  return { code, alternatives: [...alternatives], data, ...(until === undefined ? {} : { until: isoInstant(until) }) };
}

function presentCheck({ until, ...check }: ExplainedCheck) {
  return until === undefined ? check : { ...check, until: isoInstant(until) };
}

function presentExplanation({ decision, checks }: Explanation<TransferDecision>) {
  const plan = decision.kind === 'allowed' ? decision.plan : null;
  return {
    allowed: plan !== null,
    step: plan?.step.kind ?? null,
    target: plan?.target ?? null,
    isMove: plan?.isMove ?? null,
    toDepartmentId: plan?.toDepartmentId ?? null,
    refusal: decision.kind === 'refused' ? presentRefusal(decision.refusal) : null,
    receipt: plan?.travels ?? null,
    warnings: (plan?.warnings ?? []).map(({ code, data }) => ({ code, data })),
    checks: checks.map(presentCheck),
  };
}

export function transferRoutes(app: App, context: HttpContext): void {
  app.post(
    '/tickets/:id/transfers',
    {
      config: conditional,
      schema: {
        tags: ['Transfers'],
        summary: 'Hand a ticket over',
        params: idPath,
        body: transferBody,
        response: answers({ 201: transferAnswer }),
      },
    },
    (request, reply) => {
      const version = readTicketVersion(request);
      const asked = { ...readRequest(request.body, context.clock.now()), ...version };
      return answerCommand(context, request, reply, {
        definition: requestTransfer,
        input: { ticketId: rowId(request.params), request: asked },
        status: 201,
        present: presentTransferAnswer,
      });
    },
  );

  app.put(
    '/tickets/:id/department',
    {
      config: conditional,
      schema: {
        tags: ['Transfers'],
        summary: 'Move a ticket to another department',
        params: idPath,
        body: departmentBody,
        response: answers({ 200: setDepartmentAnswer }),
      },
    },
    async (request, reply): Promise<FastifyReply> => {
      const { departmentId, ...rest } = request.body;
      const asked = {
        ...rest,
        target: { kind: 'department' as const, id: departmentId },
        mode: 'cold' as const,
        ...readTicketVersion(request),
      };
      const answer = await submitCommand(context, request, reply, {
        definition: requestTransfer,
        input: { ticketId: rowId(request.params), request: asked },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const reader = await authorizeReader(context, request, 'move_tickets');
      const newTicketId = answer.answer.transfer.newTicketId;
      const seen = newTicketId === null ? undefined : await findTicket(context.reads, reader, newTicketId);
      return reply.send({
        transfer: presentTransferAnswer(answer.answer),
        ticket: seen === undefined ? null : presentTicket(seen),
      });
    },
  );

  app.post(
    '/tickets/:id/transfers/explain',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'What would be answered to a transfer, and why',
        params: idPath,
        body: transferBody,
        response: answers({ 200: explanation }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'explain_transfer');
      const seen = await findTicket(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      const now = context.clock.now();
      const explained = await explainRequest(context.reads, reader, {
        seen,
        request: readRequest(request.body, now),
        now,
      });
      return reply.send(presentExplanation(explained));
    },
  );

  app.get(
    '/tickets/:id/transfer-targets',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'Where a ticket may go',
        params: idPath,
        querystring: targetQuery,
        response: answers({ 200: targetPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'list_targets');
      const seen = await findTicket(context.reads, reader, rowId(request.params));
      if (seen === undefined) throw notFound();
      const page = await listTransferTargets(context.reads, reader, {
        seen,
        query: request.query,
        now: context.clock.now(),
      });
      const room = await waitingRoomOf(context, reader);
      const { channelKind } = seen.conversation;
      const waitAt = (queueId: string | null) => queueId && presentWait(room.waitIn(queueId, channelKind));
      return reply.send({
        items: page.targets.map((listed) => ({
          ...listed,
          wait: waitAt(queueOf(reader, listed.target)),
          refusal: listed.refusal && presentRefusal(listed.refusal),
          opensAt: listed.opensAt === null ? null : isoInstant(listed.opensAt),
        })),
        nextCursor: page.nextCursor,
      });
    },
  );

  app.get(
    '/transfers',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'List transfers',
        querystring: transferQuery,
        response: answers({ 200: transferPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_transfers');
      const { cursor, limit = 50, ...filter } = request.query;
      const { items, next } = await listTransfers(context.reads, reader, {
        ...filter,
        before: readIdCursor(cursor),
        limit,
      });
      return reply.send({ items: items.map((each) => presentTransfer(each, null)), nextCursor: writeCursor(next) });
    },
  );

  app.get(
    '/transfers/:id',
    {
      schema: { tags: ['Transfers'], summary: 'Read a transfer', params: idPath, response: answers({ 200: transfer }) },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_transfers');
      const found = await findTransfer(context.reads, reader, rowId(request.params));
      if (found === undefined) throw notFound();
      return reply.send(presentTransfer(found.transfer, found.offer?.expiresAt ?? null));
    },
  );

  app.post(
    '/transfers/:id/cancel',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'Cancel a pending transfer',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: transferAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: cancelTransfer,
        input: { transferId: rowId(request.params) },
        present: presentTransferAnswer,
      }),
  );

  app.post(
    '/transfers/:id/complete',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'Complete a warm transfer',
        description:
          'At once to a colleague who has answered; otherwise it is offered to them. Cold transfers are completed by accepting them, and answer `kind_not_supported` here.',
        params: idPath,
        body: nothingBody,
        response: answers({ 200: transferAnswer }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: completeTransfer,
        input: { transferId: rowId(request.params) },
        present: presentTransferAnswer,
      }),
  );

  for (const [path, nameOf] of [
    ['/transfers/:id', (id: string): OfferName => ({ transferId: id })],
    ['/offers/:id', (id: string): OfferName => ({ offerId: id })],
  ] as const) {
    app.post(
      `${path}/accept`,
      {
        config: conditional,
        schema: {
          tags: ['Transfers'],
          summary: 'Accept an offer',
          params: idPath,
          body: acceptBody,
          response: answers({ 200: offerAnswer }),
        },
      },
      (request, reply) => {
        const version = { ...request.body, ...readTicketVersion(request) };
        return answerCommand(context, request, reply, {
          definition: acceptOffer,
          input: { offer: nameOf(rowId(request.params)), ...version },
          present: presentOfferAnswer,
        });
      },
    );
    app.post(
      `${path}/decline`,
      {
        schema: {
          tags: ['Transfers'],
          summary: 'Decline an offer',
          params: idPath,
          body: declineBody,
          response: answers({ 200: offerAnswer }),
        },
      },
      (request, reply) => {
        const reason = request.body?.reason;
        return answerCommand(context, request, reply, {
          definition: declineOffer,
          input: { offer: nameOf(rowId(request.params)), ...(reason === undefined ? {} : { reason }) },
          present: presentOfferAnswer,
        });
      },
    );
  }

  app.get(
    '/offers',
    {
      schema: {
        tags: ['Transfers'],
        summary: 'List live offers',
        description: 'An agent’s own; for an integration or whoever reads every ticket, an agent’s or all.',
        querystring: offerQuery,
        response: answers({ 200: offerPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_offers');
      const { cursor, limit = 50, agentId } = request.query;
      const { items, next } = await listOffers(context.reads, reader, {
        agentId: agentId ?? null,
        before: readIdCursor(cursor),
        limit,
      });
      const ids = [...new Set(items.map(({ seen }) => seen.conversation.contactId))];
      // An offer shows whom it is about: its reader may know, for as long as it lives.
      const contacts = new Map((await loadContacts(context.reads, reader, ids)).map((seen) => [seen.contact.id, seen]));
      return reply.send({
        items: items.map((each) => presentOffer(each, contacts.get(each.seen.conversation.contactId))),
        nextCursor: writeCursor(next),
      });
    },
  );
}

/** Where somebody would wait who was handed over to it; null where that is no queue. */
function queueOf({ configuration }: Reader, { kind, id }: Target): string | null {
  if (kind === 'queue') return id;
  return kind === 'department' ? (configuration.departments.get(id)?.defaultQueue ?? null) : null;
}
