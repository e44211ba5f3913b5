/**
 * `npm run bench`: Baton beside what it is compared to, in one run on one machine. Every side works in a database of its
 * own that was filled alike; sides take turns, five rounds, each after a warm-up; every round is printed, medians count.
 *
 *   --check          exit 1 where a row of the table is missed
 *   --against REV    measures the engine of another commit as well, in turns with this one
 *   --quick          short rounds and small tables: for trying things out, not for figures
 *   --only A,B       some of: throughput, growth, live, start
 *
 * `npm run bench -- routing` measures how what waits comes to who is free instead (routing.ts), `npm run bench -- flows` what
 * flows cost that wait, and how fast those go on that are due (flows.ts), and `npm run bench -- wait [FILE]` compares estimated
 * waits (wait.ts). Of the options they know --check, and the first two --quick.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeWorld, type World } from './fill.ts';
import { measureFlows } from './flows.ts';
import { clientCounts, hasPgbench, runFunction } from './function-side.ts';
import { measureLive } from './live.ts';
import { median, type Round } from './percentiles.ts';
import { processorTime } from './processor-time.ts';
import { isMissed, type Row, sayRound, sayRow, table, writePage } from './report.ts';
import { measureRouting } from './routing.ts';
import { type Length, type Side, startEngineSide, startHttpSide } from './sides.ts';
import { measureStart } from './start-time.ts';
import { fillEmbedded, openServer, type PostgresStore, type Server } from './stores.ts';
import { compareWaits } from './wait.ts';

const partNames = ['throughput', 'growth', 'live', 'start'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    against: { type: 'string' },
    only: { type: 'string', default: partNames.join(',') },
  },
});
const parts = new Set(options.only.split(','));
const root = join(import.meta.dirname, '..');
const rounds = options.quick ? 2 : 5;
const length: Length = options.quick ? { warmSeconds: 0.7, seconds: 2 } : { warmSeconds: 1.5, seconds: 5 };
// A multiple of 128 callers and of 4, 8 and 16 clients: each has as many tickets as every other.
const active = 1280;
const small = makeWorld({ tickets: 10_000, agents: 1000, workers: 1000, active });
const bigTickets = options.quick ? 100_000 : 1_000_000;
const bigAgents = options.quick ? 10_000 : 100_000;
const callerCounts = [128, 32] as const;

const rows: Row[] = [];
const detail: string[] = [];
const scratch = mkdtempSync(join(tmpdir(), 'baton-bench-'));
const [subject, file] = positionals;

function say(text: string): void {
  console.log(text);
}

/** Something measured in turns with others. */
interface Turn {
  readonly name: string;
  run(): Promise<Round>;
}

/** Runs all turns, round after round, and answers each one's rounds. The order is turned round every time. */
async function takeTurns(turns: readonly Turn[]): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(turns.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, run } of round % 2 === 1 ? turns : turns.toReversed()) {
      const result = await run();
      results.get(name)?.push(result);
      say(`${round}  ${name.padEnd(28)} ${sayRound(result)}`);
    }
  }
  return results;
}

const rate = (results: readonly Round[]): number => median(results.map(({ commands, seconds }) => commands / seconds));

function middle(results: readonly Round[]): Round {
  const of = (read: (round: Round) => number): number => median(results.map(read));
  const cpu = (read: (round: Round) => number | null): number | null => {
    const values = results.map(read).filter((value) => value !== null);
    return values.length === 0 ? null : median(values);
  };
  return {
    commands: of((round) => round.commands),
    seconds: of((round) => round.seconds),
    p50: of((round) => round.p50),
    p95: of((round) => round.p95),
    p99: of((round) => round.p99),
    databaseCpu: cpu((round) => round.databaseCpu),
    nodeCpu: cpu((round) => round.nodeCpu),
  };
}

