import type { RowKind } from '../domain/rows.ts';
import type { Statement } from './database.ts';
import { encodeArray, encodeBareArray } from './encode.ts';
import { storiesText } from './read-stories.ts';
import { selectFields } from './select-fields.ts';
import { tables } from './tables.ts';
import { begin } from './transaction-statements.ts';

/**
 * The first half of a batch: everything is locked in one written order and loaded, in one round trip.
 *
 *  1. natural keys (addresses, threads), inserted where missing, then locked, sorted (`lockNaturalKeys`, its own trip,
 *     because only their rows say which conversations they mean);
 *  2. conversations, sorted: their lock covers their tickets, segments, transfers, offers and messages;
 *  3. agents: those named, and the owners and offer holders of the locked conversations, sorted;
 *  4. memberships, sorted;
 *  5. drafts of flows, flows under way without a conversation, alerts, API keys, each sorted;
 *  6. `organization_head`, in the second half (`save.ts`).
 *
 * Locks are `for no key update`, so that foreign-key checks of others pass. Each statement of a READ COMMITTED
 * transaction has its own snapshot, taken after the locks of the ones before; that is why rows are locked first and
 * read in later statements: a joined row in a locking statement may be older than the lock.
 */

export interface Key {
  readonly organizationId: string;
  readonly id: string;
}

/** Rows of one batch, over all its organizations. Keys are unique and sorted by organization and id. */
export interface LoadRequest {
  /**
   * `known` is the event sequence up to which the node has the whole tree in memory: it is not read, and decided by only if
   * the lock finds the same sequence. -1: read it.
   */
  readonly conversations: readonly (Key & { readonly known: number })[];
  /** Agents named, and the owners and offer holders of the conversations that are in memory. */
  readonly agents: readonly Key[];
  /** Rows named besides those that their conversations lead to. */
  readonly tickets: readonly Key[];
  readonly segments: readonly Key[];
  readonly transfers: readonly Key[];
  readonly offers: readonly Key[];
  readonly contacts: readonly Key[];
  readonly files: readonly Key[];
  readonly batches: readonly Key[];
  readonly apiKeys: readonly Key[];
  /** Read under the lock of their conversations. */
  readonly messages: readonly {
    readonly organizationId: string;
    readonly conversationId: string;
    readonly sequence: number;
  }[];
  readonly carriers: readonly {
    readonly organizationId: string;
    readonly conversationId: string;
    readonly fileId: string;
  }[];
  readonly commands: readonly { readonly organizationId: string; readonly principal: string; readonly key: string }[];
  readonly externalMessages: readonly {
    readonly organizationId: string;
    readonly accountId: string;
    readonly externalId: string;
  }[];
  readonly memberships: readonly {
    readonly organizationId: string;
    readonly agentId: string;
    readonly userId: string | null;
  }[];
  readonly queueLengths: readonly Key[];
  readonly agentsOnline: readonly {
    readonly organizationId: string;
    readonly departmentId: string;
    readonly members: readonly string[];
    /** Statuses that count as absent. */
    readonly except: readonly string[];
    readonly channelKind: string;
  }[];
  readonly ownedBy: readonly Key[];
  readonly openIn: readonly Key[];
  readonly leasesOf: readonly Key[];
  /** Locked in this order. */
  readonly flowDrafts: readonly Key[];
  readonly flowRuns: readonly Key[];
  readonly dutyAlerts: readonly Key[];
  readonly flowSchedules: readonly Key[];
  readonly flowVersions: readonly {
    readonly organizationId: string;
    readonly flowId: string;
    readonly version: number;
  }[];
  readonly stories: readonly Key[];
  readonly openContacts: readonly Key[];
  readonly organizations: readonly string[];
}

/** A statement whose rows belong to one kind, or to a reading. */
export interface LoadStep {
  readonly statement: Statement;
  readonly gives:
    | RowKind
    | 'lock'
    | 'sequence'
    | 'command'
    | 'external'
    | 'carriers'
    | 'queueLength'
    | 'anyAgentOnline'
    | 'ownedBy'
    | 'openIn'
    | 'leaseUntil'
    | 'story'
    | 'openContacts'
    | 'head';
}

