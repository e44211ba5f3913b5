import { expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import type { Database, Statement } from '../storage/database.ts';
import { LogTail } from './tail.ts';

const organizationId = '00000000-0000-7000-8000-000000000001';

/** A store with one log, which grows, and whose reads of all heads are answered when they are told to be. */
function startStore() {
  const store = {
    position: 0,
    /** Looks at all heads that wait for their answer. */
    looks: [] as PromiseWithResolvers<void>[],
    looksMax: 0,
    ring: () => {},
  };
  const read = async ({ name, values }: Statement): Promise<unknown> => {
    if (name === 'read_organization_ids') {
      const look = Promise.withResolvers<void>();
      store.looks.push(look);
      store.looksMax = Math.max(store.looksMax, store.looks.length);
      await look.promise;
      return { rows: [{ organizationId, position: store.position }] };
    }
    const after = Number(values[1]);
    return {
      rows: Array.from({ length: store.position - after }, (_, i) => ({ organizationId, position: after + 1 + i })),
    };
  };
  const database = {
    read,
    listen: async (_: string, ring: () => void) => {
      store.ring = ring;
      return async () => {};
    },
  } as unknown as Database;
  const answer = (): void => {
    for (const look of store.looks.splice(0)) look.resolve();
  };
  return { store, database, answer };
}

test('however often the doorbell rings, one look at all logs is under way, and one more sees what was rung for', async () => {
  const { store, database, answer } = startStore();
  const tail = new LogTail({ database, clock: systemClock, pollMs: 2 ** 31 - 1 });
  const told: number[] = [];
  tail.listen((events) => told.push(...events.map(({ position }) => position)));
  const starting = tail.start();
  answer();
  await starting;
  store.position = 1;
  for (let n = 0; n < 50; n++) store.ring();
  expect(store.looks).toHaveLength(1);
  // Committed after the look began: whoever asks from now on is told of it when their look ends.
  const look = tail.poll();
  answer();
  store.position = 2;
  await expect.poll(() => store.looks.length).toBe(1);
  answer();
  await look;
  expect([told, store.looks.length, store.looksMax]).toEqual([[1, 2], 0, 1]);
  await tail.close();
});

test('a log that is long to read holds up no other look', async () => {
  const { store, database, answer } = startStore();
  const reading = Promise.withResolvers<unknown>();
  const { read } = database;
  Object.assign(database, {
    read: (statement: Statement) => (statement.name === 'read_events_after' ? reading.promise : read(statement)),
  });
  const tail = new LogTail({ database, clock: systemClock, pollMs: 2 ** 31 - 1 });
  const starting = tail.start();
  answer();
  await starting;
  store.position = 1;
  const first = tail.poll();
  answer();
  await expect.poll(() => store.looks.length).toBe(0);
  const second = tail.poll();
  await expect.poll(() => store.looks.length).toBe(1);
  answer();
  reading.resolve({ rows: [{ organizationId, position: 1 }] });
  await Promise.all([first, second]);
  expect(tail.position(organizationId)).toBe(1);
  await tail.close();
});
