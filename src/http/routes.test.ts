import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, adminKey, type Said, type TestOrganization, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';

// Every route has a success, a refusal, an unauthenticated and a forbidden case; a route that is missing here fails.

const nowhere = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b';

/** What a route's cases start from: a conversation that Anna owns, one that waits, an offer to Bob. */
interface World {
  readonly server: TestServer;
  readonly organization: TestOrganization;
  readonly key: string;
  /** A key that may do next to nothing. */
  readonly weakKey: string;
  conversation(as?: string): Promise<{ id: string; ticketId: string; contactId: string }>;
  waiting(): Promise<{ id: string; ticketId: string; contactId: string }>;
  offered(): Promise<{ id: string; ticketId: string; transferId: string; offerId: string }>;
}

type Case = (world: World) => Promise<readonly [url: string, ask?: Ask]>;

interface RouteCases {
  readonly route: string;
  readonly success: Case;
  readonly status: number;
  /** What it looks like when it cannot be had: with its code. */
  readonly refusal: Case;
  readonly code: string;
  /** Someone with a good key who may not; null where a good key is all that is needed. */
  readonly forbidden: Case | null;
  /** 403 unless it says otherwise: what one may not know of is not found. */
  readonly forbiddenStatus?: number;
}

const as = (agent: string, body?: unknown): Ask => (body === undefined ? { as: agent } : { as: agent, body });
let serial = 0;
const fresh = (): string => `customer-${++serial}`;

