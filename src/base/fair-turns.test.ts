import { expect, test } from 'vitest';
import { FairTurns } from './fair-turns.ts';

/** What has begun, in order, as `KEY NUMBER`, and how to end one of it. */
function beginning(atOnceMax: number) {
  const turns = new FairTurns(atOnceMax);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const counts = new Map<string, number>();
  const ask = (key: string, times = 1): void => {
    for (let n = 0; n < times; n++) {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      const name = `${key} ${count}`;
      void turns.take(key, () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      });
    }
  };
  /** Ends one, and lets what it makes room for begin. */
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    for (let n = 0; n < 5; n++) await null;
  };
  return { begun, ask, end };
}

test('a key that is alone has four fifths of the room, and one that comes then finds some', () => {
  const { begun, ask } = beginning(10);
  ask('a', 20);
  expect(begun).toHaveLength(8);
  ask('b');
  expect(begun.at(-1)).toBe('b 1');
});

test('those who wait take turns by their keys, however many of one key wait', async () => {
  const { begun, ask, end } = beginning(5);
  ask('a', 20);
  ask('b', 3);
  ask('c', 2);
  expect(begun).toEqual(['a 1', 'a 2', 'a 3', 'a 4', 'b 1']);
  begun.length = 0;
  for (const name of ['a 1', 'a 2', 'a 3', 'a 4', 'b 1']) await end(name);
  expect(begun).toEqual(['a 5', 'b 2', 'c 1', 'a 6', 'b 3']);
});

test('of one key they keep their order', async () => {
  const { begun, ask, end } = beginning(1);
  ask('a', 4);
  for (let n = 1; n <= 4; n++) await end(`a ${n}`);
  expect(begun).toEqual(['a 1', 'a 2', 'a 3', 'a 4']);
});

test('room is given back by what fails, too', async () => {
  const turns = new FairTurns(1);
  await expect(turns.take('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await turns.take('b', async () => 'done')).toBe('done');
});
