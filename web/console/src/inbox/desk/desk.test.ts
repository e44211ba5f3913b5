import { describe, expect, test } from 'vitest';
import { type Client, type MessageRow, Problem } from '../../../../client/src/index.ts';
import { Drafts } from './drafts.ts';
import type { TextStorage } from './kept-texts.ts';
import { notYetShown, Outbox, type Sending } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';

function memory(): TextStorage & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
    key: (index) => [...texts.keys()][index] ?? null,
    get length() {
      return texts.size;
    },
  };
}

describe('drafts', () => {
  test('[S12] are kept in this browser for whoever wrote them, and for nobody else', () => {
    const storage = memory();
    new Drafts(storage, 'shop.tom').set('c1', 'reply', 'Dear Ada,');
    const again = new Drafts(storage, 'shop.tom');
    again.set('c1', 'note', 'calm down');
    expect(new Drafts(storage, 'shop.tom').get('c1')).toEqual({ reply: 'Dear Ada,', note: 'calm down' });
    expect(new Drafts(storage, 'shop.mei').get('c1')).toEqual({ reply: '', note: '' });
  });

  test('are forgotten when they are empty, and the oldest when there are too many', () => {
    const storage = memory();
    const drafts = new Drafts(storage, 'a');
    for (let i = 0; i <= 200; i++) drafts.set(`c${i}`, 'reply', 'x');
    expect(drafts.get('c0').reply).toBe('');
    expect(drafts.get('c1').reply).toBe('x');
    drafts.set('c1', 'reply', '');
    expect(storage.texts.get('baton.drafts.a')).not.toContain('"c1"');
  });

  test.each(['', 'nonsense', '{}', '[["a"]]', '[["a",{"reply":1}]]', '[null]'])('survive %j in their place', (kept) => {
    const storage = memory();
    storage.setItem('baton.drafts.a', kept);
    expect(new Drafts(storage, 'a').get('a')).toEqual({ reply: '', note: '' });
  });

  test('are written on in a browser that keeps nothing', () => {
    const refusing = {
      ...memory(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const drafts = new Drafts(refusing, 'a');
    drafts.set('c', 'reply', 'still here');
    expect(drafts.get('c').reply).toBe('still here');
  });
});

describe('marks of what was read', () => {
  test('never go back, and are kept', () => {
    const storage = memory();
    const marks = new ReadMarks(storage, 'a');
    marks.set('c', 5);
    marks.set('c', 3);
    expect([marks.get('c'), marks.get('d'), marks.version]).toEqual([5, undefined, 1]);
    expect(new ReadMarks(storage, 'a').get('c')).toBe(5);
  });

  test.each(['', 'x', '{}', '[1]', '[["a","b"]]'])('survive %j in their place', (kept) => {
    const storage = memory();
    storage.setItem('baton.read.a', kept);
    expect(new ReadMarks(storage, 'a').get('a')).toBeUndefined();
  });
});

describe('what is being sent', () => {
  const message = { conversationId: 'c', kind: 'reply' as const, text: 'Hello', fileIds: [], ownershipVersion: 3 };

  function outboxOf(answers: (() => Promise<{ id: string }>)[]) {
    const asked: { body: unknown; idempotencyKey: string }[] = [];
    const post = (_: string, call: { body: unknown; idempotencyKey: string }) => {
      asked.push(call);
      return (answers[asked.length - 1] ?? (() => Promise.reject(new Error('not expected'))))();
    };
    return { asked, outbox: new Outbox({ post, now: () => 1000 } as unknown as Client) };
  }

  test('is shown at once, names the owner it was written for, and is forgotten when the thread has it', async () => {
    const { asked, outbox } = outboxOf([async () => ({ id: 'm1' })]);
    const sent = outbox.send(message);
    expect(outbox.get('c')).toMatchObject([{ text: 'Hello', messageId: null }]);
    await sent;
    expect(asked[0]?.body).toEqual({ kind: 'reply', text: 'Hello', ownershipVersion: 3 });
    expect(outbox.get('c')).toMatchObject([{ messageId: 'm1' }]);
    outbox.settle('c', [{ id: 'm0' } as MessageRow]);
    expect(outbox.get('c')).toHaveLength(1);
    outbox.settle('c', [{ id: 'm1' } as MessageRow]);
    expect(outbox.get('c')).toEqual([]);
  });

  test('goes one after the other, also when one before it is refused', async () => {
    const order: string[] = [];
    let letGo: () => void = () => {};
    const refusal = new Problem({ status: 403, code: 'not_owner', title: 'no' });
    const { asked, outbox } = outboxOf([
      () =>
        new Promise((_, reject) => {
          letGo = () => {
            order.push('first');
            reject(refusal);
          };
        }),
      async () => {
        order.push('second');
        return { id: 'm2' };
      },
    ]);
    const first = outbox.send(message);
    const second = outbox.send({ ...message, text: 'Second' });
    await expect.poll(() => asked.length).toBe(1);
    expect(order).toEqual([]);
    letGo();
    await expect(first).rejects.toBe(refusal);
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(outbox.get('c')).toMatchObject([{ text: 'Second', messageId: 'm2' }]);
  });

  test('is not shown twice when the event is faster than the answer', () => {
    const sending = { key: 'k', kind: 'reply', text: 'Hello', fileIds: [], at: 5000, messageId: null } as Sending;
    const shown = (more: object): MessageRow =>
      ({
        id: 'm',
        text: 'Hello',
        direction: 'outbound',
        author: { kind: 'agent', id: 'tom' },
        at: 5100,
        ...more,
      }) as MessageRow;
    expect(notYetShown([sending], [shown({})], 'tom')).toEqual([]);
    expect(notYetShown([sending], [shown({ at: 100 })], 'tom')).toEqual([sending]);
    expect(notYetShown([sending], [shown({ author: { kind: 'agent', id: 'mei' } })], 'tom')).toEqual([sending]);
    expect(notYetShown([{ ...sending, messageId: 'm' }], [shown({ at: 100 })], 'tom')).toEqual([]);
  });
});
