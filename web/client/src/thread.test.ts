import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunningNode } from '../../../src/node.ts';
import { Shop } from '../../../test/browser/support/shop.ts';
import { startServer } from '../../../test/scenarios/desk.ts';
import { LiveConnection } from './live-connection.ts';
import { type Client, createClient } from './request.ts';
import type { ConversationRow } from './row-types.ts';
import { Rows } from './rows.ts';
import { Thread, type ThreadState } from './thread.ts';

/** What a thread shows, apart from what only answers and only rows know. */
function shown({ status, conversation, messages, hasOlder, ...way }: ThreadState): unknown {
  const byId = (rows: ReadonlyMap<string, object>) =>
    Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  const { owner, departmentId, ticketId, pendingTransferId, ownershipVersion, closedAt } =
    conversation as ConversationRow;
  return {
    status,
    hasOlder,
    conversation: { owner, departmentId, ticketId, pendingTransferId, ownershipVersion, closedAt },
    messages: messages.map(({ id, text, sequence, direction, at }) => ({ id, text, sequence, direction, at })),
    tickets: [...way.tickets.keys()].sort(),
    ticketStates: [...way.tickets.values()].map(({ id, state, closeReason }) => [id, state, closeReason]).sort(),
    segments: [...way.segments.values()]
      .map(({ id, owner, endedAt, endReason }) => [id, owner.id, endedAt, endReason])
      .sort(),
    transfers: [...way.transfers.values()]
      .map(({ id, state, outcome, note, endedAt }) => [id, state, outcome, note, endedAt])
      .sort(),
    offers: byId(new Map([...way.offers].map(([id, { state, reason, agentId }]) => [id, { state, reason, agentId }]))),
  };
}

describe('a thread', () => {
  let node: RunningNode;
  let shop: Shop;
  const closers: (() => void)[] = [];
  beforeAll(async () => {
    node = await startServer('pglite');
    shop = await Shop.open(node);
    await shop.desk.online('tom', 'mei', 'priya', 'lars');
  });
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  afterAll(() => node.close());

  const follow = async (agentId: string): Promise<{ client: Client; rows: Rows }> => {
    const client = createClient({ url: node.url, key: shop.desk.key, actAs: agentId });
    const rows = new Rows();
    const live = new LiveConnection({ client, target: rows, signs: () => () => {} });
    live.start();
    closers.push(() => live.stop());
    await expect.poll(() => live.state.name).toBe('live');
    return { client, rows };
  };
  const open = async ({ client, rows }: { client: Client; rows: Rows }, id: string): Promise<Thread> => {
    const thread = new Thread(client, rows, id);
    closers.push(() => thread.close());
    await thread.read();
    return thread;
  };

  test('is kept current by events: messages, hand-overs, who was asked and what they said', async () => {
    const ada = shop.customer('Ada');
    const { conversationId, ticketId } = await ada.says('Where is my parcel?');
    const [tom, priya, lars] = ['tom', 'priya', 'lars'].map((id) => shop.desk.as(id));
    const seat = await follow('tom');
    const thread = await open(seat, conversationId);
    await tom?.post(`/v1/tickets/${ticketId}/take`);
    await tom?.post(`/v1/conversations/${conversationId}/messages`, { text: 'I look for it.' });
    await tom?.post(`/v1/conversations/${conversationId}/messages`, { text: 'He is cross.', kind: 'note' });
    const toLars = { target: { kind: 'agent', id: 'lars', departmentId: 'billing' }, note: 'please' };
    const asked = await tom?.post(`/v1/tickets/${ticketId}/transfers`, toLars);
    await lars?.post(`/v1/transfers/${asked?.body.id}/decline`, { reason: 'at lunch' });
    const again = await tom?.post(`/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'agent', id: 'priya', departmentId: 'billing' },
      note: 'a late bill',
    });
    await ada.says('Are you there?');
    await priya?.post(`/v1/transfers/${again?.body.id}/accept`);
    await expect.poll(() => thread.state.conversation?.departmentId).toBe('billing');
    expect([...thread.state.offers.values()].map(({ agentId, state, reason }) => [agentId, state, reason])).toEqual([
      ['lars', 'declined', 'at lunch'],
      ['priya', 'accepted', null],
    ]);
    expect(thread.state.messages.map(({ text }) => text)).toEqual([
      'Where is my parcel?',
      'I look for it.',
      'He is cross.',
      'Are you there?',
    ]);
    const priyas = await open(await follow('priya'), conversationId);
    await priya?.post(`/v1/conversations/${conversationId}/messages`, { text: 'Billing here.' });
    await expect.poll(() => priyas.state.messages.at(-1)?.text).toBe('Billing here.');
    const read = new Thread(
      createClient({ url: node.url, key: shop.desk.key, actAs: 'priya' }),
      new Rows(),
      conversationId,
    );
    await read.read();
    expect(shown(priyas.state)).toEqual(shown(read.state));
    read.close();
  });

  test('reads older pages on request, each once', async () => {
    const ada = shop.customer('Ada');
    const { conversationId, ticketId } = await ada.says('message 1');
    await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    for (let i = 2; i <= 120; i++) {
      await shop.desk.as('tom').post(`/v1/conversations/${conversationId}/messages`, { text: `message ${i}` });
    }
    const seat = await follow('tom');
    const thread = await open(seat, conversationId);
    expect([thread.state.messages.length, thread.state.hasOlder]).toEqual([50, true]);
    await Promise.all([thread.readOlder(), thread.readOlder()]);
    expect(thread.state.messages.length).toBe(100);
    await thread.readOlder();
    expect(thread.state.messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 120 }, (_, i) => `message ${i + 1}`),
    );
    expect(thread.state.hasOlder).toBe(false);
    await thread.readOlder();
    expect(thread.state.messages.length).toBe(120);
  });

  test('says so when there is none, or none that one may know of', async () => {
    const { conversationId } = await shop.customer('Ada').says('Hello');
    for (const id of [conversationId, '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b']) {
      expect((await open(await follow('priya'), id)).state.status).toBe('absent');
    }
  });

  test('opens to whoever takes a conversation over from another department', async () => {
    const ada = shop.customer('Ada');
    const { conversationId, ticketId } = await ada.says('Hello');
    await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    const asked = await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'agent', id: 'priya', departmentId: 'billing' },
    });
    const thread = await open(await follow('priya'), conversationId);
    expect(thread.state.messages.map(({ text }) => text)).toEqual(['Hello']);
    await ada.says('Still there?');
    await shop.desk.as('priya').post(`/v1/transfers/${asked.body.id}/accept`);
    await expect.poll(() => thread.state.messages.map(({ text }) => text)).toEqual(['Hello', 'Still there?']);
    expect(thread.state.tickets.size).toBeGreaterThan(0);
  });
});
