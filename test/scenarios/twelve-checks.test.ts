import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';

const toAgent = (id: string, departmentId: string, more: object = {}) => ({
  target: { kind: 'agent', id, departmentId },
  ...more,
});

describeScenarios('checks that embarrass a weak build', (server) => {
  it('[7.2] [G26] messages sent while a ticket moves are each there once, in order, seen by the eventual owner', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'cy');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('cy', 'billing'));
    const say = (n: number) =>
      desk.api.post(
        `/v1/conversations/${conversationId}/messages`,
        { text: `message ${n}` },
        { 'idempotency-key': `m${n}` },
      );
    const [, ...sent] = await Promise.all([
      desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`),
      ...Array.from({ length: 10 }, (_, n) => say(n % 5)),
    ]);
    expect(sent.every((answer) => answer.status < 300)).toBe(true);
    const { items } = (await desk.as('cy').get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items.map((message: any) => message.sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(items.map((message: any) => message.text).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `message ${n}`));
  });

  it('[7.3] [S-L1] [I5] cancel and accept at once have one winner, and the loser is told', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob');
    for (let round = 0; round < 10; round++) {
      const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support'));
      const [cancel, accept] = await Promise.all([
        desk.as('ana').post(`/v1/transfers/${asked.body.id}/cancel`),
        desk.as('bob').post(`/v1/transfers/${asked.body.id}/accept`),
      ]);
      expect([cancel.status, accept.status].sort()).toEqual([200, 409]);
      const loser = cancel.status === 409 ? cancel : accept;
      expect(loser.body.code).toBe('offer_answered');
      const owner = (await desk.ticket(ticketId)).owner.id;
      expect(owner).toBe(accept.status === 200 ? 'bob' : 'ana');
      await desk.as(owner).post(`/v1/tickets/${ticketId}/close`);
    }
    expect([(await desk.agent('ana')).used, (await desk.agent('bob')).used]).toEqual([0, 0]);
  });

  it('[7.5] [G16] a moved ticket takes no write from any endpoint that writes to tickets', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'sue');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const { segments } = await desk.lineage(conversationId);
    const moved = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'department', id: 'billing' } });
    expect(moved.body.state).toBe('completed');
    const frozen = await desk.ticket(ticketId);
    const document = (await desk.api.get('/openapi.json')).body;
    const writes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object)
        .filter(
          (method) =>
            ['post', 'put', 'patch', 'delete'].includes(method) &&
            /\{(ticketId|id)\}/.test(path) &&
            path.startsWith('/v1/tickets/'),
        )
        .map((method) => [method, path] as const),
    );
    expect(writes.length).toBeGreaterThanOrEqual(5);
    const bodies: Record<string, unknown> = {
      transfers: { target: { kind: 'queue', id: 'support' } },
      explain: { target: { kind: 'queue', id: 'support' } },
      department: { departmentId: 'billing' },
      '{id}': { tags: ['late'] },
      '{ticketId}': { tags: ['late'] },
      snooze: { until: new Date(Date.now() + 3_600_000).toISOString() },
      merge: { into: ticketId },
      help: { message: 'What now?' },
      parties: { agentId: 'bob' },
      '{agentId}': { joined: true },
    };
    for (const [method, path] of writes) {
      const last = path.split('/').at(-1) as string;
      for (const voice of [desk.api, desk.as('ana'), desk.as('sue')]) {
        const call = (voice as any)[method] as (path: string, body: unknown) => Promise<{ status: number; body: any }>;
        const answer = await call(path.replace('{agentId}', 'bob').replace(/\{\w+\}/, ticketId), bodies[last] ?? {});
        if (last === 'explain') expect(answer.status).toBe(200);
        else
          expect([method, path, answer.status], JSON.stringify(answer.body)).toEqual([
            method,
            path,
            answer.body?.code === 'permission_missing' ? 403 : 409,
          ]);
      }
    }
    const late = await desk.as('ana').put(`/v1/segments/${segments[0].id}/wrap-up`, { disposition: 'x', end: true });
    expect(late.status).toBe(409);
    // Nobody who lost the ticket speaks in it any more, and what the integration says is in the copy.
    expect(
      (await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'still me' })).status,
    ).toBe(404);
    await desk.api.post(`/v1/conversations/${conversationId}/messages`, { text: 'from outside' });
    const { items } = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items.at(-1).ticketId).toBe(moved.body.newTicketId);
    expect(await desk.ticket(ticketId)).toEqual(frozen);
  });

  it('[7.8] [S15] many transfers at once to one free slot: one is offered, the others wait in order, and all get their turn', async () => {
    const desk = await Desk.open(server(), { ...twoDepartments, settings: { whenFull: 'wait' } });
    await desk.online('ana', 'dee');
    await desk.configure({
      ...twoDepartments,
      settings: { whenFull: 'wait' },
      agents: twoDepartments.agents?.map((a) => (a.id === 'ana' ? { ...a, capacity: { total: null } } : a)) as never,
    });
    const tickets = await Promise.all(
      Array.from({ length: 20 }, () => desk.conversation({ owner: { kind: 'agent', id: 'ana' } })),
    );
    const asked = await Promise.all(
      tickets.map(({ ticketId }) =>
        desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('dee', 'billing')),
      ),
    );
    expect(asked.map((answer) => answer.body.state).sort()).toEqual(['offered', ...Array(19).fill('waiting')]);
    expect((await desk.agent('dee')).used).toBe(1);
    const served: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const offers = await eventually(async () => {
        const { items } = (await desk.as('dee').get('/v1/offers')).body;
        return items.length > 0 ? items : null;
      });
      expect(offers).toHaveLength(1);
      served.push(offers[0].transferId);
      const accepted = await desk.as('dee').post(`/v1/transfers/${offers[0].transferId}/accept`);
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
      await desk.as('dee').post(`/v1/tickets/${accepted.body.ticketId}/close`);
    }
    expect(new Set(served).size).toBe(3);
  });
});
