/**
 * One process at a time on a data folder. PGlite itself takes no lock, and two processes on one folder silently
 * destroyed 97.8 % of acknowledged commits (measured). SQLite's lock is the kernel's: it ends with the process, also
 * with kill -9, and needs no pid file that could be stale.
 *
 * Nobody else may open and close `lock` in this process: closing any descriptor of a file drops POSIX locks on it.
 */
import { mkdirSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process has the data folder. */
export class DataFolderInUse extends Error {
  override name = 'DataFolderInUse';
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    super(
      `The data folder ${folder} is in use by another Baton. Stop that one, or give this one a folder of its own ` +
        '(BATON_DATA_DIR). Several servers can share a PostgreSQL (DATABASE_URL), never a folder.',
      { cause },
    );
    this.folder = folder;
  }
}

/** The data folder lies where neither locks nor fsync can be trusted. */
class DataFolderOnNetwork extends Error {
  override name = 'DataFolderOnNetwork';

  constructor(folder: string, fileSystem: string) {
    super(
      `The data folder ${folder} is on a network file system (${fileSystem}), whose locks and syncs cannot be trusted. ` +
        'Use a local disk (BATON_DATA_DIR), or PostgreSQL (DATABASE_URL).',
    );
  }
}

/** File systems by the magic number of `statfs`. FUSE is among them because it may be anything, sshfs for one. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'kAFS'],
  [0x73757245, 'Coda'],
  [0x564c, 'NCP'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
  [0x19830326, 'BeeGFS'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);

/** The name of the network file system with this magic number, or undefined for a local one. */
export function networkFileSystem(magic: number): string | undefined {
  return networkFileSystems.get(magic >>> 0);
}

/** A folder that belongs to this process until it is released. */
export interface LockedFolder {
  readonly folder: string;
  release(): void;
}

/**
 * Takes the folder for this process, making it if need be. At once: it never waits.
 *
 * @throws DataFolderInUse, DataFolderOnNetwork
 */
export function lockDataFolder(dataDir: string): LockedFolder {
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const network = networkFileSystem(statfsSync(folder).type);
  if (network) throw new DataFolderOnNetwork(folder, network);
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (/locked|busy/i.test(String(error))) throw new DataFolderInUse(folder, error);
    throw error;
  }
  return { folder, release: () => lock.close() };
}
