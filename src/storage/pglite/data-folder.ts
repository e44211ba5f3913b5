/**
 * The database's folder inside the data folder: made once, completely or not at all. It is filled under another name,
 * synced, and only then given its own name, so that neither a crash nor a power cut leaves half a database behind.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { startPglite } from './engine.ts';

/** The major version of PostgreSQL inside this PGlite; a data folder works with its own only. */
const postgresVersion = '18';

/** The data folder was written by a PostgreSQL of another major version. */
export class DataFolderVersion extends Error {
  override name = 'DataFolderVersion';

  constructor(folder: string, found: string) {
    super(
      `The database in ${folder} was written by PostgreSQL ${found}, and this Baton contains ${postgresVersion}. Start ` +
        'the Baton that wrote it, make a backup with it (baton backup), and restore that with this one.',
    );
  }
}

/**
 * Makes the database in the data folder, if it is not there yet; gives back its folder.
 *
 * @param image a dump to start from, see `image.ts`; without one it takes seconds
 * @throws DataFolderVersion
 */
export async function prepareDatabaseFolder(dataDir: string, image?: Uint8Array): Promise<string> {
  const folder = join(dataDir, 'database');
  if (existsSync(folder)) {
    const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
    if (found !== postgresVersion) throw new DataFolderVersion(dataDir, found);
    return folder;
  }
  const unfinished = join(dataDir, 'database.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  // Every single write need not be synced on the way: the whole tree is, below.
  const engine = await startPglite({ fileSystem: new NodeFS(unfinished), fsync: false, ...(image ? { image } : {}) });
  await engine.close();
  syncTree(unfinished);
  renameSync(unfinished, folder);
  syncPath(dataDir);
  return folder;
}

/** Syncs every file and folder below and the folder itself. */
function syncTree(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) syncTree(path);
    else syncPath(path);
  }
  syncPath(folder);
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
