import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Entry, type OfferRow, Rows, type TransferRow } from '../../../../client/src/index.ts';
import {
  countTabs,
  countUnread,
  deadlineOf,
  isInTab,
  listConversations,
  neighbourOf,
  offersTo,
  orders,
  tabs,
  waitingSince,
} from './list-view.ts';

interface Given {
  readonly id: string;
  readonly departmentId?: string;
  readonly owner?: string | null;
  readonly queuedAt?: number | null;
  readonly priority?: number;
  readonly waitUntil?: number | null;
  readonly unansweredSince?: number | null;
  readonly lastAt?: number;
  readonly messageSequence?: number;
}

/** An owner is written `agent ana` or `queue support`. */
function entry(given: Given): Entry {
  const { id, departmentId = 'support', owner = 'agent ana', messageSequence = 1 } = given;
  const [kind, ownerId] = (owner ?? '').split(' ') as ['agent' | 'queue', string];
  return {
    conversation: {
      id,
      departmentId,
      status: 'open',
      owner: owner === null ? null : { kind, id: ownerId },
      queuedAt: given.queuedAt ?? null,
      priority: given.priority ?? 100,
      waitUntil: given.waitUntil ?? null,
      pendingTransferId: null,
      messageSequence,
      openedAt: 0,
      channelKind: 'webchat',
    } as Entry['conversation'],
    ticket: {} as Entry['ticket'],
    transfer: null,
    offer: null,
    contact: { id: `c-${id}`, name: id },
    preview: {
      sequence: messageSequence,
      direction: 'inbound',
      author: { kind: 'contact', id: `c-${id}` },
      automatic: false,
      text: 'hello',
      at: given.lastAt ?? 0,
      unansweredSince: given.unansweredSince ?? null,
    },
  };
}

const viewer = { agentId: 'ana', readsAll: false, departments: ['support'] };
const idsOf = (list: readonly Entry[]): string[] => list.map(({ conversation }) => conversation.id);

describe('the lists of the inbox', () => {
  test('of those who wait, the ones that may be taken come first', () => {
    const asked = (given: Given, agentId: string): Entry => ({
      ...entry({ owner: 'queue support', ...given }),
      offer: { state: 'live', agentId } as OfferRow,
    });
    const list = [
      asked({ id: 'asked-ben', queuedAt: 1 }, 'ben'),
      asked({ id: 'asked-me', queuedAt: 3 }, 'ana'),
      entry({ id: 'free', owner: 'queue support', queuedAt: 2 }),
    ];
    expect(idsOf(listConversations(list, 'waiting', 'waiting', viewer))).toEqual(['free', 'asked-me', 'asked-ben']);
  });

  test.each([
    ['mine of my department', { id: 'a' }, ['mine', 'departments', 'all']],
    ['mine of another department', { id: 'a', departmentId: 'billing' }, ['mine', 'all']],
    ['a colleague’s', { id: 'a', owner: 'agent ben' }, ['departments', 'all']],
    ['one that waits', { id: 'a', owner: 'queue support' }, ['departments', 'waiting', 'all']],
    ['one that waits elsewhere', { id: 'a', owner: 'queue billing', departmentId: 'billing' }, ['all']],
  ])('%s stands in its lists', (_, given, expected) => {
    expect(tabs.filter((tab) => isInTab(entry(given), tab, viewer))).toEqual(expected);
    const counts = countTabs([entry(given)], viewer);
    expect(tabs.filter((tab) => counts[tab] === 1)).toEqual(expected);
  });

  test('put whoever waits longest first, and those whom nobody keeps waiting after them, the latest first', () => {
    const list = [
      entry({ id: 'answered long ago', lastAt: 10 }),
      entry({ id: 'answered just now', lastAt: 90 }),
      entry({ id: 'waits since 50', unansweredSince: 50, lastAt: 95 }),
      entry({ id: 'waits since 20', unansweredSince: 20, lastAt: 99 }),
    ];
    expect(idsOf(listConversations(list, 'mine', 'waiting', viewer))).toEqual([
      'waits since 20',
      'waits since 50',
      'answered just now',
      'answered long ago',
    ]);
  });

  test('serve a queue as the server does: more urgent ones first, then the longest waiting', () => {
    const list = [
      entry({ id: 'normal, early', owner: 'queue support', queuedAt: 10 }),
      entry({ id: 'urgent, late', owner: 'queue support', queuedAt: 30, priority: 50 }),
      entry({ id: 'normal, late', owner: 'queue support', queuedAt: 20 }),
    ];
    expect(idsOf(listConversations(list, 'waiting', 'waiting', viewer))).toEqual([
      'urgent, late',
      'normal, early',
      'normal, late',
    ]);
  });

  test('put the nearest deadline first when asked to, and those without one after', () => {
    const list = [
      entry({ id: 'none', queuedAt: 1, owner: 'queue support' }),
      entry({ id: 'far', queuedAt: 2, waitUntil: 900, owner: 'queue support' }),
      entry({ id: 'near', queuedAt: 3, waitUntil: 100, owner: 'queue support' }),
    ];
    expect(idsOf(listConversations(list, 'waiting', 'deadline', viewer))).toEqual(['near', 'far', 'none']);
  });

  test('are a whole order: the same for the same conversations in whatever order they come', () => {
    const given = fc.record({
      id: fc.uuid(),
      owner: fc.constantFrom('agent ana', 'queue support'),
      queuedAt: fc.option(fc.nat(5), { nil: null }),
      unansweredSince: fc.option(fc.nat(5), { nil: null }),
      waitUntil: fc.option(fc.nat(5), { nil: null }),
      priority: fc.constantFrom(50, 100),
      lastAt: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.uniqueArray(given, { selector: ({ id }) => id, maxLength: 12 }), fc.nat(), (all, turn) => {
        const entries = all.map(entry);
        const at = turn % Math.max(1, entries.length);
        const turned = [...entries.slice(at), ...entries.slice(0, at)].reverse();
        for (const tab of tabs) {
          for (const order of orders) {
            expect(idsOf(listConversations(turned, tab, order, viewer))).toEqual(
              idsOf(listConversations(entries, tab, order, viewer)),
            );
          }
        }
      }),
    );
  });
});

