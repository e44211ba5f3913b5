import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answeringServer, deafPort, socketServer } from '../../test/support/answering-server.ts';
import { secureTestCertificate, secureTestKey } from '../../test/support/secure-test-certificate.ts';
import type { Lookup } from './checked-address.ts';
import { type Exchanged, type RequestOptions, request } from './guarded-request.ts';
import type { Method, Target } from './target.ts';

const get = (url: string, options: RequestOptions = {}, headers: Record<string, string> = {}): Promise<Exchanged> =>
  request({ method: 'GET', url, headers }, options);
const open: RequestOptions = { allowPrivate: true };
/** This machine as the internet: 127.0.0.1 is public, and 127.0.0.2 is our own network like everything else. */
const guarded: RequestOptions = { isPublic: (address) => address === '127.0.0.1' };
const text = (exchanged: Exchanged): string | null =>
  exchanged.kind === 'answered' ? Buffer.from(exchanged.body).toString() : null;

/** Says each time what comes next, and the last for ever. */
function lookupOf(...answers: readonly string[][]): { readonly lookup: Lookup; readonly asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = async (host) => {
    const answer = answers[Math.min(asked.push(host), answers.length) - 1] ?? [];
    return answer.map((address) => ({ address }));
  };
  return { lookup, asked };
}

