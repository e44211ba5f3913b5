import { expect, test } from 'vitest';
import { answers, bareServer } from '../../test/support/small-node.ts';
import { HashingBusy, HashingTurns } from './hashing-turns.ts';
import { askToComeBack } from './routes.ts';
import type { SignIn } from './sign-in.ts';

test('hashes run two at a time, in the order in which they came', async () => {
  const turns = new HashingTurns();
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({ length: 5 }, (_, i) =>
    turns.take(async () => {
      begun.push(i);
      await new Promise<void>((resolve) => ends.push(resolve));
      return i;
    }),
  );
  for (let i = 0; i < 5; i++) {
    await expect.poll(() => begun.length).toBe(Math.min(i + 2, 5));
    ends[i]?.();
  }
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('a hash that fails makes room like any other', async () => {
  const turns = new HashingTurns();
  const fail = () => turns.take(() => Promise.reject(new Error('no')));
  for (let i = 0; i < 5; i++) await expect(fail()).rejects.toThrow('no');
  expect(await turns.take(async () => 'done')).toBe('done');
});

test('a crowd is asked to come back in a second, and goes on when there is room', async () => {
  const turns = new HashingTurns();
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const crowd = Array.from({ length: 102 }, () => turns.take(() => ended));
  const app = bareServer();
  app.register(async (scope) => {
    askToComeBack(scope, { options: { problem: answers.problem } } as unknown as SignIn);
    scope.get('/hash', () => turns.take(async () => 'done'));
    scope.get('/fail', () => Promise.reject(new Error('something else')));
  });
  const said = await app.inject('/hash');
  expect(said.json()).toMatchObject({ status: 503, code: 'busy' });
  expect(said.headers['retry-after']).toBe('1');
  expect((await app.inject('/fail')).json()).toMatchObject({ status: 500, code: 'internal' });
  await expect(turns.take(async () => {})).rejects.toThrow(HashingBusy);
  end();
  await Promise.all(crowd);
  expect((await app.inject('/hash')).body).toBe('done');
  await app.close();
});
