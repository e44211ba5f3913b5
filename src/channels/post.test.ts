import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from '../outbound/public-address.ts';
import { post } from './post.ts';

const body = Buffer.from('{}');
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}
const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

describe('addresses', () => {
  test.each([
    ...[
      '127.0.0.1',
      '127.255.255.254',
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
    ],
    ...[
      '169.254.169.254',
      '100.64.0.1',
      '192.0.0.1',
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::a00:1',
      '64:ff9b:1::1',
      'fd00::1',
      'fc00::1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
    ],
    ...[
      '2001::1',
      '2001:db8::1',
      '2002:a00:1::',
      '100::1',
      '3fff::1',
      '5f00::1',
      '',
      'localhost',
      '1.2.3',
      '010.0.0.1',
    ],
  ])('[X3] %s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('posting to an address that somebody else wrote down', () => {
  test('sends the bytes and headers that it was given, and says what was answered', async () => {
    const seen: unknown[] = [];
    const { url, port } = await serve(async (request, response) => {
      seen.push([request.method, request.url, request.headers.host, request.headers.mark, await read(request)]);
      response.writeHead(202, { 'retry-after': '7' }).end();
    });
    const answer = await post(
      { url: `${url}/hook?a=b`, headers: { mark: 'm' }, body: Buffer.from('é') },
      { allowPrivate: true },
    );
    expect(answer).toEqual({ kind: 'answered', status: 202, retryAfterSeconds: 7 });
    expect(seen).toEqual([['POST', '/hook?a=b', `127.0.0.1:${port}`, 'm', 'é']]);
  });

  test.each([
    ...[
      '127.0.0.1',
      '[::1]',
      '0.0.0.0',
      '169.254.169.254',
      '[fd00::1]',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::a00:1]',
      '10.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
    ],
    ...['0x7f.1', 'localhost', 'LOCALHOST', 'localhost.', '127。0。0。1', '①②⑦.0.0.1'],
  ])('[X3] refuses http://%s/ however it is written', async (host) => {
    let asked = 0;
    const { port } = await serve(() => asked++);
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await post({ url: `http://${host}:${port}/`, headers: {}, body }, { lookup })).toMatchObject({
      kind: 'forbidden',
    });
    expect(asked).toBe(0);
  });

  test.each([
    ['file:///etc/passwd'],
    ['ftp://example.com/'],
    ['gopher://example.com/'],
    ['data:text/plain,x'],
    ['//example.com/'],
    ['http://'],
    ['http://user@example.com/'],
    ['http://user:secret@example.com/'],
    ['http://example.com:22/'],
    ['http://example.com:25/'],
    ['https://example.com:6/'],
  ])('[X3] refuses %s', async (url) => {
    const lookup = async () => [{ address: '8.8.8.8', family: 4 }];
    expect(await post({ url, headers: {}, body }, { lookup })).toMatchObject({ kind: 'forbidden' });
  });

  test('[X3] refuses a name with any private address among public ones', async () => {
    const lookup = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '192.168.0.1', family: 4 },
    ];
    expect(await post({ url: 'http://two.test/', headers: {}, body }, { lookup })).toMatchObject({ kind: 'forbidden' });
  });

  test('[X3] resolves a name once, and goes where the answer said, whatever it would say next', async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.headers.host);
      response.end();
    });
    let asked = 0;
    const lookup = async () => [{ address: ++asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    const answer = await post(
      { url: `http://rebinding.test:${port}/`, headers: {}, body },
      { lookup, allowPrivate: true },
    );
    expect([answer, asked, seen]).toEqual([
      { kind: 'answered', status: 200, retryAfterSeconds: null },
      1,
      [`rebinding.test:${port}`],
    ]);
  });

  test.each([301, 302, 303, 307, 308])('[X3] does not follow a redirect (%i)', async (status) => {
    let reached = 0;
    const inside = await serve((_, response) => {
      reached++;
      response.end();
    });
    const { url } = await serve((_, response) => response.writeHead(status, { location: inside.url }).end());
    expect(await post({ url, headers: {}, body }, { allowPrivate: true })).toMatchObject({ kind: 'answered', status });
    expect(reached).toBe(0);
  });

  test('reads no more of an answer than it needs', async () => {
    let written = 0;
    const { url } = await serve((_, response) => {
      const chunk = Buffer.alloc(65_536);
      const write = (): void => {
        while (response.write(chunk)) written += chunk.length;
      };
      response.on('drain', write);
      write();
    });
    expect(await post({ url, headers: {}, body }, { allowPrivate: true })).toMatchObject({
      kind: 'answered',
      status: 200,
    });
    expect(written).toBeLessThan(50_000_000);
  });

  test.each<[string, RequestListener]>([
    ['does not answer', () => {}],
    ['does not end its answer', (_, response) => response.write('a')],
    ['hangs up', (_, response) => response.destroy()],
  ])('says so when the other side %s', async (_, listener) => {
    const { url } = await serve(listener);
    expect(await post({ url, headers: {}, body }, { allowPrivate: true, timeoutMs: 300 })).toMatchObject({
      kind: 'failed',
    });
  });

  test('says so when nobody is there, or the name leads nowhere', async () => {
    const { url, port } = await serve(() => {});
    const server = servers.pop() as Server;
    await new Promise((resolve) => server.close(resolve));
    expect(await post({ url, headers: {}, body }, { allowPrivate: true })).toMatchObject({ kind: 'failed' });
    const nowhere = async () => [];
    expect(await post({ url: `http://nowhere.test:${port}/`, headers: {}, body }, { lookup: nowhere })).toMatchObject({
      kind: 'failed',
    });
    const endless = () => new Promise<never>(() => {});
    expect(
      await post({ url: 'http://endless.test/', headers: {}, body }, { lookup: endless, timeoutMs: 50 }),
    ).toMatchObject({ kind: 'failed' });
  });
});
