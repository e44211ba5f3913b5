import { describe, expect, test } from 'vitest';
import type { ConversationRow, Entry, OfferRow } from '../../../../client/src/index.ts';
import { standingOf } from './standing.ts';

const agentPermissions = ['conversation.reply', 'conversation.close', 'transfer.request', 'ticket.take'];
const as = (...more: string[]) => ({
  self: { agentId: 'tom', permissions: new Set([...agentPermissions, ...more]) },
  departments: ['support'],
});
const row = (more: object): ConversationRow =>
  ({
    id: 'c',
    status: 'open',
    departmentId: 'support',
    pendingTransferId: null,
    owner: null,
    ...more,
  }) as ConversationRow;
const entry = (owner: string, more: object = {}, offer: Partial<OfferRow> | null = null): Entry => {
  const [kind, id] = owner.split(' ') as ['agent', string];
  return { conversation: row({ owner: { kind, id }, ...more }), offer } as Entry;
};
const mine = entry('agent tom');
const waiting = entry('queue support');
const mays = (standing: object): string[] =>
  Object.entries(standing).flatMap(([name, value]) => (value === true ? [name] : []));

describe('how one stands to a conversation', () => {
  test('[S7][C7] transfer and end are there for one’s own open conversations, and for no others', () => {
    expect(standingOf(mine, null, as())).toEqual({
      with: 'self',
      mayReply: true,
      mayNote: true,
      mayTransfer: true,
      mayEnd: true,
      mayTake: false,
    });
    for (const other of [waiting, entry('agent mei')]) {
      expect(mays(standingOf(other, null, as()))).not.toContain('mayTransfer');
      expect(mays(standingOf(other, null, as()))).not.toContain('mayEnd');
    }
    expect(mays(standingOf(undefined, row({ status: 'closed' }), as()))).toEqual([]);
  });

  test('a pending transfer is waited for, or replaced by whoever may', () => {
    const pending = entry('agent tom', { pendingTransferId: 't' });
    expect(standingOf(pending, null, as()).mayTransfer).toBe(false);
    expect(standingOf(pending, null, as('transfer.cancel_any')).mayTransfer).toBe(true);
  });

  test('what waits may be taken by its department, unless somebody else is being asked', () => {
    expect(standingOf(waiting, null, as()).mayTake).toBe(true);
    expect(standingOf(waiting, null, { ...as(), departments: [] }).mayTake).toBe(false);
    const asked = (agentId: string) => entry('queue support', {}, { state: 'live', agentId });
    expect(standingOf(asked('mei'), null, as()).mayTake).toBe(false);
    expect(standingOf(asked('tom'), null, as()).mayTake).toBe(true);
    expect(standingOf(entry('queue support', { pendingTransferId: 't' }), null, as()).mayTake).toBe(false);
  });

  test('a colleague’s is taken over only with the permission', () => {
    expect(standingOf(entry('agent mei'), null, as()).mayTake).toBe(false);
    expect(standingOf(entry('agent mei'), null, as('ticket.take_over')).mayTake).toBe(true);
  });

  test('one that is closed, or has gone where one sees nothing of it, is read only', () => {
    expect(standingOf(undefined, row({ status: 'closed' }), as()).with).toBe('closed');
    expect(standingOf(undefined, row({ status: 'open', departmentId: 'billing' }), as()).with).toBe('elsewhere');
    expect(standingOf(undefined, row({ status: 'closed', departmentId: '' }), as()).with).toBe('elsewhere');
  });
});
