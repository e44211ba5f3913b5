/**
 * Side (c): a whole node in a process of its own, as `npm start` composes it, without rate limits. `main.ts` asks it what
 * it has used, and what the database holds.
 */
import { join } from 'node:path';
import type { Range, World } from './fill.ts';
import { readSeats, type Seat } from './workload.ts';

export type ServerOrder = 'usage' | { readonly seatsOf: Range };

/** Microseconds of this process's CPU since it began, and the database's processes that work for it. */
export interface Usage {
  readonly cpu: number;
  readonly backends: readonly number[];
  /** Kilobytes of this process's memory, after a collection where `--expose-gc` was given. */
  readonly memory: number;
}

export interface ServerGreeting {
  readonly port: number;
}

export type ServerAnswer = Usage | readonly Seat[];

const {
  BENCH_ROOT: root = join(import.meta.dirname, '..'),
  BENCH_STORE: store = '',
  BENCH_WORLD: worldText = '',
} = process.env;
const world = JSON.parse(worldText) as World;
const { startNode } = await import(join(root, 'src/node.ts'));

const node = await startNode({
  ...(store.startsWith('postgres:') ? { databaseUrl: store, dataDir: process.env.BENCH_FOLDER } : { dataDir: store }),
  port: 0,
  rateLimits: 'off',
  onDefect: (error: unknown) => console.error(error),
});

const read = async (text: string): Promise<Record<string, unknown>[]> =>
  (await node.database.read({ name: '', text, values: [] })).rows;

async function usage(): Promise<Usage> {
  const backends =
    node.database.kind === 'pglite'
      ? []
      : (await read(`select pid from pg_stat_activity where application_name like 'baton%'`)).map((row) =>
          Number(row.pid),
        );
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  return { cpu: user + system, backends, memory: process.memoryUsage.rss() / 1024 };
}

process.on('message', (order: ServerOrder | 'stop') => {
  if (order === 'stop') void node.close().then(() => process.disconnect());
  else if (order === 'usage') void usage().then((answer) => process.send?.(answer));
  else void readSeats(read, world, order.seatsOf).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.send?.({ port: Number(new URL(node.url).port) } satisfies ServerGreeting);
