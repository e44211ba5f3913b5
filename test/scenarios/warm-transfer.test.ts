import { expect, it } from 'vitest';
import { channelKinds } from '../../src/domain/channel.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const ofAna = { kind: 'agent', id: 'ana' };
const codeOf = ({ status, body }: { status: number; body: any }) => [status, body?.code];

/** What of the desk's house a scenario changes: settings of the organization, entries of agents. */
function house(settings: object = {}, agents: Record<string, object> = {}) {
  return {
    ...twoDepartments,
    settings,
    agents: twoDepartments.agents?.map((agent) => ({ ...agent, ...agents[agent.id] })),
  } as typeof twoDepartments;
}

/** A ticket of Ana’s with a customer, and what everybody does with it. */
async function open(desk: Desk, account = 'chat') {
  const ada = await customerOf(desk, { account });
  const written = await ada.write('Hello, about my invoice');
  expect(written.status, JSON.stringify(written.body)).toBe(200);
  const { conversationId } = written.body;
  const { ticketId } = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
  const taken = await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
  expect(taken.status, JSON.stringify(taken.body)).toBe(200);
  const read = async (who: string) =>
    (await desk.as(who).get(`/v1/conversations/${conversationId}/messages`)).body.items?.map((each: any) => each.text);
  return {
    ada,
    conversationId,
    ticketId,
    read,
    seen: async () => (await desk.api.get(`/v1/conversations/${conversationId}`)).body,
    say: (who: string, kind: string, text: string) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { kind, text }),
    consult: (id: string, departmentId: string, more: object = {}) =>
      desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, {
        target: { kind: 'agent', id, departmentId },
        mode: 'warm',
        ...more,
      }),
    invite: (agentId: string, who = 'ana') => desk.as(who).post(`/v1/tickets/${ticketId}/parties`, { agentId }),
    join: (agentId: string, joined = true, who = agentId) =>
      desk.as(who).put(`/v1/tickets/${ticketId}/parties/${agentId}`, { joined }),
    leave: (agentId: string, who = agentId) => desk.as(who).delete(`/v1/tickets/${ticketId}/parties/${agentId}`),
  };
}

