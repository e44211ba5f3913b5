import { expect, it, vi } from 'vitest';
import { type Item, ids, insertSmallOrganization, startSmallNode } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { cancelTransfer } from '../commands/end-transfer.ts';
import { requestTransfer } from '../commands/request-transfer.ts';
import { startConversation } from '../commands/start-conversation.ts';
import type { Principal } from '../domain/principal.ts';
import { Dispatcher } from './dispatcher.ts';

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { whenFull: 'wait', mayCancel: true } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  [
    'agent',
    'ben',
    { id: 'ben', departments: ['support'], capacity: { total: 4, perChannel: { webchat: 1, email: 1 } } },
  ],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
  ['account', 'mail', { id: 'mail', kind: 'email', entry: { department: 'support' } }],
];
const ana: Principal = { kind: 'user', userId: 'u', agentId: 'ana' };

describeOnStores('a transfer that waits for somebody who is full', (store) => {
  it('[I17] comes as soon as there is room for its kind, also behind one of a kind for which there is none', async () => {
    const node = await startSmallNode(store.database);
    const organizationId = await insertSmallOrganization(store.database, setup);
    const dispatcher = new Dispatcher({ database: store.database, engine: node.engine, ids });
    const stop = node.tail.listen((events) => dispatcher.hear(events));
    const toBen = async (accountId: string, channelKind: 'webchat' | 'email'): Promise<string> => {
      const started = { accountId, channelKind, contact: { address: `${ids.next()}@example.com` } };
      const { ticketId } = await node.run(organizationId, ana, startConversation, started);
      const request = { target: { kind: 'agent', id: 'ben' }, mode: 'cold' } as const;
      return (await node.run(organizationId, ana, requestTransfer, { ticketId, request })).transfer.id;
    };
    const statesOf = async (...transferIds: string[]): Promise<unknown[]> => {
      const values = [organizationId];
      const text = 'select id, state from transfer where organization_id = $1::uuid';
      const { rows } = await store.database.read({ name: '', text, values });
      return transferIds.map((id) => rows.find((row) => row.id === id)?.state);
    };

    await toBen('web', 'webchat');
    const asked = await toBen('mail', 'email');
    const [chat, mail] = [await toBen('web', 'webchat'), await toBen('mail', 'email')];
    expect(await statesOf(asked, chat, mail)).toEqual(['offered', 'waiting', 'waiting']);
    await node.run(organizationId, ana, cancelTransfer, { transferId: asked });
    await vi.waitFor(async () =>
      expect(await statesOf(asked, chat, mail)).toEqual(['cancelled', 'waiting', 'offered']),
    );
    stop();
    await dispatcher.close();
    await node.close();
  });
});

describeOnStores('a dispatcher that is closed', (store) => {
  it('waits for the look round that is under way, so that the store may be closed next', async () => {
    const node = await startSmallNode(store.database);
    const organizationId = await insertSmallOrganization(store.database, setup);
    const asked = Promise.withResolvers<void>();
    const mayRead = Promise.withResolvers<void>();
    const done: string[] = [];
    const database = new Proxy(store.database, {
      get(target, key) {
        const value = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        if (key !== 'readTogether') return value.bind(target);
        return async (...statements: unknown[]) => {
          asked.resolve();
          await mayRead.promise;
          const results = await value.apply(target, statements);
          done.push('read');
          return results;
        };
      },
    });
    const dispatcher = new Dispatcher({ database, engine: node.engine, ids });
    dispatcher.start(() => [organizationId], 1);
    await asked.promise;
    const closed = dispatcher.close().then(() => done.push('closed'));
    await new Promise(setImmediate);
    mayRead.resolve();
    await closed;
    expect([done[0], done.at(-1)]).toEqual(['read', 'closed']);
    await node.close();
  });
});
