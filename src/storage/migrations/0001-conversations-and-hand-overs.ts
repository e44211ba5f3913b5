import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/**
 * The first schema. Every table of ours carries the organization first in its primary key, in every unique index and in
 * every foreign key, so that a database can be sharded by organization. Foreign keys stand only inside a conversation's
 * tree and to agents: each one costs a look-up per row (twelve on the hot tables made everything 0.7 times as fast).
 * Secondary indexes that need not be unique start with what tells rows apart (ids are unique by themselves), never with
 * the organization: on an empty, never analysed table the planner cannot tell an index that shares only its first column
 * with the primary key from the primary key itself, and plans made then scan an organization per row.
 * No defaults, sequences or triggers: values come from the engine, so that the simulator can decide them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, statements);
}

const statements = [
  `create table organization (
    organization_id uuid primary key,
    name text not null,
    created_at timestamptz(3) not null
  )`,

  // The one place where an organization's commits meet: positions are given under this row's lock, held only from the
  // end of deciding to the commit. `last_at` keeps event times from going back when nodes' transactions interleave.
  `create table organization_head (
    organization_id uuid primary key,
    position bigint not null,
    config_version integer not null,
    last_at timestamptz(3) not null
  ) with (fillfactor = 10)`,

  `create table configuration_item (
    organization_id uuid not null,
    kind text not null,
    id text not null,
    version integer not null,
    retired boolean not null,
    data jsonb not null,
    primary key (organization_id, kind, id)
  )`,
  'create index configuration_item_by_version on configuration_item (version, organization_id)',
  `create table configuration_change (
    organization_id uuid not null,
    version integer not null,
    actor jsonb not null,
    changes jsonb not null,
    at timestamptz(3) not null,
    primary key (organization_id, version)
  )`,

  // Only a hash of each key is kept. Keys and principals are looked up by (organization, id) and compared in constant time.
  `create table api_key (
    organization_id uuid not null,
    id uuid not null,
    name text not null,
    secret_hash bytea not null,
    scopes text[] not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3),
    revoked_at timestamptz(3),
    primary key (organization_id, id)
  )`,
  `create table account_secret (
    organization_id uuid not null,
    account_id text not null,
    id uuid not null,
    secret text not null,
    created_at timestamptz(3) not null,
    retired_at timestamptz(3),
    primary key (organization_id, account_id, id)
  )`,

  // The live part of an agent. Read by candidates' queries, locked by every change of load.
  `create table agent (
    organization_id uuid not null,
    id text not null,
    presence text not null,
    presence_since timestamptz(3) not null,
    load jsonb not null,
    last_assigned_at timestamptz(3) not null,
    primary key (organization_id, id)
  ) with (fillfactor = 70)`,

  `create table contact (
    organization_id uuid not null,
    id uuid not null,
    name text,
    attributes jsonb not null,
    created_at timestamptz(3) not null,
    primary key (organization_id, id)
  )`,
  // Natural keys: a row may stand before what it names exists (then the reference is null); its lock is what keeps two
  // first messages from making two contacts or two conversations.
  `create table contact_address (
    organization_id uuid not null,
    channel_kind text not null,
    address text not null,
    contact_id uuid,
    primary key (organization_id, channel_kind, address)
  )`,
  'create index contact_address_of on contact_address (contact_id)',
  `create table thread (
    organization_id uuid not null,
    account_id text not null,
    thread_key text not null,
    conversation_id uuid,
    primary key (organization_id, account_id, thread_key)
  )`,

  `create table conversation (
    organization_id uuid not null,
    id uuid not null,
    account_id text not null,
    channel_kind text not null,
    thread_key text not null,
    contact_id uuid not null,
    status text not null,
    department_id text not null,
    ticket_id uuid not null,
    segment_id uuid not null,
    owner_kind text,
    owner_id text,
    ownership_version integer not null,
    pending_transfer_id uuid,
    live_offer_id uuid,
    event_sequence integer not null,
    message_sequence integer not null,
    queued_at timestamptz(3),
    priority integer not null,
    wait_until timestamptz(3),
    automatic_hops integer not null,
    automatic_pairs jsonb not null,
    hops integer not null,
    passed_over text[] not null,
    last_agent_id text,
    wrap_ups jsonb not null,
    participants jsonb not null,
    files integer not null,
    attributes jsonb not null,
    tags text[] not null,
    opened_at timestamptz(3) not null,
    closed_at timestamptz(3),
    primary key (organization_id, id),
    constraint conversation_owner check ((status = 'open') = (owner_kind is not null)
      and (owner_kind is null) = (owner_id is null))
  ) with (fillfactor = 70)`,
  // Serves an agent's own list and a queue in its order; closed conversations are not in it.
  `create index conversation_by_owner on conversation (organization_id, owner_id, priority, queued_at, id)
    where status = 'open'`,
  `create unique index conversation_open_thread on conversation (organization_id, account_id, thread_key)
    where status = 'open'`,
  'create index conversation_of_contact on conversation (contact_id)',
  `create index conversation_open_in_department on conversation (department_id, organization_id, id)
    where status = 'open'`,
  'create index conversation_wait_due on conversation (wait_until) where wait_until is not null',

  `create table ticket (
    organization_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    department_id text not null,
    state text not null,
    version integer not null,
    previous_ticket_id uuid,
    next_ticket_id uuid,
    from_message integer not null,
    to_message integer,
    history_from integer not null,
    attributes jsonb not null,
    tags text[] not null,
    form jsonb not null,
    sla_started_at timestamptz(3) not null,
    opened_at timestamptz(3) not null,
    opened_by text not null,
    closed_at timestamptz(3),
    close_reason text,
    primary key (organization_id, id),
    foreign key (organization_id, conversation_id) references conversation
  ) with (fillfactor = 70)`,
  'create index ticket_of_conversation on ticket (conversation_id)',
  `create unique index ticket_open on ticket (organization_id, conversation_id) where state = 'open'`,
  `create index ticket_of_department on ticket (department_id, organization_id, id)`,

  `create table segment (
    organization_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    ticket_id uuid not null,
    department_id text not null,
    owner_kind text not null,
    owner_id text not null,
    started_at timestamptz(3) not null,
    ended_at timestamptz(3),
    end_reason text,
    wrap_up_until timestamptz(3),
    wrap_up_ended_at timestamptz(3),
    disposition text,
    wrap_up_note text,
    primary key (organization_id, id),
    foreign key (organization_id, ticket_id) references ticket
  ) with (fillfactor = 70)`,
  'create index segment_of_ticket on segment (ticket_id)',
  `create index segment_wrap_up_due on segment (wrap_up_until) where wrap_up_until is not null and wrap_up_ended_at is null`,

  `create table transfer (
    organization_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    ticket_id uuid not null,
    new_ticket_id uuid,
    state text not null,
    mode text not null,
    target jsonb not null,
    current_target jsonb not null,
    from_department_id text not null,
    to_department_id text not null,
    release text not null,
    requested_by jsonb not null,
    from_owner jsonb not null,
    ownership_version integer not null,
    note text,
    reason text,
    outcome text,
    chain jsonb not null,
    receipt jsonb not null,
    requested_at timestamptz(3) not null,
    deadline_at timestamptz(3),
    ended_at timestamptz(3),
    primary key (organization_id, id),
    foreign key (organization_id, conversation_id) references conversation
  ) with (fillfactor = 70, toast_tuple_target = 8160)`,
  'create index transfer_of_conversation on transfer (conversation_id)',
  // Finds what waits for an agent when the agent comes back or frees a slot.
  `create index transfer_waiting on transfer ((current_target ->> 'id'), organization_id, requested_at)
    where state = 'waiting'`,
  'create index transfer_due on transfer (deadline_at) where ended_at is null and deadline_at is not null',

  `create table offer (
    organization_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    transfer_id uuid,
    agent_id text not null,
    state text not null,
    slots integer not null,
    offered_at timestamptz(3) not null,
    expires_at timestamptz(3) not null,
    ended_at timestamptz(3),
    reason text,
    primary key (organization_id, id),
    foreign key (organization_id, conversation_id) references conversation,
    foreign key (organization_id, agent_id) references agent
  ) with (fillfactor = 70)`,
  `create unique index offer_live on offer (organization_id, conversation_id) where state = 'live'`,
  `create index offer_live_of_agent on offer (organization_id, agent_id) where state = 'live'`,
  `create index offer_due on offer (expires_at) where state = 'live'`,

  `create table message (
    organization_id uuid not null,
    conversation_id uuid not null,
    sequence integer not null,
    id uuid not null,
    ticket_id uuid not null,
    segment_id uuid not null,
    direction text not null,
    author jsonb not null,
    automatic boolean not null,
    text text not null,
    file_ids uuid[] not null,
    external_id text,
    account_id text not null,
    at timestamptz(3) not null,
    primary key (organization_id, conversation_id, sequence),
    foreign key (organization_id, conversation_id) references conversation
  )`,
  `create unique index message_external on message (organization_id, account_id, external_id)
    where external_id is not null`,
  `create table file (
    organization_id uuid not null,
    id uuid not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    conversation_id uuid,
    created_at timestamptz(3) not null,
    primary key (organization_id, id)
  )`,

  // Rows of up to a page stay whole: compressing each event at two kilobytes costs more than the space.
  // The log. Positions are gapless per organization, sequences per conversation.
  `create table event (
    organization_id uuid not null,
    position bigint not null,
    conversation_id uuid,
    sequence integer,
    command_id text not null,
    kind text not null,
    actor jsonb not null,
    data jsonb not null,
    at timestamptz(3) not null,
    primary key (organization_id, position)
  ) with (toast_tuple_target = 8160)`,
  `create unique index event_of_conversation on event (organization_id, conversation_id, sequence)
    where conversation_id is not null`,
  // What was answered to which command: a retry gets the same answer, refusals included.
  `create table command (
    organization_id uuid not null,
    principal text not null,
    key text not null,
    request_hash text not null,
    answer json not null,
    at timestamptz(3) not null,
    primary key (organization_id, principal, key)
  ) with (toast_tuple_target = 8160)`,
  'create index command_by_age on command using brin (at)',

  // How far each reader of the log has come: deliveries to one endpoint, for instance.
  `create table log_cursor (
    organization_id uuid not null,
    reader text not null,
    position bigint not null,
    retry_at timestamptz(3),
    failures integer not null,
    primary key (organization_id, reader)
  ) with (fillfactor = 50)`,
];
