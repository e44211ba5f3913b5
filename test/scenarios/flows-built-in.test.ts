import { expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const greeting = 'Hello! What is your order number?';

/** Two departments with flows: one that goes wherever the ticket is, one that lives in billing, one in legal, and a draft. */
function withFlows(more: Partial<WrittenDocument> = {}): WrittenDocument {
  return {
    ...twoDepartments,
    flows: [
      { id: 'hello', name: 'Hello', greeting },
      { id: 'dunning', name: 'Dunning', greeting: 'About your bill.', department: 'billing' },
      { id: 'contracts', name: 'Contracts', greeting: 'About your contract.', department: 'legal' },
      { id: 'draft', name: 'Draft', greeting: 'Later.', published: false },
    ],
    ...more,
  };
}

const toFlow = (id: string, more: object = {}) => ({ target: { kind: 'flow', id }, ...more });

async function messagesOf(desk: Desk, conversationId: string): Promise<any[]> {
  return (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body.items;
}

/** The owner once a flow has done its turn. */
function ownerAfterFlow(desk: Desk, ticketId: string): Promise<any> {
  return eventually(async () => {
    const { owner } = await desk.ticket(ticketId);
    return owner.kind === 'flow' ? null : owner;
  });
}

describeScenarios('flows that are built in', (server) => {
  it('[S1] [G25] [T-L3] [I43] a flow takes a ticket at once, greets the customer, and hands it back to its queue within a turn', async () => {
    const desk = await Desk.open(server(), withFlows());
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const sent = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'));
    expect([sent.status, sent.body.state]).toEqual([201, 'completed']);
    expect((await desk.agent('ana')).used).toBe(0);
    expect(await ownerAfterFlow(desk, ticketId)).toEqual({ kind: 'queue', id: 'support' });
    const [message] = await messagesOf(desk, conversationId);
    expect(message).toMatchObject({
      direction: 'outbound',
      text: greeting,
      automatic: true,
      author: { kind: 'flow', id: 'hello' },
    });
    const { segments, transfers } = await desk.lineage(conversationId);
    expect(segments.map((segment: any) => `${segment.owner.kind}:${segment.owner.id}`)).toEqual([
      'agent:ana',
      'flow:hello',
      'queue:support',
    ]);
    expect(transfers.at(-1)).toMatchObject({
      state: 'completed',
      requestedBy: { kind: 'flow', id: 'hello' },
      reason: 'flow_done',
    });
  });

  it('[G25] a flow that names a queue hands back to that one', async () => {
    const flows = [{ id: 'hello', greeting, returnTo: 'second' }];
    const queues = [
      ...(twoDepartments.queues ?? []),
      { id: 'second', department: 'support', distribution: 'pull' as const },
    ];
    const desk = await Desk.open(server(), withFlows({ flows, queues }));
    const { ticketId } = await desk.conversation();
    expect((await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'))).body.state).toBe('completed');
    expect(await ownerAfterFlow(desk, ticketId)).toEqual({ kind: 'queue', id: 'second' });
  });

  it('[S4] [G25] without the permission flows are not offered, and refused by hand; one that is not published says so', async () => {
    const agents = twoDepartments.agents?.map((each) =>
      each.id === 'bob' ? { ...each, deny: ['transfer.to_flow' as const] } : each,
    );
    const desk = await Desk.open(server(), withFlows({ agents: agents ?? [] }));
    await desk.online('ana', 'bob');
    const listed = async (agent: string) => {
      const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: agent } });
      const page = await desk.as(agent).get(`/v1/tickets/${ticketId}/transfer-targets?kind=flow`);
      const items = page.body.items.map((item: any) => [item.target.id, item.refusal?.code ?? item.step]);
      return { ticketId, items };
    };
    const allowed = await listed('ana');
    expect(allowed.items).toEqual([
      ['contracts', 'no_move_rule'],
      ['draft', 'flow_unpublished'],
      ['dunning', 'admit'],
      ['hello', 'admit'],
    ]);
    const draft = await desk.as('ana').post(`/v1/tickets/${allowed.ticketId}/transfers`, toFlow('draft'));
    expect([draft.status, draft.body.code]).toEqual([409, 'flow_unpublished']);
    const denied = await listed('bob');
    expect(denied.items).toEqual([]);
    const forced = await desk.as('bob').post(`/v1/tickets/${denied.ticketId}/transfers`, toFlow('hello'));
    expect([forced.status, forced.body.code, forced.body.data.permission]).toEqual([
      403,
      'permission_missing',
      'transfer.to_flow',
    ]);
  });

  it('[G23] a flow of another department is a move: its rules forbid it or let it, like any other', async () => {
    const desk = await Desk.open(server(), withFlows());
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const before = await desk.ticket(ticketId);
    const refused = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toFlow('contracts'));
    expect([refused.status, refused.body.code]).toEqual([409, 'no_move_rule']);
    expect(await desk.ticket(ticketId)).toEqual(before);
    const moved = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toFlow('dunning'));
    expect(moved.body.state).toBe('completed');
    expect(await ownerAfterFlow(desk, moved.body.newTicketId)).toEqual({ kind: 'queue', id: 'billing' });
    const { tickets } = await desk.lineage(conversationId);
    expect(tickets.map((each: any) => [each.departmentId, each.state])).toEqual([
      ['support', 'moved'],
      ['billing', 'open'],
    ]);
    expect((await messagesOf(desk, conversationId)).map((message) => message.text)).toEqual(['About your bill.']);
  });

  it('[7.12] [I27] a flow and a rule that hand to each other stop at the limit: a person is told, the customer once', async () => {
    const desk = await Desk.open(server(), withFlows({ settings: { transferNotice: 'We pass you on to {target}.' } }));
    const customer = await customerOf(desk);
    const { conversationId, ticketId } = (await customer.write('Hello?')).body;
    // The rule: an integration that sends whatever comes back to the flow again.
    let refused: any = null;
    for (let round = 0; round < 10 && refused === null; round++) {
      const sent = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'));
      if (sent.status === 201) await ownerAfterFlow(desk, ticketId);
      else refused = sent;
    }
    expect([refused.status, refused.body.code]).toEqual([409, 'hop_limit']);
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
    const log = await readLog(desk);
    const alerts = log.filter((event) => event.kind === 'alert.raised').map((event) => event.data.alert);
    expect(new Set(alerts)).toEqual(new Set(['hop_limit']));
    const texts = (await messagesOf(desk, conversationId)).map((message) => message.text);
    expect(texts.filter((text) => text.startsWith('We pass you on'))).toEqual(['We pass you on to Hello.']);
    expect(texts.filter((text) => text === greeting).length).toBeLessThanOrEqual(4);
    // Somebody writes, and everything counts from the beginning.
    await customer.write('Anybody?');
    expect((await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'))).status).toBe(201);
  });

  it('[G25] a flow that holds nothing may be retired, and is no target any more', async () => {
    const desk = await Desk.open(server(), withFlows());
    const { ticketId } = await desk.conversation();
    await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'));
    await ownerAfterFlow(desk, ticketId);
    // Nothing is with it any more, so it may go; and what asks for it by hand hears that there is none.
    await desk.configure({ ...withFlows(), flows: [] });
    const gone = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toFlow('hello'));
    expect([gone.status, gone.body.code]).toEqual([409, 'target_unknown']);
  });
});