const organizationsOf = (keys: readonly { readonly organizationId: string }[]): string =>
  encodeBareArray(keys.map((key) => key.organizationId));
const idsOf = (keys: readonly Key[]): string => encodeArray(keys.map((key) => key.id));

export const lockHeadsText = `
  select h.position from unnest($1::uuid[]) as k (organization_id)
  join organization_head h on h.organization_id = k.organization_id
  order by h.organization_id for no key update of h`;

const beginStep: LoadStep = { gives: 'lock', statement: begin };

// Of the locked row itself the newest version is answered, however long the lock was waited for.
const lockConversationsText = `
  select c.organization_id as "organizationId", c.id, c.event_sequence as sequence
  from unnest($1::uuid[], $2::uuid[]) as k (organization_id, id)
  join conversation c on c.organization_id = k.organization_id and c.id = k.id
  order by c.organization_id, c.id for no key update of c`;

const lockNamedAgentsText = `
  select ${selectFields('agent', 'a')}, a.organization_id as "organizationId"
  from unnest($1::uuid[], $2::text[]) as k (organization_id, id)
  join agent a on a.organization_id = k.organization_id and a.id = k.id
  order by a.organization_id, a.id for no key update of a`;

/**
 * Conversations by their keys, and the rows that they point to, each looked up by its own whole key. Written as joins, they were
 * planned over the organization alone while nobody had analysed the tables: 0.3 s for 25 of a thousand conversations, measured
 * 2026-11-21 in the first minute of a fresh database; so 1 ms. `offset 0` keeps the planner from seeing a join here.
 */
function conversationsOf(keys: string): string {
  return `${keys} cross join lateral (
    select * from conversation where organization_id = k.organization_id and id = k.id offset 0) c`;
}
function rowOf(table: string, alias: string, reference: string): string {
  return `cross join lateral (
    select * from ${table} where organization_id = c.organization_id and id = c.${reference} offset 0) ${alias}`;
}

/** The same, with the owners and offer holders of conversations that are not in memory. */
const lockAgentsText = `
  with wanted as (
    select organization_id, id from unnest($1::uuid[], $2::text[]) as named (organization_id, id)
    union
    select c.organization_id, c.owner_id
    from ${conversationsOf('unnest($3::uuid[], $4::uuid[]) as k (organization_id, id)')} where c.owner_kind = 'agent'
    union
    select o.organization_id, o.agent_id
    from ${conversationsOf('unnest($3::uuid[], $4::uuid[]) as k (organization_id, id)')}
    ${rowOf('offer', 'o', 'live_offer_id')}
  )
  select ${selectFields('agent', 'a')}, a.organization_id as "organizationId"
  from wanted w join agent a on a.organization_id = w.organization_id and a.id = w.id
  order by a.organization_id, a.id for no key update of a`;

/** Whoever joins twice at once, as two agents, meets the unique index; decided again, the other row is found here. */
const lockMembershipsText = `
  select ${selectFields('membership', 'm')}, m.organization_id as "organizationId"
  from unnest($1::uuid[], $2::text[], $3::text[]) as k (organization_id, agent_id, user_id)
  join membership m on m.organization_id = k.organization_id and (m.agent_id = k.agent_id or m.user_id = k.user_id)
  order by m.organization_id, m.agent_id for no key update of m`;

/** The part of a conversation's tree that is alive. */
function treeText(kind: RowKind, reference: string): string {
  return `select ${selectFields(kind, 'r')}, r.organization_id as "organizationId"
    from ${conversationsOf('unnest($1::uuid[], $2::uuid[]) as k (organization_id, id)')}
    ${rowOf(tables[kind].name, 'r', reference)}`;
}
/** The flows under way in a conversation. */
const runsText = `select ${selectFields('flowRun', 'r')}, r.organization_id as "organizationId"
  from ${conversationsOf('unnest($1::uuid[], $2::uuid[]) as k (organization_id, id)')}
  cross join lateral unnest(c.flow_run_ids) as run_id
  cross join lateral (
    select * from flow_run where organization_id = c.organization_id and id = run_id offset 0) r`;

