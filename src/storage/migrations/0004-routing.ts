import type { Kysely } from 'kysely';
import { added, runStatements } from './statements.ts';

/**
 * What routing knows of agents and of what waits: statuses, leases of presence, rotation, capacities that supervisors set, the
 * units of a conversation, whom it waits for. Columns of rows that are there already get their value here, and have no
 * default afterwards.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, statements);
}

const statements = [
  'alter table agent add column status_id text',
  ...added('agent', 'leased', 'boolean', 'false'),
  'alter table agent add column lapsed_from jsonb',
  'alter table agent add column grace_until timestamptz(3)',
  ...added('agent', 'idle_since', 'timestamptz(3)', `'1970-01-01T00:00:00Z'`),
  ...added('agent', 'rotation', 'jsonb', `'{}'`),
  ...added('agent', 'missed_offers', 'integer', '0'),
  'alter table agent add column capacity_override jsonb',
  'create index agent_grace_due on agent (grace_until) where grace_until is not null',

  'alter table conversation add column passed_over_at timestamptz(3)',
  'alter table conversation add column served_at timestamptz(3)',
  `update conversation set served_at = opened_at where status = 'open' and last_agent_id is not null`,
  'alter table conversation add column preferred_agent_id text',
  'alter table conversation add column preferred_until timestamptz(3)',
  ...added('conversation', 'skills', 'text[]', `'{}'`),
  ...added('conversation', 'units', 'integer', '1'),

  // Signs of life: written by the thousand in one statement, never told in the log.
  `create table presence_lease (
    organization_id uuid not null,
    agent_id text not null,
    device text not null,
    until timestamptz(3) not null,
    primary key (organization_id, agent_id, device)
  )`,
  'create index presence_lease_until on presence_lease (until)',
  // Which node dispatches an organization now.
  `create table dispatch_lease (
    organization_id uuid primary key,
    node_id uuid not null,
    until timestamptz(3) not null
  )`,
];
