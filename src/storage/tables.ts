import { flowVersionId } from '../domain/flows/run.ts';
import type { RowKind, Rows } from '../domain/rows.ts';
import {
  type ArrayElement,
  encodeArray,
  encodeBareArray,
  encodeBytes,
  encodeInstants,
  encodeJsonArray,
} from './encode.ts';

/**
 * How rows of the domain lie in tables: one description per row kind, from which loading and set-based saving are made.
 * A row's owner is two columns; everything else is one column per field, in snake case.
 */

type ColumnType =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'timestamptz'
  | 'jsonb'
  | 'bytea'
  | 'text[]'
  | 'uuid[]';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Never changes after the insert. */
  readonly fixed?: true;
  /** The field, where it is not the column's name in camel case. */
  readonly of?: (row: never) => unknown;
}

export interface Table {
  readonly name: string;
  /** Besides the organization. */
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  /** The domain's row from an answer's record, whose names are the columns' in camel case. */
  readonly read: (record: Record<string, unknown>) => unknown;
  /** The working set's id of a row. */
  readonly idOf: (row: never) => string;
}

/** `queued_at` → `queuedAt`. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `name:type` with `!` for a fixed column. */
function columns(text: string): Column[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name, type] = word.replace('!', '').split(':') as [string, ColumnType];
      return word.endsWith('!') ? { name, type, fixed: true } : { name, type };
    });
}

/** A reader that copies columns to fields.  */
function fieldReader(all: readonly Column[]): (record: Record<string, unknown>) => unknown {
  const fields = all.map((column) => camel(column.name));
  return (record) => {
    const row: Record<string, unknown> = {};
    for (const field of fields) row[field] = record[field];
    return row;
  };
}

const ownerColumns: readonly Column[] = [
  { name: 'owner_kind', type: 'text', of: (row: { owner: { kind: string } | null }) => row.owner?.kind ?? null },
  { name: 'owner_id', type: 'text', of: (row: { owner: { id: string } | null }) => row.owner?.id ?? null },
];

function withOwner(plain: readonly Column[]): Pick<Table, 'columns' | 'read'> {
  const read = fieldReader(plain);
  return {
    columns: [...plain, ...ownerColumns],
    read: (record) => {
      const row = read(record) as Record<string, unknown>;
      row.owner = record.ownerKind === null ? null : { kind: record.ownerKind, id: record.ownerId };
      return row;
    },
  };
}

function plainTable(name: string, text: string, key: readonly string[] = ['id']): Table {
  const all = columns(text);
  return { name, key, columns: all, read: fieldReader(all), idOf: (row: { id: string }) => row.id };
}

const conversationColumns = columns(`
  id:uuid! account_id:text channel_kind:text thread_key:text linked_sessions:jsonb contact_id:uuid! status:text department_id:text
  ticket_id:uuid segment_id:uuid ownership_version:integer pending_transfer_id:uuid live_offer_id:uuid
  event_sequence:integer message_sequence:integer queued_at:timestamptz priority:integer wait_until:timestamptz
  automatic_hops:integer automatic_pairs:jsonb automatic_runs:integer hops:integer passed_over:text[] passed_over_at:timestamptz last_agent_id:text served_at:timestamptz
  preferred_agent_id:text preferred_until:timestamptz skills:text[] units:integer
  wrap_ups:jsonb participants:jsonb parties:jsonb watching_queue_id:text help:jsonb notice_sent:boolean
  merged_into_id:uuid flow_run_ids:uuid[] files:integer attributes:jsonb tags:text[]
  opened_at:timestamptz! closed_at:timestamptz`);

const segmentColumns = columns(`
  id:uuid! conversation_id:uuid! ticket_id:uuid! department_id:text! started_at:timestamptz! ended_at:timestamptz
  end_reason:text wrap_up_until:timestamptz wrap_up_ended_at:timestamptz wrap_up_extensions:integer disposition:text
  disposition_name:text wrap_up_note:text`);

const membershipColumns = columns(
  'agent_id:text! user_id:text started_at:timestamptz invited_email:text invitation_hash:text invited_until:timestamptz',
);
const readMembership = fieldReader(membershipColumns);

const batchItemColumns = columns(
  'batch_id:uuid! ticket_id:uuid! state:text! transfer_id:uuid! code:text! at:timestamptz!',
);
const readBatchItem = fieldReader(batchItemColumns);

const flowVersionColumns = columns(
  'flow_id:text! version:integer! entry:jsonb! published_by:jsonb! published_at:timestamptz!',
);
const readFlowVersion = fieldReader(flowVersionColumns);