const treeTexts: readonly (readonly [RowKind, string])[] = [
  ['conversation', treeText('conversation', 'id')],
  ['ticket', treeText('ticket', 'ticket_id')],
  ['segment', treeText('segment', 'segment_id')],
  ['transfer', treeText('transfer', 'pending_transfer_id')],
  ['offer', treeText('offer', 'live_offer_id')],
  ['flowRun', runsText],
];

function byIdText(kind: RowKind, idType: 'uuid' | 'text'): string {
  return `select ${selectFields(kind, 'r')}, r.organization_id as "organizationId"
    from unnest($1::uuid[], $2::${idType}[]) as k (organization_id, id)
    join ${tables[kind].name} r on r.organization_id = k.organization_id and r.id = k.id`;
}
const byIdTexts = {
  ticket: byIdText('ticket', 'uuid'),
  segment: byIdText('segment', 'uuid'),
  transfer: byIdText('transfer', 'uuid'),
  offer: byIdText('offer', 'uuid'),
  contact: byIdText('contact', 'uuid'),
  file: byIdText('file', 'uuid'),
  transferBatch: byIdText('transferBatch', 'uuid'),
  flowSchedule: byIdText('flowSchedule', 'text'),
} as const;

/** Rows that are locked by themselves, in the order of locking. */
const lockedById = {
  flowDraft: lockedByIdText('flowDraft', 'text'),
  flowRun: lockedByIdText('flowRun', 'uuid'),
  dutyAlert: lockedByIdText('dutyAlert', 'uuid'),
  apiKey: lockedByIdText('apiKey', 'uuid'),
} as const;

function lockedByIdText(kind: RowKind, idType: 'uuid' | 'text'): string {
  return `${byIdText(kind, idType)} order by r.organization_id, r.id for no key update of r`;
}

const flowVersionsText = `
  select ${selectFields('flowVersion', 'v')}, v.organization_id as "organizationId"
  from unnest($1::uuid[], $2::text[], $3::int[]) as k (organization_id, flow_id, version)
  join flow_version v on v.organization_id = k.organization_id and v.flow_id = k.flow_id and v.version = k.version`;

const messagesText = `
  select ${selectFields('message', 'm')}, m.organization_id as "organizationId"
  from unnest($1::uuid[], $2::uuid[], $3::int[]) as k (organization_id, conversation_id, sequence)
  join message m on m.organization_id = k.organization_id and m.conversation_id = k.conversation_id
    and m.sequence = k.sequence`;

const carriersText = `
  select k.organization_id as "organizationId", k.file_id as "fileId", array(
    select m.id from message m where m.organization_id = k.organization_id and m.conversation_id = k.conversation_id
      and m.file_ids @> array[k.file_id]) as "messageIds"
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as k (organization_id, conversation_id, file_id)`;

const commandsText = `
  select c.organization_id as "organizationId", c.principal, c.key, c.request_hash as "requestHash", c.answer
  from unnest($1::uuid[], $2::text[], $3::text[]) as k (organization_id, principal, key)
  join command c on c.organization_id = k.organization_id and c.principal = k.principal and c.key = k.key`;

const headsText = `
  select h.organization_id as "organizationId", h.config_version as "configVersion",
    clock_timestamp() as now, h.last_at as "lastAt"
  from unnest($1::uuid[]) as k (organization_id) join organization_head h on h.organization_id = k.organization_id`;

const externalMessagesText = `
  select m.organization_id as "organizationId", m.account_id as "accountId", m.external_id as "externalId",
    m.conversation_id as "conversationId", m.id, m.sequence
  from unnest($1::uuid[], $2::text[], $3::text[]) as k (organization_id, account_id, external_id)
  join message m on m.organization_id = k.organization_id and m.account_id = k.account_id and m.external_id = k.external_id`;

const queueLengthsText = `
  select k.organization_id as "organizationId", k.id, (
    select count(*) from conversation c where c.organization_id = k.organization_id and c.owner_id = k.id
      and c.owner_kind = 'queue' and c.status = 'open') as length
  from unnest($1::uuid[], $2::text[]) as k (organization_id, id)`;

