import { expect, test } from 'vitest';
import { openMemory } from './memory.ts';

const keeping = (kept: Record<string, string> = {}) => ({
  kept,
  getItem: (name: string) => kept[name] ?? null,
  setItem: (name: string, value: string) => {
    kept[name] = value;
  },
});

test('what was kept is there on the next page, by key', () => {
  const storage = keeping();
  openMemory('w_a', storage).keepToken('a token');
  openMemory('w_a', storage).keepSeen('c1', '2026-01-02T00:00:00.000Z');
  expect(openMemory('w_a', storage).token()).toBe('a token');
  expect(openMemory('w_a', storage).seenAt('c1')).toBe('2026-01-02T00:00:00.000Z');
  expect(openMemory('w_a', storage).seenAt('c2')).toBeNull();
  expect(openMemory('w_b', storage).token()).toBeNull();
  openMemory('w_a', storage).keepToken(null);
  expect(openMemory('w_a', storage).token()).toBeNull();
});

test('what was seen does not become unseen', () => {
  const memory = openMemory('w_a', keeping());
  memory.keepSeen('c1', '2026-01-02T00:00:00.000Z');
  memory.keepSeen('c1', '2026-01-01T00:00:00.000Z');
  expect(memory.seenAt('c1')).toBe('2026-01-02T00:00:00.000Z');
});

test.each(['', 'x', 'null', '7', '[]', '{"token":{}}', '{"seen":"c1"}', '{"seen":["c1"]}', '{"seen":[1,2]}'])(
  'what somebody else wrote there (%s) is nothing',
  (text) => {
    const memory = openMemory('w_a', keeping({ 'baton w_a': text }));
    expect([memory.token(), memory.seenAt('c1')]).toEqual([null, null]);
  },
);

test('where nothing may be kept, it lasts as long as the page', () => {
  const refusing = {
    getItem: () => {
      throw new Error('SecurityError');
    },
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  };
  const memory = openMemory('w_a', refusing);
  memory.keepToken('a token');
  expect(memory.token()).toBe('a token');
});
