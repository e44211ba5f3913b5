import { expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const toContracts = { target: { kind: 'flow', id: 'contracts' } };
const toLegal = { target: { kind: 'department', id: 'legal' } };

/** Support may move to billing; an assistant's mapping reaches the flow of legal, as `mapping` says. */
function withMapping(mapping: object, more: Partial<WrittenDocument> = {}): WrittenDocument {
  return {
    ...twoDepartments,
    departments: twoDepartments.departments?.map((each) =>
      each.id === 'support'
        ? {
            ...each,
            moveRules: [{ destinations: ['billing'] }, { assistant: true, destinations: ['legal'], ...mapping }],
          }
        : each,
    ) as never,
    flows: [
      { id: 'contracts', greeting: 'About your contract.', department: 'legal' },
      { id: 'leases', greeting: 'About your lease.', department: 'legal' },
    ],
    ...more,
  };
}

async function kindsOf(desk: Desk, kind: string): Promise<any[]> {
  return (await readLog(desk)).filter((event) => event.kind === kind);
}

describeScenarios('assistants', (server) => {
  it('[G24] [G-L6] an assistant reaches the flow that its mapping names, by its own permission and under its own audit kind', async () => {
    const desk = await Desk.open(
      server(),
      withMapping({ flows: ['contracts'], exemptFromMoveRules: true, label: 'helper' }),
    );
    const assistant = await desk.withScopes('transfer.as_assistant');
    const { ticketId, conversationId } = await desk.conversation();
    const reached = await assistant.post(`/v1/tickets/${ticketId}/transfers`, toContracts);
    expect([reached.status, reached.body.state, reached.body.requestedBy.kind]).toEqual([
      201,
      'completed',
      'assistant',
    ]);
    expect((await desk.lineage(conversationId)).tickets.map((each: any) => each.departmentId)).toEqual([
      'support',
      'legal',
    ]);
    const [event] = await kindsOf(desk, 'transfer.completed');
    expect([event.actor.kind, event.data.audit]).toEqual(['assistant', 'assistant_transfer']);
    const other = await desk.conversation();
    const leases = { target: { kind: 'flow', id: 'leases' } };
    for (const [client, asked] of [
      [assistant, leases],
      [assistant, toLegal],
      [assistant, { target: { kind: 'queue', id: 'legal' } }],
      [desk.api, toContracts],
    ] as const) {
      const refused = await client.post(`/v1/tickets/${other.ticketId}/transfers`, asked);
      expect([refused.status, refused.body.code]).toEqual([409, 'no_move_rule']);
    }
    // It may explain and list what it may ask for, and nothing else.
    const explained = await assistant.post(`/v1/tickets/${other.ticketId}/transfers/explain`, toContracts);
    expect(explained.body).toMatchObject({ allowed: true, step: 'admit', toDepartmentId: 'legal' });
    const listed = await assistant.get(`/v1/tickets/${other.ticketId}/transfer-targets?kind=flow`);
    expect(listed.body.items.map((item: any) => [item.target.id, item.allowed])).toEqual([
      ['contracts', true],
      ['leases', false],
    ]);
    expect((await assistant.get(`/v1/tickets/${other.ticketId}`)).status).toBe(403);
    const nobody = await desk.withScopes('ticket.read_all');
    const without = await nobody.post(`/v1/tickets/${other.ticketId}/transfers`, toContracts);
    expect([without.status, without.body.data.permission]).toEqual([403, 'transfer.request']);
  });

  it('[G24] the mapping is allowed by itself under glassix, and elsewhere only when it is marked as exempt', async () => {
    const expected = [
      ['glassix', {}, 201],
      ['baton', {}, 409],
      ['baton', { exemptFromMoveRules: true }, 201],
    ] as const;
    for (const [profile, mark, status] of expected) {
      const desk = await Desk.open(server(), withMapping(mark, { profile, settings: { needsAgentOnline: false } }));
      const assistant = await desk.withScopes('transfer.as_assistant');
      const { ticketId } = await desk.conversation();
      const asked = await assistant.post(`/v1/tickets/${ticketId}/transfers`, toContracts);
      expect([profile, mark, asked.status]).toEqual([profile, mark, status]);
    }
  });

  it('[G24] a mapping is an exception that every preview of the rules names', async () => {
    const desk = await Desk.open(server(), withMapping({ exemptFromMoveRules: false }));
    const plan = await desk.api.post('/v1/configuration/plan', withMapping({ exemptFromMoveRules: true }));
    const opens = plan.body.opens.pairs.filter((pair: any) => pair.channel === 'webchat');
    expect(opens).toEqual([
      { from: 'support', to: 'legal', channel: 'webchat', before: 'closed', after: 'assistants' },
    ]);
  });

  it('[G2] [G-L6] a forbidden move is refused identically from the console, the API, a bot’s token and automation, each under its name', async () => {
    const queues = twoDepartments.queues?.map((each) =>
      each.id === 'support' ? { ...each, waitSecondsMax: 10, fallback: [toLegal.target] } : each,
    );
    const desk = await Desk.open(server(), withMapping({}, { queues: queues as never }));
    await desk.online('ana');
    const assistant = await desk.withScopes('transfer.as_assistant');
    const waiting = await desk.conversation();
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const before = await desk.ticket(ticketId);
    const answers = [];
    for (const client of [desk.as('ana'), desk.api, assistant]) {
      const { status, body } = await client.post(`/v1/tickets/${ticketId}/transfers`, toLegal);
      const { transferId, ...said } = body;
      expect((await desk.api.get(`/v1/transfers/${transferId}`)).body.state).toBe('refused');
      answers.push({ status, ...said });
    }
    expect(answers[0]).toMatchObject({ status: 409, code: 'no_move_rule' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await desk.ticket(ticketId)).toEqual(before);
    const refusals = await eventually(async () => {
      const found = await kindsOf(desk, 'transfer.refused');
      return found.length === 4 ? found : null;
    }, 20_000);
    // When the wait is over is a matter of seconds, and so is how long the others take to ask.
    expect(refusals.map((event) => [event.actor.kind, event.data.code]).toSorted()).toEqual([
      ['agent', 'no_move_rule'],
      ['assistant', 'no_move_rule'],
      ['key', 'no_move_rule'],
      ['system', 'no_move_rule'],
    ]);
    expect((await desk.ticket(waiting.ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
  }, 30_000);
});
