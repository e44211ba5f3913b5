import { tmpdir } from 'node:os';
import { expect } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { type NodeOptions, type RunningNode, startNode } from '../../src/node.ts';
import { filesFolder } from '../support/files-folder.ts';
import { openStore, type StoreKind } from '../support/stores.ts';

/**
 * What scenarios play on: a real server on a port of the system's choosing, and desks (organizations) on it. Everything
 * goes through HTTP, as a stranger's client would.
 */
export const scenarioKey = 'an-administration-key-for-scenarios';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

export interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

export async function startServer(kind: StoreKind, more: Partial<NodeOptions> = {}): Promise<RunningNode> {
  const { database } = await openStore(kind);
  return startServerOn({ database, ...(more.dataDir === undefined ? { filesDir: filesFolder() } : {}), ...more });
}

/** A server on a store that others may have too: `database` or `databaseUrl`, with a `filesDir` that is that store's. */
export function startServerOn(given: Partial<NodeOptions>): Promise<RunningNode> {
  return startNode({
    dataDir: tmpdir(),
    port: 0,
    adminKey: scenarioKey,
    rateLimits: 'off',
    onDefect: (error) => console.error(error),
    ...given,
  });
}

function client(url: string, key: string, more: Record<string, string> = {}): Client {
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body ?? {}, headers),
    put: (path, body, headers) => call('PUT', path, body, headers),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path) => call('DELETE', path),
  };
}

/** One organization with its people. */
export class Desk {
  readonly url: string;
  readonly organizationId: string;
  readonly key: string;
  /** The integration's own voice. */
  readonly api: Client;
  /** The clock of the server, by which customers' messages are dated. */
  readonly clock: Clock;

  private constructor(url: string, organizationId: string, key: string, clock: Clock) {
    this.url = url;
    this.organizationId = organizationId;
    this.key = key;
    this.api = client(url, key);
    this.clock = clock;
  }

  static async open(server: RunningNode, setup: WrittenDocument, clock: Clock = systemClock): Promise<Desk> {
    const made = await client(server.url, scenarioKey).post('/v1/organizations', { name: 'Scenario' });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const desk = new Desk(server.url, made.body.id, made.body.apiKey, clock);
    await desk.configure(setup);
    return desk;
  }

  /** The same organization on another node. */
  at(url: string): Desk {
    return new Desk(url, this.organizationId, this.key, this.clock);
  }

  async configure(setup: WrittenDocument): Promise<void> {
    const put = await this.api.put('/v1/configuration', setup);
    expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
  }

  /** Somebody of the desk. */
  as(agentId: string): Client {
    return client(this.url, this.key, { 'baton-act-as': agentId });
  }

  /** A key of its own that has just these scopes. */
  async withScopes(...scopes: string[]): Promise<Client> {
    const made = await this.api.post('/v1/api-keys', { name: scopes.join(' '), scopes });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return client(this.url, made.body.apiKey);
  }

  async online(...agentIds: string[]): Promise<void> {
    for (const id of agentIds) {
      const set = await this.as(id).put(`/v1/agents/${id}/presence`, { presence: 'online' });
      expect(set.status, JSON.stringify(set.body)).toBe(200);
    }
  }

  /** A customer's conversation, owned as said: `{kind:'agent', id}`, a queue, or where the account's entry leads. */
  async conversation(
    options: { account?: string; owner?: unknown; contact?: string; form?: unknown; attributes?: unknown } = {},
  ): Promise<{ conversationId: string; ticketId: string }> {
    const { account = 'chat', owner, contact = `customer-${Math.random()}`, ...rest } = options;
    const started = await this.api.post('/v1/conversations', {
      accountId: account,
      contact: { address: contact },
      ...(owner === undefined ? {} : { owner }),
      ...rest,
    });
    expect(started.status, JSON.stringify(started.body)).toBe(201);
    return { conversationId: started.body.conversationId ?? started.body.id, ticketId: started.body.ticketId };
  }

  async ticket(ticketId: string): Promise<any> {
    const read = await this.api.get(`/v1/tickets/${ticketId}`);
    expect(read.status, JSON.stringify(read.body)).toBe(200);
    return read.body;
  }

  async lineage(conversationId: string): Promise<any> {
    const read = await this.api.get(`/v1/conversations/${conversationId}/lineage`);
    expect(read.status, JSON.stringify(read.body)).toBe(200);
    return read.body;
  }

  async agent(agentId: string): Promise<any> {
    const read = await this.api.get(`/v1/agents/${agentId}`);
    expect(read.status, JSON.stringify(read.body)).toBe(200);
    return read.body;
  }
}

/** Two departments that may hand everything to each other, a third that nobody reaches, and people in each. */
export const twoDepartments: WrittenDocument = {
  profile: 'baton',
  departments: [
    { id: 'support', defaultQueue: 'support', moveRules: [{ channels: 'all', destinations: ['billing'] }] },
    { id: 'billing', defaultQueue: 'billing', moveRules: [{ channels: 'all', destinations: ['support'] }] },
    { id: 'legal', defaultQueue: 'legal' },
  ],
  queues: [
    { id: 'support', department: 'support', distribution: 'pull' },
    { id: 'billing', department: 'billing', distribution: 'pull' },
    { id: 'legal', department: 'legal', distribution: 'pull' },
  ],
  agents: [
    { id: 'ana', departments: ['support'], capacity: { total: 5 } },
    { id: 'bob', departments: ['support'], capacity: { total: 5 } },
    { id: 'cy', departments: ['billing'], capacity: { total: 5 } },
    { id: 'dee', departments: ['billing'], capacity: { total: 1 } },
    { id: 'sue', departments: ['support'], role: 'supervisor', capacity: { total: 5 } },
    { id: 'leo', departments: ['legal'], capacity: { total: 5 } },
  ],
  accounts: [
    { id: 'chat', kind: 'webchat', entry: { department: 'support' } },
    { id: 'mail', kind: 'email', entry: { department: 'support' } },
    { id: 'wa', kind: 'whatsapp', entry: { department: 'support' } },
  ],
};

/** Waits until the question answers something, by asking again; for what another part of the server does by itself. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, withinMs = 5000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > until) throw new Error(`It did not come to pass within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
