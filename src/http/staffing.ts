import { assignAgent } from '../commands/assign-agent.ts';
import { endCapacityOverride, overrideCapacity } from '../commands/capacity.ts';
import { presenceAnswerOf, restorePresence, setPresence } from '../commands/presence.ts';
import { configurationAnswer } from '../contract/configuration.ts';
import {
  agent,
  capacityBody,
  departmentsBody,
  heartbeatAnswer,
  heartbeatBody,
  presenceAnswer,
  presenceBody,
  skillsBody,
  statusList,
} from '../contract/people.ts';
import { idPath } from '../contract/words.ts';
import type { AgentState } from '../domain/agent.ts';
import { findAgent } from '../reads/agents.ts';
import { answers } from './answers.ts';
import { authorizePresence, authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { etagOf } from './etag.ts';
import { entryId } from './people.ts';
import { presentAgent, presentPresence, presentStatus } from './present.ts';
import { notFound, sendRefusal, validationProblem } from './problems.ts';
import { answerCommand, type CommandCall, submitCommand } from './submit.ts';

/** Of a caller who names none: an integration is one device. */
const deviceDefault = 'api';
/** As the console beats: a lease that outlives two heartbeats that were lost. */
const heartbeatSecondsDefault = 30;

/** Who is there, for how much, and for what: one's own presence, and the levers of supervisors. */
export function staffingRoutes(app: App, context: HttpContext): void {
  const tags = ['Agents'];
  presenceRoutes(app, context);

  app.put(
    '/agents/:id/capacity',
    {
      schema: {
        tags,
        summary: 'Set a capacity for now',
        description:
          'In place of the configured one, until it is taken off or its time is over. It counts at the next decision; what is owned stays.',
        params: idPath,
        body: capacityBody,
        response: answers({ 200: agent }),
      },
    },
    async (request, reply) => {
      const agentId = entryId(request.params);
      const { total, perChannel = {}, interruptible = [], reason = null, until = null } = request.body;
      const input = { agentId, capacity: { total, perChannel, interruptible }, reason };
      const call = { definition: overrideCapacity, input: { ...input, until: readUntil(until) } };
      return answerAgent(request, reply, call);
    },
  );

  app.delete(
    '/agents/:id/capacity',
    {
      schema: {
        tags,
        summary: 'Go back to the configured capacity',
        params: idPath,
        response: answers({ 200: agent }),
      },
    },
    async (request, reply) =>
      answerAgent(request, reply, { definition: endCapacityOverride, input: { agentId: entryId(request.params) } }),
  );

  for (const { path, summary, whose, body } of [
    { path: 'skills', summary: 'Set an agent’s skills', whose: '', body: skillsBody },
    {
      path: 'departments',
      summary: 'Set an agent’s departments',
      whose: ' Without the permission to write it, you add and take away departments of your own only.',
      body: departmentsBody,
    },
  ] as const) {
    app.put(
      `/agents/:id/${path}`,
      {
        schema: {
          tags,
          summary,
          description: `A new version of the configuration, which can be gone back on as any other.${whose}`,
          params: idPath,
          body,
          response: answers({ 200: configurationAnswer }),
        },
      },
      async (request, reply) => {
        const agentId = entryId(request.params);
        const given = request.body as Assigned;
        const fields = 'skills' in given ? { skillLevels: {}, ...given } : given;
        const answer = await submitCommand(context, request, reply, {
          definition: assignAgent,
          input: { agentId, ...fields },
        });
        if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
        if (answer.answer.changed) await context.engine.configurations.refresh(request.caller.organizationId);
        return reply.header('etag', etagOf(answer.answer.version)).send(answer.answer);
      },
    );
  }

  /** An instant that is still to come. @throws HttpProblem */
  function readUntil(text: string | null): number | null {
    if (text === null) return null;
    const until = Date.parse(text);
    if (until > context.clock.now()) return until;
    const message = 'This must be later than now.';
    throw validationProblem([{ in: 'body', path: '/until', code: 'out_of_bounds', message }]);
  }

  /** Runs the command, and answers the agent as they are then. */
  async function answerAgent<I, A>(
    request: Parameters<typeof submitCommand>[1],
    reply: Parameters<typeof submitCommand>[2],
    call: CommandCall<I, A>,
  ) {
    const answer = await submitCommand(context, request, reply, call);
    if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
    const reader = await authorizeReader(context, request, 'see_own_change');
    const found = await findAgent(context.reads, reader, entryId(request.params as { id: string }));
    if (found === undefined) throw notFound();
    return reply.send(presentAgent(found, context.clock.now()));
  }
}

type Assigned =
  | { readonly skills: string[]; readonly skillLevels?: Record<string, number> }
  | { readonly departments: string[] };

function presenceRoutes(app: App, context: HttpContext): void {
  const tags = ['Agents'];

  app.get(
    '/statuses',
    { schema: { tags, summary: 'List the statuses that can be chosen', response: answers({ 200: statusList }) } },
    async (request, reply) => {
      const { configuration } = await authorizeReader(context, request, 'read_agents');
      const statuses = [...configuration.statuses.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return reply.send({ items: statuses.map(presentStatus) });
    },
  );

  app.put(
    '/agents/:id/presence',
    {
      schema: {
        tags,
        summary: 'Set a presence',
        description:
          'A plain `presence`, or a `status` of the configuration. With `leaseSeconds` it holds only while one of the agent’s devices sends heartbeats.',
        params: idPath,
        body: presenceBody,
        response: answers({ 200: presenceAnswer }),
      },
    },
    async (request, reply) => {
      const agentId = entryId(request.params);
      const { presence, status, reason, leaseSeconds, device = deviceDefault } = request.body;
      if ((presence === undefined) === (status === undefined)) {
        const code = presence === undefined ? 'missing' : 'ambiguous';
        const message = 'Say either a presence or a status.';
        throw validationProblem([{ in: 'body', path: '/presence', code, message }]);
      }
      const leased = leaseSeconds !== undefined;
      // The lease first: whoever is present by one has it already.
      if (leased) await renew(request, { agentId, device, seconds: leaseSeconds });
      const chosen = presence === undefined ? { status: status as string } : { presence };
      return answerCommand(context, request, reply, {
        definition: setPresence,
        input: { agentId, ...chosen, leased, ...(reason === undefined ? {} : { reason }) },
        present: presentPresence,
      });
    },
  );

  app.post(
    '/agents/:id/presence/heartbeat',
    {
      schema: {
        tags,
        summary: 'Say that an agent is still there',
        description:
          'Renews the lease of a device. A device in the background says so by a longer one. If the presence had lapsed, it is by this what it was.',
        params: idPath,
        body: heartbeatBody,
        response: answers({ 200: heartbeatAnswer }),
      },
    },
    async (request, reply) => {
      const agentId = entryId(request.params);
      const { device = deviceDefault, leaseSeconds = heartbeatSecondsDefault } = request.body;
      const state = await renew(request, { agentId, device, seconds: leaseSeconds });
      if (state.lapsedFrom === null || leaseSeconds === 0)
        return reply.send({ ...presentPresence(presenceAnswerOf(state)), restored: false });
      return answerCommand(context, request, reply, {
        definition: restorePresence,
        input: { agentId },
        present: ({ restored, ...answer }) => ({ ...presentPresence(answer), restored }),
      });
    },
  );

  /** @throws HttpProblem, DatabaseError */
  async function renew(
    request: Parameters<typeof authorizePresence>[1],
    beat: { readonly agentId: string; readonly device: string; readonly seconds: number },
  ): Promise<AgentState> {
    await authorizePresence(context, request, beat.agentId);
    const state = await context.presence.renew({ organizationId: request.caller.organizationId, ...beat });
    if (state === null) throw notFound();
    return state;
  }
}
