/** Side (a): one command by one call of a function, from pgbench. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Range, ranges, type World } from './fill.ts';
import { percentiles, type Round } from './percentiles.ts';
import { processorTime } from './processor-time.ts';

export type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

export interface FunctionRun {
  readonly url: string;
  readonly query: Query;
  readonly world: World;
  readonly clients: 4 | 8 | 16;
  /** Whether positions are taken from the organization's head; else from the conversation. */
  readonly withHead: boolean;
  readonly warmSeconds: number;
  readonly seconds: number;
}

export const clientCounts = [4, 8, 16] as const;

export function hasPgbench(): boolean {
  return spawnSync('pgbench', ['--version']).status === 0;
}

/** Runs pgbench once. The first `warmSeconds` are not counted. */
export async function runFunction(run: FunctionRun): Promise<Round> {
  const { url, query, world, clients, withHead, warmSeconds, seconds } = run;
  const range: Range = `${withHead ? 'calls' : 'headless'} ${clients}`;
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  try {
    const given = {
      range: ranges.indexOf(range),
      ranges: ranges.length,
      stride: world.stride,
      active: world.active,
      workers: world.workers,
      spread: world.agents / world.workers,
      clients,
      head: withHead,
      started: 0,
    };
    const pgbench = spawn(
      'pgbench',
      [
        ...['--no-vacuum', '--protocol', 'prepared', '--client', String(clients), '--jobs', '2'],
        ...['--time', String(Math.ceil(warmSeconds + seconds + 1)), '--log', '--log-prefix', join(folder, 'log')],
        ...Object.entries(given).flatMap(([name, value]) => ['--define', `${name}=${value}`]),
        ...['--file', join(import.meta.dirname, 'calls.pgbench'), url],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let complaints = '';
    pgbench.stderr.on('data', (bytes) => {
      complaints += bytes;
    });
    const ended = new Promise<number | null>((resolve) => pgbench.once('close', resolve));
    await pause(warmSeconds * 1000);
    const pids = (await query(`select pid from pg_stat_activity where application_name = 'pgbench'`)).map((row) =>
      Number(row.pid),
    );
    const from = Date.now();
    const cpu = processorTime(pids);
    await pause(seconds * 1000);
    const until = Date.now();
    const used = processorTime(pids) - cpu;
    if ((await ended) !== 0) throw new Error(`pgbench failed: ${complaints}`);
    const latencies: number[] = [];
    for (const name of readdirSync(folder)) {
      for (const line of readFileSync(join(folder, name), 'latin1').split('\n')) {
        // client, transaction, microseconds, script, end in seconds, and the microseconds of that second
        const [, , took, , second, fraction] = line.split(' ');
        const at = Number(second) * 1000 + Number(fraction) / 1000;
        if (at >= from && at < until) latencies.push(Number(took) / 1000);
      }
    }
    return {
      commands: latencies.length,
      seconds: (until - from) / 1000,
      ...percentiles(latencies),
      databaseCpu: pids.length > 0 ? used / latencies.length : null,
      nodeCpu: null,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