const anyAgentOnlineText = `
  select $1::uuid as "organizationId", exists (
    select 1 from agent a where a.organization_id = $1::uuid and a.id = any($2::text[]) and a.presence = 'online'
      and (a.status_id is null or a.status_id <> all($3::text[]))) as online`;

const ownedByText = `
  select c.organization_id as "organizationId", c.owner_id as "ownerId", c.id, c.department_id as "departmentId"
  from unnest($1::uuid[], $2::text[]) as k (organization_id, id)
  join conversation c on c.organization_id = k.organization_id and c.owner_id = k.id and c.status = 'open'
  order by c.owner_id, c.id`;

const openContactsText = `
  select k.organization_id as "organizationId", k.id, coalesce((
    select json_agg(json_build_object('conversationId', c.id, 'contactId', c.contact_id) order by c.id)
    from conversation c join ticket t on t.organization_id = c.organization_id and t.id = c.ticket_id
    where c.organization_id = k.organization_id and c.owner_id = k.id and c.owner_kind = 'agent' and c.status = 'open'
      and t.snoozed_until is null), '[]') as open
  from unnest($1::uuid[], $2::text[]) as k (organization_id, id)`;

const openInText = `
  select k.organization_id as "organizationId", k.id, case when k.id like 'account:%' then (
      select count(*) from conversation c
      where c.organization_id = k.organization_id and c.account_id = substr(k.id, 9) and c.status = 'open')
    else (
      select count(*) from ticket t where t.organization_id = k.organization_id and t.department_id = k.id and t.state = 'open')
    end as open
  from unnest($1::uuid[], $2::text[]) as k (organization_id, id)`;

// Leases are no rows of the engine's: whoever renews one meanwhile holds up nobody, and is found by the next look.
const leasesOfText = `
  select k.organization_id as "organizationId", k.agent_id as "agentId", (
    select max(l.until) from presence_lease l where l.organization_id = k.organization_id and l.agent_id = k.agent_id) as until
  from unnest($1::uuid[], $2::text[]) as k (organization_id, agent_id)`;

/** For a change of configuration: the head is locked at the start, so that nothing of the organization commits beside it. */
export function lockForConfiguration(request: LoadRequest, items: readonly Statement[]): LoadStep[] {
  const lock: Statement = { name: 'lock_heads', text: lockHeadsText, values: [encodeArray(request.organizations)] };
  return [
    beginStep,
    { gives: 'lock', statement: lock },
    ...items.map((statement): LoadStep => ({ gives: 'configurationItem', statement })),
    ...lockAndLoad(request, { begun: true }),
  ];
}

