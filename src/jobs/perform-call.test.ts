import { describe, expect, test } from 'vitest';
import { answeringServer, deafPort } from '../../test/support/answering-server.ts';
import { serviceKeyFile } from '../../test/support/google-key-file.ts';
import { systemClock } from '../base/clock.ts';
import type { FlowCall } from '../domain/flows/calls.ts';
import { fillTextForCall } from '../domain/flows/fill-text.ts';
import { AccessTokens } from '../outbound/access-tokens.ts';
import { type PerformOptions, performCall } from './perform-call.ts';

const secrets: Record<string, string> = { crm: 'hush', model: 'sk-1' };

function options(more: Partial<PerformOptions> = {}): PerformOptions {
  return {
    allowPrivate: true,
    readSecret: async (_, name) => secrets[name],
    tokens: new AccessTokens(systemClock, { allowPrivate: true }),
    ...more,
  };
}

const http = (url: string, more: Partial<Extract<FlowCall, { kind: 'http' }>> = {}): FlowCall => ({
  kind: 'http',
  idempotencyKey: 'run-3',
  method: 'POST',
  url,
  headers: [{ name: 'Authorization', value: fillTextForCall('Bearer {{secret.crm}}', () => null) }],
  body: '{"name":"Maria"}',
  timeoutMs: 5_000,
  secrets: ['crm'],
  ...more,
});

describe('a call of a service', () => {
  test('carries its secret, its key and its body, and brings back status and text', async () => {
    const server = await answeringServer((response) => response.writeHead(201, { 'retry-after': '7' }).end('{"id":9}'));
    const result = await performCall('o', http(`${server.url}/people?x=1`), options());
    expect(result).toEqual({ kind: 'http', status: 201, body: '{"id":9}', retryAfterSeconds: 7 });
    expect(server.heard[0]).toMatchObject({ method: 'POST', path: '/people?x=1', body: '{"name":"Maria"}' });
    expect(server.heard[0]?.headers).toMatchObject({
      authorization: 'Bearer hush',
      'content-type': 'application/json',
      'idempotency-key': 'run-3',
    });
  });

  test('[X3] keeps its secret from whom a redirect leads to', async () => {
    const other = await answeringServer((response) => response.end('{}'));
    const server = await answeringServer((response) => response.writeHead(307, { location: `${other.url}/in` }).end());
    const headers = [{ name: 'X-Key', value: fillTextForCall('{{secret.crm}}', () => null) }];
    expect(await performCall('o', http(server.url, { headers }), options())).toMatchObject({
      kind: 'http',
      status: 200,
    });
    expect(server.heard[0]?.headers['x-key']).toBe('hush');
    expect(other.heard[0]?.headers['x-key']).toBeUndefined();
  });

  const secretText = (text: string) => fillTextForCall(text, () => null);
  const withSecret = {
    body: { path: '/a', body: secretText('{"key":"{{secret.crm}}"}') },
    url: { path: secretText('/a?key={{secret.crm}}') },
  };
  test.each([
    ...[307, 308].flatMap((status) => [['body', status, 'POST'] as const, ['url', status, 'POST'] as const]),
    // What a redirect repeats of other methods, and where an address usually leads to its like elsewhere.
    ...[301, 302].flatMap((status) => [['body', status, 'PUT'] as const, ['url', status, 'GET'] as const]),
    ['url', 303, 'POST'] as const,
  ])('[X3] takes no secret of its %s to another origin by %i after a %s, and says so', async (part, status, method) => {
    const other = await answeringServer((response) => response.end('{}'));
    // Within the origin it goes on, and is as careful then.
    const server = await answeringServer((response, { path }) =>
      response
        .writeHead(status, { location: path.startsWith('/a') ? '/b?key=hush' : `${other.url}/in?key=hush` })
        .end(),
    );
    const { path, ...more } = withSecret[part];
    const result = await performCall('o', http(server.url + path, { method, headers: [], ...more }), options());
    expect(result).toEqual({ kind: 'failed', code: 'secret_redirected', mayRetry: false });
    expect(server.heard).toHaveLength(2);
    expect(other.heard).toEqual([]);
  });

  test('follows a redirect that leaves its secret behind', async () => {
    const other = await answeringServer((response) => response.end('{}'));
    const server = await answeringServer((response) => response.writeHead(303, { location: `${other.url}/in` }).end());
    expect(await performCall('o', http(server.url, { body: withSecret.body.body }), options())).toMatchObject({
      status: 200,
    });
    expect(other.heard).toMatchObject([{ method: 'GET', body: '' }]);
  });

  test('[X3] does not reach into a private network', async () => {
    const server = await answeringServer((response) => response.end('{}'));
    const result = await performCall('o', http(server.url), options({ allowPrivate: false }));
    expect(result).toEqual({ kind: 'failed', code: 'forbidden', mayRetry: false });
    expect(server.heard).toEqual([]);
  });

  test('fails with a word for it', async () => {
    const silent = await answeringServer(() => {});
    expect(await performCall('o', http(silent.url, { timeoutMs: 50 }), options())).toEqual({
      kind: 'failed',
      code: 'timeout',
      mayRetry: true,
    });
    const nobody = `http://127.0.0.1:${await deafPort()}`;
    expect(await performCall('o', http(nobody), options())).toMatchObject({ code: 'unreachable', mayRetry: true });
    expect(await performCall('o', http(nobody, { secrets: ['none'] }), options())).toMatchObject({
      code: 'secret_missing',
    });
    const away = async () => {
      throw new Error('The store is away.');
    };
    expect(await performCall('o', http(nobody), options({ readSecret: away }))).toMatchObject({ mayRetry: true });
  });
});

