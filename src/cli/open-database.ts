import type { Database } from '../storage/database.ts';
import { openPglite } from '../storage/pglite/open.ts';
import { openPostgres } from '../storage/postgres.ts';
import type { ServerSettings } from './settings.ts';

/** The store that the settings name. @throws DataFolderInUse when a server runs on the folder */
export function openDatabase(settings: ServerSettings): Promise<Database> {
  return settings.databaseUrl === undefined
    ? openPglite({ dataDir: settings.dataDir })
    : openPostgres({ url: settings.databaseUrl });
}
