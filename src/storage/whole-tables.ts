import type { Result, Session, Statement } from './database.ts';

/**
 * Tables as a backup takes them along: whole, by what the catalog says of them, whatever the version of the schema. Every value
 * travels as PostgreSQL's own text, which each type reads back as it was, so that a json stays the very text that the log's chain
 * was made over.
 */
export interface WholeTable {
  /** With its schema, as SQL names it: `public.event`, `auth."user"`. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
}

/** A row: the text of each column, in the order of the table's. */
export type TextRow = readonly (string | null)[];

const tableSchemas = "('public', 'auth')";

/**
 * Before a session that takes minutes: the limits of the engine's sessions are for batches of milliseconds. PGlite has none to lift,
 * and hangs when an idle timeout is so much as set. Inside a transaction.
 */
export function liftLimits(kind: 'postgres' | 'pglite', idleMsMax: number): readonly Statement[] {
  if (kind === 'pglite') return [];
  const text = `select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', $1, true)`;
  return [{ name: '', text, values: [String(idleMsMax)] }];
}

const readTables: Statement = {
  name: '',
  text: `
    select format('%I.%I', n.nspname, c.relname) as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select array_agg(a.attname::text order by k.place)
        from pg_index i
        cross join lateral unnest(i.indkey::int2[]) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary) as key,
      (select array_agg(format('%I.%I', tn.nspname, t.relname))
        from pg_constraint f
        join pg_class t on t.oid = f.confrelid
        join pg_namespace tn on tn.oid = t.relnamespace
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as after
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ${tableSchemas}
    order by n.nspname, c.relname`,
  values: [],
};

/** Every table of Baton's, those that others refer to before these. @throws DatabaseError */
export async function listTables(session: Session): Promise<readonly WholeTable[]> {
  const [{ rows }] = (await session.pipeline([readTables])) as [Result];
  const waiting = new Map(
    rows.map((row) => [row.name as string, row as WholeTable & { readonly after: string[] | null }]),
  );
  const inOrder: WholeTable[] = [];
  const add = (table: WholeTable & { readonly after: string[] | null }): void => {
    if (!waiting.delete(table.name)) return;
    for (const name of table.after ?? []) {
      const before = waiting.get(name);
      if (before !== undefined) add(before);
    }
    const { name, columns, key } = table;
    inOrder.push({ name, columns, key });
  };
  for (const table of [...waiting.values()]) add(table);
  return inOrder;
}

/** Rows of a table by its key, after one: the text of each column, under its number. */
export function readRowsAfter({ name, columns, key }: WholeTable, after: TextRow | null, limit: number): Statement {
  const places = key.map((column) => columns.findIndex((each) => each.name === column));
  const keyed = key.map(quote).join(', ');
  const from = places.map((place, i) => `$${i + 1}::${columns[place]?.type}`).join(', ');
  return {
    name: '',
    text: `
      select ${columns.map((column, i) => `${quote(column.name)}::text as "${i}"`).join(', ')}
      from ${name}
      ${after === null ? '' : `where (${keyed}) > (${from})`}
      order by ${keyed}
      limit ${limit}`,
    values: after === null ? [] : places.map((place) => after[place] ?? null),
  };
}

/** The row that `readRowsAfter` read. */
export function textRow({ columns }: WholeTable, record: Readonly<Record<string, unknown>>): TextRow {
  return columns.map((_, i) => record[i] as string | null);
}

/** Puts rows into a table as they were. */
export function insertTextRows({ name, columns }: WholeTable, rows: readonly TextRow[]): Statement {
  return {
    name: '',
    text: `
      insert into ${name} (${columns.map((column) => quote(column.name)).join(', ')})
      select ${columns.map(({ type }, i) => `(row ->> ${i})::${type}`).join(', ')}
      from jsonb_array_elements($1::jsonb) as rows (row)`,
    values: [JSON.stringify(rows)],
  };
}

/** The present, as `at`. */
export const readNow: Statement = { name: '', text: 'select clock_timestamp() as at', values: [] };

/** Asks nothing: says that a session is still used. */
export const nothing: Statement = { name: '', text: 'select', values: [] };

/** The hashes of all files that are there for somebody. */
export const readFileHashes: Statement = {
  name: '',
  text: "select distinct sha256 from file where sha256 <> '' and name <> '' order by sha256",
  values: [],
};

/** Whether a table has any row, as `some`. */
export function readWhetherAny({ name }: WholeTable): Statement {
  return { name: '', text: `select exists (select from ${name}) as some`, values: [] };
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
