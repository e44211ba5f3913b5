/** How long `npm start` takes until `/readyz` answers 200: in an empty data folder, then in the same one again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const secondsMax = 60;

/** Seconds of the first start ever, and of the next. */
export async function measureStart(folder: string): Promise<{ first: number; warm: number }> {
  return { first: await start(folder), warm: await start(folder) };
}

async function start(folder: string): Promise<number> {
  const port = await freePort();
  const { DATABASE_URL: _, ...env } = process.env;
  const began = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...env, PORT: String(port), BATON_DATA_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  try {
    while (!(await isReady(port))) {
      if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}.`);
      if (performance.now() - began > secondsMax * 1000)
        throw new Error(`npm start was not ready after ${secondsMax} s.`);
      await pause(10);
    }
    return (performance.now() - began) / 1000;
  } finally {
    await end(npm);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** Ends npm and what it started: a group of their own. */
async function end(npm: ChildProcess): Promise<void> {
  if (npm.exitCode !== null || npm.pid === undefined) return;
  process.kill(-npm.pid, 'SIGTERM');
  await once(npm, 'exit');
  await pause(500); // the server itself may still be closing its store
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
