import { csv, parseColumns } from './parse-table.ts';

/** A row of the log of hand-overs, as far as the replay reads it: who had the incident then. */
export interface OwnerRow {
  readonly line: number;
  /** Null where the log does not know. */
  readonly group: string | null;
  readonly assignee: string | null;
}

export interface Incident {
  readonly number: string;
  readonly rows: readonly OwnerRow[];
}

const unknown = '?';

/**
 * The incidents of a service desk's log, in the order of their first rows, each with its rows in the order of the file.
 * `limit` keeps the first ones. Of the log's columns only the number and the two owners are read; its states are its own.
 */
export async function readIncidents(
  text: AsyncIterable<string> | Iterable<string>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Incident[]> {
  const incidents = new Map<string, OwnerRow[]>();
  for await (const { line, values } of parseColumns(text, csv, ['number', 'assignment_group', 'assigned_to'])) {
    const known = incidents.get(values.number);
    if (known === undefined && incidents.size >= limit) continue;
    const row = { line, group: knownOrNull(values.assignment_group), assignee: knownOrNull(values.assigned_to) };
    if (known === undefined) incidents.set(values.number, [row]);
    else known.push(row);
  }
  return [...incidents].map(([number, rows]) => ({ number, rows }));
}

function knownOrNull(value: string): string | null {
  return value === unknown || value.trim() === '' ? null : value;
}
