import { expect, it } from 'vitest';
import { filesFolder } from '../support/files-folder.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, startServerOn, twoDepartments } from './desk.ts';

const toAgent = (id: string, departmentId: string, more: object = {}) => ({
  target: { kind: 'agent', id, departmentId },
  ...more,
});

/** Everybody has room for everything: what is tested is not how full they are. */
const roomy = {
  ...twoDepartments,
  agents: twoDepartments.agents?.map((agent) => ({ ...agent, capacity: { total: null } })) ?? [],
};

async function over(desk: Desk, batchId: string): Promise<any> {
  return eventually(async () => {
    const { body } = await desk.api.get(`/v1/transfer-batches/${batchId}`);
    return body.state === 'done' ? body : null;
  }, 20_000);
}

async function itemsOf(desk: Desk, batchId: string): Promise<any[]> {
  const items: any[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await desk.api.get(`/v1/transfer-batches/${batchId}/items?limit=2${cursor && `&cursor=${cursor}`}`);
    expect(page.status, JSON.stringify(page.body)).toBe(200);
    items.push(...page.body.items);
    cursor = page.body.nextCursor;
  }
  return items;
}

async function ticketsOf(desk: Desk, agentId: string, count: number, departmentId = 'support'): Promise<string[]> {
  const made: string[] = [];
  for (let i = 0; i < count; i++)
    made.push((await desk.conversation({ owner: { kind: 'agent', id: agentId, departmentId } })).ticketId);
  return made;
}

