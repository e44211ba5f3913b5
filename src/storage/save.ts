import type { NewEvent } from '../domain/events.ts';
import { type RowKind, rowKinds } from '../domain/rows.ts';
import type { Result, Statement } from './database.ts';
import { encodeArray, encodeInstant, encodeJson } from './encode.ts';
import { lockHeadsText } from './lock-and-load.ts';
import { encodeColumn, type Table, tables } from './tables.ts';

/**
 * The second half of a batch, in one round trip: lock the heads, take positions, write what changed with one statement
 * per table and way, append the events, remember the answers, commit.
 *
 * Positions are given in SQL, from the head that this transaction holds locked. When an organization's configuration
 * has changed since it was read, its head is not moved, `assert_heads` fails, and with it the whole transaction: nothing
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
  readonly events: readonly (NewEvent & { readonly commandId: string })[];
  readonly commands: readonly CommandRow[];
}

export interface CommandRow {
  readonly principal: string;
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

const moveHeadsText = `
  update organization_head h
  set position = h.position + k.events, config_version = k.new_version, last_at = greatest(h.last_at, $5::timestamptz)
  from unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) as k (organization_id, events, seen_version, new_version)
  where h.organization_id = k.organization_id and h.config_version = k.seen_version
  returning h.organization_id as "organizationId", h.position, h.last_at as at`;

// `back` counts an event from the end of its organization's new ones, so that its position is the head's less that.
const appendEventsText = `
  insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
  select k.organization_id, h.position - k.back, k.conversation_id, k.sequence, k.command_id, k.kind, k.actor, k.data, h.last_at
  from unnest($1::uuid[], $2::int[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])
    as k (organization_id, back, conversation_id, sequence, command_id, kind, actor, data)
  join organization_head h on h.organization_id = k.organization_id`;

const rememberCommandsText = `
  insert into command (organization_id, principal, key, request_hash, answer, at)
  select k.organization_id, k.principal, k.key, k.request_hash, k.answer, $6::timestamptz
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::json[])
    as k (organization_id, principal, key, request_hash, answer)`;

// Fails the transaction, by a division by zero, when a head was not moved.
const assertHeadsText = `
  select 1 / (case when count(*) = $2::int then 1 else 0 end) from unnest($1::uuid[], $3::int[]) as k (organization_id, version)
  join organization_head h on h.organization_id = k.organization_id and h.config_version = k.version`;

const insertHeadText = `
  insert into organization_head (organization_id, position, config_version, last_at)
  select k.id, 0, 0, $2::timestamptz from unnest($1::uuid[]) as k (id)`;

const insertTexts = new Map<RowKind, string>();
const updateTexts = new Map<RowKind, string>();

function parameters(table: Table): { unnest: string; names: string; select: string } {
  const types = table.columns.map((column) => (column.type.endsWith('[]') ? 'text' : column.type));
  return {
    unnest: ['$1::uuid[]', ...types.map((type, i) => `$${i + 2}::${type}[]`)].join(', '),
    names: ['organization', ...table.columns.map((column) => column.name)].join(', '),
    select: table.columns
      .map((column) => (column.type.endsWith('[]') ? `k.${column.name}::${column.type}` : `k.${column.name}`))
      .join(', '),
  };
}

/** Whether the table's own columns name the organization, as they do where a row opens another one. */
const ownsOrganization = (table: Table): boolean => table.columns.some((column) => column.name === 'organization_id');

function insertText(kind: RowKind): string {
  let text = insertTexts.get(kind);
  if (text === undefined) {
    const table = tables[kind];
    const { unnest, names, select } = parameters(table);
    const own = ownsOrganization(table);
    text = `insert into ${table.name} (${own ? '' : 'organization_id, '}${table.columns.map((column) => column.name).join(', ')})
      select ${own ? '' : 'k.organization, '}${select} from unnest(${unnest}) as k (${names})`;
    insertTexts.set(kind, text);
  }
  return text;
}

