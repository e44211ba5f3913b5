import { expect, it } from 'vitest';
import { describeOnStoreKinds } from '../support/stores.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually } from './desk.ts';
import { anas, codeOf, toAgent } from './profile-house.ts';
import { readLog } from './read-log.ts';
import { askedFor, careOf, customers, ownersOf, queueOf, tally, throughRestarts, waitingOf } from './routing-house.ts';

const roomy = { capacity: { total: null } } as const;
const one = { capacity: { total: 1 } } as const;

describeScenarios('who is asked', (server) => {
  it('[S6] with direct routing off nobody is a target, listed or named by hand', async () => {
    const directly = (way: 'on' | 'off') =>
      careOf(
        ['ana', 'ben'].map((id) => ({ id, ...roomy })),
        {},
        { settings: { directToAgent: way === 'on' } },
      );
    const desk = await Desk.open(server(), directly('off'));
    await desk.online('ana', 'ben');
    const { ticketId } = await desk.conversation({ owner: anas });
    const path = `/v1/tickets/${ticketId}`;
    const listed = async () => (await desk.as('ana').get(`${path}/transfer-targets?kind=agent`)).body.items;
    expect(await listed()).toEqual([]);
    expect(await codeOf(desk.as('ana').post(`${path}/transfers`, toAgent('ben', 'care')))).toBe('direct_routing_off');
    await desk.configure(directly('on'));
    await eventually(async () => (await listed()).some(({ target, allowed }: any) => target.id === 'ben' && allowed));
  });

  it('[S9] [S10] the list of agents follows presence for the channel, and shows what each has in hand, full or not', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...roomy },
          { id: 'ben', capacity: { total: 4 } },
          { id: 'cem', ...one },
          { id: 'dot', ...one, channels: ['voice'] },
        ],
        { distribution: 'pull' },
        { profile: 'salesforce', statuses: [{ id: 'phone-only', channels: ['voice'] }] },
      ),
    );
    await desk.online('ana', 'ben', 'dot');
    const { ticketId } = await desk.conversation({ owner: anas });
    const listed = async (): Promise<any[]> =>
      (await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent`)).body.items;
    const names = async () => (await listed()).map(({ target }) => target.id);
    expect(await names()).toEqual(['ben']);
    await desk.online('cem');
    expect(await names()).toEqual(['ben', 'cem']);
    await desk.as('ben').put('/v1/agents/ben/presence', { status: 'phone-only' });
    expect(await names()).toEqual(['cem']);
    await desk.as('ben').put('/v1/agents/ben/presence', { presence: 'online' });
    await desk.conversation({ owner: { kind: 'agent', id: 'ben' } });
    await desk.conversation({ owner: { kind: 'agent', id: 'cem' } });
    const [ben, cem] = await listed();
    expect(ben.load).toEqual({ used: 1, capacity: 4, percent: 25 });
    expect(cem).toMatchObject({ target: { id: 'cem' }, load: { used: 1, capacity: 1, percent: 100 } });
    expect(cem.warnings.map(({ code }: any) => code)).toContain('agent_at_capacity');
    for (const { target, load } of [ben, cem]) {
      const { used, capacity } = await desk.agent(target.id);
      expect(load).toMatchObject({ used, capacity });
    }
  });

  it('[T2] the agent who is chosen has the skills at their levels, best first, and all of the context', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...roomy },
          { id: 'lou', ...one, departments: ['tax'], skills: ['german'] },
          { id: 'mia', ...one, departments: ['tax'], skills: ['german', 'vat'], skillLevels: { german: 2, vat: 3 } },
          { id: 'ned', ...one, departments: ['tax'], skills: ['german', 'vat'], skillLevels: { german: 5, vat: 4 } },
        ],
        {},
        {
          skills: [{ id: 'german' }, { id: 'vat' }],
          departments: [
            { id: 'care', defaultQueue: 'care', moveRules: [{ channels: 'all', destinations: 'all' }] },
            { id: 'tax', defaultQueue: 'tax' },
          ],
          queues: [
            {
              id: 'tax',
              department: 'tax',
              skills: ['german', 'vat'],
              skillLevels: { vat: 3 },
              strategy: 'best_skilled',
            },
          ],
        },
      ),
    );
    await desk.online('ana', 'lou', 'mia', 'ned');
    const started = await desk.conversation({
      owner: anas,
      form: { order: 'A-1' },
      attributes: { plan: 'gold' },
    });
    await desk.as('ana').post(`/v1/conversations/${started.conversationId}/messages`, { text: 'One moment.' });
    const asked = await desk.as('ana').post(`/v1/tickets/${started.ticketId}/transfers`, {
      target: { kind: 'queue', id: 'tax' },
      note: 'asks for VAT of 2025',
    });
    expect(asked.body.state, JSON.stringify(asked.body)).toBe('completed');
    const { newTicketId, receipt } = (await desk.as('ana').get(`/v1/transfers/${asked.body.id}`)).body;
    expect(receipt).toMatchObject({ history: 'full', note: true, attributes: ['plan'], form: ['order'], heldBack: [] });
    const offer = await askedFor(desk, newTicketId, 'ned');
    expect(offer).toMatchObject({ agentId: 'ned', state: 'live' });
    await desk.as('ned').post(`/v1/offers/${offer.id}/decline`);
    const second = await askedFor(desk, newTicketId, 'mia');
    expect((await desk.as('mia').post(`/v1/offers/${second.id}/accept`)).status).toBe(200);
    const ticket = (await desk.as('mia').get(`/v1/tickets/${newTicketId}`)).body;
    expect(ticket).toMatchObject({ attributes: { plan: 'gold' }, form: { order: 'A-1' }, history: 'full' });
    const { items } = (await desk.as('mia').get(`/v1/conversations/${started.conversationId}/messages`)).body;
    expect(items.map(({ text }: any) => text)).toContain('One moment.');
  });

  it('[U8] nobody who is offline is chosen: it waits in sight, and its wait is a reason and no number', async () => {
    const desk = await Desk.open(server(), careOf([{ id: 'ana', ...roomy }]));
    const { ticketId } = await desk.conversation();
    expect(await waitingOf(desk, ticketId)).toMatchObject({
      queueId: 'care',
      position: 1,
      wait: { lowSeconds: null, highSeconds: null, reason: 'nobody_online' },
    });
    expect((await queueOf(desk)).waiting[0].reason).toMatchObject({
      code: 'nobody_online',
      sentence: 'No agent is online for web chat.',
    });
    await desk.online('ana');
    expect(await ownersOf(desk, [ticketId])).toEqual(['ana']);
    expect(await waitingOf(desk, ticketId)).toBeNull();
  });

  it('[U13] least open contacts starts with whoever has fewest: two tickets of one contact count once', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        ['ana', 'ben', 'cem'].map((id) => ({ id, ...roomy })),
        { strategy: 'least_open' },
      ),
    );
    await desk.online('ana', 'ben', 'cem');
    const give = async (id: string, contact: string, account = 'chat') => {
      const owner = { kind: 'agent', id };
      await desk.conversation({ owner, contact, account });
    };
    // Of Ana one contact in two conversations, of Ben two, of Cem three.
    const same = await customerOf(desk, { address: 'same@example.com' });
    await give('ana', same.address);
    await give('ben', 'b1');
    await give('ben', 'b2');
    for (const contact of ['c1', 'c2', 'c3']) await give('cem', contact);
    // One after the other: who is given work in the same moment has had their last equally long ago.
    const come = async (name: string): Promise<string[]> => {
      const owners: string[] = [];
      for (let i = 0; i < 3; i++) owners.push(...(await ownersOf(desk, await customers(desk, 1, `${name}${i}`))));
      return owners;
    };
    expect(await come('first')).toEqual(['ana', 'ben', 'ana']);
    // All have three now: whose last came longest ago. Cem has not been given anything since.
    expect(await come('second')).toEqual(['cem', 'ben', 'ana']);
  });

  it('[F4] a department that changes between the proposal and the claim: no agent gets what is not theirs', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...roomy },
          { id: 'sue', ...roomy, role: 'supervisor' },
          { id: 'tom', ...roomy, departments: ['tax'] },
        ],
        {},
        {
          departments: [
            { id: 'care', defaultQueue: 'care', moveRules: [{ channels: 'all', destinations: 'all' }] },
            { id: 'tax', defaultQueue: 'tax' },
          ],
          queues: [{ id: 'tax', department: 'tax', acceptance: 'assign' }],
        },
      ),
    );
    await desk.online('tom');
    const tickets = await customers(desk, 20);
    // Ana comes, and the dispatcher sets to work, while each of them is moved.
    const moves = tickets.map((id) => desk.as('sue').put(`/v1/tickets/${id}/department`, { departmentId: 'tax' }));
    const [, ...answers] = await Promise.all([desk.online('ana'), ...moves]);
    for (const [n, ticketId] of tickets.entries()) {
      const { status, body } = answers[n] as { status: number; body: any };
      const ticket = await desk.ticket(status < 300 ? body.transfer.newTicketId : ticketId);
      const [owner] = await ownersOf(desk, [ticket.id]);
      expect([ticket.departmentId, owner]).toEqual(ticket.departmentId === 'tax' ? ['tax', 'tom'] : ['care', 'ana']);
    }
  });

  it('[F6] [I18] of many who come at once nobody is given more than their turns', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        ['ana', 'ben', 'cem'].map((id) => ({ id, ...roomy })),
        { strategy: 'round_robin' },
      ),
    );
    await desk.online('ana', 'ben', 'cem');
    const opened = await Promise.all(
      Array.from({ length: 30 }, (_, n) => desk.conversation({ contact: `at-once-${n}` })),
    );
    const owners = await ownersOf(
      desk,
      opened.map(({ ticketId }) => ticketId),
    );
    expect(tally(owners)).toEqual({ ana: 10, ben: 10, cem: 10 });
  });

  it('[F7] [I17] [I18] a slot that is freed goes to whoever has waited longest, and so does each of somebody who comes', async () => {
    const desk = await Desk.open(
      server(),
      careOf([
        { id: 'ana', ...one },
        { id: 'ben', capacity: { total: 2 } },
      ]),
    );
    await desk.online('ana');
    const tickets = await customers(desk, 5);
    expect(await ownersOf(desk, tickets.slice(0, 1))).toEqual(['ana']);
    const waits = async () => (await queueOf(desk)).waiting.map(({ ticketId }: any) => ticketId);
    expect(await waits()).toEqual(tickets.slice(1));
    await desk.as('ana').post(`/v1/tickets/${tickets[0]}/close`);
    expect(await ownersOf(desk, tickets.slice(1, 2))).toEqual(['ana']);
    await desk.online('ben');
    expect(await ownersOf(desk, tickets.slice(2, 4))).toEqual(['ben', 'ben']);
    expect(await waits()).toEqual(tickets.slice(4));
    expect((await queueOf(desk)).reasons).toEqual({ nobody_free: 1 });
  });

  it('[F11] a bot hands over to a full queue: it waits there, nobody else listens, and it is served when a slot is free', async () => {
    const desk = await Desk.open(
      server(),
      careOf([{ id: 'ana', ...one }], {}, {
        flows: [{ id: 'hello', published: true, greeting: 'Hello!', returnTo: 'care' }],
      } as never),
    );
    await desk.online('ana');
    const [busy] = await customers(desk, 1);
    await ownersOf(desk, [busy as string]);
    const { ticketId, conversationId } = await desk.conversation();
    const flow = { target: { kind: 'flow', id: 'hello' } };
    const asked = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, flow);
    expect(asked.body.state, JSON.stringify(asked.body)).toBe('completed');
    await eventually(async () => (await desk.ticket(ticketId)).owner?.kind === 'queue');
    expect(await waitingOf(desk, ticketId)).toMatchObject({ queueId: 'care', position: 1 });
    expect((await desk.api.get(`/v1/conversations/${conversationId}`)).body.parties).toEqual([]);
    await desk.as('ana').post(`/v1/tickets/${busy}/close`);
    expect(await ownersOf(desk, [ticketId])).toEqual(['ana']);
  });

  it('[F14] what comes in is there for an agent who asks anew, without a word of the live stream', async () => {
    const desk = await Desk.open(server(), careOf([{ id: 'ana', ...roomy }], { distribution: 'pull' }));
    await desk.online('ana');
    const tickets = await customers(desk, 3);
    const seen = (await desk.as('ana').get('/v1/queues/care')).body;
    expect(seen.waiting.map(({ ticketId }: any) => ticketId)).toEqual(tickets);
    const mine = (await desk.as('ana').get('/v1/tickets?ownerKind=queue&ownerId=care')).body.items;
    expect(new Set(mine.map(({ id }: any) => id))).toEqual(new Set(tickets));
  });

  it('[F24] [I17] with no browser open anywhere work is given, offers run out and go on, and a transfer inside is done', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...one },
          { id: 'ben', ...one },
        ],
        { acceptance: 'offer', offerTimeoutSeconds: 5 },
      ),
    );
    await desk.online('ana', 'ben');
    const [ticketId] = (await customers(desk, 1)) as [string];
    const first = await askedFor(desk, ticketId, 'ana');
    const second = await eventually(async () => {
      const { items } = (await desk.as('ben').get('/v1/offers')).body;
      return items.find((offer: any) => offer.ticketId === ticketId);
    }, 15_000);
    expect([first.agentId, second.agentId]).toEqual(['ana', 'ben']);
    expect((await desk.as('ben').post(`/v1/offers/${second.id}/accept`)).status).toBe(200);
    // To the department where its owner works already: confirmed, and done.
    const inside = await desk
      .as('ben')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'queue', id: 'care' } });
    expect(inside.body.state).toBe('completed');
    await eventually(async () => (await desk.ticket(ticketId)).owner?.kind === 'queue');
  });

  it('[I20] a place in line only gets better, but for somebody of more urgency, which is recorded', async () => {
    const desk = await Desk.open(
      server(),
      careOf([
        { id: 'ana', ...one },
        { id: 'sue', ...one, role: 'supervisor' },
      ]),
    );
    await desk.online('ana');
    const [busy, a, b, c] = (await customers(desk, 4)) as [string, string, string, string];
    await ownersOf(desk, [busy]);
    const places = () => Promise.all([a, b, c].map(async (id) => (await waitingOf(desk, id))?.position));
    expect(await places()).toEqual([1, 2, 3]);
    const wait = (await waitingOf(desk, c)).wait;
    expect(wait.highSeconds).toBeGreaterThan(wait.lowSeconds);
    const urgent = await desk.as('sue').post(`/v1/tickets/${c}/reroute`, { priority: 10, reason: 'VIP' });
    expect(urgent.status, JSON.stringify(urgent.body)).toBe(200);
    expect(await places()).toEqual([2, 3, 1]);
    const rerouted = (await readLog(desk)).find(({ kind }) => kind === 'ticket.rerouted');
    expect(rerouted.data).toMatchObject({ before: { priority: 100 }, after: { priority: 10 }, reason: 'VIP' });
    await desk.as('ana').post(`/v1/tickets/${busy}/close`);
    expect(await ownersOf(desk, [c])).toEqual(['ana']);
    expect(await places()).toEqual([1, 2, undefined]);
  });
});

describeScenarios('how long it takes', (server) => {
  it('[S11] nine accepts are a reason and no figure, ten are one; under the documented rule of ten minutes', async () => {
    const desk = await Desk.open(server(), careOf([{ id: 'ana', ...roomy }], {}, { profile: 'salesforce' }));
    await desk.online('ana');
    await ownersOf(desk, await customers(desk, 9));
    const { ticketId } = await desk.conversation({ owner: anas });
    const listed = async () => {
      const { body } = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=queue`);
      return body.items.find(({ target }: any) => target.id === 'care').wait;
    };
    const none = { lowSeconds: null, highSeconds: null, basis: null, reason: 'few_accepts', accepts: 9 };
    expect(await listed()).toEqual(none);
    expect((await queueOf(desk)).wait).toEqual(none);
    await ownersOf(desk, await customers(desk, 1, 'tenth'));
    const figure = { lowSeconds: 30, highSeconds: 30, basis: 'accepts', reason: null, accepts: null };
    expect(await listed()).toEqual(figure);
    expect((await desk.api.get('/v1/queues')).body.items[0].wait).toEqual(figure);
  });

  it('[S-L4] with hardly any traffic there is a range all the same, which says that little is known; and none where that is set', async () => {
    const agents = [{ id: 'ana', ...one }];
    const desk = await Desk.open(server(), careOf(agents));
    await desk.online('ana');
    const { wait } = await queueOf(desk);
    expect(wait).toMatchObject({ basis: 'default', reason: null });
    expect(wait.highSeconds).toBeGreaterThan(wait.lowSeconds);
    for (const seconds of [wait.lowSeconds, wait.highSeconds]) expect(seconds % 30).toBe(0);
    const [, waiting] = (await customers(desk, 2)) as [string, string];
    const told = await eventually(async () => {
      const standing = await waitingOf(desk, waiting);
      return standing?.position === 1 && standing;
    });
    expect(told.wait).toMatchObject({ basis: 'default', reason: null });
    await desk.configure(careOf(agents, {}, { settings: { waitShown: 'never' } }));
    await eventually(async () => (await queueOf(desk)).wait.reason === 'not_shown');
    expect(await waitingOf(desk, waiting)).toMatchObject({ position: 1, wait: { reason: 'not_shown' } });
    const always = [['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], []] as const;
    const shut = Object.fromEntries(always[0].map((day) => [day, always[1]]));
    await desk.configure(
      careOf(agents, {}, {
        departments: [{ id: 'care', defaultQueue: 'care', hours: { zone: 'UTC', weekly: shut } }],
      } as never),
    );
    await eventually(async () => (await queueOf(desk)).wait.reason === 'closed');
  });

  it('[S15] [S-L3] a full target is waited for in sight; in the end it falls back, the customer is told, and so is a supervisor', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...roomy },
          { id: 'dee', ...one, departments: ['tax'] },
        ],
        {},
        {
          settings: { whenFull: 'wait', transferNotice: 'You are being handed to {target}.' },
          departments: [
            { id: 'care', defaultQueue: 'care', moveRules: [{ channels: 'all', destinations: 'all' }] },
            { id: 'tax', defaultQueue: 'tax', fallback: [{ kind: 'queue', id: 'tax' }] },
          ],
          queues: [{ id: 'tax', department: 'tax', distribution: 'pull' }],
        },
      ),
    );
    await desk.online('ana', 'dee');
    await desk.conversation({ owner: { kind: 'agent', id: 'dee' } });
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    const deadline = new Date(Date.now() + 1500).toISOString();
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { ...toAgent('dee', 'tax'), waitUntil: deadline });
    const seen = (await desk.as('ana').get(`/v1/transfers/${asked.body.id}`)).body;
    expect(seen).toMatchObject({ state: 'waiting', expiresAt: deadline, currentTarget: { id: 'dee' } });
    expect(Date.parse(seen.requestedAt)).toBeLessThanOrEqual(Date.now());
    expect((await desk.ticket(ticketId)).owner).toEqual(anas);
    const { items } = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items.map(({ text }: any) => text)).toEqual(['You are being handed to tax.']);
    await eventually(async () => (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body.state === 'fell_back');
    const { newTicketId } = (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body;
    expect((await desk.ticket(newTicketId)).owner).toEqual({ kind: 'queue', id: 'tax' });
    const alerts = (await readLog(desk)).filter(({ kind }) => kind === 'alert.raised');
    expect(alerts.map(({ data }) => [data.alert, data.transferId])).toEqual([['transfer_expired', asked.body.id]]);
    expect(alerts[0].data.audience?.departments ?? ['care', 'tax']).toEqual(['care', 'tax']);
  });

  it('[S-L5] what is delivered when somebody is back comes to them before shared work', async () => {
    const desk = await Desk.open(
      server(),
      careOf([
        { id: 'ana', ...roomy },
        { id: 'ben', ...one },
      ]),
    );
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: anas });
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { ...toAgent('ben', 'care'), whenBlocked: 'deliver_when_back' });
    expect(asked.body.state, JSON.stringify(asked.body)).toBe('waiting');
    await desk.as('ana').put('/v1/agents/ana/presence', { presence: 'away' });
    await customers(desk, 2);
    await desk.online('ben');
    await eventually(async () => (await desk.api.get(`/v1/transfers/${asked.body.id}`)).body.state === 'offered');
    expect((await desk.as('ben').post(`/v1/transfers/${asked.body.id}/accept`)).status).toBe(200);
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ben' });
  });
});

