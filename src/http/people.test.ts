import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';

const always = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

describeOnStores('what people are told of each other', (store) => {
  let server: TestServer;
  let key: string;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    const home = await server.organization({
      profile: 'baton',
      settings: { wrapUpSeconds: 30 },
      departments: [
        {
          id: 'support',
          name: 'Customer support',
          moveRules: [{ destinations: ['billing'] }],
          dispositions: [{ id: 'solved', name: 'Solved', marksTransfer: false }],
          settings: { notes: 'required' },
        },
        {
          id: 'billing',
          hours: { zone: 'UTC', weekly: Object.fromEntries(always.map((day) => [day, [['00:00', '24:00']]])) },
        },
        { id: 'board', knownTo: ['bob'], hours: { zone: 'UTC', weekly: {} } },
      ],
      queues: ['support', 'billing', 'board'].map((id) => ({ id, department: id, distribution: 'pull' })),
      agents: [
        { id: 'anna', departments: ['support'], capacity: { total: null } },
        { id: 'ada', departments: ['billing'], capacity: { total: null } },
        { id: 'bob', departments: ['billing'], capacity: { total: null } },
        { id: 'sam', departments: ['board'], capacity: { total: null } },
        { id: 'zoe', role: 'supervisor', departments: ['support'], capacity: { total: null } },
      ],
      accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
    });
    key = home.key;
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  const departmentsOf = async (as: string) => (await server.call('GET', '/v1/departments', { key, as })).body.items;

  test('departments come by name, with what is set for working with them', async () => {
    const [billing, support] = await departmentsOf('anna');
    expect(support).toMatchObject({
      id: 'support',
      name: 'Customer support',
      isMember: true,
      isOpen: true,
      opensAt: null,
      dispositions: [{ id: 'solved', name: 'Solved', marksTransfer: false }],
      settings: { notes: 'required', wrapUpSeconds: 30, mayCancel: true, transfers: 'on' },
    });
    expect(billing).toMatchObject({ id: 'billing', isMember: false, isOpen: true, settings: { notes: 'optional' } });
  });

  test('departments that one may not know of are absent, and pages go on where they ended', async () => {
    const idsOf = async (as: string) => (await departmentsOf(as)).map(({ id }: { id: string }) => id);
    expect(await idsOf('anna')).toEqual(['billing', 'support']);
    expect(await idsOf('bob')).toEqual(['billing', 'board', 'support']);
    expect(await idsOf('sam')).toEqual(['billing', 'board', 'support']);
    const seen: string[] = [];
    let path = '/v1/departments?limit=1';
    for (let pages = 0; pages < 5; pages++) {
      const { body } = await server.call('GET', path, { key, as: 'bob' });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.nextCursor === null) break;
      path = `/v1/departments?limit=1&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(['billing', 'board', 'support']);
    const board = (await departmentsOf('sam')).find(({ id }: { id: string }) => id === 'board');
    expect([board.isOpen, board.opensAt]).toEqual([false, null]);
  });

  test('the way of a conversation names everybody who was asked, and what each said', async () => {
    const started = await server.call('POST', '/v1/conversations', {
      key,
      as: 'anna',
      body: { accountId: 'web', contact: { address: 'x' } },
    });
    const { id, ticketId } = started.body;
    const ask = (to: string) =>
      server.call('POST', `/v1/tickets/${ticketId}/transfers`, {
        key,
        as: 'anna',
        body: { target: { kind: 'agent', id: to, departmentId: 'billing' }, note: 'please' },
      });
    const first = await ask('ada');
    await server.call('POST', `/v1/transfers/${first.body.id}/decline`, {
      key,
      as: 'ada',
      body: { reason: 'at lunch' },
    });
    const second = await ask('bob');
    await server.call('POST', `/v1/transfers/${second.body.id}/accept`, { key, as: 'bob', body: {} });
    const offersSeenBy = async (as: string) =>
      (await server.call('GET', `/v1/conversations/${id}/lineage`, { key, as })).body.offers.map(
        ({ agentId, state, reason, transferId }: Record<string, string>) => [agentId, state, reason, transferId],
      );
    const both = [
      ['ada', 'declined', 'at lunch', first.body.id],
      ['bob', 'accepted', null, second.body.id],
    ];
    expect(await offersSeenBy('anna')).toEqual(both);
    // Billing sees the hand-over that reached it, and nothing of the one that did not.
    expect(await offersSeenBy('bob')).toEqual(both.slice(1));
  });
});
