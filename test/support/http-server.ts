import type { FastifyInstance, InjectOptions } from 'fastify';
import { Compile } from 'typebox/compile';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom } from '../../src/base/random.ts';
import { systemOrganizationId } from '../../src/commands/organizations.ts';
import { Engine } from '../../src/engine/engine.ts';
import { createHttpServer, type HttpOptions } from '../../src/http/server.ts';
import { FlowTurns } from '../../src/jobs/flow-turns.ts';
import { PresenceLeases } from '../../src/jobs/presence-leases.ts';
import { IndexKeeper } from '../../src/routing/index-keeper.ts';
import { IndexedRooms } from '../../src/routing/waiting-rooms.ts';
import { insertSystemOrganization } from '../../src/storage/bootstrap.ts';
import type { Database } from '../../src/storage/database.ts';
import { presenceLeaseStore } from '../../src/storage/presence-leases.ts';

export const adminKey = 'administration key for the tests, long enough';

/** What a test says of a request. */
export interface Ask {
  readonly key?: string;
  /** The agent for whom the key acts. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Said {
  readonly status: number;
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** An organization to test with: support and billing hand over to each other, sales does not. */
export interface TestOrganization {
  readonly id: string;
  readonly key: string;
}

const testConfiguration = {
  departments: [
    { id: 'support', moveRules: [{ destinations: ['billing'] }], dispositions: [{ id: 'solved' }] },
    { id: 'billing', moveRules: [{ destinations: ['support'] }] },
    { id: 'sales', settings: { wrapUpSeconds: 600 } },
  ],
  queues: ['support', 'billing', 'sales'].map((id) => ({ id, department: id, distribution: 'pull' })),
  agents: [
    { id: 'anna', departments: ['support'], capacity: { total: null } },
    { id: 'ada', departments: ['support'], capacity: { total: null } },
    { id: 'bob', departments: ['billing'], capacity: { total: null } },
    // May do much, in a department of their own.
    {
      id: 'sam',
      departments: ['sales'],
      capacity: { total: null },
      grant: ['transcript.export', 'message.erase'],
    },
    { id: 'zoe', role: 'supervisor', departments: ['support'], capacity: { total: null } },
  ],
  accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
};

/**
 * A whole server over a store, called without a socket. Every answer is held against the published OpenAPI document: a
 * field that it does not know, or a status that it does not name, fails the test that caused it.
 */
export class TestServer {
  readonly app: FastifyInstance;
  readonly engine: Engine;
  readonly defects: unknown[];
  readonly routes: readonly { readonly method: string; readonly url: string }[];
  #document: any;
  #checks: AnswerChecks | undefined;

  readonly #turns: FlowTurns;

  private constructor(
    parts: Pick<TestServer, 'app' | 'engine' | 'defects' | 'routes'> & { readonly turns: FlowTurns },
  ) {
    this.app = parts.app;
    this.engine = parts.engine;
    this.#turns = parts.turns;
    this.defects = parts.defects;
    this.routes = parts.routes;
  }

  static async open(
    database: Database,
    options: Partial<HttpOptions> & { readonly clock?: Clock } = {},
  ): Promise<TestServer> {
    await insertSystemOrganization(database, systemOrganizationId);
    const clock = options.clock ?? systemClock;
    const ids = uuidIds(clock, secureRandom());
    const defects: unknown[] = [];
    const routes: { method: string; url: string }[] = [];
    const engine: Engine = new Engine({
      database,
      clock,
      ids,
      onCommit: (commits) => turns.committed(commits),
      onDefect: (error) => defects.push(error),
    });
    const turns = new FlowTurns({
      engine,
      clock,
      ids,
      perform: async () => ({ kind: 'failed', code: 'unreachable', mayRetry: false }),
      onError: (error) => defects.push(error),
    });
    const presence = new PresenceLeases({ store: presenceLeaseStore(database), clock });
    // Read anew for each that asks: no log is followed here.
    const loadIndex = async (organizationId: string) => {
      const configuration = await engine.configurations.get(organizationId);
      return configuration && new IndexKeeper(organizationId, database, () => clock.now()).load(configuration);
    };
    const app = createHttpServer({
      engine,
      database,
      presence,
      rooms: new IndexedRooms({ indexOf: () => null, loadIndex }),
      clock,
      ids,
      adminKey,
      onDefect: (error) => defects.push(error),
      onRoute: ({ method, url }) => {
        for (const each of [method].flat()) routes.push({ method: each, url });
      },
      ...options,
    });
    await app.ready();
    return new TestServer({ app, engine, turns, defects, routes });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.#turns.close();
    await this.engine.stop();
  }