describe('a conversation', () => {
  test('waits since it was queued or since its customer wrote, whichever was first', () => {
    expect(waitingSince(entry({ id: 'a', queuedAt: 7, unansweredSince: 9 }))).toBe(7);
    expect(waitingSince(entry({ id: 'a', queuedAt: 9, unansweredSince: 7 }))).toBe(7);
    expect(waitingSince(entry({ id: 'a', unansweredSince: 7 }))).toBe(7);
    expect(waitingSince(entry({ id: 'a' }))).toBeNull();
  });

  test('runs out when the first of its limits does', () => {
    const offer = { expiresAt: 30 } as OfferRow;
    const transfer = { deadlineAt: 20 } as TransferRow;
    expect(deadlineOf(entry({ id: 'a' }))).toBeNull();
    expect(deadlineOf(entry({ id: 'a', waitUntil: 40 }))).toBe(40);
    expect(deadlineOf({ ...entry({ id: 'a', waitUntil: 40 }), offer, transfer })).toBe(20);
    expect(deadlineOf({ ...entry({ id: 'a' }), offer, transfer: { ...transfer, deadlineAt: null } })).toBe(30);
  });

  test('is unread by what came since it was looked at; one that was never opened is new to its owner only', () => {
    const mine = entry({ id: 'a', messageSequence: 5 });
    expect(countUnread(mine, undefined, 'ana')).toBe(5);
    expect(countUnread(mine, 3, 'ana')).toBe(2);
    expect(countUnread(mine, 5, 'ana')).toBe(0);
    expect(countUnread(mine, 9, 'ana')).toBe(0);
    expect(countUnread(mine, undefined, 'ben')).toBe(0);
    expect(countUnread(mine, 4, 'ben')).toBe(1);
  });

  test('that leaves a list gives its place to the next, at the end to the one before', () => {
    expect(neighbourOf(['a', 'b', 'c'], 'b')).toBe('c');
    expect(neighbourOf(['a', 'b', 'c'], 'c')).toBe('b');
    expect(neighbourOf(['a'], 'a')).toBeNull();
    expect(neighbourOf([], 'a')).toBeNull();
    expect(neighbourOf(['a', 'b'], 'elsewhere')).toBe('a');
  });
});

test('offers to the viewer come from conversations in view and from elsewhere, the one that runs out first at the top', () => {
  const offer = (id: string, agentId: string, expiresAt: number): OfferRow =>
    ({ id, agentId, expiresAt, state: 'live', transferId: `t-${id}` }) as OfferRow;
  const transfer = (id: string, toDepartmentId: string): TransferRow =>
    ({ id: `t-${id}`, toDepartmentId }) as TransferRow;
  const about = { conversationId: 'x', channelKind: 'email', contact: { id: 'k', name: 'Kim' } };
  const rows = new Rows();
  rows.replace([
    {
      cursor: 1,
      viewer,
      conversations: [
        { ...entry({ id: 'a' }), offer: offer('o1', 'ana', 50), transfer: transfer('o1', 'sales') },
        { ...entry({ id: 'b' }), offer: offer('o2', 'ben', 10), transfer: null },
        { ...entry({ id: 'c' }), offer: { ...offer('o3', 'ana', 10), transferId: null }, transfer: null },
      ],
      offers: [{ offer: offer('o4', 'ana', 30), transfer: transfer('o4', 'billing'), about }],
      wrapUps: [],
      after: null,
    },
  ]);
  expect(offersTo(rows, viewer).map(({ offer: { id }, departmentId }) => [id, departmentId])).toEqual([
    ['o3', 'support'],
    ['o4', 'billing'],
    ['o1', 'sales'],
  ]);
});
