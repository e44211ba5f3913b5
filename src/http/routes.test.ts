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
  /** A batch of Anna's that is due in a minute. */
  batch(): Promise<string>;
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

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Two open tickets of one contact. */
async function twins({ server, key }: World): Promise<[string, string]> {
  const contact = { address: fresh() };
  const start = async (threadKey: string): Promise<string> => {
    const body = { accountId: 'web', threadKey, contact };
    return (await server.call('POST', '/v1/conversations', { key, as: 'anna', body })).body.ticketId;
  };
  return [await start(fresh()), await start(fresh())];
}

/** A ticket of Anna's into which she invited Bob. */
async function withBob({ server, key, conversation }: World): Promise<string> {
  const { ticketId } = await conversation();
  await server.call('POST', `/v1/tickets/${ticketId}/parties`, { key, as: 'anna', body: { agentId: 'bob' } });
  return ticketId;
}

/** A segment that Sam is wrapping up. */
async function wrappingUp({ server, key, conversation }: World): Promise<string> {
  const { ticketId } = await conversation('sam');
  await server.call('POST', `/v1/tickets/${ticketId}/close`, { key, as: 'sam' });
  return (await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key })).body.items[0].id;
}

/** A message that Anna has sent. */
async function said({ server, key, conversation }: World): Promise<string> {
  const { id } = await conversation();
  await server.call('POST', `/v1/conversations/${id}/messages`, { key, as: 'anna', body: { text: 'Hello' } });
  return `/v1/conversations/${id}/messages/1`;
}

/** A ticket that came with a summary, in an organization whose departments send nothing else. */
async function summarized({ server }: World): Promise<{ key: string; ticketId: string }> {
  const { key } = await server.organization({
    settings: { history: 'summary' },
    departments: [{ id: 'support', moveRules: [{}] }, { id: 'billing' }],
    queues: ['support', 'billing'].map((id) => ({ id, department: id, distribution: 'pull' })),
    accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
  });
  const body = { accountId: 'web', contact: { address: fresh() } };
  const { ticketId } = (await server.call('POST', '/v1/conversations', { key, body })).body;
  const request = { target: { kind: 'department', id: 'billing' } };
  const moved = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, { key, body: request });
  return { key, ticketId: moved.body.newTicketId };
}

/** A chat of Anna's in an organization with WhatsApp too, whose customer can be reached there, and with contacts outside. */
async function reachable({ server }: World): Promise<{ key: string; id: string; ticketId: string; contactId: string }> {
  const { key } = await server.organization({
    departments: [{ id: 'support' }],
    agents: ['anna', 'ada'].map((id) => ({ id, departments: ['support'], capacity: { total: null } })),
    accounts: ['webchat', 'whatsapp'].map((kind) => ({ id: kind, kind, entry: { department: 'support' } })),
    externals: [
      { id: 'courier', url: 'https://courier.example/baton' },
      { id: 'notary', kind: 'telephone', address: '+49 30 1' },
    ],
  });
  const body = { accountId: 'webchat', contact: { address: fresh() } };
  const started = (await server.call('POST', '/v1/conversations', { key, as: 'anna', body })).body;
  const address = { channelKind: 'whatsapp', address: '+49 30 2' };
  await server.call('POST', `/v1/contacts/${started.contactId}/addresses`, { key, as: 'anna', body: address });
  return { key, ...started };
}

/** A ticket that somebody on the telephone has. */
async function withNotary(world: World): Promise<{ key: string; ticketId: string }> {
  const { key, ticketId } = await reachable(world);
  const { server } = world;
  const request = { target: { kind: 'external', id: 'notary' } };
  const asked = await server.call('POST', `/v1/tickets/${ticketId}/transfers`, { key, as: 'anna', body: request });
  await server.call('POST', `/v1/transfers/${asked.body.id}/accept`, { key, as: 'anna' });
  return { key, ticketId };
}

