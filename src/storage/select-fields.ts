import type { RowKind } from '../domain/rows.ts';
import { camel, tables } from './tables.ts';

/** A table's columns under the names of the domain's fields, so that an answer's rows are what `readRow` takes. */
export function selectFields(kind: RowKind, alias: string): string {
  return tables[kind].columns.map((column) => `${alias}.${column.name} as "${camel(column.name)}"`).join(', ');
}
