import { expect, it } from 'vitest';
import { describeByHandClock } from './describe-scenarios.ts';
import { careWith, FlowDesk, flowOf, fromTemplate, minute, moveOn, second, soon } from './flow-house.ts';

/** The page of the third seed, “How to Promptly Transfer Conversation Between Agents”, sentence by sentence. */
describeByHandClock('the workflow of the third page', (server, clock) => {
  const open = (...given: Parameters<typeof careWith>) => FlowDesk.open(server(), clock, careWith(...given));

  it('[U1] [U7] a silent agent’s conversation is where it was at 14:59, and at 15:00 with somebody else of the team', async () => {
    const flow = await open([moveOn]);
    const { ticketId, conversationId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    const at = await flow.assignedAt(conversationId);
    await flow.goTo(at + 15 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.goTo(at + 15 * minute);
    await flow.owned(ticketId, 'agent:ben');
    expect(await flow.ended('move-on')).toEqual(['done']);
    expect(await flow.steps('move-on')).toEqual([
      'first:assigned',
      'wait:elapsed',
      'check:silent',
      'second:assigned',
      'tell:done',
    ]);
  });

  it('[U2] only what a contact opens by writing starts it, once; nothing that agents, integrations, copies or merges make', async () => {
    const reopened = fromTemplate('unassign-after-close');
    const flow = await open([moveOn, reopened], {
      departments: [{ id: 'tax' }],
      accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' }, reopenWindowSeconds: 3600 }],
    });
    const { desk } = flow;
    const begun = async () => (await flow.events('flow.started')).map(({ data }) => data.flowId);
    const byKey = { accountId: 'chat', threadKey: 'by-key', contact: { address: 'maria' } };
    const twin = (await desk.api.post('/v1/conversations', { ...byKey, owner: { kind: 'agent', id: 'ana' } })).body;
    const byAgent = { accountId: 'chat', threadKey: 'by-ben', contact: { address: 'maria' } };
    expect((await desk.as('ben').post('/v1/conversations', byAgent)).status).toBe(201);
    expect(await begun()).toEqual([]);
    const { ticketId, conversationId, customer } = await flow.customer({ address: 'maria' });
    await flow.owned(ticketId, 'agent:ana');
    await customer.write('Anybody?');
    expect(await begun()).toEqual(['move-on']);
    // A copy in another department, and back; a merge; a reopening, which has a source of its own.
    const moveTo = async (id: string, department: string): Promise<string> => {
      const moved = await desk.api.post(`/v1/tickets/${id}/transfers`, {
        target: { kind: 'department', id: department },
      });
      expect([moved.status, moved.body.state], JSON.stringify(moved.body)).toEqual([201, 'completed']);
      return moved.body.newTicketId;
    };
    const back = await moveTo(await moveTo(ticketId, 'tax'), 'care');
    const merged = await desk.as('sue').post(`/v1/tickets/${twin.ticketId}/merge`, { into: back });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    expect(await begun()).toEqual(['move-on']);
    expect((await desk.as('sue').post(`/v1/tickets/${back}/close`)).status).toBe(200);
    expect((await customer.write('Once more')).body.conversationId).toBe(conversationId);
    expect(await begun()).toEqual(['move-on', 'unassign-after-close']);
  });

  it('[U3] the first step gives it to one agent or to a team; an agent who is gone takes the failure branch', async () => {
    const next = { assigned: 'end', nobody: 'nobody', declined: 'end', failed: 'failed' };
    const notes = [
      { id: 'nobody', kind: 'comment', text: 'nobody: {{last.code}}', next: { done: 'end', failed: 'end' } },
      { id: 'failed', kind: 'comment', text: 'failed: {{last.code}}', next: { done: 'end', failed: 'end' } },
    ];
    const to = (assign: object) => flowOf([{ id: 'assign', kind: 'assign', next, ...assign }, ...notes]);
    const flow = await open([to({ who: 'agent', agent: 'ben' })]);
    const first = await flow.customer();
    await flow.owned(first.ticketId, 'agent:ben');
    await flow.desk.configure(careWith([to({ who: 'team', team: 'care', strategy: 'longest_idle' })]));
    const byTeam = await flow.customer();
    await flow.owned(byTeam.ticketId, 'agent:ana');
    // Nobody can publish a flow that names nobody we know.
    const unknown = careWith([to({ who: 'agent', agent: 'nobody' })]);
    const refused = await flow.desk.api.put('/v1/configuration', unknown);
    expect([refused.status, refused.body.faults?.map(({ path, code }: any) => [path, code])]).toEqual([
      400,
      [['/flows/0/steps/0/agent', 'unknown_agent']],
    ]);
    // What was published before the agent left goes the way of the failure.
    const waiting = flowOf([
      { id: 'wait', kind: 'wait', seconds: 60, on: { transfer: 'ignore' }, next: { elapsed: 'assign', failed: 'end' } },
      { id: 'assign', kind: 'assign', who: 'agent', agent: 'cem', next },
      ...notes,
    ]);
    await flow.desk.configure(careWith([waiting]));
    const { ticketId, conversationId } = await flow.customer();
    await flow.standsIn('flow', 'wait');
    const left = careWith([]);
    await flow.desk.configure({ ...left, agents: left.agents?.filter(({ id }) => id !== 'cem') ?? [] });
    await flow.pass(minute);
    await flow.ended('flow', 3);
    expect(await flow.texts(conversationId, 'note')).toEqual(['nobody: target_unknown']);
    expect(await flow.owner(ticketId)).toBe('queue:care');
  });

  it('[U5] both conditions are asked: whoever answered keeps it, also by a bot, and what is closed is not moved', async () => {
    const steps = (moveOn.steps as any[]).map((step) =>
      step.id === 'wait' ? { ...step, on: { close: 'ignore' } } : step,
    );
    const flow = await open([{ ...moveOn, steps }]);
    const [silent, answered, closed] = [await flow.customer(), await flow.customer(), await flow.customer()];
    for (const { ticketId } of [silent, answered, closed]) await flow.owned(ticketId, 'agent:ana');
    await flow.reply('ana', answered.conversationId);
    expect((await flow.desk.as('ana').post(`/v1/tickets/${closed.ticketId}/close`)).status).toBe(200);
    await flow.pass(15 * minute);
    await flow.owned(silent.ticketId, 'agent:ben');
    await flow.ended('move-on', 3);
    expect(await flow.owner(answered.ticketId)).toBe('agent:ana');
    expect((await flow.desk.ticket(closed.ticketId)).state).toBe('closed');
    expect(await flow.history(closed.conversationId)).toEqual(['queue:care', 'agent:ana']);
  });

  it('[U6] [7.6] a bot’s welcome counts as outgoing in the words of the page, and not where a person’s reply is asked for', async () => {
    const greet = flowOf([{ id: 'hi', kind: 'send_message', text: 'Welcome!', next: { sent: 'end', failed: 'end' } }], {
      id: 'a-welcome',
    });
    const flow = await open([greet, moveOn]);
    const { ticketId, conversationId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    await flow.pass(15 * minute);
    await flow.ended('move-on');
    expect([await flow.owner(ticketId), await flow.texts(conversationId, 'outbound')]).toEqual([
      'agent:ana',
      ['Welcome!'],
    ]);
    expect(await flow.steps('move-on')).toContain('check:else');
    // The same house, but a person must have answered since this assignment.
    const human = fromTemplate('watch-every-assignment', { team: 'care', lead: 'ben' });
    await flow.desk.configure(careWith([greet, human]));
    const other = await flow.customer();
    await flow.desk.as('ana').post(`/v1/tickets/${other.ticketId}/take`);
    await flow.standsIn('watch-every-assignment', 'wait');
    await flow.pass(15 * minute - second);
    expect(await flow.owner(other.ticketId)).toBe('agent:ana');
    await flow.pass(second);
    await flow.owned(other.ticketId, 'agent:ben');
    expect(await flow.texts(other.conversationId, 'outbound')).toEqual(['Welcome!']);
  });

  it('[U8] [U-L4] [7.9] nobody online is a branch: the first agent keeps it, and those on duty are told in turn until one says so', async () => {
    const flow = await open([moveOn]);
    const { ticketId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    await flow.desk.as('ben').put('/v1/agents/ben/presence', { presence: 'offline' });
    await flow.pass(15 * minute);
    expect(await flow.ended('move-on')).toEqual(['fell_back']);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    const [alert] = await flow.alerts();
    expect(alert).toMatchObject({ alert: 'flow_fell_back', ticketId, flowId: 'move-on', told: ['sue'] });
    await flow.pass(2 * minute);
    await flow.desk.ticket(ticketId);
    await soon(async () => (await flow.alerts())[0].told).toEqual(['sue', 'sam']);
    const acknowledged = await flow.desk.as('sam').post(`/v1/alerts/${alert.id}/acknowledge`);
    expect([acknowledged.status, acknowledged.body.acknowledgedBy]).toEqual([200, 'sam']);
    await flow.pass(10 * minute);
    expect((await flow.alerts())[0].told).toEqual(['sue', 'sam']);
  });

  it('[U8] offline agents are never chosen, whatever their load; with the toggle off, one who is away may be', async () => {
    const team = (onlyOnline: boolean) =>
      flowOf([
        {
          id: 'assign',
          kind: 'assign',
          team: 'care',
          onlyOnline,
          strategy: 'least_open',
          next: { assigned: 'end', nobody: 'end', declined: 'end', failed: 'end' },
        },
      ]);
    const flow = await open([team(true)]);
    await flow.desk.as('ben').put('/v1/agents/ben/presence', { presence: 'away' });
    for (let n = 0; n < 3; n++) await flow.owned((await flow.customer()).ticketId, 'agent:ana');
    await flow.desk.configure(careWith([team(false)]));
    await flow.owned((await flow.customer()).ticketId, 'agent:ben');
  });

  it('[U9] the comment names who had it and how long the customer has waited, and is no word to the customer', async () => {
    const flow = await open([moveOn]);
    const { ticketId, conversationId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    await flow.pass(15 * minute);
    await flow.owned(ticketId, 'agent:ben');
    await flow.ended('move-on');
    expect(await flow.texts(conversationId, 'note')).toEqual(['Moved on: ana did not answer. Open for 900 seconds.']);
    const shown = await flow.desk.as('ben').get(`/v1/conversations/${conversationId}/messages`);
    expect(shown.body.items.map(({ direction }: any) => direction)).toEqual(['inbound', 'note']);
    const transcript = await flow.desk.as('sue').get(`/v1/conversations/${conversationId}/transcript?for=customer`);
    expect([transcript.status, JSON.stringify(transcript.body).includes('Moved on')]).toEqual([200, false]);
  });

  it('[U10] [I42] a draft does nothing; what runs keeps the version it began with, published anew, stopped or taken out', async () => {
    const saying = (text: string, more: object = {}) =>
      flowOf(
        [
          { id: 'wait', kind: 'wait', seconds: 60, next: { elapsed: 'say', failed: 'end' } },
          { id: 'say', kind: 'send_message', text, next: { sent: 'end', failed: 'end' } },
        ],
        more,
      );
    const flow = await open([saying('One', { published: false })]);
    await flow.customer();
    expect(await flow.events('flow.started')).toEqual([]);
    await flow.desk.configure(careWith([saying('One')]));
    const one = await flow.customer();
    await flow.standsIn('flow', 'wait');
    await flow.desk.configure(careWith([saying('Two')]));
    const two = await flow.customer();
    await flow.standsIn('flow', 'wait');
    await flow.desk.configure(careWith([saying('Three', { published: false })]));
    const three = await flow.customer();
    await flow.desk.configure(careWith([]));
    await flow.pass(minute);
    await flow.ended('flow', 2);
    const texts = async (each: { conversationId: string }) => flow.texts(each.conversationId, 'outbound');
    expect([await texts(one), await texts(two), await texts(three)]).toEqual([['One'], ['Two'], []]);
  });

  it('[U11] as the page has it, only the first assignment of an opening is watched', async () => {
    const flow = await open([moveOn]);
    const { ticketId, conversationId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    await flow.pass(15 * minute);
    await flow.owned(ticketId, 'agent:ben');
    await flow.ended('move-on');
    await flow.pass(60 * minute);
    expect([await flow.owner(ticketId), await flow.history(conversationId)]).toEqual([
      'agent:ben',
      ['queue:care', 'agent:ana', 'agent:ben'],
    ]);
    expect(await flow.events('flow.started')).toHaveLength(1);
  });

  it('[U14] with further steps before, between and after it does all of that as before', async () => {
    const [first, wait, check, again, tell] = moveOn.steps as any[];
    const steps = [
      { id: 'tag', kind: 'update_tag', add: ['watched'], next: { done: 'first', failed: 'end' } },
      first,
      wait,
      {
        id: 'field',
        kind: 'update_field',
        field: { scope: 'shared', name: 'waited' },
        value: '{{time.since_opened}}',
        next: { done: 'check', failed: 'end' },
      },
      { ...check, next: { ...check.next, silent: 'second' } },
      again,
      { ...tell, next: { done: 'flag', failed: 'flag' } },
      { id: 'flag', kind: 'flag_supervisor', text: 'Moved on.', next: { flagged: 'end', failed: 'end' } },
    ].map((step) => (step.id === 'wait' ? { ...step, next: { ...step.next, elapsed: 'field' } } : step));
    const flow = await open([{ ...moveOn, steps }]);
    const { ticketId } = await flow.customer();
    await flow.owned(ticketId, 'agent:ana');
    await flow.pass(15 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:ben');
    expect(await flow.ended('move-on')).toEqual(['done']);
    expect((await flow.desk.ticket(ticketId)).tags).toEqual(['watched']);
    const raised = (await flow.desk.as('sue').get('/v1/help-requests')).body.items;
    expect(raised.map((item: any) => item.ticketId)).toEqual([ticketId]);
  });

  it('[U-L3] everybody is tried before anybody is asked again', async () => {
    const watching = flowOf(
      [
        { id: 'wait', kind: 'wait', seconds: 60, next: { elapsed: 'next', failed: 'end' } },
        {
          id: 'next',
          kind: 'assign',
          team: 'care',
          strategy: 'longest_idle',
          next: { assigned: 'end', nobody: 'end', declined: 'end', failed: 'end' },
        },
      ],
      { triggers: [{ kind: 'assignment_changed' }] },
    );
    const flow = await open([watching]);
    await flow.desk.online('cem');
    const { ticketId, conversationId } = await flow.customer();
    await flow.desk.as('ben').post(`/v1/tickets/${ticketId}/take`);
    for (let n = 1; n <= 3; n++) {
      await flow.standsIn('flow', 'wait');
      await flow.pass(minute);
      await flow.ended('flow', n);
    }
    const [, ...agents] = await flow.history(conversationId);
    expect([agents.length, new Set(agents.slice(0, 3)).size]).toEqual([4, 3]);
    expect(agents[3]).not.toBe(agents[2]);
  });
});