function updateText(kind: RowKind): string {
  let text = updateTexts.get(kind);
  if (text === undefined) {
    const table = tables[kind];
    const { unnest, names } = parameters(table);
    const sets = table.columns
      .filter((column) => column.fixed !== true && !table.key.includes(column.name))
      .map((column) => `${column.name} = k.${column.name}${column.type.endsWith('[]') ? `::${column.type}` : ''}`);
    const keys = table.key.map((name) => `r.${name} = k.${name}`);
    text = `update ${table.name} r set ${sets.join(', ')} from unnest(${unnest}) as k (${names})
      where ${['r.organization_id = k.organization', ...keys].join(' and ')}`;
    updateTexts.set(kind, text);
  }
  return text;
}

function rowValues(kind: RowKind, organizations: readonly string[], rows: readonly unknown[]): string[] {
  return [encodeArray(organizations), ...tables[kind].columns.map((column) => encodeColumn(column, rows))];
}

/** The statements of the second half, ending in `commit`. */
export function save(request: SaveRequest): Statement[] {
  const { organizations } = request;
  const at = encodeInstant(request.at);
  const ids = encodeArray(organizations.map((changes) => changes.organizationId));
  const statements: Statement[] = [
    { name: 'lock_heads', text: lockHeadsText, values: [ids] },
    {
      name: 'move_heads',
      text: moveHeadsText,
      values: [
        ids,
        encodeArray(organizations.map((changes) => changes.events.length)),
        encodeArray(organizations.map((changes) => changes.configVersion)),
        encodeArray(organizations.map((changes) => changes.newConfigVersion)),
        at,
      ],
    },
    {
      name: 'assert_heads',
      text: assertHeadsText,
      values: [
        ids,
        String(organizations.length),
        encodeArray(organizations.map((changes) => changes.newConfigVersion)),
      ],
    },
  ];
  for (const kind of rowKinds) {
    // Changes first: what ceases to be open, or live, makes room in a unique index for what is added.
    for (const way of ['changed', 'added'] as const) {
      const of: string[] = [];
      const rows: unknown[] = [];
      for (const changes of organizations) {
        for (const row of changes[way][kind] ?? []) {
          of.push(changes.organizationId);
          rows.push(row);
        }
      }
      if (rows.length === 0) continue;
      statements.push({
        name: `${way === 'added' ? 'insert' : 'update'}_${tables[kind].name}`,
        text: way === 'added' ? insertText(kind) : updateText(kind),
        values: rowValues(kind, of, rows),
      });
      if (kind === 'organization' && way === 'added') {
        const newIds = encodeArray(rows.map((row) => (row as { id: string }).id));
        statements.push({ name: 'insert_heads', text: insertHeadText, values: [newIds, at] });
      }
    }
  }
  appendEvents(statements, organizations);
  rememberCommands(statements, organizations, at);
  statements.push({ name: 'commit', text: 'commit', values: [] });
  return statements;
}

function appendEvents(statements: Statement[], organizations: readonly OrganizationChanges[]): void {
  const columns: (string | number | null)[][] = Array.from({ length: 8 }, () => []);
  for (const changes of organizations) {
    changes.events.forEach((event, index) => {
      const values = [
        changes.organizationId,
        changes.events.length - 1 - index,
        event.conversationId,
        event.sequence,
        event.commandId,
        event.kind,
        encodeJson(event.actor),
        encodeJson(event.data),
      ];
      for (let i = 0; i < values.length; i++) columns[i]?.push(values[i] as string | number | null);
    });
  }
  if (columns[0]?.length === 0) return;
  statements.push({
    name: 'append_events',
    text: appendEventsText,
    values: columns.map((column) => encodeArray(column)),
  });
}

function rememberCommands(statements: Statement[], organizations: readonly OrganizationChanges[], at: string): void {
  const rows = organizations.flatMap((changes) =>
    changes.commands.map((command) => ({ organizationId: changes.organizationId, ...command })),
  );
  if (rows.length === 0) return;
  statements.push({
    name: 'remember_commands',
    text: rememberCommandsText,
    values: [
      encodeArray(rows.map((row) => row.organizationId)),
      encodeArray(rows.map((row) => row.principal)),
      encodeArray(rows.map((row) => row.key)),
      encodeArray(rows.map((row) => row.requestHash)),
      encodeArray(rows.map((row) => encodeJson(row.answer))),
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

/** What went wrong in a save when configuration has changed meanwhile: the division by zero of `assert_heads`. */
export const staleConfigurationCode = '22012';