  /** The id of the first of a list, once there is one: a flow's turn comes after the commit that makes it due. */
  async firstOf(path: string, key: string): Promise<string> {
    const until = performance.now() + 10_000;
    while (performance.now() < until) {
      const { items } = (await this.call('GET', path, { key })).body;
      if (items.length > 0) return items[0].id;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`Nothing came at ${path}.`);
  }

  async call(method: string, url: string, ask: Ask = {}): Promise<Said> {
    const { key, as, body, headers } = ask;
    const request: InjectOptions = {
      method: method as 'GET',
      url,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(as === undefined ? {} : { 'baton-act-as': as }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    };
    if (body !== undefined) request.payload = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.app.inject(request);
    const type = String(response.headers['content-type'] ?? '');
    const answer = type.includes('json') && response.body !== '' ? response.json() : undefined;
    if (type.includes('json')) await this.#check({ method, url, status: response.statusCode, body: answer, type });
    return { status: response.statusCode, body: answer, text: response.body, headers: response.headers };
  }

  /** A new organization with the configuration of the tests. */
  async organization(configuration: object = testConfiguration): Promise<TestOrganization> {
    const made = await this.call('POST', '/v1/organizations', { key: adminKey, body: { name: 'Test' } });
    const { id, apiKey: key } = made.body;
    const applied = await this.call('PUT', '/v1/configuration', { key, body: configuration });
    if (applied.status !== 200) throw new Error(`The tests' configuration was refused: ${applied.text}`);
    for (const agent of ['anna', 'ada', 'bob', 'sam', 'zoe']) {
      await this.call('PUT', `/v1/agents/${agent}/presence`, { key, body: { presence: 'online' } });
    }
    return { id, key };
  }

  /** The OpenAPI document, as it is served. */
  async document(): Promise<any> {
    this.#document ??= (await this.app.inject('/openapi.json')).json();
    return this.#document;
  }

  async #check(said: SaidToCheck): Promise<void> {
    this.#checks ??= new AnswerChecks(await this.document());
    this.#checks.check(said);
  }
}

/** An answer, with what it was asked by. */
export interface SaidToCheck {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
  readonly type: string;
}

/** Holds answers against an OpenAPI document. */
export class AnswerChecks {
  readonly #document: any;
  readonly #checks = new Map<string, (status: number, body: unknown, type: string) => void>();

  constructor(document: any) {
    this.#document = document;
  }

  /** @throws Error when the document does not allow the answer */
  check({ method, url, status, body, type }: SaidToCheck): void {
    const { paths } = this.#document;
    const path = url.split('?', 1)[0] as string;
    // A path without a parameter is meant before one that takes it for a parameter's value.
    const template = path in paths ? path : Object.keys(paths).find((each) => matches(each, path));
    const operation = template && paths[template][method.toLowerCase()];
    if (!operation) return;
    const id = `${method} ${template}`;
    let check = this.#checks.get(id);
    if (check === undefined) {
      check = answerCheck(this.#document, operation, id);
      this.#checks.set(id, check);
    }
    check(status, body, type);
  }
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part === given[i] || part.startsWith('{'));
}

function answerCheck(document: any, operation: any, id: string): (status: number, body: unknown, type: string) => void {
  const resolve = (value: any): any =>
    value?.$ref
      ? value.$ref
          .slice(2)
          .split('/')
          .reduce((at: any, key: string) => at[key], document)
      : value;
  const compiled = new Map<string, ReturnType<typeof Compile>>();
  return (status, body, type) => {
    const response = resolve(operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`]);
    if (response === undefined)
      throw new Error(`${id} answered ${status}, which the document does not name: ${JSON.stringify(body)}`);
    const content = response.content?.[type.split(';', 1)[0] as string];
    if (content === undefined) return;
    let schema = compiled.get(String(status));
    if (schema === undefined) {
      schema = Compile(resolve(content.schema));
      compiled.set(String(status), schema);
    }
    if (!schema.Check(body))
      throw new Error(
        `${id} answered ${status} with what its schema does not allow: ${JSON.stringify(schema.Errors(body))}`,
      );
  };
}
