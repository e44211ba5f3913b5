import { describe, expect, test } from 'vitest';
import type {
  MessageRow,
  OfferRow,
  SegmentRow,
  ThreadState,
  TicketRow,
  TransferRow,
} from '../../../../client/src/index.ts';
import { linesOf } from './thread-lines.ts';

const minute = 60_000;
const message = (sequence: number, at: number, by: string, more: Partial<MessageRow> = {}): MessageRow => ({
  id: `m${sequence}`,
  conversationId: 'c',
  sequence,
  ticketId: 't1',
  direction: by === 'ada' ? 'inbound' : 'outbound',
  author: { kind: by === 'ada' ? 'contact' : 'agent', id: by },
  spokeAs: null,
  erasedAt: null,
  automatic: false,
  text: `text ${sequence}`,
  fileIds: [],
  at,
  ...more,
});
const ticket = (id: string, more: Partial<TicketRow> = {}): TicketRow =>
  ({
    id,
    departmentId: 'support',
    previousTicketId: null,
    openedAt: 0,
    closedAt: null,
    closeReason: null,
    ...more,
  }) as TicketRow;
const segment = (
  id: string,
  kind: 'agent' | 'queue',
  owner: string,
  startedAt: number,
  more: Partial<SegmentRow> = {},
) =>
  ({
    id,
    ticketId: 't1',
    owner: { kind, id: owner },
    startedAt,
    endedAt: null,
    endReason: null,
    ...more,
  }) as SegmentRow;
const transfer = (id: string, more: Partial<TransferRow>): TransferRow =>
  ({
    id,
    state: 'offered',
    target: { kind: 'agent', id: 'priya', departmentId: 'billing' },
    currentTarget: { kind: 'agent', id: 'priya', departmentId: 'billing' },
    fromDepartmentId: 'support',
    toDepartmentId: 'billing',
    fromOwner: { kind: 'agent', id: 'tom' },
    requestedBy: { kind: 'agent', id: 'tom' },
    note: null,
    requestedAt: 0,
    endedAt: null,
    ...more,
  }) as TransferRow;
const offer = (id: string, transferId: string, agentId: string, more: Partial<OfferRow>): OfferRow =>
  ({ id, transferId, agentId, state: 'live', offeredAt: 0, endedAt: null, reason: null, ...more }) as OfferRow;

function thread(rows: {
  messages?: readonly MessageRow[];
  hasOlder?: boolean;
  tickets?: readonly TicketRow[];
  segments?: readonly SegmentRow[];
  transfers?: readonly TransferRow[];
  offers?: readonly OfferRow[];
}): ThreadState {
  const byId = <R extends { readonly id: string }>(of: readonly R[] = []) => new Map(of.map((row) => [row.id, row]));
  return {
    status: 'ready',
    conversation: null,
    messages: rows.messages ?? [],
    hasOlder: rows.hasOlder ?? false,
    isLoadingOlder: false,
    tickets: byId(rows.tickets),
    segments: byId(rows.segments),
    transfers: byId(rows.transfers),
    offers: byId(rows.offers),
  };
}

const dayOf = (at: number): string => `day ${Math.floor(at / (24 * 60 * minute))}`;
const options = { readUpTo: null as number | null, selfId: 'tom', dayOf };

/** The lines as words: `day`, `new`, the number of a message with * where its author stands above, or what happened. */
function wordsOf(state: ThreadState, more: Partial<typeof options> = {}): string[] {
  return linesOf(state, { ...options, ...more }).map((line) => {
    if (line.kind === 'message') return `${line.message.sequence}${line.begins ? '*' : ''}`;
    if (line.kind !== 'happening') return line.kind;
    const { kind, ...details } = line.what;
    const said = Object.values(details).flatMap((value) => (typeof value === 'string' ? [value] : []));
    return [kind, ...said].join(' ');
  });
}

