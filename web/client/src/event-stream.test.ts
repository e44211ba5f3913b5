import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StreamReader } from './event-stream.ts';

const text = [
  'retry: 700',
  '',
  'id: 7',
  'data: {"position":7,"text":"Grüße, 你好"}',
  '',
  ': beat',
  'id: 9',
  '',
  ': beat',
  '',
  'event: reset',
  'data: {"reason":"cursor_too_old",',
  'data: "after":9}',
  '',
  '',
].join('\n');

const blocks = [
  { event: 'message', data: null, id: null, isComment: false },
  { event: 'message', data: '{"position":7,"text":"Grüße, 你好"}', id: '7', isComment: false },
  { event: 'message', data: null, id: '9', isComment: true },
  { event: 'message', data: null, id: null, isComment: true },
  { event: 'reset', data: '{"reason":"cursor_too_old",\n"after":9}', id: null, isComment: false },
];

describe('a reader of event streams', () => {
  test('gives events, cursors and comments, and knows them apart', () => {
    expect(new StreamReader().read(new TextEncoder().encode(text))).toEqual(blocks);
  });

  test('gives the same wherever the network cuts the bytes, inside a character too', () => {
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const reader = new StreamReader();
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const read = edges.slice(1).flatMap((end, i) => reader.read(bytes.subarray(edges[i], end)));
        expect(read).toEqual(blocks);
      }),
    );
  });

  test('keeps what is not complete yet', () => {
    const reader = new StreamReader();
    expect(reader.read(new TextEncoder().encode('data: 1\n'))).toEqual([]);
    expect(reader.read(new TextEncoder().encode('\n'))).toMatchObject([{ data: '1' }]);
  });
});
