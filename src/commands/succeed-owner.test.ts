import { expect, it } from 'vitest';
import { changeItems, type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';
import { succeedOwner } from './succeed-owner.ts';

const ana = { id: 'ana', departments: ['support'], capacity: { total: null } };
const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { warmTransfer: true } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ['agent', 'ana', ana],
  ...['ben', 'eve'].map((id): Item => ['agent', id, { ...ana, id }]),
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const person: Principal = { kind: 'user', userId: 'u', agentId: 'ana' };
const system: Principal = { kind: 'system', part: 'dispatcher' };

describeOnStores('a transfer of somebody who was retired', (store) => {
  it.each([
    ['warm', 'ben', 'cancelled', 'ben'],
    ['cold', 'ben', 'cancelled', 'ben'],
    ['warm', 'eve', 'consulting', 'ben'],
    ['cold', 'eve', 'offered', 'ben'],
  ] as const)('[I30] %s to %s is %s when %s succeeds them', async (mode, asked, state, successor) => {
    const engine = new Engine({ database: store.database, clock: systemClock, ids });
    const organizationId = await insertSmallOrganization(store.database, setup);
    const send = async <I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal): Promise<A> => {
      const answer = await engine.submit({
        ...{ organizationId, principal, definition, input },
        key: ids.next(),
        requestHash: '',
      });
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      return answer.answer;
    };
    const contact = { address: 'ada' };
    const started = { accountId: 'web', channelKind: 'webchat', contact } as const;
    const { ticketId, conversationId } = await send(startConversation, started, person);
    await send(requestTransfer, { ticketId, request: { target: { kind: 'agent', id: asked }, mode } }, person);
    await send(changeItems, { items: [['agent', 'ana', { ...ana, retired: true }]] }, system);
    await send(succeedOwner, { conversationId, from: { kind: 'agent', id: 'ana' }, successor }, system);
    const text = `select c.owner_id, t.state, o.state as offer from conversation c join transfer t on t.conversation_id = c.id
      left join offer o on o.transfer_id = t.id where c.id = '${conversationId}'`;
    const offer = mode === 'warm' ? null : asked === successor ? 'withdrawn' : 'live';
    const { rows } = await store.database.read({ name: '', text, values: [] });
    expect(rows).toEqual([{ owner_id: successor, state, offer }]);
    await engine.stop();
  });
});
