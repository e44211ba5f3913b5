import type { Row } from './replica.ts';

/** How the auditor reads rows: plain SQL, one statement for many tables, in its own words. */

export type Query = (text: string, values: readonly (string | null)[]) => Promise<readonly Row[]>;

interface StoredKind {
  readonly table: string;
  readonly idType: 'uuid' | 'text';
  /** The SQL of the id under which the log speaks of the row. */
  readonly id: string;
  /** Columns that the log leaves out on purpose. */
  readonly unlogged?: readonly string[];
  /** Rows that may stand before any event speaks of them: only what the log says is compared. */
  readonly natural?: true;
}

export const storedKinds: Readonly<Record<string, StoredKind>> = {
  agent: { table: 'agent', idType: 'text', id: 't.id' },
  contact: { table: 'contact', idType: 'uuid', id: 't.id' },
  contactAddress: { table: 'contact_address', idType: 'text', id: "t.channel_kind || ' ' || t.address", natural: true },
  thread: { table: 'thread', idType: 'text', id: "t.account_id || ' ' || t.thread_key", natural: true },
  conversation: { table: 'conversation', idType: 'uuid', id: 't.id' },
  ticket: { table: 'ticket', idType: 'uuid', id: 't.id' },
  segment: { table: 'segment', idType: 'uuid', id: 't.id', unlogged: ['wrapUpNote'] },
  transfer: { table: 'transfer', idType: 'uuid', id: 't.id', unlogged: ['note', 'draft'] },
  offer: { table: 'offer', idType: 'uuid', id: 't.id' },
  message: { table: 'message', idType: 'uuid', id: 't.id', unlogged: ['text'] },
  file: { table: 'file', idType: 'uuid', id: 't.id', unlogged: ['name', 'sha256'] },
  transferBatch: { table: 'transfer_batch', idType: 'uuid', id: 't.id', unlogged: ['note'] },
  batchItem: { table: 'batch_item', idType: 'text', id: "t.batch_id || ' ' || t.ticket_id" },
  flowVersion: { table: 'flow_version', idType: 'text', id: "t.flow_id || ' ' || t.version", unlogged: ['entry'] },
  flowSchedule: { table: 'flow_schedule', idType: 'text', id: 't.id' },
  flowRun: { table: 'flow_run', idType: 'uuid', id: 't.id', unlogged: ['answers'] },
  flowStep: { table: 'flow_step', idType: 'text', id: "t.run_id || ' ' || t.number" },
  dutyAlert: { table: 'duty_alert', idType: 'uuid', id: 't.id', unlogged: ['text'] },
  configurationItem: { table: 'configuration_item', idType: 'text', id: "t.kind || ':' || t.id", unlogged: ['data'] },
};

export interface StoredRow {
  readonly kind: string;
  readonly id: string;
  readonly row: Row;
}

/** The rows of these kinds and ids; without ids all of the kind's. */
export async function readStoredRows(
  query: Query,
  organizationId: string,
  wanted: ReadonlyMap<string, ReadonlySet<string> | 'all'>,
): Promise<StoredRow[]> {
  const parts: string[] = [];
  const values: string[] = [organizationId];
  for (const [kind, ids] of wanted) {
    const stored = storedKinds[kind];
    if (stored === undefined) continue;
    let where = 't.organization_id = $1::uuid';
    if (ids !== 'all') {
      values.push(`{${[...ids].map((id) => `"${id}"`).join(',')}}`);
      where += ` and ${stored.id} = any($${values.length}::${stored.idType}[])`;
    }
    parts.push(
      `select '${kind}' as kind, (${stored.id})::text as id, to_jsonb(t) as row from ${stored.table} t where ${where}`,
    );
  }
  if (parts.length === 0) return [];
  const rows = await query(parts.join(' union all '), values);
  return rows.map(({ kind, id, row }) => ({ kind: kind as string, id: id as string, row: inFields(row as Row) }));
}

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const isInstant = (column: string): boolean => /(^|_)(at|since|until)$/.test(column);

/** A row under the names that the log uses, instants in milliseconds, an owner as one value. */
function inFields(row: Row): Row {
  const fields: Row = {};
  for (const [column, value] of Object.entries(row)) {
    if (column === 'organization_id') continue;
    fields[camel(column)] = isInstant(column) && typeof value === 'string' ? Date.parse(value) : value;
  }
  if ('ownerKind' in fields) {
    fields.owner = fields.ownerKind === null ? null : { kind: fields.ownerKind, id: fields.ownerId };
    delete fields.ownerKind;
    delete fields.ownerId;
  }
  return fields;
}
