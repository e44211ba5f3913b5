import type { NewEvent } from '../domain/events.ts';
import { type RowKind, rowKinds } from '../domain/rows.ts';
import type { Result, Statement } from './database.ts';
import { encodeArray, encodeBareArray, encodeInstant, encodeJsonArray } from './encode.ts';
import { lockHeadsText } from './lock-and-load.ts';
import { type Column, camel, encodeColumn, type Table, tables } from './tables.ts';
import { commit } from './transaction-statements.ts';

/**
 * The second half of a batch, in one round trip: lock the heads, take positions, write what changed with one statement
 * per table and way, append the events, remember the answers, commit.
 *
 * Positions are given in SQL, from the head that this transaction holds locked. When an organization's configuration
 * has changed since it was read, its head is not moved, `move_heads` fails, and with it the whole transaction: nothing
 * decided by old rules is ever committed.
 */

export interface SaveRequest {
  readonly at: number;
  readonly organizations: readonly OrganizationChanges[];
}

export interface OrganizationChanges {
  readonly organizationId: string;
  /** The configuration version that the decisions saw. */
  readonly configVersion: number;
  /** Set by a change of configuration: the version that it makes. */
  readonly newConfigVersion: number;
  readonly added: Partial<Readonly<Record<RowKind, readonly unknown[]>>>;
  readonly changed: Partial<Readonly<Record<RowKind, readonly unknown[]>>>;
  /** Fields in which changed rows of a kind differ; those of new rows may stand here too. */
  readonly changedFields: Readonly<Record<RowKind, ReadonlySet<string>>>;
  readonly events: readonly (NewEvent & { readonly commandId: string })[];
  readonly commands: readonly CommandRow[];
}

