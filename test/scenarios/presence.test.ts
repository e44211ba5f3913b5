import { expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { guideExamples, shapeOf } from '../support/guide-examples.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { type Client, Desk, eventually } from './desk.ts';

/** Departments that differ in what becomes of absent agents' work. */
const house: WrittenDocument = {
  profile: 'baton',
  settings: { absenceGraceSeconds: 60 },
  statuses: [
    { id: 'phone-only', name: 'On the phone', channels: ['voice'] },
    { id: 'lunch', presence: 'away' },
  ],
  skills: [{ id: 'french' }],
  departments: [
    { id: 'care', defaultQueue: 'care', moveRules: [{ channels: 'all', destinations: 'all' }] },
    { id: 'brief', defaultQueue: 'brief', settings: { absenceGraceSeconds: 1 } },
    { id: 'keeps', defaultQueue: 'keeps', settings: { absenceGraceSeconds: 0, whenAgentLeaves: 'keep' } },
    {
      id: 'follows',
      defaultQueue: 'follows',
      moveRules: [{ channels: 'all', destinations: 'all' }],
      fallback: [
        { kind: 'department', id: 'shut' },
        { kind: 'department', id: 'care' },
      ],
      settings: { absenceGraceSeconds: 0, whenAgentLeaves: 'fallback' },
    },
    {
      id: 'circles',
      defaultQueue: 'circles',
      fallback: [{ kind: 'department', id: 'circles' }],
      settings: { absenceGraceSeconds: 0, whenAgentLeaves: 'fallback' },
    },
    {
      id: 'asks',
      defaultQueue: 'asks',
      fallback: [{ kind: 'agent', id: 'bob' }],
      settings: { absenceGraceSeconds: 0, whenAgentLeaves: 'fallback' },
    },
    { id: 'shut', defaultQueue: 'shut', accepting: false },
    { id: 'manned', defaultQueue: 'manned', settings: { needsAgentOnline: true } },
  ],
  queues: ['care', 'brief', 'keeps', 'follows', 'circles', 'asks', 'shut', 'manned'].map((id) => ({
    id,
    department: id,
    distribution: 'pull' as const,
  })),
  agents: [
    { id: 'ana', departments: ['care', 'brief', 'keeps', 'follows', 'circles', 'asks'], capacity: { total: 20 } },
    { id: 'bob', departments: ['care', 'asks'], capacity: { total: 5 } },
    { id: 'max', departments: ['manned'], capacity: { total: 5 } },
    { id: 'sue', departments: ['care'], role: 'supervisor', capacity: { total: 5 } },
  ],
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
};

/** Ana's, in one of her departments. */
const anasIn = (departmentId: string) => ({ kind: 'agent', id: 'ana', departmentId });
const anas = { kind: 'agent', id: 'ana' } as const;

/** A device of an agent's. */
function device(desk: Desk, agentId: string, name: string) {
  const who: Client = desk.as(agentId);
  const path = `/v1/agents/${agentId}/presence`;
  const beat = (leaseSeconds: number) => who.post(`${path}/heartbeat`, { device: name, leaseSeconds });
  return {
    comeOnline: async (more: object = { presence: 'online' }) => {
      const set = await who.put(path, { ...more, leaseSeconds: 30, device: name });
      expect(set.status, JSON.stringify(set.body)).toBe(200);
      expect(set.body.leased).toBe(true);
    },
    beat: async (leaseSeconds = 30) => {
      const said = await beat(leaseSeconds);
      expect(said.status, JSON.stringify(said.body)).toBe(200);
      return said.body;
    },
  };
}

const owns = async (desk: Desk, ticketId: string, kind: string, id: string) => {
  const { owner } = await desk.ticket(ticketId);
  return owner?.kind === kind && owner.id === id;
};
const lapses = (desk: Desk, agentId: string) => eventually(async () => (await desk.agent(agentId)).lapsed);

describeScenarios('who is there', (server) => {
  it('[S5] [F8] [I15] the work of somebody whose browser fell silent stays for the grace and then goes back to its queue', async () => {
    const desk = await Desk.open(server(), house);
    const laptop = device(desk, 'ana', 'laptop');
    await laptop.comeOnline();
    const { ticketId } = await desk.conversation({ owner: anasIn('brief') });
    const kept = await desk.conversation({ owner: anas });
    const before = await desk.ticket(ticketId);
    await laptop.beat(0);
    await lapses(desk, 'ana');
    await eventually(() => owns(desk, ticketId, 'queue', 'brief'));
    const after = await desk.ticket(ticketId);
    expect(after.queuedAt).toBe(before.openedAt);
    // Another department, whose grace is not over, has it wait longer.
    expect(await owns(desk, kept.ticketId, 'agent', 'ana')).toBe(true);
    const { items } = (await desk.api.get('/v1/audit?category=ownership')).body;
    const moved = items.find((entry: any) => entry.kind === 'ticket.requeued');
    const absentFor = Date.parse(moved.at) - Date.parse((await desk.agent('ana')).presenceSince);
    expect(absentFor).toBeGreaterThanOrEqual(1000);
  });

  it('[I15] whoever says that they go has no grace: their work is handled at once', async () => {
    const desk = await Desk.open(server(), house);
    await device(desk, 'ana', 'laptop').comeOnline();
    const { ticketId } = await desk.conversation({ owner: anas });
    await desk.as('ana').put('/v1/agents/ana/presence', { presence: 'offline' });
    await eventually(() => owns(desk, ticketId, 'queue', 'care'));
    expect(await desk.agent('ana')).toMatchObject({ presence: 'offline', lapsed: false, leased: false });
    expect(await device(desk, 'ana', 'laptop').beat()).toMatchObject({ presence: 'offline', restored: false });
  });

  it('[F8] [I15] a supervisor who sets somebody offline who had only been lost ends their grace', async () => {
    const desk = await Desk.open(server(), house);
    const laptop = device(desk, 'ana', 'laptop');
    await laptop.comeOnline();
    const { ticketId } = await desk.conversation({ owner: anas });
    await laptop.beat(0);
    await lapses(desk, 'ana');
    expect(await owns(desk, ticketId, 'agent', 'ana')).toBe(true);
    const set = await desk.as('sue').put('/v1/agents/ana/presence', { presence: 'offline', reason: 'went home' });
    expect(set.status).toBe(200);
    await eventually(() => owns(desk, ticketId, 'queue', 'care'));
    const [entry] = (await desk.api.get('/v1/audit?category=staffing')).body.items;
    expect(entry).toMatchObject({
      kind: 'agent.presence_changed',
      actor: { kind: 'agent', id: 'sue' },
      before: { presence: 'offline', status: null },
      after: { presence: 'offline', status: null },
      details: { agentId: 'ana', reason: 'went home' },
    });
  });

  it('[F9] [S5] one device that lives is enough: a telephone in the pocket, or a page in the background', async () => {
    const desk = await Desk.open(server(), house);
    const [laptop, phone] = [device(desk, 'ana', 'laptop'), device(desk, 'ana', 'phone')];
    await laptop.comeOnline();
    const { ticketId } = await desk.conversation({ owner: anas });
    await phone.beat(600);
    await laptop.beat(0);
    // Somebody who has no other device is found to be gone by the same look.
    const other = device(desk, 'bob', 'laptop');
    await other.comeOnline();
    await other.beat(0);
    await lapses(desk, 'bob');
    expect(await desk.agent('ana')).toMatchObject({ presence: 'online', lapsed: false });
    await phone.beat(0);
    await lapses(desk, 'ana');
    expect(await phone.beat()).toMatchObject({ presence: 'online', restored: true, leased: true });
    expect(await owns(desk, ticketId, 'agent', 'ana')).toBe(true);
  });

  it('[F9] [I14] a presence that flaps twenty times loses no work, and nothing bounces', async () => {
    const desk = await Desk.open(server(), house);
    const laptop = device(desk, 'ana', 'laptop');
    await laptop.comeOnline({ status: 'phone-only' });
    const tickets = await Promise.all([1, 2, 3].map(() => desk.conversation({ owner: anas })));
    const before = await Promise.all(tickets.map(({ ticketId }) => desk.ticket(ticketId)));
    for (let flap = 0; flap < 20; flap++) {
      await laptop.beat(0);
      await lapses(desk, 'ana');
      const back = await laptop.beat();
      expect(back).toMatchObject({ presence: 'online', status: 'phone-only', restored: true });
      expect(shapeOf(back)).toEqual(shapeOf(guideExamples('presence.md')[0]));
    }
    expect(await Promise.all(tickets.map(({ ticketId }) => desk.ticket(ticketId)))).toEqual(before);
    expect(await desk.agent('ana')).toMatchObject({ used: 3, lapsed: false, presence: 'online', status: 'phone-only' });
  });

  it('[F10] [I15] [I26] a department keeps absent work, sends it along its fallback, or has it back where nothing else takes it', async () => {
    const desk = await Desk.open(server(), house);
    await desk.online('bob');
    const laptop = device(desk, 'ana', 'laptop');
    await laptop.comeOnline();
    const of = async (department: string) => (await desk.conversation({ owner: anasIn(department) })).ticketId;
    const kept = await of('keeps');
    const followed = await of('follows');
    const circled = await of('circles');
    const asked = await of('asks');
    await laptop.beat(0);
    await lapses(desk, 'ana');
    // Its own department is a fallback like any other: nothing throws, and it waits there.
    await eventually(() => owns(desk, circled, 'queue', 'circles'));
    // The first of its fallback takes nothing, the second does.
    const moved = await eventually(async () => {
      const ticket = await desk.ticket(followed);
      return ticket.state === 'moved' && ticket;
    });
    expect(await desk.ticket(moved.nextTicketId)).toMatchObject({
      departmentId: 'care',
      owner: { kind: 'queue', id: 'care' },
    });
    // Who is asked has not answered yet: until then the queue is in charge, and nobody who is gone.
    await eventually(() => owns(desk, asked, 'queue', 'asks'));
    const [offer] = (await desk.as('bob').get('/v1/offers')).body.items;
    expect(offer).toMatchObject({ ticketId: asked, agentId: 'bob' });
    expect((await desk.as('bob').post(`/v1/transfers/${offer.transferId}/accept`)).status).toBe(200);
    expect(await owns(desk, asked, 'agent', 'bob')).toBe(true);
    expect(await owns(desk, kept, 'agent', 'ana')).toBe(true);
    await laptop.beat();
    expect(await owns(desk, kept, 'agent', 'ana')).toBe(true);
  });

  it('[F12] [I14] whoever is asked and is lost from sight is asked no more, and the customer stays with the sender', async () => {
    const desk = await Desk.open(server(), house);
    const laptop = device(desk, 'bob', 'laptop');
    await laptop.comeOnline();
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: anas });
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'bob' } });
    expect(asked.body.state).toBe('offered');
    await laptop.beat(0);
    await eventually(async () => {
      const { state, outcome } = (await desk.as('ana').get(`/v1/transfers/${asked.body.id}`)).body;
      return state === 'returned' && outcome === 'agent_offline';
    });
    expect(await owns(desk, ticketId, 'agent', 'ana')).toBe(true);
    const again = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'bob' } });
    expect([again.status, again.body.code]).toEqual([409, 'agent_offline']);
  });

  it('[S5] [I14] a status serves the channels that it names, and for the others nobody is there', async () => {
    const desk = await Desk.open(server(), house);
    await desk.online('ana');
    const statuses = (await desk.as('ana').get('/v1/statuses')).body.items;
    expect(statuses).toEqual([
      { id: 'phone-only', name: 'On the phone', presence: 'online', channels: ['voice'] },
      { id: 'lunch', name: 'lunch', presence: 'away', channels: 'all' },
    ]);
    const choose = (who: string, status: string) => desk.as(who).put(`/v1/agents/${who}/presence`, { status });
    expect((await choose('bob', 'phone-only')).body).toMatchObject({ presence: 'online', status: 'phone-only' });
    expect((await choose('max', 'phone-only')).status).toBe(200);
    const { ticketId } = await desk.conversation({ owner: anas });
    const ask = (target: object) => desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target });
    const toBob = await ask({ kind: 'agent', id: 'bob' });
    expect([toBob.status, toBob.body.code]).toEqual([409, 'agent_offline']);
    expect(toBob.body.data).toMatchObject({ presence: 'online', status: 'phone-only' });
    const toManned = await ask({ kind: 'department', id: 'manned' });
    expect([toManned.body.code, toManned.body.data?.cause]).toEqual(['not_accepting', 'no_agent_online']);
    const listed = (await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=agent&q=bob`)).body.items;
    expect(listed[0]).toMatchObject({ allowed: false, presence: 'online', status: 'phone-only' });
    expect((await choose('bob', 'lunch')).body).toMatchObject({ presence: 'away', status: 'lunch' });
    const unknown = await choose('bob', 'siesta');
    expect([unknown.status, unknown.body.code]).toEqual([409, 'status_unknown']);
    // One that is retired meanwhile counts as the presence that it came to.
    await desk.configure({ ...house, statuses: [] });
    await eventually(async () => (await ask({ kind: 'department', id: 'manned' })).status === 201);
  });

  it('[I12] a supervisor’s capacity counts at the next decision, takes nothing away, and stands in the audit', async () => {
    const desk = await Desk.open(server(), house);
    await desk.online('ana', 'bob');
    const set = (who: string, body: object) => desk.as(who).put('/v1/agents/bob/capacity', body);
    await desk.conversation({ owner: { kind: 'agent', id: 'bob' } });
    expect(await desk.agent('bob')).toMatchObject({ used: 1, capacity: 5, percent: 20, capacityOverride: null });
    const { ticketId } = await desk.conversation({ owner: anas });
    const toBob = () =>
      desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'bob' } });
    const narrowed = await set('sue', { total: 0, reason: 'training' });
    expect(narrowed.body).toMatchObject({
      used: 1,
      capacity: 0,
      percent: 100,
      capacityOverride: { total: 0, by: { kind: 'agent', id: 'sue' }, reason: 'training', until: null },
    });
    expect((await toBob()).body.code).toBe('agent_at_capacity');
    const shown = guideExamples('presence.md')[1];
    const bounded = (await set('sue', { total: 2, reason: 'new here', until: '2099-11-21T18:00:00Z' })).body;
    const { throughKey: _, ...by } = bounded.capacityOverride.by;
    const { used, capacity, percent, capacityOverride } = bounded;
    expect(shapeOf({ used, capacity, percent, capacityOverride: { ...capacityOverride, by } })).toEqual(shapeOf(shown));
    await set('sue', { total: 0 });
    for (const body of [{ total: -1 }, { total: 1001 }, { total: 1.5 }, { total: 5, perChannel: { fax: 1 } }])
      expect((await set('sue', body)).body.code).toBe('validation');
    expect((await set('sue', { total: 1, until: '2020-01-01T00:00:00Z' })).body.faults[0].path).toBe('/until');
    expect((await set('bob', { total: 50 })).body.code).toBe('permission_missing');
    expect((await set('sue', { total: 2 })).body).toMatchObject({ capacity: 2, percent: 50 });
    expect((await toBob()).body.state).toBe('offered');
    const off = await desk.as('sue').delete('/v1/agents/bob/capacity');
    expect(off.body).toMatchObject({ capacity: 5, used: 2, percent: 40, capacityOverride: null });
    const { items } = (await desk.api.get('/v1/audit?category=staffing')).body;
    expect(items.map((entry: any) => [entry.kind, entry.actor.id, entry.before?.total, entry.after?.total])).toEqual([
      ['agent.capacity_changed', 'sue', 2, undefined],
      ['agent.capacity_changed', 'sue', 0, 2],
      ['agent.capacity_changed', 'sue', 2, 0],
      ['agent.capacity_changed', 'sue', 0, 2],
      ['agent.capacity_changed', 'sue', undefined, 0],
    ]);
  });

  it('skills and departments are changed while somebody works, as a version that can be gone back on', async () => {
    const desk = await Desk.open(server(), house);
    await desk.online('ana');
    const version = Number((await desk.api.get('/v1/configuration')).headers.get('etag')?.replaceAll('"', ''));
    const put = (who: string, what: string, body: object) => desk.as(who).put(`/v1/agents/ana/${what}`, body);
    const skilled = await put('sue', 'skills', { skills: ['french'], skillLevels: { french: 4 } });
    expect([skilled.status, skilled.body.version]).toEqual([200, version + 1]);
    expect(await desk.agent('ana')).toMatchObject({ skills: ['french'], skillLevels: { french: 4 } });
    expect((await put('ana', 'skills', { skills: [] })).body.code).toBe('permission_missing');
    expect((await put('sue', 'skills', { skills: ['klingon'] })).body.code).toBe('entry_unknown');
    const { ticketId } = await desk.conversation({ owner: anas });
    const others = house.agents?.[0]?.departments?.filter((id) => id !== 'care') ?? [];
    const leaving = await put('sue', 'departments', { departments: others });
    expect([leaving.status, leaving.body.code]).toEqual([409, 'open_work_there']);
    expect(leaving.body.data).toMatchObject({ departments: ['care'], openTickets: 1 });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'queue', id: 'care' } });
    const left = await put('sue', 'departments', { departments: others });
    expect([left.status, left.body.changed]).toEqual([200, true]);
    expect((await desk.agent('ana')).departments).toEqual(others);
    const [entry] = (await desk.api.get('/v1/audit?category=policy')).body.items;
    expect([entry.actor.id, Object.keys(entry.after)]).toEqual(['sue', ['agent ana']]);
    const restored = await desk.api.post(`/v1/configuration/versions/${version}/restore`);
    expect(restored.status, JSON.stringify(restored.body)).toBe(200);
    expect(await desk.agent('ana')).toMatchObject({ skills: [], departments: house.agents?.[0]?.departments });
  });

  it('[I46] nobody speaks for somebody else’s presence, and a heartbeat of nobody is not found', async () => {
    const desk = await Desk.open(server(), house);
    const beat = (who: string, of: string) => desk.as(who).post(`/v1/agents/${of}/presence/heartbeat`);
    expect((await beat('bob', 'ana')).body.code).toBe('permission_missing');
    expect((await beat('sue', 'ana')).body).toMatchObject({ presence: 'offline', leased: false, restored: false });
    expect((await beat('sue', 'nobody')).body.code).toBe('not_found');
    expect((await desk.as('ana').put('/v1/agents/ana/presence', {})).body.code).toBe('validation');
  });
});
