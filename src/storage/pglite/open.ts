/** PGlite in a data folder, as a server uses it: locked, durable, watched and kept clean. Or in memory, for tests. */
import { constants } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, DatabaseError } from '../database.ts';
import { prepareDatabaseFolder } from './data-folder.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { PgliteDatabase } from './database.ts';
import { proveDurable } from './durability-probe.ts';
import { openPgliteInMemory } from './in-memory.ts';
import { Upkeep } from './upkeep.ts';
import { WorkerRunner } from './worker-runner.ts';

/** Where the embedded store lives. */
export type PgliteOptions = OnDiskOptions | { readonly memory: true; readonly image?: Uint8Array };

/** A store on disk. */
export interface OnDiskOptions {
  /** The server's data folder (`BATON_DATA_DIR`); the database takes the folder `database` and the file `lock` in it. */
  readonly dataDir: string;
  /** A dump to start a new database from (see `image.ts`); not looked at when there is a database. */
  readonly image?: Uint8Array;
  /** Milliseconds of silence after which PGlite is started again; 30,000 by default. */
  readonly silenceMsMax?: number;
  /** Milliseconds that a session may leave the only connection unused; 10,000 by default. */
  readonly idleMsMax?: number;
}

/** The embedded store. */
export interface PgliteStore extends Database {
  readonly kind: 'pglite';
  /** Whether it takes requests now: false while PGlite is being started again. For `/readyz`. */
  readonly ready: boolean;
  /** Syncs that reached the disk since the start, modulo 2^32; 0 for ever in memory. */
  readonly syncs: number;
  /** The database as a tar, consistent, of this moment: for `image`. Nothing else runs meanwhile. */
  image(): Promise<Uint8Array>;
}

/**
 * Opens the embedded store.
 *
 * @throws DataFolderInUse when another process has the folder, at once
 * @throws DataFolderOnNetwork, DataFolderVersion, StoreNotDurable
 */
export async function openPglite(options: PgliteOptions): Promise<PgliteStore> {
  if ('memory' in options) {
    const { image } = options;
    return Object.assign(await openPgliteInMemory(image ? { image } : {}), { ready: true, syncs: 0 });
  }
  const lock = lockDataFolder(options.dataDir);
  try {
    return await openLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(
  { image, silenceMsMax = 30_000, idleMsMax = 10_000 }: OnDiskOptions,
  lock: ReturnType<typeof lockDataFolder>,
): Promise<PgliteStore> {
  const folder = await prepareDatabaseFolder(lock.folder, image);
  const copy = join(lock.folder, 'database.copy');
  await rm(copy, { recursive: true, force: true }); // of a process that was killed
  const runner = new WorkerRunner({
    folder,
    silenceMsMax,
    onLost: (error) => database.lost(error),
    onReplaced: () => database.replaced(),
  });
  const database: PgliteDatabase = new PgliteDatabase({
    runner,
    upkeep: new Upkeep(),
    idleMsMax,
    copy: () => openCopy(database, { folder, copy, silenceMsMax }),
    stop: async () => {
      await runner.close();
      lock.release();
    },
  });
  await runner.start();
  try {
    await proveDurable(database, () => runner.activity.syncs, folder);
  } catch (error) {
    await runner.close();
    throw error;
  }
  return Object.defineProperties(database as unknown as PgliteStore, {
    ready: { get: () => runner.ready },
    syncs: { get: () => runner.activity.syncs },
    image: {
      value: (): Promise<Uint8Array> => database.alone(() => runner.dump()),
    },
  });
}

/**
 * A copy of the database in a folder beside it, gone when it is closed. Whatever comes waits while the files are copied: about a
 * second for a gigabyte, and no time at all where the file system can share blocks. @throws DatabaseError
 */
async function openCopy(
  database: PgliteDatabase,
  { folder, copy, silenceMsMax }: { readonly folder: string; readonly copy: string; readonly silenceMsMax: number },
): Promise<Database> {
  const remove = (): Promise<void> => rm(copy, { recursive: true, force: true });
  const runner = new WorkerRunner({
    folder: copy,
    silenceMsMax,
    onLost: (error) => copied.lost(error),
    onReplaced: () => copied.replaced(),
  });
  const copied: PgliteDatabase = new PgliteDatabase({
    runner,
    stop: async () => {
      await runner.close();
      await remove();
    },
  });
  try {
    await database.alone(() => cp(folder, copy, { recursive: true, mode: constants.COPYFILE_FICLONE }));
    await runner.start();
  } catch (error) {
    await runner.close();
    await remove();
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw isFull
      ? new DatabaseError('full', { message: `There is no room for a copy of ${folder}.`, cause: error })
      : error;
  }
  return copied;
}
