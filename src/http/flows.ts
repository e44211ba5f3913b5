import type { FastifyReply, FastifyRequest } from 'fastify';
import { isoInstant } from '../base/clock.ts';
import { discardFlowDraft, publishFlow, saveFlowDraft, withFlow } from '../commands/flows/drafts.ts';
import {
  checkAnswer,
  checkBody,
  draftAnswer,
  draftBody,
  figureDays,
  flowAnswer,
  flowLanguage,
  flowList,
  flowVersionAnswer,
  flowVersionPath,
  presentedLanguage,
  publishAnswer,
  publishBody,
  templateAnswer,
  templateBody,
  templateList,
  versionList,
} from '../contract/flows.ts';
import { idPath } from '../contract/words.ts';
import type { Fault } from '../domain/check-configuration.ts';
import { fillFlow, type WrittenFlow } from '../domain/fill-configuration.ts';
import { fillTemplate, flowTemplates } from '../domain/flows/templates.ts';
import { documentOf } from '../domain/plan-configuration.ts';
import { idShape } from '../domain/read-shape.ts';
import { findDraft, findVersion, listDrafts, listVersions, readTotals } from '../reads/flows.ts';
import { findConfiguration, type Reader } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { entryId } from './people.ts';
import { HttpProblem, notFound, sendRefusal, validationProblem } from './problems.ts';
import { submitCommand } from './submit.ts';

const tags = ['Flows'];

/** Flows as people edit them: drafts, what is wrong with them, publishing, versions. What their runs did: `flow-runs.ts`. */
export function flowRoutes(app: App, context: HttpContext): void {
  editingRoutes(app, context);
  templateRoutes(app, context);

  app.get(
    '/flows/language',
    {
      schema: {
        tags,
        summary: 'The language of flows',
        description:
          'Every kind of step and trigger with its settings and ports, and every field that a condition may look at.',
        response: answers({ 200: flowLanguage }),
      },
    },
    async (request, reply) => {
      await authorizeReader(context, request, 'read_configuration');
      return reply.send(presentedLanguage);
    },
  );
}

/** Flows to begin with. */
function templateRoutes(app: App, context: HttpContext): void {
  app.get(
    '/flow-templates',
    { schema: { tags, summary: 'List the templates of flows', response: answers({ 200: templateList }) } },
    async (request, reply) => {
      await authorizeReader(context, request, 'read_configuration');
      return reply.send({ items: flowTemplates.map(({ graph: _, ...template }) => template) });
    },
  );

  app.post(
    '/flow-templates/:id/fill',
    {
      schema: {
        tags,
        summary: 'Fill in a template',
        description:
          'Answers a flow as it could be saved as a draft. What was not answered is empty, of which a check tells.',
        params: idPath,
        body: templateBody,
        response: answers({ 200: templateAnswer }),
      },
    },
    async (request, reply) => {
      await authorizeReader(context, request, 'read_configuration');
      const template = flowTemplates.find(({ id }) => id === request.params.id);
      if (template === undefined) throw notFound();
      const { triggers, steps } = fillTemplate(template, request.body.answers ?? {});
      const entry = { id: template.id, name: template.name, triggers, start: steps[0]?.id ?? 'end', steps };
      return reply.send({ entry });
    },
  );
}

