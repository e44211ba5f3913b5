import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminKey, type TestOrganization, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { writeKey } from './api-key.ts';

// Abuse that other systems have suffered (`docs/spec/invariants.md`), over HTTP.

const nowhere = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b';
const strangeValues: readonly unknown[] = [
  { $regex: '.*' },
  { $ne: null },
  ['a'],
  [],
  true,
  0,
  1.5,
  null,
  '',
  '0e12345',
  "' or 1=1 --",
  '"; drop table ticket; --',
  '../../etc',
  'a'.repeat(5000),
  'NUL \u0000',
  'half \ud83d',
];

describeOnStores('abuse', (store) => {
  let server: TestServer;
  let home: TestOrganization;
  let foreign: TestOrganization;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    home = await server.organization();
    foreign = await server.organization();
  });

  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  let serial = 0;
  const start = async (organization: TestOrganization, as = 'anna') =>
    (
      await server.call('POST', '/v1/conversations', {
        key: organization.key,
        as,
        body: { accountId: 'web', contact: { address: `a-${++serial}`, name: 'Cy' } },
      })
    ).body;

  describe('[X1] filters', () => {
    const filters = [
      '/v1/tickets?state=',
      '/v1/tickets?departmentId=',
      '/v1/tickets?conversationId=',
      '/v1/tickets?ownerKind=agent&ownerId=',
      '/v1/tickets?cursor=',
      '/v1/tickets?limit=',
      '/v1/conversations?status=',
      '/v1/conversations?accountId=',
      '/v1/conversations?threadKey=',
      '/v1/transfers?state=',
      '/v1/transfers?ticketId=',
      '/v1/segments?agentId=',
      '/v1/contacts?channelKind=webchat&address=',
      '/v1/agents?departmentId=',
      '/v1/queues?cursor=',
      '/v1/search?q=',
    ];
    const injections = [
      "'",
      "' or '1'='1",
      '1; select pg_sleep(9)',
      '%',
      '_',
      '\\',
      '$1',
      '{"$gt":""}',
      '%00',
      '%ED%A0%80',
      'a'.repeat(3000),
      'MQ',
      'Jw',
    ];

    test.each(filters)('%s takes no SQL and no operators', async (filter) => {
      for (const injection of injections) {
        const text = injection.startsWith('%') && injection.length > 1 ? injection : encodeURIComponent(injection);
        const said = await server.call('GET', filter + text, { key: home.key });
        expect([200, 400], `${filter}${injection}: ${said.text}`).toContain(said.status);
      }
      const both = await server.call('GET', `${filter}a&${filter.split('?')[1]}b`, { key: home.key });
      expect([200, 400], both.text).toContain(both.status);
      const unknown = await server.call('GET', `${filter.split('?')[0]}?sort=id`, { key: home.key });
      expect(unknown.status).toBe(400);
      expect(unknown.body.faults).toContainEqual(
        expect.objectContaining({ in: 'query', path: '/sort', code: 'unknown_field' }),
      );
    });

    test('find names with wildcards only by what they are', async () => {
      expect((await server.call('GET', '/v1/search?q=%25', { key: home.key })).body.contacts).toEqual([]);
      expect((await server.call('GET', '/v1/search?q=_', { key: home.key })).body.contacts).toEqual([]);
    });

    test('names and values of attributes go in as data, whatever they look like', async () => {
      const { ticketId } = await start(home);
      const attributes = { 'drop table': "'); drop table ticket; --", __proto: '1', constructor: 'x' };
      const said = await server.call('PATCH', `/v1/tickets/${ticketId}`, { key: home.key, body: { attributes } });
      expect(said.body.attributes).toEqual(attributes);
      for (const name of ['__proto__', "a'b", 'a"b', '', 'a'.repeat(65), 'a\u0000']) {
        const body = `{"attributes":{${JSON.stringify(name)}:"x"}}`;
        expect((await server.call('PATCH', `/v1/tickets/${ticketId}`, { key: home.key, body })).status, name).toBe(400);
      }
    });
  });

  test('[X2] no body assigns what it may not: every unknown field is refused with its path', async () => {
    const { id, ticketId } = await start(home);
    const extras = [
      'organizationId',
      'workspace_id',
      'ownerId',
      'version',
      'state',
      'id',
      'createdAt',
      'ownershipVersion2',
      'principal',
    ];
    const bodies: [string, string, Record<string, unknown>][] = [
      ['POST', '/v1/conversations', { accountId: 'web', contact: { address: 'x2' } }],
      ['POST', `/v1/conversations/${id}/messages`, { text: 'a' }],
      ['PATCH', `/v1/tickets/${ticketId}`, { tags: [] }],
      ['POST', `/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'bob' } }],
      ['PUT', `/v1/tickets/${ticketId}/department`, { departmentId: 'billing' }],
      ['POST', `/v1/tickets/${ticketId}/close`, {}],
      ['POST', `/v1/tickets/${ticketId}/take`, {}],
      ['POST', `/v1/transfers/${nowhere}/accept`, {}],
      ['PUT', '/v1/agents/anna/presence', { presence: 'online' }],
      ['POST', '/v1/api-keys', { name: 'a', scopes: ['message.receive'] }],
    ];
    for (const [method, url, body] of bodies) {
      const stuffed = { ...body, ...Object.fromEntries(extras.map((name) => [name, foreign.id])) };
      const said = await server.call(method, url, { key: home.key, as: 'anna', body: stuffed });
      expect(said.status, `${method} ${url}`).toBe(400);
      const paths = said.body.faults.map(({ path }: { path: string }) => path);
      for (const name of extras) expect(paths).toContain(`/${name}`);
    }
    expect((await server.call('GET', `/v1/tickets/${ticketId}`, { key: home.key })).body).toMatchObject({
      state: 'open',
      version: 1,
    });
  });

  test('[X6] [X8] objects, lists, numbers and look-alikes where text is expected are refused, or mean nothing', async () => {
    const { id, ticketId } = await start(home);
    const sites: ((value: unknown) => [string, string, unknown])[] = [
      (value) => ['POST', '/v1/conversations', { accountId: value, contact: { address: 'a' } }],
      (value) => ['POST', '/v1/conversations', { accountId: 'web', contact: { address: value, name: value } }],
      (value) => ['POST', `/v1/conversations/${id}/messages`, { text: value, kind: value }],
      (value) => ['POST', `/v1/conversations/${id}/messages`, { text: 'a', fileIds: value }],
      (value) => ['POST', `/v1/tickets/${ticketId}/transfers`, { target: value }],
      (value) => ['POST', `/v1/tickets/${ticketId}/transfers`, { target: { kind: value, id: value } }],
      (value) => ['PATCH', `/v1/tickets/${ticketId}`, { attributes: value, tags: value }],
      (value) => ['PUT', '/v1/agents/anna/presence', { presence: value }],
    ];
    for (const site of sites) {
      for (const value of strangeValues) {
        const [method, url, body] = site(value);
        const said = await server.call(method, url, { key: home.key, as: 'anna', body });
        const shown = `${method} ${url} ${JSON.stringify(value)?.slice(0, 40)}: ${said.text.slice(0, 300)}`;
        const mayStand = Array.isArray(value) || isPlainText(value);
        expect(said.status, shown).toBeGreaterThanOrEqual(mayStand ? 200 : 400);
        expect(said.status, shown).toBeLessThan(500);
      }
    }
    for (const strange of [
      '0',
      'true',
      '[]',
      '%00',
      'null',
      '1e3',
      `${ticketId.toUpperCase()}`,
      `${ticketId}%20`,
      '..%2f..',
    ]) {
      for (const url of [
        `/v1/tickets/${strange}`,
        `/v1/conversations/${strange}`,
        `/v1/transfers/${strange}`,
        `/v1/contacts/${strange}`,
      ]) {
        const said = await server.call('GET', url, { key: home.key });
        expect(said.status, url).toBe(404);
      }
    }
  });

  test('[X7] files of nowhere are attached nowhere', async () => {
    const { id } = await start(home);
    const said = await server.call('POST', `/v1/conversations/${id}/messages`, {
      key: home.key,
      as: 'anna',
      body: { text: 'a', fileIds: [nowhere] },
    });
    expect(said.body).toMatchObject({ code: 'file_unknown', status: 409 });
  });

  describe('[X9] what is not one’s own', () => {
    /** Every route with an id, with the id of something that exists elsewhere. */
    const routes = async (organization: TestOrganization): Promise<[string, string, unknown?][]> => {
      await server.call('POST', '/v1/flows/alarm/publish', { key: organization.key, body: { entry: alarm } });
      const { id, ticketId, contactId } = await start(organization);
      const runId = await server.firstOf('/v1/flows/alarm/runs', organization.key);
      const alertId = await server.firstOf('/v1/alerts', organization.key);
      const other = await start(organization);
      const moved = await server.call('POST', `/v1/tickets/${other.ticketId}/transfers`, {
        key: organization.key,
        as: 'anna',
        body: { target: { kind: 'agent', id: 'bob' } },
      });
      const { id: transferId, offerId } = moved.body;
      const segments = await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key: organization.key });
      const segmentId = segments.body.items[0].id;
      const batch = await server.call('POST', '/v1/transfer-batches', {
        key: organization.key,
        as: 'anna',
        body: { ticketIds: [ticketId], request: { target: { kind: 'queue', id: 'support' } } },
      });
      const batchId = batch.body.id;
      return [
        ['GET', `/v1/conversations/${id}`],
        ['GET', `/v1/conversations/${id}/lineage`],
        ['GET', `/v1/conversations/${id}/messages`],
        ['POST', `/v1/conversations/${id}/messages`, { text: 'a' }],
        ['GET', `/v1/conversations/${id}/transcript?for=internal`],
        ['POST', `/v1/conversations/${id}/messages/1/erase`],
        ['GET', `/v1/tickets/${ticketId}/summary`],
        ['POST', `/v1/conversations/${id}/channel`, { accountId: 'web', address: 'mine', consent: true }],
        ['PUT', `/v1/conversations/${id}/participants`, { participants: [] }],
        ['POST', `/v1/contacts/${contactId}/addresses`, { channelKind: 'sms', address: '+49 30 1' }],
        ['POST', `/v1/tickets/${ticketId}/return`],
        ['GET', `/v1/tickets/${ticketId}`],
        ['PATCH', `/v1/tickets/${ticketId}`, { tags: ['mine'] }],
        ['POST', `/v1/tickets/${ticketId}/close`],
        ['POST', `/v1/tickets/${ticketId}/take`],
        ['POST', `/v1/tickets/${ticketId}/reroute`, { priority: 1 }],
        ['POST', `/v1/tickets/${ticketId}/hold`],
        ['POST', `/v1/tickets/${ticketId}/resume`],
        ['POST', `/v1/tickets/${ticketId}/snooze`, { until: new Date(Date.now() + 60_000).toISOString() }],
        ['POST', `/v1/tickets/${ticketId}/wake`],
        ['POST', `/v1/tickets/${ticketId}/merge`, { into: other.ticketId }],
        ['POST', `/v1/tickets/${ticketId}/help`, { message: 'mine' }],
        ['POST', `/v1/tickets/${ticketId}/help/clear`],
        ['POST', `/v1/tickets/${ticketId}/parties`, { agentId: 'bob' }],
        ['PUT', `/v1/tickets/${ticketId}/parties/bob`, { joined: true }],
        ['DELETE', `/v1/tickets/${ticketId}/parties/bob`],
        ['POST', `/v1/tickets/${ticketId}/transfers`, { target: { kind: 'queue', id: 'sales' } }],
        ['POST', `/v1/tickets/${ticketId}/transfers/explain`, { target: { kind: 'queue', id: 'sales' } }],
        ['GET', `/v1/tickets/${ticketId}/transfer-targets`],
        ['PUT', `/v1/tickets/${ticketId}/department`, { departmentId: 'sales' }],
        ['GET', `/v1/transfers/${transferId}`],
        ['POST', `/v1/transfers/${transferId}/accept`],
        ['POST', `/v1/transfers/${transferId}/decline`],
        ['POST', `/v1/transfers/${transferId}/cancel`],
        ['POST', `/v1/transfers/${transferId}/complete`],
        ['POST', `/v1/offers/${offerId}/accept`],
        ['POST', `/v1/offers/${offerId}/decline`],
        ['PUT', `/v1/segments/${segmentId}/wrap-up`, { note: 'mine' }],
        ['POST', `/v1/segments/${segmentId}/wrap-up/extend`],
        ['GET', `/v1/contacts/${contactId}`],
        ['GET', `/v1/transfer-batches/${batchId}`],
        ['GET', `/v1/transfer-batches/${batchId}/items`],
        ['POST', `/v1/transfer-batches/${batchId}/cancel`],
        ['GET', `/v1/flow-runs/${runId}`],
        ['POST', `/v1/alerts/${alertId}/acknowledge`],
      ];
    };
    /** Somebody of support is told of every conversation that is opened. */
    const alarm = {
      department: 'support',
      triggers: [{ kind: 'conversation_opened', sources: ['api', 'agent'] }],
      start: 'raise',
      steps: [{ id: 'raise', kind: 'alert', text: 'Look', people: ['anna'], next: { alerted: 'end', failed: 'end' } }],
    };
    const uuidIn = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

    test.each([
      ['another organization’s key', () => ({ key: foreign.key })],
      ['another organization’s agent', () => ({ key: foreign.key, as: 'sam' })],
      ['an agent of another department', () => ({ key: home.key, as: 'sam' })],
    ] as const)('answers %s like what does not exist, byte for byte', async (_, asker) => {
      for (const [method, url, body] of await routes(home)) {
        const ask = { ...asker(), ...(body === undefined ? {} : { body }) };
        const said = await server.call(method, url, ask);
        const never = await server.call(method, url.replace(uuidIn, nowhere), ask);
        expect({ status: said.status, text: said.text }, `${method} ${url}`).toEqual({ status: 404, text: never.text });
        expect(Object.keys(said.headers).sort()).toEqual(Object.keys(never.headers).sort());
      }
    });

    test('an API key of another organization is not found, and one may not be tried without the right to manage them', async () => {
      const made = await server.call('POST', '/v1/api-keys', {
        key: home.key,
        body: { name: 'a', scopes: ['ticket.read_all'] },
      });
      for (const [ask, status] of [
        [{ key: foreign.key }, 404],
        [{ key: home.key, as: 'sam' }, 403],
      ] as const) {
        const said = await server.call('DELETE', `/v1/api-keys/${made.body.id}`, ask);
        const never = await server.call('DELETE', `/v1/api-keys/${nowhere}`, ask);
        expect([said.status, said.text]).toEqual([status, never.text]);
      }
      expect((await server.call('GET', '/v1/tickets', { key: made.body.apiKey })).status).toBe(200);
    });

    test('covers every route that takes an id of a row', async () => {
      const routeOf = (url: string): string =>
        url
          .replace(uuidIn, ':id')
          .replace('/parties/bob', '/parties/:agentId')
          .replace('/1/erase', '/:sequence/erase')
          .replace(/\?.*/, '');
      const tried = new Set((await routes(home)).map(([method, url]) => `${method} ${routeOf(url)}`));
      const ofEntries = [
        '/v1/queues/:id',
        '/v1/agents/:id',
        '/v1/agents/:id/presence',
        '/v1/agents/:id/presence/heartbeat',
        '/v1/agents/:id/capacity',
        '/v1/agents/:id/skills',
        '/v1/agents/:id/departments',
        '/v1/channel-accounts/:id/secrets',
        '/v1/externals/:id/secrets',
        '/v1/flow-templates/:id/fill',
        // No department's: whoever may not manage keys is told so whatever the id is, and another organization's is not found.
        '/v1/api-keys/:id',
      ];
      const missing = server.routes
        .filter(({ url }) => url.includes(':id') && !ofEntries.includes(url) && !url.startsWith('/v1/flows/:id'))
        .map(({ method, url }) => `${method} ${url}`)
        .filter((route) => !tried.has(route));
      expect(missing).toEqual([]);
    });

    test('is in no list of theirs', async () => {
      await routes(home);
      for (const list of [
        'conversations',
        'tickets',
        'transfers',
        'segments',
        'contacts',
        'offers',
        'transfer-batches',
      ]) {
        const said = await server.call('GET', `/v1/${list}`, { key: home.key, as: 'sam' });
        expect(said.body, list).toEqual({ items: [], nextCursor: null });
      }
      expect((await server.call('GET', '/v1/search?q=Cy', { key: home.key, as: 'sam' })).body).toMatchObject({
        contacts: [],
        ticketIds: [],
        messages: [],
      });
      const queues = await server.call('GET', '/v1/queues', { key: home.key, as: 'sam' });
      expect(queues.body.items.map(({ id }: { id: string }) => id)).toEqual(['sales']);
    });
  });

  test('[X18] a refused move shows the destination nothing, and neither does asking about it', async () => {
    const { ticketId } = await start(home);
    const refused = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
      key: home.key,
      as: 'anna',
      body: { target: { kind: 'department', id: 'sales' } },
    });
    expect(refused.body).toMatchObject({ code: 'no_move_rule' });
    const { transferId } = refused.body;
    expect((await server.call('GET', `/v1/transfers/${transferId}`, { key: home.key, as: 'anna' })).body.state).toBe(
      'refused',
    );
    for (const url of [`/v1/transfers/${transferId}`, `/v1/tickets/${ticketId}`]) {
      expect((await server.call('GET', url, { key: home.key, as: 'sam' })).status).toBe(404);
    }
  });

  test('[X19] a target in another organization, of no kind or of one’s own is refused', async () => {
    const { ticketId } = await start(home);
    for (const target of [
      { kind: 'agent', id: 'anna' },
      { kind: 'agent', id: 'somebody-else' },
      { kind: 'queue', id: 'support-2' },
      { kind: 'flow', id: 'welcome' },
      { kind: 'external', id: 'partner' },
    ]) {
      const said = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
        key: home.key,
        as: 'anna',
        body: { target },
      });
      expect(said.status, said.text).toBeGreaterThanOrEqual(403);
      expect(said.status, said.text).toBeLessThan(500);
    }
    expect((await server.call('GET', `/v1/tickets/${ticketId}`, { key: home.key })).body.owner).toEqual({
      kind: 'agent',
      id: 'anna',
    });
  });

  test('[X20] nobody accepts what was offered to somebody else, or is over', async () => {
    const { ticketId } = await start(home);
    const { body } = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
      key: home.key,
      as: 'anna',
      body: { target: { kind: 'agent', id: 'bob' } },
    });
    for (const [as, code] of [
      ['ada', 'not_a_member'],
      ['anna', 'not_a_member'],
      ['sam', 'not_found'],
    ] as const) {
      expect((await server.call('POST', `/v1/offers/${body.offerId}/accept`, { key: home.key, as })).body.code).toBe(
        code,
      );
    }
    expect((await server.call('POST', `/v1/offers/${body.offerId}/accept`, { key: home.key })).status).toBe(403);
    expect((await server.call('POST', `/v1/offers/${body.offerId}/accept`, { key: home.key, as: 'bob' })).status).toBe(
      200,
    );
    const late = await server.call('POST', `/v1/offers/${body.offerId}/accept`, { key: home.key, as: 'bob' });
    expect(late.body).toMatchObject({ code: 'offer_answered', data: { owner: 'agent:bob' } });
  });

  test('[X21] a repeated accept is the same accept; its key with another request is refused', async () => {
    const { ticketId } = await start(home);
    const { body } = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
      key: home.key,
      as: 'anna',
      body: { target: { kind: 'agent', id: 'bob' } },
    });
    const accept = () =>
      server.call('POST', `/v1/transfers/${body.id}/accept`, {
        key: home.key,
        as: 'bob',
        headers: { 'idempotency-key': 'accept once' },
      });
    const [first, second] = await Promise.all([accept(), accept()]);
    const third = await accept();
    expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
    expect(second.body).toEqual(first.body);
    expect(third.body).toEqual(first.body);
    expect([first, second].filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    expect(third.headers['idempotency-replayed']).toBe('true');
    const other = await server.call('POST', `/v1/transfers/${nowhere}/accept`, {
      key: home.key,
      as: 'bob',
      headers: { 'idempotency-key': 'accept once' },
    });
    expect(other.body).toMatchObject({ code: 'key_reused', status: 409 });
    // Somebody else's equal key is another key.
    const ada = await server.call('POST', `/v1/transfers/${nowhere}/accept`, {
      key: home.key,
      as: 'ada',
      headers: { 'idempotency-key': 'accept once' },
    });
    expect(ada.body.code).toBe('not_found');
    const segments = await server.call('GET', `/v1/segments?conversationId=${body.conversationId}`, { key: home.key });
    expect(segments.body.items).toHaveLength(2);
  });

  test('a refusal is repeated as it was, and an order of fields makes no other request', async () => {
    const { ticketId } = await start(home);
    const send = (body: string) =>
      server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
        key: home.key,
        as: 'anna',
        body,
        headers: { 'idempotency-key': 'no' },
      });
    const first = await send('{"target":{"kind":"department","id":"sales"},"note":"a"}');
    const again = await send('{ "note": "a", "target": {"id": "sales", "kind": "department"} }');
    expect(first.body.code).toBe('no_move_rule');
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  describe('[X31] guessing', () => {
    test('keys are answered alike, whichever part of them is wrong', async () => {
      const { organizationId, keyId, secret } = parts(home.key);
      const wrong = 'A'.repeat(43);
      const guesses = [
        writeKey({ organizationId, keyId, secret: wrong }),
        writeKey({ organizationId, keyId: nowhere, secret }),
        writeKey({ organizationId: nowhere, keyId, secret }),
        writeKey({ organizationId: foreign.id, keyId, secret }),
        home.key.slice(0, -1),
        `${home.key}A`,
        home.key.toUpperCase(),
        '',
        ' ',
        'null',
        `${adminKey} `.repeat(2),
      ];
      const texts = new Set<string>();
      for (const key of guesses) {
        const said = await server.call('GET', '/v1/tickets', { headers: { authorization: `Bearer ${key}` } });
        expect(said.status, key).toBe(401);
        texts.add(said.text);
      }
      expect(
        (await server.call('GET', '/v1/tickets', { headers: { authorization: `Basic ${home.key}` } })).status,
      ).toBe(401);
      expect(texts.size).toBe(1);
    });

    test('ids are random: none follows from another', async () => {
      const [a, b] = [await start(home), await start(home)];
      const tail = (id: string): string => id.slice(14);
      expect(tail(a.id)).not.toBe(tail(b.id));
      expect(tail(a.contactId)).not.toBe(tail(a.id));
    });
  });

  test('[X15] headers in which proxies name users and addresses change nothing', async () => {
    const spoofed = {
      'x-remote-user': 'zoe',
      'x-forwarded-user': 'zoe',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-real-ip': '127.0.0.1',
      'x-original-url': '/v1/organizations',
      'x-http-method-override': 'DELETE',
      'baton-organization': foreign.id,
    };
    expect((await server.call('GET', '/v1/tickets', { headers: spoofed })).status).toBe(401);
    const { body } = await server.call('GET', '/v1/agents?limit=1', { key: home.key, headers: spoofed });
    expect(body.items).toHaveLength(1);
    const { ticketId } = await start(home);
    expect((await server.call('GET', `/v1/tickets/${ticketId}`, { key: home.key, headers: spoofed })).status).toBe(200);
    // The organization is the key's, whatever the header says: only the administration key is asked which one it means.
    expect(
      (
        await server.call('GET', `/v1/tickets/${ticketId}`, {
          key: adminKey,
          headers: { 'baton-organization': foreign.id },
        })
      ).status,
    ).toBe(404);
    expect(
      (
        await server.call('GET', `/v1/tickets/${ticketId}`, {
          key: adminKey,
          headers: { 'baton-organization': home.id },
        })
      ).status,
    ).toBe(200);
  });
});

/** Text that may stand where text is wanted: then it is nothing but text. */
function isPlainText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0');
}

function parts(key: string): { organizationId: string; keyId: string; secret: string } {
  const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { organizationId: dashed(key.slice(6, 38)), keyId: dashed(key.slice(39, 71)), secret: key.slice(72) };
}
