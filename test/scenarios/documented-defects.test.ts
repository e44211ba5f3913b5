import { expect, it } from 'vitest';
import { profileNames } from '../../src/domain/settings.ts';
import { targetKinds } from '../../src/domain/transfer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { type Answer, Desk, eventually } from './desk.ts';
import { anas, ask, codeOf, hand, house, openHouse, toAgent } from './profile-house.ts';
import { readLog } from './read-log.ts';

/** What the documented systems tell of as defects: absent under every profile, whichever restrictions it has. */
describeScenarios('documented defects', (server) => {
  it.each(profileNames)(
    '[G-L1] %s: a bot that may not hand over goes on, and what it cannot return is not stuck',
    async (profile) => {
      const desk = await openHouse(server(), profile, { targetKinds: [...targetKinds] }, { accepting: false });
      const made = await desk.api.post('/v1/api-keys', {
        name: 'bot',
        scopes: ['transfer.request', 'conversation.reply', 'ticket.read_all'],
      });
      const bot = async (path: string, body: object): Promise<Answer> => {
        const headers = { authorization: `Bearer ${made.body.apiKey}`, 'content-type': 'application/json' };
        const response = await fetch(desk.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
        return { status: response.status, headers: response.headers, body: await response.json() };
      };
      const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'queue', id: 'care' } });
      const forbidden = await bot(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'department', id: 'sales' } });
      expect([forbidden.status, forbidden.body.code]).toEqual([409, 'not_accepting']);
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'care' });
      const said = await bot(`/v1/conversations/${conversationId}/messages`, { text: 'One moment, please.' });
      expect(said.status).toBe(201);
      expect((await bot(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'ana' } })).status).toBe(
        201,
      );

      // A flow whose own way out is shut hands its ticket to the department's queue, and a person is told.
      const written = house(profile, { targetKinds: [...targetKinds] });
      await desk.configure({
        ...written,
        queues: [...(written.queues ?? []), { id: 'shut', department: 'care', distribution: 'pull', lengthMax: 0 }],
        flows: [{ id: 'greeter', greeting: 'Welcome.', returnTo: 'shut' }],
      });
      const two = await desk.conversation({ owner: anas });
      const flow = { target: { kind: 'flow', id: 'greeter' } };
      expect(await codeOf(desk.as('ana').post(`/v1/tickets/${two.ticketId}/transfers`, flow))).toBeNull();
      await eventually(async () => (await desk.ticket(two.ticketId)).owner.kind === 'queue');
      expect((await desk.ticket(two.ticketId)).owner).toEqual({ kind: 'queue', id: 'care' });
      const alerts = (await readLog(desk)).filter(({ kind }) => kind === 'alert.raised');
      expect(alerts.map(({ data }) => [data.alert, data.ticketId])).toEqual([['flow_fell_back', two.ticketId]]);
    },
  );

  it.each(profileNames)(
    '[G-L2] %s: one conversation id through every copy, and every link leads on',
    async (profile) => {
      const desk = await openHouse(server(), profile);
      const { ticketId, conversationId } = await desk.conversation({ owner: anas });
      const there = await hand(desk, ticketId, toAgent('sam', 'sales'));
      const asked = await desk.as('sam').post(`/v1/tickets/${there.newTicketId}/transfers`, toAgent('ana', 'care'));
      expect(asked.status, JSON.stringify(asked.body)).toBe(201);
      if (asked.body.state === 'offered') await desk.as('ana').post(`/v1/transfers/${asked.body.id}/accept`);
      let ticket = await desk.ticket(ticketId);
      const passed = [ticket];
      while (ticket.nextTicketId !== null) passed.push((ticket = await desk.ticket(ticket.nextTicketId)));
      expect(passed.map(({ departmentId, state }) => [departmentId, state])).toEqual([
        ['care', 'moved'],
        ['sales', 'moved'],
        ['care', 'open'],
      ]);
      expect(new Set(passed.map((each) => each.conversationId))).toEqual(new Set([conversationId]));
      expect((await desk.as('ana').get(`/v1/conversations/${conversationId}`)).body.ticketId).toBe(passed.at(-1).id);
    },
  );

  it.each(profileNames)('[C-L3] %s: a hand-over is recorded although nobody chose a disposition', async (profile) => {
    const desk = await openHouse(server(), profile);
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    const inside = await hand(desk, ticketId, toAgent('ben', 'care'));
    const asked = await desk.as('ben').post(`/v1/tickets/${ticketId}/transfers`, toAgent('sam', 'sales'));
    if (asked.body.state === 'offered') await desk.as('sam').post(`/v1/transfers/${asked.body.id}/accept`);
    const { segments, transfers } = await desk.lineage(conversationId);
    const ended = segments.filter(({ owner }: any) => ['ana', 'ben'].includes(owner.id));
    expect(ended.map(({ endReason, disposition }: any) => [endReason, disposition])).toEqual([
      ['transferred', null],
      ['moved', null],
    ]);
    const names = transfers.map(({ id, from, currentTarget }: any) => [id, from.owner.id, currentTarget.id]);
    expect(names).toEqual([
      [inside.id, 'ana', 'ben'],
      [asked.body.id, 'ben', 'sam'],
    ]);
  });

  it.each(profileNames)('[U-L4] %s: with nobody there, somebody is in charge all the same', async (profile) => {
    const desk = await Desk.open(server(), house(profile, { acceptance: 'offer' }));
    await desk.online('ana', 'sam');
    const one = await desk.conversation({ owner: anas });
    const absent = desk.as('ana').post(`/v1/tickets/${one.ticketId}/transfers`, toAgent('off', 'sales'));
    expect(await codeOf(absent)).toBe('agent_offline');
    expect((await desk.ticket(one.ticketId)).owner).toEqual(anas);
    const asked = await ask(desk, one.ticketId, toAgent('sam', 'sales'));
    for (const id of ['sam', 'ana']) await desk.as(id).put(`/v1/agents/${id}/presence`, { presence: 'offline' });
    const conversation = await eventually(async () => {
      const { body } = await desk.api.get(`/v1/conversations/${one.conversationId}`);
      return body.owner.kind === 'queue' && body.pendingTransferId === null ? body : null;
    });
    expect(['care', 'sales']).toContain(conversation.owner.id);
    expect((await desk.api.get(`/v1/transfers/${asked.id}`)).body.endedAt).not.toBeNull();
  });

  it.each(profileNames)(
    '[T-L4] [T9] %s: back to an agent who wraps up works, and the first wrap-up can still be saved',
    async (profile) => {
      const settings = { wrapUpSeconds: 600, acceptance: 'offer' } as const;
      const written = house(profile, settings);
      const desk = await Desk.open(server(), {
        ...written,
        departments: written.departments?.map((each) => ({ ...each, dispositions: [{ id: 'sent-on' }] })) as never,
        agents: written.agents?.map((each) =>
          each.id === 'ana' ? { ...each, capacity: { total: 1 } } : each,
        ) as never,
      });
      await desk.online('ana', 'sam');
      const { ticketId, conversationId } = await desk.conversation({ owner: anas });
      const there = await hand(desk, ticketId, toAgent('sam', 'sales'));
      const back = await desk.as('sam').post(`/v1/tickets/${there.newTicketId}/transfers`, toAgent('ana', 'care'));
      expect(back.body.state, JSON.stringify(back.body)).toBe('offered');
      const accepted = await desk.as('ana').post(`/v1/transfers/${back.body.id}/accept`);
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
      const { segments } = await desk.lineage(conversationId);
      const first = segments.find(({ owner }: any) => owner.id === 'ana');
      expect(first.wrapUpEndedAt).toBeNull();
      const saved = await desk.as('ana').put(`/v1/segments/${first.id}/wrap-up`, { disposition: 'sent-on', end: true });
      expect([saved.status, saved.body.disposition], JSON.stringify(saved.body)).toEqual([200, 'sent-on']);
      expect((await desk.ticket(accepted.body.ticketId)).owner).toEqual(anas);
    },
  );

  it.each(profileNames)('[T-L5] %s: the note is there with the offer, whenever one looks', async (profile) => {
    const desk = await openHouse(server(), profile, { notes: 'optional', acceptance: 'offer' });
    for (let n = 0; n < 5; n++) {
      const { ticketId } = await desk.conversation({ owner: anas });
      const note = `Note ${n} of ${profile}`;
      const looking = looksUntilOffered(desk);
      const { id } = await ask(desk, ticketId, toAgent('sam', 'sales', { note }));
      const offers = await looking;
      expect(offers.map((offer: any) => [offer.transferId, offer.note])).toEqual([[id, note]]);
      expect((await desk.as('sam').get(`/v1/transfers/${id}`)).body.note).toBe(note);
      await desk.as('sam').post(`/v1/transfers/${id}/accept`);
      expect((await desk.as('sam').get(`/v1/transfers/${id}`)).body.note).toBe(note);
    }
  });
});

/** Sam's console, which looks again and again, until there is an offer. */
function looksUntilOffered(desk: Desk): Promise<any[]> {
  return eventually(async () => {
    const { items } = (await desk.as('sam').get('/v1/offers')).body;
    return items.length > 0 ? items : null;
  });
}
