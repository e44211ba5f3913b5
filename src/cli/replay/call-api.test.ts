import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import { Api, type ApiCall, CallRefused, ServerAway } from './call-api.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives these answers in turn, the last one for ever, and notes what it was asked. */
async function serve(...answers: Answer[]) {
  const seen: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      answers[Math.min(seen.length, answers.length) - 1]?.(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new Api({ url, key: 'secret', connectionsMax: 2, random: seededRandom(1), patienceMs: 400 });
  onTestFinished(async () => {
    api.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    api,
    seen,
    sockets: () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))),
  };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const hangUp: Answer = (request) => request.socket.destroy();

const call: ApiCall = {
  method: 'POST',
  path: '/v1/things?a=b',
  body: { text: 'ä' },
  idempotencyKey: 'line-7',
  actAs: 'a-1',
};

test('a call carries its key, for whom it acts, its idempotency key and its body', async () => {
  const { api, seen } = await serve(json(201, { id: 'x' }));
  expect(await api.call(call)).toEqual({ id: 'x' });
  expect(seen[0]).toMatchObject({
    url: '/v1/things?a=b',
    headers: {
      authorization: 'Bearer secret',
      'idempotency-key': 'line-7',
      'baton-act-as': 'a-1',
      'content-type': 'application/json',
    },
    body: '{"text":"ä"}',
  });
});

test('connections are kept', async () => {
  const { api, sockets } = await serve(json(200, {}));
  for (let i = 0; i < 5; i++) await api.call(call);
  expect(await sockets()).toBe(1);
});

test.each([
  ['a busy answer', json(503, { code: 'busy' }, { 'retry-after': '0.1' })],
  ['a rate limit', json(429, { code: 'rate_limited' })],
  ['a connection that breaks before the answer', hangUp],
  ['a proxy that has lost its server', json(502, 'bad gateway')],
])('after %s the same is sent again, with the same key', async (_, first) => {
  const { api, seen } = await serve(first, first, json(200, { done: true }));
  expect(await api.call(call)).toEqual({ done: true });
  expect(seen).toHaveLength(3);
  expect(new Set(seen.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size).toBe(1);
  expect(api).toMatchObject({ answered: 1, repeated: 2 });
});

test('Retry-After is waited for', async () => {
  const { api } = await serve(json(503, {}, { 'retry-after': '0.3' }), json(200, {}));
  const startedAt = performance.now();
  await api.call(call);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(295);
});

test('a signed call is signed for each attempt, over the body as it is sent, and carries no key', async () => {
  const { api, seen } = await serve(json(503, {}), json(200, {}));
  let attempts = 0;
  await api.call({
    method: 'POST',
    path: '/',
    body: { a: 1 },
    sign: (body) => ({ 'x-signature': `${++attempts} ${body}` }),
  });
  expect(seen.map(({ headers }) => headers['x-signature'])).toEqual(['1 {"a":1}', '2 {"a":1}']);
  expect(seen[0]?.headers.authorization).toBeUndefined();
});

test('a refusal is thrown at once, with its code, sentence and faults', async () => {
  const faults = [{ in: 'body', path: '/name', code: 'missing', message: 'This is needed.' }];
  const { api, seen } = await serve(json(400, { code: 'validation', detail: 'The request has 1 fault(s).', faults }));
  const failure = await api.call(call).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(CallRefused);
  expect(failure).toMatchObject({ status: 400, code: 'validation' });
  expect(String(failure)).toContain('The request has 1 fault(s).\n  /name This is needed.');
  expect(seen).toHaveLength(1);
});

test('an answer that is no JSON is told by its status', async () => {
  const { api } = await serve((_, response) => response.writeHead(404).end('<html>'));
  await expect(api.call(call)).rejects.toThrow('POST /v1/things?a=b was answered 404');
});

test('a server that stays away or busy is told as such when patience ends', async () => {
  const { api } = await serve(json(503, {}));
  await expect(api.call(call)).rejects.toThrow(ServerAway);
  const nobody = new Api({
    url: 'http://127.0.0.1:1',
    key: null,
    connectionsMax: 1,
    random: seededRandom(1),
    patienceMs: 100,
  });
  await expect(nobody.call(call)).rejects.toThrow('The server cannot be reached');
});
