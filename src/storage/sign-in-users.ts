import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Database } from './database.ts';
import { encodeInstant } from './encode.ts';

/** A user, and what stands for them. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Whether the address was proved: by a mail that reached it, or by a provider. */
  readonly emailVerified: boolean;
  readonly secondFactor: boolean;
  readonly hasPassword: boolean;
  /** In how many organizations they are an agent. */
  readonly memberships: number;
}

/** Runs one statement that changes something; answers whether it met any row. @throws DatabaseError */
export async function write(database: Database, text: string, values: (string | null)[]): Promise<boolean> {
  const result = await database.withSession(async (session) => {
    const [one] = await session.pipeline([{ name: '', text, values }]);
    return one;
  });
  return (result?.count ?? 0) > 0;
}

const userText = `
  select u.id, u.name, u.email, u."emailVerified", coalesce(u."twoFactorEnabled", false) as "secondFactor",
    exists (select 1 from auth.account a where a."userId" = u.id and a.password is not null) as "hasPassword",
    (select count(*) from membership m where m.user_id = u.id) as memberships
  from auth."user" u`;

const makeText = `
  with made as (
    insert into auth."user" (id, name, email, "emailVerified", "twoFactorEnabled", "createdAt", "updatedAt")
    values ($1, $2, $3, false, false, $4::timestamptz, $4::timestamptz)
    on conflict (email) do nothing returning id)
  select id from made union all select id from auth."user" where email = $3 limit 1`;

/** Everything by which the users of the CTE `chosen` could be signed in as, but their address. */
const withoutAccess = (chosen: string): string => `
  with chosen as (${chosen}),
    accounts as (delete from auth.account where "userId" in (select id from chosen)),
    factors as (delete from auth."twoFactor" where "userId" in (select id from chosen)),
    sessions as (delete from auth.session where "userId" in (select id from chosen)),
    links as (delete from auth.verification where value in (select id from chosen))`;

const voidText = `${withoutAccess(`
    select u.id from auth."user" u
    where u.id = $1 and not exists (select 1 from membership m where m.user_id = u.id) for no key update of u`)}
  update auth."user" set "emailVerified" = false, "twoFactorEnabled" = false, "updatedAt" = $2::timestamptz
  where id in (select id from chosen)`;

const proveText = `${withoutAccess(`
    select u.id from auth."user" u where u.id = $1 and not u."emailVerified" for no key update of u`)}
  update auth."user" set "emailVerified" = true, "twoFactorEnabled" = false, "updatedAt" = $2::timestamptz
  where id in (select id from chosen)`;

const accountText = `
  insert into auth.account (id, "userId", "providerId", "accountId", password, "createdAt", "updatedAt")
  values ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz)
  on conflict ("providerId", "accountId") do update set password = excluded.password, "updatedAt" = excluded."updatedAt"
  where auth.account."userId" = excluded."userId"`;

/**
 * Users in the sign-in library's tables: what it has no call for, or not in one statement. Each is one statement, so that
 * none of it is ever half done, and the embedded store's one connection is held for no longer.
 */
export function userStore(database: Database) {
  const one = async (name: string, text: string, values: (string | null)[]): Promise<UserRow | null> =>
    (await database.read({ name, text, values })).rows[0] ?? null;
  return {
    byId: (id: string): Promise<UserRow | null> => one('read_user', `${userText} where u.id = $1`, [id]),
    /** `email` in lower case. */
    byEmail: (email: string): Promise<UserRow | null> =>
      one('read_user_by_email', `${userText} where u.email = $1`, [email]),
    /** The user of a provider's account, if one was linked. */
    byAccount: (providerId: string, accountId: string): Promise<UserRow | null> =>
      one(
        'read_user_by_account',
        `${userText} join auth.account l on l."userId" = u.id where l."providerId" = $1 and l."accountId" = $2`,
        [providerId, accountId],
      ),
    /** The user who has the address: made now where there is none, with nothing to sign in by. Answers their id. */
    ensure: async (user: { readonly id: string; readonly name: string; readonly email: string }, at: Instant) => {
      const values = [user.id, user.name, user.email, encodeInstant(at)];
      // Somebody who makes the same user in this moment is not seen by the first look, and is by the second.
      for (let look = 0; look < 2; look++) {
        const found = await database.withSession(async (session) => {
          const [result] = await session.pipeline([{ name: '', text: makeText, values }]);
          return result?.rows[0]?.id as string | undefined;
        });
        if (found !== undefined) return found;
      }
      assert(false, 'A user whose address is taken can be found by it.');
    },
    rename: (id: string, name: string, at: Instant): Promise<boolean> =>
      write(database, 'update auth."user" set name = $2, "updatedAt" = $3::timestamptz where id = $1', [
        id,
        name,
        encodeInstant(at),
      ]),
    /** Takes away everything by which somebody who is no agent anywhere could be signed in as; of others nothing. */
    voidAccess: (id: string, at: Instant): Promise<boolean> => write(database, voidText, [id, encodeInstant(at)]),
    /**
     * The address is proved to be theirs. The first time, whatever was set before by somebody who had not proved it is void:
     * password, second factor, providers, sessions, links. Answers whether it was the first time.
     */
    proveAddress: (id: string, at: Instant): Promise<boolean> => write(database, proveText, [id, encodeInstant(at)]),
    markVerified: (id: string, at: Instant): Promise<boolean> =>
      write(database, 'update auth."user" set "emailVerified" = true, "updatedAt" = $2::timestamptz where id = $1', [
        id,
        encodeInstant(at),
      ]),
    /** `accountId` is the id of this row, not of the account at the provider. */
    setPassword: (
      user: { readonly id: string; readonly accountId: string; readonly passwordHash: string },
      at: Instant,
    ): Promise<boolean> =>
      write(database, accountText, [
        user.accountId,
        user.id,
        'credential',
        user.id,
        user.passwordHash,
        encodeInstant(at),
      ]),
    /** Answers whether the account at the provider is the user's now; false when it is somebody else's. */
    linkAccount: (
      account: {
        readonly id: string;
        readonly userId: string;
        readonly providerId: string;
        readonly accountId: string;
      },
      at: Instant,
    ): Promise<boolean> =>
      write(database, accountText, [
        account.id,
        account.userId,
        account.providerId,
        account.accountId,
        null,
        encodeInstant(at),
      ]),
    /** Voids links and challenges that are under way: a password was set, or another organization relies on the user. */
    voidLinks: (id: string): Promise<boolean> =>
      write(database, 'delete from auth.verification where value = $1', [id]),
  };
}
export type UserStore = ReturnType<typeof userStore>;
