import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem, Unreachable } from './problem.ts';
import { createClient } from './request.ts';

type Handler = (request: IncomingMessage, reply: ServerResponse, body: string) => void;

describe('a client’s requests', () => {
  let url = '';
  let handle: Handler = () => {};
  let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const pauses: number[] = [];
  const server = createServer((request, reply) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: String(request.method), url: String(request.url), headers: request.headers, body });
      handle(request, reply, body);
    });
  });
  const client = (more: object = {}) =>
    createClient({ url, pause: async (ms) => void pauses.push(ms), random: () => 0.5, ...more });
  const json = (reply: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
    reply.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      ...headers,
    });
    reply.end(JSON.stringify(body));
  };
  const problem = (reply: ServerResponse, status: number, code: string, more: object = {}) =>
    json(reply, status, { type: `urn:baton:${code}`, title: `It is ${code}.`, status, code, ...more });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen = [];
    pauses.length = 0;
  });

  test('fill in path and query, leaving out what is undefined, and say who asks', async () => {
    handle = (_, reply) => json(reply, 200, { items: [], nextCursor: null });
    await client({ key: 'k', actAs: 'ana' }).get('/v1/conversations/{id}/messages', {
      path: { id: 'a/b' },
      query: { limit: 3, cursor: undefined },
    });
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/v1/conversations/a%2Fb/messages?limit=3',
      headers: { authorization: 'Bearer k', 'baton-act-as': 'ana' },
    });
  });

  test('that are refused throw the problem, with its code and data, and tell whoever wants to know', async () => {
    handle = (_, reply) => problem(reply, 403, 'not_owner', { data: { ownerKind: 'agent', ownerId: 'ben' } });
    const told: string[] = [];
    const asking = client({ onProblem: (each: Problem) => told.push(each.code) }).post('/v1/tickets/{id}/take', {
      path: { id: 't' },
    });
    const error = await asking.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect([error.code, error.status, error.data.ownerId, error.message]).toEqual([
      'not_owner',
      403,
      'ben',
      'It is not_owner.',
    ]);
    expect(told).toEqual(['not_owner']);
    expect(seen).toHaveLength(1);
  });

  test('are sent again with the same key when the server is busy, as late as it asks, and at most three times', async () => {
    handle = (_, reply) => problem(reply, 503, 'busy', {});
    const error = await client()
      .post('/v1/tickets/{id}/take', { path: { id: 't' } })
      .catch((thrown) => thrown);
    expect(error.code).toBe('busy');
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(pauses).toEqual([150, 300, 600]);
    handle = (_, reply) =>
      seen.length < 6 ? json(reply, 503, { code: 'busy', status: 503 }, { 'retry-after': '2' }) : json(reply, 200, {});
    await client().put('/v1/agents/{id}/presence', { path: { id: 'ana' }, body: { presence: 'online' } });
    expect(pauses.at(-1)).toBe(1500);
  });

  test('that get no answer are sent again, and end as unreachable', async () => {
    handle = (request, reply) =>
      seen.length < 3 ? request.socket.destroy() : json(reply, 200, { items: [], nextCursor: null });
    await expect(client().get('/v1/tickets')).resolves.toEqual({ items: [], nextCursor: null });
    expect(seen).toHaveLength(3);
    handle = (request) => request.socket.destroy();
    await expect(client({ retriesMax: 1 }).get('/v1/tickets')).rejects.toThrow(Unreachable);
  });

  test('with a proxy’s own page for an answer are unreachable, not problems', async () => {
    handle = (_, reply) => reply.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
    await expect(client({ retriesMax: 0 }).get('/v1/tickets')).rejects.toThrow(Unreachable);
  });

  test('that change something by a PATCH without a version are sent once only', async () => {
    handle = (_, reply) => problem(reply, 503, 'busy');
    const error = await client()
      .patch('/v1/tickets/{id}', { path: { id: 't' }, body: { tags: [] } })
      .catch((thrown) => thrown);
    expect([error.code, seen.length]).toEqual(['busy', 1]);
  });

  test('end with the signal’s reason, also between two attempts', async () => {
    handle = (_, reply) => problem(reply, 503, 'busy');
    const stop = new AbortController();
    const asking = createClient({ url }).get('/v1/tickets', { signal: stop.signal });
    await expect.poll(() => seen.length).toBe(1);
    stop.abort(new Error('gone elsewhere'));
    await expect(asking).rejects.toThrow('gone elsewhere');
  });

  test('carry files as they are, with their name beside', async () => {
    handle = (_, reply) => json(reply, 201, { id: 'f' });
    await client().sendFile(new Blob(['a,b'], { type: 'text/csv' }), 'a b.csv');
    expect(seen[0]).toMatchObject({
      url: '/v1/files?name=a+b.csv',
      body: 'a,b',
      headers: { 'content-type': 'text/csv' },
    });
  });

  test('tell how far the server’s clock is ahead, where that is more than its answers’ dates are exact', async () => {
    const at =
      (ms: number): Handler =>
      (_, reply) =>
        json(reply, 200, { items: [], nextCursor: null }, { date: new Date(Date.now() + ms).toUTCString() });
    const clocks = client();
    handle = at(0);
    await clocks.get('/v1/tickets');
    expect(Math.abs(clocks.now() - Date.now())).toBeLessThan(50);
    handle = at(3_600_000);
    await clocks.get('/v1/tickets');
    expect(Math.abs(clocks.now() - Date.now() - 3_600_000)).toBeLessThan(1_500);
  });
});
