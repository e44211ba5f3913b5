import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Said, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';

// What somebody's role permits in their own department, asked for in another one.

const configuration = {
  profile: 'baton',
  departments: [
    { id: 'support', moveRules: [{}], duty: ['anna'] },
    { id: 'billing', moveRules: [{}] },
    // Serves no chats.
    { id: 'letters', channels: ['email'] },
    // Only its members know of it.
    { id: 'board', knownTo: [] },
  ],
  queues: ['support', 'billing', 'letters', 'board'].map((id) => ({ id, department: id, distribution: 'pull' })),
  agents: [
    { id: 'anna', departments: ['support'], capacity: { total: null } },
    { id: 'ada', departments: ['letters', 'support'], capacity: { total: null } },
    { id: 'bob', departments: ['billing'], capacity: { total: null } },
    { id: 'sam', departments: ['board'], capacity: { total: null } },
    { id: 'bill', departments: ['board', 'billing'], capacity: { total: null } },
    { id: 'zoe', role: 'supervisor', departments: ['support'], capacity: { total: null } },
    // Supervises billing, and does not read how the house is set up.
    {
      id: 'bea',
      role: 'supervisor',
      departments: ['billing'],
      deny: ['configuration.read'],
      capacity: { total: null },
    },
    { id: 'root', role: 'administrator', departments: [], capacity: { total: null } },
  ],
  externals: [{ id: 'notary', kind: 'telephone', address: '+49 30 1234' }],
  accounts: [
    { id: 'web', kind: 'webchat', entry: { department: 'support' } },
    { id: 'shop', kind: 'webchat', entry: { department: 'support' } },
  ],
  flows: [
    {
      id: 'alarm',
      department: 'support',
      triggers: [{ kind: 'conversation_opened', sources: ['api', 'agent'] }],
      start: 'raise',
      steps: [{ id: 'raise', kind: 'alert', text: 'Look', next: { alerted: 'end', failed: 'end' } }],
    },
  ],
};

