import { type Kysely, sql } from 'kysely';

/** Runs a migration's statements, one after the other. */
export async function runStatements(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** A column that cannot be null, with the value for what is there. Neither statement rewrites the table. */
export function added(table: string, column: string, type: string, value: string): string[] {
  return [
    `alter table ${table} add column ${column} ${type} not null default ${value}`,
    `alter table ${table} alter column ${column} drop default`,
  ];
}