const cases: readonly RouteCases[] = [
  {
    route: 'POST /v1/organizations',
    success: async () => ['/v1/organizations', { key: adminKey, body: { name: 'Acme' } }],
    status: 201,
    refusal: async () => ['/v1/organizations', { key: adminKey, body: { name: '' } }],
    code: 'validation',
    forbidden: async () => ['/v1/organizations', { body: { name: 'Acme' } }],
  },
  {
    route: 'POST /v1/api-keys',
    success: async () => ['/v1/api-keys', { body: { name: 'a', scopes: ['ticket.read_all'] } }],
    status: 201,
    refusal: async () => ['/v1/api-keys', { body: { name: 'a', scopes: ['everything'] } }],
    code: 'validation',
    forbidden: async ({ weakKey }) => [
      '/v1/api-keys',
      { key: weakKey, body: { name: 'a', scopes: ['conversation.reply'] } },
    ],
  },
  {
    route: 'POST /v1/channel-accounts/:id/secrets',
    success: async () => ['/v1/channel-accounts/web/secrets'],
    status: 201,
    refusal: async () => ['/v1/channel-accounts/none/secrets'],
    code: 'not_found',
    forbidden: async ({ weakKey }) => ['/v1/channel-accounts/web/secrets', { key: weakKey }],
  },
  {
    route: 'GET /v1/configuration',
    success: async () => ['/v1/configuration'],
    status: 200,
    refusal: async () => ['/v1/configuration', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/configuration', as('anna')],
  },
  {
    route: 'PUT /v1/configuration',
    success: async ({ server, organization }) => {
      const { body } = await server.call('GET', '/v1/configuration', { key: organization.key });
      return ['/v1/configuration', { body }];
    },
    status: 200,
    refusal: async () => ['/v1/configuration', { body: { departments: [{ id: 'A' }, { name: 3 }] } }],
    code: 'configuration_invalid',
    forbidden: async () => ['/v1/configuration', as('zoe', {})],
  },
  {
    route: 'POST /v1/configuration/plan',
    success: async () => ['/v1/configuration/plan', { body: {} }],
    status: 200,
    refusal: async () => ['/v1/configuration/plan', { body: { agents: 3 } }],
    code: 'configuration_invalid',
    forbidden: async () => ['/v1/configuration/plan', as('anna', {})],
  },
  {
    route: 'GET /v1/configuration/schema',
    success: async () => ['/v1/configuration/schema'],
    status: 200,
    refusal: async () => ['/v1/configuration/schema', as('nobody')],
    code: 'actor_unknown',
    forbidden: null,
  },
  {
    route: 'POST /v1/conversations',
    success: async () => ['/v1/conversations', as('anna', { accountId: 'web', contact: { address: fresh() } })],
    status: 201,
    refusal: async () => ['/v1/conversations', as('anna', { accountId: 'none', contact: { address: fresh() } })],
    code: 'account_unknown',
    forbidden: async ({ weakKey }) => [
      '/v1/conversations',
      { key: weakKey, body: { accountId: 'web', contact: { address: fresh() } } },
    ],
  },
  {
    route: 'GET /v1/conversations',
    success: async () => ['/v1/conversations?limit=2', as('anna')],
    status: 200,
    refusal: async () => ['/v1/conversations?limit=1000'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/conversations', { key: weakKey }],
  },
  {
    route: 'GET /v1/conversations/:id',
    success: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/conversations/${nowhere}`],
    code: 'not_found',
    forbidden: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/conversations/:id/lineage',
    success: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}/lineage`],
    status: 200,
    refusal: async () => [`/v1/conversations/${nowhere}/lineage`],
    code: 'not_found',
    forbidden: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}/lineage`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'POST /v1/conversations/:id/messages',
    success: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/messages`,
      as('anna', { text: 'Hello\nthere' }),
    ],
    status: 201,
    refusal: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/messages`,
      as('anna', { text: 'a', fileIds: [nowhere] }),
    ],
    code: 'file_unknown',
    forbidden: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/messages`,
      as('ada', { text: 'Hello' }),
    ],
  },
  {
    route: 'GET /v1/conversations/:id/messages',
    success: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/messages?order=newest_first`,
      as('ada'),
    ],
    status: 200,
    refusal: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}/messages?cursor=bm9uZQ`],
    code: 'validation',
    forbidden: async ({ conversation }) => [`/v1/conversations/${(await conversation()).id}/messages`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/tickets',
    success: async () => ['/v1/tickets?state=open&departmentId=support', as('anna')],
    status: 200,
    refusal: async () => ['/v1/tickets?state=ajar'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/tickets', { key: weakKey }],
  },
  {
    route: 'GET /v1/tickets/:id',
    success: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}`, as('anna')],
    status: 200,
    refusal: async () => ['/v1/tickets/1'],
    code: 'not_found',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'PATCH /v1/tickets/:id',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}`,
      as('anna', { attributes: { tier: 'gold', old: null }, tags: ['vip'] }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}`,
      { as: 'anna', body: { tags: [] }, headers: { 'if-match': '"7"' } },
    ],
    code: 'version_conflict',
    forbidden: async ({ conversation, weakKey }) => [
      `/v1/tickets/${(await conversation()).ticketId}`,
      { key: weakKey, body: { tags: [] } },
    ],
  },
  {
    route: 'POST /v1/tickets/:id/close',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/close`,
      as('anna', { reason: 'done' }),
    ],
    status: 200,
    refusal: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      await server.call('POST', `/v1/tickets/${ticketId}/close`, { key, as: 'anna' });
      return [`/v1/tickets/${ticketId}/close`, as('anna')];
    },
    code: 'ticket_closed',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/close`, as('ada')],
  },
  {
    route: 'POST /v1/tickets/:id/take',
    success: async ({ waiting }) => [`/v1/tickets/${(await waiting()).ticketId}/take`, as('anna')],
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/take`, as('anna')],
    code: 'already_there',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/take`, as('ada')],
  },
  {
    route: 'POST /v1/tickets/:id/transfers',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfers`,
      as('anna', { target: { kind: 'agent', id: 'bob' }, note: 'Please' }),
    ],
    status: 201,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfers`,
      as('anna', { target: { kind: 'department', id: 'sales' } }),
    ],
    code: 'no_move_rule',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfers`,
      as('ada', { target: { kind: 'agent', id: 'bob' } }),
    ],
  },
  {
    route: 'POST /v1/tickets/:id/transfers/explain',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfers/explain`,
      as('anna', { target: { kind: 'department', id: 'sales' } }),
    ],
    status: 200,
    refusal: async () => [
      `/v1/tickets/${nowhere}/transfers/explain`,
      { body: { target: { kind: 'queue', id: 'billing' } } },
    ],
    code: 'not_found',
    forbidden: async ({ conversation, weakKey }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfers/explain`,
      { key: weakKey, body: { target: { kind: 'queue', id: 'billing' } } },
    ],
  },
  {
    route: 'GET /v1/tickets/:id/transfer-targets',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfer-targets?kind=agent&q=B&limit=50`,
      as('anna'),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfer-targets?limit=51`,
      as('anna'),
    ],
    code: 'validation',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/transfer-targets`,
      as('sam'),
    ],
    forbiddenStatus: 404,
  },
  {
    route: 'PUT /v1/tickets/:id/department',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/department`,
      as('anna', { departmentId: 'billing' }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/department`,
      as('anna', { departmentId: 'sales' }),
    ],
    code: 'no_move_rule',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/department`,
      as('ada', { departmentId: 'billing' }),
    ],
  },
  {
    route: 'GET /v1/transfers',
    success: async ({ offered }) => {
      await offered();
      return ['/v1/transfers?state=offered&limit=1', as('anna')];
    },
    status: 200,
    refusal: async () => ['/v1/transfers?conversationId=1'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/transfers', { key: weakKey }],
  },
  {
    route: 'GET /v1/transfers/:id',
    success: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}`, as('bob')],
    status: 200,
    refusal: async () => [`/v1/transfers/${nowhere}`],
    code: 'not_found',
    forbidden: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'POST /v1/transfers/:id/cancel',
    success: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/cancel`, as('anna')],
    status: 200,
    refusal: async ({ offered, server, key }) => {
      const { transferId } = await offered();
      await server.call('POST', `/v1/transfers/${transferId}/accept`, { key, as: 'bob' });
      return [`/v1/transfers/${transferId}/cancel`, as('anna')];
    },
    code: 'offer_answered',
    forbidden: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/cancel`, as('ada')],
  },
  {
    route: 'POST /v1/transfers/:id/complete',
    success: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/complete`, as('anna')],
    // Warm transfers come later: until then it answers this to everybody who may know of the transfer.
    status: 409,
    refusal: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/complete`, as('anna')],
    code: 'kind_not_supported',
    forbidden: async ({ offered, weakKey }) => [
      `/v1/transfers/${(await offered()).transferId}/complete`,
      { key: weakKey },
    ],
  },
  {
    route: 'POST /v1/transfers/:id/accept',
    success: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/accept`, as('bob')],
    status: 200,
    refusal: async () => [`/v1/transfers/${nowhere}/accept`, as('bob')],
    code: 'not_found',
    forbidden: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/accept`, as('anna')],
  },
  {
    route: 'POST /v1/transfers/:id/decline',
    success: async ({ offered }) => [
      `/v1/transfers/${(await offered()).transferId}/decline`,
      as('bob', { reason: 'busy' }),
    ],
    status: 200,
    refusal: async () => [`/v1/transfers/${nowhere}/decline`, as('bob')],
    code: 'not_found',
    forbidden: async ({ offered }) => [`/v1/transfers/${(await offered()).transferId}/decline`, as('anna')],
  },
  {
    route: 'GET /v1/offers',
    success: async ({ offered }) => {
      await offered();
      return ['/v1/offers', as('bob')];
    },
    status: 200,
    refusal: async () => ['/v1/offers?agentId=B'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/offers', { key: weakKey }],
  },
  {
    route: 'POST /v1/offers/:id/accept',
    success: async ({ offered }) => [`/v1/offers/${(await offered()).offerId}/accept`, as('bob', {})],
    status: 200,
    refusal: async ({ offered, server, key }) => {
      const { offerId, transferId } = await offered();
      await server.call('POST', `/v1/transfers/${transferId}/cancel`, { key, as: 'anna' });
      return [`/v1/offers/${offerId}/accept`, as('bob')];
    },
    code: 'offer_answered',
    forbidden: async ({ offered }) => [`/v1/offers/${(await offered()).offerId}/accept`, as('anna')],
  },
  {
    route: 'POST /v1/offers/:id/decline',
    success: async ({ offered }) => [`/v1/offers/${(await offered()).offerId}/decline`, as('bob')],
    status: 200,
    refusal: async () => [`/v1/offers/${nowhere}/decline`, as('bob')],
    code: 'not_found',
    forbidden: async ({ offered }) => [`/v1/offers/${(await offered()).offerId}/decline`, as('anna')],
  },
  {
    route: 'GET /v1/segments',
    success: async ({ conversation }) => [`/v1/segments?conversationId=${(await conversation()).id}`, as('anna')],
    status: 200,
    refusal: async () => ['/v1/segments?ticketId=x'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/segments', { key: weakKey }],
  },
  {
    route: 'PUT /v1/segments/:id/wrap-up',
    success: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      const { body } = await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key });
      return [`/v1/segments/${body.items[0].id}/wrap-up`, as('anna', { disposition: 'solved', note: 'All well.' })];
    },
    status: 200,
    refusal: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      const { body } = await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key });
      return [`/v1/segments/${body.items[0].id}/wrap-up`, as('anna', { disposition: 'unheard-of' })];
    },
    code: 'disposition_unknown',
    forbidden: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      const { body } = await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key });
      return [`/v1/segments/${body.items[0].id}/wrap-up`, as('ada', { note: 'Not mine.' })];
    },
  },
  {
    route: 'GET /v1/queues',
    success: async () => ['/v1/queues?limit=1', as('anna')],
    status: 200,
    refusal: async () => ['/v1/queues?cursor=%00'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/queues', { key: weakKey }],
  },
  {
    route: 'GET /v1/queues/:id',
    success: async ({ waiting }) => {
      await waiting();
      return ['/v1/queues/support', as('ada')];
    },
    status: 200,
    refusal: async () => ['/v1/queues/none'],
    code: 'not_found',
    forbidden: async () => ['/v1/queues/support', as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/departments',
    success: async () => ['/v1/departments?limit=2', as('anna')],
    status: 200,
    refusal: async () => ['/v1/departments?limit=1000'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/departments', { key: weakKey }],
  },
  {
    route: 'GET /v1/agents',
    success: async () => ['/v1/agents?departmentId=support&presence=online', as('anna')],
    status: 200,
    refusal: async () => ['/v1/agents?presence=asleep'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/agents', { key: weakKey }],
  },
  {
    route: 'GET /v1/agents/:id',
    success: async () => ['/v1/agents/anna', as('anna')],
    status: 200,
    refusal: async () => ['/v1/agents/Nobody'],
    code: 'not_found',
    forbidden: async ({ weakKey }) => ['/v1/agents/anna', { key: weakKey }],
  },
  {
    route: 'PUT /v1/agents/:id/presence',
    success: async () => ['/v1/agents/anna/presence', as('anna', { presence: 'online' })],
    status: 200,
    refusal: async () => ['/v1/agents/none/presence', as('zoe', { presence: 'online' })],
    code: 'not_found',
    forbidden: async () => ['/v1/agents/anna/presence', as('ada', { presence: 'offline' })],
  },
  {
    route: 'GET /v1/contacts',
    success: async () => ['/v1/contacts', as('anna')],
    status: 200,
    refusal: async () => ['/v1/contacts?address=a'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/contacts', { key: weakKey }],
  },
  {
    route: 'GET /v1/contacts/:id',
    success: async ({ conversation }) => [`/v1/contacts/${(await conversation()).contactId}`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/contacts/${nowhere}`],
    code: 'not_found',
    forbidden: async ({ conversation }) => [`/v1/contacts/${(await conversation()).contactId}`, as('sam')],
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/search',
    success: async () => ['/v1/search?q=customer', as('anna')],
    status: 200,
    refusal: async () => ['/v1/search'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/search?q=a', { key: weakKey }],
  },
];

