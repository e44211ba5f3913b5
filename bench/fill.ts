import { hash } from 'node:crypto';

/**
 * The world that every side works in: ten organizations, agents, and open tickets that agents own, made by set-based SQL
 * so that a million of them take a minute. Everything has a number, from which its id, its organization, and its owner
 * after each hand-over follow; so pgbench, which can only count, and the engine's callers do the same work.
 */

export const organizations = 10;

/** Ranges of the tickets that are worked on, so that no side, at no number of clients, meets another's. */
export const ranges = ['calls 4', 'calls 8', 'calls 16', 'headless 4', 'headless 8', 'headless 16', 'engine'] as const;
export type Range = (typeof ranges)[number];

export interface World {
  /** Open tickets, over all organizations. */
  readonly tickets: number;
  /** Agents of one organization. */
  readonly agents: number;
  /** Those of them among whom the active tickets go round, evenly spread. */
  readonly workers: number;
  /** Tickets of each range that are worked on. */
  readonly active: number;
  /** From one active ticket of a range to the next: they lie evenly in the tables, and in every organization. */
  readonly stride: number;
}

/** A world with `active` tickets of each range in use. Divisible by every number of callers: 4 to 128. */
export function makeWorld(size: { tickets: number; agents: number; workers: number; active: number }): World {
  let stride = Math.floor(size.tickets / (size.active * ranges.length));
  // Without a common factor with the number of organizations, each range lies in all of them.
  while (stride % 2 === 0 || stride % 5 === 0) stride--;
  return { ...size, agents: size.agents / organizations, workers: size.workers / organizations, stride };
}

/** The number of a range's n-th ticket. */
export function ticketNumber(world: World, range: Range, n: number): number {
  return (n * ranges.length + ranges.indexOf(range)) * world.stride;
}

/** A prime, so that the next owner of a ticket lies far away and every agent gets a turn. */
const ownerStep = 7919;

/** The agent who owns a ticket after so many hand-overs. */
export function ownerNumber(world: World, ticket: number, handOvers: number): number {
  const worker = (Math.floor(ticket / organizations) * 31 + handOvers * ownerStep) % world.workers;
  return worker * (world.agents / world.workers);
}

export const idKinds = { organization: 1, conversation: 2, ticket: 3, segment: 4, contact: 5, apiKey: 6 } as const;

