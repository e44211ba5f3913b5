import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeOnStoreKinds,
  describeUnless,
  missingPostgres,
  type OpenStore,
  openBlankStore,
  openStore,
} from '../../test/support/stores.ts';
import { migrate, SchemaTooNew } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import type { SchemaMigration } from './schema-migration.ts';

const table = (name: string, more: Partial<SchemaMigration> = {}): SchemaMigration => ({
  up: (db) => db.schema.createTable(name).addColumn('id', 'integer').execute(),
  ...more,
});
const first = { '0001-first': table('first_table') };
const second = { ...first, '0002-second': table('second_table') };
const breaking = { ...second, '0003-third': table('third_table', { breaking: true }) };

describeOnStoreKinds('migrating', (kind) => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openBlankStore(kind);
  });
  afterAll(() => store.close());

  it('runs what is new, in order, and nothing twice', async () => {
    expect((await migrate(store.database, first)).executed).toEqual(['0001-first']);
    expect((await migrate(store.database, second)).executed).toEqual(['0002-second']);
    expect((await migrate(store.database, second)).executed).toEqual([]);
  });

  it('leaves nothing of a migration that fails half way', async () => {
    const failing: SchemaMigration = {
      up: async (db) => {
        await db.schema.createTable('half').execute();
        throw new Error('half way');
      },
    };
    await expect(migrate(store.database, { ...second, '0003-fails': failing })).rejects.toThrow('half way');
    const { rows } = await store.database.read({ name: '', text: "select to_regclass('half') as half", values: [] });
    expect(rows).toEqual([{ half: null }]);
  });

  it('lets an older server start on a newer schema, unless a change breaks it', async () => {
    expect(await migrate(store.database, first)).toEqual({ executed: [], unknown: ['0002-second'] });
    expect((await migrate(store.database, breaking)).executed).toEqual(['0003-third']);
    await expect(migrate(store.database, second)).rejects.toThrow(SchemaTooNew);
    await expect(migrate(store.database, second)).rejects.toThrow('0003-third');
    expect(await migrate(store.database, breaking)).toEqual({ executed: [], unknown: [] });
  });

  it('has the real schema after the real migrations, and a second run changes nothing', async () => {
    const real = await openStore(kind);
    expect((await migrate(real.database)).executed).toEqual([]);
    await real.close();
  });
});

describeUnless(missingPostgres(), 'two servers migrating at once [postgres]', () => {
  it('is harmless: each change is made once, and both start', async () => {
    const store = await openBlankStore('postgres');
    const servers = await Promise.all(Array.from({ length: 4 }, () => openPostgres({ url: store.url as string })));
    const slow: Record<string, SchemaMigration> = {
      ...first,
      '0002-slow': { up: async (db) => void (await sql`select pg_sleep(0.3)`.execute(db)) },
    };
    const reports = await Promise.all(servers.map((server) => migrate(server, slow)));
    expect(reports.flatMap(({ executed }) => executed)).toEqual(['0001-first', '0002-slow']);
    await Promise.all(servers.map((server) => server.close()));
    await store.close();
  });
});
