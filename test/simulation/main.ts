// `npm run simulate -- --seeds 300 [--seed 1]`: plays seeds one after the other and ends at the first that goes wrong.
//
//   --seeds N     how many (default 300)
//   --seed S      the first (default 1); a failure prints the one to replay
//   --answers     prints how often each answer was given
//   --flows       plays many drawn flows a seed in fair weather instead, and prints how often each step ended how
//   --trace       prints every event and fault
//   --keep-going  plays on after a failure, and lists them at the end

import { parseArgs } from 'node:util';
import type { Database } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openPgliteInMemory } from '../../src/storage/pglite/in-memory.ts';
import { runFlows } from './run-flows.ts';
import { describeFailure, runSeed, seedsPerStore } from './run-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    answers: { type: 'boolean', default: false },
    flows: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
});
const [count, first] = [Number(values.seeds), Number(values.seed)];

const newStore = async (): Promise<Database> => {
  const opened = await openPgliteInMemory();
  await migrate(opened);
  return opened;
};
let database = await newStore();
const started = performance.now();
const cpuBefore = process.cpuUsage();
const answers = new Map<string, number>();
const failures: string[] = [];
const sums = { seeds: 0, events: 0, commands: 0, statements: 0, kills: 0, faults: 0, virtualMs: 0 };
if (values.flows) {
  await playFlows();
  await database.close();
  process.exit();
}
for (let seed = first; seed < first + count; seed++) {
  if (seed > first && (seed - first) % seedsPerStore === 0) {
    await database.close();
    database = await newStore();
  }
  const report = await runSeed({
    seed,
    database,
    ...(values.trace ? { trace: (line: string) => console.log(line) } : {}),
  });
  sums.seeds++;
  for (const name of ['events', 'commands', 'statements', 'kills', 'faults', 'virtualMs'] as const)
    sums[name] += report[name];
  for (const [name, times] of report.answers) answers.set(name, (answers.get(name) ?? 0) + times);
  if (report.violation) {
    failures.push(describeFailure(report));
    console.error(failures.at(-1));
    if (!values['keep-going']) break;
  }
  if (count <= 5) console.log(`Seed ${seed}: ${report.hash}`);
}
if (values.answers)
  for (const [name, times] of [...answers].sort()) console.log(`${String(times).padStart(7)}  ${name}`);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  `${sums.seeds} seeds in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU, ${(sums.virtualMs / 3_600_000).toFixed(1)} h of virtual time): ` +
    `${sums.commands} commands, ${sums.events} events, ${Math.round(sums.statements / sums.seeds)} statements a seed, ` +
    `${sums.kills} nodes killed, ${sums.faults} store faults, ${failures.length} failed`,
);
await database.close();
if (failures.length > 0) process.exitCode = 1;

async function playFlows(): Promise<void> {
  const ports = new Map<string, number>();
  const played = { seeds: 0, runs: 0, steps: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const trace = values.trace ? (line: string) => console.log(line) : undefined;
    const report = await runFlows({ seed, database, ...(trace === undefined ? {} : { trace }) });
    played.seeds++;
    played.runs += report.runs;
    played.steps += report.steps;
    for (const [name, times] of report.ports) ports.set(name, (ports.get(name) ?? 0) + times);
    if (report.violation === null) continue;
    console.error(`Seed ${seed}: ${report.violation.stack}`);
    process.exitCode = 1;
    if (!values['keep-going']) break;
  }
  for (const [name, times] of [...ports].sort()) console.log(`${String(times).padStart(7)}  ${name}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${played.seeds} seeds in ${seconds} s: ${played.runs} runs, ${played.steps} steps`);
}
