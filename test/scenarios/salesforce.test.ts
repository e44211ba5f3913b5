import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { anas, ask, codeOf, house, openHouse, toAgent } from './profile-house.ts';

const partner = { id: 'partner-desk', kind: 'telephone', address: '+49 30 5550' } as const;

describeScenarios('messaging sessions', (server) => {
  it('[S5] who may not serve a channel is no target for it, is given none, and ends none', async () => {
    const desk = await Desk.open(server(), {
      ...twoDepartments,
      agents: [
        { id: 'ana', departments: ['support'] },
        { id: 'mia', departments: ['support'], channels: ['email'] },
        { id: 'non', departments: ['support'], deny: ['message.receive'] },
        { id: 'end', departments: ['support'], deny: ['conversation.close'] },
        { id: 'sue', departments: ['support'], role: 'supervisor', channels: ['email'] },
      ],
    });
    await desk.online('ana', 'mia', 'non', 'end', 'sue');
    const listed = async (ticketId: string) => {
      const { body } = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent`);
      return body.items.filter(({ allowed }: any) => allowed).map(({ target }: any) => target.id);
    };
    const chat = await desk.conversation({ owner: anas });
    const mail = await desk.conversation({ owner: anas, account: 'mail' });
    expect(await listed(chat.ticketId)).toEqual(['end']);
    expect(await listed(mail.ticketId)).toEqual(['end', 'mia', 'sue']);
    for (const id of ['mia', 'non'])
      expect(await codeOf(desk.as('ana').post(`/v1/tickets/${chat.ticketId}/transfers`, toAgent(id, 'support')))).toBe(
        'target_not_permitted',
      );
    const waiting = await desk.conversation();
    for (const [id, code] of [
      ['mia', 'target_not_permitted'],
      ['non', 'permission_missing'],
    ] as const) {
      expect(await codeOf(desk.as(id).post(`/v1/tickets/${waiting.ticketId}/take`))).toBe(code);
      const started = desk.api.post('/v1/conversations', {
        accountId: 'chat',
        contact: { address: `visitor of ${id}` },
        owner: { kind: 'agent', id },
      });
      expect(await codeOf(started)).toBe('target_not_permitted');
    }
    const ending = await desk.conversation({ owner: { kind: 'agent', id: 'end' } });
    expect(await codeOf(desk.as('end').post(`/v1/tickets/${ending.ticketId}/close`))).toBe('permission_missing');
  });

  it('[S5] a permission for a channel that is taken away stops the ending too, but not a supervisor’s', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: anas });
    const agents = twoDepartments.agents?.map((agent) =>
      agent.id === 'ana' ? { ...agent, channels: ['email' as const] } : agent,
    );
    await desk.configure({ ...twoDepartments, agents: agents ?? [] });
    const ended = await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    expect([ended.status, ended.body.code, ended.body.data.channel]).toEqual([403, 'permission_missing', 'webchat']);
    expect((await desk.as('sue').post(`/v1/tickets/${ticketId}/close`)).status).toBe(200);
  });

  it('[S5] a missing skill is a warning, or refused where that is set', async () => {
    const skilled = (missingSkill: 'warn' | 'refuse') => ({
      ...twoDepartments,
      settings: { missingSkill },
      skills: [{ id: 'german' }],
      queues: twoDepartments.queues?.map((queue) =>
        queue.id === 'billing' ? { ...queue, skills: ['german'] } : queue,
      ) as never,
      agents: twoDepartments.agents?.map((agent) =>
        agent.id === 'dee' ? { ...agent, skills: ['german'] } : agent,
      ) as never,
    });
    const desk = await Desk.open(server(), skilled('warn'));
    await desk.online('ana', 'cy', 'dee');
    const { ticketId } = await desk.conversation({ owner: anas });
    const { body } = await desk
      .as('ana')
      .get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent&departmentId=billing`);
    expect(body.items.map(({ target, warnings }: any) => [target.id, warnings.map(({ code }: any) => code)])).toEqual([
      ['cy', ['skill_missing']],
      ['dee', []],
    ]);
    await desk.configure(skilled('refuse'));
    const lacking = desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('cy', 'billing'));
    expect(await codeOf(lacking)).toBe('skill_missing');
    expect((await ask(desk, ticketId, toAgent('dee', 'billing'))).state).toBe('offered');
  });

  it('[S13] once asked for it cannot be cancelled by its sender, but by a supervisor', async () => {
    const written = house('salesforce');
    const desk = await Desk.open(server(), {
      ...written,
      agents: [...(written.agents ?? []), { id: 'sue', departments: ['care'], role: 'supervisor' }],
    });
    await desk.online('ana', 'sam');
    const { ticketId } = await desk.conversation({ owner: anas });
    const { id } = await ask(desk, ticketId, toAgent('sam', 'sales'));
    expect(await codeOf(desk.as('ana').post(`/v1/transfers/${id}/cancel`))).toBe('cancel_not_allowed');
    expect((await desk.as('sue').post(`/v1/transfers/${id}/cancel`)).body.state).toBe('cancelled');
    expect((await desk.ticket(ticketId)).owner).toEqual(anas);
  });

  it('[S14] work of a queue can be declined while a transfer cannot: two settings', async () => {
    const written = house('salesforce');
    const desk = await Desk.open(server(), {
      ...written,
      queues: written.queues?.map((queue) => ({ ...queue, distribution: 'push' })) as never,
      accounts: written.accounts?.filter(({ id }) => id === 'chat') ?? [],
    });
    await desk.online('sam');
    await desk.conversation({ owner: { kind: 'queue', id: 'sales' } });
    const [offer] = await eventually(async () => {
      const { items } = (await desk.as('sam').get('/v1/offers')).body;
      return items.length > 0 ? items : null;
    });
    expect(offer.transferId).toBeNull();
    expect(await codeOf(desk.as('sam').post(`/v1/offers/${offer.id}/decline`))).toBeNull();
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: anas });
    const { id } = await ask(desk, ticketId, toAgent('sam', 'sales'));
    expect(await codeOf(desk.as('sam').post(`/v1/transfers/${id}/decline`))).toBe('decline_not_allowed');
    await desk.configure({ ...written, settings: { mayDeclineTransfer: true, mayDeclineQueueWork: false } });
    expect(await codeOf(desk.as('sam').post(`/v1/transfers/${id}/decline`))).toBeNull();
  });

  it('[S15] at 100 % it waits without its sender, in sight with owner, age and deadline, and completes when there is room', async () => {
    const desk = await openHouse(server(), 'salesforce');
    const busy = await desk.conversation({ owner: { kind: 'agent', id: 'sol', departmentId: 'sales' } });
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    const { body } = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent&q=sol`);
    expect(body.items[0]).toMatchObject({ load: { used: 1, capacity: 1, percent: 100 }, step: 'wait' });
    const asked = await ask(desk, ticketId, toAgent('sol', 'sales'));
    expect(asked.state).toBe('waiting');
    expect((await desk.agent('ana')).used).toBe(0);
    const [listed] = (await desk.api.get('/v1/transfers?state=waiting')).body.items;
    expect(listed.id).toBe(asked.id);
    expect(Date.parse(listed.requestedAt)).toBeLessThanOrEqual(Date.now() + 1000);
    expect(Date.parse(listed.expiresAt)).toBeGreaterThan(Date.parse(listed.requestedAt));
    const waiting = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
    expect(waiting.owner).toEqual({ kind: 'queue', id: 'direct:sol' });
    await desk.as('sol').post(`/v1/tickets/${busy.ticketId}/close`);
    await eventually(async () => (await desk.api.get(`/v1/transfers/${asked.id}`)).body.state === 'offered');
    expect((await desk.as('sol').post(`/v1/transfers/${asked.id}/accept`)).status).toBe(200);
    const { owner } = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
    expect(owner).toEqual({ kind: 'agent', id: 'sol' });
  });

  it('[S-L1] the sender cancels until it is accepted, and the one who was asked is told', async () => {
    const desk = await openHouse(server(), 'baton');
    const { ticketId } = await desk.conversation({ owner: anas });
    const { id } = await ask(desk, ticketId, toAgent('sam', 'sales'));
    expect((await desk.as('ana').post(`/v1/transfers/${id}/cancel`)).body.state).toBe('cancelled');
    const late = await desk.as('sam').post(`/v1/transfers/${id}/accept`);
    expect([late.status, late.body.code]).toEqual([409, 'offer_answered']);
    expect((await desk.agent('sam')).used).toBe(0);
    const again = await ask(desk, ticketId, toAgent('sam', 'sales'));
    await desk.as('sam').post(`/v1/transfers/${again.id}/accept`);
    const tooLate = await desk.as('ana').post(`/v1/transfers/${again.id}/cancel`);
    expect([tooLate.status, tooLate.body.code, tooLate.body.data.owner]).toEqual([409, 'offer_answered', 'agent:sam']);
  });

  it('[S-L6] somebody outside without any partner: asked by telephone, the answer entered, the ticket theirs and back', async () => {
    const written = house('baton');
    const desk = await Desk.open(server(), { ...written, externals: [partner] });
    await desk.online('ana');
    const outside = { target: { kind: 'external', id: partner.id }, note: 'Please call her back.' };
    const refused = await desk.conversation({ owner: anas });
    const first = await ask(desk, refused.ticketId, outside);
    expect(first.state).toBe('offered');
    expect((await desk.ticket(refused.ticketId)).owner).toEqual(anas);
    expect(await codeOf(desk.as('ana').post(`/v1/transfers/${first.id}/decline`, { reason: 'no time' }))).toBeNull();
    expect((await desk.api.get(`/v1/transfers/${first.id}`)).body).toMatchObject({
      state: 'failed',
      outcome: 'no time',
    });
    expect((await desk.ticket(refused.ticketId)).owner).toEqual(anas);

    const second = await ask(desk, refused.ticketId, outside);
    expect(await codeOf(desk.as('ana').post(`/v1/transfers/${second.id}/accept`))).toBeNull();
    expect((await desk.ticket(refused.ticketId)).owner).toEqual({ kind: 'external', id: partner.id });
    expect((await desk.agent('ana')).used).toBe(0);
    expect(await codeOf(desk.as('ana').post(`/v1/tickets/${refused.ticketId}/take`))).toBeNull();
    expect((await desk.ticket(refused.ticketId)).owner).toEqual(anas);
  });
});
