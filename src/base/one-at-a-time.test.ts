import { expect, test } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

/** Work whose runs end when they are told to. */
function startWork() {
  const runs: PromiseWithResolvers<number>[] = [];
  const ask = oneAtATime(() => {
    runs.push(Promise.withResolvers());
    return (runs.at(-1) as PromiseWithResolvers<number>).promise;
  });
  return { runs, ask };
}

test('whoever asks while it runs shares one more run, which begins when the first has ended', async () => {
  const { runs, ask } = startWork();
  const first = ask();
  const others = [ask(), ask(), ask()];
  expect(runs).toHaveLength(1);
  runs[0]?.resolve(1);
  expect(await first).toBe(1);
  await expect.poll(() => runs.length).toBe(2);
  const later = ask();
  runs[1]?.resolve(2);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
  await expect.poll(() => runs.length).toBe(3);
  runs[2]?.resolve(3);
  expect(await later).toBe(3);
});

test('a run that fails fails for those who shared it, and the next begins all the same', async () => {
  const { runs, ask } = startWork();
  const [first, second] = [ask(), ask()];
  runs[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect.poll(() => runs.length).toBe(2);
  runs[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = ask();
  expect(runs).toHaveLength(3);
  runs[2]?.resolve(3);
  expect(await third).toBe(3);
});
