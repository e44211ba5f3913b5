import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization, startSmallNode } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import { type Principal, scopes } from '../domain/principal.ts';
import type { Target } from '../domain/transfer.ts';
import { Engine } from '../engine/engine.ts';
import { acceptOffer } from './answer-offer.ts';
import { receiveMessage } from './messages.ts';
import { requeueAfterLeaving, setPresence } from './presence.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { release: 'now' } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  ...['support', 'second'].map((id): Item => ['queue', id, { id, department: 'support', distribution: 'pull' }]),
  ['external', 'notary', { id: 'notary', name: 'Notary', kind: 'telephone', address: '+49 30 1234' }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const key: Principal = { kind: 'key', keyId: ids.next(), scopes };

const departments = {
  support: { id: 'support', defaultQueue: 'support', moveRules: [{ destinations: ['sales', 'legal'] }] },
  sales: { id: 'sales', defaultQueue: 'sales' },
  legal: { id: 'legal', defaultQueue: 'legal', knownTo: ['ana'] },
  care: { id: 'care', defaultQueue: 'care' },
};
const notice = 'You go on with {target}.';
const house = (settings: object): readonly Item[] => [
  ['organization', 'organization', { profile: 'baton', settings }],
  ...Object.entries(departments).flatMap(([id, department]): Item[] => [
    ['department', id, department],
    ['queue', id, { id, department: id, distribution: 'pull' }],
  ]),
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['support'], capacity: { total: null } }],
  ['agent', 'sal', { id: 'sal', name: 'Sal', departments: ['sales'], capacity: { total: null } }],
  ['agent', 'lou', { id: 'lou', departments: ['legal'], capacity: { total: null } }],
  ['agent', 'cid', { id: 'cid', departments: ['care'], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const as = (agentId: string): Principal => ({ kind: 'user', userId: agentId, agentId });

describeOnStores('a hand-over', (store) => {
  /** Ana with a customer, and what the customer was told. */
  async function withCustomer(settings: object) {
    const node = await startSmallNode(store.database);
    const organizationId = await insertSmallOrganization(store.database, house(settings));
    const started = { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' } } as const;
    const { ticketId, conversationId } = await node.run(organizationId, as('ana'), startConversation, started);
    const read = async (text: string): Promise<readonly any[]> =>
      (await store.database.read({ name: '', text, values: [conversationId] })).rows;
    return {
      node,
      ...{ organizationId, ticketId, conversationId, read },
      ask: (target: Target) =>
        node.submit(organizationId, as('ana'), requestTransfer, { ticketId, request: { target, mode: 'cold' } }),
      said: async () =>
        (await read(`select text from message where conversation_id = $1::uuid and direction = 'outbound'`)).map(
          ({ text }) => text,
        ),
    };
  }

  it('[G20] that is refused is not told to whoever was meant', async () => {
    const { node, ask, read } = await withCustomer({});
    expect((await ask({ kind: 'agent', id: 'cid' })).kind).toBe('refused');
    const [event] = await read(`select data from event where conversation_id = $1::uuid and kind = 'transfer.refused'`);
    expect(event.data.audience.agents).toEqual(['ana']);
    await node.close();
  });

  it.each([
    ['to somebody with a name', { kind: 'agent', id: 'sal' }, ['You go on with Sal.']],
    ['to somebody without one, by their department', { kind: 'agent', id: 'ben' }, ['You go on with support.']],
    ['to a department', { kind: 'department', id: 'sales' }, ['You go on with sales.']],
    ['to one that not everybody may know of, not at all', { kind: 'department', id: 'legal' }, []],
    ['to somebody there, not at all', { kind: 'agent', id: 'lou' }, []],
  ] as const)('names who has it to the customer as they may know them: %s', async (_, target, texts) => {
    const { node, ask, said } = await withCustomer({ transferNotice: notice, acceptance: 'assign' });
    expect((await ask(target)).kind).toBe('done');
    expect(await said()).toEqual(texts);
    await node.close();
  });

  it.each([
    ['held on', false],
    ['left, so that a queue had it meanwhile', true],
  ])('[C11] shows nothing of what its sender may not pass on, whether they %s', async (_, leaves) => {
    const settings = { historyInside: 'none', absenceGraceSeconds: 0 };
    const { node, organizationId, conversationId, ask, read } = await withCustomer(settings);
    const run = <I, A>(by: Principal, definition: CommandDefinition<I, A>, input: I) =>
      node.run(organizationId, by, definition, input);
    await run(key, receiveMessage, {
      ...{ accountId: 'web', channelKind: 'webchat', threadKey: 'ada', from: { address: 'ada' } },
      ...{ externalId: 'one', text: 'Between us', fileIds: [] },
    });
    const asked = await ask({ kind: 'agent', id: 'ben' });
    if (asked.kind === 'refused') throw new Error(JSON.stringify(asked.refusal));
    expect(asked.answer.transfer.state).toBe('offered');
    if (leaves) {
      await run(as('ana'), setPresence, { agentId: 'ana', presence: 'offline', leased: false });
      await run({ kind: 'system', part: 'dispatcher' }, requeueAfterLeaving, { conversationId, agentId: 'ana' });
    }
    const [{ kind }] = await read(`select owner_kind as kind from conversation where id = $1::uuid`);
    expect(kind).toBe(leaves ? 'queue' : 'agent');
    await run(as('ben'), acceptOffer, { offer: { transferId: asked.answer.transfer.id } });
    const [ticket] = await read(`select history, history_from from ticket where conversation_id = $1::uuid`);
    expect(ticket).toEqual({ history: 'none', history_from: 2 });
    await node.close();
  });
});

describeOnStores('a hand-over to somebody outside that releases its owner at once', (store) => {
  it.each(['support', 'second'])('[I27] is one hop out of queue %s, of which support watches', async (queueId) => {
    const engine = new Engine({ database: store.database, clock: systemClock, ids });
    const organizationId = await insertSmallOrganization(store.database, setup);
    const send = async <I, A>(definition: CommandDefinition<I, A>, input: I): Promise<A> => {
      const answer = await engine.submit({
        ...{ organizationId, principal: key, definition, input },
        key: ids.next(),
        requestHash: '',
      });
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      return answer.answer;
    };
    const owner = { kind: 'queue', id: queueId } as const;
    const started = { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' }, owner } as const;
    const { ticketId, conversationId } = await send(startConversation, started);
    const request = { target: { kind: 'external', id: 'notary' }, mode: 'cold' } as const;
    const { transfer } = await send(requestTransfer, { ticketId, request });
    await send(acceptOffer, { offer: { transferId: transfer.id } });
    const text = `select owner_id as owner, hops, automatic_hops as automatic from conversation where id = '${conversationId}'`;
    const { rows } = await store.database.read({ name: '', text, values: [] });
    expect(rows).toEqual([{ owner: 'notary', hops: 1, automatic: 1 }]);
    await engine.stop();
  });
});
