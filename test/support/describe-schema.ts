import type { Database } from '../../src/storage/database.ts';

/** The catalogue's word on our tables: what is checked in as `src/storage/schema.txt`, the same on both stores. */
export async function describeSchema(database: Database): Promise<string> {
  const ask = async (text: string) => (await database.read({ name: '', text, values: [] })).rows;
  const columns = await ask(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
      pg_get_expr(d.adbin, d.adrelid) as default
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind = 'r' order by c.relname, a.attnum`);
  const constraints = await ask(`
    select c.relname as table, o.contype as kind, pg_get_constraintdef(o.oid) as definition
    from pg_constraint o join pg_class c on c.oid = o.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and o.contype in ('p', 'f', 'u', 'c') order by c.relname, o.contype, 3`);
  const indexes = await ask(`
    select c.relname as table, pg_get_indexdef(i.indexrelid) as definition, i.indisunique as unique
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and not i.indisprimary order by c.relname, 2`);
  const triggers = await ask(`select tgname as name from pg_trigger where not tgisinternal`);
  const lines: string[] = [];
  for (const table of [...new Set(columns.map((column) => column.table as string))]) {
    lines.push(table);
    for (const column of columns.filter((one) => one.table === table)) {
      lines.push(
        `  ${column.name} ${column.type}${column.required ? ' not null' : ''}${column.default ? ` default ${column.default}` : ''}`,
      );
    }
    for (const constraint of constraints.filter((one) => one.table === table)) lines.push(`  ${constraint.definition}`);
    for (const index of indexes.filter((one) => one.table === table))
      lines.push(`  ${index.definition.replace('public.', '')}`);
    lines.push('');
  }
  for (const trigger of triggers) lines.push(`trigger ${trigger.name}`);
  return lines.join('\n');
}