/** Adds the medians of all turns to the page. */
function tell(title: string, results: ReadonlyMap<string, readonly Round[]>): void {
  const lines = [...results].map(([name, all]) => {
    const { p50, p95, p99, databaseCpu, nodeCpu } = middle(all);
    const ms = [p50, p95, p99].map((value) => value.toFixed(1));
    const cpu = [databaseCpu, nodeCpu].map((value) => (value === null ? '–' : value.toFixed(0)));
    const each = all.map(({ commands, seconds }) => Math.round(commands / seconds)).join(' ');
    return [name, rate(all).toFixed(0), ...ms, ...cpu, each];
  });
  const head = ['side', 'commands/s', 'p50 ms', 'p95 ms', 'p99 ms', 'database CPU µs', 'Node CPU µs', 'each round'];
  detail.push(`### ${title}`, table(head, lines));
  say(`\n${title}: medians`);
  for (const [name, all] of results) say(`   ${name.padEnd(28)} ${sayRound(middle(all))}`);
  say('');
}

function functionTurn(
  store: PostgresStore & { readonly world: World },
  clients: (typeof clientCounts)[number],
  withHead = true,
  warmSeconds = length.warmSeconds,
): Turn {
  const name = `(a) ${clients} clients${withHead ? '' : ', no head'}`;
  const { url, query, world } = store;
  return { name, run: () => runFunction({ url, query, world, clients, withHead, ...length, warmSeconds }) };
}

function best(results: ReadonlyMap<string, readonly Round[]>, isOf: (name: string) => boolean): readonly Round[] {
  const candidates = [...results].filter(([name]) => isOf(name)).map(([, all]) => all);
  return candidates.reduce((a, b) => (rate(b) > rate(a) ? b : a));
}

async function measureThroughput(server: Server): Promise<void> {
  const [a, b, c] = [
    await server.create('bench_a', small),
    await server.create('bench_b', small),
    await server.create('bench_c', small),
  ];
  const folders = { b: join(scratch, 'embedded-b'), c: join(scratch, 'embedded-c') };
  await fillEmbedded(folders.b, small);
  cpSync(folders.b, folders.c, { recursive: true });
  const setting = (store: string) => ({ root, store, world: small, scratch });
  const sides: [string, Side][] = [
    ['(b) engine', await startEngineSide(setting(b.url), length)],
    ['(c) HTTP', await startHttpSide(setting(c.url), length)],
    ['(b) engine, embedded', await startEngineSide(setting(folders.b), length)],
    ['(c) HTTP, embedded', await startHttpSide(setting(folders.c), length)],
  ];
  const stores = [a, b, c];
  if (options.against !== undefined) {
    const other = await server.create('bench_other', small, { forOlder: true });
    stores.push(other);
    sides.push([
      `(b) engine of ${options.against}`,
      await startEngineSide({ ...setting(other.url), root: checkOut(options.against) }, length),
    ]);
  }
  const turns = [
    ...clientCounts.map((clients) => functionTurn(a, clients)),
    ...clientCounts.map((clients) => functionTurn(a, clients, false)),
    ...sides.flatMap(([name, side]) =>
      callerCounts.map((callers) => ({ name: `${name}, ${callers} callers`, run: () => side.run(callers) })),
    ),
  ];
  const before = processorTime(server.writers);
  const results = await takeTurns(turns);
  const written = processorTime(server.writers) - before;
  for (const [, side] of sides) await side.stop();
  for (const store of stores) await store.drop();
  tell('Commands a second', results);
  const commands = [...results.values()].flat().reduce((sum, round) => sum + round.commands, 0);
  const beside = `Beside the backends, for all sides together: checkpointer, WAL writer and the like used ${(written / commands).toFixed(0)} µs a command.`;
  say(beside);
  detail.push(beside);

  const of = (name: string): readonly Round[] => results.get(name) ?? [];
  const calls = best(results, (name) => name.startsWith('(a)') && !name.endsWith('no head'));
  const callRate = rate(calls);
  rows.push(
    { what: '(c) ÷ (a), PostgreSQL, 128 callers', figure: rate(of('(c) HTTP, 128 callers')) / callRate, atLeast: 1 },
    { what: '(c) ÷ (a), PostgreSQL, 32 callers', figure: rate(of('(c) HTTP, 32 callers')) / callRate, atLeast: 0.7 },
    {
      what: '(b) ÷ (a), PostgreSQL, 128 callers',
      figure: rate(of('(b) engine, 128 callers')) / callRate,
      atLeast: 1.2,
    },
    { what: '(b) ÷ (a), PostgreSQL, 32 callers', figure: rate(of('(b) engine, 32 callers')) / callRate, atLeast: 0.8 },
  );
  const own = middle(of('(b) engine, 128 callers')).databaseCpu;
  const theirs = middle(calls).databaseCpu;
  rows.push({
    what: 'database CPU per command ÷ (a)’s',
    figure: own === null || theirs === null ? undefined : own / theirs,
    atMost: 0.5,
    why: 'the server’s processes are not on this machine',
  });
  const embedded = Math.max(...callerCounts.map((callers) => rate(of(`(c) HTTP, embedded, ${callers} callers`))));
  rows.push({ what: '(c) on PGlite ÷ (a)', figure: embedded / callRate, atLeast: 0.4 });
}

