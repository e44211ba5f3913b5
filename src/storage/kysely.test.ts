import { type Kysely, sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeOnStores } from '../../test/support/stores.ts';
import { encodeJson } from './encode.ts';
import { openKysely } from './kysely.ts';

interface Tables {
  item: { id: number; tags: string[]; facts: unknown; at: Date | number | null };
}

describeOnStores('Kysely over the seam', (store) => {
  let reading: Kysely<Tables>;
  let writing: Kysely<Tables>;
  beforeAll(async () => {
    reading = openKysely<Tables>(store.database, 'read');
    writing = openKysely<Tables>(store.database, 'write');
    await sql`create table item (id int primary key, tags text[], facts jsonb, at timestamptz)`.execute(writing);
  });

  it('writes and reads every kind of value', async () => {
    const at = new Date('2026-10-20T12:00:00.001Z');
    const row = { id: 1, tags: ['a', 'b c'], facts: encodeJson([1, { x: 'y' }]), at };
    const inserted = await writing.insertInto('item').values(row).executeTakeFirst();
    expect(inserted.numInsertedOrUpdatedRows).toBe(1n);
    const found = await reading.selectFrom('item').selectAll().where('id', 'in', [1, 2]).executeTakeFirstOrThrow();
    expect(found).toEqual({ id: 1, tags: ['a', 'b c'], facts: [1, { x: 'y' }], at: at.getTime() });
  });

  it('rolls a transaction back when it throws', async () => {
    const thrown = writing.transaction().execute(async (transaction) => {
      await transaction.insertInto('item').values({ id: 9, tags: [], facts: null, at: null }).execute();
      throw new Error('no');
    });
    await expect(thrown).rejects.toThrow('no');
    expect(await reading.selectFrom('item').select('id').where('id', '=', 9).execute()).toEqual([]);
  });

  it('does not take the COMMIT of a failed transaction for success', async () => {
    const failed = writing.transaction().execute(async (transaction) => {
      await sql`select 1 / 0`.execute(transaction).catch(() => {});
    });
    await expect(failed).rejects.toThrow('rolled back');
  });

  it('refuses transactions and writes on the reading side', async () => {
    await expect(reading.transaction().execute(async () => {})).rejects.toThrow('only reads');
    await expect(reading.deleteFrom('item').execute()).rejects.toThrow('read-only');
  });
});
