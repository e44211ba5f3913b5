import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/** Files that nothing carries are found by their age, among those alone: most files are carried by a message at once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index file_unsent on file (created_at, organization_id) where conversation_id is null and name <> ''`,
  ]);
}
