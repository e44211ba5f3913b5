import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HandClock } from '../../../test/support/hand-clock.ts';
import {
  agent,
  answers,
  bareServer,
  ids,
  insertSmallOrganization,
  key,
  listen,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { systemClock } from '../../base/clock.ts';
import { receiveMessage, sendMessage } from '../../commands/messages.ts';
import { requestTransfer } from '../../commands/request-transfer.ts';
import { takeTicket } from '../../commands/take-ticket.ts';
import type { Principal } from '../../domain/principal.ts';
import { filesReader } from '../../storage/read-files.ts';
import { openDiskFileStore } from './disk-file-store.ts';
import { FileLinks } from './file-links.ts';
import { type FileStore, FileStoreError } from './file-store.ts';
import { inboundFiles } from './inbound-files.ts';
import { fileRoutes } from './routes.ts';

const bytesMax = 1000;

describeOnStores('files over HTTP', (store) => {
  let node: SmallNode;
  let folder: string;
  let fileStore: FileStore;
  let organizationId: string;
  let other: string;
  let url: string;
  let isFull = false;
  const defects: unknown[] = [];
  const closers: (() => Promise<unknown>)[] = [];
  const integration = key('conversation.reply', 'ticket.read_all');

  beforeAll(async () => {
    node = await startSmallNode(store.database);
    folder = await mkdtemp(join(tmpdir(), 'baton-files-'));
    fileStore = await openDiskFileStore(folder, ids);
    [organizationId, other] = [
      await insertSmallOrganization(store.database),
      await insertSmallOrganization(store.database),
    ];
    const app = bareServer();
    app.decorateRequest('caller', null as never);
    await app.register(
      async (scope) => {
        scope.addHook('onRequest', async (request: FastifyRequest) => {
          const given = request.headers['test-caller'];
          if (typeof given !== 'string') throw answers.problem('unauthenticated');
          Object.assign(request, { caller: JSON.parse(given) });
        });
        fileRoutes(scope, {
          engine: node.engine,
          store: {
            ...fileStore,
            put: (...given) => (isFull ? Promise.reject(new FileStoreError('full')) : fileStore.put(...given)),
          },
          files: filesReader(store.database),
          reads: { database: store.database },
          ids,
          clock: systemClock,
          links: new FileLinks(new Uint8Array(32).fill(3)),
          onDefect: (error) => defects.push(error),
          configurationOf: (id) => node.engine.configurations.refresh(id),
          ...answers,
          bytesMax,
        });
      },
      { prefix: '/v1' },
    );
    url = await listen(app);
    closers.push(
      () => node.close(),
      () => rm(folder, { recursive: true }),
      () => app.close(),
    );
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  const headers = (principal: Principal, of = organizationId) => ({
    'test-caller': JSON.stringify({ organizationId: of, principal }),
  });
  const upload = async (
    body: string | Buffer<ArrayBuffer>,
    { name = 'bill.pdf', principal = integration as Principal, more = {} as Record<string, string> } = {},
  ) => {
    const response = await fetch(`${url}/v1/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      body,
      headers: { ...headers(principal), ...more },
    });
    return {
      status: response.status,
      replayed: response.headers.get('idempotency-replayed'),
      body: (await response.json()) as { id: string; name: string; sha256: string; code: string },
    };
  };
  const get = (id: string, principal: Principal, of = organizationId) =>
    fetch(`${url}/v1/files/${id}`, { headers: headers(principal, of) });
  const receive = (thread: string, fileIds: string[] = []) =>
    node.run(organizationId, { kind: 'contact', accountId: 'web', address: thread }, receiveMessage, {
      ...{
        accountId: 'web',
        channelKind: 'webchat',
        threadKey: thread,
        from: { address: thread },
        externalId: ids.next(),
        text: 'x',
        fileIds,
      },
    });
  // Whoever may have the bytes may know what they are called, and nobody else.
  const statuses = async (id: string, names: string[]) =>
    Promise.all(
      names.map(async (name) => {
        const [bytes, details] = [await get(id, agent(name)), await get(`${id}/details`, agent(name))];
        expect([name, details.status]).toEqual([name, bytes.status]);
        return bytes.status;
      }),
    );

  test('are stored as they come and given back to be saved, never shown', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>');
    const stored = await upload(bytes, {
      name: '\u202egnp.<b>html',
      more: { 'content-type': 'text/html; charset=utf-8' },
    });
    expect(stored.status).toBe(201);
    expect(stored.body).toMatchObject({
      name: 'gnp._b_html',
      mediaType: 'text/html',
      bytes: bytes.length,
      conversationId: null,
    });
    const response = await get(stored.body.id, integration);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': `attachment; filename="gnp._b_html"; filename*=UTF-8''gnp._b_html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });

  test.each([
    '../../../etc/passwd',
    '..\\..\\x',
    'a/b',
    '\u200b.htaccess',
    'x'.repeat(1000),
    'file.txt::$DATA',
    'CON',
    '.',
  ])('[X12] have no path from their names: %j', async (name) => {
    const stored = await upload('named', { name });
    expect(stored.status).toBe(201);
    const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    expect(paths.every((path) => /^[0-9a-f]{64}$/.test(path))).toBe(true);
    const [row] = (
      await store.database.read({
        name: '',
        text: 'select name from file where id = $1::uuid',
        values: [stored.body.id],
      })
    ).rows;
    expect(row.name).toBe(name);
  });

  test.each(['', 'a\0b', 'x'.repeat(1001)])('[X12] are refused with a name that cannot be kept: %j', async (name) => {
    expect(await upload('x', { name })).toMatchObject({ status: 400, body: { code: 'validation' } });
  });

  test('over the limit are refused, announced or not, and leave nothing', async () => {
    const before = (await readdir(folder, { recursive: true })).length;
    expect(await upload(Buffer.alloc(bytesMax + 1, 1))).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const unannounced = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(
        `${url}/v1/files?name=a`,
        { method: 'POST', headers: { ...headers(integration), 'transfer-encoding': 'chunked' } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.write(Buffer.alloc(bytesMax, 1));
      sent.end(Buffer.alloc(10, 1));
    });
    expect(unannounced).toBe(413);
    expect(await upload(Buffer.alloc(bytesMax, 2))).toMatchObject({ status: 201 });
    expect((await readdir(join(folder, 'incoming'))).length).toBe(0);
    expect((await readdir(folder, { recursive: true })).length).toBeLessThanOrEqual(before + 2);
  });

  test('with one idempotency key are one file, and with other content a conflict', async () => {
    const more = { 'idempotency-key': 'once' };
    const [first, again] = [await upload('same', { more }), await upload('same', { more })];
    expect([again.body, again.replayed]).toEqual([first.body, 'true']);
    expect(await upload('different', { more })).toMatchObject({ status: 409, body: { code: 'key_reused' } });
    expect(await upload('x', { more: { 'idempotency-key': '' } })).toMatchObject({ status: 400 });
  });

  test('need a permission to be stored, a key to be read, and room', async () => {
    expect(await upload('x', { principal: key('events.read') })).toMatchObject({
      status: 403,
      body: { code: 'permission_missing' },
    });
    const { body } = await upload('x');
    expect((await get(body.id, key('events.read'))).status).toBe(404);
    expect((await fetch(`${url}/v1/files/${body.id}`)).status).toBe(401);
    expect((await fetch(`${url}/v1/files?name=a`, { method: 'POST', body: 'x' })).status).toBe(401);
    isFull = true;
    expect(await upload('x')).toMatchObject({ status: 503, body: { code: 'busy' } });
    isFull = false;
    expect(defects.splice(0)).toMatchObject([{ message: 'full' }]);
  });

  test('whose bytes are not here, because they lie with another server or are lost, are unavailable, and the operator is told', async () => {
    const { body: file } = await upload('somewhere else');
    const path = join(folder, file.sha256.slice(0, 2), file.sha256);
    await rm(path);
    for (const broken of [() => {}, () => writeFile(path, 'cut')]) {
      await broken();
      const response = await get(file.id, integration);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: 'file_unavailable' });
      expect((await get(`${file.id}/details`, integration)).status).toBe(200);
      expect(String(defects.splice(0))).toContain(file.sha256);
    }
  });

  test('[X9] are no assistant’s to read: its key may hand over, and no more', async () => {
    const { body: loose } = await upload('loose');
    const { body: carried } = await upload('carried');
    await receive('assisted', [carried.id]);
    const assistant = key('transfer.as_assistant', 'conversation.reply');
    for (const { id } of [loose, carried]) {
      expect((await get(id, assistant)).status).toBe(404);
      expect((await get(`${id}/details`, assistant)).status).toBe(404);
      const link = await fetch(`${url}/v1/files/${id}/links`, {
        method: 'POST',
        body: '{}',
        headers: { ...headers(assistant), 'content-type': 'application/json' },
      });
      expect(link.status).toBe(404);
      expect((await get(id, key('transfer.as_assistant', 'ticket.read_all'))).status).toBe(200);
    }
  });

  test('[X9] are there for whoever may read a message that carries them, and unknown to everybody else', async () => {
    const { body: file } = await upload('for the customer', { principal: agent('ana') });
    const { conversationId, ticketId } = await receive('reader');
    await node.run(organizationId, agent('ana'), takeTicket, { ticketId });
    // Nobody has sent it yet.
    expect(await statuses(file.id, ['ana', 'ben', 'eve'])).toEqual([404, 404, 404]);
    await node.run(organizationId, agent('ana'), sendMessage, {
      conversationId,
      kind: 'reply',
      text: 'here',
      fileIds: [file.id],
    });
    expect(await statuses(file.id, ['ana', 'ben', 'eve', 'root', 'nobody'])).toEqual([200, 404, 404, 200, 404]);
    expect((await get(file.id, integration, other)).status).toBe(404);
    expect((await get(file.id, agent('ana'), other)).status).toBe(404);
    for (const id of ['x', '..%2f..', ids.next(), file.sha256]) expect((await get(id, integration)).status).toBe(404);
  });

  test('[I36] of a note stay in the department that wrote it when the conversation moves on, those of messages go along', async () => {
    const { conversationId, ticketId } = await receive('mover');
    await node.run(organizationId, agent('ana'), takeTicket, { ticketId });
    const [internal, shared, late] = await Promise.all(
      ['internal', 'shared', 'late'].map(async (text) => (await upload(text)).body.id),
    );
    await node.run(organizationId, agent('ana'), sendMessage, {
      conversationId,
      kind: 'note',
      text: 'n',
      fileIds: [internal as string],
    });
    await node.run(organizationId, agent('ana'), sendMessage, {
      conversationId,
      kind: 'reply',
      text: 'r',
      fileIds: [shared as string],
    });
    await node.run(organizationId, agent('ana'), requestTransfer, {
      ticketId,
      request: { target: { kind: 'department', id: 'billing' }, mode: 'cold' },
    });
    await receive('mover', [late as string]);
    expect(await statuses(internal as string, ['ana', 'ben'])).toEqual([200, 404]);
    expect(await statuses(shared as string, ['ana', 'ben'])).toEqual([200, 200]);
    expect(await statuses(late as string, ['ana', 'ben'])).toEqual([404, 200]);
  });

  test('[X30] are given by a link to whoever it was made for, for a while, and to nobody else', async () => {
    const { body: file } = await upload('linked', { principal: agent('ana') });
    const { conversationId, ticketId } = await receive('linked');
    await node.run(organizationId, agent('ana'), takeTicket, { ticketId });
    const link = async (id: string, principal: Principal, body: object = {}) => {
      const response = await fetch(`${url}/v1/files/${id}/links`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { ...headers(principal), 'content-type': 'application/json' },
      });
      return { status: response.status, body: (await response.json()) as any };
    };
    const follow = async (path: string, principal: Principal) => {
      const response = await fetch(url + path, { headers: headers(principal) });
      const isProblem = response.headers.get('content-type')?.includes('problem') === true;
      return [response.status, isProblem ? ((await response.json()) as any).code : await response.text()];
    };
    expect((await link(file.id, agent('ana'))).status).toBe(404);
    await node.run(organizationId, agent('ana'), sendMessage, {
      ...{ conversationId, kind: 'reply', text: 'here', fileIds: [file.id] },
    });
    expect((await link(file.id, agent('ben'))).status).toBe(404);
    for (const expiresInSeconds of [0, 3_601, 1.5, '300'])
      expect((await link(file.id, agent('ana'), { expiresInSeconds })).status).toBe(400);
    const made = await link(file.id, agent('ana'));
    expect(made.status).toBe(201);
    expect(Date.parse(made.body.expiresAt) - Date.now()).toBeGreaterThan(290_000);
    const path = made.body.url as string;
    expect(await follow(path, agent('ana'))).toEqual([200, 'linked']);
    // Whoever else comes with it, also who may read the file by themselves; whatever of it is changed; and too late.
    for (const who of [agent('root'), agent('ben'), integration])
      expect(await follow(path, who)).toEqual([403, 'link_expired']);
    const { body: other } = await upload('other');
    const [, expires, signature] = /expires=(\d+)&signature=(.+)$/.exec(path) as unknown as [string, string, string];
    for (const forged of [
      `/v1/files/${other.id}?expires=${expires}&signature=${signature}`,
      `/v1/files/${file.id}?expires=${Number(expires) + 1}&signature=${signature}`,
      `/v1/files/${file.id}?expires=${expires}&signature=${signature.slice(1)}`,
      `/v1/files/${file.id}?expires=${expires}`,
      `/v1/files/${file.id}?signature=${signature}`,
    ])
      expect(await follow(forged, agent('ana'))).toEqual([403, 'link_expired']);
    const short = await link(file.id, agent('ana'), { expiresInSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await follow(short.body.url, agent('ana'))).toEqual([403, 'link_expired']);
  });

  test('[I32] of a customer’s message are stored once, however often it comes', async () => {
    const clock = new HandClock();
    const onDefect = (error: unknown): unknown => defects.push(error);
    const keep = inboundFiles({ store: fileStore, engine: node.engine, clock, ids, bytesMax, onDefect });
    const files = [
      { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('a') },
      { name: 'b.txt', mediaType: 'text/plain', bytes: Buffer.from('b') },
    ];
    const first = await keep(organizationId, 'web m1', files);
    expect(first).toHaveLength(2);
    expect(await keep(organizationId, 'web m1', files)).toEqual(first);
    // Days later those of the first time may be gone, because the message itself never came through.
    clock.pass(24 * 3_600_000);
    const late = await keep(organizationId, 'web m1', files);
    expect(late).toHaveLength(2);
    expect(late.filter((id) => first.includes(id))).toEqual([]);
  });
});
