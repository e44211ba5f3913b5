import type { Kysely } from 'kysely';
import { added, runStatements } from './statements.ts';

/**
 * Flows: what was published of them, what is under way, and when it is due. A flow that owns a ticket when this runs is taken up
 * by a run of the version that is configured now.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, statements);
}

const statements = [
  ...added('conversation', 'flow_run_ids', 'uuid[]', `'{}'`),

  `create table flow_version (
    organization_id uuid not null,
    flow_id text not null,
    version integer not null,
    entry jsonb not null,
    published_by jsonb not null,
    published_at timestamptz(3) not null,
    primary key (organization_id, flow_id, version)
  )`,
  `create table flow_draft (
    organization_id uuid not null,
    id text not null,
    entry jsonb,
    revision integer not null,
    changed_by jsonb not null,
    changed_at timestamptz(3) not null,
    primary key (organization_id, id)
  )`,
  `create table flow_schedule (
    organization_id uuid not null,
    id text not null,
    next_at timestamptz(3),
    firing_id uuid,
    fired_at timestamptz(3),
    departments text[],
    primary key (organization_id, id)
  )`,
  'create index flow_schedule_due on flow_schedule (next_at) where next_at is not null',
  'create index flow_schedule_firing on flow_schedule (fired_at) where firing_id is not null',
  `create table flow_run (
    organization_id uuid not null,
    id uuid not null,
    flow_id text not null,
    version integer not null,
    conversation_id uuid,
    department_id text,
    state text not null,
    owns boolean not null,
    ownership_version integer not null,
    step_id text,
    came_at timestamptz(3) not null,
    turn integer not null,
    steps integer not null,
    wake_at timestamptz(3),
    waits_for jsonb,
    answers jsonb not null,
    jumps jsonb not null,
    trigger jsonb not null,
    firing_id uuid,
    last_port text,
    last_code text,
    depth integer not null,
    marks text[] not null,
    started_at timestamptz(3) not null,
    ended_at timestamptz(3),
    outcome text,
    primary key (organization_id, id),
    foreign key (organization_id, conversation_id) references conversation (organization_id, id)
  )`,
  'create index flow_run_due on flow_run (wake_at) where wake_at is not null',
  'create index flow_run_of_flow on flow_run (flow_id, started_at)',
  'create index flow_run_of_conversation on flow_run (conversation_id) where conversation_id is not null',
  `create table flow_step (
    organization_id uuid not null,
    run_id uuid not null,
    number integer not null,
    step_id text not null,
    kind text not null,
    port text not null,
    code text,
    since timestamptz(3) not null,
    at timestamptz(3) not null,
    primary key (organization_id, run_id, number),
    foreign key (organization_id, run_id) references flow_run (organization_id, id)
  )`,
  `create table duty_alert (
    organization_id uuid not null,
    id uuid not null,
    alert text not null,
    text text not null,
    conversation_id uuid,
    ticket_id uuid,
    department_id text,
    flow_id text,
    people text[] not null,
    told integer not null,
    next_at timestamptz(3),
    repeat_seconds integer not null,
    raised_at timestamptz(3) not null,
    acknowledged_by text,
    acknowledged_at timestamptz(3),
    primary key (organization_id, id)
  )`,
  'create index duty_alert_due on duty_alert (next_at) where next_at is not null',

  // There was one kind of flow, which greets and returns: now a flow without steps means the same.
  `update configuration_item set data = data - 'kind' where kind = 'flow'`,
  `insert into flow_run (organization_id, id, flow_id, version, conversation_id, department_id, state, owns,
      ownership_version, step_id, came_at, turn, steps, wake_at, waits_for, answers, jumps, trigger, firing_id, last_port, last_code,
      depth, marks, started_at, ended_at, outcome)
    select c.organization_id, c.segment_id, c.owner_id, i.version, c.id, c.department_id, 'due', true,
      c.ownership_version, case when coalesce(i.data->>'greeting', '') = '' then 'end' else 'greet' end, c.opened_at, 0, 0,
      coalesce(c.wait_until, c.opened_at), null, '{}', '{}', '{"kind":"owner","agentId":null}', null, null, null, 0, '{}',
      c.opened_at, null, null
    from conversation c join configuration_item i
      on i.organization_id = c.organization_id and i.kind = 'flow' and i.id = c.owner_id
    where c.owner_kind = 'flow' and c.status = 'open'`,
  `update conversation set flow_run_ids = array[segment_id], wait_until = null where owner_kind = 'flow' and status = 'open'`,
];