describeScenarios('warm transfers', (server) => {
  it.each(['chat', 'mail', 'wa'])(
    '[T-L1] [T-L2] [I30] on %s: consult in private, conference, hand over; nobody stays without a role',
    async (account) => {
      const desk = await Desk.open(server(), twoDepartments);
      await desk.online('ana', 'cy');
      const chat = await open(desk, account);
      const asked = await chat.consult('cy', 'billing', { note: 'She was charged twice.' });
      expect(asked.body, JSON.stringify(asked.body)).toMatchObject({ state: 'consulting', mode: 'warm' });
      // In private: both write, and nobody else of the other department reads.
      expect((await chat.say('ana', 'consult', 'Can you refund that?')).status).toBe(201);
      expect((await chat.say('cy', 'consult', 'Yes, give me a minute.')).status).toBe(201);
      expect(codeOf(await chat.say('cy', 'reply', 'Hello Ada'))).toEqual([403, 'not_owner']);
      expect(await chat.read('cy')).toEqual(expect.arrayContaining(['Can you refund that?', 'Yes, give me a minute.']));
      expect((await desk.as('dee').get(`/v1/conversations/${chat.conversationId}/messages`)).status).toBe(404);
      expect((await desk.as('dee').get(`/v1/tickets/${chat.ticketId}`)).status).toBe(404);
      expect((await chat.seen()).parties).toMatchObject([
        {
          who: { kind: 'agent', id: 'cy' },
          role: 'consultant',
          joined: false,
          present: true,
          transferId: asked.body.id,
        },
      ]);
      expect([(await desk.agent('ana')).used, (await desk.agent('cy')).used]).toEqual([1, 0]);
      // In conference: the customer reads both, each by their role.
      expect((await chat.join('cy')).body.party).toMatchObject({ joined: true });
      const spoken = await chat.say('cy', 'reply', 'Hello Ada, I look into it.');
      expect(spoken.status, JSON.stringify(spoken.body)).toBe(201);
      const { items } = (await desk.api.get(`/v1/conversations/${chat.conversationId}/messages`)).body;
      expect(items.at(-1)).toMatchObject({ direction: 'outbound', spokeAs: 'consultant', author: { id: 'cy' } });
      expect(items.map((message: any) => message.direction)).toEqual(['inbound', 'consult', 'consult', 'outbound']);
      // Back in private, and handed over.
      await chat.join('cy', false, 'ana');
      expect(codeOf(await chat.say('cy', 'reply', 'Still me'))).toEqual([403, 'not_owner']);
      const completed = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/complete`);
      expect(completed.body, JSON.stringify(completed.body)).toMatchObject({ state: 'completed' });
      const after = await chat.seen();
      expect(after).toMatchObject({ departmentId: 'billing', owner: { kind: 'agent', id: 'cy' }, parties: [] });
      expect([(await desk.agent('ana')).used, (await desk.agent('cy')).used]).toEqual([0, 1]);
      expect(codeOf(await chat.say('cy', 'consult', 'to nobody'))).toEqual([409, 'nobody_consulted']);
    },
  );

  it('[T-L2] every kind of channel is consulted about and handed over by the one model', async () => {
    const kinds = channelKinds.filter((kind) => kind !== 'voice');
    const desk = await Desk.open(server(), {
      ...house({}, { ana: { capacity: { total: null } }, cy: { capacity: { total: null } } }),
      accounts: kinds.map((kind) => ({ id: kind, kind, entry: { department: 'support' } })),
    });
    await desk.online('ana', 'cy');
    for (const kind of kinds) {
      const chat = await open(desk, kind);
      const asked = await chat.consult('cy', 'billing');
      expect([kind, asked.body.state]).toEqual([kind, 'consulting']);
      expect((await chat.say('cy', 'consult', 'Yes')).status).toBe(201);
      const completed = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/complete`);
      expect([kind, completed.body.state]).toEqual([kind, 'completed']);
      expect(await chat.seen()).toMatchObject({ accountId: kind, channelKind: kind, owner: { id: 'cy' }, parties: [] });
    }
  });

  it('[T-L1] who was asked takes it, declines it or goes; the owner gives up or lets them go; each ends alike', async () => {
    const desk = await Desk.open(server(), house({ wrapUpSeconds: 0 }));
    await desk.online('ana', 'cy');
    const taken = await open(desk);
    const first = await taken.consult('cy', 'billing');
    const accepted = await desk.as('cy').post(`/v1/transfers/${first.body.id}/accept`);
    expect(accepted.body, JSON.stringify(accepted.body)).toMatchObject({ transfer: { state: 'completed' } });
    expect(await taken.seen()).toMatchObject({ owner: { kind: 'agent', id: 'cy' }, parties: [] });

    const ends: [string, (transferId: string) => Promise<unknown>, object][] = [
      [
        'declined',
        (id) => desk.as('cy').post(`/v1/transfers/${id}/decline`, { reason: 'not mine' }),
        { state: 'returned' },
      ],
      ['cancelled', (id) => desk.as('ana').post(`/v1/transfers/${id}/cancel`), { state: 'cancelled' }],
    ];
    for (const [, end, outcome] of ends) {
      const chat = await open(desk);
      const asked = await chat.consult('cy', 'billing');
      await chat.say('cy', 'consult', 'I am here');
      await end(asked.body.id);
      expect((await desk.api.get(`/v1/transfers/${asked.body.id}`)).body).toMatchObject(outcome);
      expect(await chat.seen()).toMatchObject({ owner: ofAna, parties: [], pendingTransferId: null });
      expect((await desk.as('cy').get(`/v1/tickets/${chat.ticketId}`)).status).toBe(404);
    }
    const left = await open(desk);
    const asked = await left.consult('cy', 'billing');
    expect((await left.leave('cy')).body.party).toBeNull();
    expect((await desk.api.get(`/v1/transfers/${asked.body.id}`)).body).toMatchObject({ state: 'returned' });
    const again = await left.consult('cy', 'billing');
    expect((await left.leave('cy', 'ana')).body.party).toBeNull();
    expect((await desk.api.get(`/v1/transfers/${again.body.id}`)).body).toMatchObject({ state: 'cancelled' });
    expect((await left.seen()).parties).toEqual([]);
  });

  it('[T-L1] a full colleague is asked all the same; handing over then is refused, or waits, as the setting says', async () => {
    const full = { dee: { capacity: { total: 1 } } };
    for (const [whenFull, expected] of [
      ['refuse', [409, 'agent_at_capacity']],
      ['wait', [200, undefined]],
    ] as const) {
      const desk = await Desk.open(server(), house({ whenFull }, full));
      await desk.online('ana', 'dee');
      await desk.conversation({ owner: { kind: 'agent', id: 'dee', departmentId: 'billing' } });
      const chat = await open(desk);
      const asked = await chat.consult('dee', 'billing');
      expect(asked.body).toMatchObject({ state: 'consulting' });
      expect((await chat.say('dee', 'consult', 'I can tell you how')).status).toBe(201);
      const completed = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/complete`);
      expect(codeOf(completed), JSON.stringify(completed.body)).toEqual(expected);
      const state = (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body.state;
      expect(state).toBe(whenFull === 'wait' ? 'waiting' : 'consulting');
      expect((await chat.seen()).owner).toEqual(ofAna);
    }
  });

  it('[I30] closing ends the consult and everybody’s part, and each is told in person', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob', 'cy', 'dee');
    const chat = await open(desk);
    await chat.consult('cy', 'billing');
    expect((await chat.invite('dee')).status).toBe(201);
    await chat.join('dee');
    expect((await chat.seen()).parties).toHaveLength(2);
    await desk.as('ana').post(`/v1/tickets/${chat.ticketId}/close`);
    expect(await chat.seen()).toMatchObject({ status: 'closed', parties: [], pendingTransferId: null });
    expect((await desk.as('dee').get(`/v1/tickets/${chat.ticketId}`)).status).toBe(404);
    const log = await readLog(desk);
    const left = log.filter(({ kind }) => kind === 'party.left');
    expect(left.map(({ data }) => [data.agentId, data.wasJoined, data.because])).toEqual([['dee', true, 'closed']]);
    const heard = (await desk.as('dee').get('/v1/events?format=json&after=0&limit=500')).body.events;
    expect(heard.map(({ kind }: any) => kind)).toEqual(expect.arrayContaining(['party.invited', 'party.left']));
  });
});

describeScenarios('colleagues who take part', (server) => {
  it('[T-L1] three and more: each invited in private, brought in, and back; the customer reads those who joined', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob', 'cy', 'dee', 'sue');
    const chat = await open(desk);
    for (const id of ['bob', 'cy', 'dee']) {
      const invited = await chat.invite(id);
      expect(invited.status, JSON.stringify(invited.body)).toBe(201);
      expect(invited.body.party).toMatchObject({ who: { kind: 'agent', id }, role: 'participant', joined: false });
    }
    expect(codeOf(await chat.invite('cy'))).toEqual([409, 'already_party']);
    expect((await chat.say('cy', 'consult', 'We had that before')).status).toBe(201);
    expect((await chat.say('dee', 'consult', 'Ask for the number')).status).toBe(201);
    expect((await chat.join('cy')).body.party).toMatchObject({ joined: true, present: true });
    expect((await chat.join('dee', true, 'ana')).body.party).toMatchObject({ joined: true });
    expect(codeOf(await chat.join('dee', true, 'bob'))).toEqual([403, 'not_owner']);
    for (const who of ['ana', 'cy', 'dee']) expect((await chat.say(who, 'reply', `from ${who}`)).status).toBe(201);
    expect(codeOf(await chat.say('bob', 'reply', 'from bob'))).toEqual([403, 'not_owner']);
    const { items } = (await desk.api.get(`/v1/conversations/${chat.conversationId}/messages`)).body;
    const spoken = items.filter(({ direction }: any) => direction === 'outbound');
    expect(spoken.map(({ author, spokeAs }: any) => [author.id, spokeAs])).toEqual([
      ['ana', null],
      ['cy', 'participant'],
      ['dee', 'participant'],
    ]);
    // Nobody holds a slot by taking part, and those of another department see only this.
    expect((await desk.agent('cy')).used).toBe(0);
    expect((await desk.as('cy').get('/v1/tickets')).body.items).toHaveLength(1);
    expect(await chat.read('cy')).toContain('Hello, about my invoice');
    expect((await chat.leave('cy')).status).toBe(200);
    expect((await desk.as('cy').get(`/v1/tickets/${chat.ticketId}`)).status).toBe(404);
    expect(codeOf(await chat.leave('cy', 'ana'))).toEqual([409, 'party_unknown']);
    expect((await chat.seen()).parties.map(({ who }: any) => who.id)).toEqual(['bob', 'dee']);
  });

  it('an invitation is judged like a warm transfer: rules, presence and settings refuse alike', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'leo', 'sue');
    const chat = await open(desk);
    expect(codeOf(await chat.invite('leo'))).toEqual([409, 'no_move_rule']);
    expect(codeOf(await chat.invite('cy'))).toEqual([409, 'agent_offline']);
    expect(codeOf(await chat.invite('nobody'))).toEqual([409, 'target_unknown']);
    expect(codeOf(await chat.invite('ana'))).toEqual([409, 'already_there']);
    expect(codeOf(await chat.invite('sue', 'leo'))).toEqual([404, 'not_found']);
    expect(codeOf(await chat.invite('leo', 'bob'))).toEqual([403, 'not_owner']);
    expect(codeOf(await chat.join('leo', true, 'ana'))).toEqual([409, 'party_unknown']);
    await desk.configure(house({ warmTransfer: false }));
    expect(codeOf(await chat.invite('sue'))).toEqual([409, 'transfers_disabled']);
  });

  it('a supervisor of the department comes in uninvited and speaks by that role; others do not', async () => {
    const desk = await Desk.open(server(), house({}, { cy: { role: 'supervisor' } }));
    await desk.online('ana', 'sue', 'bob', 'cy');
    const chat = await open(desk);
    expect(codeOf(await chat.join('bob'))).toEqual([409, 'party_unknown']);
    expect(codeOf(await chat.join('cy'))).toEqual([404, 'not_found']);
    expect((await chat.join('sue')).body.party).toMatchObject({ role: 'supervisor', joined: true, present: true });
    await chat.say('sue', 'reply', 'I am Ana’s supervisor.');
    const { items } = (await desk.api.get(`/v1/conversations/${chat.conversationId}/messages`)).body;
    expect(items.at(-1)).toMatchObject({ spokeAs: 'supervisor', author: { id: 'sue' } });
    expect((await chat.seen()).owner).toEqual(ofAna);
    expect(codeOf(await chat.join('ana'))).toEqual([409, 'already_there']);
    // Who owns it now takes part no more.
    await desk.as('sue').post(`/v1/tickets/${chat.ticketId}/take`);
    expect(await chat.seen()).toMatchObject({ owner: { kind: 'agent', id: 'sue' }, parties: [] });
  });

  it('[I30] a move ends everybody’s part; within the department they stay', async () => {
    const desk = await Desk.open(server(), house({ acceptance: 'assign' }));
    await desk.online('ana', 'bob', 'cy', 'sue');
    const chat = await open(desk);
    await chat.invite('cy');
    await chat.join('sue');
    const hand = (target: object) => desk.as('sue').post(`/v1/tickets/${chat.ticketId}/transfers`, { target });
    await hand({ kind: 'agent', id: 'bob' });
    expect((await chat.seen()).parties.map(({ who }: any) => who.id)).toEqual(['cy', 'sue']);
    await hand({ kind: 'department', id: 'billing' });
    expect((await chat.seen()).parties).toEqual([]);
    const left = (await readLog(desk)).filter(({ kind }) => kind === 'party.left');
    expect(left.map(({ data }) => [data.agentId, data.role, data.because])).toEqual([
      ['cy', 'participant', 'handed_over'],
      ['sue', 'supervisor', 'handed_over'],
    ]);
  });

  it('whoever is retired, or may not be invited any more, takes part no more', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob', 'cy', 'sue');
    const chat = await open(desk);
    for (const id of ['bob', 'cy']) await chat.invite(id);
    await chat.join('sue');
    const parties = async () => (await chat.seen()).parties.map(({ who }: any) => who.id);
    expect(await parties()).toEqual(['bob', 'cy', 'sue']);
    await desk.configure({
      ...twoDepartments,
      departments: twoDepartments.departments?.map((each) =>
        each.id === 'support' ? { ...each, moveRules: [] } : each,
      ) as never,
      agents: twoDepartments.agents?.filter(({ id }) => id !== 'bob') as never,
    });
    await eventually(async () => (await parties()).length === 1);
    expect(await parties()).toEqual(['sue']);
    await desk.configure(house({}, { sue: { role: 'agent' } }));
    await eventually(async () => (await parties()).length === 0);
  });
});
