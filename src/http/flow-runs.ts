import { isoInstant } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import { figureDays, figuresAnswer, figuresQuery, runAnswer, runPage, runQuery } from '../contract/flows.ts';
import { idPath } from '../contract/words.ts';
import type { FlowStepRecord } from '../domain/flows/run.ts';
import { findConversation } from '../reads/conversations.ts';
import { findRun, type ListedRun, listRuns, readFigures } from '../reads/flows.ts';
import type { Reader } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeReader, missingPermission } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { pageById, readIdCursor } from './cursor.ts';
import { knownFlow } from './flows.ts';
import { notFound } from './problems.ts';

const tags = ['Flows'];

/** What flows did: their runs, step by step, and what it came to. */
export function flowRunRoutes(app: App, context: HttpContext): void {
  app.get(
    '/flows/:id/runs',
    {
      schema: {
        tags,
        summary: 'List a flow’s runs',
        description: 'Newest first.',
        params: idPath,
        querystring: runQuery,
        response: answers({ 200: runPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const { cursor, limit = 50, state } = request.query;
      const runs = await listRuns(context.reads, reader.organizationId, {
        flowId: await knownFlow(context, reader, request.params),
        state: state ?? null,
        before: readIdCursor(cursor),
        limit: limit + 1,
      });
      const { items, nextCursor } = pageById(runs, limit);
      return reply.send({ items: items.map(presentRun), nextCursor });
    },
  );

  app.get(
    '/flow-runs/:id',
    {
      schema: {
        tags,
        summary: 'What a run did, step by step',
        description: 'For whoever reads the configuration, or the conversation that it is about.',
        params: idPath,
        response: answers({ 200: runAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'see_own_change');
      const { id } = request.params;
      const found = isUuid(id) ? await findRun(context.reads, reader.organizationId, id) : null;
      if (found === null) throw notFound();
      if (!(await mayReadRun(context, reader, found.run))) throw notFound();
      return reply.send({ ...presentRun(found.run), steps: found.steps.map(presentStep) });
    },
  );

  app.get(
    '/flows/:id/figures',
    {
      schema: {
        tags,
        summary: 'What a flow came to',
        description:
          'How often it began, moved, was saved by a reply or found nobody; and the first human reply before and after it was published.',
        params: idPath,
        querystring: figuresQuery,
        response: answers({ 200: figuresAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const now = context.clock.now();
      const since = now - (request.query.days ?? figureDays) * 86_400_000;
      const flowId = await knownFlow(context, reader, request.params);
      const { publishedAt, before, after, ...figures } = await readFigures(context.reads, reader.organizationId, {
        flowId,
        since,
        now,
      });
      return reply.send({
        since: isoInstant(since),
        ...figures,
        firstHumanReply: { publishedAt: publishedAt === null ? null : isoInstant(publishedAt), before, after },
      });
    },
  );
}

/** Whoever reads the configuration may, and whoever reads conversations and may read this one. */
async function mayReadRun(context: HttpContext, reader: Reader, { conversationId }: ListedRun): Promise<boolean> {
  if (missingPermission('read_configuration', reader.actor) === null) return true;
  if (conversationId === null || missingPermission('read_conversations', reader.actor) !== null) return false;
  return (await findConversation(context.reads, reader, conversationId)) !== undefined;
}

function presentRun(run: ListedRun) {
  const {
    id,
    flowId,
    version,
    conversationId,
    ticketId,
    state,
    owns,
    stepId,
    waitsFor,
    trigger,
    marks,
    lastCode,
    outcome,
  } = run;
  return {
    id,
    flowId,
    version,
    conversationId,
    ticketId,
    state,
    owns,
    stepId,
    waitsFor: waitsFor?.kind ?? null,
    wakeAt: run.wakeAt === null ? null : isoInstant(run.wakeAt),
    trigger: trigger.kind,
    marks,
    lastCode,
    startedAt: isoInstant(run.startedAt),
    endedAt: run.endedAt === null ? null : isoInstant(run.endedAt),
    outcome,
  };
}

function presentStep({ number, stepId, kind, port, code, since, at }: FlowStepRecord) {
  return { number, stepId, kind, port, code, since: isoInstant(since), at: isoInstant(at) };
}