describe('a request', () => {
  test('sends method, path, headers and bytes as they are, and says what was answered', async () => {
    const server = await answeringServer((response) =>
      response.writeHead(201, { 'X-Mark': 'a', 'Set-Cookie': ['b=1', 'c=2'] }).end('Grüße'),
    );
    const target: Target = {
      method: 'PUT',
      url: `${server.url}/a%2Fb/ü?q=1&q=%20#part`,
      headers: { 'X-Key': 'k', 'content-type': 'text/plain' },
      body: Buffer.from('é\r\n'),
    };
    const answer = await request(target, open);
    expect(server.heard).toEqual([
      {
        method: 'PUT',
        path: '/a%2Fb/%C3%BC?q=1&q=%20',
        headers: {
          'x-key': 'k',
          'content-type': 'text/plain',
          'content-length': '4',
          'accept-encoding': 'identity',
          host: `127.0.0.1:${server.port}`,
          connection: 'close',
        },
        body: 'é\r\n',
        localAddress: '127.0.0.1',
      },
    ]);
    expect(answer).toMatchObject({ kind: 'answered', status: 201, isCut: false, url: new URL(target.url).href });
    expect(answer).toMatchObject({ headers: { 'x-mark': 'a', 'set-cookie': 'b=1, c=2' } });
    expect(text(answer)).toBe('Grüße');
  });

  test.each<[Method, string | undefined]>([
    ['GET', undefined],
    ['HEAD', undefined],
    ['DELETE', undefined],
    ['POST', '0'],
    ['PUT', '0'],
    ['PATCH', '0'],
  ])('by %s without a body says %s as its length', async (method, length) => {
    const server = await answeringServer((response) => response.writeHead(200, { 'content-length': 2 }).end('ok'));
    const answer = await request({ method, url: server.url, headers: {} }, open);
    expect(server.heard).toMatchObject([{ method, body: '' }]);
    expect(server.heard[0]?.headers['content-length']).toBe(length);
    expect(server.heard[0]?.headers['transfer-encoding']).toBeUndefined();
    expect(answer).toMatchObject({ kind: 'answered', status: 200, isCut: false });
    expect(text(answer)).toBe(method === 'HEAD' ? '' : 'ok');
  });

  test('unpacks nothing, so that an answer is as large as it came', async () => {
    const packed = gzipSync(Buffer.alloc(100_000));
    const server = await answeringServer((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    );
    const answer = await get(server.url, open);
    expect(answer.kind === 'answered' && Buffer.from(answer.body)).toEqual(packed);
  });
});

describe('the address', () => {
  test.each([
    ...['127.0.0.1', '[::1]', '0.0.0.0', '[::]', '169.254.169.254', '10.0.0.1', '172.16.0.1', '192.168.0.1'],
    ...['100.64.0.1', '[fd00::1]', '[fdff:ffff::1]', '[fc00::1]', '[fe80::1]', '[::ffff:10.0.0.1]', '[::ffff:a00:1]'],
    ...['[64:ff9b::10.0.0.1]', '[64:ff9b::a00:1]', '[2002:a00:1::]', '[::127.0.0.1]', '255.255.255.255', '224.0.0.1'],
    ...['2130706433', '0x7f000001', '017700000001', '0x7f.1', '127.1', '10.1', '0177.0.0.1', '0', '169.254.43518'],
    ...['127.0.0.1.', 'localhost', 'LOCALHOST', 'localhost.', '127。0。0。1', '①②⑦.0.0.1', '%31%32%37.0.0.1'],
  ])('[X3] http://%s/ is refused however it is written', async (host) => {
    const server = await answeringServer((response) => response.end());
    const { lookup } = lookupOf(['127.0.0.1']);
    expect(await get(`http://${host}:${server.port}/`, { lookup })).toMatchObject({ kind: 'forbidden' });
    expect(server.heard).toEqual([]);
  });

  test.each([
    ...[
      'file:///etc/passwd',
      'ftp://a.test/',
      'gopher://a.test/_x',
      'data:text/plain,x',
      'javascript:1',
      'ws://a.test/',
    ],
    ...[
      'unix:/run/docker.sock',
      'blob:http://a.test/x',
      'http+unix://a.test/',
      '//a.test/',
      '/a',
      '',
      'http://',
      'https:',
    ],
    ...['http://user@a.test/', 'http://user:secret@a.test/', 'http://:secret@a.test/', 'http://a.test@127.0.0.1/'],
    ...['http://a.test:22/', 'http://a.test:25/', 'https://a.test:6/', 'http://a.test:0/', 'http://a.test:1023/'],
    ...['http://a.test:99999/', 'http://a.test:-1/', 'http://a b.test/', 'http://[::1/', 'http://1.2.3.4.5/'],
  ])('[X3] %s is refused before its name is asked for', async (url) => {
    const { lookup, asked } = lookupOf(['8.8.8.8']);
    expect(await get(url, { lookup })).toMatchObject({ kind: 'forbidden', why: expect.stringMatching(/\.$/) });
    expect(asked).toEqual([]);
  });

  test('[X3] of an international name is asked for and named in ASCII', async () => {
    const server = await answeringServer((response) => response.end());
    const { lookup, asked } = lookupOf(['127.0.0.1']);
    const answer = await get(`http://BÜCHER.test:${server.port}/`, { ...guarded, lookup });
    expect(answer).toMatchObject({ kind: 'answered', url: `http://xn--bcher-kva.test:${server.port}/` });
    expect(asked).toEqual(['xn--bcher-kva.test']);
    expect(server.heard[0]?.headers.host).toBe(`xn--bcher-kva.test:${server.port}`);
  });

  test.each([[['127.0.0.1', '10.0.0.1']], [['10.0.0.1', '127.0.0.1']], [['127.0.0.1', '::1']]])(
    '[X3] is refused when any of %j is private',
    async (addresses) => {
      const server = await answeringServer((response) => response.end());
      const { lookup } = lookupOf(addresses);
      const answer = await get(`http://two.test:${server.port}/`, { ...guarded, lookup });
      expect(answer).toMatchObject({ kind: 'forbidden', why: expect.stringContaining('two.test') });
      expect(server.heard).toEqual([]);
    },
  );

  test('[X3] is asked for once, and the socket goes to what was checked, whatever the name says next', async () => {
    const server = await answeringServer((response) => response.end(), { host: '0.0.0.0' });
    const { lookup, asked } = lookupOf(['127.0.0.1'], ['127.0.0.2']);
    const url = `http://rebinding.test:${server.port}/`;
    expect(await get(url, { ...guarded, lookup })).toMatchObject({ kind: 'answered', status: 200 });
    expect(asked).toEqual(['rebinding.test']);
    expect(server.heard).toMatchObject([
      { localAddress: '127.0.0.1', headers: { host: `rebinding.test:${server.port}` } },
    ]);
    expect(await get(url, { ...guarded, lookup })).toMatchObject({ kind: 'forbidden' });
    expect(server.heard).toHaveLength(1);
  });

  test('[X3] is refused when what a name leads to is no address, and would be asked for once more', async () => {
    const { lookup } = lookupOf(['localhost']);
    expect(await get('http://odd.test/', { ...open, lookup })).toMatchObject({ kind: 'forbidden' });
  });

  test('of a private network is allowed by the operator only', async () => {
    const server = await answeringServer((response) => response.end());
    expect(await get(server.url)).toMatchObject({ kind: 'forbidden' });
    expect(await get(server.url, open)).toMatchObject({ kind: 'answered' });
  });
});

describe('a redirect', () => {
  const statuses = [301, 302, 303, 307, 308];

  test.each(statuses)('by %i is not followed unless that was asked for', async (status) => {
    const server = await answeringServer((response) => response.writeHead(status, { location: '/b' }).end('moved'));
    const answer = await get(`${server.url}/a`, open);
    expect(answer).toMatchObject({ kind: 'answered', status, headers: { location: '/b' }, url: `${server.url}/a` });
    expect(server.heard).toHaveLength(1);
  });

  const inside = [
    ...['//127.0.0.2:PORT/in', 'http://127.0.0.2:PORT/in', 'http://2130706434:PORT/in', 'http://0x7f000002:PORT/in'],
    ...['http://017700000002:PORT/in', 'http://127.2:PORT/in', 'http://127.0.0.2.:PORT/in', 'http://0.0.0.0:PORT/in'],
    ...['http://[::1]:PORT/in', 'http://[::ffff:127.0.0.2]:PORT/in', 'http://[64:ff9b::7f00:2]:PORT/in'],
    ...['http://169.254.169.254/latest', 'http://inside.test:PORT/in', 'http://inside.test.:PORT/in'],
    ...['http://user@127.0.0.1:PORT/in', 'http://outside.test:22/in', 'ftp://outside.test/in', 'file:///etc/passwd'],
    ...['http://', 'http://[::1'],
  ];
  test.each(statuses.flatMap((status) => inside.map((location) => [status, location] as const)))(
    '[X3] by %i to %s is refused',
    async (status, location) => {
      const server = await answeringServer(
        (response, { path }) => {
          if (path === '/in') response.end('the secret');
          else response.writeHead(status, { location: location.replace('PORT', String(server.port)) }).end();
        },
        { host: '0.0.0.0' },
      );
      const lookup: Lookup = async (host) => [{ address: host.startsWith('inside') ? '127.0.0.2' : '127.0.0.1' }];
      const answer = await get(`http://outside.test:${server.port}/`, { ...guarded, lookup, redirectsMax: 3 });
      expect(answer).toMatchObject({ kind: 'forbidden' });
      expect(server.heard.map(({ path }) => path)).toEqual(['/']);
    },
  );

  test('[X3] to the same name is resolved and checked anew', async () => {
    const server = await answeringServer((response) => response.writeHead(302, { location: '/in' }).end(), {
      host: '0.0.0.0',
    });
    const { lookup, asked } = lookupOf(['127.0.0.1'], ['127.0.0.2']);
    const answer = await get(`http://rebinding.test:${server.port}/`, { ...guarded, lookup, redirectsMax: 3 });
    expect(answer).toMatchObject({ kind: 'forbidden', why: expect.stringContaining('rebinding.test') });
    expect(asked).toEqual(['rebinding.test', 'rebinding.test']);
    expect(server.heard.map(({ path }) => path)).toEqual(['/']);
  });

  test.each<[number, Method, Method]>([
    [301, 'GET', 'GET'],
    [301, 'POST', 'GET'],
    [301, 'PUT', 'PUT'],
    [302, 'POST', 'GET'],
    [302, 'DELETE', 'DELETE'],
    [302, 'HEAD', 'HEAD'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [307, 'GET', 'GET'],
    [308, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('by %i makes a %s a %s', async (status, method, then) => {
    const server = await answeringServer((response, _, count) =>
      count === 1 ? response.writeHead(status, { location: '../there?b=1' }).end() : response.end('ok'),
    );
    const body = ['GET', 'HEAD'].includes(method) ? undefined : Buffer.from('{}');
    const headers = { mark: 'm', ...(body && { 'content-type': 'application/json', 'content-language': 'de' }) };
    const answer = await request({ method, url: `${server.url}/a/b`, headers, body }, { ...open, redirectsMax: 1 });
    expect(answer).toMatchObject({ kind: 'answered', status: 200, url: `${server.url}/there?b=1` });
    const [, second] = server.heard;
    const isRepeated = then === method && body !== undefined;
    expect(second).toMatchObject({
      method: then,
      path: '/there?b=1',
      body: isRepeated ? '{}' : '',
      headers: { mark: 'm' },
    });
    expect(second?.headers['content-type']).toBe(isRepeated ? 'application/json' : undefined);
    expect(second?.headers['content-language']).toBe(isRepeated ? 'de' : undefined);
    expect(second?.headers['content-length']).toBe(isRepeated ? '2' : undefined);
  });

  const secrets = { Authorization: 'Bearer t', cookie: 'a=b', 'Proxy-Authorization': 'Basic x', 'x-api-key': 'k' };

  test.each(statuses)('[X3] by %i takes no credentials to another origin, nor back again', async (status) => {
    const other = await answeringServer((response) => response.writeHead(status, { location: `${first.url}/c` }).end());
    const first = await answeringServer((response, { path }) =>
      path === '/a' ? response.writeHead(status, { location: `${other.url}/b` }).end() : response.end('ok'),
    );
    const answer = await get(
      `${first.url}/a`,
      { ...open, redirectsMax: 5, secrets: { headers: ['X-API-Key'] } },
      { ...secrets, mark: 'm' },
    );
    expect(answer).toMatchObject({ kind: 'answered', status: 200, url: `${first.url}/c` });
    const given = { authorization: 'Bearer t', cookie: 'a=b', 'proxy-authorization': 'Basic x', 'x-api-key': 'k' };
    expect(first.heard[0]?.headers).toMatchObject({ ...given, mark: 'm' });
    for (const { headers } of [other.heard[0], first.heard[1]].filter((it) => it !== undefined)) {
      expect(Object.keys(headers).filter((name) => name in given)).toEqual([]);
      expect(headers.mark).toBe('m');
    }
    expect([first.heard.length, other.heard.length]).toEqual([2, 1]);
  });

  test('[X3] to another name on the same machine is to another origin, one to another path is not', async () => {
    const server = await answeringServer((response, { path }) => {
      if (path === '/a') response.writeHead(302, { location: '/b' }).end();
      else if (path === '/b') response.writeHead(302, { location: `http://b.test:${server.port}/c` }).end();
      else response.end();
    });
    const { lookup } = lookupOf(['127.0.0.1']);
    await get(`http://a.test:${server.port}/a`, { ...guarded, lookup, redirectsMax: 5 }, { authorization: 'Bearer t' });
    const sent = server.heard.map(({ path, headers }) => [path, headers.authorization]);
    expect(sent).toEqual([
      ['/a', 'Bearer t'],
      ['/b', 'Bearer t'],
      ['/c', undefined],
    ]);
  });

  test('beyond the bound is the answer, and so is one that leads nowhere', async () => {
    const server = await answeringServer((response, { path }) =>
      response.writeHead(302, path === '/nowhere' ? {} : { location: `${path}x` }).end(),
    );
    const answer = await get(`${server.url}/`, { ...open, redirectsMax: 2 });
    expect(answer).toMatchObject({ kind: 'answered', status: 302, url: `${server.url}/xx` });
    expect(server.heard).toHaveLength(3);
    const nowhere = await get(`${server.url}/nowhere`, { ...open, redirectsMax: 2 });
    expect(nowhere).toMatchObject({ kind: 'answered', status: 302 });
  });
});

describe('over TLS', () => {
  const authorities = getCACertificates('default');
  beforeAll(() => setDefaultCACertificates([secureTestCertificate]));
  afterAll(() => setDefaultCACertificates(authorities));
  const tls = { key: secureTestKey, cert: secureTestCertificate };
  const { lookup } = lookupOf(['127.0.0.1']);

  test('the certificate is that of the name, though the socket goes to the checked address', async () => {
    const server = await answeringServer((response) => response.end('ok'), { tls });
    expect(text(await get(`https://secure.test:${server.port}/`, { ...guarded, lookup }))).toBe('ok');
    expect(await get(`https://other.test:${server.port}/`, { ...guarded, lookup })).toMatchObject({
      kind: 'failed',
      mayHaveArrived: false,
    });
    expect(server.heard.map(({ headers }) => headers.host)).toEqual([`secure.test:${server.port}`]);
  });

  test('[X3] a redirect to http: is refused, whatever its address', async () => {
    const plain = await answeringServer((response) => response.end());
    const location = `http://secure.test:${plain.port}/`;
    const server = await answeringServer((response) => response.writeHead(302, { location }).end(), { tls });
    const answer = await get(`https://secure.test:${server.port}/`, { ...guarded, lookup, redirectsMax: 3 });
    expect(answer).toMatchObject({ kind: 'forbidden', why: 'A redirect leads from https: to http:.' });
    expect(plain.heard).toEqual([]);
  });

  test('a server that never shakes hands was sent nothing', async () => {
    const { port } = await socketServer(() => {});
    const answer = await get(`https://secure.test:${port}/`, { ...guarded, lookup, timeoutMs: 300 });
    expect(answer).toEqual({ kind: 'failed', why: 'It took too long.', mayHaveArrived: false, isTooLate: true });
  });
});

describe('a header', () => {
  const refused: [string, Record<string, string>][] = [
    ...['a\r\nx: secret', 'a\nx: secret', 'a\rsecret', 'secret\0', '\x7fsecret', 'secret…'].map(
      (value): [string, Record<string, string>] => [JSON.stringify(value), { mark: value }],
    ),
    ...['a\r\nb', 'a b', 'a:', '', 'ä', 'a\0', '__proto__\n'].map((name): [string, Record<string, string>] => [
      JSON.stringify(name),
      { [name]: 'secret' },
    ]),
    ...['Host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', 'Expect', 'TE', 'Accept-Encoding'].map(
      (name): [string, Record<string, string>] => [name, { [name]: 'secret' }],
    ),
  ];
  test.each(refused)('with %s is refused, and its value not repeated', async (_, headers) => {
    const server = await answeringServer((response) => response.end());
    const answer = await get(server.url, open, headers);
    expect(answer).toMatchObject({ kind: 'forbidden', why: expect.not.stringContaining('secret') });
    expect(server.heard).toEqual([]);
  });

  test('cannot come in by the path, nor can a request', async () => {
    const server = await answeringServer((response) => response.end());
    await get(`${server.url}/a\r\nX-A: 1\r\n\r\nGET /b%0d%0aX-B: 1?c=\r\nd%0d%0a`, open);
    expect(server.heard.map(({ path }) => path)).toEqual(['/aX-A:%201GET%20/b%0d%0aX-B:%201?c=d%0d%0a']);
    expect(Object.keys(server.heard[0]?.headers ?? {}).sort()).toEqual(['accept-encoding', 'connection', 'host']);
  });
});

test.each(['TRACE', 'CONNECT', 'OPTIONS', 'get', '', 'GET / HTTP/1.1\r\nx: y'])(
  'the method %j is refused',
  async (method) => {
    const server = await answeringServer((response) => response.end());
    const answer = await request({ method: method as Method, url: server.url, headers: {} }, open);
    expect(answer).toMatchObject({ kind: 'forbidden' });
    expect(server.heard).toEqual([]);
  },
);

describe('the bound on size', () => {
  test.each([
    [9, 9, false],
    [10, 10, false],
    [11, 10, true],
    [100_000, 10, true],
  ])('of 10 bytes lets %i through as %i', async (sent, read, isCut) => {
    const server = await answeringServer((response) => response.end('x'.repeat(sent)));
    const answer = await get(server.url, { ...open, answerBytesMax: 10 });
    expect(answer).toMatchObject({ kind: 'answered', isCut });
    expect(text(answer)).toBe('x'.repeat(read));
  });

  test('holds against a body without end', async () => {
    let written = 0;
    const server = await answeringServer((response) => {
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', write);
      write();
    });
    const answer = await get(server.url, open);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, isCut: true });
    expect(answer.kind === 'answered' && answer.body.length).toBe(65_536);
    expect(written).toBeLessThan(50_000_000);
  });

  test('holds against headers without end', async () => {
    const { url } = await socketServer((socket) => {
      const write = (): void => {
        while (!socket.destroyed && socket.write(`x-${'a'.repeat(1000)}: b\r\n`));
      };
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.on('drain', write);
      write();
    });
    const answer = await get(url, open);
    expect(answer).toMatchObject({ kind: 'failed', mayHaveArrived: true, why: expect.stringContaining('overflow') });
  });
});

describe('the bound on time', () => {
  const late = { kind: 'failed', why: 'It took too long.', mayHaveArrived: true, isTooLate: true };
  const soon = { ...open, timeoutMs: 500 };
  const drip = (write: () => void, stop: (done: () => void) => void): void => {
    const timer = setInterval(write, 20);
    stop(() => clearInterval(timer));
  };

  test('holds against a server that never answers', async () => {
    const server = await answeringServer(() => {});
    expect(await get(server.url, soon)).toEqual(late);
    expect(server.heard).toHaveLength(1);
  });

  test('holds against a body that drips', async () => {
    const server = await answeringServer((response) => {
      drip(
        () => response.write('a'),
        (done) => response.on('close', done),
      );
    });
    expect(await get(server.url, soon)).toEqual(late);
  });

  test('holds against headers that drip, and against news without end', async () => {
    for (const word of ['x', 'HTTP/1.1 102 Processing\r\n\r\n']) {
      const { url } = await socketServer((socket) => {
        if (word === 'x') socket.write('HTTP/1.1 200 OK\r\nx-a: ');
        drip(
          () => socket.write(word),
          (done) => socket.on('close', done),
        );
      });
      expect(await get(url, soon)).toEqual(late);
    }
  });

  test('covers all redirects together', async () => {
    const server = await answeringServer((response) => {
      const timer = setTimeout(() => response.writeHead(302, { location: '/' }).end(), 50);
      response.on('close', () => clearTimeout(timer));
    });
    expect(await get(server.url, { ...soon, redirectsMax: 1_000_000 })).toEqual(late);
  });

  test('covers the name, and then nothing was sent', async () => {
    const lookup = (): Promise<never> => new Promise(() => {});
    const answer = await get('http://endless.test/', { lookup, timeoutMs: 50 });
    expect(answer).toEqual({ kind: 'failed', why: 'It took too long.', mayHaveArrived: false, isTooLate: true });
  });
});

describe('a failure', () => {
  test('surely arrived nowhere when nobody listens, or the name leads nowhere', async () => {
    const nothing = { kind: 'failed', mayHaveArrived: false, isTooLate: false };
    expect(await get(`http://127.0.0.1:${await deafPort()}/`, open)).toMatchObject(nothing);
    expect(await get('http://nowhere.test/', lookupOf([]))).toMatchObject(nothing);
    const lookup = (): Promise<never> => Promise.reject(new Error('getaddrinfo ENOTFOUND nowhere.test'));
    expect(await get('http://nowhere.test/', { lookup })).toEqual({
      ...nothing,
      why: 'getaddrinfo ENOTFOUND nowhere.test',
    });
  });

  test.each([
    ['hangs up', ''],
    ['answers with something else', 'SSH-2.0-OpenSSH_9.6\r\n'],
    [
      'switches protocols that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    ],
  ])('may have arrived when the other side %s', async (_, words) => {
    const { url } = await socketServer((socket) => socket.once('data', () => socket.end(words)));
    const answer = await get(url, open);
    expect(answer).toMatchObject({ kind: 'failed', mayHaveArrived: true });
    expect(answer).not.toMatchObject({ why: 'It took too long.' });
  });

  test('behind a redirect may have arrived, because its first half did', async () => {
    const port = await deafPort();
    const server = await answeringServer((response) =>
      response.writeHead(303, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    const answer = await get(server.url, { ...open, redirectsMax: 1 });
    expect(answer).toMatchObject({ kind: 'failed', mayHaveArrived: true });
  });

  test('in the middle of a body is an answer that is cut', async () => {
    const { url } = await socketServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')),
    );
    const answer = await get(url, open);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, isCut: true });
    expect(text(answer)).toBe('abc');
  });
});
