import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, twoDepartments } from './desk.ts';

const toDepartment = (id: string, more: object = {}) => ({ target: { kind: 'department', id }, ...more });

/** A desk like `twoDepartments` with these move rules of support. */
function withRules(moveRules: readonly unknown[], more: object = {}) {
  const departments = twoDepartments.departments?.map((department) =>
    department.id === 'support' ? { ...department, moveRules, ...more } : department,
  );
  return { ...twoDepartments, departments } as typeof twoDepartments;
}

describeScenarios('moving tickets between departments', (server) => {
  it('[G1] [G7] [G8] [G12] a row lets just its channels move to just its departments; a refusal changes nothing', async () => {
    const desk = await Desk.open(
      server(),
      withRules([
        { channels: ['email'], destinations: ['legal'] },
        { channels: ['whatsapp'], destinations: ['billing'] },
      ]),
    );
    const expected: [string, string, number][] = [
      ['mail', 'legal', 201],
      ['mail', 'billing', 409],
      ['wa', 'billing', 201],
      ['wa', 'legal', 409],
      ['chat', 'billing', 409],
      ['chat', 'legal', 409],
    ];
    for (const [account, destination, status] of expected) {
      const { ticketId } = await desk.conversation({ account });
      const before = await desk.ticket(ticketId);
      const asked = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment(destination));
      expect([account, destination, asked.status]).toEqual([account, destination, status]);
      if (status === 409) {
        expect(asked.body.code).toBe('no_move_rule');
        expect(await desk.ticket(ticketId)).toEqual(before);
      }
    }
  });

  it('[G9] [G11] no rows let nothing move; a narrow row beside an open one narrows nothing', async () => {
    const closed = await Desk.open(server(), withRules([]));
    const one = await closed.conversation();
    expect((await closed.api.post(`/v1/tickets/${one.ticketId}/transfers`, toDepartment('billing'))).body.code).toBe(
      'no_move_rule',
    );
    const both = await Desk.open(
      server(),
      withRules([
        { channels: ['email'], destinations: ['legal'] },
        { channels: 'all', destinations: 'all' },
      ]),
    );
    const two = await both.conversation();
    expect((await both.api.post(`/v1/tickets/${two.ticketId}/transfers`, toDepartment('billing'))).status).toBe(201);
  });

  it('[G10] a row saved through the API takes effect as it is written, and an empty one opens everything', async () => {
    const desk = await Desk.open(server(), withRules([{}]));
    const plan = await desk.api.post('/v1/configuration/plan', withRules([]));
    expect(plan.status).toBe(200);
    for (const destination of ['billing', 'legal']) {
      const { ticketId } = await desk.conversation();
      expect((await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment(destination))).status).toBe(201);
    }
  });

  it('[G5] moves are directed: support may send to billing, billing may not send back', async () => {
    const setup = {
      ...twoDepartments,
      departments: twoDepartments.departments?.map((d) => (d.id === 'billing' ? { ...d, moveRules: [] } : d)),
    };
    const desk = await Desk.open(server(), setup as typeof twoDepartments);
    const { ticketId } = await desk.conversation();
    const there = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'));
    expect(there.status).toBe(201);
    const back = await desk.api.post(`/v1/tickets/${there.body.newTicketId}/transfers`, toDepartment('support'));
    expect([back.status, back.body.code]).toEqual([409, 'no_move_rule']);
  });

  it('[G3] [G6] after a refusal nobody of the destination can find the ticket; after a move the old department sees its own part', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    const { ticketId, conversationId } = await desk.conversation();
    await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('legal'));
    const foreign = await desk.as('leo').get(`/v1/tickets/${ticketId}`);
    const nothing = await desk.as('leo').get('/v1/tickets/01a1fe20-3512-701f-bb54-5759f74bbddb');
    expect([foreign.status, nothing.status]).toEqual([404, 404]);
    expect({ ...foreign.body, data: null, instance: null }).toEqual({ ...nothing.body, data: null, instance: null });
    for (const path of [
      `/v1/conversations/${conversationId}`,
      `/v1/conversations/${conversationId}/messages`,
      `/v1/conversations/${conversationId}/lineage`,
    ]) {
      expect([path, (await desk.as('leo').get(path)).status]).toEqual([path, 404]);
    }
    expect((await desk.as('leo').get('/v1/tickets')).body.items).toEqual([]);
    expect(
      (await desk.as('leo').get('/v1/queues')).body.items.every((queue: any) => queue.departmentId === 'legal'),
    ).toBe(true);
    await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'));
    expect((await desk.as('ana').get(`/v1/tickets/${ticketId}`)).status).toBe(200);
    const seen = (await desk.as('cy').get('/v1/tickets')).body.items.map((ticket: any) => ticket.departmentId);
    expect(seen).toEqual(['billing']);
  });

  it('[G15] [G17] a move closes the ticket for good and opens a linked copy; a move back opens a third', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'Hello, I will look into it.' });
    const there = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing', { note: 'invoice 12' }));
    expect(there.body.state).toBe('completed');
    const copy = there.body.newTicketId;
    const before = (await desk.as('cy').get(`/v1/conversations/${conversationId}/messages`)).body.items;
    expect(before.map((message: any) => message.text)).toEqual(['Hello, I will look into it.']);
    const back = await desk.api.post(`/v1/tickets/${copy}/transfers`, toDepartment('support'));
    const { tickets } = await desk.lineage(conversationId);
    expect(tickets.map((ticket: any) => [ticket.departmentId, ticket.state])).toEqual([
      ['support', 'moved'],
      ['billing', 'moved'],
      ['support', 'open'],
    ]);
    expect(tickets.map((ticket: any) => [ticket.previousTicketId, ticket.nextTicketId])).toEqual([
      [null, copy],
      [ticketId, back.body.newTicketId],
      [copy, null],
    ]);
    expect(new Set(tickets.map((ticket: any) => ticket.conversationId))).toEqual(new Set([conversationId]));
  });

  it('[G18] [7.11] a target that the origin’s rules forbid is not offered as one, and a hand-made call is refused and recorded', async () => {
    const desk = await Desk.open(server(), { ...twoDepartments, settings: { blockedTargets: 'hidden' } });
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const targets = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=department`);
    expect(targets.body.items.map((target: any) => target.target.id)).toEqual(['billing']);
    const forced = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toDepartment('legal'));
    expect([forced.status, forced.body.code]).toEqual([409, 'no_move_rule']);
    const { transfers } = await desk.lineage(conversationId);
    expect(transfers.map((transfer: any) => [transfer.id, transfer.state, transfer.outcome])).toEqual([
      [forced.body.transferId, 'refused', 'no_move_rule'],
    ]);
    const shown = await Desk.open(server(), twoDepartments);
    await shown.online('ana');
    const one = await shown.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const all = await shown.as('ana').get(`/v1/tickets/${one.ticketId}/transfer-targets?kind=department`);
    expect(all.body.items.find((target: any) => target.target.id === 'legal')).toMatchObject({
      allowed: false,
      refusal: { code: 'no_move_rule' },
    });
  });

  it('[G19] [G20] [G27] the destination’s hours decide; closed, the ticket stays where it is, and the sender learns until when', async () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const hours = (today: boolean) => {
      const open = days[(new Date().getUTCDay() + (today ? 6 : 9)) % 7] as string;
      const next = days[(new Date().getUTCDay() + (today ? 0 : 10)) % 7] as string;
      return { zone: 'UTC', weekly: { [open]: [['00:00', '24:00']], [next]: [['00:00', '24:00']] } };
    };
    const billing = (entry: object) =>
      ({
        ...twoDepartments,
        departments: twoDepartments.departments?.map((d) => (d.id === 'billing' ? { ...d, ...entry } : d)),
      }) as typeof twoDepartments;
    const desk = await Desk.open(server(), billing({ hours: hours(false) }));
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const before = await desk.ticket(ticketId);
    const closed = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'));
    expect([closed.status, closed.body.code]).toEqual([409, 'department_closed']);
    expect(Date.parse(closed.body.until)).toBeGreaterThan(Date.now());
    expect(Array.isArray(closed.body.alternatives)).toBe(true);
    expect(await desk.ticket(ticketId)).toEqual(before);
    expect((await desk.lineage(conversationId)).tickets).toHaveLength(1);
    expect((await desk.as('cy').get('/v1/tickets')).body.items).toEqual([]);
    await desk.configure(billing({ hours: hours(true) }));
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'))).status).toBe(201);
    await desk.configure(billing({ accepting: false }));
    const other = await desk.conversation();
    expect((await desk.api.post(`/v1/tickets/${other.ticketId}/transfers`, toDepartment('billing'))).body.code).toBe(
      'not_accepting',
    );
    await desk.configure({
      ...billing({}),
      queues: twoDepartments.queues?.map((q) => (q.id === 'billing' ? { ...q, lengthMax: 1 } : q)),
    } as typeof twoDepartments);
    expect((await desk.api.post(`/v1/tickets/${other.ticketId}/transfers`, toDepartment('billing'))).body.code).toBe(
      'not_accepting',
    );
    await desk.configure({ ...billing({ settings: { needsAgentOnline: true } }) });
    expect((await desk.api.post(`/v1/tickets/${other.ticketId}/transfers`, toDepartment('billing'))).body.code).toBe(
      'not_accepting',
    );
    await desk.online('cy');
    expect((await desk.api.post(`/v1/tickets/${other.ticketId}/transfers`, toDepartment('billing'))).status).toBe(201);
  });

  it('[G21] Set Department gives the same answers, and a retry gives the first one', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    const { ticketId } = await desk.conversation();
    const refused = await desk.api.put(`/v1/tickets/${ticketId}/department`, { departmentId: 'legal' });
    expect([refused.status, refused.body.code]).toEqual([409, 'no_move_rule']);
    const key = { 'idempotency-key': 'move-it' };
    const moved = await desk.api.put(`/v1/tickets/${ticketId}/department`, { departmentId: 'billing' }, key);
    expect(moved.status).toBe(200);
    expect(moved.body.ticket).toMatchObject({ departmentId: 'billing', state: 'open', previousTicketId: ticketId });
    const again = await desk.api.put(`/v1/tickets/${ticketId}/department`, { departmentId: 'billing' }, key);
    expect(again.body.transfer).toEqual(moved.body.transfer);
    expect((await desk.api.put(`/v1/tickets/${ticketId}/department`, { departmentId: 'support' }, key)).body.code).toBe(
      'key_reused',
    );
  });

  it('[G28] a rule that changes while a transfer is pending is judged again at accept', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'cy');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'cy', departmentId: 'billing' } });
    expect(asked.body.state).toBe('offered');
    await desk.configure(withRules([]));
    const accept = await desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`);
    expect(accept.status).toBe(409);
    expect(['no_move_rule', 'offer_answered']).toContain(accept.body.code);
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
  });
});
