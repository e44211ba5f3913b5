import type { Kysely } from 'kysely';
import { added, runStatements } from './statements.ts';

/**
 * When a ticket was last opened again: who comes back into line keeps the place of this opening, not that of one that was answered
 * days ago. What is open now and was closed before is not known to have been; its next opening is. And how many flows began in a
 * conversation since somebody wrote.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    'alter table ticket add column reopened_at timestamptz(3)',
    ...added('conversation', 'automatic_runs', 'integer', '0'),
  ]);
}
