import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/** How many runs of a flow are under way is found among those alone: what has ended stays, and becomes many. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index flow_run_under_way on flow_run (flow_id, organization_id) where state <> 'ended'`,
  ]);
}
