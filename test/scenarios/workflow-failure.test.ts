import { expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { describeByHandClock } from './describe-scenarios.ts';
import { type Answer, eventually } from './desk.ts';
import { FlowDesk, flowOf, minute } from './flow-house.ts';

const toVault = { kind: 'department', id: 'vault' } as const;

/** What a transfer step goes on to, wherever nothing else is said. */
const ports = {
  completed: 'end',
  refused: 'fallback',
  returned: 'fallback',
  fell_back: 'end',
  cancelled: 'fallback',
  failed: 'fallback',
};
const transfer = (id: string, target: object, next: object = {}) => ({
  id,
  kind: 'transfer',
  target,
  next: { ...ports, ...next },
});

/**
 * `baton`, with rules: bots is a department without people, which may hand to care; nobody may hand to the vault. Sue and sam
 * are on duty for the bots.
 */
function guarded(more: Partial<WrittenDocument> = {}): WrittenDocument {
  return {
    departments: [
      {
        id: 'bots',
        botOnly: true,
        moveRules: [{ destinations: ['care'] }],
        fallback: [{ kind: 'department', id: 'care' }],
        duty: ['sue', 'sam'],
      },
      { id: 'care' },
      { id: 'vault' },
    ],
    queues: ['bots', 'care', 'vault'].map((id) => ({ id, department: id, distribution: 'pull' as const })),
    agents: [
      { id: 'ana', departments: ['care'], capacity: { total: null } },
      { id: 'ben', departments: ['vault'] },
      { id: 'sue', role: 'supervisor', departments: ['care', 'bots'] },
      { id: 'sam', role: 'supervisor', departments: ['care', 'bots'] },
    ],
    accounts: [
      { id: 'chat', kind: 'webchat', entry: { department: 'care' } },
      { id: 'bot', kind: 'webchat', entry: { department: 'bots', flow: 'concierge' } },
    ],
    ...more,
  };
}

/** A bot that lives where no people are. */
const concierge = (steps: readonly object[], more: object = {}) =>
  flowOf(steps, { id: 'concierge', name: 'Concierge', department: 'bots', triggers: [], ...more });

describeByHandClock('flows that may not, and flows that cannot', (server, clock) => {
  const open = (setup: WrittenDocument, online: readonly string[] = ['ana']) =>
    FlowDesk.open(server(), clock, setup, online);

  it('[G2] [G23] [G-L6] one forbidden move is refused alike to an agent, a key, a bot’s token, a bot that owns it and a flow beside it', async () => {
    const say = { id: 'say', kind: 'comment', text: '{{last.code}}', next: { done: 'end', failed: 'end' } };
    const owning = concierge(
      [
        transfer('vault', toVault, { refused: 'say' }),
        { ...say, next: { done: 'care', failed: 'care' } },
        transfer('care', { kind: 'department', id: 'care' }),
      ],
      { id: 'concierge' },
    );
    const beside = flowOf([transfer('vault', toVault, { refused: 'say' }), say], {
      id: 'beside',
      triggers: [
        { kind: 'tag_changed', tags: ['go'] },
        { kind: 'message_received', accounts: ['chat'] },
      ],
    });
    const flow = await open(guarded({ flows: [owning, beside] }));
    const { desk } = flow;
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const before = await desk.ticket(ticketId);
    const answers: Answer[] = [];
    for (const client of [desk.as('ana'), desk.api, await desk.withScopes('transfer.as_assistant')])
      answers.push(await client.post(`/v1/tickets/${ticketId}/transfers`, { target: toVault }));
    for (const answer of answers) {
      expect([answer.status, answer.body.code]).toEqual([409, 'no_move_rule']);
      expect(answer.body.data).toEqual(answers[0]?.body.data);
    }
    expect(await desk.ticket(ticketId)).toEqual(before);
    const reacting = await flow.customer();
    await flow.ended('beside');
    expect(await flow.texts(reacting.conversationId, 'note')).toEqual(['no_move_rule']);
    const owned = await flow.customer({ account: 'bot' });
    await flow.ended('concierge');
    const told = (await flow.events('transfer.refused')).map(({ actor, data }) => [actor.kind, data.code]);
    expect(told).toEqual([
      ['agent', 'no_move_rule'],
      ['key', 'no_move_rule'],
      ['assistant', 'no_move_rule'],
      ['flow', 'no_move_rule'],
      ['flow', 'no_move_rule'],
    ]);
    // Nothing of it can be seen in the vault.
    for (const id of [conversationId, reacting.conversationId, owned.conversationId])
      expect((await desk.as('ben').get(`/v1/conversations/${id}`)).status).toBe(404);
  });

  it('[G13] a bot-only department lets everything out by its row, and a flow that leads nowhere is refused with the place', async () => {
    const hello = { id: 'hello', kind: 'send_message', text: 'Hello!', next: { sent: 'end', failed: 'fallback' } };
    const refused = async (setup: WrittenDocument) => {
      const { status, body } = await flow.desk.api.put('/v1/configuration', setup);
      return [status, (body.faults ?? []).map(({ path, code }: any) => [path, code])];
    };
    const out = concierge([
      { ...hello, next: { sent: 'care', failed: 'fallback' } },
      transfer('care', { kind: 'department', id: 'care' }),
    ]);
    const flow = await open(guarded({ flows: [out] }));
    expect(await refused(guarded({ flows: [concierge([hello])] }))).toEqual([
      400,
      [
        ['/flows/0/steps/0/next/sent', 'no_exit'],
        ['/flows/0/steps', 'no_exit'],
      ],
    ]);
    const unwatched = guarded({ flows: [out] });
    const departments = unwatched.departments?.map((each) => ({ ...each, duty: [] })) ?? [];
    expect(await refused({ ...unwatched, departments })).toEqual([400, [['/flows/0/duty', 'duty_missing']]]);
    const closed = unwatched.departments?.map((each) => ({ ...each, moveRules: [] })) ?? [];
    const lint = await flow.desk.api.post('/v1/configuration/lint', {
      document: { ...unwatched, departments: closed },
    });
    expect(lint.body.findings.map(({ code }: any) => code)).toContain('bot_only_without_way_out');
    const { conversationId } = await flow.customer({ account: 'bot' });
    await flow.ended('concierge');
    expect((await flow.desk.lineage(conversationId)).tickets.map((each: any) => each.departmentId)).toEqual([
      'bots',
      'care',
    ]);
  });

  it('[G-L1] [7.9] a bot’s forbidden hand-over ends nothing: the fallback has the customer, and people are told until one says so', async () => {
    const bot = concierge([
      { id: 'hello', kind: 'send_message', text: 'Hello!', next: { sent: 'vault', failed: 'fallback' } },
      transfer('vault', toVault),
    ]);
    const flow = await open(guarded({ flows: [bot] }));
    const { conversationId } = await flow.customer({ account: 'bot' });
    expect(await flow.ended('concierge')).toEqual(['fell_back']);
    const { tickets, transfers } = await flow.desk.lineage(conversationId);
    expect(tickets.map((each: any) => [each.departmentId, each.state])).toEqual([
      ['bots', 'moved'],
      ['care', 'open'],
    ]);
    expect(transfers.map((each: any) => [each.state, each.outcome])).toEqual([
      ['refused', 'no_move_rule'],
      ['completed', null],
    ]);
    const conversation = (await flow.desk.api.get(`/v1/conversations/${conversationId}`)).body;
    expect(conversation.owner).toEqual({ kind: 'queue', id: 'care' });
    // A named person, then the deputy, in turn; what is acknowledged tells nobody more.
    const told = async () => (await flow.alerts())[0].told;
    expect((await flow.alerts())[0]).toMatchObject({ alert: 'flow_fell_back', text: 'Concierge, vault: no_move_rule' });
    await flow.pass(2 * minute - 1);
    expect(await told()).toEqual(['sue']);
    await flow.pass(1);
    await eventually(async () => (await told()).length === 2);
    await flow.pass(2 * minute);
    await eventually(async () => (await told()).length === 3);
    expect(await told()).toEqual(['sue', 'sam', 'sue']);
    const [{ id }] = await flow.alerts();
    expect((await flow.desk.as('ben').post(`/v1/alerts/${id}/acknowledge`)).status).toBe(404);
    expect((await flow.desk.as('sam').post(`/v1/alerts/${id}/acknowledge`)).body.acknowledgedBy).toBe('sam');
    // Once more, it says who does already.
    expect((await flow.desk.as('sue').post(`/v1/alerts/${id}/acknowledge`)).body.acknowledgedBy).toBe('sam');
    await flow.pass(10 * minute);
    expect(await told()).toEqual(['sue', 'sam', 'sue']);
    // The flow is alive: the next customer is greeted as the first was.
    const next = await flow.customer({ account: 'bot' });
    await flow.ended('concierge', 2);
    expect(await flow.texts(next.conversationId, 'outbound')).toEqual(['Hello!']);
  });

  it('[G-L1] [7.9] a refusal is a way of the flow like any other: it goes on where it says', async () => {
    const bot = concierge([
      transfer('vault', toVault, { refused: 'sorry' }),
      { id: 'sorry', kind: 'send_message', text: 'A colleague will help.', next: { sent: 'care', failed: 'care' } },
      transfer('care', { kind: 'department', id: 'care' }),
    ]);
    const flow = await open(guarded({ flows: [bot] }));
    const { conversationId } = await flow.customer({ account: 'bot' });
    expect(await flow.ended('concierge')).toEqual(['done']);
    expect(await flow.steps('concierge')).toEqual(['vault:refused', 'sorry:sent', 'care:completed']);
    expect((await flow.desk.api.get(`/v1/conversations/${conversationId}`)).body.owner.id).toBe('care');
    expect(await flow.alerts()).toEqual([]);
  });

  it('[G24] [G-L6] an assistant reaches a drawn bot by its mapping, and a flow cannot use that row for itself', async () => {
    const mapping = { assistant: true, destinations: ['vault'], flows: ['keeper'], exemptFromMoveRules: true };
    const keeper = flowOf(
      [{ id: 'hello', kind: 'send_message', text: 'The vault.', next: { sent: 'end', failed: 'end' } }],
      {
        id: 'keeper',
        department: 'vault',
        triggers: [],
      },
    );
    const beside = flowOf([transfer('keeper', { kind: 'flow', id: 'keeper' }, { refused: 'end' })], {
      triggers: [{ kind: 'message_received' }],
    });
    const setup = guarded({ flows: [keeper, beside] });
    const departments = setup.departments?.map((each) =>
      each.id === 'care' ? { ...each, moveRules: [mapping] } : each,
    );
    const flow = await open({ ...setup, departments: departments ?? [], accounts: setup.accounts?.slice(0, 1) ?? [] });
    const { ticketId, conversationId } = await flow.customer();
    expect([await flow.ended('flow'), await flow.steps('flow')]).toEqual([['done'], ['keeper:refused']]);
    const assistant = await flow.desk.withScopes('transfer.as_assistant');
    const reached = await assistant.post(`/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'flow', id: 'keeper' },
    });
    expect([reached.status, reached.body.state]).toEqual([201, 'completed']);
    await flow.ended('keeper');
    expect(await flow.texts(conversationId, 'outbound')).toEqual(['The vault.']);
    const [completed] = await flow.events('transfer.completed');
    expect([completed.actor.kind, completed.data.audit]).toEqual(['assistant', 'assistant_transfer']);
  });

  it('[G25] [S4] [T-L3] a drawn flow is a target with its own mapping: a queue to return to, a permission to be handed over to', async () => {
    const menu = flowOf(
      [
        {
          id: 'ask',
          kind: 'ask',
          text: 'What is it about?',
          answer: 'choice',
          options: [
            { id: 'bill', label: 'My bill' },
            { id: 'other', label: 'Something else' },
          ],
          portPerOption: true,
          next: { bill: 'second', other: 'end', invalid: 'end', timeout: 'end', failed: 'fallback' },
        },
        transfer('second', { kind: 'queue', id: 'second' }),
      ],
      { id: 'menu', triggers: [], returnTo: 'third' },
    );
    const setup = guarded({ flows: [menu, { ...menu, id: 'later', published: false }] });
    const queues = ['second', 'third'].map((id) => ({ id, department: 'care', distribution: 'pull' as const }));
    const agents = [...(setup.agents ?? []), { id: 'cem', departments: ['care'], deny: ['transfer.to_flow' as const] }];
    const accounts = [{ id: 'chat', kind: 'webchat' as const, entry: { department: 'care', flow: 'later' } }];
    const flow = await open({ ...setup, queues: [...(setup.queues ?? []), ...queues], agents, accounts }, [
      'ana',
      'cem',
    ]);
    const give = (agent: string, ticketId: string, id: string) =>
      flow.desk.as(agent).post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'flow', id } });
    const handed = async () => {
      const found = await flow.customer();
      // An entry that is not published is none: the customer is in the queue.
      expect(await flow.owner(found.ticketId)).toBe('queue:care');
      await flow.desk.as('ana').post(`/v1/tickets/${found.ticketId}/take`);
      expect((await give('ana', found.ticketId, 'menu')).body.state).toBe('completed');
      await flow.standsIn('menu', 'ask');
      return found;
    };
    const bill = await handed();
    await bill.customer.write('1');
    await flow.owned(bill.ticketId, 'queue:second');
    const other = await handed();
    await other.customer.write('something else');
    await flow.owned(other.ticketId, 'queue:third');
    const { ticketId } = await flow.desk.conversation({ owner: { kind: 'agent', id: 'cem' } });
    const denied = await give('cem', ticketId, 'menu');
    expect([denied.status, denied.body.code]).toEqual([403, 'permission_missing']);
    const unpublished = await give(
      'ana',
      (await flow.desk.conversation({ owner: { kind: 'agent', id: 'ana' } })).ticketId,
      'later',
    );
    expect([unpublished.status, unpublished.body.code]).toEqual([409, 'flow_unpublished']);
  });

  it('[G25] a step that hands to a flow which is not published is refused when it is published itself', async () => {
    const later = flowOf([], { id: 'later', published: false, steps: [{ id: 'x', kind: 'open', next: {} }] });
    const first = flowOf([transfer('later', { kind: 'flow', id: 'later' })], { id: 'first' });
    const flow = await open(guarded({ accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }] }));
    const setup = guarded({
      flows: [first, later],
      accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
    });
    const refused = await flow.desk.api.put('/v1/configuration', setup);
    expect([refused.status, refused.body.faults?.map(({ path, code }: any) => [path, code])]).toEqual([
      400,
      [['/flows/0/steps/0/target/id', 'flow_unpublished']],
    ]);
  });

  it('[7.12] [U-L1] flows that send to and fro stop at the limit: a person is told, and the customer hears of it once', async () => {
    const hand = (from: string, to: string) =>
      flowOf([transfer('hand', { kind: 'department', id: to })], {
        id: `${from}-to-${to}`,
        duty: ['sue'],
        triggers: [{ kind: 'assignment_changed', to: ['queue'], departments: [from] }],
      });
    const setup = guarded({
      settings: { transferNotice: 'We pass you on to {target}.' },
      flows: [hand('care', 'vault'), hand('vault', 'care')],
      accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
    });
    const departments = setup.departments?.map((each) => ({ ...each, moveRules: [{}] })) ?? [];
    const flow = await open({ ...setup, departments });
    const { conversationId } = await flow.customer();
    const [alert] = await eventually(async () => {
      const alerts = await flow.alerts();
      return alerts.length > 0 && alerts;
    });
    expect([alert.alert, alert.told]).toEqual(['hop_limit', ['sue']]);
    const { transfers, tickets } = await flow.desk.lineage(conversationId);
    const states = transfers.map(({ state, outcome }: any) => outcome ?? state);
    expect([states.at(-1), states.filter((state: string) => state === 'completed').length]).toEqual(['hop_limit', 3]);
    expect(tickets.filter((each: any) => each.state === 'open')).toHaveLength(1);
    expect(await flow.texts(conversationId, 'outbound')).toEqual(['We pass you on to vault.']);
    await flow.pass(minute);
    expect((await flow.desk.lineage(conversationId)).transfers).toHaveLength(transfers.length);
    expect(await flow.alerts()).toHaveLength(1);
  });

  it('[I43] what fails and leads nowhere else falls back, by its step and code in the log', async () => {
    const steps = [
      { id: 'close', kind: 'close', disposition: 'unheard-of', next: { closed: 'end', failed: 'fallback' } },
    ];
    const setup = guarded({
      flows: [flowOf(steps, { duty: ['sue'] })],
      accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
    });
    const flow = await open(setup);
    const { ticketId } = await flow.customer();
    expect(await flow.ended('flow')).toEqual(['fell_back']);
    const [alert] = await flow.alerts();
    expect([alert.ticketId, alert.told, alert.text]).toEqual([ticketId, ['sue'], 'Flow, close: disposition_unknown']);
    expect((await flow.events('alert.raised')).map(({ data }) => [data.stepId, data.code])).toEqual([
      ['close', 'disposition_unknown'],
    ]);
    expect(await flow.owner(ticketId)).toBe('queue:care');
  });
});