describeOnStores('the ticket of another department', (store) => {
  let server: TestServer;
  let key: string;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    ({ key } = await server.organization(configuration));
    await server.call('PUT', '/v1/agents/bea/presence', { key, body: { presence: 'online' } });
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  const call = (as: string | undefined, method: string, url: string, body?: unknown) =>
    server.call(method, url, { key, ...(as === undefined ? {} : { as }), ...(body === undefined ? {} : { body }) });
  const codeOf = ({ status, body }: Said) => [status, body?.code];

  let serial = 0;
  const address = () => `visitor-${++serial}`;
  async function start(as: string | undefined = 'anna', more: object = {}): Promise<{ id: string; ticketId: string }> {
    const said = await call(as, 'POST', '/v1/conversations', {
      accountId: 'web',
      contact: { address: address() },
      ...more,
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  }

  /** A ticket of Anna's that the supervisor of billing sees a preview of, and what to ask about it. */
  const previews: Record<string, () => Promise<{ id: string; ticketId: string; transferId: string }>> = {
    'offered to them': async () => {
      const started = await start();
      const target = { kind: 'agent', id: 'bea' };
      const offered = await call('anna', 'POST', `/v1/tickets/${started.ticketId}/transfers`, { target });
      expect(offered.body.state, offered.text).toBe('offered');
      return { ...started, transferId: offered.body.id };
    },
    'about which they are asked for advice': async () => {
      const started = await start();
      const target = { kind: 'agent', id: 'bea' };
      const asked = await call('anna', 'POST', `/v1/tickets/${started.ticketId}/transfers`, { target, mode: 'warm' });
      expect(asked.body.state, asked.text).toBe('consulting');
      return { ...started, transferId: asked.body.id };
    },
    'into which they are invited, and about which a colleague is asked': async () => {
      const started = await start();
      const url = `/v1/tickets/${started.ticketId}`;
      expect((await call('anna', 'POST', `${url}/parties`, { agentId: 'bea' })).status).toBe(201);
      const target = { kind: 'agent', id: 'zoe' };
      const asked = await call('anna', 'POST', `${url}/transfers`, { target, mode: 'warm' });
      expect(asked.body.state, asked.text).toBe('consulting');
      return { ...started, transferId: asked.body.id };
    },
  };

  describe.each(Object.keys(previews))('[X18] %s', (title) => {
    test('is not theirs to write to, to end, to put aside or to move, whatever their role', async () => {
      const { id, ticketId, transferId } = await (previews[title] as (typeof previews)[string])();
      const other = await start();
      const queued = { ...(await start(undefined)), of: 'a queue' };
      await call(undefined, 'POST', `/v1/tickets/${ticketId}/parties`, { agentId: 'bob' });
      const before = await call(undefined, 'GET', `/v1/conversations/${id}`);
      const url = `/v1/tickets/${ticketId}`;
      const until = new Date(Date.now() + 60_000).toISOString();
      const participants = [{ channel: 'webchat', address: 'mallory' }];
      const asked: readonly [method: string, url: string, body?: unknown][] = [
        ['PATCH', url, { tags: ['mine'], attributes: { mine: 'yes' } }],
        ['POST', `${url}/close`],
        ['POST', `${url}/take`],
        ['POST', `${url}/reroute`, { priority: 1 }],
        ['POST', `${url}/return`],
        ['POST', `${url}/hold`],
        ['POST', `${url}/resume`],
        ['POST', `${url}/snooze`, { until }],
        ['POST', `${url}/wake`],
        ['POST', `${url}/merge`, { into: other.ticketId }],
        ['POST', `${url}/parties`, { agentId: 'ada' }],
        ['PUT', `${url}/parties/bob`, { joined: true }],
        ['DELETE', `${url}/parties/bob`],
        ['POST', `${url}/transfers`, { target: { kind: 'queue', id: 'billing' } }],
        ['PUT', `${url}/department`, { departmentId: 'billing' }],
        ['POST', `/v1/conversations/${id}/channel`, { accountId: 'shop', address: 'mallory', consent: true }],
        ['PUT', `/v1/conversations/${id}/participants`, { participants }],
        ['POST', `/v1/conversations/${id}/messages`, { text: 'mine', kind: 'note' }],
        ['POST', `/v1/transfers/${transferId}/cancel`],
        // Of what they cannot know of at all there is nothing.
        ['POST', `/v1/tickets/${queued.ticketId}/close`],
      ];
      const answers: Record<string, unknown> = {};
      for (const [method, path, body] of asked)
        answers[`${method} ${path}`] = codeOf(await call('bea', method, path, body));
      const expected = asked.map(([method, path]) => [
        `${method} ${path}`,
        // It is not merged with what they do not see.
        path.includes(queued.ticketId) || path.endsWith('/merge') ? [404, 'not_found'] : [403, 'not_a_member'],
      ]);
      expect(answers).toEqual(Object.fromEntries(expected));
      for (const [method, path, body] of [
        ['POST', `${url}/help`, { message: 'mine' }],
        ['POST', `${url}/help/clear`],
        ['POST', `/v1/transfers/${transferId}/complete`],
      ] as const)
        expect((await call('bea', method, path, body)).status, path).toBeGreaterThanOrEqual(403);
      expect((await call(undefined, 'GET', `/v1/conversations/${id}`)).body).toEqual(before.body);
    });
  });

  test('[X18] is still theirs to answer: an offer is accepted, advice is given, an invitation is followed', async () => {
    const [offered, consulted, invited] = Object.values(previews) as [any, any, any];
    const first = await offered();
    expect((await call('bea', 'POST', `/v1/transfers/${first.transferId}/accept`)).status).toBe(200);
    const moved = (await call(undefined, 'GET', `/v1/conversations/${first.id}`)).body;
    expect(moved).toMatchObject({ owner: { kind: 'agent', id: 'bea' }, departmentId: 'billing' });
    const declined = await offered();
    expect((await call('bea', 'POST', `/v1/transfers/${declined.transferId}/decline`)).status).toBe(200);

    const second = await consulted();
    const say = (id: string, kind: string) =>
      call('bea', 'POST', `/v1/conversations/${id}/messages`, { kind, text: 'Ask her.' });
    expect((await say(second.id, 'consult')).status).toBe(201);
    expect((await call('bea', 'POST', `/v1/transfers/${second.transferId}/accept`)).status).toBe(200);

    const third = await invited();
    expect((await say(third.id, 'consult')).status).toBe(201);
    expect(codeOf(await say(third.id, 'reply'))).toEqual([403, 'not_owner']);
    const part = `/v1/tickets/${third.ticketId}/parties/bea`;
    expect((await call('bea', 'PUT', part, { joined: true })).status).toBe(200);
    expect((await say(third.id, 'reply')).status).toBe(201);
    expect((await call('bea', 'DELETE', part)).status).toBe(200);
  });

  test('[X9] is handed over by nobody who supervises elsewhere, and its answer from outside is entered by none of them', async () => {
    const { ticketId } = await start();
    const target = { kind: 'agent', id: 'zoe' };
    const consult = await call('anna', 'POST', `/v1/tickets/${ticketId}/transfers`, { target, mode: 'warm' });
    expect(codeOf(await call('bea', 'POST', `/v1/transfers/${consult.body.id}/complete`))).toEqual([404, 'not_found']);
    expect((await call('zoe', 'POST', `/v1/transfers/${consult.body.id}/cancel`)).status).toBe(200);
    // Asked first, and in vain: what became of it she may ask.
    const outside = await call('anna', 'POST', `/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'external', id: 'notary' },
    });
    expect(outside.body.state, outside.text).toBe('offered');
    expect(codeOf(await call('bea', 'POST', `/v1/transfers/${outside.body.id}/accept`))).toEqual([404, 'not_found']);
    expect((await call('zoe', 'POST', `/v1/transfers/${outside.body.id}/accept`)).status).toBe(200);
    expect((await call('zoe', 'POST', `/v1/tickets/${ticketId}/return`)).status).toBe(200);
  });

  describe('who works where', () => {
    const assign = (as: string | undefined, agentId: string, departments: readonly string[]) =>
      call(as, 'PUT', `/v1/agents/${agentId}/departments`, { departments });
    const departmentsOf = async (agentId: string) =>
      (await call(undefined, 'GET', `/v1/agents/${agentId}`)).body.departments;

    test('[X9] a supervisor puts nobody, themselves least of all, into a department that is not theirs, and takes nobody out', async () => {
      for (const [as, agentId, departments, department] of [
        ['zoe', 'zoe', ['support', 'billing'], 'billing'],
        ['zoe', 'anna', ['support', 'billing'], 'billing'],
        ['zoe', 'bob', ['support'], 'billing'],
        ['zoe', 'bob', [], 'billing'],
        ['bea', 'anna', ['billing'], 'support'],
      ] as const) {
        const said = await assign(as, agentId, departments);
        expect([codeOf(said), said.body.data], said.text).toEqual([[403, 'not_a_member'], { department }]);
      }
      expect([await departmentsOf('zoe'), await departmentsOf('bob')]).toEqual([['support'], ['billing']]);
    });

    test('a supervisor brings somebody into their own department, and lets them go again; administrators and keys move anybody', async () => {
      expect((await assign('zoe', 'bob', ['billing', 'support'])).status).toBe(200);
      expect(await departmentsOf('bob')).toEqual(['billing', 'support']);
      expect((await assign('zoe', 'bob', ['billing'])).status).toBe(200);
      for (const as of ['root', undefined]) {
        expect((await assign(as, 'bob', ['letters'])).status).toBe(200);
        expect((await assign(as, 'bob', ['billing'])).status).toBe(200);
      }
      expect(await departmentsOf('bob')).toEqual(['billing']);
    });

    test('[X31] a department that one may not know of answers as one that is not there, and stays an agent’s when they are given others', async () => {
      const unknown = await assign('bea', 'bob', ['billing', 'nowhere']);
      const hidden = await assign('bea', 'bob', ['billing', 'board']);
      expect(codeOf(unknown)).toEqual([409, 'entry_unknown']);
      expect(hidden.text).toBe(unknown.text.replaceAll('nowhere', 'board'));
      expect((await assign(undefined, 'bob', ['board'])).status).toBe(200);
      expect(codeOf(await assign('bea', 'bob', ['billing']))).toEqual([404, 'not_found']);
      expect((await assign(undefined, 'bob', ['support', 'board', 'billing'])).status).toBe(200);
      expect((await assign('bea', 'bob', ['support'])).status).toBe(200);
      expect(await departmentsOf('bob')).toEqual(['support', 'board']);
      expect((await assign(undefined, 'bob', ['billing'])).status).toBe(200);
    });
  });

  test('[X31] the levers on somebody whom one may not know of answer as for nobody, and change nothing', async () => {
    const agentOf = async () => (await call(undefined, 'GET', '/v1/agents/sam')).body;
    const before = await agentOf();
    for (const [method, path, body] of [
      ['PUT', 'capacity', { total: 0 }],
      ['DELETE', 'capacity'],
      ['PUT', 'skills', { skills: [] }],
      ['PUT', 'departments', { departments: [] }],
      ['POST', 'presence/heartbeat'],
      ['PUT', 'presence', { presence: 'away', leaseSeconds: 30 }],
    ] as const) {
      const said = await call('bea', method, `/v1/agents/sam/${path}`, body);
      const never = await call('bea', method, `/v1/agents/nobody/${path}`, body);
      expect([path, said.status, said.text]).toEqual([path, 404, never.text]);
    }
    expect(await agentOf()).toEqual(before);
    expect((await call('zoe', 'PUT', '/v1/agents/sam/capacity', { total: 1 })).status).toBe(200);
  });

  test('[X9] an alert is seen to by those who are told and by who supervises its department, and by nobody else', async () => {
    await start();
    const alertId = await server.firstOf('/v1/alerts', key);
    const acknowledge = (as: string | undefined) => call(as, 'POST', `/v1/alerts/${alertId}/acknowledge`);
    expect(codeOf(await acknowledge('bea'))).toEqual([404, 'not_found']);
    expect((await call('bea', 'GET', '/v1/alerts')).body.items).toEqual([]);
    expect((await acknowledge('zoe')).body).toMatchObject({ id: alertId, acknowledgedBy: 'zoe' });
    for (const as of ['anna', 'root', undefined]) expect((await acknowledge(as)).body.acknowledgedBy).toBe('zoe');
    expect(codeOf(await acknowledge('bea'))).toEqual([404, 'not_found']);
  });

  test('[X31] agents are shown with the departments that one may know of, and found by no others', async () => {
    const shownTo = async (as: string) => (await call(as, 'GET', '/v1/agents/bill')).body.departments;
    const foundBy = async (as: string) => {
      const { body } = await call(as, 'GET', '/v1/agents?departmentId=board');
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect([await shownTo('anna'), await foundBy('anna')]).toEqual([['billing'], []]);
    expect([await shownTo('sam'), await foundBy('sam')]).toEqual([
      ['board', 'billing'],
      ['bill', 'sam'],
    ]);
  });

  describe('a conversation that an agent begins', () => {
    const begin = (as: string | undefined, owner?: object, more: object = {}) =>
      call(as, 'POST', '/v1/conversations', {
        accountId: 'web',
        contact: { address: address() },
        ...(owner === undefined ? {} : { owner }),
        ...more,
      });

    test.each<[string, string, object, [number, string], object]>([
      ['a queue elsewhere', 'anna', { kind: 'queue', id: 'billing' }, [403, 'not_a_member'], { department: 'billing' }],
      [
        'a department elsewhere',
        'zoe',
        { kind: 'department', id: 'billing' },
        [403, 'not_a_member'],
        { department: 'billing' },
      ],
      ['a queue of nowhere', 'anna', { kind: 'queue', id: 'none' }, [409, 'target_unknown'], { kind: 'queue' }],
      ['a hidden queue', 'anna', { kind: 'queue', id: 'board' }, [409, 'target_unknown'], { kind: 'queue' }],
      ['a hidden department', 'bea', { kind: 'department', id: 'board' }, [409, 'target_unknown'], { id: 'board' }],
      ['a colleague', 'anna', { kind: 'agent', id: 'ada' }, [409, 'target_not_permitted'], { agent: 'ada' }],
      ['somebody elsewhere', 'zoe', { kind: 'agent', id: 'bob' }, [409, 'target_not_permitted'], { agent: 'bob' }],
      ['somebody hidden', 'anna', { kind: 'agent', id: 'sam' }, [409, 'target_unknown'], { id: 'sam' }],
      ['nobody', 'anna', { kind: 'agent', id: 'none' }, [409, 'target_unknown'], { id: 'none' }],
      [
        'themselves elsewhere',
        'anna',
        { kind: 'agent', id: 'anna', departmentId: 'billing' },
        [409, 'target_unknown'],
        { id: 'anna' },
      ],
      [
        'a department that does not serve the channel',
        'ada',
        { kind: 'department', id: 'letters' },
        [409, 'channel_not_served'],
        { channel: 'webchat', department: 'letters' },
      ],
      [
        'themselves where the channel is not served',
        'ada',
        { kind: 'agent', id: 'ada', departmentId: 'letters' },
        [409, 'channel_not_served'],
        { channel: 'webchat', department: 'letters' },
      ],
    ])('[X9] is not opened for %s', async (_, as, owner, refusal, data) => {
      const said = await begin(as, owner);
      expect(codeOf(said), said.text).toEqual(refusal);
      expect(said.body.data).toMatchObject(data);
    });

    test('is theirs, or waits in a queue or department of theirs; integrations open it anywhere', async () => {
      for (const owner of [
        undefined,
        { kind: 'agent', id: 'ada' },
        { kind: 'agent', id: 'ada', departmentId: 'support' },
        { kind: 'queue', id: 'support' },
        { kind: 'department', id: 'support' },
      ]) {
        const said = await begin('ada', owner);
        expect(said.status, said.text).toBe(201);
      }
      for (const owner of [
        { kind: 'queue', id: 'board' },
        { kind: 'department', id: 'letters' },
        { kind: 'agent', id: 'bob' },
      ])
        expect((await begin(undefined, owner)).status).toBe(201);
    });

    test('[X31] of an open one on the thread that they may not know of they are told no more than that it is there', async () => {
      const contact = { address: address() };
      const opened = await begin(undefined, { kind: 'queue', id: 'board' }, { contact });
      expect(opened.status, opened.text).toBe(201);
      const barred = await begin('anna', undefined, { contact });
      expect(codeOf(barred)).toEqual([409, 'session_not_possible']);
      expect(barred.body.data).toEqual({ account: 'web', cause: 'thread_open' });
      for (const id of [opened.body.id, opened.body.ticketId, opened.body.contactId, 'board'])
        expect(barred.text).not.toContain(id);
      for (const as of ['sam', 'root', undefined]) {
        const again = await begin(as, undefined, { contact });
        expect([again.status, again.body.id, again.body.opened]).toEqual([200, opened.body.id, false]);
      }
    });
  });

  test('what is closed or merged says so to whoever writes there, and not that it has no owner', async () => {
    const contact = { address: address() };
    const [closed, merged, survivor] = [
      await start('anna'),
      await start('anna', { contact, threadKey: `${contact.address}-1` }),
      await start('anna', { contact, threadKey: `${contact.address}-2` }),
    ];
    expect((await call('anna', 'POST', `/v1/tickets/${closed.ticketId}/close`)).status).toBe(200);
    const into = { into: survivor.ticketId };
    expect((await call('anna', 'POST', `/v1/tickets/${merged.ticketId}/merge`, into)).status).toBe(200);
    const participants = { participants: [] };
    const channel = { accountId: 'shop', address: 'mallory', consent: true };
    for (const as of ['anna', 'ada', 'zoe', undefined]) {
      for (const [{ id, ticketId }, code, data] of [
        [closed, 'ticket_closed', { ticket: closed.ticketId }],
        [merged, 'ticket_moved', { ticket: merged.ticketId, nextTicket: survivor.ticketId }],
      ] as const) {
        for (const [method, path, body] of [
          ['POST', `/v1/conversations/${id}/messages`, { text: 'Hello?' }],
          ['POST', `/v1/conversations/${id}/messages`, { text: 'Look.', kind: 'note' }],
          ['POST', `/v1/conversations/${id}/messages`, { text: 'Psst.', kind: 'whisper' }],
          ['POST', `/v1/conversations/${id}/messages`, { text: 'And?', kind: 'consult' }],
          ['PUT', `/v1/conversations/${id}/participants`, participants],
          ['POST', `/v1/conversations/${id}/channel`, channel],
          ['POST', `/v1/tickets/${ticketId}/close`, undefined],
          ['POST', `/v1/tickets/${ticketId}/hold`, undefined],
        ] as const) {
          const said = await call(as, method, path, body);
          expect([as, path, codeOf(said), said.body.data], said.text).toEqual([as, path, [409, code], data]);
        }
      }
    }
    const foreign = await call('bea', 'POST', `/v1/conversations/${closed.id}/messages`, { text: 'Hello?' });
    expect(codeOf(foreign)).toEqual([404, 'not_found']);
  });
});