describeOnStoreKinds('through a restart', (kind) => {
  it('[U12] [F6] round robin is even among those who are there, through a restart and for somebody who joins', async () => {
    await throughRestarts(kind, async ({ open, restart }) => {
      const people = ['ana', 'ben', 'cem', 'dot'].map((id) => ({ id, ...roomy }));
      let desk = await open(careOf(people, { strategy: 'round_robin' }));
      await desk.online('ana', 'ben', 'cem');
      const give = async (count: number, name: string) =>
        tally(await ownersOf(desk, await customers(desk, count, name)));
      const before = await give(100, 'before');
      expect(spread(before, ['ana', 'ben', 'cem'])).toBeLessThanOrEqual(1);
      desk = await restart(desk);
      const after = await give(100, 'after');
      const sum = Object.fromEntries(['ana', 'ben', 'cem'].map((id) => [id, (before[id] ?? 0) + (after[id] ?? 0)]));
      expect(spread(sum, ['ana', 'ben', 'cem'])).toBeLessThanOrEqual(1);
      await desk.online('dot');
      const joined = await give(100, 'joined');
      expect(spread(joined, ['ana', 'ben', 'cem', 'dot'])).toBeLessThanOrEqual(1);
    });
  }, 60_000);

  it('[S11] the window slides: ten minutes later nothing is left of it, also where somebody else looks', async () => {
    await throughRestarts(kind, async ({ open, restart }) => {
      let desk = await open(careOf([{ id: 'ana', ...roomy }], {}, { profile: 'salesforce' }));
      await desk.online('ana');
      await ownersOf(desk, await customers(desk, 10));
      expect((await queueOf(desk)).wait).toMatchObject({ basis: 'accepts', reason: null });
      const shift = (field: string) => `${field} = ${field} - interval '11 minutes'`;
      desk = await restart(desk, `segment set ${shift('started_at')}, ${shift('ended_at')}`);
      expect((await queueOf(desk)).wait).toMatchObject({ reason: 'few_accepts', accepts: 0 });
    });
  }, 60_000);
});

/** By how many the one with most has more than the one with fewest. */
function spread(counts: Record<string, number>, names: readonly string[]): number {
  const all = names.map((name) => counts[name] ?? 0);
  return Math.max(...all) - Math.min(...all);
}
