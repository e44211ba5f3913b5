import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, twoDepartments } from './desk.ts';

const toDepartment = (id: string, more: object = {}) => ({ target: { kind: 'department', id }, ...more });
const channelKinds = ['webchat', 'email', 'whatsapp', 'sms', 'messenger', 'instagram', 'telegram', 'line'];

type Setup = typeof twoDepartments;

/** The desk of `twoDepartments` with these changes of departments, by id. */
function withDepartments(changes: Readonly<Record<string, object>>, more: object = {}): Setup {
  const departments = twoDepartments.departments?.map((each) => ({ ...each, ...changes[each.id] }));
  return { ...twoDepartments, ...more, departments } as Setup;
}

describeScenarios('rules as people need them', (server) => {
  it('[G3] after a refusal a user of the destination finds nothing of it: no search hit, no file, no number', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const contact = 'visitor-with-a-rare-name';
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' }, contact });
    const file = await fetch(`${desk.url}/v1/files?name=contract.txt`, {
      method: 'POST',
      headers: { authorization: `Bearer ${desk.key}`, 'baton-act-as': 'ana', 'content-type': 'text/plain' },
      body: 'The secret terms.',
    });
    const { id: fileId, ...stored } = (await file.json()) as { id: string };
    expect(file.status, JSON.stringify(stored)).toBe(201);
    const said = await desk
      .as('ana')
      .post(`/v1/conversations/${conversationId}/messages`, { text: 'a passphrase like xylophone', fileIds: [fileId] });
    expect(said.status, JSON.stringify(said.body)).toBe(201);
    const refused = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toDepartment('legal'));
    expect([refused.status, refused.body.code]).toEqual([409, 'no_move_rule']);
    const of = async (agent: string) => {
      const voice = desk.as(agent);
      const found = (await voice.get('/v1/search?q=xylophone')).body;
      const named = (await voice.get(`/v1/search?q=${contact}`)).body;
      const counts = (await voice.get('/v1/queues')).body.items.reduce(
        (sum: number, queue: any) => sum + queue.length,
        0,
      );
      const content = await fetch(`${desk.url}/v1/files/${fileId}`, {
        headers: { authorization: `Bearer ${desk.key}`, 'baton-act-as': agent },
      });
      // An answer that nobody reads would keep the server from closing.
      await content.arrayBuffer();
      return {
        hits: JSON.stringify([found, named]).includes(conversationId) || JSON.stringify(named).includes(contact),
        ticket: (await voice.get(`/v1/tickets/${ticketId}`)).status,
        transfer: (await voice.get(`/v1/transfers/${refused.body.transferId}`)).status,
        file: content.status,
        counts,
      };
    };
    expect(await of('leo')).toEqual({ hits: false, ticket: 404, transfer: 404, file: 404, counts: 0 });
    expect(await of('ana')).toMatchObject({ hits: true, ticket: 200, transfer: 200, file: 200 });
  });

  it('[G10] [G-L3] the first row opens everything: the plan lists every pair before, and lint says so', async () => {
    const closed = withDepartments({ support: { moveRules: [] } });
    const desk = await Desk.open(server(), closed);
    const open = withDepartments({ support: { moveRules: [{}] } });
    const plan = (await desk.api.post('/v1/configuration/plan', open)).body;
    const opened = plan.opens.pairs.map(({ from, to, channel, before, after }: any) => [
      from,
      to,
      channel,
      before,
      after,
    ]);
    const expected = ['billing', 'legal'].flatMap((to) =>
      channelKinds.map((channel) => ['support', to, channel, 'closed', 'open']),
    );
    expect(opened.map(String).sort()).toEqual(expected.map(String).sort());
    const lint = (await desk.api.post('/v1/configuration/lint', { document: open })).body;
    expect(lint.findings.map((each: any) => [each.code, each.departmentId, each.row])).toContainEqual([
      'opens_everything',
      'support',
      0,
    ]);
    // Nothing was applied by asking.
    const { ticketId } = await desk.conversation();
    expect((await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'))).body.code).toBe(
      'no_move_rule',
    );
  });

  it('[G12] [G13] [G14] presets are rows that do what they say, as the simulator shows and tickets find', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    const presets = async (query = '') => {
      const { status, body } = await desk.as('sue').get(`/v1/configuration/move-rule-presets${query}`);
      expect(status, JSON.stringify(body)).toBe(200);
      return Object.fromEntries(body.items.map((each: any) => [each.id, each.rows]));
    };
    expect(await presets()).toMatchObject({ block_outgoing: [], these_channels_only: null });
    const filled = await presets('?channels=whatsapp&destinations=legal&otherChannels=email');
    expect((await desk.api.get('/v1/configuration/move-rule-presets?channels=carrier-pigeon')).status).toBe(400);
    const tried: [string, object, Record<string, number>][] = [
      ['channels_to_departments', {}, { 'wa legal': 201, 'wa billing': 409, 'mail legal': 201, 'chat legal': 409 }],
      ['block_outgoing', {}, { 'mail legal': 409, 'chat billing': 409 }],
      ['bots_leave_freely', { botOnly: true }, { 'mail legal': 201, 'chat billing': 201 }],
    ];
    for (const [preset, more, moves] of tried) {
      const setup = withDepartments({ support: { moveRules: filled[preset], ...more } });
      await desk.configure(setup);
      const asked = { from: 'support', actorKind: 'key' };
      const simulated = (await desk.as('sue').post('/v1/configuration/simulate', asked)).body.moves;
      for (const [move, status] of Object.entries(moves)) {
        const [account, to] = move.split(' ') as [string, string];
        const { ticketId } = await desk.conversation({ account });
        const answer = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment(to));
        expect([preset, move, answer.status]).toEqual([preset, move, status]);
        const channel = { chat: 'webchat', mail: 'email', wa: 'whatsapp' }[account];
        const said = simulated.find((each: any) => each.to === to && each.channel === channel);
        expect([preset, move, said.allowed]).toEqual([preset, move, status === 201]);
      }
      const findings = (await desk.api.post('/v1/configuration/lint')).body.findings;
      const ofSupport = findings.filter((each: any) => each.departmentId === 'support').map((each: any) => each.code);
      expect(ofSupport).toEqual(preset === 'block_outgoing' ? ['no_way_out'] : []);
    }
    await desk.configure(withDepartments({ support: { moveRules: [], botOnly: true } }));
    expect((await desk.api.post('/v1/configuration/lint')).body.findings).toContainEqual(
      expect.objectContaining({ code: 'bot_only_without_way_out', departmentId: 'support' }),
    );
    const circle = withDepartments({
      support: { fallback: [{ kind: 'department', id: 'billing' }] },
      billing: { fallback: [{ kind: 'department', id: 'support' }] },
    });
    const looped = await desk.api.post('/v1/configuration/lint', { document: circle });
    expect([looped.status, looped.body.faults?.[0]?.code]).toEqual([400, 'circular_fallback']);
  });

  it('[G-L3] every change has a version: who, when and what; any of them is read as it was, and restored as a new one', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    const first = (await desk.api.get('/v1/configuration')).body;
    await desk.configure(
      withDepartments({ support: { moveRules: [{ label: 'Open' }] } }, { settings: { notes: 'off' } }),
    );
    const without = twoDepartments.agents?.filter(({ id }) => id !== 'dee');
    await desk.configure({ ...twoDepartments, agents: without } as Setup);
    const back = twoDepartments.agents?.map((agent) => (agent.id === 'dee' ? { ...agent, name: 'Deirdre' } : agent));
    await desk.configure({ ...twoDepartments, agents: back } as Setup);
    const { items, nextCursor } = (await desk.api.get('/v1/configuration/versions?limit=3')).body;
    expect(items.map((each: any) => [each.version, each.adds, each.changes, each.retires])).toEqual([
      [4, 1, 0, 0],
      [3, 0, 2, 1],
      [2, 0, 2, 0],
    ]);
    expect(items[2].actor).toMatchObject({ kind: 'key' });
    expect(items[2].entries).toContainEqual(
      expect.objectContaining({ what: 'changed', kind: 'department', id: 'support', fields: ['moveRules'] }),
    );
    const rest = (await desk.api.get(`/v1/configuration/versions?limit=3&cursor=${nextCursor}`)).body;
    expect([rest.items.map((each: any) => each.version), rest.nextCursor]).toEqual([[1], null]);
    const one = (await desk.api.get('/v1/configuration/versions/1')).body;
    expect(one.document).toEqual(first);
    const two = (await desk.api.get('/v1/configuration/versions/2')).body;
    expect(two.document.settings).toEqual({ notes: 'off' });
    expect(two.document.agents.find((each: any) => each.id === 'dee').name).toBe('dee');
    expect(two.changes.find((each: any) => each.kind === 'organization').fields).toEqual([
      { field: 'settings.notes', before: null, after: 'off' },
    ]);
    expect((await desk.api.get('/v1/configuration/versions/0')).body.document.departments).toEqual([]);
    for (const unknown of ['5', 'x', '-1']) {
      const said = await desk.api.get(`/v1/configuration/versions/${unknown}`);
      expect([unknown, said.status, said.body.code]).toEqual([unknown, 404, 'version_unknown']);
    }
    const stale = await desk.api.post('/v1/configuration/versions/2/restore', {}, { 'if-match': '"3"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'version_conflict']);
    const restored = await desk.api.post('/v1/configuration/versions/2/restore', {}, { 'if-match': '"4"' });
    expect([restored.status, restored.body.version]).toEqual([200, 5]);
    expect((await desk.api.get('/v1/configuration')).body).toEqual(two.document);
    const { ticketId } = await desk.conversation();
    expect((await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('legal'))).status).toBe(201);
    expect((await desk.as('ana').get('/v1/configuration/versions')).status).toBe(403);
    expect((await desk.as('sue').post('/v1/configuration/versions/1/restore')).status).toBe(403);
  });

  it('[G-L2] a link to any ticket of the lineage resolves, and leads on to where it went', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    const { ticketId, conversationId } = await desk.conversation();
    const there = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'));
    const back = await desk.api.post(`/v1/tickets/${there.body.newTicketId}/transfers`, toDepartment('support'));
    const way = [ticketId];
    for (let ticket = await desk.ticket(ticketId); ticket.nextTicketId !== null; ) {
      ticket = await desk.ticket(ticket.nextTicketId);
      way.push(ticket.id);
    }
    expect(way).toEqual([ticketId, there.body.newTicketId, back.body.newTicketId]);
    for (const id of way) {
      const ticket = await desk.ticket(id);
      expect([ticket.conversationId, ticket.state]).toEqual([conversationId, id === way[2] ? 'open' : 'moved']);
    }
    const late = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toDepartment('legal'));
    expect([late.body.code, late.body.data.nextTicket]).toEqual(['ticket_moved', there.body.newTicketId]);
  });

  it('[G-L4] the destination has a say, and rows look at who asks and for whom; the row is named by its label', async () => {
    const vip = { label: 'Gold customers', destinations: ['legal'], contact: { tier: 'gold' } };
    const desk = await Desk.open(
      server(),
      withDepartments({
        support: {
          moveRules: [
            vip,
            { label: 'People only', destinations: ['billing'], actors: ['agent'], history: 'from_here' },
          ],
        },
        billing: { receiveRules: [{ channels: ['email'], origins: ['support'] }] },
      }),
    );
    await desk.online('ana');
    const codes: unknown[] = [];
    for (const [account, to] of [
      ['chat', 'legal'],
      ['chat', 'billing'],
      ['mail', 'billing'],
    ] as const) {
      for (const voice of [desk.api, desk.as('ana')]) {
        const { ticketId } = await desk.conversation({ account, owner: { kind: 'agent', id: 'ana' } });
        const said = await voice.post(`/v1/tickets/${ticketId}/transfers`, toDepartment(to));
        codes.push([account, to, said.body.code ?? said.status]);
        if (said.body.code === 'no_move_rule') expect(said.body.data.labels).toEqual(['Gold customers', 'People only']);
        await desk.api.post(`/v1/tickets/${said.body.newTicketId ?? ticketId}/close`);
      }
    }
    expect(codes).toEqual([
      ['chat', 'legal', 'no_move_rule'],
      ['chat', 'legal', 'no_move_rule'],
      ['chat', 'billing', 'no_move_rule'],
      ['chat', 'billing', 'receive_rule'],
      ['mail', 'billing', 'no_move_rule'],
      ['mail', 'billing', 201],
    ]);
    const asked = { from: 'support', to: 'legal', channel: 'webchat' };
    const plain = (await desk.api.post('/v1/configuration/simulate', asked)).body.moves[0];
    const gold = (await desk.api.post('/v1/configuration/simulate', { ...asked, contact: { tier: 'gold' } })).body
      .moves[0];
    expect([plain.allowed, plain.openness, gold.allowed]).toEqual([false, 'conditional', true]);
    expect(gold.allowedBy).toEqual({ kind: 'move_rule', row: 0, label: 'Gold customers' });
    const people = (
      await desk.api.post('/v1/configuration/simulate', { from: 'support', to: 'billing', channel: 'email' })
    ).body.moves[0];
    expect(people).toMatchObject({ allowed: true, history: 'from_here', allowedBy: { row: 1 } });
    expect((await desk.api.post('/v1/configuration/simulate', { from: 'nowhere' })).body.faults[0].path).toBe('/from');
  });

  it('[G-L5] a closed destination is refused with what to do instead: wait for it, its fallback, another one', async () => {
    const never = { zone: 'UTC', weekly: {}, overrides: { '2099-01-01': [['09:00', '10:00']] } };
    const desk = await Desk.open(
      server(),
      withDepartments({
        support: { moveRules: [{}] },
        billing: { hours: never, fallback: [{ kind: 'department', id: 'legal' }] },
      }),
    );
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const refused = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing'));
    expect([refused.status, refused.body.code]).toEqual([409, 'department_closed']);
    expect(refused.body.data.choices).toEqual(['wait', 'next']);
    expect(refused.body.alternatives).toContainEqual({ kind: 'department', id: 'legal' });
    const next = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, toDepartment('billing', { whenBlocked: 'next' }));
    expect([next.status, next.body.toDepartmentId], JSON.stringify(next.body)).toEqual([201, 'legal']);
    const other = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const waits = await desk
      .as('ana')
      .post(`/v1/tickets/${other.ticketId}/transfers`, toDepartment('billing', { whenBlocked: 'wait' }));
    expect([waits.status, waits.body.state], JSON.stringify(waits.body)).toEqual([201, 'completed']);
    expect((await desk.ticket(waits.body.newTicketId)).owner).toEqual({ kind: 'queue', id: 'billing' });
  });

  it('changing the profile keeps what the organization and its departments say themselves, and shows the difference', async () => {
    const setup = withDepartments(
      { billing: { settings: { offerTimeoutSeconds: 20, history: 'none' } } },
      { profile: 'glassix', settings: { notes: 'optional', history: 'from_here' } },
    );
    const desk = await Desk.open(server(), setup);
    const settings = async () => {
      const { body } = await desk.as('sue').get('/v1/configuration/settings');
      return { profile: body.profile, of: Object.fromEntries(body.settings.map((each: any) => [each.name, each])) };
    };
    const before = await settings();
    expect(before.profile).toBe('glassix');
    expect(before.of.notes).toMatchObject({ ofProfile: 'off', ofOrganization: 'optional', value: 'optional' });
    expect(before.of.acceptance).toMatchObject({ ofProfile: 'assign', value: 'assign', departments: [] });
    expect(before.of.acceptance).not.toHaveProperty('ofOrganization');
    expect(before.of.history).toMatchObject({
      onlyNarrows: true,
      departments: [{ departmentId: 'billing', says: 'none', value: 'none' }],
    });
    await desk.configure({ ...setup, profile: 'salesforce' });
    const after = await settings();
    expect(after.of.acceptance).toMatchObject({ ofProfile: 'offer', value: 'offer' });
    expect(after.of.notes).toMatchObject({ ofProfile: 'off', ofOrganization: 'optional', value: 'optional' });
    expect(after.of.offerTimeoutSeconds.departments).toEqual([{ departmentId: 'billing', says: 20, value: 20 }]);
    expect((await desk.as('ana').get('/v1/configuration/settings')).status).toBe(403);
  });
});