/** Database and own CPU of a command; null where the database's is not known. */
const wholeCpu = (all: readonly Round[]): number | undefined => {
  const { databaseCpu, nodeCpu } = middle(all);
  return databaseCpu === null ? undefined : databaseCpu + (nodeCpu ?? 0);
};

async function measureGrowth(server: Server): Promise<void> {
  const sameActive = makeWorld({ tickets: bigTickets, agents: bigAgents, workers: 1000, active });
  // Every ticket and every agent is as likely as any other, and none is met twice.
  const everywhere = Math.floor(bigTickets / 7 / active) * active;
  const uniform = makeWorld({ tickets: bigTickets, agents: bigAgents, workers: bigAgents, active: everywhere });
  for (const [what, world, atMost] of [
    ['same active set', sameActive, 1.3],
    ['uniform access', uniform, 2.2],
  ] as const) {
    const results = await compareGrowth(server, world);
    tell(
      `${bigTickets.toLocaleString('en')} open tickets and ${bigAgents.toLocaleString('en')} agents, ${what}`,
      results,
    );
    const growth = (side: string): number | undefined => {
      const [from, to] = [wholeCpu(results.get(`${side}, small`) ?? []), wholeCpu(results.get(`${side}, big`) ?? [])];
      return from === undefined || to === undefined ? undefined : to / from;
    };
    const theirs = growth('(a) 8 clients');
    const beside = theirs === undefined ? '' : ` ((a)’s own: ${theirs.toFixed(2)})`;
    rows.push({
      what: `CPU per command, ${what}, big tables ÷ small${beside}`,
      figure: growth('(b) engine, 128 callers'),
      atMost,
      why: 'the server’s processes are not on this machine',
    });
  }
}

async function compareGrowth(server: Server, bigWorld: World): Promise<Map<string, Round[]>> {
  // The first look at where each client stopped reads a seventh of the tickets.
  const growing: Length = { ...length, warmSeconds: length.warmSeconds + (bigWorld.active > active ? 3 : 0) };
  const stores: PostgresStore[] = [];
  const sides: Side[] = [];
  const turns: Turn[] = [];
  for (const [size, world] of [
    ['small', small],
    ['big', bigWorld],
  ] as const) {
    say(`Filling ${world.tickets.toLocaleString('en')} tickets.`);
    const [calls, engine] = [
      await server.create(`bench_a_${size}`, world),
      await server.create(`bench_b_${size}`, world),
    ];
    const side = await startEngineSide({ root, store: engine.url, world, scratch }, growing);
    stores.push(calls, engine);
    sides.push(side);
    const { name, run } = functionTurn(calls, 8, true, growing.warmSeconds);
    turns.push(
      { name: `${name}, ${size}`, run },
      { name: `(b) engine, 128 callers, ${size}`, run: () => side.run(128) },
    );
  }
  const results = await takeTurns(turns);
  for (const side of sides) await side.stop();
  for (const store of stores) await store.drop();
  return results;
}

async function measureLiveRows(server: Server): Promise<void> {
  const store = await server.create('bench_live', small);
  const live = await measureLive({ root, store: store.url, world: small, scratch }, length);
  await store.drop();
  const why = 'why' in live ? live.why : '';
  const figures = 'why' in live ? undefined : live;
  rows.push(
    {
      what: 'p99 from POST to live event ÷ p99 of the POST, at half the full rate',
      figure: figures?.lag,
      atMost: 3,
      why,
    },
    {
      what: 'live events a second to 5,000 streams, one process',
      figure: figures?.eventsPerSecond,
      atLeast: 40_000,
      why,
    },
    { what: 'memory a stream', figure: figures?.kilobytesPerStream, atMost: 30, unit: ' kB', why },
  );
}

