import { expect, it } from 'vitest';
import { ids } from '../../test/support/small-node.ts';
import { seededRandom } from '../base/random.ts';
import type { Engine } from '../engine/engine.ts';
import { duePage } from '../storage/due.ts';
import { Sweeper } from './sweeper.ts';

// Much that is due at once, with an engine that finishes when it is told to.

/** So many offers that are due, of which a page is found at a time; `finish` ends some that were sent, by how it is told. */
class Backlog {
  readonly #kind: 'offer' | 'run';
  readonly #due: Set<string>;
  readonly #open = new Map<string, { resolve(): void; reject(error: Error): void }>();
  readonly sent: string[] = [];
  openMost = 0;

  constructor(count: number, kind: 'offer' | 'run' = 'offer') {
    this.#kind = kind;
    this.#due = new Set(Array.from({ length: count }, (_, i) => `offer ${i}`));
  }

  get open(): readonly string[] {
    return [...this.#open.keys()];
  }

  sweeper(seed: number, takeTurn = async () => true): Sweeper {
    const database = {
      read: async () => ({
        rows: [
          { kind: 'clock', now: 0 },
          ...[...this.#due].slice(0, duePage).map((id) => ({ kind: this.#kind, organizationId: 'o', id, of: '{}' })),
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
      takeTurn,
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

it('what the engine has no room for is left for the next sweep as well', async () => {
  expect(await new Backlog(2 * duePage, 'run').sweeper(1, async () => false).sweep()).toBe(500);
});

it('one that is closed begins nothing more, and is closed when what it began is done', async () => {
  const backlog = new Backlog(2 * duePage);
  const sweeper = backlog.sweeper(1);
  const sweep = sweeper.sweep();
  await settle();
  let isClosed = false;
  const closing = sweeper.close().then(() => {
    isClosed = true;
  });
  backlog.finish(backlog.open.slice(0, 400));
  await settle();
  expect([backlog.open.length, isClosed]).toEqual([100, false]);
  backlog.finish(backlog.open);
  await closing;
  expect(await sweep).toBe(500);
});