describe('a thread’s lines', () => {
  test('begin anew with every day, and name an author once for what is said in one go', () => {
    const day = 24 * 60 * minute;
    const messages = [
      message(1, minute, 'ada'),
      message(2, 2 * minute, 'ada'),
      message(3, 3 * minute, 'tom'),
      message(4, 4 * minute, 'tom', { direction: 'note' }),
      message(5, 20 * minute, 'tom', { direction: 'note' }),
      message(6, day + minute, 'ada'),
      message(7, day + 2 * minute, 'ada'),
    ];
    expect(wordsOf(thread({ messages }))).toEqual(['day', '1*', '2', '3*', '4*', '5*', 'day', '6*', '7']);
  });

  test('mark where what is new begins: at somebody else’s first message after the last one read', () => {
    const messages = [message(1, 1, 'ada'), message(2, 2, 'tom'), message(3, 3, 'ada'), message(4, 4, 'ada')];
    expect(wordsOf(thread({ messages }), { readUpTo: 1 })).toEqual(['day', '1*', '2*', 'new', '3*', '4']);
    expect(wordsOf(thread({ messages }), { readUpTo: 4 })).toEqual(['day', '1*', '2*', '3*', '4']);
  });

  test('tell a hand-over that was declined, passed on, timed out, and came back', () => {
    const state = thread({
      tickets: [ticket('t1')],
      segments: [segment('s1', 'queue', 'support', 0), segment('s2', 'agent', 'tom', 10)],
      transfers: [transfer('x', { state: 'returned', requestedAt: 20, endedAt: 60 })],
      offers: [
        offer('o1', 'x', 'priya', { state: 'declined', reason: 'at lunch', offeredAt: 20, endedAt: 40 }),
        offer('o2', 'x', 'sam', { state: 'timed_out', offeredAt: 40, endedAt: 60 }),
      ],
    });
    expect(wordsOf(state)).toEqual([
      'day',
      'began support',
      'taken tom',
      'requested',
      'offered sam',
      'declined priya at lunch',
      'timed_out sam',
      'returned',
    ]);
  });

  test('tell an accepted move, and a move that a queue admits', () => {
    const accepted = thread({
      transfers: [transfer('x', { state: 'completed', requestedAt: 20, endedAt: 30 })],
      offers: [offer('o1', 'x', 'priya', { state: 'accepted', offeredAt: 20, endedAt: 30 })],
      segments: [segment('s2', 'agent', 'priya', 30)],
    });
    expect(wordsOf(accepted)).toEqual(['day', 'requested', 'accepted priya billing']);
    const target = { kind: 'queue' as const, id: 'billing' };
    const admitted = thread({
      transfers: [transfer('x', { state: 'completed', target, currentTarget: target, requestedAt: 20, endedAt: 20 })],
      segments: [segment('s2', 'queue', 'billing', 20), segment('s3', 'agent', 'priya', 50)],
    });
    expect(wordsOf(admitted)).toEqual(['day', 'requested', 'admitted billing', 'taken priya']);
  });

  test('tell what was cancelled, waits, fell back or failed, and nothing of what was refused', () => {
    const ends = (['refused', 'waiting', 'cancelled', 'fell_back', 'failed'] as const).map((state, index) =>
      transfer(state, { state, requestedAt: index * 10, endedAt: state === 'waiting' ? null : index * 10 + 5 }),
    );
    expect(wordsOf(thread({ transfers: ends }))).toEqual([
      'day',
      ...['requested', 'waiting'],
      ...['requested', 'cancelled'],
      ...['requested', 'fell_back billing'],
      ...['requested', 'failed'],
    ]);
  });

  test('tell of closing with its reason, of reopening, and of a queue after somebody left', () => {
    const state = thread({
      tickets: [ticket('t1', { closedAt: 90, closeReason: 'spam' })],
      segments: [
        segment('s1', 'agent', 'tom', 10, { endedAt: 20, endReason: 'closed' }),
        segment('s2', 'queue', 'support', 30, { endedAt: 40, endReason: 'transferred' }),
        segment('s3', 'agent', 'mei', 40, { endedAt: 50, endReason: 'went_offline' }),
        segment('s4', 'queue', 'support', 50, { endedAt: 60, endReason: 'transferred' }),
        segment('s5', 'agent', 'tom', 60, { endedAt: 90, endReason: 'closed' }),
      ],
    });
    expect(wordsOf(state)).toEqual([
      'day',
      'began support',
      'taken tom',
      'closed',
      'reopened',
      'taken mei',
      'requeued went_offline',
      'taken tom',
      'closed spam',
    ]);
  });

  test('leave out what happened before the oldest message while there are older ones', () => {
    const rows = {
      messages: [message(9, 50, 'ada')],
      tickets: [ticket('t1')],
      segments: [segment('s', 'agent', 'tom', 10)],
    };
    expect(wordsOf(thread({ ...rows, hasOlder: true }))).toEqual(['day', '9*']);
    expect(wordsOf(thread(rows))).toEqual(['day', 'began support', 'taken tom', '9*']);
  });

  test('have keys of their own, so that none is drawn again when others come', () => {
    const messages = [message(1, 1, 'ada'), message(2, 2, 'ada')];
    const keys = linesOf(thread({ messages, tickets: [ticket('t1')] }), options).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
