import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/**
 * Events are kept as the text that they were written as: making jsonb of them was a third of what appending cost, and whoever
 * reads them takes them whole. What was jsonb becomes its own text, so that the chain over the log holds.
 *
 * Breaking: older servers ask the log what only jsonb answers.
 */
export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `alter table event alter column actor type json using actor::text::json,
      alter column data type json using data::text::json`,
  ]);
}
