/** The databases that a bench works in: PostgreSQL, its own or a given one, and embedded ones in folders. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../src/storage/migrate.ts';
import { openPglite } from '../src/storage/pglite/open.ts';
import { openPostgres } from '../src/storage/postgres.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { fill, type World } from './fill.ts';
import type { Query } from './function-side.ts';
import { writersOf } from './processor-time.ts';

/** A PostgreSQL server with room for databases of ours. */
export interface Server {
  readonly version: string;
  /** Settings that decide what a figure means, as they are. */
  readonly settings: Readonly<Record<string, string>>;
  /** The processes that write for everybody: checkpointer and so on. Empty where /proc does not show them. */
  readonly writers: readonly number[];
  /** `forOlder`: for the engine of an older commit, which does not write what came after it. */
  create(
    name: string,
    world: World,
    options?: { readonly forOlder: boolean },
  ): Promise<PostgresStore & { readonly world: World }>;
  /** A migrated database with nothing in it. */
  createEmpty(name: string): Promise<PostgresStore>;
  stop(): Promise<void>;
}

export interface PostgresStore {
  readonly url: string;
  readonly query: Query;
  drop(): Promise<void>;
}

const telling = [
  ...['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size'],
  ...['checkpoint_timeout', 'wal_buffers', 'max_connections', 'track_io_timing', 'shared_preload_libraries'],
];

/** Starts a PostgreSQL of our own, or takes the one of `BENCH_DATABASE_URL`; undefined, and why, where there is none. */
export async function openServer(): Promise<Server | { readonly missing: string }> {
  const given = process.env.BENCH_DATABASE_URL;
  const own = given === undefined ? await startPostgresServer() : null;
  if (own !== null && 'missing' in own) return own;
  const urlOf = (database: string): string => {
    if (own !== null) return own.url(database);
    const url = new URL(given as string);
    url.pathname = `/${database}`;
    return url.href;
  };
  const admin = await connect(urlOf('postgres'));
  const show = async (name: string): Promise<string> =>
    String(Object.values((await admin.query(`show ${name}`)).rows[0])[0]);
  const settings: Record<string, string> = {};
  for (const name of telling) settings[name] = await show(name);
  const { pid } = (await admin.query('select pg_backend_pid() as pid')).rows[0];
  const createEmpty = async (name: string): Promise<PostgresStore> => {
    await admin.query(`create database ${name}`);
    const url = urlOf(name);
    const database = await openPostgres({ url, engineConnections: 1, readConnections: 1 });
    await migrate(database);
    await database.close();
    const client = await connect(url);
    return {
      url,
      query: async (sql) => (await client.query(sql)).rows,
      drop: async () => {
        await client.end();
        await admin.query(`drop database ${name} with (force)`);
      },
    };
  };
  return {
    createEmpty,
    version: (await admin.query('select version()')).rows[0].version.split(' on ')[0],
    settings,
    writers: writersBeside(pid),
    async create(name, world, options) {
      const store = await createEmpty(name);
      await store.query(functions());
      await fill(store.query, world);
      if (options?.forOlder) await store.query(defaultsText);
      return { ...store, world };
    },
    async stop() {
      await admin.end();
      await own?.stop();
    },
  };
}

/** Columns that cannot be null get a default, so that a commit from before one of them can write the row without it. */
const defaultsText = `do $$ declare c record; begin
  for c in select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public' and is_nullable = 'NO' and data_type in ('jsonb', 'boolean', 'integer', 'ARRAY', 'text')
  loop
    execute format('alter table %I alter column %I set default %s', c.table_name, c.column_name,
      case c.data_type when 'boolean' then 'false' when 'integer' then '0' when 'jsonb' then quote_literal('[]')
        when 'ARRAY' then quote_literal('{}') else quote_literal('full') end);
  end loop;
end $$`;

const functions = (): string => readFileSync(join(import.meta.dirname, 'function.sql'), 'utf8');

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  client.on('error', () => {}); // the server may be stopped before us
  await client.connect();
  return client;
}

function writersBeside(backend: number): number[] {
  try {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${backend}/status`, 'latin1'))?.[1]);
    return writersOf(parent);
  } catch {
    return [];
  }
}

/** Fills an embedded store in a new folder. The functions come along for the ids that the fill makes with them. */
export async function fillEmbedded(folder: string, world: World): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const database = await openPglite({ dataDir: folder });
  await migrate(database);
  const execute = (text: string): Promise<unknown> =>
    database.withSession((session) => session.pipeline([{ name: '', text, values: [] }]));
  // The store takes one statement at a time; statements start at the margin, after an empty line.
  for (const statement of functions().split(/\n\n(?=create|--)/))
    if (/^create/m.test(statement)) await execute(statement);
  await fill(execute, world);
  await database.close();
}
