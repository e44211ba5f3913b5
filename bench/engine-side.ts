/**
 * Side (b): the engine in process, in a process of its own so that another commit's can be measured by the same bench
 * (`BENCH_ROOT` says whose `src`). Talks with `main.ts` over the channel between them: a run comes in, a round goes out.
 */
import { join } from 'node:path';
import type { World } from './fill.ts';
import { percentiles, type Round } from './percentiles.ts';
import { processorTime } from './processor-time.ts';
import { type Door, readSeats, runCallers } from './workload.ts';

export interface EngineRun {
  readonly callers: number;
  readonly warmSeconds: number;
  readonly seconds: number;
}

const {
  BENCH_ROOT: root = join(import.meta.dirname, '..'),
  BENCH_STORE: store = '',
  BENCH_WORLD: worldText = '',
} = process.env;
const world = JSON.parse(worldText) as World;
const load = (path: string) => import(join(root, 'src', path));

const { systemClock } = await load('base/clock.ts');
const { secureRandom } = await load('base/random.ts');
const { uuidIds } = await load('base/ids.ts');
const { Engine } = await load('engine/engine.ts');
const { requestTransfer } = await load('commands/request-transfer.ts');
const { acceptOffer } = await load('commands/answer-offer.ts');

const database = store.startsWith('postgres:')
  ? await (await load('storage/postgres.ts')).openPostgres({ url: store })
  : await (await load('storage/pglite/open.ts')).openPglite({ dataDir: store });
const ids = uuidIds(systemClock, secureRandom());
const engine = new Engine({
  database,
  clock: systemClock,
  ids,
  waitMaxMs: 10_000,
  onDefect: (error: unknown) => console.error(error),
});

const scopes = ['act_as'];
const requestHash = 'a hash of sixty-four characters, as the engine is given one here';

async function submit(organizationId: string, actsFor: string, definition: unknown, input: unknown) {
  const principal = { kind: 'key', keyId: 'bench', scopes, actsFor };
  const answer = await engine.submit({ organizationId, principal, key: ids.next(), requestHash, definition, input });
  if (answer.kind !== 'done') throw new Error(`Refused: ${JSON.stringify(answer.refusal)}`);
  return answer.answer;
}

const door: Door = {
  async request({ organizationId, ticketId }, from, to) {
    const request = {
      target: { kind: 'agent', id: to, departmentId: 'support' },
      mode: 'cold',
      note: 'please take this one',
    };
    return (await submit(organizationId, from, requestTransfer, { ticketId, request })).transfer.id;
  },
  async accept({ organizationId, transferId }, agent) {
    await submit(organizationId, agent, acceptOffer, { offer: { transferId } });
  },
};

const read = async (text: string): Promise<Record<string, unknown>[]> =>
  (await database.read({ name: '', text, values: [] })).rows;
async function backends(): Promise<number[]> {
  if (database.kind === 'pglite') return [];
  return (await read(`select pid from pg_stat_activity where application_name like 'baton%'`)).map((row) =>
    Number(row.pid),
  );
}

async function run({ callers, warmSeconds, seconds }: EngineRun): Promise<Round> {
  // Read anew: another side may have gone on with the same tickets meanwhile.
  const seats = await readSeats(read, world, 'engine');
  await runCallers(door, world, seats, { callers, until: performance.now() + warmSeconds * 1000 });
  const pids = await backends();
  const cpu = process.cpuUsage();
  const databaseCpu = processorTime(pids);
  const start = performance.now();
  const latencies = await runCallers(door, world, seats, { callers, until: start + seconds * 1000 });
  const took = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const commands = latencies.length;
  return {
    commands,
    seconds: took,
    ...percentiles(latencies),
    databaseCpu: pids.length > 0 ? (processorTime(pids) - databaseCpu) / commands : null,
    nodeCpu: (used.user + used.system) / commands,
  };
}

process.on('message', (message: EngineRun | 'stop') => {
  if (message !== 'stop') {
    void run(message).then((round) => process.send?.(round));
    return;
  }
  void engine
    .stop()
    .then(() => database.close())
    .then(() => process.disconnect());
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