describeScenarios('many transfers together, or later', (server) => {
  it('[I26] a colleague leaves: all open tickets go to the queue, each as a transfer of its own, judged before and again', async () => {
    const desk = await Desk.open(server(), roomy);
    await desk.online('ana', 'sue');
    const tickets = await ticketsOf(desk, 'ana', 5);
    const closed = (await ticketsOf(desk, 'ana', 1))[0];
    await desk.as('ana').post(`/v1/tickets/${closed}/close`);
    const key = { 'idempotency-key': 'ana-leaves' };
    const body = { ownerAgentId: 'ana', request: { target: { kind: 'queue', id: 'support' }, note: 'Ana has left' } };
    const made = await desk.as('sue').post('/v1/transfer-batches', body, key);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ total: 5, note: 'Ana has left', requestedBy: { kind: 'agent', id: 'sue' } });
    expect(made.body.judged).toEqual(tickets.map((ticketId) => ({ ticketId, answer: 'allowed' })));
    const again = await desk.as('sue').post('/v1/transfer-batches', body, key);
    expect([again.body.id, again.body.judged]).toEqual([made.body.id, made.body.judged]);
    expect(await over(desk, made.body.id)).toMatchObject({ handedOver: 5, refused: 0, gone: 0, remaining: 0 });
    const items = await itemsOf(desk, made.body.id);
    expect(items.map((item) => [item.ticketId, item.state])).toEqual(tickets.map((id) => [id, 'handed_over']));
    expect(new Set(items.map((item) => item.transferId)).size).toBe(5);
    for (const { ticketId, transferId } of items) {
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
      const transfer = (await desk.api.get(`/v1/transfers/${transferId}`)).body;
      expect(transfer).toMatchObject({
        batchId: made.body.id,
        state: 'completed',
        requestedBy: { kind: 'agent', id: 'sue' },
        note: 'Ana has left',
      });
    }
    expect((await desk.agent('ana')).used).toBe(0);
    const nothing = await desk.as('sue').post('/v1/transfer-batches', body);
    expect(await over(desk, nothing.body.id)).toMatchObject({ total: 0 });
  });

  it('[I24] no ticket waits for another’s answer, and what one comes to stops none of the others', async () => {
    const desk = await Desk.open(server(), roomy);
    await desk.online('ana', 'bob', 'cy', 'sue');
    const [offered, shut, given, foreign] = (await ticketsOf(desk, 'ana', 4)) as [string, string, string, string];
    const hidden = (await desk.conversation()).ticketId;
    await desk.api.post(`/v1/tickets/${hidden}/transfers`, { target: { kind: 'department', id: 'billing' } });
    const gone = (await desk.ticket(hidden)).nextTicketId;
    await desk.api.post(`/v1/tickets/${foreign}/transfers`, { target: { kind: 'queue', id: 'support' } });
    const asked = {
      ticketIds: [offered, shut, given, foreign, gone, offered],
      request: toAgent('bob', 'support'),
      runAt: new Date(Date.now() + 1_200).toISOString(),
    };
    const made = await desk.as('ana').post('/v1/transfer-batches', asked);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.judged.map((each: any) => each.answer)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'not_owner',
      'not_found',
    ]);
    expect(made.body.state).toBe('scheduled');
    // Meanwhile one is closed, and another given to somebody else, who keeps it.
    await desk.as('ana').post(`/v1/tickets/${shut}/close`);
    await desk.as('sue').post(`/v1/tickets/${given}/take`);
    expect(await over(desk, made.body.id)).toMatchObject({ handedOver: 1, refused: 2, gone: 2, remaining: 0 });
    expect((await itemsOf(desk, made.body.id)).map((item) => [item.state, item.code])).toEqual([
      ['handed_over', null],
      ['gone', 'ticket_closed'],
      ['refused', 'version_conflict'],
      ['refused', 'not_owner'],
      ['gone', 'not_found'],
    ]);
    expect((await desk.ticket(given)).owner).toEqual({ kind: 'agent', id: 'sue' });
    expect((await desk.ticket(offered)).pendingTransferId).not.toBeNull();
    const offers = (await desk.as('bob').get('/v1/offers')).body.items;
    expect(offers.map((offer: any) => offer.ticketId)).toEqual([offered]);
  });

  it('[S-L5] a shift ends: what is handed over at a time moves then and not before, and can be called off until then', async () => {
    const desk = await Desk.open(server(), roomy);
    await desk.online('ana', 'bob');
    const tickets = await ticketsOf(desk, 'ana', 2);
    const later = (ms: number) => new Date(Date.now() + ms).toISOString();
    const request = { target: { kind: 'queue', id: 'support' } };
    const runAt = later(3_000);
    const made = await desk.as('ana').post('/v1/transfer-batches', { ownerAgentId: 'ana', request, runAt });
    const off = await desk
      .as('ana')
      .post('/v1/transfer-batches', { ownerAgentId: 'ana', request: toAgent('bob', 'support'), runAt: later(60_000) });
    expect([made.body.state, off.body.state]).toEqual(['scheduled', 'scheduled']);
    for (const id of tickets) expect((await desk.ticket(id)).owner).toEqual({ kind: 'agent', id: 'ana' });
    expect((await desk.as('bob').get(`/v1/transfer-batches/${off.body.id}`)).status).toBe(404);
    expect((await desk.as('bob').post(`/v1/transfer-batches/${off.body.id}/cancel`)).status).toBe(404);
    expect((await desk.as('bob').get('/v1/transfer-batches')).body.items).toEqual([]);
    expect((await desk.as('ana').get('/v1/transfer-batches')).body.items.map((each: any) => each.id)).toEqual([
      off.body.id,
      made.body.id,
    ]);
    const cancelled = await desk.as('ana').post(`/v1/transfer-batches/${off.body.id}/cancel`);
    expect([cancelled.status, cancelled.body.state, cancelled.body.remaining]).toEqual([200, 'cancelled', 2]);
    const twice = await desk.as('ana').post(`/v1/transfer-batches/${off.body.id}/cancel`);
    expect([twice.status, twice.body.code]).toEqual([409, 'batch_over']);
    const done = await over(desk, made.body.id);
    expect(done.handedOver).toBe(2);
    const [first] = await itemsOf(desk, made.body.id);
    expect(Date.parse(first.at)).toBeGreaterThanOrEqual(Date.parse(runAt));
  });

  it('[S-L5] what is to be delivered when somebody is back is given up at the time that the sender names, to the fallback', async () => {
    const desk = await Desk.open(server(), {
      ...roomy,
      departments: roomy.departments?.map((d) =>
        d.id === 'billing' ? { ...d, fallback: [{ kind: 'queue', id: 'billing' }] } : d,
      ) as never,
    });
    await desk.online('ana');
    const [back, never] = (await ticketsOf(desk, 'ana', 2)) as [string, string];
    const ask = (ticketId: string, ms: number) =>
      desk.as('ana').post(
        `/v1/tickets/${ticketId}/transfers`,
        toAgent(ticketId === back ? 'cy' : 'dee', 'billing', {
          whenBlocked: 'deliver_when_back',
          waitUntil: new Date(Date.now() + ms).toISOString(),
        }),
      );
    const [one, two] = [await ask(back, 60_000), await ask(never, 1_000)];
    expect([one.body.state, two.body.state], JSON.stringify(two.body)).toEqual(['waiting', 'waiting']);
    await desk.online('cy');
    await eventually(async () => (await desk.api.get(`/v1/transfers/${one.body.id}`)).body.state === 'offered');
    await eventually(async () => (await desk.api.get(`/v1/transfers/${two.body.id}`)).body.state === 'fell_back');
    const late = (await desk.api.get(`/v1/transfers/${two.body.id}`)).body;
    expect((await desk.ticket(late.newTicketId)).owner).toEqual({ kind: 'queue', id: 'billing' });
    for (const ms of [-1_000, 15 * 86_400_000]) {
      const bad = await ask(back, ms);
      expect([bad.status, bad.body.faults?.[0]?.path]).toEqual([400, '/waitUntil']);
    }
  });

  it('[X18] a batch runs by the permissions of its time: of somebody who was retired meanwhile nothing is done', async () => {
    const desk = await Desk.open(server(), roomy);
    await desk.online('ana', 'sue');
    const tickets = await ticketsOf(desk, 'ana', 2);
    const made = await desk.as('sue').post('/v1/transfer-batches', {
      ticketIds: tickets,
      request: { target: { kind: 'queue', id: 'support' } },
      runAt: new Date(Date.now() + 1_000).toISOString(),
    });
    expect(made.status).toBe(201);
    await desk.configure({ ...roomy, agents: roomy.agents.filter(({ id }) => id !== 'sue') });
    expect(await over(desk, made.body.id)).toMatchObject({ refused: 2 });
    expect((await itemsOf(desk, made.body.id)).map((item) => item.code)).toEqual([
      'permission_missing',
      'permission_missing',
    ]);
    for (const id of tickets) expect((await desk.ticket(id)).owner).toEqual({ kind: 'agent', id: 'ana' });
  });

  it('[X18] what was ordered through a key that is revoked meanwhile is not done, in whose name it ever was', async () => {
    const desk = await Desk.open(server(), roomy);
    await desk.online('ana', 'sue');
    const [forKey, forSue] = await ticketsOf(desk, 'ana', 2);
    const scopes = ['transfer.request', 'ticket.read_all', 'act_as'];
    const key = (await desk.api.post('/v1/api-keys', { name: 'leaked', scopes })).body;
    const order = async (ticketId: string | undefined, headers: Record<string, string>) => {
      const request = { target: { kind: 'queue', id: 'support' } };
      const runAt = new Date(Date.now() + 1_000).toISOString();
      const response = await fetch(`${desk.url}/v1/transfer-batches`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.apiKey}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ticketIds: [ticketId], request, runAt }),
      });
      expect(response.status).toBe(201);
      return ((await response.json()) as any).id as string;
    };
    const batches = [await order(forKey, {}), await order(forSue, { 'baton-act-as': 'sue' })];
    expect((await desk.api.delete(`/v1/api-keys/${key.id}`)).status).toBe(200);
    for (const id of batches) {
      expect(await over(desk, id)).toMatchObject({ refused: 1, handedOver: 0 });
      expect((await itemsOf(desk, id)).map((item) => item.code)).toEqual(['permission_missing']);
    }
    for (const id of [forKey, forSue])
      expect((await desk.ticket(id as string)).owner).toEqual({ kind: 'agent', id: 'ana' });
  });

  it('[G2] [G-L6] an integration’s batch is judged by the same rules, and its answers name the same codes', async () => {
    const desk = await Desk.open(server(), roomy);
    const { ticketId } = await desk.conversation();
    const made = await desk.api.post('/v1/transfer-batches', {
      queueId: 'support',
      request: { target: { kind: 'department', id: 'legal' } },
    });
    expect(made.body.judged, JSON.stringify(made.body)).toEqual([{ ticketId, answer: 'no_move_rule' }]);
    await over(desk, made.body.id);
    const [item] = await itemsOf(desk, made.body.id);
    expect(item).toMatchObject({ state: 'refused', code: 'no_move_rule' });
    expect((await desk.api.get(`/v1/transfers/${item.transferId}`)).body).toMatchObject({
      state: 'refused',
      outcome: 'no_move_rule',
      requestedBy: { kind: 'key' },
    });
    expect((await desk.as('leo').get('/v1/tickets')).body.items).toEqual([]);
  });

  it('what cannot be meant is refused with its place', async () => {
    const desk = await Desk.open(server(), roomy);
    const request = { target: { kind: 'queue', id: 'support' } };
    const bad: [object, string][] = [
      [{ request }, ''],
      [{ ownerAgentId: 'ana', queueId: 'support', request }, ''],
      [{ ownerAgentId: 'ana', request: { ...request, override: true } }, '/request/override'],
      [{ ownerAgentId: 'ana', request, runAt: '2020-01-01T00:00:00Z' }, '/runAt'],
      [{ ownerAgentId: 'ana', request, runAt: new Date(Date.now() + 400 * 86_400_000).toISOString() }, '/runAt'],
      [{ ticketIds: [], request }, '/ticketIds'],
    ];
    for (const [body, path] of bad) {
      const said = await desk.api.post('/v1/transfer-batches', body);
      expect([said.status, said.body.faults?.[0]?.path], JSON.stringify(said.body)).toEqual([400, path]);
    }
  });
});