describe('a row of a spreadsheet', () => {
  const row: FlowCall = {
    kind: 'sheet',
    spreadsheet: 'abc',
    range: 'Answers',
    values: ['Maria', '=1+1'],
    secret: 'google',
    timeoutMs: 5_000,
  };

  test('is added by the service account whose key the secret holds', async () => {
    const google = await answeringServer((response, { path }) => {
      response.setHeader('content-type', 'application/json');
      if (path === '/token')
        response.end(JSON.stringify({ access_token: 'token-1', expires_in: 3600, token_type: 'Bearer' }));
      else response.end(JSON.stringify({ updates: { updatedRange: 'Answers!A2:B2' } }));
    });
    const key = serviceKeyFile({ token_uri: `${google.url}/token` });
    const result = await performCall('o', row, options({ sheetsUrl: google.url, readSecret: async () => key }));
    expect(result).toEqual({ kind: 'sheet_done' });
    const [token, append] = google.heard;
    expect(token?.body).toContain('grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer');
    expect(append?.headers.authorization).toBe('Bearer token-1');
    expect(append?.path).toBe(
      '/v4/spreadsheets/abc/values/Answers:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS',
    );
    expect(JSON.parse(append?.body ?? '')).toMatchObject({ values: [['Maria', '=1+1']] });
  });

  test('needs a key that can be read', async () => {
    expect(await performCall('o', row, options())).toMatchObject({ code: 'secret_missing', mayRetry: false });
    const garbage = options({ readSecret: async () => '{}' });
    expect(await performCall('o', row, garbage)).toMatchObject({ code: 'secret_unusable', mayRetry: false });
  });
});

describe('an answer of a model', () => {
  test('is asked for with what was said and the tools that it has', async () => {
    const message = {
      role: 'assistant',
      content: 'Let me get somebody.',
      tool_calls: [{ id: 't1', type: 'function', function: { name: 'hand_over', arguments: '{"reason":"asked"}' } }],
    };
    const server = await answeringServer((response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ choices: [{ message, finish_reason: 'tool_calls' }] }));
    });
    const call: FlowCall = {
      kind: 'chat',
      endpoint: `${server.url}/v1`,
      model: 'small',
      secret: 'model',
      instructions: 'Help.',
      said: [
        { by: 'customer', text: 'A person, please' },
        { by: 'us', text: 'One moment' },
      ],
      tools: [{ name: 'hand_over', description: 'Hand over.', parameters: { type: 'object' } }],
      timeoutMs: 5_000,
    };
    expect(await performCall('o', call, options())).toEqual({
      kind: 'chat',
      text: 'Let me get somebody.',
      toolCalls: [{ name: 'hand_over', arguments: { reason: 'asked' } }],
    });
    expect(server.heard[0]).toMatchObject({ path: '/v1/chat/completions', method: 'POST' });
    expect(server.heard[0]?.headers.authorization).toBe('Bearer sk-1');
    expect(JSON.parse(server.heard[0]?.body ?? '')).toMatchObject({
      model: 'small',
      messages: [
        { role: 'system', content: 'Help.' },
        { role: 'user', content: 'A person, please' },
        { role: 'assistant', content: 'One moment' },
      ],
      tools: [{ type: 'function', function: { name: 'hand_over' } }],
    });
  });
});