/** The same as `bench.id`. */
export function id(kind: keyof typeof idKinds, number: number): string {
  return `${idKinds[kind].toString(16).padStart(8, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

// A key for each organization, the same secret for all: nothing here is a secret.
const keySecret = 'bench'.padEnd(43, '-');

/** The API key that opens an organization of the bench. */
export function keyOf(organizationId: string): string {
  const keyId = id('apiKey', Number.parseInt(organizationId.slice(-12), 16));
  return `baton_${organizationId.replaceAll('-', '')}_${keyId.replaceAll('-', '')}_${keySecret}`;
}

/** Longer than any run: what a side left offered it accepts when it comes again. */
const offerTimeoutSeconds = 86_400;

const departments = ['support', 'billing'];
const json = (value: unknown): string => `'${JSON.stringify(value)}'::jsonb`;

function item(kind: string, itemId: string, data: unknown): string {
  return `select bench.id(1, o), '${kind}', '${itemId}', 1, false, ${json(data)} from generate_series(0, ${organizations - 1}) o`;
}

const filled = [
  ...[
    'organization',
    'organization_head',
    'configuration_item',
    'api_key',
    'agent',
    'contact',
    'thread',
    'conversation',
  ],
  ...['ticket', 'segment', 'bench.agent_rule', 'bench.account', 'bench.department'],
];

/** Fills an empty, migrated database that has `function.sql` in it, and vacuums it. */
export async function fill(execute: (sql: string) => Promise<unknown>, world: World): Promise<void> {
  const { active, agents, stride, tickets, workers } = world;
  const since = "timestamptz '2026-01-01 00:00:00+00'";
  const ofTicket = 'bench.id(1, i % 10)';
  // Tickets that nobody works on belong to all agents alike.
  const isActive = `i % ${stride} = 0 and i < ${active * ranges.length * stride}`;
  const owner = `'a' || case when ${isActive} then (i / ${organizations} * 31) % ${workers} * ${agents / workers} else i / ${organizations} % ${agents} end`;
  const items = [
    item('organization', 'organization', { profile: 'baton', settings: { offerTimeoutSeconds } }),
    ...departments.map((name) => item('department', name, { id: name, name, defaultQueue: name, moveRules: [{}] })),
    ...departments.map((name) => item('queue', name, { id: name, department: name, distribution: 'pull' })),
    item('account', 'chat', { id: 'chat', kind: 'webchat', entry: { department: 'support' } }),
  ];
  const statements = [
    `insert into organization select bench.id(1, o), 'Bench ' || o, ${since} from generate_series(0, ${organizations - 1}) o`,
    `insert into organization_head select bench.id(1, o), 0, 1, ${since} from generate_series(0, ${organizations - 1}) o`,
    ...items.map(
      (select) => `insert into configuration_item (organization_id, kind, id, version, retired, data) ${select}`,
    ),
    `insert into configuration_item (organization_id, kind, id, version, retired, data)
      select bench.id(1, o), 'agent', 'a' || n, 1, false, jsonb_build_object('id', 'a' || n, 'departments', ${json(departments)},
        'capacity', ${json({ total: 1_000_000 })})
      from generate_series(0, ${organizations - 1}) o, generate_series(0, ${agents - 1}) n`,
    `insert into agent (organization_id, id, presence, presence_since, load, last_assigned_at, leased, idle_since, rotation,
        missed_offers)
      select bench.id(1, o), 'a' || n, 'online', ${since}, '{}', ${since}, false, ${since}, '{}', 0
      from generate_series(0, ${organizations - 1}) o, generate_series(0, ${agents - 1}) n`,
    `insert into bench.agent_rule select organization_id, id, array['support', 'billing'],
      array['conversation.start', 'conversation.reply', 'message.receive', 'transfer.request'], null, '{}', 1000000, '{}' from agent`,
    `insert into api_key (organization_id, id, name, secret_hash, scopes, created_at)
      select bench.id(1, o), bench.id(6, o), 'bench', '\\x${hash('sha256', keySecret)}', array['act_as', 'events.read'], ${since} from generate_series(0, ${organizations - 1}) o`,
    `insert into bench.account select bench.id(1, o), 'chat', true from generate_series(0, ${organizations - 1}) o`,
    `insert into bench.department select bench.id(1, o), d, true, array['department', 'queue', 'agent', 'flow', 'external'],
      'optional', 'optional', 'on_accept', 'full', true, 'warn', '{}', 'ask', 'ask', 'offer', ${offerTimeoutSeconds}, 0, '[]'
      from generate_series(0, ${organizations - 1}) o, unnest(array['support', 'billing']) d`,
    `insert into contact select ${ofTicket}, bench.id(5, i), null, '{}', ${since} from generate_series(0, ${tickets - 1}) i`,
    `insert into thread select ${ofTicket}, 'chat', 't' || i, bench.id(2, i) from generate_series(0, ${tickets - 1}) i`,
    `insert into conversation (organization_id, id, account_id, channel_kind, thread_key, contact_id, status, department_id,
        ticket_id, segment_id, owner_kind, owner_id, ownership_version, event_sequence, message_sequence, priority,
        automatic_hops, automatic_pairs, hops, passed_over, last_agent_id, wrap_ups, participants, files, attributes, tags, opened_at,
        linked_sessions, parties, notice_sent, skills, units, flow_run_ids, automatic_runs)
      select ${ofTicket}, bench.id(2, i), 'chat', 'webchat', 't' || i, bench.id(5, i), 'open', 'support', bench.id(3, i),
        bench.id(4, i), 'agent', ${owner}, 1, 0, 0, 100, 0, '{}', 0, '{}', ${owner}, '[]',
        jsonb_build_array(jsonb_build_object('channel', 'webchat', 'address', 't' || i)), 0, '{}', '{}', ${since},
        '[]', '[]', false, '{}', 1, '{}', 0
      from generate_series(0, ${tickets - 1}) i`,
    `insert into ticket (organization_id, id, conversation_id, department_id, state, version, from_message, history_from,
        attributes, tags, form, sla_started_at, opened_at, opened_by, history, redact, on_hold)
      select ${ofTicket}, bench.id(3, i), bench.id(2, i), 'support', 'open', 1, 1, 1, '{}', '{}', '{}', ${since}, ${since}, 'api',
        'full', '{}', false
      from generate_series(0, ${tickets - 1}) i`,
    `insert into segment (organization_id, id, conversation_id, ticket_id, department_id, owner_kind, owner_id, started_at,
        wrap_up_extensions)
      select ${ofTicket}, bench.id(4, i), bench.id(2, i), bench.id(3, i), 'support', 'agent', ${owner}, ${since}, 0
      from generate_series(0, ${tickets - 1}) i`,
    `update agent a set load = jsonb_build_object('webchat', c.owned) from
      (select organization_id, owner_id, count(*) as owned from conversation group by 1, 2) c
      where a.organization_id = c.organization_id and a.id = c.owner_id`,
    // Only what was filled: a table that is vacuumed while it is empty is planned as empty, by full scans, for as long as
    // a session keeps the plan, and it is the busy sessions of a bench that would keep it.
    `vacuum (analyze) ${filled.join(', ')}`,
    'checkpoint',
  ];
  for (const text of statements) await execute(text);
}
