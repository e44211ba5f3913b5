import type { Kysely } from 'kysely';
import { runStatements } from './statements.ts';

/**
 * People. The schema `auth` is the sign-in library's: its tables and columns have the names that it gives them, and a test
 * asks it whether anything is missing. Users are of no organization; nothing of ours refers to them by a foreign key, and
 * `membership` is all that joins the two.
 *
 * What opens anything is stored hashed: session tokens (`session.token`), the tokens of links and challenges
 * (`verification.identifier`), passwords, invitations. Secrets of second factors are encrypted under the server's secret.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runStatements(db, statements);
}

const statements = [
  'create schema auth',
  `create table auth."user" (
    id text primary key,
    name text not null,
    email text not null,
    "emailVerified" boolean not null,
    image text,
    "twoFactorEnabled" boolean,
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null
  )`,
  'create unique index user_email on auth."user" (email)',
  // "organizationId" is the organization that the session has chosen; null, or one that is left, stands for the first.
  `create table auth.session (
    id text primary key,
    token text not null,
    "userId" text not null references auth."user" on delete cascade,
    "organizationId" text,
    "ipAddress" text,
    "userAgent" text,
    "expiresAt" timestamptz(3) not null,
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null
  )`,
  'create unique index session_token on auth.session (token)',
  'create index "session_userId_idx" on auth.session ("userId")',
  `create table auth.account (
    id text primary key,
    "userId" text not null references auth."user" on delete cascade,
    "providerId" text not null,
    "accountId" text not null,
    password text,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz(3),
    "refreshTokenExpiresAt" timestamptz(3),
    scope text,
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null
  )`,
  'create unique index account_of_provider on auth.account ("providerId", "accountId")',
  'create index "account_userId_idx" on auth.account ("userId")',
  `create table auth.verification (
    id text primary key,
    identifier text not null,
    value text not null,
    "expiresAt" timestamptz(3) not null,
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null
  )`,
  'create index verification_identifier_idx on auth.verification (identifier)',
  'create index verification_of_value on auth.verification (value)',
  `create table auth."twoFactor" (
    id text primary key,
    "userId" text not null references auth."user" on delete cascade,
    secret text not null,
    "backupCodes" text not null,
    verified boolean,
    "failedVerificationCount" integer,
    "lockedUntil" timestamptz(3)
  )`,
  'create index "twoFactor_secret_idx" on auth."twoFactor" (secret)',
  'create index "twoFactor_userId_idx" on auth."twoFactor" ("userId")',

  // One row for each agent who was ever invited: who signs in as them, and who is asked to. A user is one agent of an
  // organization at most, or a session would not know whom it is for.
  `create table membership (
    organization_id uuid not null,
    agent_id text not null,
    user_id text,
    started_at timestamptz(3),
    invited_email text,
    invitation_hash text,
    invited_until timestamptz(3),
    primary key (organization_id, agent_id),
    constraint membership_invitation check ((invited_email is null) = (invitation_hash is null)
      and (invited_email is null) = (invited_until is null))
  )`,
  'create unique index membership_user on membership (organization_id, user_id) where user_id is not null',
  `create unique index membership_link on membership (organization_id, invitation_hash)
    where invitation_hash is not null`,
  'create index membership_of_user on membership (user_id) where user_id is not null',
  'create index membership_invited on membership (invited_email) where invited_email is not null',
];