/** The round trip that locks and loads, starting with `begin` unless the natural keys' trip has begun already. */
export function lockAndLoad(request: LoadRequest, options: { readonly begun: boolean }): LoadStep[] {
  const steps: LoadStep[] = options.begun ? [] : [beginStep];
  const add = (gives: LoadStep['gives'], name: string, text: string, values: (string | null)[]): void => {
    steps.push({ gives, statement: { name, text, values } });
  };
  if (request.conversations.length > 0) {
    add('sequence', 'lock_conversations', lockConversationsText, [
      organizationsOf(request.conversations),
      idsOf(request.conversations),
    ]);
  }
  // What a conversation's lock covers is read before agents are locked: many conversations wait for few of them.
  const unknown = request.conversations.filter((key) => key.known < 0);
  const trees = [organizationsOf(unknown), idsOf(unknown)];
  if (unknown.length > 0)
    for (const [kind, text] of treeTexts) add(kind, `load_tree_${tables[kind].name}`, text, trees);
  if (request.stories.length > 0) {
    add('story', 'read_stories', storiesText, [organizationsOf(request.stories), idsOf(request.stories)]);
  }
  const named = [organizationsOf(request.agents), idsOf(request.agents)];
  if (unknown.length > 0) add('agent', 'lock_agents', lockAgentsText, [...named, ...trees]);
  else if (request.agents.length > 0) add('agent', 'lock_named_agents', lockNamedAgentsText, named);
  if (request.memberships.length > 0) {
    add('membership', 'lock_memberships', lockMembershipsText, [
      organizationsOf(request.memberships),
      encodeArray(request.memberships.map((asked) => asked.agentId)),
      encodeArray(request.memberships.map((asked) => asked.userId)),
    ]);
  }
  const byId = {
    ticket: request.tickets,
    segment: request.segments,
    transfer: request.transfers,
    offer: request.offers,
    contact: request.contacts,
    file: request.files,
    transferBatch: request.batches,
    flowSchedule: request.flowSchedules,
  };
  for (const kind of Object.keys(byIdTexts) as (keyof typeof byIdTexts)[]) {
    const keys = byId[kind];
    if (keys.length > 0) add(kind, `load_${kind}`, byIdTexts[kind], [organizationsOf(keys), idsOf(keys)]);
  }
  const locked = {
    flowDraft: request.flowDrafts,
    flowRun: request.flowRuns,
    dutyAlert: request.dutyAlerts,
    apiKey: request.apiKeys,
  };
  for (const kind of Object.keys(lockedById) as (keyof typeof lockedById)[]) {
    const keys = locked[kind];
    if (keys.length > 0) add(kind, `lock_${kind}`, lockedById[kind], [organizationsOf(keys), idsOf(keys)]);
  }
  if (request.flowVersions.length > 0) {
    add('flowVersion', 'load_flow_versions', flowVersionsText, [
      organizationsOf(request.flowVersions),
      encodeArray(request.flowVersions.map((asked) => asked.flowId)),
      encodeArray(request.flowVersions.map((asked) => asked.version)),
    ]);
  }
  if (request.openContacts.length > 0) {
    add('openContacts', 'read_open_contacts', openContactsText, [
      organizationsOf(request.openContacts),
      idsOf(request.openContacts),
    ]);
  }
  if (request.messages.length > 0) {
    add('message', 'load_messages', messagesText, [
      organizationsOf(request.messages),
      encodeArray(request.messages.map((message) => message.conversationId)),
      encodeArray(request.messages.map((message) => message.sequence)),
    ]);
  }
  if (request.carriers.length > 0) {
    add('carriers', 'read_carriers', carriersText, [
      organizationsOf(request.carriers),
      encodeArray(request.carriers.map((carrier) => carrier.conversationId)),
      encodeArray(request.carriers.map((carrier) => carrier.fileId)),
    ]);
  }
  if (request.commands.length > 0) {
    add('command', 'load_commands', commandsText, [
      organizationsOf(request.commands),
      encodeArray(request.commands.map((command) => command.principal)),
      encodeArray(request.commands.map((command) => command.key)),
    ]);
  }
  if (request.externalMessages.length > 0) {
    add('external', 'load_external_messages', externalMessagesText, [
      organizationsOf(request.externalMessages),
      encodeArray(request.externalMessages.map((message) => message.accountId)),
      encodeArray(request.externalMessages.map((message) => message.externalId)),
    ]);
  }
  if (request.queueLengths.length > 0) {
    add('queueLength', 'read_queue_lengths', queueLengthsText, [
      organizationsOf(request.queueLengths),
      idsOf(request.queueLengths),
    ]);
  }
  for (const asked of request.agentsOnline) {
    add('anyAgentOnline', 'read_any_agent_online', anyAgentOnlineText, [
      asked.organizationId,
      encodeArray(asked.members),
      encodeArray(asked.except),
    ]);
  }
  if (request.ownedBy.length > 0) {
    add('ownedBy', 'read_owned_by', ownedByText, [organizationsOf(request.ownedBy), idsOf(request.ownedBy)]);
  }
  if (request.openIn.length > 0) {
    add('openIn', 'read_open_in', openInText, [organizationsOf(request.openIn), idsOf(request.openIn)]);
  }
  if (request.leasesOf.length > 0) {
    add('leaseUntil', 'read_leases_of', leasesOfText, [organizationsOf(request.leasesOf), idsOf(request.leasesOf)]);
  }
  add('head', 'read_heads', headsText, [encodeArray(request.organizations)]);
  return steps;
}

