import { describe, expect, test } from 'vitest';
import { readToFrame, readToPage } from './bridge.ts';

describe('[X17] what a page and a frame take of each other', () => {
  const toFrame = [
    { baton: 1, type: 'shown', takesFocus: true },
    { baton: 1, type: 'hidden' },
    { baton: 1, type: 'identify', jwt: 'a.b.c' },
    { baton: 1, type: 'identify', jwt: null },
    { baton: 1, type: 'name', name: 'Ada' },
  ];
  const toPage = [
    { baton: 1, type: 'ready' },
    { baton: 1, type: 'close' },
    { baton: 1, type: 'unread', count: 3 },
    { baton: 1, type: 'engaged', isEngaged: false },
    { baton: 1, type: 'look', theme: 'dark', language: 'de', title: 'Shop' },
  ];

  test('is what they say', () => {
    expect(toFrame.map(readToFrame)).toEqual(toFrame);
    expect(toPage.map(readToPage)).toEqual(toPage);
  });

  test('is not what the other side says', () => {
    expect(toPage.map(readToFrame)).toEqual(toPage.map(() => null));
    expect(toFrame.map(readToPage)).toEqual(toFrame.map(() => null));
  });

  test.each([
    null,
    undefined,
    7,
    'shown',
    [],
    {},
    { type: 'hidden' },
    { baton: 2, type: 'hidden' },
    { baton: '1', type: 'hidden' },
    { baton: 1, type: 'toString' },
    { baton: 1, type: '__proto__' },
    { baton: 1, type: ['hidden'] },
    { baton: 1, type: 'hidden', more: 1 },
    { baton: 1, type: 'shown' },
    { baton: 1, type: 'shown', takesFocus: 'yes' },
    { baton: 1, type: 'identify', jwt: { $ne: null } },
    { baton: 1, type: 'identify', jwt: 'x'.repeat(4_097) },
    { baton: 1, type: 'name', name: ['Ada'] },
    { baton: 1, type: 'unread', count: -1 },
    { baton: 1, type: 'unread', count: 1.5 },
    { baton: 1, type: 'unread', count: Number.NaN },
    { baton: 1, type: 'look', theme: 'url(x)', language: 'de', title: 'Shop' },
    { baton: 1, type: 'look', theme: 'dark', language: 'de', title: '<b>'.repeat(99) },
  ])('is not anything else: %j', (data) => {
    expect([readToFrame(data), readToPage(data)]).toEqual([null, null]);
  });
});
