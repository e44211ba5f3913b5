import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '../../base/ids.ts';

/**
 * Whether the files of a folder are this database's: those of the first that says so, by a word that no other database has.
 * What another database knows nothing of looks as if nobody needed it, and may not go for that.
 *
 * @throws Error of the disk
 */
export async function claimFolder(folder: string, database: string, ids: Ids): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'database');
  // Written whole under another name: of several servers that start at once one names it, and the others read that one.
  const draft = join(folder, `database.${ids.next()}`);
  await writeFile(draft, database, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return (await readFile(path, 'utf8')) === database;
}
