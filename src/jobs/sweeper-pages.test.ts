import { expect, it } from 'vitest';
import { ids } from '../../test/support/small-node.ts';
import { seededRandom } from '../base/random.ts';
import type { Engine } from '../engine/engine.ts';
import { duePage } from '../storage/due.ts';
import { Sweeper } from './sweeper.ts';

// Much that is due at once, with an engine that finishes when it is told to.

/** So many offers that are due, of which a page is found at a time; `finish` ends some that were sent, by how it is told. */
class Backlog {
  readonly #due: Set<string>;
  readonly #open = new Map<string, { resolve(): void; reject(error: Error): void }>();
  readonly sent: string[] = [];
  openMost = 0;

  constructor(count: number) {
    this.#due = new Set(Array.from({ length: count }, (_, i) => `offer ${i}`));
  }

  get open(): readonly string[] {
    return [...this.#open.keys()];
  }

  sweeper(seed: number): Sweeper {
    const database = {
      read: async () => ({
        rows: [
          { kind: 'clock', now: 0 },
          ...[...this.#due].slice(0, duePage).map((id) => ({ kind: 'offer', organizationId: 'o', id, of: null })),
        ],
      }),
    };
    const submit = ({ input }: any): Promise<unknown> => {
      this.sent.push(input.offerId);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#open.set(input.offerId, { resolve, reject });
      this.openMost = Math.max(this.openMost, this.#open.size);
      return promise;
    };
    return new Sweeper({
      database: database as never,
      engine: { submit } as unknown as Engine,
      clock: { now: () => 0, monotonic: () => 0 },
      ids,
      random: seededRandom(seed),
      time: 'clock',
      takeTurn: async () => {},
    });
  }

  finish(offerIds: readonly string[], error?: Error): void {
    for (const id of offerIds) {
      if (error === undefined) this.#due.delete(id);
      if (error === undefined) this.#open.get(id)?.resolve();
      else this.#open.get(id)?.reject(error);
      this.#open.delete(id);
    }
  }
}

/** Lets everything run that does not wait for the engine. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('of many that are due a bounded number is under way, refilled when half is done, each sent once', async () => {
  const backlog = new Backlog(3 * duePage);
  const sweep = backlog.sweeper(1).sweep();
  await settle();
  expect(backlog.open).toHaveLength(500);
  backlog.finish(backlog.open.slice(0, 249));
  await settle();
  expect(backlog.open).toHaveLength(251);
  backlog.finish(backlog.open.slice(0, 1));
  await settle();
  expect(backlog.open).toHaveLength(500);
  while (backlog.open.length > 0) {
    backlog.finish(backlog.open);
    await settle();
  }
  expect(await sweep).toBe(3 * duePage);
  expect(new Set(backlog.sent).size).toBe(3 * duePage);
  expect(backlog.openMost).toBe(500);
});

it('two nodes that find the same page take up different ones for the most part', async () => {
  const [one, other] = [1, 2].map((seed) => {
    const backlog = new Backlog(2 * duePage);
    void backlog.sweeper(seed).sweep();
    return backlog;
  });
  await settle();
  const both = one?.open.filter((id) => other?.open.includes(id));
  expect(both?.length).toBeLessThan(200);
});

it('what all fails is left for the next sweep', async () => {
  const backlog = new Backlog(2 * duePage);
  const sweep = backlog.sweeper(1).sweep();
  await settle();
  backlog.finish(backlog.open, new Error('The store is away.'));
  expect(await sweep).toBe(500);
});
