import { expect, test } from 'vitest';
import { Ticker } from './ticker.ts';

test('a ticker does its work never twice at once, and joins what is under way', async () => {
  const ends: (() => void)[] = [];
  const ticker = new Ticker(() => new Promise<void>((resolve) => ends.push(resolve)));
  ticker.start(1);
  await expect.poll(() => ends.length).toBe(1);
  const joined = ticker.tick();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await joined;
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await ticker.close();
});

test('a ticker that is closed waits for what is under way, and begins nothing more', async () => {
  const [end, told] = [Promise.withResolvers<void>(), [] as string[]];
  let begun = 0;
  const ticker = new Ticker(async () => {
    begun++;
    await end.promise;
    told.push('ended');
  });
  void ticker.tick();
  const closed = ticker.close().then(() => told.push('closed'));
  end.resolve();
  await closed;
  await ticker.tick();
  expect([told, begun]).toEqual([['ended', 'closed'], 1]);
});
