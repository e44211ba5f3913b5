import { expect, test } from 'vitest';
import { agent, ids, insertSmallOrganization, startSmallNode } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { closeConversation } from '../commands/close-conversation.ts';
import { receiveMessage } from '../commands/messages.ts';
import { takeTicket } from '../commands/take-ticket.ts';
describeOnStores('zz', (store) => {
  test('reopen', async () => {
    const node = await startSmallNode(store.database);
    const org = await insertSmallOrganization(store.database);
    const receive = () => node.run(org, { kind: 'contact', accountId: 'web', address: 'a' }, receiveMessage, { accountId: 'web', channelKind: 'webchat', threadKey: 'a', from: { address: 'a' }, externalId: ids.next(), text: 'x', fileIds: [] });
    const { ticketId } = await receive();
    await node.run(org, agent('ana'), takeTicket, { ticketId });
    await node.run(org, agent('ana'), closeConversation, { ticketId });
    await receive().catch((e) => console.log(e, e.cause));
    const { rows } = await store.database.read({ name: '', text: 'select kind from event where organization_id=$1::uuid order by position', values: [org] });
    console.log(rows.map((r) => r.kind));
    expect(1).toBe(1);
    await node.close();
  });
});