export interface NaturalKeys {
  readonly threads: readonly {
    readonly organizationId: string;
    readonly accountId: string;
    readonly threadKey: string;
  }[];
  readonly addresses: readonly {
    readonly organizationId: string;
    readonly channelKind: string;
    readonly address: string;
  }[];
}

const insertThreadsText = `
  insert into thread (organization_id, account_id, thread_key)
  select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing`;
const lockThreadsText = `
  select ${selectFields('thread', 't')}, t.organization_id as "organizationId"
  from unnest($1::uuid[], $2::text[], $3::text[]) as k (organization_id, account_id, thread_key)
  join thread t on t.organization_id = k.organization_id and t.account_id = k.account_id and t.thread_key = k.thread_key
  order by t.organization_id, t.account_id, t.thread_key for no key update of t`;
const insertAddressesText = `
  insert into contact_address (organization_id, channel_kind, address)
  select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing`;
const lockAddressesText = `
  select ${selectFields('contactAddress', 'a')}, a.organization_id as "organizationId"
  from unnest($1::uuid[], $2::text[], $3::text[]) as k (organization_id, channel_kind, address)
  join contact_address a
    on a.organization_id = k.organization_id and a.channel_kind = k.channel_kind and a.address = k.address
  order by a.organization_id, a.channel_kind, a.address for no key update of a`;

/** The trip before: natural keys, made where missing and locked. Keys are unique and sorted. */
export function lockNaturalKeys(keys: NaturalKeys): LoadStep[] {
  const steps: LoadStep[] = [beginStep];
  const both = (gives: 'thread' | 'contactAddress', insert: string, lock: string, values: string[]): void => {
    const name = tables[gives].name;
    steps.push({ gives: 'lock', statement: { name: `insert_missing_${name}`, text: insert, values } });
    steps.push({ gives, statement: { name: `lock_${name}`, text: lock, values } });
  };
  if (keys.addresses.length > 0) {
    both('contactAddress', insertAddressesText, lockAddressesText, [
      organizationsOf(keys.addresses),
      encodeArray(keys.addresses.map((key) => key.channelKind)),
      encodeArray(keys.addresses.map((key) => key.address)),
    ]);
  }
  if (keys.threads.length > 0) {
    both('thread', insertThreadsText, lockThreadsText, [
      organizationsOf(keys.threads),
      encodeArray(keys.threads.map((key) => key.accountId)),
      encodeArray(keys.threads.map((key) => key.threadKey)),
    ]);
  }
  return steps;
}

const conversationOfText = `
  select 'ticket' as kind, t.organization_id as "organizationId", t.id, t.conversation_id as "conversationId"
  from unnest($1::uuid[], $2::uuid[]) as k (organization_id, id)
  join ticket t on t.organization_id = k.organization_id and t.id = k.id
  union all
  select 'transfer', t.organization_id, t.id, t.conversation_id
  from unnest($3::uuid[], $4::uuid[]) as k (organization_id, id)
  join transfer t on t.organization_id = k.organization_id and t.id = k.id
  union all
  select 'offer', o.organization_id, o.id, o.conversation_id
  from unnest($5::uuid[], $6::uuid[]) as k (organization_id, id)
  join offer o on o.organization_id = k.organization_id and o.id = k.id
  union all
  select 'segment', s.organization_id, s.id, s.conversation_id
  from unnest($7::uuid[], $8::uuid[]) as k (organization_id, id)
  join segment s on s.organization_id = k.organization_id and s.id = k.id`;

/** Which conversations these rows belong to. Never changes, so it needs no lock and may be remembered. */
export function findConversationsOf(rows: {
  readonly tickets: readonly Key[];
  readonly transfers: readonly Key[];
  readonly offers: readonly Key[];
  readonly segments: readonly Key[];
}): Statement {
  const values = [rows.tickets, rows.transfers, rows.offers, rows.segments].flatMap((keys) => [
    organizationsOf(keys),
    idsOf(keys),
  ]);
  return { name: 'find_conversations_of', text: conversationOfText, values };
}
