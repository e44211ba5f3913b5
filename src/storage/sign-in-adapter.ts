import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter, Where } from 'better-auth/adapters';
import { getAdapter } from 'better-auth/db/adapter';
import type { KyselyPlugin } from 'kysely';
import { hashToken } from '../base/hash-token.ts';
import type { Database } from './database.ts';
import { openKysely } from './kysely.ts';

/** Where the sign-in library's tables are, for itself and for what it knows of migrations. */
export function signInTables(database: Database) {
  const db = openKysely<Record<string, Record<string, unknown>>>(database, 'write').withPlugin(datesFromInstants);
  return { db, type: 'postgres', schemaName: 'auth' } as const;
}

/**
 * The sign-in library's way to its tables, on either store. It takes no transactions: on the embedded store one would hold
 * the only connection while passwords are hashed. What must not be half done is one statement (`sign-in-users.ts`).
 *
 * Tokens of sessions are hashed on their way in, and in whatever they are looked for by; the library itself would store them
 * as they are, and whoever read the table could be anybody.
 */
export async function signInAdapter(database: Database, options: BetterAuthOptions): Promise<DBAdapter> {
  const { schemaName, ...tables } = signInTables(database);
  const db = tables.db.withSchema(schemaName);
  return hashingTokens(await getAdapter({ ...options, database: { ...tables, db } }));
}

/** The library counts with dates; our rows have instants. */
const datesFromInstants: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    const rows = result.rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) =>
          /(At|Until)$/.test(name) && typeof value === 'number' ? [name, new Date(value)] : [name, value],
        ),
      ),
    );
    return { ...result, rows };
  },
};

interface Asked {
  readonly model: string;
  readonly where?: Where[] | undefined;
}

const isToken = ({ field }: Where): boolean => field === 'token';
const hashed = (value: Where['value']): Where['value'] =>
  Array.isArray(value) ? value.map((each) => hashToken(String(each))) : hashToken(String(value));

/** What is asked for, with hashes for tokens. */
function hashingWhere<A extends Asked>(asked: A): A {
  if (asked.model !== 'session' || asked.where === undefined) return asked;
  return {
    ...asked,
    where: asked.where.map((clause) => (isToken(clause) ? { ...clause, value: hashed(clause.value) } : clause)),
  };
}

/** The session that was found by its token has the token itself again: a cookie may be made from it. */
function withToken<T>(row: T | null, { model, where }: Asked): T | null {
  const token = model === 'session' ? where?.find(isToken)?.value : undefined;
  return row === null || typeof token !== 'string' ? row : { ...row, token };
}

function hashingTokens(inner: DBAdapter): DBAdapter {
  return {
    ...inner,
    create: (async (asked: Parameters<DBAdapter['create']>[0]) => {
      const { token } = asked.data as { token?: string };
      if (asked.model !== 'session' || token === undefined) return inner.create(asked);
      return { ...(await inner.create({ ...asked, data: { ...asked.data, token: hashToken(token) } })), token };
    }) as DBAdapter['create'],
    findOne: async (asked) => withToken(await inner.findOne(hashingWhere(asked)), asked),
    findMany: (asked) => inner.findMany(hashingWhere(asked)),
    count: (asked) => inner.count(hashingWhere(asked)),
    update: async (asked) => withToken(await inner.update(hashingWhere(asked)), asked),
    updateMany: (asked) => inner.updateMany(hashingWhere(asked)),
    delete: (asked) => inner.delete(hashingWhere(asked)),
    deleteMany: (asked) => inner.deleteMany(hashingWhere(asked)),
    consumeOne: (asked) => inner.consumeOne(hashingWhere(asked)),
    incrementOne: (asked) => inner.incrementOne(hashingWhere(asked)),
    transaction: (run) => inner.transaction((within) => run(hashingTokens(within as DBAdapter))),
  };
}
