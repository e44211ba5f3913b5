import { getMigrations } from 'better-auth/db/migration';
import { expect, it } from 'vitest';
import { describeOnStores } from '../../test/support/stores.ts';
import { uuidIds } from '../base/ids.ts';
import { seededRandom } from '../base/random.ts';
import { libraryOptions, secondFactors } from '../sign-in/library.ts';
import { signInAdapter, signInTables } from './sign-in-adapter.ts';

const ids = uuidIds({ now: () => 1_800_000_000_000 }, seededRandom(1));
const options = { ...libraryOptions({ secret: 'a secret of thirty-two characters', ids }), plugins: [secondFactors()] };

describeOnStores('the sign-in library’s tables', (store) => {
  it('are all there, with their columns and indexes, as the library itself says', async () => {
    const { toBeCreated, toBeAdded, compileMigrations, ...more } = await getMigrations({
      ...options,
      database: signInTables(store.database),
    });
    expect([toBeCreated, toBeAdded]).toEqual([[], []]);
    expect(more).toMatchObject({ toBeAddedIndexes: [], schemaProblems: [] });
    expect(await compileMigrations()).toBe(';');
  });

  it('hold tokens of sessions as hashes, and give them back to whoever had them', async () => {
    const adapter = await signInAdapter(store.database, options);
    const at = new Date('2026-11-21T12:00:00.001Z');
    const person = { name: 'Kit', email: 'kit@shop.example', emailVerified: false, createdAt: at, updatedAt: at };
    const user = await adapter.create({ model: 'user', data: person });
    const { id: userId } = user as unknown as { readonly id: string };
    const data = { token: 'the token', userId, expiresAt: at, createdAt: at, updatedAt: at };
    const made = await adapter.create({ model: 'session', data });
    expect(made).toMatchObject({ token: 'the token', expiresAt: at });
    const byToken = (token: string) => [{ field: 'token', value: token }];
    const found = await adapter.findOne({ model: 'session', where: byToken('the token') });
    expect(found).toMatchObject({ token: 'the token', userId, expiresAt: at });
    const [row] = (await adapter.findMany({ model: 'session' })) as { readonly token: string }[];
    expect(row?.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await adapter.findOne({ model: 'session', where: byToken(String(row?.token)) })).toBeNull();
    const where = byToken('the token');
    expect(await adapter.update({ model: 'session', where, update: { userAgent: 'a' } })).toMatchObject({
      token: 'the token',
      userAgent: 'a',
    });
    expect(await adapter.updateMany({ model: 'session', where, update: { userAgent: 'b' } })).toBe(1);
    expect(await adapter.count({ model: 'session', where })).toBe(1);
    const several = [{ field: 'token', value: ['another', 'the token'], operator: 'in' as const }];
    expect(await adapter.transaction((within) => within.deleteMany({ model: 'session', where: several }))).toBe(1);
    expect(await adapter.count({ model: 'session' })).toBe(0);
  });
});
