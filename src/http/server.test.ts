import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminKey, type TestOrganization, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import type { Clock } from '../base/clock.ts';
import { uuidIds } from '../base/ids.ts';
import { seededRandom } from '../base/random.ts';
import { EngineError } from '../engine/submission.ts';
import { createHttpServer } from './server.ts';

/** A clock that tests turn by hand. */
function handClock(): Clock & { ms: number } {
  const clock = { ms: Date.now(), now: () => clock.ms, monotonic: () => clock.ms };
  return clock;
}

describeOnStores('the server', (store) => {
  const clock = handClock();
  let server: TestServer;
  let home: TestOrganization;

  beforeAll(async () => {
    server = await TestServer.open(store.database, {
      clock,
      rateLimits: {
        perKey: { requestsMax: 1000, windowSeconds: 60 },
        failuresPerAddress: { requestsMax: 5, windowSeconds: 60 },
      },
    });
    home = await server.organization();
  });

  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  let serial = 0;
  const start = async () =>
    (
      await server.call('POST', '/v1/conversations', {
        key: home.key,
        as: 'anna',
        body: { accountId: 'web', contact: { address: `s-${++serial}` } },
      })
    ).body;

  describe('bodies', () => {
    test('with faults are answered with every fault and its path', async () => {
      const { ticketId } = await start();
      const body = {
        target: { kind: 'robot', id: 'A B', x: 1 },
        note: 'a\u0000',
        reason: 'two\nlines',
        override: 'yes',
        more: {},
      };
      const said = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, { key: home.key, as: 'anna', body });
      const found = said.body.faults.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`);
      expect(new Set(found)).toEqual(
        new Set([
          '/target/kind unknown_word',
          '/target/id bad_pattern',
          '/target/x unknown_field',
          '/note bad_text',
          '/reason bad_text',
          '/override wrong_type',
          '/more unknown_field',
        ]),
      );
      expect(said.body.data).toEqual({ faultCount: 7 });
    });

    test('of hundreds of faults hide none', async () => {
      const { ticketId } = await start();
      const body = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field${i}`, i]));
      const said = await server.call('PATCH', `/v1/tickets/${ticketId}`, { key: home.key, body });
      expect(said.body.faults).toHaveLength(300);
    });

    test.each([
      ['a NUL', '"a\\u0000"'],
      ['half a pair', '"\\ud83d"'],
      ['nothing', '""'],
      ['too much', JSON.stringify('a'.repeat(20_001))],
      ['no text', '7'],
    ])('that hold %s as a message are refused', async (_, text) => {
      const { id } = await start();
      const said = await server.call('POST', `/v1/conversations/${id}/messages`, {
        key: home.key,
        as: 'anna',
        body: `{"text":${text}}`,
      });
      expect(said.body).toMatchObject({ code: 'validation', faults: [{ in: 'body', path: '/text' }] });
    });

    test('of every language and length within the bound are taken as they are', async () => {
      const { id } = await start();
      const text = `${'Grüße 👩‍👩‍👧 مرحبا \u202e\t\r\n'}${'é'.repeat(1000)}`;
      await server.call('POST', `/v1/conversations/${id}/messages`, { key: home.key, as: 'anna', body: { text } });
      const read = await server.call('GET', `/v1/conversations/${id}/messages`, { key: home.key });
      expect(read.body.items[0].text).toBe(text);
    });

    test('that are no JSON, no JSON type, or too large say which', async () => {
      const { id } = await start();
      const send = (body: string, headers: Record<string, string> = {}) =>
        server.call('POST', `/v1/conversations/${id}/messages`, { key: home.key, as: 'anna', body, headers });
      expect((await send('{"text":')).body).toMatchObject({ status: 400, code: 'malformed_body' });
      expect((await send('{"text":"a"}', { 'content-type': 'text/plain' })).body).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
      expect((await send('text: a', { 'content-type': 'application/yaml' })).status).toBe(415);
      expect((await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
      const large = await send(JSON.stringify({ text: 'a'.repeat(1_048_577) }));
      expect(large.body).toMatchObject({ status: 413, code: 'body_too_large', data: { bytesMax: 1_048_576 } });
      expect((await send('[]')).status).toBe(400);
      expect((await send('"text"')).status).toBe(400);
    });

    test('that are missing count as empty', async () => {
      const { ticketId } = await start();
      const said = await server.call('POST', `/v1/tickets/${ticketId}/close`, { key: home.key, as: 'anna', body: '' });
      expect(said.status, said.text).toBe(200);
    });
  });

  describe('idempotency', () => {
    test('gives one answer to one key, and says so', async () => {
      const ask = {
        key: home.key,
        as: 'anna',
        body: { accountId: 'web', contact: { address: 'once' } },
        headers: { 'idempotency-key': 'start once' },
      };
      const [first, second] = [
        await server.call('POST', '/v1/conversations', ask),
        await server.call('POST', '/v1/conversations', ask),
      ];
      expect(second.text).toBe(first.text);
      expect(first.headers).not.toHaveProperty('idempotency-replayed');
      expect(second.headers['idempotency-replayed']).toBe('true');
    });

    test('tells a secret once', async () => {
      const ask = {
        key: home.key,
        body: { name: 'a', scopes: ['message.receive'] },
        headers: { 'idempotency-key': 'key once' },
      };
      const [first, second] = [
        await server.call('POST', '/v1/api-keys', ask),
        await server.call('POST', '/v1/api-keys', ask),
      ];
      expect(first.body.apiKey).toMatch(/^baton_/);
      expect(second.body).toEqual({ ...first.body, apiKey: null });
    });

    test.each([' ', 'a'.repeat(201), 'ümlaut', 'two\u0001'])('refuses the key %j', async (key) => {
      const { id } = await start();
      const said = await server.call('POST', `/v1/conversations/${id}/messages`, {
        key: home.key,
        as: 'anna',
        body: { text: 'a' },
        headers: { 'idempotency-key': key },
      });
      expect(said.body).toMatchObject({ code: 'validation', faults: [{ in: 'header', path: '/idempotency-key' }] });
    });
  });

  describe('versions', () => {
    test('of a ticket are its ETag; a stale one is 412 and changes nothing', async () => {
      const { ticketId } = await start();
      const url = `/v1/tickets/${ticketId}`;
      const read = await server.call('GET', url, { key: home.key });
      const etag = String(read.headers.etag);
      expect((await server.call('GET', url, { key: home.key, headers: { 'if-none-match': etag } })).status).toBe(304);
      const changed = await server.call('PATCH', url, {
        key: home.key,
        body: { tags: ['a'] },
        headers: { 'if-match': etag },
      });
      expect(changed.headers.etag).not.toBe(etag);
      for (const [method, path, body] of [
        ['PATCH', url, { tags: ['b'] }],
        ['POST', `${url}/close`, {}],
        ['POST', `${url}/take`, {}],
        ['POST', `${url}/transfers`, { target: { kind: 'queue', id: 'billing' } }],
        ['PUT', `${url}/department`, { departmentId: 'billing' }],
      ] as const) {
        const as = path.endsWith('take') ? 'zoe' : 'anna';
        const stale = await server.call(method, path, { key: home.key, as, body, headers: { 'if-match': etag } });
        expect(stale.body, path).toMatchObject({ status: 412, code: 'version_conflict' });
      }
      expect((await server.call('GET', url, { key: home.key })).body).toMatchObject({ tags: ['a'], state: 'open' });
      const odd = await server.call('PATCH', url, {
        key: home.key,
        body: { tags: [] },
        headers: { 'if-match': 'W/"1"' },
      });
      expect(odd.body.faults).toMatchObject([{ in: 'header', path: '/if-match' }]);
      expect(
        (await server.call('PATCH', url, { key: home.key, body: { tags: [] }, headers: { 'if-match': '*' } })).status,
      ).toBe(200);
    });

    test('of the configuration too, and YAML says the same as JSON', async () => {
      const other = await server.organization();
      const read = await server.call('GET', '/v1/configuration', { key: other.key });
      const etag = String(read.headers.etag);
      const yaml = await server.call('GET', '/v1/configuration', {
        key: other.key,
        headers: { accept: 'application/yaml' },
      });
      expect(yaml.headers['content-type']).toContain('yaml');
      const same = await server.call('PUT', '/v1/configuration', {
        key: other.key,
        body: yaml.text,
        headers: { 'content-type': 'application/yaml', 'if-match': etag },
      });
      expect(same.body, same.text).toMatchObject({ changed: false, version: 1 });
      const document = { ...read.body, departments: [...read.body.departments, { id: 'legal' }] };
      const plan = await server.call('POST', '/v1/configuration/plan', { key: other.key, body: document });
      expect(plan.body).toMatchObject({
        version: 1,
        adds: [
          { kind: 'department', id: 'legal' },
          { kind: 'queue', id: 'legal' },
        ],
        retires: [],
      });
      const applied = await server.call('PUT', '/v1/configuration', {
        key: other.key,
        body: document,
        headers: { 'if-match': etag },
      });
      expect(applied.body).toMatchObject({ changed: true, version: 2, adds: 2 });
      expect(applied.headers.etag).toBe('"2"');
      const stale = await server.call('PUT', '/v1/configuration', {
        key: other.key,
        body: read.body,
        headers: { 'if-match': etag },
      });
      expect(stale.body).toMatchObject({ status: 412, code: 'version_conflict' });
    });
  });

  describe('a configuration', () => {
    test('with faults is refused with each of them, and nothing of it is applied', async () => {
      const before = await server.call('GET', '/v1/configuration', { key: home.key });
      const broken = {
        ...before.body,
        departments: [...before.body.departments, { id: 'new', program: 'none' }, { id: 'Bad Id', moveRules: 3 }],
        agents: [...before.body.agents, { id: 'eve', departments: ['nowhere'], role: 'queen' }],
      };
      const said = await server.call('PUT', '/v1/configuration', { key: home.key, body: broken });
      expect(said.body).toMatchObject({ status: 400, code: 'configuration_invalid' });
      const paths = said.body.faults.map(({ path }: { path: string }) => path);
      const [d, a] = [before.body.departments.length, before.body.agents.length];
      expect(paths).toEqual(
        expect.arrayContaining([
          `/departments/${d}/program`,
          `/departments/${d + 1}/id`,
          `/departments/${d + 1}/moveRules`,
          `/agents/${a}/role`,
          `/agents/${a}/departments/0`,
        ]),
      );
      const after = await server.call('GET', '/v1/configuration', { key: home.key });
      expect(after.body).toEqual(before.body);
      expect(after.headers.etag).toBe(before.headers.etag);
    });

    test.each([
      ['broken YAML', 'departments: [', 'malformed_body'],
      ['a key twice', 'departments: []\ndepartments: []', 'malformed_body'],
      [
        'a bomb of aliases',
        `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
        'malformed_body',
      ],
      ['a list', '- 1', 'configuration_invalid'],
    ])('of %s is refused', async (_, body, code) => {
      const said = await server.call('PUT', '/v1/configuration', {
        key: home.key,
        body,
        headers: { 'content-type': 'application/yaml' },
      });
      expect(said.body, said.text).toMatchObject({ status: 400, code });
    });

    test('that retires what has open tickets is refused, and names what and how many', async () => {
      const other = await server.organization();
      const body = { accountId: 'web', contact: { address: 'busy' } };
      await server.call('POST', '/v1/conversations', { key: other.key, as: 'anna', body });
      const { body: document } = await server.call('GET', '/v1/configuration', { key: other.key });
      const without = { ...document, agents: document.agents.filter(({ id }: { id: string }) => id !== 'anna') };
      const refused = await server.call('PUT', '/v1/configuration', { key: other.key, body: without });
      expect(refused.body).toMatchObject({
        status: 409,
        code: 'still_in_use',
        data: { inUse: [{ kind: 'agent', id: 'anna', openTickets: 1 }] },
      });
      const named = await server.call('PUT', '/v1/configuration', {
        key: other.key,
        body: { ...without, retire: { agents: { anna: 'ada' } } },
      });
      expect(named.body).toMatchObject({ changed: true, retires: 1 });
      expect((await server.call('GET', '/v1/tickets', { key: other.key, as: 'anna' })).body.code).toBe('actor_unknown');
    });
  });

  describe('lists', () => {
    test('are walked page by page, each item once, whatever is added meanwhile', async () => {
      const other = await server.organization();
      const begin = (n: number) => {
        // Ids follow the clock, so what begins later stands on an earlier page.
        clock.ms += 5;
        return server.call('POST', '/v1/conversations', {
          key: other.key,
          as: 'anna',
          body: { accountId: 'web', contact: { address: `w-${n}` } },
        });
      };
      for (let n = 0; n < 7; n++) await begin(n);
      for (const list of ['conversations', 'tickets', 'segments', 'contacts', 'agents', 'queues']) {
        const all = await server.call('GET', `/v1/${list}?limit=100`, { key: other.key });
        const walked: string[] = [];
        let cursor = '';
        for (let pages = 0; pages < 20; pages++) {
          const { body } = await server.call('GET', `/v1/${list}?limit=2${cursor}`, { key: other.key });
          walked.push(...body.items.map(({ id }: { id: string }) => id));
          if (body.nextCursor === null) break;
          if (pages === 1) await begin(100);
          cursor = `&cursor=${body.nextCursor}`;
        }
        expect(walked, list).toEqual(all.body.items.map(({ id }: { id: string }) => id));
      }
    });

    test('of messages go both ways', async () => {
      const { id } = await start();
      for (let n = 1; n <= 5; n++)
        await server.call('POST', `/v1/conversations/${id}/messages`, {
          key: home.key,
          as: 'anna',
          body: { text: `m${n}` },
        });
      const read = async (query: string) =>
        (await server.call('GET', `/v1/conversations/${id}/messages?limit=2${query}`, { key: home.key })).body;
      const texts = ({ items }: { items: { text: string }[] }) => items.map(({ text }) => text);
      const first = await read('');
      expect(texts(first)).toEqual(['m1', 'm2']);
      expect(texts(await read(`&cursor=${first.nextCursor}`))).toEqual(['m3', 'm4']);
      const newest = await read('&order=newest_first');
      expect(texts(newest)).toEqual(['m5', 'm4']);
      expect(texts(await read(`&order=newest_first&cursor=${newest.nextCursor}`))).toEqual(['m3', 'm2']);
    });
  });

  test('an agent who is offline is refused what would go back to the queue at once', async () => {
    const presence = (is: string) =>
      server.call('PUT', '/v1/agents/bob/presence', { key: home.key, as: 'bob', body: { presence: is } });
    const { ticketId } = await start();
    const moved = await server.call('PUT', `/v1/tickets/${ticketId}/department`, {
      key: home.key,
      as: 'anna',
      body: { departmentId: 'billing' },
    });
    await presence('offline');
    const take = () =>
      server.call('POST', `/v1/tickets/${moved.body.transfer.newTicketId}/take`, { key: home.key, as: 'bob' });
    const offline = { status: 409, body: { code: 'agent_offline' } };
    expect(await take()).toMatchObject(offline);
    const body = { accountId: 'web', contact: { address: 'somebody-new' } };
    expect(await server.call('POST', '/v1/conversations', { key: home.key, as: 'bob', body })).toMatchObject(offline);
    await presence('online');
    expect((await take()).status).toBe(200);
  });

  describe('what may be read', () => {
    test('of a conversation that moved on: its stretch by the origin, what the policy opened by the destination', async () => {
      const { id, ticketId } = await start();
      const say = (as: string, text: string, kind = 'reply') =>
        server.call('POST', `/v1/conversations/${id}/messages`, { key: home.key, as, body: { text, kind } });
      await say('anna', 'in support');
      await say('anna', 'between us', 'note');
      const moved = await server.call('PUT', `/v1/tickets/${ticketId}/department`, {
        key: home.key,
        as: 'anna',
        body: { departmentId: 'billing' },
      });
      expect(moved.body.ticket).toBeNull();
      const seen = await server.call('GET', `/v1/conversations/${id}`, { key: home.key, as: 'anna' });
      expect(seen.body).toMatchObject({ departmentId: null, ticketId: null, owner: null });
      await server.call('POST', `/v1/tickets/${moved.body.transfer.newTicketId}/take`, { key: home.key, as: 'bob' });
      await say('bob', 'in billing');
      const texts = async (as: string) =>
        (await server.call('GET', `/v1/conversations/${id}/messages`, { key: home.key, as })).body.items.map(
          ({ text }: { text: string }) => text,
        );
      expect(await texts('anna')).toEqual(['in support', 'between us']);
      expect(await texts('bob')).toContain('in billing');
      const lineage = await server.call('GET', `/v1/conversations/${id}/lineage`, { key: home.key, as: 'anna' });
      expect(lineage.body.tickets.map(({ departmentId }: { departmentId: string }) => departmentId)).toEqual([
        'support',
      ]);
      const whole = await server.call('GET', `/v1/conversations/${id}/lineage`, { key: home.key });
      expect(whole.body.tickets.map(({ departmentId }: { departmentId: string }) => departmentId)).toEqual([
        'support',
        'billing',
      ]);
    });

    test('by whoever it is only offered to: what travels, until the offer ends', async () => {
      const { id, ticketId } = await start();
      await server.call('PATCH', `/v1/tickets/${ticketId}`, { key: home.key, body: { attributes: { tier: 'gold' } } });
      const { body } = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
        key: home.key,
        as: 'anna',
        body: { target: { kind: 'agent', id: 'bob' } },
      });
      const read = () => server.call('GET', `/v1/tickets/${ticketId}`, { key: home.key, as: 'bob' });
      expect((await read()).body).toMatchObject({ id: ticketId, departmentId: 'support' });
      expect((await server.call('GET', `/v1/conversations/${id}/messages`, { key: home.key, as: 'bob' })).status).toBe(
        200,
      );
      await server.call('POST', `/v1/transfers/${body.id}/decline`, { key: home.key, as: 'bob' });
      expect((await read()).status).toBe(404);
      expect((await server.call('GET', `/v1/conversations/${id}/messages`, { key: home.key, as: 'bob' })).status).toBe(
        404,
      );
    });
  });

  describe('keys', () => {
    const keyWith = async (scopes: string[], more: object = {}) =>
      (await server.call('POST', '/v1/api-keys', { key: home.key, body: { name: 'test', scopes, ...more } })).body;

    test('act for agents only with the scope, and only for agents that there are', async () => {
      const { apiKey } = await keyWith(['ticket.read_all']);
      expect((await server.call('GET', '/v1/tickets', { key: apiKey })).status).toBe(200);
      const acting = await server.call('GET', '/v1/tickets', { key: apiKey, as: 'anna' });
      expect(acting.body).toMatchObject({ status: 403, code: 'permission_missing', data: { permission: 'act_as' } });
      expect((await server.call('GET', '/v1/tickets', { key: home.key, as: 'eve' })).body).toMatchObject({
        status: 403,
        code: 'actor_unknown',
      });
      expect((await server.call('GET', '/v1/tickets', { key: home.key, as: 'Not An Id' })).body.faults).toMatchObject([
        { in: 'header', path: '/baton-act-as' },
      ]);
    });

    test('give no scope that they lack', async () => {
      const { apiKey } = await keyWith(['keys.manage']);
      const said = await server.call('POST', '/v1/api-keys', {
        key: apiKey,
        body: { name: 'more', scopes: ['configuration.write'] },
      });
      expect(said.body).toMatchObject({
        status: 403,
        code: 'permission_missing',
        data: { permission: 'configuration.write' },
      });
    });

    test('end at their time, and within a second of being revoked', async () => {
      const expiring = await keyWith(['ticket.read_all'], { expiresAt: new Date(clock.ms + 60_000).toISOString() });
      expect((await server.call('GET', '/v1/tickets', { key: expiring.apiKey })).status).toBe(200);
      clock.ms += 60_000;
      expect((await server.call('GET', '/v1/tickets', { key: expiring.apiKey })).status).toBe(401);
      const { id, apiKey } = await keyWith(['ticket.read_all']);
      expect((await server.call('GET', '/v1/tickets', { key: apiKey })).status).toBe(200);
      const revoked = await server.call('DELETE', `/v1/api-keys/${id}`, { key: home.key });
      expect(revoked).toMatchObject({ status: 200, body: { id, scopes: ['ticket.read_all'] } });
      expect(revoked.body.revokedAt).not.toBeNull();
      clock.ms += 1_001;
      expect((await server.call('GET', '/v1/tickets', { key: apiKey })).status).toBe(401);
      // Once more it is as it was.
      const again = await server.call('DELETE', `/v1/api-keys/${id}`, { key: home.key });
      expect(again.body).toEqual(revoked.body);
    });

    test('are listed newest first without what opens anything, and revoked by whoever manages keys', async () => {
      const made = [await keyWith(['ticket.read_all']), await keyWith(['keys.manage'])];
      const [reader, manager] = made;
      const list = (query = '', key = home.key) => server.call('GET', `/v1/api-keys${query}`, { key });
      const first = await list('?limit=1');
      expect(first.body.items).toMatchObject([{ id: manager?.id, scopes: ['keys.manage'], revokedAt: null }]);
      const second = await list(`?limit=1&cursor=${first.body.nextCursor}`);
      expect(second.body.items).toMatchObject([{ id: reader?.id }]);
      expect(JSON.stringify((await list()).body)).not.toMatch(/secret|hash/i);
      expect((await list('', reader?.apiKey)).body).toMatchObject({ status: 403, code: 'permission_missing' });
      const revoke = (id: string | undefined, key: string | undefined) =>
        server.call('DELETE', `/v1/api-keys/${id}`, { key: key as string });
      expect((await revoke(manager?.id, reader?.apiKey)).body).toMatchObject({
        status: 403,
        code: 'permission_missing',
      });
      expect((await revoke('no-uuid', home.key)).status).toBe(404);
      expect((await revoke(reader?.id, (await server.organization()).key)).status).toBe(404);
      expect((await list('', reader?.apiKey)).status).toBe(403);
      // A key may end itself.
      expect((await revoke(manager?.id, manager?.apiKey)).status).toBe(200);
      clock.ms += 1_001;
      expect((await list('', manager?.apiKey)).status).toBe(401);
    });

    test('are held to their rate, each by itself, with headers that say so', async () => {
      const { apiKey } = await keyWith(['ticket.read_all']);
      const first = await server.call('GET', '/v1/tickets', { key: apiKey });
      expect(first.headers['ratelimit-policy']).toBe('"default";q=1000;w=60');
      expect(first.headers.ratelimit).toBe('"default";r=999;t=60');
      for (let n = 0; n < 999; n++) await server.call('GET', '/v1/nothing', { key: apiKey });
      for (let n = 0; n < 999; n++) await server.call('GET', '/v1/agents/1', { key: apiKey });
      const last = await server.call('GET', '/v1/tickets', { key: apiKey });
      expect(last.body).toMatchObject({ status: 429, code: 'rate_limited', data: { quota: 1000, windowSeconds: 60 } });
      expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
      expect((await server.call('GET', '/v1/tickets', { key: home.key })).status).toBe(200);
      clock.ms += 60_000;
      expect((await server.call('GET', '/v1/tickets', { key: apiKey })).status).toBe(200);
    });

    test('that are wrong are held back for an address, while right ones go on', async () => {
      clock.ms += 60_000;
      const statuses: number[] = [];
      for (let n = 0; n < 7; n++) statuses.push((await server.call('GET', '/v1/tickets', { key: 'wrong' })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
      // Nobody gets a fresh allowance by naming another address.
      expect(
        (await server.call('GET', '/v1/tickets', { key: 'wrong', headers: { 'x-forwarded-for': '203.0.113.7' } }))
          .status,
      ).toBe(429);
      expect((await server.call('GET', '/v1/tickets', { key: home.key })).status).toBe(200);
      clock.ms += 60_000;
    });

    test('of administration open every organization, and no other does', async () => {
      const said = await server.call('GET', '/v1/agents?limit=1', {
        key: adminKey,
        headers: { 'baton-organization': home.id },
      });
      expect(said.body.items).toHaveLength(1);
      for (const headers of [{ 'baton-organization': 'home' }, {}] as Record<string, string>[]) {
        const odd = await server.call('GET', '/v1/agents', { key: adminKey, headers });
        expect([odd.status, odd.body.faults]).toMatchObject([400, [{ in: 'header', path: '/baton-organization' }]]);
      }
      expect((await server.call('POST', '/v1/organizations', { key: home.key, body: { name: 'A' } })).status).toBe(403);
    });
  });

  test('health and readiness say what they look at', async () => {
    expect((await server.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    const ready = await server.call('GET', '/readyz');
    expect(ready.body).toEqual({
      status: 'ready',
      store: { kind: store.kind, durable: null, reachable: true },
      timeZones: { version: process.versions.tz, isOld: false },
      waitingCommands: 0,
    });
  });
});

describe('outages', () => {
  const clock = handClock();
  const away = Object.assign(new Error('connection refused'), { name: 'DatabaseError', reason: 'lost' });
  const ids = uuidIds(clock, seededRandom(1));
  const serverWith = (failure: unknown) =>
    createHttpServer({
      engine: {
        depth: 0,
        configurations: { peek: () => undefined, refresh: () => Promise.reject(away) },
        submit: () => Promise.reject(failure),
      },
      database: {
        kind: 'postgres',
        read: () => Promise.reject(away),
        readTogether: () => Promise.reject(away),
      } as never,
      presence: { renew: () => Promise.reject(away) },
      rooms: { of: () => Promise.reject(away), peek: () => null },
      clock,
      ids,
      adminKey,
      reference: false,
    });
  const ask = (url: string) => ({
    method: 'POST' as const,
    url,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    payload: '{"name":"A"}',
  });

  test.each([
    [new EngineError('busy', 'full', { retryAfterMs: 2500 }), 503, 'busy', '3'],
    [new EngineError('key_reused', 'again'), 409, 'key_reused', undefined],
    [new EngineError('broken', 'a secret cause'), 500, 'internal', undefined],
    [new Error('a secret cause'), 500, 'internal', undefined],
  ] as const)('%s is answered with %i', async (failure, status, code, retryAfter) => {
    const response = await serverWith(failure).inject(ask('/v1/organizations'));
    expect(response.json()).toMatchObject({ status, code });
    expect(response.headers['retry-after']).toBe(retryAfter);
    expect(response.body).not.toContain('secret');
  });

  test('of the store are 503, also for keys and readiness', async () => {
    const server = serverWith(away);
    expect((await server.inject(ask('/v1/organizations'))).json()).toMatchObject({ status: 503, code: 'busy' });
    const keyed = await server.inject({
      url: '/v1/tickets',
      headers: { authorization: `Bearer baton_${'0'.repeat(32)}_${'0'.repeat(32)}_${'a'.repeat(43)}` },
    });
    expect(keyed.json()).toMatchObject({ status: 503, code: 'busy' });
    const ready = await server.inject({ url: '/readyz' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ status: 'not_ready', store: { reachable: false } });
  });

  test('a short administration key is refused at the start', () => {
    expect(() =>
      createHttpServer({
        engine: {} as never,
        database: {} as never,
        presence: {} as never,
        rooms: {} as never,
        clock,
        ids,
        adminKey: 'short',
        reference: false,
      }),
    ).toThrow('at least 32');
  });
});