describeOnPostgres(
  'a batch on several nodes',
  (store) => {
    it('[I24] [I41] each ticket is handed over once, whichever node comes first', async () => {
      const filesDir = filesFolder();
      const open = () => startServerOn({ databaseUrl: store.url, filesDir });
      const nodes = [await open(), await open(), await open()] as const;
      try {
        const desk = await Desk.open(nodes[0], roomy);
        await desk.online('ana', 'sue');
        const tickets = await ticketsOf(desk, 'ana', 60);
        const made = await desk
          .as('sue')
          .post('/v1/transfer-batches', { ticketIds: tickets, request: { target: { kind: 'queue', id: 'support' } } });
        expect(await over(desk, made.body.id)).toMatchObject({ handedOver: 60, remaining: 0 });
        const { items } = (await desk.api.get('/v1/transfers?limit=100')).body;
        expect(items.map((transfer: any) => transfer.ticketId).sort()).toEqual([...tickets].sort());
        expect(new Set(items.map((transfer: any) => transfer.state))).toEqual(new Set(['completed']));
        for (const id of tickets.slice(0, 5)) expect((await desk.ticket(id)).ownershipVersion).toBe(2);
      } finally {
        for (const node of nodes) await node.close();
      }
    });
  },
  'one process has the data folder to itself',
);
