import { readdirSync, readFileSync } from 'node:fs';

/** CPU that other processes have used, from /proc: on Linux, and only where they run on this machine. */

const microsecondsPerTick = 10_000; // USER_HZ is 100 on every Linux that Node runs on

/** Microseconds of CPU, user and system, that the processes have used; those that are gone count nothing. */
export function processorTime(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The name, in parentheses, may hold spaces; `utime` and `stime` are the 14th and 15th fields.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Ended meanwhile.
    }
  }
  return ticks * microsecondsPerTick;
}

/** The processes of a PostgreSQL server that write for all sides alike: checkpoints, the log's buffers, dirty pages, vacuum. */
export function writersOf(postmaster: number): number[] {
  const writers: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'))?.[1]);
      const title = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      if (parent === postmaster && /checkpointer|background writer|walwriter|autovacuum|io worker/.test(title))
        writers.push(Number(name));
    } catch {
      // Ended meanwhile.
    }
  }
  return writers;
}
