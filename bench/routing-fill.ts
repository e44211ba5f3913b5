/** One organization in which everything waits: queues full of tickets, and agents who are online with nothing to do. */
import { randomUUID } from 'node:crypto';

/** How large it is. */
export interface Floor {
  readonly agents: number;
  /** Queues with tickets, each in a department of its own, among which the agents are shared out evenly. */
  readonly queues: number;
  /** Queues beside them, in the same departments, in which nobody waits. */
  readonly idleQueues: number;
  /** Tickets that wait, over all queues. */
  readonly waiting: number;
  /** Conversations that an agent may have at once. */
  readonly capacity: number;
}

export const organizationId = '0000000b-0000-7000-8000-000000000000';
const since = "timestamptz '2026-01-01 00:00:00+00'";
/** Nobody's offer runs out while it is measured. */
const settings = { offerTimeoutSeconds: 86_400 };

/** An entry of the configuration's first version. */
export function item(kind: string, id: string, data: unknown): string {
  return `insert into configuration_item (organization_id, kind, id, version, retired, data)
    values ('${organizationId}', '${kind}', '${id}', 1, false, '${JSON.stringify(data)}')`;
}

/** Fills an empty, migrated database. */
export async function fillFloor(execute: (sql: string) => Promise<unknown>, floor: Floor): Promise<void> {
  const { agents, queues, idleQueues, waiting, capacity } = floor;
  const id = (kind: string): string => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;
  const numbers = [...Array(queues).keys()];
  const statements = [
    `insert into organization values ('${organizationId}', 'Floor', ${since})`,
    `insert into organization_head values ('${organizationId}', 0, 1, ${since})`,
    item('organization', 'organization', { profile: 'baton', settings }),
    item('account', 'chat', { id: 'chat', kind: 'webchat', entry: { department: 'd0' } }),
    ...numbers.map((n) => item('department', `d${n}`, { id: `d${n}`, defaultQueue: `q${n}` })),
    ...numbers.map((n) => item('queue', `q${n}`, { id: `q${n}`, department: `d${n}` })),
    ...[...Array(idleQueues).keys()].map((n) =>
      item('queue', `idle${n}`, { id: `idle${n}`, department: `d${n % queues}` }),
    ),
    `insert into configuration_item (organization_id, kind, id, version, retired, data)
      select '${organizationId}', 'agent', 'a' || i, 1, false, jsonb_build_object('id', 'a' || i, 'departments',
        jsonb_build_array('d' || i % ${queues}), 'capacity', jsonb_build_object('total', ${capacity}))
      from generate_series(0, ${agents - 1}) i`,
    `insert into agent (organization_id, id, presence, presence_since, load, last_assigned_at, leased, idle_since, rotation,
        missed_offers)
      select '${organizationId}', 'a' || i, 'online', ${since}, '{}', ${since}, false, ${since}, '{}', 0
      from generate_series(0, ${agents - 1}) i`,
    `insert into contact select '${organizationId}', ${id('5')}, null, '{}', ${since} from generate_series(0, ${waiting - 1}) i`,
    `insert into thread select '${organizationId}', 'chat', 't' || i, ${id('2')} from generate_series(0, ${waiting - 1}) i`,
    `insert into conversation (organization_id, id, account_id, channel_kind, thread_key, contact_id, status, department_id,
        ticket_id, segment_id, owner_kind, owner_id, ownership_version, event_sequence, message_sequence, queued_at, priority,
        automatic_hops, automatic_pairs, hops, passed_over, wrap_ups, participants, files, attributes, tags, opened_at,
        linked_sessions, parties, notice_sent, skills, units, flow_run_ids, automatic_runs)
      select '${organizationId}', ${id('2')}, 'chat', 'webchat', 't' || i, ${id('5')}, 'open', 'd' || i % ${queues}, ${id('3')},
        ${id('4')}, 'queue', 'q' || i % ${queues}, 1, 0, 0, ${since} + i * interval '1 ms', 100, 0, '{}', 0, '{}', '[]',
        '[]', 0, '{}', '{}', ${since}, '[]', '[]', false, '{}', 1, '{}', 0
      from generate_series(0, ${waiting - 1}) i`,
    `insert into ticket (organization_id, id, conversation_id, department_id, state, version, from_message, history_from,
        attributes, tags, form, sla_started_at, opened_at, opened_by, history, redact, on_hold)
      select '${organizationId}', ${id('3')}, ${id('2')}, 'd' || i % ${queues}, 'open', 1, 1, 1, '{}', '{}', '{}', ${since}, ${since},
        'api', 'full', '{}', false
      from generate_series(0, ${waiting - 1}) i`,
    `insert into segment (organization_id, id, conversation_id, ticket_id, department_id, owner_kind, owner_id, started_at,
        wrap_up_extensions)
      select '${organizationId}', ${id('4')}, ${id('2')}, ${id('3')}, 'd' || i % ${queues}, 'queue', 'q' || i % ${queues}, ${since}, 0
      from generate_series(0, ${waiting - 1}) i`,
    'vacuum (analyze) conversation, ticket, segment, agent, contact, thread, configuration_item, organization_head',
    'checkpoint',
  ];
  for (const text of statements) await execute(text);
}

/** A new name for a database of ours. */
export function floorName(): string {
  return `bench_floor_${randomUUID().slice(0, 8)}`;
}
