import { expect, it } from 'vitest';
import { describeByHandClock } from './describe-scenarios.ts';
import { eventually } from './desk.ts';
import { careWith, FlowDesk, flowOf, minute, second } from './flow-house.ts';

const vip = { field: 'contact.field.vip', is: 'equal_to', value: 'yes' };
const note = { id: 'note', kind: 'comment', text: '{{trigger.kind}}', next: { done: 'end', failed: 'end' } };

describeByHandClock('a flow that several triggers set off', (server, clock) => {
  const open = (...given: Parameters<typeof careWith>) => FlowDesk.open(server(), clock, careWith(...given));
  const noted = async (flow: FlowDesk, conversationId: string, notes: readonly string[]) => {
    await eventually(async () => (await flow.texts(conversationId, 'note')).length >= notes.length);
    expect(await flow.texts(conversationId, 'note')).toEqual(notes);
  };
  const waited = (seconds: number) => ({ kind: 'queue_wait_passed', seconds });

  it('[I41] begins by each of its times in the queue, as long as somebody waits there', async () => {
    const flow = await open([flowOf([note], { triggers: [waited(60), waited(300), waited(600)] })]);
    const { ticketId, conversationId } = await flow.customer();
    await flow.pass(minute - 1);
    expect(await flow.texts(conversationId, 'note')).toEqual([]);
    await flow.pass(1);
    await noted(flow, conversationId, ['queue_wait_passed']);
    await flow.pass(4 * minute);
    await noted(flow, conversationId, ['queue_wait_passed', 'queue_wait_passed']);
    expect((await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/take`)).status).toBe(200);
    await flow.pass(10 * minute);
    expect([...(await flow.outcomes('flow'))].sort()).toEqual(['done', 'done', 'not_met']);
  });

  it('[I41] begins by any other trigger while it waits for its time in a queue', async () => {
    const triggers = [waited(600), { kind: 'flow' }, { kind: 'schedule', times: ['12:05'], zone: 'UTC' }];
    const watching = flowOf([note], { id: 'watching', triggers });
    const go = { id: 'go', kind: 'trigger_flow', flow: 'watching', next: { started: 'end', failed: 'end' } };
    clock.goToTime('12:00');
    const flow = await open([watching, flowOf([go], { id: 'starting' })]);
    const { conversationId } = await flow.customer();
    await noted(flow, conversationId, ['flow']);
    await flow.pass(5 * minute);
    await noted(flow, conversationId, ['flow', 'schedule']);
    await flow.pass(5 * minute);
    await noted(flow, conversationId, ['flow', 'schedule', 'queue_wait_passed']);
  });

  it('begins by the trigger whose condition holds, and knows to its end which that was', async () => {
    const wait = { id: 'wait', kind: 'wait', seconds: 60, next: { elapsed: 'note', failed: 'end' } };
    const triggers = [
      { kind: 'conversation_opened', when: vip },
      { kind: 'assignment_changed', to: ['queue'], accounts: ['mail'] },
      { kind: 'message_received' },
    ];
    const accounts = ['chat', 'mail'].map((id) => ({
      ...{ id, kind: 'webchat' as const, entry: { department: 'care' } },
    }));
    const flow = await open([flowOf([wait, note], { triggers })], { accounts });
    const [chat, mail] = [await flow.customer(), await flow.customer({ account: 'mail' })];
    await flow.standsIn('flow', 'wait');
    await flow.pass(minute);
    await noted(flow, chat.conversationId, ['message_received']);
    await noted(flow, mail.conversationId, ['assignment_changed']);
    const { items } = (await flow.desk.as('sue').get('/v1/flows/flow/runs')).body;
    expect(items.map(({ trigger }: any) => trigger)).toEqual(['assignment_changed', 'message_received']);
    expect(await flow.events('flow.started')).toHaveLength(2);
  });

  it('begins by those of its times of the day that are for where the conversation is', async () => {
    const at = { kind: 'schedule', times: ['12:05'], zone: 'UTC' };
    const triggers = [
      { ...at, departments: ['care'], when: vip },
      { ...at, departments: ['tax'] },
      { ...at, times: ['12:06'], departments: ['care'], when: { not: vip } },
    ];
    clock.goToTime('12:00');
    const flow = await open([flowOf([note], { triggers })], { departments: [{ id: 'tax' }] });
    const { conversationId } = await flow.customer();
    await flow.pass(5 * minute);
    await eventually(async () => (await flow.outcomes('flow')).length === 1);
    await flow.pass(minute);
    await noted(flow, conversationId, ['schedule']);
    await flow.pass(second);
    expect(await flow.outcomes('flow')).toEqual(['not_met', 'done']);
  });
});
