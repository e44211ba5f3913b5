/**
 * Brings the schema up to what this server needs, forward only. Its books are kept in a schema of their own,
 * `migration`: `executed` (Kysely's list), `breaking` (the executed ones that older servers cannot live with) and
 * `lock` (one row).
 *
 * Everything happens in one transaction that holds the row of `migration.lock`. So two servers that start at once come
 * one after the other, the second finds nothing to do, and one that is killed half way leaves nothing behind.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { type Database, DatabaseError } from './database.ts';
import { openKysely } from './kysely.ts';
import { migrations as baton } from './migrations/index.ts';
import type { SchemaMigration } from './schema-migration.ts';

/** The database was migrated by a newer server in a way that this one cannot live with. */
export class SchemaTooNew extends Error {
  override name = 'SchemaTooNew';
}

/** What was done. */
export interface MigrationReport {
  /** The migrations that ran now, in order. */
  readonly executed: readonly string[];
  /** Migrations of newer servers that were found; none of them is breaking. */
  readonly unknown: readonly string[];
}

const schema = 'migration';

/** Codes of the errors with which `create ... if not exists` loses a race: something by that name exists by now. */
const racedCodes: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', '42710']);

/**
 * Migrates to the newest schema that this server knows. On PostgreSQL and on PGlite; safe to call from several servers
 * at once.
 *
 * @throws SchemaTooNew when a newer server made a breaking change
 * @throws DatabaseError
 */
export async function migrate(
  database: Database,
  migrations: Readonly<Record<string, SchemaMigration>> = baton,
): Promise<MigrationReport> {
  if (await isUpToDate(database, Object.keys(migrations))) return { executed: [], unknown: [] };
  const db = openKysely<unknown>(database, 'write');
  await createLock(db);
  return db.transaction().execute(async (transaction) => {
    // The engine's limits are for batches of milliseconds; a migration may wait for another server and may take long.
    // PGlite has none to lift, and hangs when an idle timeout is so much as set.
    if (database.kind === 'postgres') {
      await sql`select set_config('lock_timeout', '600000', true), set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '60000', true)`.execute(transaction);
    }
    await sql`select id from migration.lock where id = 1 for no key update`.execute(transaction);
    const unknown = await newerMigrations(transaction, migrations);
    // Kysely takes an executed migration that it does not know for corruption; here it means a newer server was here,
    // which has executed all of ours.
    if (unknown.length > 0) return { executed: [], unknown };
    return { executed: await runMigrations(transaction, migrations), unknown: [] };
  });
}

/** The names of the migrations that a store has seen, in order. @throws DatabaseError, also where there was none ever */
export async function executedMigrations(database: Pick<Database, 'read'>): Promise<readonly string[]> {
  const text = `select array_agg(name::text order by name) as names from ${schema}.executed`;
  return ((await database.read({ name: '', text, values: [] })).rows[0]?.names as string[] | null) ?? [];
}

/** Whether exactly these ran already: what nearly every start finds, without the half second that a migrator takes to look. */
async function isUpToDate(database: Database, names: readonly string[]): Promise<boolean> {
  try {
    return (await executedMigrations(database)).join() === [...names].sort().join();
  } catch (error) {
    // No books yet, or no store: the way with all its errors finds out.
    if (error instanceof DatabaseError) return false;
    throw error;
  }
}

async function createLock(db: Kysely<unknown>): Promise<void> {
  const steps = [
    sql`create schema if not exists migration`,
    sql`create table if not exists migration.lock (id int primary key)`,
    sql`create table if not exists migration.breaking (name text primary key)`,
    sql`insert into migration.lock (id) values (1) on conflict do nothing`,
  ];
  for (const step of steps) {
    try {
      await step.execute(db);
    } catch (error) {
      if (!(error instanceof DatabaseError && racedCodes.has(error.code))) throw error;
    }
  }
}

/** The executed migrations that this server does not know. @throws SchemaTooNew if one of them is breaking */
async function newerMigrations(
  transaction: Transaction<unknown>,
  migrations: Readonly<Record<string, SchemaMigration>>,
): Promise<string[]> {
  const { rows: present } = await sql`select 1 from pg_tables
    where schemaname = 'migration' and tablename = 'executed'`.execute(transaction);
  if (present.length === 0) return [];
  const { rows } = await sql<{ name: string; breaking: boolean }>`
    select name, exists (select 1 from migration.breaking b where b.name = e.name) as breaking
    from migration.executed e order by name`.execute(transaction);
  const newer = rows.filter(({ name }) => migrations[name] === undefined);
  const breaking = newer.filter((migration) => migration.breaking).map(({ name }) => name);
  if (breaking.length > 0) {
    throw new SchemaTooNew(
      `This database was changed by a newer Baton (${breaking.join(', ')}) in a way that this version cannot work ` +
        'with. Start the newer version, or restore a backup from before the upgrade.',
    );
  }
  return newer.map(({ name }) => name);
}

async function runMigrations(
  transaction: Transaction<unknown>,
  migrations: Readonly<Record<string, SchemaMigration>>,
): Promise<string[]> {
  const recorded = Object.entries(migrations).map(([name, migration]) => [name, recordingBreaking(name, migration)]);
  const migrator = new Migrator({
    db: transaction,
    provider: { getMigrations: async () => Object.fromEntries(recorded) },
    migrationTableSchema: schema,
    migrationTableName: 'executed',
    migrationLockTableName: 'kysely_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map(({ migrationName }) => migrationName);
}

function recordingBreaking(name: string, migration: SchemaMigration): Migration {
  if (!migration.breaking) return { up: (db) => migration.up(db) };
  return {
    up: async (db) => {
      await migration.up(db);
      await sql`insert into migration.breaking (name) values (${name}) on conflict do nothing`.execute(db);
    },
  };
}