const flowStepColumns = columns(
  'run_id:uuid! number:integer! step_id:text! kind:text! port:text! code:text! since:timestamptz! at:timestamptz!',
);
const readFlowStep = fieldReader(flowStepColumns);

export const tables: { readonly [K in RowKind]: Table } = {
  // An organization's own row is keyed by itself; the organization that commands it is the system's.
  organization: {
    name: 'organization',
    key: [],
    columns: [
      { name: 'organization_id', type: 'uuid', of: (row: { id: string }) => row.id },
      ...columns('name:text created_at:timestamptz!'),
    ],
    read: (record) => ({ id: record.organizationId, name: record.name, createdAt: record.createdAt }),
    idOf: (row: { id: string }) => row.id,
  },
  apiKey: plainTable(
    'api_key',
    'organization_id:uuid! id:uuid! name:text secret_hash:bytea scopes:text[] created_at:timestamptz! expires_at:timestamptz revoked_at:timestamptz',
  ),
  accountSecret: plainTable(
    'account_secret',
    'account_id:text! id:uuid! secret:text created_at:timestamptz! retired_at:timestamptz',
    ['account_id', 'id'],
  ),
  membership: {
    name: 'membership',
    key: ['agent_id'],
    columns: membershipColumns,
    read: (record) => ({ ...(readMembership(record) as object), id: record.agentId }),
    idOf: (row: { id: string }) => row.id,
  },
  configurationItem: {
    ...plainTable('configuration_item', 'kind:text! id:text! version:integer retired:boolean data:jsonb', [
      'kind',
      'id',
    ]),
    idOf: (row: { kind: string; id: string }) => `${row.kind}:${row.id}`,
  },
  configurationChange: {
    name: 'configuration_change',
    key: ['version'],
    columns: columns('version:integer! actor:jsonb! changes:jsonb! at:timestamptz!'),
    read: (record) => record,
    idOf: (row: { id: string }) => row.id,
  },
  agent: plainTable(
    'agent',
    `id:text! presence:text presence_since:timestamptz status_id:text leased:boolean lapsed_from:jsonb
    grace_until:timestamptz load:jsonb last_assigned_at:timestamptz idle_since:timestamptz rotation:jsonb
    missed_offers:integer capacity_override:jsonb`,
  ),
  contact: plainTable('contact', 'id:uuid! name:text attributes:jsonb created_at:timestamptz!'),
  contactAddress: {
    name: 'contact_address',
    key: ['channel_kind', 'address'],
    columns: columns('channel_kind:text! address:text! contact_id:uuid'),
    read: (record) => ({
      id: `${record.channelKind} ${record.address}`,
      channelKind: record.channelKind,
      address: record.address,
      contactId: record.contactId,
    }),
    idOf: (row: { id: string }) => row.id,
  },
  thread: {
    name: 'thread',
    key: ['account_id', 'thread_key'],
    columns: columns('account_id:text! thread_key:text! conversation_id:uuid'),
    read: (record) => ({
      id: `${record.accountId} ${record.threadKey}`,
      accountId: record.accountId,
      threadKey: record.threadKey,
      conversationId: record.conversationId,
    }),
    idOf: (row: { id: string }) => row.id,
  },
  conversation: {
    name: 'conversation',
    key: ['id'],
    ...withOwner(conversationColumns),
    idOf: (row: { id: string }) => row.id,
  },
  ticket: plainTable(
    'ticket',
    `id:uuid! conversation_id:uuid! department_id:text! state:text version:integer previous_ticket_id:uuid!
    next_ticket_id:uuid from_message:integer! to_message:integer history_from:integer history:text summary_from:integer
    redact:text[]! on_hold:boolean snoozed_until:timestamptz attributes:jsonb tags:text[]
    form:jsonb sla_started_at:timestamptz sla_paused_at:timestamptz opened_at:timestamptz! opened_by:text! reopened_at:timestamptz closed_at:timestamptz close_reason:text`,
  ),
  segment: { name: 'segment', key: ['id'], ...withOwner(segmentColumns), idOf: (row: { id: string }) => row.id },
  transfer: plainTable(
    'transfer',
    `id:uuid! conversation_id:uuid! ticket_id:uuid! new_ticket_id:uuid state:text mode:text! target:jsonb!
    current_target:jsonb from_department_id:text! to_department_id:text release:text requested_by:jsonb!
    from_owner:jsonb! ownership_version:integer note:text draft:text session:jsonb! batch_id:uuid! reason:text! outcome:text chain:jsonb receipt:jsonb
    requested_at:timestamptz! deadline_at:timestamptz ended_at:timestamptz`,
  ),
  offer: plainTable(
    'offer',
    `id:uuid! conversation_id:uuid! transfer_id:uuid! agent_id:text! state:text slots:integer offered_at:timestamptz!
    expires_at:timestamptz! ended_at:timestamptz reason:text`,
  ),
  message: plainTable(
    'message',
    `conversation_id:uuid! sequence:integer! id:uuid! ticket_id:uuid! segment_id:uuid! direction:text! author:jsonb!
    spoke_as:text! automatic:boolean! text:text file_ids:uuid[] external_id:text! account_id:text! erased_at:timestamptz
    at:timestamptz!`,
    ['conversation_id', 'sequence'],
  ),
  file: plainTable(
    'file',
    'id:uuid! name:text media_type:text! bytes:bigint! sha256:text conversation_id:uuid created_at:timestamptz!',
  ),
  transferBatch: plainTable(
    'transfer_batch',
    `id:uuid! request:jsonb! note:text ticket_ids:uuid[]! judged:jsonb! requested_by:jsonb! run_at:timestamptz!
    created_at:timestamptz! cancelled_at:timestamptz done_at:timestamptz`,
  ),
  batchItem: {
    name: 'batch_item',
    key: ['batch_id', 'ticket_id'],
    columns: batchItemColumns,
    read: (record) => ({ ...(readBatchItem(record) as object), id: `${record.batchId} ${record.ticketId}` }),
    idOf: (row: { id: string }) => row.id,
  },
  flowVersion: {
    name: 'flow_version',
    key: ['flow_id', 'version'],
    columns: flowVersionColumns,
    read: (record) => ({
      ...(readFlowVersion(record) as object),
      id: flowVersionId(record.flowId as string, record.version as number),
    }),
    idOf: (row: { id: string }) => row.id,
  },
  flowDraft: plainTable('flow_draft', 'id:text! entry:jsonb revision:integer changed_by:jsonb changed_at:timestamptz'),
  flowSchedule: plainTable(
    'flow_schedule',
    'id:text! next_at:timestamptz firing_id:uuid fired_at:timestamptz departments:text[]',
  ),
  flowRun: plainTable(
    'flow_run',
    `id:uuid! flow_id:text! version:integer! conversation_id:uuid! department_id:text state:text owns:boolean
    ownership_version:integer step_id:text came_at:timestamptz turn:integer steps:integer wake_at:timestamptz waits_for:jsonb answers:jsonb
    jumps:jsonb trigger:jsonb firing_id:uuid! last_port:text last_code:text depth:integer! marks:text[]
    started_at:timestamptz! ended_at:timestamptz outcome:text`,
  ),
  flowStep: {
    name: 'flow_step',
    key: ['run_id', 'number'],
    columns: flowStepColumns,
    read: (record) => ({ ...(readFlowStep(record) as object), id: `${record.runId} ${record.number}` }),
    idOf: (row: { id: string }) => row.id,
  },
  dutyAlert: plainTable(
    'duty_alert',
    `id:uuid! alert:text! text:text! conversation_id:uuid! ticket_id:uuid! department_id:text! flow_id:text!
    people:text[]! told:integer next_at:timestamptz repeat_seconds:integer! raised_at:timestamptz! acknowledged_by:text
    acknowledged_at:timestamptz`,
  ),
};

