import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';

const toAgent = (id: string, departmentId: string, more: object = {}) => ({
  target: { kind: 'agent', id, departmentId },
  ...more,
});

describeScenarios('handing over to agents and queues', (server) => {
  it('[S1] [T5] an agent and a queue each end as the owner; channel account and contact stay', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const before = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support', { note: 'He asks for a refund.' }));
    expect(asked.status).toBe(201);
    expect(asked.body).toMatchObject({ state: 'offered', ticketId, target: { kind: 'agent', id: 'bob' } });
    expect(Date.parse(asked.body.expiresAt)).toBeGreaterThan(Date.now());
    const accepted = await desk.as('bob').post(`/v1/transfers/${asked.body.id}/accept`);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'bob' });
    const queued = await desk
      .as('bob')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'queue', id: 'support' } });
    expect(queued.body.state).toBe('completed');
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
    const after = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
    expect([after.accountId, after.contactId]).toEqual([before.accountId, before.contactId]);
    expect((await desk.api.get(`/v1/transfers/${asked.body.id}`)).body).toMatchObject({
      state: 'completed',
      note: 'He asks for a refund.',
    });
  });

  it('[S16] the sender’s slot is free once, at the hand-over and not before', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const loads = async () => [(await desk.agent('ana')).used, (await desk.agent('bob')).used];
    expect(await loads()).toEqual([1, 0]);
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support'));
    expect(await loads()).toEqual([1, 1]);
    await desk.as('bob').post(`/v1/transfers/${asked.body.id}/accept`);
    expect(await loads()).toEqual([0, 1]);
    await desk.as('bob').post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'queue', id: 'support' } });
    expect(await loads()).toEqual([0, 0]);
  });

  it('[S19] a target that went offline or lost its permission is refused, and the sender still owns', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const offline = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support'));
    expect([offline.status, offline.body.code]).toEqual([409, 'agent_offline']);
    await desk.online('bob');
    await desk.configure({
      ...twoDepartments,
      agents: twoDepartments.agents?.map((a) => (a.id === 'bob' ? { ...a, channels: ['email'] } : a)),
    } as typeof twoDepartments);
    const unable = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support'));
    expect([unable.status, unable.body.code]).toEqual([409, 'target_not_permitted']);
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
  });

  it('[T1] [G15] the new owner sees every earlier entry at accept', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'cy');
    const { ticketId, conversationId } = await desk.conversation({
      owner: { kind: 'agent', id: 'ana' },
      form: { order: 'A-17' },
    });
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text });
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('cy', 'billing'));
    expect(asked.body.receipt).toMatchObject({ history: 'full', messages: { from: 1, to: 3 }, form: ['order'] });
    await desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`);
    const seen = await desk.as('cy').get(`/v1/conversations/${conversationId}/messages`);
    expect(seen.body.items.map((message: any) => message.text)).toEqual(texts);
    const ticket = (await desk.as('cy').get('/v1/tickets')).body.items[0];
    expect(ticket).toMatchObject({ departmentId: 'billing', form: { order: 'A-17' } });
  });

  it('[T9] [7.4] a transfer back to an agent who still wraps up succeeds, and the first wrap-up can still be saved', async () => {
    const desk = await Desk.open(server(), {
      ...twoDepartments,
      settings: { wrapUpSeconds: 600, wrapUpHoldsSlot: true },
      departments: twoDepartments.departments?.map((d) => ({
        ...d,
        dispositions: [{ id: 'sent-on', name: 'Sent on', marksTransfer: true }],
      })) as never,
      agents: twoDepartments.agents?.map((a) => (a.id === 'ana' ? { ...a, capacity: { total: 1 } } : a)) as never,
    });
    await desk.online('ana', 'cy');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const there = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('cy', 'billing'));
    await desk.as('cy').post(`/v1/transfers/${there.body.id}/accept`);
    expect((await desk.agent('ana')).used).toBe(1);
    const copy = (await desk.as('cy').get('/v1/tickets')).body.items[0].id;
    const back = await desk.as('cy').post(`/v1/tickets/${copy}/transfers`, toAgent('ana', 'support'));
    expect(back.body.state, JSON.stringify(back.body)).toBe('offered');
    const accepted = await desk.as('ana').post(`/v1/transfers/${back.body.id}/accept`);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    expect((await desk.agent('ana')).used).toBe(1);
    const { segments } = await desk.lineage(conversationId);
    const first = segments.find((segment: any) => segment.owner.id === 'ana' && segment.ticketId === ticketId);
    const saved = await desk
      .as('ana')
      .put(`/v1/segments/${first.id}/wrap-up`, { disposition: 'sent-on', note: 'Was about money.', end: true });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    expect(
      (await desk.lineage(conversationId)).segments.find((segment: any) => segment.id === first.id).disposition,
    ).toBe('sent-on');
    expect((await desk.agent('ana')).used).toBe(1);
  });

  it('[S15] [S-L3] a full target makes the transfer wait in sight, with the sender in charge, and is offered when a slot is free', async () => {
    const desk = await Desk.open(server(), { ...twoDepartments, settings: { whenFull: 'wait' } });
    await desk.online('ana', 'dee');
    const busy = await desk.conversation({ owner: { kind: 'agent', id: 'dee', departmentId: 'billing' } });
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('dee', 'billing'));
    expect(asked.body.state, JSON.stringify(asked.body)).toBe('waiting');
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
    await desk.as('dee').post(`/v1/tickets/${busy.ticketId}/close`);
    await eventually(async () => (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body.state === 'offered');
    const accepted = await desk.as('dee').post(`/v1/transfers/${asked.body.id}/accept`);
    expect(accepted.status).toBe(200);
  });

  it('[S-L2] [I26] a declined transfer goes to the next of the fallback chain, and back to the sender after the last', async () => {
    const desk = await Desk.open(server(), {
      ...twoDepartments,
      departments: twoDepartments.departments?.map((d) =>
        d.id === 'billing' ? { ...d, fallback: [{ kind: 'agent', id: 'dee', departmentId: 'billing' }] } : d,
      ) as never,
    });
    await desk.online('ana', 'cy', 'dee');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('cy', 'billing'));
    await desk.as('cy').post(`/v1/transfers/${asked.body.id}/decline`, { reason: 'lunch' });
    const next = (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body;
    expect(next).toMatchObject({ state: 'offered', currentTarget: { kind: 'agent', id: 'dee' } });
    await desk.as('dee').post(`/v1/transfers/${asked.body.id}/decline`);
    expect((await desk.api.get(`/v1/transfers/${asked.body.id}`)).body.state).toBe('returned');
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
    expect([(await desk.agent('cy')).used, (await desk.agent('dee')).used]).toEqual([0, 0]);
  });

  it('[X20] nobody accepts what was offered to somebody else, and nobody after it was cancelled', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob', 'cy');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('bob', 'support'));
    const stranger = await desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`);
    expect(stranger.status).toBe(404);
    const colleague = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/accept`);
    expect([colleague.status, colleague.body.code]).toEqual([403, 'offer_not_yours']);
    expect((await desk.as('ana').post(`/v1/transfers/${asked.body.id}/cancel`)).status).toBe(200);
    const late = await desk.as('bob').post(`/v1/transfers/${asked.body.id}/accept`);
    expect([late.status, late.body.code]).toEqual([409, 'offer_answered']);
    expect((await desk.agent('bob')).used).toBe(0);
  });

  it('[F13] an account is not retired while somebody is spoken to through it, whoever is named to follow', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const without = { ...twoDepartments, accounts: twoDepartments.accounts?.filter(({ id }) => id !== 'chat') ?? [] };
    for (const retire of [{}, { accounts: { chat: 'wa' } }]) {
      const refused = await desk.api.put('/v1/configuration', { ...without, retire });
      expect([refused.status, refused.body.code, refused.body.data.inUse]).toEqual([
        409,
        'still_in_use',
        [{ kind: 'account', id: 'chat', openTickets: 1 }],
      ]);
    }
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/close`)).status).toBe(200);
    expect((await desk.api.put('/v1/configuration', without)).body).toMatchObject({ changed: true, retires: 1 });
  });

  it('[F13] an agent with open tickets is retired only with a successor, who then owns them', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const without = { ...twoDepartments, agents: twoDepartments.agents?.filter(({ id }) => id !== 'ana') ?? [] };
    const refused = await desk.api.put('/v1/configuration', without);
    expect([refused.status, refused.body.code]).toEqual([409, 'still_in_use']);
    const applied = await desk.api.put('/v1/configuration', { ...without, retire: { agents: { ana: 'bob' } } });
    expect(applied.status, JSON.stringify(applied.body)).toBeLessThan(300);
    await eventually(async () => (await desk.ticket(ticketId)).owner.id === 'bob');
    expect((await desk.agent('bob')).used).toBe(1);
  });
});