describeOnStores('the routes', (store) => {
  let server: TestServer;
  let world: World;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    const organization = await server.organization();
    const { key } = organization;
    const weak = await server.call('POST', '/v1/api-keys', {
      key,
      body: { name: 'weak', scopes: ['message.receive'] },
    });
    const start = async (agent: string | undefined) => {
      const ask = {
        key,
        body: { accountId: 'web', contact: { address: fresh() } },
        ...(agent === undefined ? {} : { as: agent }),
      };
      return (await server.call('POST', '/v1/conversations', ask)).body;
    };
    world = {
      server,
      organization,
      key,
      weakKey: weak.body.apiKey,
      conversation: async (agent = 'anna') => freed(await start(agent)),
      waiting: () => start(undefined),
      offered: async () => {
        const { id, ticketId } = freed(await start('anna'));
        const { body } = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
          key,
          ...as('anna', { target: { kind: 'agent', id: 'bob' } }),
        });
        return { id, ticketId, transferId: body.id, offerId: body.offerId };
      },
    };
  });

  /** The conversation, or why there is none: agents of these tests have room for everything. */
  function freed(started: { id: string; ticketId: string; contactId: string }) {
    expect(started).toHaveProperty('id');
    return started;
  }

  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  const run = async (
    method: string,
    made: readonly [url: string, ask?: Ask],
    key: string | undefined,
  ): Promise<Said> => {
    const [url, ask = {}] = made;
    return server.call(method, url, { ...(key === undefined ? {} : { key }), ...ask });
  };

  test('have cases, each of them', () => {
    const known = new Set(cases.map(({ route }) => route));
    const missing = server.routes
      .map(({ method, url }) => `${method} ${url}`)
      .filter((route) => route.includes('/v1/') && !known.has(route));
    expect(missing).toEqual([]);
    expect(known.size).toBe(cases.length);
  });

  describe.each(cases)('$route', ({ route, success, status, refusal, code, forbidden, forbiddenStatus }) => {
    const [method] = route.split(' ') as [string];

    test('answers', async () => {
      const said = await run(method, await success(world), world.key);
      expect(said.status, said.text).toBe(status);
      if (status < 300) expect(said.headers).toHaveProperty('ratelimit');
    });

    test(`refuses with ${code}`, async () => {
      const said = await run(method, await refusal(world), world.key);
      expect(said.body, said.text).toMatchObject({ code, status: said.status });
      expect(said.headers['content-type']).toMatch(/^application\/problem\+json/);
    });

    test('asks for a key', async () => {
      const [url, ask] = await success(world);
      const { key: _, ...rest } = ask ?? {};
      const said = await run(method, [url, rest], undefined);
      expect(said.body).toMatchObject({ code: 'unauthenticated', status: 401 });
      expect(said.headers['www-authenticate']).toBe('Bearer realm="baton"');
    });

    test(forbidden === null ? 'is open to every key' : 'is closed to those who may not', async () => {
      const said = await run(method, await (forbidden ?? success)(world), world.key);
      expect(said.status, said.text).toBe(forbidden === null ? status : (forbiddenStatus ?? 403));
    });
  });
});
