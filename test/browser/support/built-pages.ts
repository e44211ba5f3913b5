import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../../..');
const cache = join(root, 'node_modules/.cache');
/** A build of the tests' own, so that none that is served is disturbed, and none disturbs the tests. */
const built = join(cache, 'pages');
/** What the pages were built from, as `sourcesDigest` said before the build began. */
const marker = join(cache, 'pages-built-from');
/** A folder that exists while somebody builds; making it is how one of several test runs gets to. */
const lock = join(cache, 'pages-being-built');

/** Everything that the pages are made from. */
const sources = ['web', 'src/contract', 'vite.config.ts', 'scripts/build.ts', 'package-lock.json'];
const buildMsMax = 180_000;

/**
 * Copies the built console and widget into the folder, after building them when their sources have changed since. The copy
 * stays what it is while others build.
 *
 * @throws Error with what the build said, when it fails
 */
export async function copyBuiltPages(into: string): Promise<void> {
  await alone(() => {
    const digest = sourcesDigest();
    const isFresh =
      existsSync(join(built, 'index.html')) && existsSync(marker) && readFileSync(marker, 'utf8') === digest;
    if (!isFresh) {
      build();
      writeFileSync(marker, digest);
    }
    cpSync(built, into, { recursive: true });
  });
}

function build(): void {
  const script = ['scripts/launch.mjs', 'scripts/build.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, BATON_BUILD_DIR: built },
  });
  if (status !== 0) throw new Error(`The pages cannot be built:\n${stdout}${stderr}`);
}

/** Changes whenever a file does: paths, sizes and times of change tell so without reading anything. */
function sourcesDigest(): string {
  const hash = createHash('sha256');
  const note = (path: string): void => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const source of sources) {
    if (!statSync(join(root, source)).isDirectory()) note(source);
    else for (const path of filesBelow(source).sort()) note(path);
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === 'dist' || entry.name === 'node_modules' ? [] : filesBelow(path);
  });
}

/** One at a time, also among several test runs on this tree. A lock that was left behind by a killed run is taken over. */
async function alone(work: () => void): Promise<void> {
  mkdirSync(dirname(lock), { recursive: true });
  while (!tryLock()) {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > buildMsMax)
      rmSync(lock, { recursive: true, force: true });
    await pause(100);
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