/** An organization with flows: one that greets, one that others set off, one that cannot go on, and a run of the last. */
async function withFlows({ server }: World): Promise<{ key: string; runId: string; alertId: string }> {
  const stuck = { id: 'raise', kind: 'alert', text: 'Look at this', next: { alerted: 'end', failed: 'end' } };
  const { key } = await server.organization({
    departments: [{ id: 'support', duty: ['anna'] }],
    agents: ['anna', 'bob'].map((id) => ({ id, departments: ['support'], capacity: { total: null } })),
    accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
    flows: [
      { id: 'hello', greeting: 'Hello!' },
      { id: 'hooked', triggers: [{ kind: 'webhook' }], start: 'raise', steps: [stuck] },
      { id: 'alarm', triggers: [{ kind: 'conversation_opened', sources: ['api'] }], start: 'raise', steps: [stuck] },
    ],
  });
  const body = { accountId: 'web', contact: { address: fresh() }, owner: { kind: 'queue', id: 'support' } };
  await server.call('POST', '/v1/conversations', { key, body });
  const runId = await server.firstOf('/v1/flows/alarm/runs', key);
  return { key, runId, alertId: await server.firstOf('/v1/alerts', key) };
}

const drawn = { name: 'Drawn', steps: [], start: 'end' };

