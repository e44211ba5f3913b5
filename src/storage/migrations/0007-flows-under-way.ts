import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/**
 * How many runs of a flow are under way is found among those alone: what has ended stays, and becomes many. And runs of a flow
 * are an organization's: many organizations name theirs alike, after the same template.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, [
    `create index flow_run_under_way on flow_run (flow_id, organization_id) where state <> 'ended'`,
    'drop index flow_run_of_flow',
    'create index flow_run_of_flow on flow_run (flow_id, organization_id, started_at)',
  ]);
}