export interface CommandRow {
  readonly principal: string;
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

// Fails the transaction, by a division by zero, when a head was not moved.
const moveHeadsText = `
  with moved as (
    update organization_head h
    set position = h.position + k.events, config_version = k.new_version, last_at = greatest(h.last_at, $5::timestamptz)
    from unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) as k (organization_id, events, seen_version, new_version)
    where h.organization_id = k.organization_id and h.config_version = k.seen_version
    returning h.organization_id, h.position, h.last_at
  )
  select organization_id as "organizationId", position, last_at as at from moved
  union all select null, 1 / (case when count(*) = $6::int then 1 else 0 end), null from moved`;

// `back` counts an event from the end of its organization's new ones, so that its position is the head's less that.
const appendEventsText = `
  insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
  select k.organization_id, h.position - k.back, k.conversation_id, k.sequence, k.command_id, k.kind, k.actor, k.data, h.last_at
  from unnest($1::uuid[], $2::int[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::json[], $8::json[])
    as k (organization_id, back, conversation_id, sequence, command_id, kind, actor, data)
  join organization_head h on h.organization_id = k.organization_id`;

const rememberCommandsText = `
  insert into command (organization_id, principal, key, request_hash, answer, at)
  select k.organization_id, k.principal, k.key, k.request_hash, k.answer, $6::timestamptz
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::json[])
    as k (organization_id, principal, key, request_hash, answer)`;

const insertHeadText = `
  insert into organization_head (organization_id, position, config_version, last_at)
  select k.id, 0, 0, $2::timestamptz from unnest($1::uuid[]) as k (id)`;

/** Whether the table's own columns name the organization, as they do where a row opens another one. */
const ownsOrganization = (table: Table): boolean => table.columns.some((column) => column.name === 'organization_id');

/** A statement's text with the columns whose values it takes; the organization's is always the first. */
interface Write {
  readonly name: string;
  readonly text: string;
  readonly columns: readonly Column[];
}

const listTypes = (column: Column): boolean => column.type.endsWith('[]');

function source(columns: readonly Column[]): string {
  // Lists travel as literals inside an array of texts: an array of arrays would have to be rectangular.
  const types = columns.map((column, i) => `$${i + 2}::${listTypes(column) ? 'text' : column.type}[]`);
  return `unnest(${['$1::uuid[]', ...types].join(', ')}) as k (${['organization', ...columns.map((column) => column.name)].join(', ')})`;
}

const columnIn = (column: Column): string => `k.${column.name}${listTypes(column) ? `::${column.type}` : ''}`;

const inserts = new Map<RowKind, Write>();

function insertInto(kind: RowKind): Write {
  let write = inserts.get(kind);
  if (write === undefined) {
    const { name, columns } = tables[kind];
    const own = ownsOrganization(tables[kind]);
    const names = [...(own ? [] : ['organization_id']), ...columns.map((column) => column.name)];
    const values = [...(own ? [] : ['k.organization']), ...columns.map(columnIn)];
    const text = `insert into ${name} (${names.join(', ')}) select ${values.join(', ')} from ${source(columns)}`;
    inserts.set(kind, (write = { name: `insert_${name}`, text, columns }));
  }
  return write;
}

const updates = new Map<string, Write>();

/**
 * Writes only the columns in which some row of the batch differs. Batches of alike commands change alike columns, so
 * there are few variants of each statement, prepared once each. A variant's name is the set of its columns as one number,
 * since PostgreSQL cuts names off after 63 bytes: a list of them would make one name of two variants.
 */
function updateOf(kind: RowKind, fields: ReadonlySet<string>): Write {
  const table = tables[kind];
  const isKey = (column: Column): boolean => table.key.includes(column.name);
  const changes = table.columns.filter(
    (column) =>
      column.fixed !== true &&
      !isKey(column) &&
      (fields.has(camel(column.name)) || (column.of !== undefined && fields.has('owner'))),
  );
  const set = changes.reduce((bits, column) => bits | (1n << BigInt(table.columns.indexOf(column))), 0n);
  const name = `update_${table.name}_${set.toString(16)}`;
  let write = updates.get(name);
  if (write === undefined) {
    const columns = [...table.columns.filter(isKey), ...changes];
    const keys = table.key.map((key) => `r.${key} = k.${key}`);
    const text = `update ${table.name} r set ${changes.map((column) => `${column.name} = ${columnIn(column)}`).join(', ')}
      from ${source(columns)} where ${['r.organization_id = k.organization', ...keys].join(' and ')}`;
    updates.set(name, (write = { name, text, columns }));
  }
  return write;
}

/** The statements of the second half, ending in `commit`. */
export function save(request: SaveRequest): Statement[] {
  const { organizations } = request;
  const at = encodeInstant(request.at);
  const ids = encodeBareArray(organizations.map((changes) => changes.organizationId));
  const statements: Statement[] = [
    { name: 'lock_heads', text: lockHeadsText, values: [ids] },
    {
      name: 'move_heads',
      text: moveHeadsText,
      values: [
        ids,
        encodeBareArray(organizations.map((changes) => changes.events.length)),
        encodeBareArray(organizations.map((changes) => changes.configVersion)),
        encodeBareArray(organizations.map((changes) => changes.newConfigVersion)),
        at,
        String(organizations.length),
      ],
    },
  ];
  for (const kind of rowKinds) {
    // Changes first: what ceases to be open, or live, makes room in a unique index for what is added.
    writeRows(statements, kind, 'changed', organizations);
    const added = writeRows(statements, kind, 'added', organizations);
    if (kind === 'organization' && added.length > 0) {
      const newIds = encodeArray(added.map((row) => (row as { id: string }).id));
      statements.push({ name: 'insert_heads', text: insertHeadText, values: [newIds, at] });
    }
  }
  appendEvents(statements, organizations);
  rememberCommands(statements, organizations, at);
  statements.push(commit);
  return statements;
}

/** Adds the statement that writes all organizations' rows of a kind in one way; which rows those are. */
function writeRows(
  statements: Statement[],
  kind: RowKind,
  way: 'added' | 'changed',
  organizations: readonly OrganizationChanges[],
): readonly unknown[] {
  const of: string[] = [];
  const rows: unknown[] = [];
  const fields = new Set<string>();
  for (const changes of organizations) {
    const some = changes[way][kind] ?? [];
    for (const row of some) {
      of.push(changes.organizationId);
      rows.push(row);
    }
    if (some.length > 0) for (const field of changes.changedFields[kind]) fields.add(field);
  }
  if (rows.length > 0) {
    const { name, text, columns } = way === 'added' ? insertInto(kind) : updateOf(kind, fields);
    statements.push({
      name,
      text,
      values: [encodeBareArray(of), ...columns.map((column) => encodeColumn(column, rows))],
    });
  }
  return rows;
}

function appendEvents(statements: Statement[], organizations: readonly OrganizationChanges[]): void {
  const events: OrganizationChanges['events'][number][] = [];
  const of: string[] = [];
  const backs: number[] = [];
  for (const changes of organizations) {
    changes.events.forEach((event, i) => {
      events.push(event);
      of.push(changes.organizationId);
      backs.push(changes.events.length - 1 - i);
    });
  }
  if (events.length === 0) return;
  statements.push({
    name: 'append_events',
    text: appendEventsText,
    values: [
      encodeBareArray(of),
      encodeBareArray(backs),
      encodeBareArray(events.map((event) => event.conversationId)),
      encodeBareArray(events.map((event) => event.sequence)),
      encodeArray(events.map((event) => event.commandId)),
      encodeArray(events.map((event) => event.kind)),
      encodeJsonArray(events.map((event) => event.actor)),
      encodeJsonArray(events.map((event) => event.data)),
    ],
  });
}

function rememberCommands(statements: Statement[], organizations: readonly OrganizationChanges[], at: string): void {
  const of: string[] = [];
  const rows: CommandRow[] = [];
  for (const changes of organizations) {
    for (const command of changes.commands) {
      of.push(changes.organizationId);
      rows.push(command);
    }
  }
  if (rows.length === 0) return;
  statements.push({
    name: 'remember_commands',
    text: rememberCommandsText,
    values: [
      encodeBareArray(of),
      encodeArray(rows.map((row) => row.principal)),
      encodeArray(rows.map((row) => row.key)),
      encodeArray(rows.map((row) => row.requestHash)),
      encodeJsonArray(rows.map((row) => row.answer)),
      at,
    ],
  });
}

/** The positions that the heads were moved to, from the answers of `save`'s statements. */
export function headsMoved(
  results: readonly Result[],
): Map<string, { readonly position: number; readonly at: number }> {
  return new Map((results[1]?.rows ?? []).map((row) => [row.organizationId, { position: row.position, at: row.at }]));
}

/** What went wrong in a save when configuration has changed meanwhile: the division by zero of `move_heads`. */
export const staleConfigurationCode = '22012';
