/**
 * The parts of a node that edges are tested on: an engine with its log, one organization, and a server on a port of the
 * system's choosing whose requests say in a header who they are.
 */
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { type Ids, uuidIds } from '../../src/base/ids.ts';
import { secureRandom, seededRandom } from '../../src/base/random.ts';
import { newAgentState } from '../../src/domain/agent.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { Principal, Scope } from '../../src/domain/principal.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Answer } from '../../src/engine/submission.ts';
import { HttpProblem, handleErrors, sendRefusal } from '../../src/http/problems.ts';
import { compileValidator } from '../../src/http/validate.ts';
import { Sweeper } from '../../src/jobs/sweeper.ts';
import { LogTail } from '../../src/log/tail.ts';
import type { Database } from '../../src/storage/database.ts';
import { encodeJson } from '../../src/storage/encode.ts';

export type Item = readonly [kind: string, id: string, data: Readonly<Record<string, unknown>>];

export const ids: Ids = uuidIds(systemClock, secureRandom());

/** Two departments that may move everything to each other, an agent or two in each, and an account. */
const smallSetup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: {} }],
  ...['support', 'billing'].flatMap((id): Item[] => [
    ['department', id, { id, defaultQueue: id, moveRules: [{}] }],
    ['queue', id, { id, department: id, distribution: 'push' }],
  ]),
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['billing'], capacity: { total: null } }],
  ['agent', 'eve', { id: 'eve', departments: [], capacity: { total: null } }],
  ['agent', 'root', { id: 'root', role: 'administrator', departments: [], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];

/** An organization put into the tables directly, with its agents online. */
export async function insertSmallOrganization(
  database: Database,
  items: readonly Item[] = smallSetup,
): Promise<string> {
  const id = ids.next();
  const run = (text: string, values: (string | null)[]) => ({ name: '', text, values });
  await database.withSession((session) =>
    session.pipeline([
      run('insert into organization values ($1::uuid, $2, clock_timestamp())', [id, 'Test']),
      run('insert into organization_head values ($1::uuid, 0, 1, clock_timestamp())', [id]),
      ...items.map(([kind, itemId, data]) =>
        run('insert into configuration_item values ($1::uuid, $2, $3, 1, false, $4::jsonb)', [
          id,
          kind,
          itemId,
          encodeJson(data),
        ]),
      ),
      ...items
        .filter(([kind]) => kind === 'agent')
        .map(([, agentId]) =>
          run(
            `insert into agent (organization_id, id, presence, presence_since, leased, load, last_assigned_at, idle_since, rotation, missed_offers)
              values ($1::uuid, $2, 'online', clock_timestamp(), false, '{}', 'epoch', 'epoch', '{}', 0)`,
            [id, agentId],
          ),
        ),
    ]),
  );
  return id;
}

/** Changes items of configuration as a command, so that an event tells of it and a record keeps what it changed. */
export const changeItems: CommandDefinition<
  { readonly items: readonly Item[]; readonly newAgents?: readonly string[] },
  null
> = {
  name: 'changeItems',
  configuration: true,
  needs: () => ({}),
  decide(draft, { items, newAgents = [] }) {
    const version = draft.configuration.version + 1;
    const recorded = { adds: [] as object[], changes: [] as object[], retires: [] as object[] };
    for (const [kind, id, data] of items) {
      const before = draft.find('configurationItem', `${kind}:${id}`)?.data as Item[2] | undefined;
      if (before === undefined) recorded.adds.push({ kind, id, name: id });
      else if (data.retired === true) recorded.retires.push({ kind, id, name: id, successor: null, data: before });
      else recorded.changes.push({ kind, id, name: id, fields: fieldsChanged(before, data) });
      const row = { kind, id, data, version, retired: data.retired === true } as never;
      if (draft.find('configurationItem', `${kind}:${id}`) === undefined)
        draft.add('configurationItem', `${kind}:${id}`, row);
      else draft.change('configurationItem', `${kind}:${id}`, row);
    }
    draft.add('configurationChange', String(version), {
      id: String(version),
      version,
      actor: { kind: 'system', id: 'test' },
      changes: recorded,
      at: draft.now,
    } as never);
    for (const id of newAgents) draft.add('agent', id, { ...newAgentState(id, draft.now), presence: 'online' });
    draft.emit('configuration.changed', { details: { version, isLast: true } });
    return { kind: 'done', answer: null };
  },
};

function fieldsChanged(before: Item[2], after: Item[2]): object[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}

export interface SmallNode {
  readonly database: Database;
  readonly engine: Engine;
  readonly tail: LogTail;
  /** Runs a command that must be done. */
  run<I, A>(organizationId: string, principal: Principal, definition: CommandDefinition<I, A>, input: I): Promise<A>;
  /** The same, whatever comes of it. */
  submit<I, A>(
    organizationId: string,
    principal: Principal,
    definition: CommandDefinition<I, A>,
    input: I,
  ): Promise<Answer<A>>;
  close(): Promise<void>;
}

/** An engine on the database, following its log. */
export async function startSmallNode(database: Database, clock: Clock = systemClock): Promise<SmallNode> {
  const tail = new LogTail({ database, clock });
  const engine = new Engine({ database, clock, ids, onCommit: (committed) => tail.committed(committed) });
  await tail.start();
  const submit: SmallNode['submit'] = (organizationId, principal, definition, input) =>
    engine.submit({ organizationId, principal, key: ids.next(), requestHash: '', definition, input });
  return {
    database,
    engine,
    tail,
    submit,
    run: async (organizationId, principal, definition, input) => {
      const answer = await submit(organizationId, principal, definition, input);
      if (answer.kind === 'refused')
        throw new Error(`${definition.name} was refused: ${JSON.stringify(answer.refusal)}`);
      return answer.answer;
    },
    close: async () => {
      await engine.stop();
      await tail.close();
    },
  };
}

/** An engine whose deadlines a sweeper keeps, by a clock that a test moves. Flows take no turns. */
export function startSweptEngine(
  database: Database,
  clock: Clock,
): { readonly engine: Engine; readonly sweeper: Sweeper } {
  const engine = new Engine({ database, clock, ids, time: 'clock' });
  const takeTurn = async () => true;
  const random = seededRandom(1);
  return { engine, sweeper: new Sweeper({ database, engine, clock, ids, random, time: 'clock', takeTurn }) };
}

/** The principal of an agent, who acts through a key. */
export function agent(id: string): Principal & { kind: 'key' } {
  return { kind: 'key', keyId: '00000000-0000-7000-8000-000000000001', scopes: ['act_as'], actsFor: id };
}

/** The principal of a key with these scopes. */
export function key(...scopes: Scope[]): Principal & { kind: 'key' } {
  return { kind: 'key', keyId: '00000000-0000-7000-8000-000000000002', scopes };
}

/** What edges answer with, as `src/node.ts` gives it to them. */
export const answers = {
  problem: (
    code: ConstructorParameters<typeof HttpProblem>[0],
    details?: ConstructorParameters<typeof HttpProblem>[1],
  ) => new HttpProblem(code, details),
  sendRefusal,
};

/** A server without routes, answering problems as the real one does. */
export function bareServer(onDefect: (error: unknown) => void = () => {}): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  app.setValidatorCompiler(compileValidator as never);
  app.setErrorHandler(handleErrors(onDefect));
  return app;
}

/** Listens on a port of the system's choosing. */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}
