import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SteppedClock } from '../../../test/support/hand-clock.ts';
import {
  changeItems,
  ids,
  insertSmallOrganization,
  key,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { type OpenStore, openStore } from '../../../test/support/stores.ts';
import type { Heard, VisitorClient } from '../../../test/support/visitor-client.ts';
import { houseOf } from '../../../test/support/webchat-house.ts';
import { startWebchatServer, type WebchatServer, webchatShop } from '../../../test/support/webchat-server.ts';
import { writeWidgetKey } from '../../domain/webchat-account.ts';
import { webchatLimits } from './limits.ts';

// What does not depend on the store: which pages may ask, how often, and when streams end.

describe('the widget’s door', () => {
  let store: OpenStore;
  let node: SmallNode;
  let organizationId: string;
  const servers: WebchatServer[] = [];
  beforeAll(async () => {
    store = await openStore('pglite');
    node = await startSmallNode(store.database);
    organizationId = await insertSmallOrganization(store.database, webchatShop);
  });
  afterAll(async () => {
    for (const server of servers) {
      expect(server.errors).toEqual([]);
      await server.close();
    }
    await node.close();
    await store.close();
  });
  const start = async (options: Parameters<typeof startWebchatServer>[1] = {}): Promise<WebchatServer> => {
    const server = await startWebchatServer(node, options);
    servers.push(server);
    return server;
  };

  describe('lets pages of allowed origins ask', () => {
    let server: WebchatServer;
    beforeAll(async () => {
      server = await start({ makeLimiter: 'off' });
    });
    const urlOf = (accountId: string, path: string): string =>
      `${server.url}/v1/webchat/${writeWidgetKey({ organizationId, accountId })}${path}`;
    const preflight = (accountId: string, origin: string) =>
      fetch(urlOf(accountId, '/messages'), {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });

    test('and says so to their browsers, of problems too', async () => {
      const answer = await preflight('asking', 'https://shop.example');
      expect(answer.status).toBe(204);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type, idempotency-key, last-event-id',
        vary: 'origin',
      });
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      const refused = await fetch(urlOf('asking', '/messages'), { headers: { origin: 'https://shop.example' } });
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
        401,
        'https://shop.example',
      ]);
    });

    test.each([
      'https://shop.example.evil.test',
      'https://evil.shop.example',
      'http://shop.example',
      'https://shop.example:8443',
      'https://SHOP.example',
      'null',
      'file://',
    ])('and those of %s not', async (origin) => {
      const before = await preflight('asking', origin);
      expect([before.status, before.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      const visitor = server.visitor(organizationId, 'asking', origin);
      expect((await visitor.start()).body).toMatchObject({ code: 'origin_not_allowed', data: { origin } });
    });

    test('its own frame among them, and where the account names none, everybody', async () => {
      expect((await server.visitor(organizationId, 'asking', server.url).start()).status).toBe(200);
      expect((await server.visitor(organizationId, 'chat', 'https://anywhere.example').start()).status).toBe(200);
      expect((await server.visitor(organizationId, 'asking').start()).status).toBe(200);
    });

    test('which are those that may show the frame', async () => {
      const frame = async (accountId: string) =>
        (await fetch(`${server.url}/widget/frame?key=${writeWidgetKey({ organizationId, accountId })}`)).text();
      expect(await frame('asking')).toBe("'self' https://shop.example");
      expect(await frame('chat')).toBe('*');
    });
  });

  describe('[X26] limits', () => {
    const few = { requestsMax: 3, windowSeconds: 60 };
    const limited = (name: keyof typeof webchatLimits) => start({ limits: { ...webchatLimits, [name]: few } });

    test('how much a visitor writes, and others go on', async () => {
      const server = await limited('messagesOfVisitor');
      const [a, b] = [server.visitor(organizationId), server.visitor(organizationId)];
      await Promise.all([a.start(), b.start()]);
      const statuses = [];
      for (let i = 0; i < 4; i++) statuses.push((await a.say('hello')).status);
      expect(statuses).toEqual([201, 201, 201, 429]);
      const refused = await a.say('hello');
      expect(refused.body).toMatchObject({ code: 'rate_limited', data: { quota: 3, windowSeconds: 60 } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await b.say('hello')).status).toBe(201);
    });

    test.each(['messagesOfVisitor', 'messagesOfAddress', 'messagesOfAccount'] as const)(
      'new names as %s, and the same name is no new one',
      async (name) => {
        const server = await limited(name);
        const visitor = server.visitor(organizationId);
        await visitor.start({ name: 'Ada' });
        expect((await visitor.say('hello')).status).toBe(201);
        const statuses = [];
        for (const name of ['Ada B', 'Ada B', 'Ada C', 'Ada D', 'Ada E'])
          statuses.push((await visitor.start({ name })).status);
        expect(statuses).toEqual([200, 200, 200, 429, 429]);
        expect((await visitor.say('hello')).status).toBe(429);
        expect((await visitor.start()).status).toBe(200);
      },
    );

    test('how many conversations an address opens, so that new visitors by the dozen do not fill a queue', async () => {
      const server = await limited('conversationsOfAddress');
      const statuses = [];
      for (let i = 0; i < 4; i++) {
        const visitor = server.visitor(organizationId);
        await visitor.start();
        statuses.push((await visitor.say('hello')).status);
        // Whoever has a conversation goes on in it.
        if (i < 3) expect((await visitor.say('more')).status).toBe(201);
      }
      expect(statuses).toEqual([201, 201, 201, 429]);
    });

    test.each(['messagesOfAddress', 'messagesOfAccount', 'conversationsOfAccount'] as const)(
      '%s, whoever it is',
      async (name) => {
        const server = await limited(name);
        const statuses = [];
        for (let i = 0; i < 4; i++) {
          const visitor = server.visitor(organizationId);
          await visitor.start();
          statuses.push((await visitor.say('hello')).status);
        }
        expect(statuses).toEqual([201, 201, 201, 429]);
      },
    );

    test('every request of an address, before anything is looked up', async () => {
      const server = await limited('requestsOfAddress');
      const asks = Array.from({ length: 4 }, () => fetch(`${server.url}/v1/webchat/w_x/messages`));
      expect((await Promise.all(asks)).map(({ status }) => status).sort()).toEqual([404, 404, 404, 429]);
    });

    describe('[X5] bytes that are uploaded', () => {
      const day = 86_400_000;
      const wide = { ofVisitor: 1e9, ofAddress: 1e9, ofAccount: 1e9 };
      const bytesMax = 100_000;
      /** Room for three files of the largest size. */
      const startWith = async (inDay: object, unsent: object) => {
        const clock = new SteppedClock();
        const budgets = { inDay: { ...wide, ...inDay }, unsent: { ...wide, ...unsent } };
        return { clock, server: await start({ uploadLimits: budgets, bytesMax, clock }) };
      };
      const begin = async (server: WebchatServer) => {
        const visitor = server.visitor(organizationId);
        await visitor.start();
        return visitor;
      };
      const upload = (visitor: VisitorClient, bytes = bytesMax, headers = {}) =>
        visitor.ask('POST', '/files?name=a.txt', randomBytes(bytes), headers);
      const statusesOf = async (asked: readonly Promise<Heard>[]) =>
        (await Promise.all(asked)).map(({ status }) => status).sort();

      test('and that nobody sent yet, of one visitor: as few at once as one after another', async () => {
        const { clock, server } = await startWith({}, { ofVisitor: 3 * bytesMax });
        const [a, b] = [await begin(server), await begin(server)];
        const heard = await Promise.all(Array.from({ length: 9 }, () => upload(a)));
        expect(heard.map(({ status }) => status).sort()).toEqual([201, 201, 201, ...Array(6).fill(429)]);
        const refused = heard.find(({ status }) => status === 429);
        expect(refused?.body).toMatchObject({
          code: 'uploads_full',
          data: { bytesMax: 3 * bytesMax, windowSeconds: 86_400 },
        });
        expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(86_000);
        expect((await upload(b)).status).toBe(201);
        // What a message carries is unsent no more.
        const [first, second] = heard.filter(({ status }) => status === 201).map(({ body }) => body.reference);
        expect((await a.say('', { fileIds: [first, second] })).status).toBe(201);
        expect(await statusesOf([upload(a), upload(a), upload(a)])).toEqual([201, 201, 429]);
        clock.pass(day);
        expect(await statusesOf([upload(a), upload(a), upload(a), upload(a)])).toEqual([201, 201, 201, 429]);
      });

      test.each(['ofAddress', 'ofAccount'] as const)('%s, whoever it is', async (name) => {
        const { server } = await startWith({}, { [name]: 3 * bytesMax });
        const visitors = await Promise.all(Array.from({ length: 5 }, () => begin(server)));
        expect(await statusesOf(visitors.map((visitor) => upload(visitor)))).toEqual([201, 201, 201, 429, 429]);
      });

      test.each(['ofVisitor', 'ofAddress', 'ofAccount'] as const)(
        '%s in a day, whether they are sent or not',
        async (name) => {
          const { clock, server } = await startWith({ [name]: 3 * bytesMax }, {});
          const visitor = await begin(server);
          for (let i = 0; i < 3; i++) {
            const { body } = await upload(visitor);
            expect((await visitor.say('', { fileIds: [body.reference] })).status).toBe(201);
          }
          expect((await upload(visitor)).body.code).toBe('uploads_full');
          clock.pass(day);
          expect((await upload(visitor)).status).toBe(201);
        },
      );

      test('and nothing for those of which nothing came, or that came before; small ones are not nothing', async () => {
        const { server } = await startWith({}, { ofVisitor: 3 * bytesMax });
        const visitor = await begin(server);
        const again = { 'idempotency-key': 'the same one' };
        const body = 'x'.repeat(bytesMax);
        for (let i = 0; i < 6; i++) {
          expect((await upload(visitor, bytesMax + 1)).status).toBe(413);
          expect((await visitor.ask('POST', '/files?name=a.txt', body, again)).status).toBe(201);
        }
        const small = await statusesOf(Array.from({ length: 6 }, () => upload(visitor, 1)));
        expect(small).toEqual([201, 201, 201, 429, 429, 429]);
      });
    });

    test('streams of one visitor', async () => {
      const server = await start({ makeLimiter: 'off', streamLimits: { ofVisitor: 1, ofAddress: 2, ofNode: 9 } });
      const first = server.visitor(organizationId);
      await first.start();
      await first.open();
      const second = server.visitor(organizationId);
      second.token = first.token;
      expect((await second.ask('GET', '/events')).body.code).toBe('busy');
      first.cut();
      await second.resume();
      expect(second.isFollowing).toBe(true);
    });
  });

  describe('a stream', () => {
    test('is kept open by comments, and ends when the server stops', async () => {
      const server = await startWebchatServer(node, { makeLimiter: 'off', streamTimes: { beatMs: 5 } });
      const visitor = server.visitor(organizationId);
      await visitor.start();
      await visitor.say('hello');
      await visitor.open();
      await visitor.until(({ received }) => received.endsWith(':\n\n:\n\n'));
      expect(visitor.isFollowing).toBe(true);
      await server.close();
      await visitor.until(({ isFollowing }) => !isFollowing);
    });

    test('[X28] ends when its account is gone', async () => {
      const shop = await insertSmallOrganization(store.database, webchatShop);
      const server = await start({ makeLimiter: 'off' });
      const visitor = server.visitor(shop);
      await visitor.start();
      await visitor.say('hello');
      await visitor.open();
      await node.run(shop, key(), changeItems, { items: [['account', 'chat', { retired: true }]] });
      await visitor.until(({ ends }) => ends.includes('void'));
      expect((await visitor.ask('GET', '/messages')).status).toBe(404);
    });

    test('of somebody who reads nothing is ended, and comes back for the rest', async () => {
      const server = await start({ makeLimiter: 'off' });
      const visitor = server.visitor(organizationId);
      await visitor.start();
      await visitor.say('hello');
      const { takes, says } = await houseOf(node, organizationId, visitor);
      await takes('agent-kiwi-tom');
      await visitor.open();
      visitor.pause();
      const long = 'x'.repeat(20_000);
      // More than the sockets of both sides and the server’s own bound hold together.
      for (let i = 0; i < 400; i++) await says('agent-kiwi-tom', `${i} ${long}`);
      visitor.unpause();
      await visitor.until(({ ends }) => ends.includes('resume'));
      const { length } = visitor.entries;
      expect(length).toBeLessThan(400);
      await visitor.resume();
      await visitor.until(({ entries }) => entries.length > length);
      expect(visitor.thread.slice(3).map((line) => line.split(' ')[2])).toEqual(
        visitor.entries.slice(3).map((_, i) => String(i)),
      );
    });
  });

  describe('files', () => {
    let server: WebchatServer;
    beforeAll(async () => {
      server = await start({ makeLimiter: 'off', bytesMax: 1_000 });
    });
    const upload = (visitor: ReturnType<WebchatServer['visitor']>, name: string, more: Record<string, string> = {}) =>
      visitor.ask('POST', `/files?name=${encodeURIComponent(name)}`, 'some bytes', {
        'content-type': 'text/html',
        ...more,
      });
    const begin = async () => {
      const visitor = server.visitor(organizationId);
      await visitor.start();
      return visitor;
    };

    test('[X11] [X12] go with a message, and come back to be saved, never shown, whatever they are called', async () => {
      const visitor = await begin();
      const { status, body } = await upload(visitor, '../\u202egnp.<script>html');
      expect(status).toBe(201);
      expect(body).toMatchObject({ name: '_gnp._script_html', mediaType: 'text/html', bytes: 10 });
      expect((await visitor.ask('GET', `/files/${body.id}`)).status).toBe(404);
      expect((await visitor.say('', { fileIds: [body.reference] })).status).toBe(201);
      const { entries } = await visitor.fresh();
      expect(entries.at(-1)).toMatchObject({
        text: '',
        files: [{ id: body.id, name: '_gnp._script_html', bytes: 10 }],
      });
      const given = await visitor.ask('GET', `/files/${body.id}`);
      expect([given.status, given.body]).toEqual([200, 'some bytes']);
      expect(Object.fromEntries(given.headers)).toMatchObject({
        'content-disposition': expect.stringMatching(/^attachment; /),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
      });
    });

    test('[X5] are taken of nobody without a token, not larger, and once however often they come', async () => {
      const visitor = await begin();
      const nobody = server.visitor(organizationId);
      expect((await upload(nobody, 'a.txt')).body.code).toBe('visitor_unknown');
      expect((await visitor.ask('POST', '/files?name=a', 'x'.repeat(1_001))).body.code).toBe('body_too_large');
      expect((await visitor.ask('POST', '/files', 'x')).body.code).toBe('validation');
      const again = { 'idempotency-key': 'the same one' };
      const [first, second] = [await upload(visitor, 'a.txt', again), await upload(visitor, 'a.txt', again)];
      expect(second.body).toEqual(first.body);
      const other = await begin();
      expect((await upload(other, 'a.txt', again)).body.id).not.toBe(first.body.id);
    });

    test('[X7] [X30] of others are neither attached nor given, and cannot be told from those that are not', async () => {
      const [a, b] = [await begin(), await begin()];
      const { body } = await upload(a, 'mine.txt');
      expect((await b.say('x', { fileIds: [body.reference] })).body.code).toBe('file_unknown');
      expect((await b.say('x', { fileIds: [`${body.id}.${'a'.repeat(43)}`] })).body.code).toBe('file_unknown');
      expect((await b.say('x', { fileIds: [body.id] })).status).toBe(400);
      await a.say('x', { fileIds: [body.reference] });
      await b.say('x');
      const [foreign, none] = [await b.ask('GET', `/files/${body.id}`), await b.ask('GET', `/files/${ids.next()}`)];
      expect([foreign.status, foreign.body]).toEqual([none.status, none.body]);
      expect(none.status).toBe(404);
      expect((await a.ask('GET', `/files/${body.id}`)).status).toBe(200);
    });
  });
});
