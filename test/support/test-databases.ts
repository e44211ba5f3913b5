/** Fresh, migrated databases on a PostgreSQL server, each a copy of one template. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openPostgres } from '../../src/storage/postgres.ts';

/** How long tests wait for a connection, in milliseconds: long, since test machines are busy with tests. */
export const patienceMs = 30_000;

/** Runs one statement that cannot run in a transaction, such as `create database`. */
async function command(url: string, text: string): Promise<void> {
  const database = await openPostgres({
    url,
    waitMsMax: patienceMs,
    engineConnections: 1,
    applicationName: 'baton test set-up',
  });
  try {
    await database.withSession((session) =>
      // Copying a database waits for a checkpoint; the engine's ten seconds are not meant for that.
      session
        .pipeline([{ name: '', text: "set statement_timeout = '120s'", values: [] }])
        .then(() => session.pipeline([{ name: '', text, values: [] }])),
    );
  } finally {
    await database.close();
  }
}

/** The URL of another database on the same server. */
function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function freshName(): string {
  return `baton_test_${randomBytes(6).toString('hex')}`;
}

/** Makes the migrated template; gives back its name. */
export async function createTemplate(adminUrl: string): Promise<string> {
  const name = `${freshName()}_template`;
  await command(adminUrl, `create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
  const database = await openPostgres({
    url: withDatabase(adminUrl, name),
    waitMsMax: patienceMs,
    engineConnections: 1,
  });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  return name;
}

/** A copy of the template (or an empty database, where none is given) with its URL; `drop` removes it again. */
export async function createDatabase(
  adminUrl: string,
  template?: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = freshName();
  await command(adminUrl, `create database ${name} template ${template ?? 'template0'}`);
  return { url: withDatabase(adminUrl, name), drop: () => dropDatabase(adminUrl, name) };
}

/** Removes a database, whoever still uses it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await command(adminUrl, `drop database if exists ${name} with (force)`);
}

/** @throws Error when the database has tables: then it is somebody's, and tests have no business there */
export async function refuseUnlessEmpty(database: Database): Promise<void> {
  const { rows } = await database.read({
    name: '',
    text: `select count(*) as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
    values: [],
  });
  if (rows[0].tables > 0) {
    throw new Error(
      `TEST_DATABASE_URL names a database with ${rows[0].tables} tables. Tests only run on an empty one: create a ` +
        'database for them (its user needs CREATEDB, because every test file gets a database of its own).',
    );
  }
}
