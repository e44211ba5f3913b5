import { expect, it } from 'vitest';
import { channelKinds } from '../../src/domain/channel.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk } from './desk.ts';
import { anas, ask, codeOf, house, openHouse, toAgent } from './profile-house.ts';

/** Customer Service and Sales Support in one program, as the page tells it, and Returns in another. */
const shop: WrittenDocument = {
  profile: 'singlecomm',
  programs: [{ id: 'shop', name: 'Shop' }, { id: 'warehouse' }],
  departments: [
    { id: 'service', name: 'Customer Service', program: 'shop' },
    { id: 'sales', name: 'Sales Support', program: 'shop' },
    { id: 'returns', name: 'Returns', program: 'warehouse' },
  ],
  queues: ['service', 'sales', 'returns'].map((id) => ({ id, department: id, distribution: 'pull' as const })),
  agents: [
    { id: 'ana', departments: ['service'] },
    { id: 'sal', departments: ['sales'] },
    { id: 'ray', departments: ['returns'] },
  ],
  accounts: [
    { id: 'site', kind: 'webchat', entry: { department: 'service' } },
    { id: 'line', kind: 'voice', entry: { department: 'service' } },
  ],
};

const toDepartment = (id: string) => ({ target: { kind: 'department', id } });

describeScenarios('omnichannel programs', (server) => {
  it('[C1] a telephone call is no matter of these transfers', async () => {
    const desk = await Desk.open(server(), shop);
    await desk.online('ana', 'sal');
    const { ticketId } = await desk.conversation({ account: 'line', owner: anas });
    const before = await desk.ticket(ticketId);
    for (const to of [toDepartment('sales'), toAgent('sal', 'sales')]) {
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, to);
      expect([asked.status, asked.body.code]).toEqual([409, 'kind_not_supported']);
    }
    const { body } = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets`);
    expect(body.items).toEqual([]);
    expect(await desk.ticket(ticketId)).toEqual(before);
  });

  it('[C2] [C4] colleagues of the program are targets, by list and by call, and others by neither', async () => {
    const desk = await Desk.open(server(), shop);
    await desk.online('ana', 'sal', 'ray');
    const { ticketId } = await desk.conversation({ account: 'site', owner: anas });
    const { body } = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets`);
    expect(body.items.map(({ target }: any) => `${target.kind} ${target.id}`)).toEqual([
      'department sales',
      'agent sal',
    ]);
    for (const to of [toDepartment('returns'), toAgent('ray', 'returns')])
      expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, to))).toBe('outside_program');
    expect((await ask(desk, ticketId, toAgent('sal', 'sales'))).state).toBe('offered');
  });

  it('[C3] [C13] a web chat starts in Customer Service and goes on in Sales Support, who see what was asked at the start', async () => {
    const desk = await Desk.open(server(), shop);
    await desk.online('ana', 'sal');
    const form = { name: 'Ada', order: '1815' };
    const { ticketId, conversationId } = await desk.conversation({ account: 'site', form });
    const say = (text: string, who = desk.api) => who.post(`/v1/conversations/${conversationId}/messages`, { text });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
    await say('Can I add a lamp to my order?');
    await say('My colleague adds it for you.', desk.as('ana'));
    const asked = await ask(desk, ticketId, toAgent('sal', 'sales'));
    expect(asked.state).toBe('offered');
    const [offer] = (await desk.as('sal').get('/v1/offers')).body.items;
    expect([offer.transferId, offer.form]).toEqual([asked.id, form]);
    expect((await desk.as('ana').get(`/v1/transfers/${asked.id}`)).body.state).toBe('offered');
    const accepted = await desk.as('sal').post(`/v1/transfers/${asked.id}/accept`);
    expect((await desk.as('ana').get(`/v1/transfers/${asked.id}`)).body.state).toBe('completed');
    await say('Thank you!');
    await say('The lamp is in it.', desk.as('sal'));
    const seen = (await desk.as('sal').get(`/v1/conversations/${conversationId}/messages`)).body.items;
    expect(seen.map(({ text }: any) => text)).toEqual(['Thank you!', 'The lamp is in it.']);
    expect(await desk.ticket(accepted.body.ticketId)).toMatchObject({ departmentId: 'sales', form, accountId: 'site' });
    const all = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body.items;
    expect(all.map(({ sequence }: any) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it('[C11] [C-L1] nothing of the past is read where that is set; otherwise all of it, before accepting and after', async () => {
    for (const [profile, expected] of [
      ['singlecomm', []],
      ['baton', ['I need a lamp.', 'One moment.']],
    ] as const) {
      const desk = await openHouse(server(), profile);
      const { ticketId, conversationId } = await desk.conversation({ owner: anas });
      const path = `/v1/conversations/${conversationId}/messages`;
      await desk.as('ana').post(path, { text: 'I need a lamp.' });
      await desk.as('ana').post(path, { text: 'One moment.' });
      const { id, receipt } = await ask(desk, ticketId, toAgent('sam', 'sales'));
      const texts = async () => (await desk.as('sam').get(path)).body.items.map(({ text }: any) => text);
      expect(await texts()).toEqual(expected);
      await desk.as('sam').post(`/v1/transfers/${id}/accept`);
      expect(await texts()).toEqual(expected);
      expect(receipt.heldBack.map(({ what }: any) => what).includes('history')).toBe(profile === 'singlecomm');
    }
  });

  it('[C12] [C-L5] what was asked at the start, and what is known of it, goes along on every hop, from every channel', async () => {
    const kinds = channelKinds.filter((each) => each !== 'voice');
    const desk = await openHouse(server(), 'baton');
    const accounts = kinds.map((each) => ({ id: each, kind: each, entry: { department: 'care' } }));
    await desk.configure({ ...house('baton'), accounts });
    const about = { form: { name: 'Ada', order: '1815' }, attributes: { vip: true, visits: 3, site: 'de' } };
    for (const account of kinds) {
      let { ticketId } = await desk.conversation({ account, owner: anas, ...about });
      for (const [from, to, department] of [
        ['ana', 'sam', 'sales'],
        ['sam', 'ben', 'care'],
        ['ben', 'sam', 'sales'],
      ] as const) {
        const asked = await desk.as(from).post(`/v1/tickets/${ticketId}/transfers`, toAgent(to, department));
        expect([account, asked.status]).toEqual([account, 201]);
        ({ ticketId } = (await desk.as(to).post(`/v1/transfers/${asked.body.id}/accept`)).body);
        expect(await desk.ticket(ticketId)).toMatchObject({ accountId: account, departmentId: department, ...about });
      }
    }
  });

  it('[C14] a target is looked for by kind, department and part of a name, page by page, and asked for by what the list shows', async () => {
    const written = house('baton');
    const clerks = Array.from({ length: 60 }, (_, n) => ({
      id: `clerk-${n}`,
      name: `Clerk ${n}`,
      departments: ['sales'],
    }));
    const desk = await Desk.open(server(), { ...written, agents: [...(written.agents ?? []), ...clerks] });
    await desk.online('ana', 'clerk-7');
    const { ticketId } = await desk.conversation({ owner: anas });
    const list = async (query: string) =>
      (await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?${query}`)).body;
    const pages: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`kind=agent&departmentId=sales&q=clerk&limit=25${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(25);
      pages.push(...page.items.map(({ target }: any) => target.id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    expect(new Set(pages)).toEqual(new Set(clerks.map(({ id }) => id)));
    expect(pages).toHaveLength(60);
    const [found] = (await list('q=clerk 7')).items;
    expect(found).toMatchObject({ name: 'Clerk 7', departmentName: 'sales', allowed: true, presence: 'online' });
    expect((await ask(desk, ticketId, { target: found.target })).target).toEqual(found.target);
  });
});
