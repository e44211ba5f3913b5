import type { Kysely } from 'kysely';
import { added, runStatements } from './statements.ts';

/**
 * What the five documented systems have besides plain hand-overs: colleagues who take part, help, hold, snooze, merging, linked
 * channel sessions, contacts outside, what a boundary masks, batches, retention, and the chain over the log. Columns of rows
 * that are there already get their value here, and have no default afterwards.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, statements);
}

const statements = [
  ...added('conversation', 'linked_sessions', 'jsonb', `'[]'`),
  ...added('conversation', 'parties', 'jsonb', `'[]'`),
  'alter table conversation add column watching_queue_id text',
  'alter table conversation add column help jsonb',
  ...added('conversation', 'notice_sent', 'boolean', 'false'),
  'alter table conversation add column merged_into_id uuid',
  // The raised flags, and who takes part in what: few, so the indexes are small and cost nothing while nobody does.
  `create index conversation_help on conversation (id, organization_id) where help is not null`,
  `create index conversation_parties on conversation using gin (parties jsonb_path_ops) where parties <> '[]'::jsonb`,
  'create index conversation_closed_at on conversation (closed_at) where closed_at is not null',
  'create index conversation_merged_into on conversation (merged_into_id) where merged_into_id is not null',

  ...added('ticket', 'history', 'text', `'full'`),
  'alter table ticket add column summary_from integer',
  ...added('ticket', 'redact', 'text[]', `'{}'`),
  ...added('ticket', 'on_hold', 'boolean', 'false'),
  'alter table ticket add column snoozed_until timestamptz(3)',
  'alter table ticket add column sla_paused_at timestamptz(3)',
  'create index ticket_snooze_due on ticket (snoozed_until) where snoozed_until is not null',

  ...added('segment', 'wrap_up_extensions', 'integer', '0'),
  'alter table segment add column disposition_name text',

  'alter table transfer add column draft text',
  'alter table transfer add column session jsonb',
  'alter table transfer add column batch_id uuid',
  'create index transfer_of_batch on transfer (batch_id) where batch_id is not null',

  'alter table message add column spoke_as text',
  'alter table message add column erased_at timestamptz(3)',
  // Erased files whose bytes are still to go, and whether another file has the same bytes.
  `create index file_bytes_due on file (id, organization_id) where name = '' and sha256 <> ''`,
  'create index file_by_hash on file (sha256)',

  `create table transfer_batch (
    organization_id uuid not null,
    id uuid not null,
    request jsonb not null,
    note text,
    ticket_ids uuid[] not null,
    judged jsonb not null,
    requested_by jsonb not null,
    run_at timestamptz(3) not null,
    created_at timestamptz(3) not null,
    cancelled_at timestamptz(3),
    done_at timestamptz(3),
    primary key (organization_id, id)
  )`,
  'create index transfer_batch_due on transfer_batch (run_at) where done_at is null and cancelled_at is null',
  // What became of each ticket. Those without a row here are still to come.
  `create table batch_item (
    organization_id uuid not null,
    batch_id uuid not null,
    ticket_id uuid not null,
    state text not null,
    transfer_id uuid,
    code text,
    at timestamptz(3) not null,
    primary key (organization_id, batch_id, ticket_id)
  )`,

  // The chain over the log: each link is the hash of the link before and of the events from `first_position` to
  // `last_position`. What was written once cannot be changed without every later link telling. Whoever writes the next link
  // begins where the last one ended, so of two writers one meets the other's key.
  `create table audit_link (
    organization_id uuid not null,
    last_position bigint not null,
    first_position bigint not null,
    hash bytea not null,
    at timestamptz(3) not null,
    primary key (organization_id, first_position)
  )`,
];