const toWhatsapp = { accountId: 'whatsapp', address: '+49 30 2', consent: true };

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
    route: 'GET /v1/api-keys',
    success: async () => ['/v1/api-keys?limit=1'],
    status: 200,
    refusal: async () => ['/v1/api-keys?limit=0'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/api-keys', { key: weakKey }],
  },
  {
    route: 'DELETE /v1/api-keys/:id',
    success: async ({ server, key }) => {
      const body = { name: 'short-lived', scopes: ['ticket.read_all'] };
      return [`/v1/api-keys/${(await server.call('POST', '/v1/api-keys', { key, body })).body.id}`];
    },
    status: 200,
    refusal: async () => [`/v1/api-keys/${nowhere}`],
    code: 'not_found',
    forbidden: async ({ weakKey }) => [`/v1/api-keys/${nowhere}`, { key: weakKey }],
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
    route: 'POST /v1/externals/:id/secrets',
    success: async (world) => ['/v1/externals/courier/secrets', { key: (await reachable(world)).key }],
    status: 201,
    refusal: async (world) => ['/v1/externals/notary/secrets', { key: (await reachable(world)).key }],
    code: 'not_found',
    forbidden: async ({ weakKey }) => ['/v1/externals/courier/secrets', { key: weakKey }],
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
    route: 'GET /v1/configuration/versions',
    success: async () => ['/v1/configuration/versions?limit=1', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/configuration/versions?cursor=x'],
    code: 'validation',
    forbidden: async () => ['/v1/configuration/versions', as('anna')],
  },
  {
    route: 'GET /v1/configuration/versions/:version',
    success: async () => ['/v1/configuration/versions/1', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/configuration/versions/999'],
    code: 'version_unknown',
    forbidden: async () => ['/v1/configuration/versions/1', as('anna')],
  },
  {
    route: 'POST /v1/configuration/versions/:version/restore',
    success: async () => ['/v1/configuration/versions/1/restore', { body: {} }],
    status: 200,
    refusal: async () => ['/v1/configuration/versions/1/restore', { body: {}, headers: { 'if-match': '"999"' } }],
    code: 'version_conflict',
    forbidden: async () => ['/v1/configuration/versions/1/restore', as('zoe', {})],
  },
  {
    route: 'GET /v1/configuration/move-rule-presets',
    success: async () => ['/v1/configuration/move-rule-presets?channels=email,sms', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/configuration/move-rule-presets?channels=pigeon'],
    code: 'validation',
    forbidden: async () => ['/v1/configuration/move-rule-presets', as('anna')],
  },
  {
    route: 'POST /v1/configuration/lint',
    success: async () => ['/v1/configuration/lint', as('zoe', {})],
    status: 200,
    refusal: async () => ['/v1/configuration/lint', { body: { document: { agents: 3 } } }],
    code: 'configuration_invalid',
    forbidden: async () => ['/v1/configuration/lint', as('anna', {})],
  },
  {
    route: 'POST /v1/configuration/simulate',
    success: async () => ['/v1/configuration/simulate', as('zoe', { from: 'support', contact: { tier: 'gold' } })],
    status: 200,
    refusal: async () => ['/v1/configuration/simulate', { body: { from: 'nowhere' } }],
    code: 'validation',
    forbidden: async () => ['/v1/configuration/simulate', as('anna', {})],
  },
  {
    route: 'GET /v1/configuration/settings',
    success: async () => ['/v1/configuration/settings', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/configuration/settings', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/configuration/settings', as('anna')],
  },
  {
    route: 'GET /v1/flows/language',
    success: async () => ['/v1/flows/language', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/flows/language', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/language', as('anna')],
  },
  {
    route: 'GET /v1/flow-templates',
    success: async () => ['/v1/flow-templates', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/flow-templates', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/flow-templates', as('anna')],
  },
  {
    route: 'POST /v1/flow-templates/:id/fill',
    success: async ({ server, key }) => {
      const { items } = (await server.call('GET', '/v1/flow-templates', { key })).body;
      return [`/v1/flow-templates/${items[0].id}/fill`, { body: {} }];
    },
    status: 200,
    refusal: async () => ['/v1/flow-templates/none/fill', { body: {} }],
    code: 'not_found',
    forbidden: async () => ['/v1/flow-templates/none/fill', as('anna', {})],
  },
  {
    route: 'GET /v1/flows',
    success: async (world) => ['/v1/flows', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/flows', as('anna')],
  },
  {
    route: 'GET /v1/flows/:id',
    success: async (world) => ['/v1/flows/hello', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/none'],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/none', as('anna')],
  },
  {
    route: 'PUT /v1/flows/:id/draft',
    success: async (world) => ['/v1/flows/drawn/draft', { key: (await withFlows(world)).key, body: { entry: drawn } }],
    status: 200,
    refusal: async (world) => [
      '/v1/flows/hello/draft',
      { key: (await withFlows(world)).key, body: { entry: drawn, revision: 7 } },
    ],
    code: 'version_conflict',
    forbidden: async () => ['/v1/flows/drawn/draft', as('zoe', { entry: drawn })],
  },
  {
    route: 'DELETE /v1/flows/:id/draft',
    success: async (world) => ['/v1/flows/hello/draft', { key: (await withFlows(world)).key }],
    status: 204,
    refusal: async () => ['/v1/flows/NOT/draft'],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/drawn/draft', as('zoe')],
  },
  {
    route: 'POST /v1/flows/check',
    success: async () => ['/v1/flows/check', { body: { entry: { steps: 3 } } }],
    status: 200,
    refusal: async () => ['/v1/flows/check', { body: {} }],
    code: 'validation',
    forbidden: async () => ['/v1/flows/check', as('anna', { entry: {} })],
  },
  {
    route: 'POST /v1/flows/:id/publish',
    success: async (world) => [
      '/v1/flows/drawn/publish',
      { key: (await withFlows(world)).key, body: { entry: drawn } },
    ],
    status: 200,
    refusal: async (world) => [
      '/v1/flows/drawn/publish',
      { key: (await withFlows(world)).key, body: { entry: { ...drawn, start: 'nowhere' } } },
    ],
    code: 'flow_has_problems',
    forbidden: async () => ['/v1/flows/drawn/publish', as('zoe', { entry: drawn })],
  },
  {
    route: 'POST /v1/flows/:id/stop',
    success: async (world) => ['/v1/flows/hello/stop', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/none/stop'],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/none/stop', as('zoe')],
  },
  {
    route: 'POST /v1/flows/dry-run',
    success: async (world) => [
      '/v1/flows/dry-run',
      { key: (await withFlows(world)).key, body: { entry: { ...drawn, id: 'drawn' } } },
    ],
    status: 200,
    refusal: async () => ['/v1/flows/dry-run', { body: { entry: { ...drawn, start: 'nowhere' } } }],
    code: 'flow_has_problems',
    forbidden: async () => ['/v1/flows/dry-run', as('anna', { entry: drawn })],
  },
  {
    route: 'GET /v1/flows/:id/versions',
    success: async (world) => ['/v1/flows/hello/versions', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/NOT/versions'],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/hello/versions', as('anna')],
  },
  {
    route: 'GET /v1/flows/:id/versions/:version',
    success: async (world) => ['/v1/flows/hello/versions/1', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/hello/versions/99'],
    code: 'not_found',
    forbidden: async () => ['/v1/flows/hello/versions/1', as('anna')],
  },
  {
    route: 'GET /v1/flows/:id/runs',
    success: async (world) => ['/v1/flows/alarm/runs?state=ended', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/alarm/runs?state=asleep'],
    code: 'validation',
    forbidden: async () => ['/v1/flows/alarm/runs', as('anna')],
  },
  {
    route: 'GET /v1/flow-runs/:id',
    success: async (world) => {
      const { key, runId } = await withFlows(world);
      return [`/v1/flow-runs/${runId}`, { key, as: 'anna' }];
    },
    status: 200,
    refusal: async () => [`/v1/flow-runs/${nowhere}`],
    code: 'not_found',
    forbidden: null,
  },
  {
    route: 'GET /v1/flows/:id/figures',
    success: async (world) => ['/v1/flows/alarm/figures?days=7', { key: (await withFlows(world)).key }],
    status: 200,
    refusal: async () => ['/v1/flows/alarm/figures?days=0'],
    code: 'validation',
    forbidden: async () => ['/v1/flows/alarm/figures', as('anna')],
  },
  {
    route: 'POST /v1/flows/:id/secrets',
    success: async (world) => ['/v1/flows/hooked/secrets', { key: (await withFlows(world)).key }],
    status: 201,
    refusal: async (world) => ['/v1/flows/hello/secrets', { key: (await withFlows(world)).key }],
    code: 'not_found',
    forbidden: async ({ weakKey }) => ['/v1/flows/hooked/secrets', { key: weakKey }],
  },
  {
    route: 'GET /v1/secrets',
    success: async () => ['/v1/secrets', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/secrets', { key: adminKey, headers: { 'baton-organization': nowhere } }],
    code: 'not_found',
    forbidden: async () => ['/v1/secrets', as('anna')],
  },
  {
    route: 'PUT /v1/secrets/:name',
    success: async () => ['/v1/secrets/crm', { body: { value: 'hush' } }],
    status: 200,
    refusal: async () => ['/v1/secrets/crm', { body: { value: '' } }],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/secrets/crm', { key: weakKey, body: { value: 'hush' } }],
  },
  {
    route: 'GET /v1/alerts',
    success: async (world) => ['/v1/alerts?state=all&limit=1', { key: (await withFlows(world)).key, as: 'anna' }],
    status: 200,
    refusal: async () => ['/v1/alerts?state=loud'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/alerts', { key: weakKey }],
  },
  {
    route: 'POST /v1/alerts/:id/acknowledge',
    success: async (world) => {
      const { key, alertId } = await withFlows(world);
      return [`/v1/alerts/${alertId}/acknowledge`, { key, as: 'anna' }];
    },
    status: 200,
    refusal: async () => [`/v1/alerts/${nowhere}/acknowledge`],
    code: 'not_found',
    forbidden: async (world) => {
      const { key, alertId } = await withFlows(world);
      return [`/v1/alerts/${alertId}/acknowledge`, { key, as: 'bob' }];
    },
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/audit',
    success: async () => ['/v1/audit?category=policy&limit=2'],
    status: 200,
    refusal: async () => ['/v1/audit?category=gossip'],
    code: 'validation',
    forbidden: async () => ['/v1/audit', as('zoe')],
  },
  {
    route: 'GET /v1/audit/verify',
    success: async () => ['/v1/audit/verify?after=0'],
    status: 200,
    refusal: async () => ['/v1/audit/verify?after=-1'],
    code: 'validation',
    forbidden: async () => ['/v1/audit/verify', as('zoe')],
  },
  {
    route: 'POST /v1/transfer-batches',
    success: async ({ conversation }) => [
      '/v1/transfer-batches',
      as('anna', {
        ticketIds: [(await conversation()).ticketId],
        request: { target: { kind: 'queue', id: 'support' }, note: 'Late shift' },
        runAt: new Date(Date.now() + 60_000).toISOString(),
      }),
    ],
    status: 201,
    refusal: async () => [
      '/v1/transfer-batches',
      as('anna', { request: { target: { kind: 'queue', id: 'support' } } }),
    ],
    code: 'validation',
    forbidden: async ({ weakKey }) => [
      '/v1/transfer-batches',
      { key: weakKey, body: { queueId: 'support', request: { target: { kind: 'department', id: 'billing' } } } },
    ],
  },
  {
    route: 'GET /v1/transfer-batches',
    success: async () => ['/v1/transfer-batches?limit=1', as('anna')],
    status: 200,
    refusal: async () => ['/v1/transfer-batches?limit=0'],
    code: 'validation',
    forbidden: async ({ weakKey }) => ['/v1/transfer-batches', { key: weakKey }],
  },
  {
    route: 'GET /v1/transfer-batches/:id',
    success: async ({ batch }) => [`/v1/transfer-batches/${await batch()}`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/transfer-batches/${nowhere}`],
    code: 'not_found',
    forbidden: async ({ batch }) => [`/v1/transfer-batches/${await batch()}`, as('zoe')],
    forbiddenStatus: 404,
  },
  {
    route: 'GET /v1/transfer-batches/:id/items',
    success: async ({ batch }) => [`/v1/transfer-batches/${await batch()}/items?limit=1`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/transfer-batches/${nowhere}/items`],
    code: 'not_found',
    forbidden: async ({ batch }) => [`/v1/transfer-batches/${await batch()}/items`, as('zoe')],
    forbiddenStatus: 404,
  },
  {
    route: 'POST /v1/transfer-batches/:id/cancel',
    success: async ({ batch }) => [`/v1/transfer-batches/${await batch()}/cancel`, as('anna')],
    status: 200,
    refusal: async ({ batch, server, key }) => {
      const id = await batch();
      await server.call('POST', `/v1/transfer-batches/${id}/cancel`, { key, as: 'anna' });
      return [`/v1/transfer-batches/${id}/cancel`, as('anna')];
    },
    code: 'batch_over',
    forbidden: async ({ batch }) => [`/v1/transfer-batches/${await batch()}/cancel`, as('zoe')],
    forbiddenStatus: 404,
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
    route: 'GET /v1/conversations/:id/transcript',
    success: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/transcript?for=internal`,
      as('zoe'),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/transcript?for=anybody`,
      as('zoe'),
    ],
    code: 'validation',
    forbidden: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/transcript?for=customer`,
      as('anna'),
    ],
  },
  {
    route: 'POST /v1/conversations/:id/messages/:sequence/erase',
    success: async (world) => [`${await said(world)}/erase`],
    status: 200,
    refusal: async (world) => {
      const message = await said(world);
      await world.server.call('POST', `${message}/erase`, { key: world.key });
      return [`${message}/erase`];
    },
    code: 'already_erased',
    forbidden: async (world) => [`${await said(world)}/erase`, as('zoe')],
  },
  {
    route: 'GET /v1/tickets/:id/summary',
    success: async (world) => {
      const { key, ticketId } = await summarized(world);
      return [`/v1/tickets/${ticketId}/summary`, { key }];
    },
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/summary`],
    code: 'not_found',
    forbidden: async ({ conversation, weakKey }) => [
      `/v1/tickets/${(await conversation()).ticketId}/summary`,
      { key: weakKey },
    ],
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
    route: 'POST /v1/tickets/:id/reroute',
    success: async ({ waiting }) => [
      `/v1/tickets/${(await waiting()).ticketId}/reroute`,
      as('zoe', { priority: 1, reason: 'VIP' }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/reroute`,
      as('zoe', { priority: 1 }),
    ],
    code: 'not_waiting',
    forbidden: async ({ waiting }) => [
      `/v1/tickets/${(await waiting()).ticketId}/reroute`,
      as('anna', { priority: 1 }),
    ],
  },
  {
    route: 'POST /v1/tickets/:id/return',
    success: async (world) => {
      const { key, ticketId } = await withNotary(world);
      return [`/v1/tickets/${ticketId}/return`, { key, body: { reason: 'she called' } }];
    },
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/return`],
    code: 'not_owner',
    forbidden: async (world) => {
      const { key, ticketId } = await withNotary(world);
      return [`/v1/tickets/${ticketId}/return`, { key, as: 'anna' }];
    },
  },
  {
    route: 'POST /v1/conversations/:id/channel',
    success: async (world) => {
      const { key, id } = await reachable(world);
      return [`/v1/conversations/${id}/channel`, { key, as: 'anna', body: toWhatsapp }];
    },
    status: 200,
    refusal: async (world) => {
      const { key, id } = await reachable(world);
      return [`/v1/conversations/${id}/channel`, { key, as: 'anna', body: { ...toWhatsapp, address: '+49 30 3' } }];
    },
    code: 'session_not_possible',
    forbidden: async (world) => {
      const { key, id } = await reachable(world);
      return [`/v1/conversations/${id}/channel`, { key, as: 'ada', body: toWhatsapp }];
    },
  },
  {
    route: 'PUT /v1/conversations/:id/participants',
    success: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/participants`,
      as('anna', { participants: [{ channel: 'email', address: 'ada@home.example' }] }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/participants`,
      as('anna', { participants: [{ channel: 'pigeon', address: 'a' }] }),
    ],
    code: 'validation',
    forbidden: async ({ conversation }) => [
      `/v1/conversations/${(await conversation()).id}/participants`,
      as('ada', { participants: [] }),
    ],
  },
  {
    route: 'POST /v1/contacts/:id/addresses',
    success: async ({ conversation }) => [
      `/v1/contacts/${(await conversation()).contactId}/addresses`,
      as('anna', { channelKind: 'sms', address: fresh() }),
    ],
    status: 201,
    refusal: async ({ conversation, server, key }) => {
      const [one, two] = [await conversation(), await conversation()];
      const body = { channelKind: 'sms', address: fresh() };
      await server.call('POST', `/v1/contacts/${one.contactId}/addresses`, { key, as: 'anna', body });
      return [`/v1/contacts/${two.contactId}/addresses`, as('anna', body)];
    },
    code: 'address_taken',
    forbidden: async ({ conversation, weakKey }) => [
      `/v1/contacts/${(await conversation()).contactId}/addresses`,
      { key: weakKey, body: { channelKind: 'sms', address: fresh() } },
    ],
  },
  {
    route: 'POST /v1/tickets/:id/hold',
    success: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/hold`, as('anna')],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/hold`,
      { as: 'anna', headers: { 'if-match': '"7"' } },
    ],
    code: 'version_conflict',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/hold`, as('ada')],
  },
  {
    route: 'POST /v1/tickets/:id/resume',
    success: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/resume`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/tickets/${nowhere}/resume`, as('anna')],
    code: 'not_found',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/resume`, as('ada')],
  },
  {
    route: 'POST /v1/tickets/:id/snooze',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/snooze`,
      as('anna', { until: soon() }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/snooze`,
      as('anna', { until: '2001-01-01T00:00:00Z' }),
    ],
    code: 'validation',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/snooze`,
      as('ada', { until: soon() }),
    ],
  },
  {
    route: 'POST /v1/tickets/:id/wake',
    success: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/wake`, as('anna')],
    status: 200,
    refusal: async () => [`/v1/tickets/${nowhere}/wake`, as('anna')],
    code: 'not_found',
    forbidden: async ({ conversation, weakKey }) => [
      `/v1/tickets/${(await conversation()).ticketId}/wake`,
      { key: weakKey },
    ],
  },
  {
    route: 'POST /v1/tickets/:id/merge',
    success: async (world) => {
      const [from, into] = await twins(world);
      return [`/v1/tickets/${from}/merge`, as('anna', { into })];
    },
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/merge`,
      as('anna', { into: (await conversation()).ticketId }),
    ],
    code: 'merge_not_possible',
    forbidden: async (world) => {
      const [from, into] = await twins(world);
      return [`/v1/tickets/${from}/merge`, { key: world.weakKey, body: { into } }];
    },
  },
  {
    route: 'POST /v1/tickets/:id/help',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/help`,
      as('anna', { message: 'What now?' }),
    ],
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/help`, as('anna', {})],
    code: 'validation',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/help`,
      as('ada', { message: 'What now?' }),
    ],
  },
  {
    route: 'POST /v1/tickets/:id/help/clear',
    success: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      await server.call('POST', `/v1/tickets/${ticketId}/help`, { key, ...as('anna', { message: 'What now?' }) });
      return [`/v1/tickets/${ticketId}/help/clear`, as('zoe')];
    },
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/help/clear`, as('anna')],
    code: 'help_not_raised',
    forbidden: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/help/clear`, as('ada')],
  },
  {
    route: 'GET /v1/help-requests',
    success: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      await server.call('POST', `/v1/tickets/${ticketId}/help`, { key, ...as('anna', { message: 'What now?' }) });
      return ['/v1/help-requests?limit=1', as('zoe')];
    },
    status: 200,
    refusal: async () => ['/v1/help-requests?cursor=bm9uZQ', as('zoe')],
    code: 'validation',
    forbidden: async () => ['/v1/help-requests', as('anna')],
  },
  {
    route: 'POST /v1/tickets/:id/parties',
    success: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/parties`,
      as('anna', { agentId: 'bob' }),
    ],
    status: 201,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/parties`,
      as('anna', { agentId: 'sam' }),
    ],
    code: 'no_move_rule',
    forbidden: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/parties`,
      as('ada', { agentId: 'bob' }),
    ],
  },
  {
    route: 'PUT /v1/tickets/:id/parties/:agentId',
    success: async (world) => [`/v1/tickets/${await withBob(world)}/parties/bob`, as('bob', { joined: true })],
    status: 200,
    refusal: async ({ conversation }) => [
      `/v1/tickets/${(await conversation()).ticketId}/parties/bob`,
      as('anna', { joined: true }),
    ],
    code: 'party_unknown',
    forbidden: async (world) => [`/v1/tickets/${await withBob(world)}/parties/bob`, as('ada', { joined: true })],
  },
  {
    route: 'DELETE /v1/tickets/:id/parties/:agentId',
    success: async (world) => [`/v1/tickets/${await withBob(world)}/parties/bob`, as('anna')],
    status: 200,
    refusal: async ({ conversation }) => [`/v1/tickets/${(await conversation()).ticketId}/parties/%00`, as('anna')],
    code: 'not_found',
    forbidden: async (world) => [`/v1/tickets/${await withBob(world)}/parties/bob`, as('ada')],
  },
  {
    route: 'POST /v1/segments/:id/wrap-up/extend',
    success: async (world) => [`/v1/segments/${await wrappingUp(world)}/wrap-up/extend`, as('sam')],
    status: 200,
    refusal: async ({ conversation, server, key }) => {
      const { ticketId } = await conversation();
      const { body } = await server.call('GET', `/v1/segments?ticketId=${ticketId}`, { key });
      return [`/v1/segments/${body.items[0].id}/wrap-up/extend`, as('anna')];
    },
    code: 'wrap_up_over',
    forbidden: async (world) => [`/v1/segments/${await wrappingUp(world)}/wrap-up/extend`, as('anna')],
    forbiddenStatus: 404,
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
    route: 'GET /v1/statuses',
    success: async () => ['/v1/statuses', as('anna')],
    status: 200,
    refusal: async () => ['/v1/statuses', as('nobody')],
    code: 'actor_unknown',
    forbidden: async ({ weakKey }) => ['/v1/statuses', { key: weakKey }],
  },
  {
    route: 'POST /v1/agents/:id/presence/heartbeat',
    success: async () => ['/v1/agents/anna/presence/heartbeat', as('anna', { device: 'laptop' })],
    status: 200,
    refusal: async () => ['/v1/agents/anna/presence/heartbeat', as('anna', { leaseSeconds: 3601 })],
    code: 'validation',
    forbidden: async () => ['/v1/agents/anna/presence/heartbeat', as('ada', {})],
  },
  {
    route: 'PUT /v1/agents/:id/capacity',
    success: async () => ['/v1/agents/sam/capacity', as('zoe', { total: 3 })],
    status: 200,
    refusal: async () => ['/v1/agents/none/capacity', as('zoe', { total: 3 })],
    code: 'not_found',
    forbidden: async () => ['/v1/agents/sam/capacity', as('sam', { total: 3 })],
  },
  {
    route: 'DELETE /v1/agents/:id/capacity',
    success: async () => ['/v1/agents/sam/capacity', as('zoe')],
    status: 200,
    refusal: async () => ['/v1/agents/none/capacity', as('zoe')],
    code: 'not_found',
    forbidden: async () => ['/v1/agents/sam/capacity', as('sam')],
  },
  {
    route: 'PUT /v1/agents/:id/skills',
    success: async () => ['/v1/agents/sam/skills', as('zoe', { skills: [] })],
    status: 200,
    refusal: async () => ['/v1/agents/sam/skills', as('zoe', { skills: ['klingon'] })],
    code: 'entry_unknown',
    forbidden: async () => ['/v1/agents/sam/skills', as('sam', { skills: [] })],
  },
  {
    route: 'PUT /v1/agents/:id/departments',
    success: async () => ['/v1/agents/sam/departments', as('zoe', { departments: ['sales'] })],
    status: 200,
    refusal: async () => ['/v1/agents/sam/departments', as('zoe', { departments: ['nowhere'] })],
    code: 'entry_unknown',
    forbidden: async () => ['/v1/agents/sam/departments', as('sam', { departments: ['sales'] })],
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
      batch: async () => {
        const { ticketId } = freed(await start('anna'));
        const { body } = await server.call('POST', '/v1/transfer-batches', {
          key,
          ...as('anna', {
            ticketIds: [ticketId],
            request: { target: { kind: 'queue', id: 'support' } },
            runAt: new Date(Date.now() + 60_000).toISOString(),
          }),
        });
        return body.id;
      },
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
