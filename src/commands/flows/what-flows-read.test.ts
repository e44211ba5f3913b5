import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization, startSmallNode } from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { type Principal, scopes } from '../../domain/principal.ts';
import { eraseMessage } from '../erase-message.ts';
import { receiveMessage } from '../messages.ts';
import { requestTransfer } from '../request-transfer.ts';
import { advanceRun, callOf } from './advance-run.ts';

const key: Principal = { kind: 'key', keyId: ids.next(), scopes };
const ends = (...ports: readonly string[]) => Object.fromEntries(ports.map((port) => [port, 'end']));

/** A model that comes in when the ticket has come to billing, and is told what the customer wrote last. */
const bot = {
  id: 'bot',
  triggers: [{ kind: 'transfer_ended', outcomes: ['completed'], departments: ['billing'] }],
  steps: [
    {
      ...{ id: 'talk', kind: 'ai_agent', endpoint: 'https://models.example/v1', model: 'small' },
      instructions: '{{message.text|nothing}}, a file: {{message.has_file}}',
      next: ends('handed_over', 'resolved', 'turns', 'timeout', 'failed'),
    },
  ],
};

/** Asks in support whoever writes there, and keeps the answer. */
const asks = {
  id: 'asks',
  triggers: [{ kind: 'message_received', departments: ['support'] }],
  steps: [
    {
      ...{ id: 'ask', kind: 'ask', text: 'And?', saveAs: 'said' },
      next: { answered: 'wait', ...ends('invalid', 'timeout', 'failed') },
    },
    { id: 'wait', kind: 'wait', seconds: 600, next: ends('elapsed', 'failed') },
  ],
};

/** Support hands to billing by this row. */
function house(rule: object, flow: { readonly id: string }): readonly Item[] {
  return [
    ['organization', 'organization', { profile: 'baton', settings: {} }],
    ['department', 'support', { id: 'support', defaultQueue: 'support', moveRules: [rule] }],
    ['department', 'billing', { id: 'billing', defaultQueue: 'billing' }],
    ...['support', 'billing'].map((id): Item => ['queue', id, { id, department: id }]),
    ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
    ['flow', flow.id, flow],
  ];
}

describeOnStores('what a flow reads of a conversation', (store) => {
  const open = async (rule: object, flow: { readonly id: string }) => {
    const node = await startSmallNode(store.database);
    const organizationId = await insertSmallOrganization(store.database, house(rule, flow));
    const write = async (text: string): Promise<string> => {
      const contact: Principal = { kind: 'contact', accountId: 'web', address: 'ada' };
      const { ticketId } = await node.run(organizationId, contact, receiveMessage, {
        ...{ accountId: 'web', channelKind: 'webchat', threadKey: 'ada', from: { address: 'ada' } },
        ...{ externalId: ids.next(), text, fileIds: [] },
      });
      return ticketId;
    };
    const move = (ticketId: string) =>
      node.run(organizationId, key, requestTransfer, {
        ticketId,
        request: { target: { kind: 'department', id: 'billing' }, mode: 'cold' },
      });
    const run = async (): Promise<any> => {
      const text = `select id, conversation_id as "conversationId", turn, answers, waits_for as waits from flow_run
        where organization_id = $1::uuid`;
      return (await store.database.read({ name: '', text, values: [organizationId] })).rows.at(-1);
    };
    const takeTurn = async () => {
      const { id: runId, conversationId, turn } = await run();
      const principal: Principal = { kind: 'flow', flowId: flow.id, runId };
      const answer = await node.submit(organizationId, principal, advanceRun, { runId, conversationId, turn });
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      const call = callOf(answer.once);
      return call?.kind === 'chat' ? call : undefined;
    };
    const erase = async (sequence: number) => {
      const { conversationId } = await run();
      await node.run(organizationId, key, eraseMessage, { conversationId, sequence });
    };
    return { node, write, move, run, takeTurn, erase };
  };
  const card = ['My card: 4111 1111', '1111 1111'] as const;
  it.each<[string, object, readonly string[], readonly string[], string, readonly string[]]>([
    [
      'nothing of before the hand-over, where nothing goes along',
      { history: 'none' },
      ['I am Ada.'],
      [],
      'nothing',
      [],
    ],
    ['what was said since', { history: 'none' }, ['I am Ada.'], ['And now?'], 'And now?', ['And now?']],
    ['all of it, where all goes along', {}, ['I am Ada.'], ['And now?'], 'And now?', ['I am Ada.', 'And now?']],
    [
      'masked what is masked on the way, split over messages too',
      { redact: ['card'] },
      card,
      [],
      '•••• 1111',
      ['My card: ••••', '•••• 1111'],
    ],
    [
      'for a model masked what began before it may read',
      { history: 'none' },
      [card[0]],
      [card[1]],
      card[1],
      ['•••• 1111'],
    ],
  ])('[G6] [C11] is %s', async (_, rule, before, since, last, said) => {
    const { node, write, move, takeTurn } = await open(rule, bot);
    let ticketId = '';
    for (const text of before) ticketId = await write(text);
    await move(ticketId);
    for (const text of since) await write(text);
    const call = await takeTurn();
    expect([call?.instructions, call?.said.map(({ text }) => text)]).toEqual([`${last}, a file: false`, said]);
    await node.close();
  });

  it.each<[string, object, string | undefined]>([
    ['not heard where it stayed behind', { history: 'none' }, undefined],
    ['masked where it is masked on the way', { redact: ['card'] }, '•••• 1111'],
    ['whole where it went along', {}, '4111 1111 1111 1111'],
  ])('[G6] an answer that was given before the ticket moved is %s', async (_, rule, kept) => {
    const { node, write, move, takeTurn, run } = await open(rule, asks);
    await write('Hello');
    await takeTurn();
    const ticketId = await write('4111 1111 1111 1111');
    await move(ticketId);
    await takeTurn();
    const { answers, waits } = await run();
    expect([answers.said, waits.kind]).toEqual([kept, kept === undefined ? 'answer' : 'time']);
    await node.close();
  });

  it('[T-L7] a message that is erased is told no model', async () => {
    const { node, write, move, takeTurn, erase } = await open({}, bot);
    await write('I am Ada.');
    const ticketId = await write('My secret is plum.');
    await move(ticketId);
    await erase(2);
    const call = await takeTurn();
    expect([call?.instructions, call?.said.map(({ text }) => text)]).toEqual(['nothing, a file: false', ['I am Ada.']]);
    await node.close();
  });
});