function editingRoutes(app: App, context: HttpContext): void {
  /** What speaks against publishing an entry as it is. */
  async function problemsOf({ organizationId }: Reader, flowId: string, entry: unknown): Promise<readonly Fault[]> {
    const stored = await findConfiguration(context.reads, organizationId);
    if (stored === null) throw notFound();
    return withFlow(documentOf(stored.items), flowId, { ...(entry as object), published: true }).faults;
  }

  app.get(
    '/flows',
    {
      schema: {
        tags,
        summary: 'List the flows',
        description: `Each with what it came to in the last ${figureDays} days.`,
        response: answers({ 200: flowList }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const { organizationId, configuration } = reader;
      const drafts = await listDrafts(context.reads, organizationId);
      const draftOf = new Map(drafts.map((draft) => [draft.id, draft]));
      const ids = [...new Set([...configuration.flows.keys(), ...draftOf.keys()])].sort();
      const since = context.clock.now() - figureDays * 86_400_000;
      const flowIds = [...configuration.flows.keys()];
      const totals = await readTotals(context.reads, organizationId, { flowIds, since });
      const items = ids.map((id) => {
        const flow = configuration.flows.get(id);
        const draft = draftOf.get(id);
        const { running = 0, ...figures } = totals.get(id) ?? {};
        return {
          id,
          ...summaryOf(id, flow ?? (draft?.entry as object | undefined)),
          published: flow?.published ?? false,
          version: flow?.version ?? null,
          running,
          figures: { since: isoInstant(since), fired: 0, moved: 0, savedByReply: 0, ...figures },
          draft: draft === undefined ? null : presentDraftInfo(draft),
        };
      });
      return reply.send({ items });
    },
  );

  app.get(
    '/flows/:id',
    {
      schema: {
        tags,
        summary: 'Read a flow',
        description: 'What is configured, and the draft beside it with what speaks against publishing it.',
        params: idPath,
        response: answers({ 200: flowAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const id = entryId(request.params);
      const flow = reader.configuration.flows.get(id);
      const draft = await findDraft(context.reads, reader.organizationId, id);
      if (flow === undefined && draft === null) throw notFound();
      const { version, ...entry } = flow ?? { version: null };
      return reply.send({
        id,
        published: flow?.published ?? false,
        version,
        entry: flow === undefined ? null : entry,
        draft: draft === null ? null : { entry: draft.entry, ...presentDraftInfo(draft) },
        problems: await problemsOf(reader, id, draft?.entry ?? entry),
      });
    },
  );

  app.put(
    '/flows/:id/draft',
    {
      schema: {
        tags,
        summary: 'Save a draft of a flow',
        description:
          'Whatever it has come to: it has no effect before it is published. Answers what speaks against that.',
        params: idPath,
        body: draftBody,
        response: answers({ 200: draftAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'write_configuration');
      const flowId = newId(request.params.id);
      const { entry, revision } = request.body;
      refuseUnstorable(entry);
      const answer = await submitCommand(context, request, reply, {
        definition: saveFlowDraft,
        input: { flowId, entry, ...(revision === undefined ? {} : { revision }) },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const problems = await problemsOf(reader, flowId, entry);
      return reply.send({ id: flowId, revision: answer.answer.revision, problems });
    },
  );

  app.delete(
    '/flows/:id/draft',
    { schema: { tags, summary: 'Throw a draft away', params: idPath, response: answers({ 204: noContent }) } },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'write_configuration');
      const flowId = await knownFlow(context, reader, request.params);
      const answer = await submitCommand(context, request, reply, { definition: discardFlowDraft, input: { flowId } });
      return answer.kind === 'refused' ? sendRefusal(reply, answer.refusal) : reply.code(204).send();
    },
  );

  app.post(
    '/flows/check',
    {
      schema: {
        tags,
        summary: 'What speaks against publishing a flow',
        description: 'Of an entry as it is given, saved or not, under the id that stands in it.',
        body: checkBody,
        response: answers({ 200: checkAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'plan_configuration');
      const { entry } = request.body;
      const { id } = entry as { readonly id?: unknown };
      const problems = await problemsOf(reader, typeof id === 'string' ? id : 'draft', entry);
      return reply.send({ problems });
    },
  );

  app.post(
    '/flows/:id/publish',
    {
      schema: {
        tags,
        summary: 'Publish a flow',
        description:
          'Its draft, or the entry that is given: a new version of the configuration. Runs under way go on with the version that they began with.',
        params: idPath,
        body: publishBody,
        response: answers({ 200: publishAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'write_configuration');
      const flowId = newId(request.params.id);
      const { entry: given, revision } = request.body;
      // What is wrong with it is kept with the answer, names of fields among it.
      refuseUnstorable(given);
      const draft = given === undefined ? await findDraft(context.reads, reader.organizationId, flowId) : null;
      const entry = given ?? draft?.entry ?? reader.configuration.flows.get(flowId);
      if (entry === undefined) throw notFound();
      if (revision !== undefined && draft !== null && draft.revision !== revision)
        throw new HttpProblem('version_conflict', { data: { expected: revision, actual: draft.revision } });
      const changed = await changeFlow(request, reply, {
        flowId,
        entry: { ...withoutVersion(entry), published: true },
      });
      if (changed === null) return reply;
      const { repeated, ...published } = changed;
      // What is there when the answer is repeated is a newer draft than the one that was published.
      if (draft !== null && !repeated) {
        await context.engine.submit({
          organizationId: reader.organizationId,
          principal: request.caller.principal,
          key: context.ids.next(),
          requestHash: '',
          definition: discardFlowDraft,
          input: { flowId, revision: draft.revision },
        });
      }
      return reply.send(published);
    },
  );

  app.post(
    '/flows/:id/stop',
    {
      schema: {
        tags,
        summary: 'Stop a flow',
        description: 'It starts nothing and takes nothing any more; what is under way goes on to its end.',
        params: idPath,
        response: answers({ 200: publishAnswer }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'write_configuration');
      const flowId = entryId(request.params);
      const flow = reader.configuration.flows.get(flowId);
      if (flow === undefined) throw notFound();
      const changed = await changeFlow(request, reply, {
        flowId,
        entry: { ...withoutVersion(flow), published: false },
      });
      if (changed === null) return reply;
      const { repeated: _, ...stopped } = changed;
      return reply.send(stopped);
    },
  );

  /** Publishes or stops; null when it was refused, and that was answered. */
  async function changeFlow(
    request: FastifyRequest,
    reply: FastifyReply,
    input: { readonly flowId: string; readonly entry: unknown },
  ) {
    const answer = await submitCommand(context, request, reply, { definition: publishFlow, input });
    if (answer.kind === 'refused') {
      const { refusal } = answer;
      const problems = refusal.code === 'flow_has_problems' ? (refusal.data?.problems as readonly Fault[]) : null;
      if (problems === null) {
        sendRefusal(reply, refusal);
        return null;
      }
      throw new HttpProblem('flow_has_problems', {
        data: { flow: input.flowId, faultCount: problems.length },
        faults: problems.map(({ path, code, message }) => ({ in: 'body' as const, path, code, message })),
      });
    }
    if (answer.answer.changed) await context.engine.configurations.refresh(request.caller.organizationId);
    const { version, changed } = answer.answer;
    return { id: input.flowId, version, changed, repeated: answer.repeated };
  }

  app.get(
    '/flows/:id/versions',
    { schema: { tags, summary: 'List a flow’s versions', params: idPath, response: answers({ 200: versionList }) } },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_configuration');
      const versions = await listVersions(
        context.reads,
        reader.organizationId,
        await knownFlow(context, reader, request.params),
      );
      return reply.send({ items: versions.map(presentVersion) });
    },
  );

  app.get(
    '/flows/:id/versions/:version',
    {
      schema: {
        tags,
        summary: 'Read a version of a flow',
        params: flowVersionPath,
        response: answers({ 200: flowVersionAnswer }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_configuration');
      const flowId = entryId(request.params);
      const { version: asked } = request.params;
      const number = /^[1-9]\d{0,8}$/.test(asked) ? Number(asked) : null;
      const found =
        number === null ? null : await findVersion(context.reads, organizationId, { flowId, version: number });
      if (found === null) throw notFound();
      const entry = fillFlow({ ...(found.entry as WrittenFlow), id: flowId });
      return reply.send({ ...presentVersion(found), entry });
    },
  );
}

/** An entry may be anything but what a store cannot hold. @throws HttpProblem */
function refuseUnstorable(entry: unknown): void {
  if (isStorable(entry)) return;
  const message = 'Somewhere in it stands a text with a NUL character or half of a character.';
  throw validationProblem([{ in: 'body', path: '/entry', code: 'bad_text', message }]);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, part]) => isStorable(key) && isStorable(part));
}

const noContent = { type: 'null', description: 'Done.' } as const;

/** An id that may be a new one. @throws HttpProblem */
function newId(id: string): string {
  if (idShape.test(id)) return id;
  throw notFound();
}

/** The id of a flow that is configured, drafted, or once was published. @throws HttpProblem */
export async function knownFlow(
  context: HttpContext,
  reader: Reader,
  params: { readonly id: string },
): Promise<string> {
  const id = entryId(params);
  if (reader.configuration.flows.has(id)) return id;
  const [versions, draft] = await Promise.all([
    listVersions(context.reads, reader.organizationId, id),
    findDraft(context.reads, reader.organizationId, id),
  ]);
  if (versions.length === 0 && draft === null) throw notFound();
  return id;
}

function withoutVersion(entry: unknown): object {
  const { version: _, ...others } = entry as { readonly version?: number };
  return others;
}

/** What a list shows of an entry, which as a draft may be anything. */
function summaryOf(id: string, entry: object | undefined) {
  const { name, department, triggers, steps } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return {
    name: typeof name === 'string' && name !== '' ? name : id,
    department: typeof department === 'string' ? department : null,
    triggers: listed(triggers).flatMap((trigger) => {
      const kind = (trigger as { readonly kind?: unknown } | null)?.kind;
      return typeof kind === 'string' ? [kind] : [];
    }),
    steps: listed(steps).length,
  };
}

function presentDraftInfo({
  revision,
  changedBy,
  changedAt,
}: {
  readonly revision: number;
  readonly changedBy: unknown;
  readonly changedAt: number;
}) {
  return { revision, changedBy: changedBy as { kind: string; id: string }, changedAt: isoInstant(changedAt) };
}

function presentVersion({
  version,
  publishedAt,
  publishedBy,
}: {
  readonly version: number;
  readonly publishedAt: number;
  readonly publishedBy: unknown;
}) {
  return { version, publishedAt: isoInstant(publishedAt), publishedBy: publishedBy as { kind: string; id: string } };
}
