import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeSchema } from './support/describe-schema.ts';
import { describeOnStores } from './support/stores.ts';

const dump = new URL('../src/storage/schema.txt', import.meta.url);

describeOnStores('the schema', (store) => {
  it('is the one that is checked in (UPDATE_SCHEMA=1 writes it)', async () => {
    const schema = await describeSchema(store.database);
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(dump, schema);
    expect(schema).toBe(readFileSync(dump, 'utf8'));
  });

  it('has the organization first in every primary key, unique index and foreign key', async () => {
    const schema = await describeSchema(store.database);
    const keys = schema.split('\n').filter((line) => /PRIMARY KEY|UNIQUE INDEX|FOREIGN KEY/.test(line));
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((line) => !/\(organization_id[,)]/.test(line))).toEqual([]);
    expect(
      keys.filter((line) => line.includes('FOREIGN KEY') && !/REFERENCES \w+\(organization_id,/.test(line)),
    ).toEqual([]);
  });

  it('makes no value by itself: no defaults, no sequences, no triggers', async () => {
    const schema = await describeSchema(store.database);
    expect(schema.split('\n').filter((line) => / default |nextval|identity|^trigger/.test(line))).toEqual([]);
    const sequences = await store.database.read({
      name: '',
      text: `select count(*) as n from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and n.nspname = 'public'`,
      values: [],
    });
    expect(sequences.rows[0]?.n).toBe(0);
  });
});