async function measureStartRows(): Promise<void> {
  let start: { first: number; warm: number } | undefined;
  let why = '';
  try {
    start = await measureStart(join(scratch, 'start'));
  } catch (error) {
    why = (error as Error).message;
  }
  rows.push(
    { what: '`npm start` to `/readyz`, first ever', figure: start?.first, atMost: 8, unit: ' s', why },
    { what: '`npm start` to `/readyz`, warm', figure: start?.warm, atMost: 2, unit: ' s', why },
  );
}

/** Another commit's files in a folder, with our dependencies. */
function checkOut(revision: string): string {
  const folder = join(scratch, 'against');
  execFileSync('git', ['worktree', 'add', '--detach', folder, revision], { cwd: root, stdio: 'ignore' });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function cleanUp(): void {
  rmSync(scratch, { recursive: true, force: true });
  if (options.against !== undefined) execFileSync('git', ['worktree', 'prune'], { cwd: root });
}

function machine(server: Server, pace: string): string[] {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim();
  const { model = 'unknown processor' } = cpus()[0] ?? {};
  return [
    `Commit ${commit}, ${new Date().toISOString().slice(0, 10)}; ${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${server.version}.`,
    `PostgreSQL, the same for every side: ${Object.entries(server.settings)
      .map(([name, value]) => `${name} ${value || '–'}`)
      .join(', ')}.`,
    `${rounds} rounds ${pace}in turns; medians.${options.quick ? ' **Quick: not for quoting.**' : ''}`,
  ];
}

/** Measures on a PostgreSQL server, prints the rows, and writes them to a page of the reference unless they are not for quoting. */
async function measure(
  page: { readonly name: string; readonly command: string } | null,
  pace: string,
  use: (server: Server) => Promise<void>,
): Promise<number> {
  const server = await openServer();
  if ('missing' in server) throw new Error(`There is no PostgreSQL to measure: ${server.missing}.`);
  const about = machine(server, pace);
  for (const line of about) say(line);
  say('');
  try {
    await use(server);
  } finally {
    await server.stop();
  }
  const said = rows.map(sayRow);
  for (const [what, figure, reach, verdict] of said)
    say(`${verdict === 'ok' ? 'ok    ' : 'missed'}  ${what}: ${figure} (${reach})`);
  if (!options.quick && page !== null) {
    const text = [...about, table(['what', 'figure', 'reach', ''], said), ...detail].join('\n\n');
    writePage(page.name, page.command, text);
  }
  return options.check && rows.some(isMissed) ? 1 : 0;
}

function measureAll(): Promise<number> {
  if (!hasPgbench())
    throw new Error('There is no pgbench here: install PostgreSQL’s client programs (Debian: postgresql-contrib).');
  const isWhole = parts.size === partNames.length;
  const page = isWhole ? { name: 'bench.md', command: 'npm run bench' } : null;
  const pace = `of ${length.seconds} s after ${length.warmSeconds} s of warm-up, `;
  return measure(page, pace, async (server) => {
    if (parts.has('throughput')) await measureThroughput(server);
    if (parts.has('growth')) await measureGrowth(server);
    if (parts.has('live')) await measureLiveRows(server);
    if (parts.has('start')) await measureStartRows();
  });
}

function measureRoutes(): Promise<number> {
  return measure({ name: 'routing.md', command: 'npm run bench -- routing' }, '', async (server) => {
    const measured = await measureRouting(server, { root, rounds, quick: options.quick }, say);
    rows.push(...measured.rows);
    detail.push(...measured.detail);
  });
}

function measureFlowRuns(): Promise<number> {
  return measure({ name: 'flow-runs.md', command: 'npm run bench -- flows' }, '', async (server) => {
    const measured = await measureFlows(server, { root, rounds, quick: options.quick, scratch }, say);
    rows.push(...measured.rows);
    detail.push(...measured.detail);
  });
}

const subjects: Readonly<Record<string, () => Promise<number>>> = {
  routing: measureRoutes,
  flows: measureFlowRuns,
  wait: () => compareWaits({ file, check: options.check }),
};
const run = subject === undefined ? measureAll : subjects[subject];
if (run === undefined) {
  cleanUp();
  throw new Error(`There is no bench called ${subject}; there are ${Object.keys(subjects).join(' and ')}.`);
}
process.exitCode = await run().finally(cleanUp);
