import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import { type Principal, scopes } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { acceptOffer } from './answer-offer.ts';
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
