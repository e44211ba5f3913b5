import { expect, test } from 'vitest';
import type { Entry, LiveEvent, TransferRow } from '../../../../client/src/index.ts';
import { transferNewsOf } from './transfer-news.ts';

const target = { kind: 'agent' as const, id: 'priya' };
const before = (by: string): Entry =>
  ({
    conversation: { id: 'c' },
    contact: { id: 'k', name: 'Ada' },
    transfer: { id: 't', requestedBy: { kind: 'agent', id: by }, currentTarget: target } as TransferRow,
  }) as Entry;
const event = (kind: string, actor: string, more: object = {}): LiveEvent =>
  ({
    kind,
    actor: { kind: 'agent', id: actor },
    data: { transferId: 't', changes: {}, ...more },
  }) as unknown as LiveEvent;

test.each([
  ['who accepted', event('transfer.completed', 'priya'), ['accepted', null]],
  [
    'who declined, and why',
    event('transfer.returned', 'priya', { offerState: 'declined', outcome: 'at lunch' }),
    ['declined', 'at lunch'],
  ],
  [
    'who declined without a word',
    event('transfer.returned', 'priya', { offerState: 'declined', outcome: 'declined' }),
    ['declined', null],
  ],
  [
    'that nobody answered',
    event('transfer.returned', 'system', { offerState: 'timed_out', outcome: 'expired' }),
    ['unanswered', null],
  ],
  ['where it fell back to', event('transfer.fell_back', 'system', { outcome: 'expired' }), ['fell_back', null]],
  [
    'that somebody else cancelled it',
    event('transfer.cancelled', 'ines', { outcome: 'cancelled' }),
    ['cancelled', null],
  ],
])('a sender hears %s', (_, given, [kind, reason]) => {
  expect(transferNewsOf(given, before('tom'), 'tom')).toEqual({
    kind,
    reason,
    conversationId: 'c',
    contact: { id: 'k', name: 'Ada' },
    target,
  });
});

test.each([
  ['one’s own cancelling', event('transfer.cancelled', 'tom'), before('tom')],
  ['a colleague’s transfer', event('transfer.returned', 'priya'), before('mei')],
  ['another transfer of the conversation', event('transfer.returned', 'priya', { transferId: 'other' }), before('tom')],
  ['a conversation that is not in view', event('transfer.returned', 'priya'), undefined],
  ['the request itself', event('transfer.offered', 'tom'), before('tom')],
])('%s is no news', (_, given, was) => {
  expect(transferNewsOf(given, was, 'tom')).toBeNull();
});
