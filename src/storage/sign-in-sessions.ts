import type { Instant } from '../base/clock.ts';
import type { Database } from './database.ts';
import { encodeInstant } from './encode.ts';
import { write } from './sign-in-users.ts';

/** A session's row, with the agent that its user is in the organization that it has chosen, or else in the first. */
export interface SessionRow {
  readonly sessionId: string;
  readonly userId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** Both null when the user is no agent of any organization. */
  readonly organizationId: string | null;
  readonly agentId: string | null;
}

/** One of a user's sessions, for their own eyes. */
export interface ListedSession {
  readonly id: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly address: string | null;
  readonly userAgent: string | null;
}

const sessionText = `
  select s.id as "sessionId", s."userId", s."createdAt", s."expiresAt",
    m.organization_id as "organizationId", m.agent_id as "agentId"
  from auth.session s
  left join lateral (
    select m.organization_id, m.agent_id from membership m where m.user_id = s."userId"
    order by (m.organization_id::text = s."organizationId") desc nulls last, m.started_at, m.organization_id limit 1
  ) m on true
  where s.token = $1 and s."expiresAt" > $2::timestamptz`;

const openText = `
  select exists (
    select 1 from auth.session s
    join membership m on m.organization_id = $2::uuid and m.agent_id = $3 and m.user_id = s."userId"
    where s.id = $1 and s."expiresAt" > $4::timestamptz) as open`;

const listText = `
  select id, "createdAt", "expiresAt", nullif("ipAddress", '') as address, nullif("userAgent", '') as "userAgent"
  from auth.session where "userId" = $1 and "expiresAt" > $2::timestamptz
  order by "createdAt" desc, id limit 100`;

const chooseText = `
  update auth.session s set "organizationId" = $2
  where s.token = $1 and exists (
    select 1 from membership m where m.organization_id = $2::uuid and m.user_id = s."userId")`;

/** Sessions as the request of a browser needs them: read by their token's hash, never by the token. */
export function sessionStore(database: Database) {
  const read = async (name: string, text: string, values: (string | null)[]) =>
    (await database.read({ name, text, values })).rows;
  return {
    find: async (tokenHash: string, at: Instant): Promise<SessionRow | null> =>
      (await read('read_session', sessionText, [tokenHash, encodeInstant(at)]))[0] ?? null,
    /** Whether the session is open and its user still the agent. */
    isOpen: async (
      session: { readonly id: string; readonly organizationId: string; readonly agentId: string },
      at: Instant,
    ): Promise<boolean> => {
      const values = [session.id, session.organizationId, session.agentId, encodeInstant(at)];
      return (await read('read_session_open', openText, values))[0]?.open === true;
    },
    list: async (userId: string, at: Instant): Promise<readonly ListedSession[]> =>
      read('read_sessions_of_user', listText, [userId, encodeInstant(at)]),
    /** Answers whether the user is an agent of that organization. */
    choose: (tokenHash: string, organizationId: string): Promise<boolean> =>
      write(database, chooseText, [tokenHash, organizationId]),
    renew: (sessionId: string, expiresAt: Instant, at: Instant): Promise<boolean> =>
      write(
        database,
        'update auth.session set "expiresAt" = $2::timestamptz, "updatedAt" = $3::timestamptz where id = $1',
        [sessionId, encodeInstant(expiresAt), encodeInstant(at)],
      ),
    /** Ends one session of a user; answers whether there was one. */
    end: (sessionId: string, userId: string): Promise<boolean> =>
      write(database, 'delete from auth.session where id = $1 and "userId" = $2', [sessionId, userId]),
    endByToken: (tokenHash: string): Promise<boolean> =>
      write(database, 'delete from auth.session where token = $1', [tokenHash]),
    endAll: (userId: string): Promise<boolean> =>
      write(database, 'delete from auth.session where "userId" = $1', [userId]),
    /** Clears away what has expired, so that old sessions do not pile up. */
    forgetExpired: (userId: string, at: Instant): Promise<boolean> =>
      write(database, 'delete from auth.session where "userId" = $1 and "expiresAt" <= $2::timestamptz', [
        userId,
        encodeInstant(at),
      ]),
  };
}
export type SessionStore = ReturnType<typeof sessionStore>;