/** The domain's row of a kind from an answer's record. */
export function readRow<K extends RowKind>(kind: K, record: Record<string, unknown>): Rows[K] {
  return tables[kind].read(record) as Rows[K];
}

/** One array literal with a column's values of all rows; elements of list columns are literals themselves. */
export function encodeColumn(column: Column, rows: readonly unknown[]): string {
  const read = fieldReaders.get(column) ?? rememberReader(column);
  const values: unknown[] = [];
  for (const row of rows) values.push(read(row) ?? null);
  switch (column.type) {
    case 'uuid':
    case 'integer':
    case 'bigint':
    case 'boolean':
      return encodeBareArray(values as (string | number | boolean | null)[]);
    case 'jsonb':
      return encodeJsonArray(values);
    case 'timestamptz':
      return encodeInstants(values as (number | null)[]);
    case 'text':
      return encodeArray(values as (string | null)[]);
    case 'bytea':
      return encodeArray(values.map((value) => value && encodeBytes(value as Uint8Array)) as (string | null)[]);
    case 'text[]':
    case 'uuid[]':
      return encodeArray(values.map((value) => value && encodeArray(value as ArrayElement[])) as (string | null)[]);
  }
}

const fieldReaders = new Map<Column, (row: unknown) => unknown>();

function rememberReader(column: Column): (row: unknown) => unknown {
  const field = camel(column.name);
  const { of } = column;
  const read =
    of === undefined ? (row: unknown) => (row as Record<string, unknown>)[field] : (row: unknown) => of(row as never);
  fieldReaders.set(column, read);
  return read;
}
