import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { withdrawFromAbsent } from './answer-offer.ts';
import { setPresence } from './presence.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton' }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['support'], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const ana: Principal = { kind: 'user', userId: 'u1', agentId: 'ana' };
const dispatcher: Principal = { kind: 'system', part: 'dispatcher' };

describeOnStores('an offer whose agent is said to be away', (store) => {
  it('[I14] [I8] stays with somebody who is there, whatever was believed, and goes on from somebody who is not', async () => {
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
    const { ticketId } = await send(
      startConversation,
      { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' } },
      ana,
    );
    const request = { target: { kind: 'agent', id: 'ben' }, mode: 'cold' } as const;
    const { offerId } = await send(requestTransfer, { ticketId, request }, ana);
    const state = async (): Promise<unknown> => {
      const text = `select state from offer where id = '${offerId}'`;
      return (await store.database.read({ name: '', text, values: [] })).rows[0]?.state;
    };
    await send(withdrawFromAbsent, { offerId: offerId ?? '' }, dispatcher);
    expect(await state()).toBe('live');
    await send(setPresence, { agentId: 'ben', presence: 'offline' }, dispatcher);
    await send(withdrawFromAbsent, { offerId: offerId ?? '' }, dispatcher);
    expect(await state()).toBe('withdrawn');
    await engine.stop();
  });
});
