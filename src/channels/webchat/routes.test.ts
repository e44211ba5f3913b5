import { createHmac } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agent,
  ids,
  insertSmallOrganization,
  key,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { newId, type VisitorClient } from '../../../test/support/visitor-client.ts';
import { houseOf } from '../../../test/support/webchat-house.ts';
import { startWebchatServer, type WebchatServer, webchatShop } from '../../../test/support/webchat-server.ts';
import { nameContact } from '../../commands/name-contact.ts';
import { createAccountSecret } from '../../commands/organizations.ts';
import { startConversation } from '../../commands/start-conversation.ts';
import { sessionAnswer, transcriptAnswer, visitorMessageAnswer } from '../../contract/webchat.ts';

const [tom, mei, priya, faye, ines] = ['tom', 'mei', 'priya', 'faye', 'ines'].map((name) => `agent-kiwi-${name}`) as [
  string,
  string,
  string,
  string,
  string,
];
const [billing, fraud] = ['dept-kiwi-billing', 'dept-kiwi-fraud'];

describeOnStores('the widget’s routes', (store) => {
  let node: SmallNode;
  let server: WebchatServer;
  let organizationId: string;
  beforeAll(async () => {
    node = await startSmallNode(store.database);
    server = await startWebchatServer(node, { makeLimiter: 'off', pages: { pageSize: 5, missedMax: 20 } });
    organizationId = await insertSmallOrganization(store.database, webchatShop);
  });
  afterAll(async () => {
    expect(server.errors).toEqual([]);
    await server.close();
    await node.close();
  });

  const house = (visitor: VisitorClient) => houseOf(node, organizationId, visitor);
  const writes = async (text: string, accountId = 'chat', of = organizationId): Promise<VisitorClient> => {
    const visitor = server.visitor(of, accountId);
    await visitor.start();
    expect((await visitor.say(text)).status).toBe(201);
    return visitor;
  };

  describe('a session', () => {
    test('begins with somebody new, whose token of before goes on', async () => {
      const visitor = server.visitor(organizationId);
      const first = await visitor.start();
      expect(first).toMatchObject({
        status: 200,
        body: {
          identified: false,
          expiresAt: null,
          name: null,
          conversation: null,
          account: { name: 'Shop chat', greeting: null, preChat: [], locale: null, theme: 'auto' },
        },
      });
      expect(Compile(sessionAnswer).Check(first.body)).toBe(true);
      await visitor.say('hello');
      const again = await visitor.start({ name: 'Ada' });
      expect(again.body).toMatchObject({ name: 'Ada', conversation: { status: 'open' } });
      expect((await visitor.start()).body.name).toBe('Ada');
    });

    test('says what the account asks before a chat', async () => {
      expect((await server.visitor(organizationId, 'asking').start()).body.account).toEqual({
        name: 'asking',
        greeting: 'Hello!',
        preChat: [
          { id: 'email', label: 'Your e-mail address', required: true },
          { id: 'order', label: 'Order number', required: false },
        ],
        locale: 'de',
        theme: 'dark',
      });
    });

    test.each(['', 'x', 'a.b', `${'a'.repeat(1900)}.b`, 'e30.e30', 'WyJ1c2VyOjEiLG51bGwsbnVsbF0.AAAA'])(
      'with a token that is none (%s) is somebody new, and opens nothing',
      async (token) => {
        const visitor = server.visitor(organizationId);
        visitor.token = token;
        expect((await visitor.ask('GET', '/messages')).body.code).toBe('visitor_unknown');
        expect((await visitor.ask('GET', '/events')).body.code).toBe('visitor_unknown');
        const { body } = await visitor.ask('POST', '/sessions', token === '' ? {} : { token });
        expect(body).toMatchObject({ identified: false, conversation: null });
        expect(body.token).not.toBe(token);
      },
    );

    test('[X9] holds for its own account and organization only', async () => {
      const other = await insertSmallOrganization(store.database, webchatShop);
      const visitor = await writes('mine');
      for (const foreign of [server.visitor(other), server.visitor(organizationId, 'asking')]) {
        foreign.token = visitor.token;
        expect((await foreign.ask('GET', '/messages')).status).toBe(401);
        expect((await foreign.start()).body.conversation).toBeNull();
      }
    });

    test('tells whoever has the conversation what its customer is called', async () => {
      const visitor = await writes('hello');
      await visitor.start({ name: 'Ada Lovelace' });
      const { contact_name: name } = (
        await node.database.read({
          name: '',
          text: `select p.name as contact_name from conversation c join contact p
            on p.organization_id = c.organization_id and p.id = c.contact_id where c.id = $1::uuid`,
          values: [(await visitor.start()).body.conversation.id],
        })
      ).rows[0] as { contact_name: string };
      expect(name).toBe('Ada Lovelace');
      // Nobody else is called anything by it.
      const other = await writes('somebody else');
      const [payload = ''] = other.token.split('.');
      const [address] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string];
      const input = { conversationId: (await visitor.start()).body.conversation.id, channelKind: 'webchat', name: 'x' };
      for (const principal of [
        { kind: 'contact', accountId: 'chat', address } as const,
        agent(tom),
        key('message.receive'),
      ])
        expect(await node.submit(organizationId, principal, nameContact, input)).toMatchObject({ kind: 'refused' });
    });
  });

  describe('[X31] a key that names nothing', () => {
    test.each([
      () => 'w_x',
      () => `w_${organizationId.replaceAll('-', '')}_gone`,
      () => `w_${organizationId.replaceAll('-', '')}_custom`,
      () => `w_${ids.next().replaceAll('-', '')}_chat`,
      () => `W_${organizationId.replaceAll('-', '').toUpperCase()}_chat`,
    ])('is answered alike, whatever is wrong with it (%#)', async (keyOf) => {
      for (const path of ['/sessions', '/messages']) {
        const response = await fetch(`${server.url}/v1/webchat/${keyOf()}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'not_found']);
      }
      expect((await fetch(`${server.url}/widget/frame?key=${keyOf()}`)).status).toBe(404);
    });
  });

  describe('an identity', () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sign = (claims: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string => {
      const content = `${part(header)}.${part(claims)}`;
      return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
    };
    const inMinutes = (minutes: number): number => Math.floor(Date.now() / 1000) + minutes * 60;
    let shop: string;
    // Secrets are kept for a moment: each test has accounts that nobody asked about before.
    beforeEach(async () => {
      shop = await insertSmallOrganization(store.database, webchatShop);
    });
    const makeSecret = async (accountId = 'chat'): Promise<string> => {
      const secret = `whsec_${newId()}${newId()}`;
      await node.run(shop, key('keys.manage'), createAccountSecret, { accountId, id: ids.next(), secret });
      return secret;
    };
    const known = async (token: string) => server.visitor(shop).start({ identity: token });

    test('is whom the account’s server names, on every browser, until its time is over', async () => {
      const secret = await makeSecret();
      const claims = { sub: '81', name: 'Ada', exp: inMinutes(60) };
      const first = server.visitor(shop);
      expect((await first.start({ identity: sign(claims, secret) })).body).toMatchObject({
        identified: true,
        name: 'Ada',
        conversation: null,
      });
      await first.say('from the first browser');
      const second = server.visitor(shop);
      expect((await second.start({ identity: sign(claims, secret), name: 'Somebody' })).body).toMatchObject({
        name: 'Ada',
        conversation: { status: 'open' },
      });
      await second.open();
      expect(second.thread).toContain('visitor: from the first browser');
      expect(second.cut()).toBeUndefined();
      expect((await second.start({ name: 'Somebody' })).body.name).toBe('Ada');
    });

    test('[X17] holds under each of two secrets, and with a retired one its tokens end', async () => {
      const older = await makeSecret();
      const newer = await makeSecret();
      const claims = { sub: '82', exp: inMinutes(60) };
      const visitor = server.visitor(shop);
      await visitor.start({ identity: sign(claims, older) });
      await visitor.say('hello');
      await visitor.open();
      // A third one retires the first.
      await makeSecret();
      await visitor.until(({ ends }) => ends.includes('void'));
      expect((await visitor.ask('GET', '/messages')).status).toBe(401);
      expect((await known(sign(claims, older))).body.code).toBe('identity_invalid');
      expect((await known(sign(claims, newer))).status).toBe(200);
    });

    test('[X17] that is not signed, or signed by other rules, is nobody', async () => {
      const secret = await makeSecret();
      const claims = { sub: '83', exp: inMinutes(60) };
      const good = sign(claims, secret);
      const foreign = await makeSecret('asking');
      const [header, payload, mac] = good.split('.') as [string, string, string];
      const bad = [
        sign(claims, foreign),
        sign(claims, ''),
        sign(claims, secret, { alg: 'none' }),
        sign(claims, secret, { alg: 'hs256' }),
        sign(claims, secret, { alg: 'HS512' }),
        sign(claims, secret, { alg: 'HS256', crit: ['exp'] }),
        sign(claims, secret, {}),
        `${part({ alg: 'none' })}.${payload}.`,
        `${header}.${payload}.`,
        `${header}.${payload}.${mac.slice(0, -1)}`,
        `${header}.${payload}.${mac}=`,
        `${header}.${part({ ...claims, sub: '84' })}.${mac}`,
        `${good}.${mac}`,
        'a.b.c',
        '..',
        sign({ sub: '83' }, secret),
        sign({ sub: '83', exp: 'tomorrow' }, secret),
        sign({ sub: '83', exp: inMinutes(-2) }, secret),
        sign({ sub: '83', exp: inMinutes(60 * 24 + 5) }, secret),
        sign({ ...claims, nbf: inMinutes(5) }, secret),
        sign({ ...claims, sub: 83 }, secret),
        sign({ ...claims, sub: '' }, secret),
        sign({ ...claims, sub: 'a\nb' }, secret),
        sign({ ...claims, sub: 'a'.repeat(129) }, secret),
        sign({ ...claims, name: { first: 'Ada' } }, secret),
        sign({ exp: inMinutes(60) }, secret),
      ];
      for (const token of bad) {
        const { status, body } = await known(token);
        expect([status, body.code], token).toEqual([401, 'identity_invalid']);
      }
      expect((await known(good)).status).toBe(200);
      expect((await known(sign({ sub: '83', exp: inMinutes(-0.5) }, secret))).status).toBe(200);
    });

    test('is shown nothing that was said under another one in the same browser', async () => {
      const secret = await makeSecret();
      const visitor = await writes('said by nobody in particular', 'chat', shop);
      const anonymous = visitor.token;
      await visitor.start({ identity: sign({ sub: 'ann', exp: inMinutes(60) }, secret) });
      expect((await visitor.ask('GET', '/messages')).body).toMatchObject({ conversation: null, entries: [] });
      await visitor.say('said by Ann');
      await visitor.start({ identity: sign({ sub: 'bea', exp: inMinutes(60) }, secret) });
      expect((await visitor.ask('GET', '/messages')).body).toMatchObject({ conversation: null, entries: [] });
      visitor.token = anonymous;
      const mine = (await visitor.fresh()).entries.filter(({ kind }) => kind === 'message');
      expect(mine).toMatchObject([{ text: 'said by nobody in particular' }]);
    });
  });

  describe('a message', () => {
    test('opens a conversation in the account’s entry, and is there once however often it comes', async () => {
      const visitor = server.visitor(organizationId);
      await visitor.start({ name: 'Ada' });
      const id = newId();
      const all = await Promise.all(Array.from({ length: 5 }, () => visitor.say('hello', { id })));
      expect(all.map(({ status }) => status)).toEqual(Array(5).fill(201));
      expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(Compile(visitorMessageAnswer).Check(all[0]?.body)).toBe(true);
      const page = (await visitor.ask('GET', '/messages')).body;
      expect(Compile(transcriptAnswer).Check(page)).toBe(true);
      await visitor.open();
      expect(visitor.thread).toEqual(['(waiting -/Support)', 'visitor: hello']);
      expect(visitor.entries[1]).toMatchObject({ id, from: 'visitor', files: [] });
      expect((await visitor.say('something else', { id })).body.code).toBe('key_reused');
    });

    test('of another visitor may have the same id', async () => {
      const id = newId();
      const [a, b] = [await writes('a'), await writes('b')];
      expect([(await a.say('from a', { id })).status, (await b.say('from b', { id })).status]).toEqual([201, 201]);
      await Promise.all([a.open(), b.open()]);
      expect([a.thread.at(-1), b.thread.at(-1)]).toEqual(['visitor: from a', 'visitor: from b']);
    });

    test('[F17] twenty first ones at once open one conversation', async () => {
      const visitor = server.visitor(organizationId);
      await visitor.start();
      const all = await Promise.all(Array.from({ length: 20 }, (_, i) => visitor.say(`first ${i}`)));
      expect(new Set(all.map(({ body }) => body.conversation.id)).size).toBe(1);
    });

    test('brings the answers that the account asks for, and no others', async () => {
      const visitor = server.visitor(organizationId, 'asking');
      await visitor.start();
      const faultsOf = async (form?: object) =>
        (await visitor.say('hello', form === undefined ? {} : { form })).body.faults?.map(
          ({ path, code }: { path: string; code: string }) => `${path} ${code}`,
        );
      expect(await faultsOf()).toEqual(['/form/email missing']);
      expect(await faultsOf({ email: ' ' })).toEqual(['/form/email missing']);
      expect(await faultsOf({ email: 'a@b.c', vip: true })).toEqual(['/form/vip unknown_field']);
      expect((await visitor.say('hello', { form: { email: 'a@b.c' } })).status).toBe(201);
      expect((await visitor.say('and more')).status).toBe(201);
      const { rows } = await node.database.read({
        name: '',
        text: 'select t.form from ticket t where t.conversation_id = $1::uuid',
        values: [(await visitor.start()).body.conversation.id],
      });
      expect(rows).toEqual([{ form: { email: 'a@b.c' } }]);
    });

    test('[X6] that is no text, or not of its shape, is refused with its path', async () => {
      const visitor = server.visitor(organizationId);
      await visitor.start();
      const strange = [{ $regex: '.*' }, ['a'], 7, true, null, 'NUL \u0000', 'half \ud83d'];
      for (const text of strange) {
        const { status, body } = await visitor.ask('POST', '/messages', { id: newId(), text });
        expect([status, body.code, body.faults?.[0]?.path], JSON.stringify(text)).toEqual([400, 'validation', '/text']);
      }
      for (const id of [...strange, 'short', 'a b c d e f g h i j', 'a'.repeat(65)]) {
        expect((await visitor.ask('POST', '/messages', { id, text: 'x' })).status).toBe(400);
      }
      for (const more of [
        { fileIds: 'x' },
        { fileIds: ['x'] },
        { form: [] },
        { accountId: 'other' },
        { automatic: true },
      ])
        expect((await visitor.ask('POST', '/messages', { id: newId(), text: 'x', ...more })).status).toBe(400);
      for (const body of [{ token: {} }, { token: ['a'] }, { identity: { $ne: 1 } }, { name: {} }, { address: 'x' }])
        expect((await visitor.ask('POST', '/sessions', body)).status).toBe(400);
      expect((await visitor.say('  ')).body.faults).toMatchObject([{ path: '/text', code: 'missing' }]);
      expect((await visitor.ask('GET', '/messages')).body.conversation).toBeNull();
    });

    test('[X16] has at most 20,000 characters', async () => {
      const visitor = await writes('x');
      expect((await visitor.say('y'.repeat(20_000))).status).toBe(201);
      expect((await visitor.say('y'.repeat(20_001))).status).toBe(400);
      expect((await visitor.say('y'.repeat(300_000))).status).toBe(413);
    });
  });

  describe('the conversation', () => {
    test('tells of a hand-over to a person as it happens, and of nothing that is not for customers', async () => {
      const visitor = await writes('Where is my refund?');
      await visitor.open();
      const { takes, says, transfers, accepts, conversationId } = await house(visitor);
      await takes(tom);
      await says(tom, 'Let me look.');
      await says(tom, 'The canary note of Tom', 'note');
      const { transfer } = await transfers(
        tom,
        { kind: 'agent', id: priya },
        { note: 'Canary: be kind', reason: 'canary' },
      );
      await visitor.until(({ thread }) => thread.length === 5);
      await visitor.say('Still there?');
      await accepts(priya, transfer.id);
      await says(priya, 'Here it is.');
      await visitor.until(({ thread }) => thread.length === 8);
      expect(visitor.thread).toEqual([
        '(waiting -/Support)',
        'visitor: Where is my refund?',
        '(served Tom Okafor/Support)',
        'Tom Okafor: Let me look.',
        '(bringing Tom Okafor/Support>Billing)',
        'visitor: Still there?',
        '(served Priya Raman/Billing)',
        'Priya Raman: Here it is.',
      ]);
      expect(await visitor.fresh()).toMatchObject({ view: visitor.view });
      expect((await visitor.start()).body.conversation).toEqual({ id: conversationId, status: 'open' });
    });

    test('is back with whoever had it when a hand-over comes to nothing', async () => {
      const visitor = await writes('hello');
      const { takes, transfers, cancels, declines } = await house(visitor);
      await takes(tom);
      const first = await transfers(tom, { kind: 'agent', id: priya });
      await visitor.open();
      await cancels(tom, first.transfer.id);
      const second = await transfers(tom, { kind: 'agent', id: mei });
      await declines(mei, second.transfer.id, 'canary: no time');
      await visitor.until(({ entries }) => entries.length === 7);
      expect(visitor.thread).toEqual([
        '(waiting -/Support)',
        'visitor: hello',
        '(served Tom Okafor/Support)',
        '(bringing Tom Okafor/Support>Billing)',
        '(back Tom Okafor/Support)',
        '(bringing Tom Okafor/Support>same)',
        '(back Tom Okafor/Support)',
      ]);
    });

    test('waits in the department that it was brought to, until somebody there takes it', async () => {
      const visitor = await writes('hello');
      const { takes, transfers } = await house(visitor);
      await takes(tom);
      await transfers(tom, { kind: 'department', id: billing });
      await takes(priya);
      await visitor.open();
      expect(visitor.thread.slice(2)).toEqual([
        '(served Tom Okafor/Support)',
        '(bringing -/Billing)',
        '(served Priya Raman/Billing)',
      ]);
    });

    test('one transfer in place of another is one line', async () => {
      const visitor = await writes('hello');
      const { takes, transfers } = await house(visitor);
      await takes(tom);
      await transfers(tom, { kind: 'agent', id: mei });
      await transfers(ines, { kind: 'agent', id: priya });
      await visitor.open();
      expect(visitor.thread.slice(3)).toEqual([
        '(bringing Tom Okafor/Support>same)',
        '(bringing Tom Okafor/Support>Billing)',
      ]);
    });

    test('names neither a department that not everybody may know of, nor somebody who has no name', async () => {
      const visitor = await writes('hello');
      const { takes, transfers, says } = await house(visitor);
      await takes(ines);
      await transfers(ines, { kind: 'department', id: fraud });
      await takes(faye);
      await says(faye, 'Good day.');
      await visitor.open();
      expect(visitor.thread.slice(3)).toEqual(['(bringing -/-)', '(served -/-)', 'agent: Good day.']);
    });

    test('ends, comes back within the window, and begins anew after it', async () => {
      const visitor = await writes('hello');
      await visitor.open();
      const { takes, closes, conversationId } = await house(visitor);
      await takes(tom);
      await closes(tom);
      await visitor.until(({ view }) => view?.phase === 'closed');
      const back = await visitor.say('one more thing');
      expect(back.body.conversation).toEqual({ id: conversationId, status: 'open' });
      await visitor.until(({ entries }) => entries.length === 6);
      expect(visitor.thread.slice(2)).toEqual([
        '(served Tom Okafor/Support)',
        '(closed -/Support)',
        '(reopened -/Support)',
        'visitor: one more thing',
      ]);
      const late = server.visitor(organizationId, 'asking');
      await late.start();
      await late.say('hello', { form: { email: 'a@b.c' } });
      await late.open();
      const other = await house(late);
      await other.takes(tom);
      await other.closes(tom);
      expect((await late.say('hello again')).body.faults).toMatchObject([{ path: '/form/email' }]);
      const anew = await late.say('hello again', { form: { email: 'a@b.c' } });
      expect(anew.body.conversation.id).not.toBe(other.conversationId);
      await late.until(({ ends }) => ends.includes('reset'));
      await late.open();
      expect(late.thread).toEqual(['(waiting -/Support)', 'visitor: hello again']);
    });

    test('that the house begins is heard of by a visitor who listens', async () => {
      const visitor = server.visitor(organizationId);
      await visitor.start();
      await visitor.open();
      const [payload = ''] = visitor.token.split('.');
      const [address] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [string];
      await node.run(organizationId, agent(tom), startConversation, {
        accountId: 'chat',
        channelKind: 'webchat',
        contact: { address },
      });
      await visitor.until(({ ends }) => ends.includes('reset'));
      await visitor.open();
      expect(visitor.thread).toEqual(['(served Tom Okafor/Support)']);
    });

    test('is read in pages, the newest first, which together are all of it', async () => {
      const visitor = await writes('1');
      for (let i = 2; i <= 13; i++) await visitor.say(String(i));
      const pages = [];
      let page = (await visitor.ask('GET', '/messages')).body;
      for (;;) {
        pages.unshift(page.entries);
        if (page.older === null) break;
        page = (await visitor.ask('GET', `/messages?before=${page.older}`)).body;
      }
      expect(pages.map((entries) => entries.length)).toEqual([4, 5, 5]);
      expect(pages.flat().map(({ text }) => text)).toEqual([
        undefined,
        ...Array.from({ length: 13 }, (_, i) => String(i + 1)),
      ]);
    });

    test('[X7] is read by cursors of its own only', async () => {
      const [a, b] = [await writes('a'), await writes('b')];
      await a.open();
      const { body } = await b.ask('GET', `/messages?after=${a.cursor}`);
      expect(body).toMatchObject({ reset: true, entries: [{ code: 'waiting' }, { text: 'b' }] });
      for (const path of [
        '/messages?after=x',
        '/messages?before=1',
        '/messages?limit=3',
        `/messages?after=${a.cursor}&x=1`,
      ])
        expect((await b.ask('GET', path)).status).toBe(400);
      b.cursor = a.cursor;
      await b.resume();
      await b.until(({ ends }) => ends.includes('reset'));
    });
  });

  describe('[I35] after a disconnection', () => {
    test('a visitor ends with exactly what a fresh start shows, wherever the connection broke', async () => {
      const whole = await writes('hello');
      const broken = server.visitor(organizationId);
      broken.token = whole.token;
      await whole.open();
      await broken.open();
      const { takes, says, transfers, accepts } = await house(whole);
      const steps = [
        () => takes(tom),
        () => says(tom, 'one'),
        () => says(tom, 'canary', 'note'),
        () => whole.say('two'),
        async () => {
          const { transfer } = await transfers(tom, { kind: 'agent', id: priya });
          await accepts(priya, transfer.id);
        },
        () => says(priya, 'three'),
      ];
      for (const [index, step] of steps.entries()) {
        if (index % 2 === 0) broken.cut();
        await step();
        if (index % 2 === 1) await broken.resume();
      }
      await whole.until(({ thread }) => thread.at(-1) === 'Priya Raman: three');
      await broken.until(({ thread }) => thread.at(-1) === 'Priya Raman: three');
      expect(broken.entries).toEqual(whole.entries);
      expect(broken.view).toEqual(whole.view);
      expect((await whole.fresh()).view).toEqual(whole.view);
      expect(whole.entries.slice(-3)).toEqual((await whole.fresh()).entries.slice(-3));
    });

    test('one who missed too much starts again', async () => {
      const visitor = await writes('hello');
      await visitor.open();
      visitor.cut();
      for (let i = 0; i < 21; i++) await visitor.say(`missed ${i}`);
      await visitor.resume();
      await visitor.until(({ ends }) => ends.includes('reset'));
      await visitor.open();
      expect(visitor.thread.at(-1)).toBe('visitor: missed 20');
    });

    test('nothing is sent twice and nothing is left out, also by a poll beside the stream', async () => {
      const visitor = await writes('0');
      await visitor.open();
      const { cursor } = visitor;
      await Promise.all(Array.from({ length: 10 }, (_, i) => visitor.say(`m${i}`)));
      await visitor.until(({ entries }) => entries.length === 12);
      const polled = (await visitor.ask('GET', `/messages?after=${cursor}`)).body;
      expect(polled.entries).toEqual(visitor.entries.slice(2));
      expect(polled.cursor).toBe(visitor.cursor);
      expect((await visitor.ask('GET', `/messages?after=${polled.cursor}`)).body).toMatchObject({
        entries: [],
        cursor: polled.cursor,
        reset: false,
      });
    });
  });
});
