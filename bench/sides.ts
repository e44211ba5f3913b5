/** The sides that are measured, each as something that runs for a while and answers a round. */
import { join } from 'node:path';
import { Child } from './child.ts';
import type { EngineRun } from './engine-side.ts';
import type { World } from './fill.ts';
import type { LoadAnswer, LoadOrder } from './load.ts';
import type { Round } from './percentiles.ts';
import { processorTime } from './processor-time.ts';
import type { ServerAnswer, ServerGreeting, ServerOrder, Usage } from './server-side.ts';
import type { Seat } from './workload.ts';

/** How long a round is. */
export interface Length {
  readonly warmSeconds: number;
  readonly seconds: number;
}

/** Whose code, on which store, in which world. */
export interface Setting {
  /** A folder with `src` in it: ours, or another commit's. */
  readonly root: string;
  /** A PostgreSQL URL, or a data folder. */
  readonly store: string;
  readonly world: World;
  /** For files that a node writes; inside a data folder it is that folder. */
  readonly scratch: string;
}

export const script = (name: string): string => join(import.meta.dirname, name);
export const env = ({ root, store, world, scratch }: Setting): Record<string, string> => ({
  BENCH_ROOT: root,
  BENCH_STORE: store,
  BENCH_WORLD: JSON.stringify(world),
  BENCH_FOLDER: scratch,
});

export interface Side {
  run(callers: number): Promise<Round>;
  stop(): Promise<void>;
}

export async function startEngineSide(setting: Setting, length: Length): Promise<Side> {
  const child = await Child.start<EngineRun, Round>(script('engine-side.ts'), { env: env(setting) });
  return { run: (callers) => child.order({ callers, ...length }), stop: () => child.stop() };
}

export async function startHttpSide(setting: Setting, { warmSeconds, seconds }: Length): Promise<Side> {
  const server = await Child.start<ServerOrder, ServerAnswer, ServerGreeting>(script('server-side.ts'), {
    env: env(setting),
  });
  const load = await Child.start<LoadOrder, LoadAnswer>(script('load.ts'), { env: env(setting) });
  const usage = async (): Promise<{ cpu: number; database: number | null }> => {
    const { cpu, backends } = (await server.order('usage')) as Usage;
    return { cpu, database: backends.length > 0 ? processorTime(backends) : null };
  };
  return {
    async run(callers) {
      const { port } = server.greeting;
      const seats = (await server.order({ seatsOf: 'engine' })) as Seat[];
      const warm = await load.order({ port, callers, seconds: warmSeconds, seats });
      const before = await usage();
      const { seats: _, live: __, ...round } = await load.order({ port, callers, seconds, seats: warm.seats });
      const after = await usage();
      const databaseCpu =
        before.database === null || after.database === null
          ? null
          : (after.database - before.database) / round.commands;
      return { ...round, databaseCpu, nodeCpu: (after.cpu - before.cpu) / round.commands };
    },
    async stop() {
      await load.stop();
      await server.stop();
    },
  };
}
