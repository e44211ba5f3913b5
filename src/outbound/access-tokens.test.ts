import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Answering, answeringServer, deafPort } from '../../test/support/answering-server.ts';
import { serviceAccount, servicePublicKey } from '../../test/support/google-key-file.ts';
import { AccessTokens, spreadsheetsScope as scope } from './access-tokens.ts';

const startedAt = Date.parse('2026-11-22T01:02:03Z');

/** A clock that a test moves on, in milliseconds. */
class MovedClock {
  passedMs = 0;
  now = (): number => startedAt + this.passedMs;
  monotonic = (): number => this.passedMs;
}

/** Grants `token-1`, `token-2`, ... for an hour. */
const granting: Answering = (response, _, count) =>
  response.end(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600, token_type: 'Bearer' }));

async function start(answer: Answering = granting) {
  const server = await answeringServer(answer);
  const clock = new MovedClock();
  const tokens = new AccessTokens(clock, { allowPrivate: true, timeoutMs: 1000 });
  const account = serviceAccount({ token_uri: `${server.url}/token?a=b` });
  const get = async (): Promise<string | null> => {
    const answered = await tokens.get(account, scope);
    return answered.kind === 'granted' ? answered.token : null;
  };
  return { server, clock, tokens, account, get };
}

describe('an access token', () => {
  test('is asked for by a form with a signed assertion', async () => {
    const { server, account, get } = await start();
    expect(await get()).toBe('token-1');
    const [heard] = server.heard;
    expect(heard).toMatchObject({ method: 'POST', path: '/token?a=b' });
    expect(heard?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(heard?.body.length),
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'Baton',
      connection: 'close',
    });
    const [, assertion = ''] =
      /^grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=([\w.-]+)$/.exec(
        heard?.body ?? '',
      ) ?? [];
    const [header, claims = '', signature = ''] = assertion.split('.');
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify('sha256', signed, servicePublicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    const iat = startedAt / 1000;
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: account.clientEmail,
      scope: 'https://www.googleapis.com/auth/spreadsheets',
      aud: account.tokenUri,
      iat,
      exp: iat + 3600,
    });
  });

  test('is kept until a minute before it expires, whatever the wall clock says', async () => {
    const { server, clock, get } = await start();
    expect(await get()).toBe('token-1');
    clock.passedMs = 3_539_999;
    clock.now = () => startedAt - 86_400_000;
    expect(await get()).toBe('token-1');
    clock.passedMs = 3_540_000;
    expect(await get()).toBe('token-2');
    expect(server.heard).toHaveLength(2);
  });

  test('is asked for once by many at the same time, and again by many once it is over', async () => {
    const { server, clock, get } = await start();
    const many = () => Promise.all(Array.from({ length: 20 }, get));
    expect(new Set(await many())).toEqual(new Set(['token-1']));
    clock.passedMs = 3_600_000;
    expect(new Set(await many())).toEqual(new Set(['token-2']));
    expect(server.heard).toHaveLength(2);
  });

  test('is for one account and scope only', async () => {
    const { tokens, account } = await start();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    // Who knows another's address, but not the key, is not given what was granted to the key.
    const stranger = serviceAccount({
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: account.tokenUri,
    });
    const asked = [
      [account, scope],
      [account, 'https://a.test/other'],
      [stranger, scope],
      [account, scope],
    ] as const;
    const granted: unknown[] = [];
    for (const [who, what] of asked) granted.push(await tokens.get(who, what));
    expect(granted).toMatchObject(['token-1', 'token-2', 'token-3', 'token-1'].map((token) => ({ token })));
  });

  test('that is forgotten is asked for again, once by all who found it wanting', async () => {
    const { server, tokens, account, get } = await start();
    expect(await get()).toBe('token-1');
    await tokens.forget(account, scope, 'token-1');
    expect(await get()).toBe('token-2');
    await tokens.forget(account, scope, 'token-1');
    await tokens.forget(account, 'https://a.test/other', 'token-2');
    expect(await get()).toBe('token-2');
    expect(server.heard).toHaveLength(2);
  });

  test.each([[undefined], [0], ['3600'], [30]])(
    'with a life of %j seconds is used, and not kept',
    async (expires_in) => {
      const { get } = await start((response, _, count) =>
        response.end(JSON.stringify({ access_token: `token-${count}`, expires_in })),
      );
      expect([await get(), await get()]).toEqual(['token-1', 'token-2']);
    },
  );
});

describe('no access token', () => {
  test.each<[number, string, string, boolean]>([
    [
      400,
      '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}',
      'No access token: the answer was 400: invalid_grant: Invalid JWT Signature.',
      false,
    ],
    [401, '{"error":{"code":401}}', 'No access token: the answer was 401', false],
    [429, '', 'No access token: the answer was 429', true],
    [500, '<html>', 'No access token: the answer was 500', true],
    [503, '{"error":"unavailable"}', 'No access token: the answer was 503: unavailable', true],
    [200, '', 'No access token: the answer 200 has none.', false],
    [200, '{"access_token":""}', 'No access token: the answer 200 has none.', false],
    [200, '{"access_token":1}', 'No access token: the answer 200 has none.', false],
    [200, '[]', 'No access token: the answer 200 has none.', false],
    [200, 'null', 'No access token: the answer 200 has none.', false],
    [307, '', 'No access token: the answer was 307', false],
  ])('after %i with %j', async (status, body, why, isRetryable) => {
    const { server, tokens, account } = await start((response) =>
      response.writeHead(status, { location: '/elsewhere' }).end(body),
    );
    expect(await tokens.get(account, scope)).toEqual({ kind: 'failed', why, isRetryable });
    expect(server.heard).toHaveLength(1);
  });

  test('is not kept: the next who asks may be luckier', async () => {
    const { get } = await start((response, heard, count) =>
      count === 1 ? response.writeHead(503).end() : granting(response, heard, count),
    );
    expect([await get(), await get(), await get()]).toEqual([null, 'token-2', 'token-2']);
  });

  test('from a server that does not answer, is not there, or may not be asked', async () => {
    const { server, clock, tokens, account } = await start(() => {});
    expect(await tokens.get(account, scope)).toEqual({
      kind: 'failed',
      why: 'No access token: It took too long.',
      isRetryable: true,
    });
    const absent = serviceAccount({ token_uri: `http://127.0.0.1:${await deafPort()}/` });
    expect(await tokens.get(absent, scope)).toMatchObject({ kind: 'failed', isRetryable: true });
    // X3: the file names the address, and whoever brings the file may lie.
    expect(await new AccessTokens(clock).get(account, scope)).toMatchObject({ kind: 'failed', isRetryable: false });
    expect(server.heard).toHaveLength(1);
  });
});
