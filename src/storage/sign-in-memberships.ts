import type { Instant } from '../base/clock.ts';
import type { Database } from './database.ts';
import { encodeArray, encodeInstant } from './encode.ts';

/** One agent that a user is. */
export interface MembershipRow {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly agentId: string;
}

/** An invitation that waits for its answer. */
export interface InvitationRow {
  readonly organizationId: string;
  readonly agentId: string;
  readonly email: string;
  readonly hash: string;
  readonly until: Instant;
}

/** How somebody signs in as an agent. */
export interface AgentSignIn {
  readonly agentId: string;
  readonly userId: string | null;
  /** By which they sign in, or else are invited. */
  readonly email: string | null;
  readonly secondFactor: boolean;
  readonly invitedUntil: Instant | null;
}

const ofUserText = `
  select m.organization_id as "organizationId", o.name as "organizationName", m.agent_id as "agentId"
  from membership m join organization o on o.organization_id = m.organization_id
  where m.user_id = $1 order by o.name, m.organization_id`;

const invitationFields = `organization_id as "organizationId", agent_id as "agentId", invited_email as email,
  invitation_hash as hash, invited_until as until`;

const ofAgentsText = `
  select m.agent_id as "agentId", m.user_id as "userId", coalesce(u.email, m.invited_email) as email,
    coalesce(u."twoFactorEnabled", false) as "secondFactor",
    case when m.invited_until > $3::timestamptz then m.invited_until end as "invitedUntil"
  from membership m left join auth."user" u on u.id = m.user_id
  where m.organization_id = $1::uuid and m.agent_id = any($2::text[])`;

/** Reads who is which agent of which organization. What changes it are commands (`commands/memberships.ts`). */
export function membershipReads(database: Database) {
  const read = async (name: string, text: string, values: (string | null)[]) =>
    (await database.read({ name, text, values })).rows;
  return {
    ofUser: async (userId: string): Promise<readonly MembershipRow[]> =>
      read('read_memberships_of_user', ofUserText, [userId]),
    ofAgents: async (
      organizationId: string,
      agentIds: readonly string[],
      at: Instant,
    ): Promise<readonly AgentSignIn[]> =>
      read('read_sign_ins_of_agents', ofAgentsText, [organizationId, encodeArray(agentIds), encodeInstant(at)]),
    /** The invitation whose link has this hash, if its time is not over. */
    invitation: async (organizationId: string, hash: string, at: Instant): Promise<InvitationRow | null> =>
      (
        await read(
          'read_invitation',
          `select ${invitationFields} from membership
          where organization_id = $1::uuid and invitation_hash = $2 and invited_until > $3::timestamptz`,
          [organizationId, hash, encodeInstant(at)],
        )
      )[0] ?? null,
    /** Invitations to an address that wait; `email` in lower case. */
    invitationsTo: async (email: string, at: Instant): Promise<readonly InvitationRow[]> =>
      read(
        'read_invitations_to',
        `select ${invitationFields} from membership where invited_email = $1 and invited_until > $2::timestamptz
        order by invited_until, organization_id, agent_id limit 100`,
        [email, encodeInstant(at)],
      ),
    /** Null when there is no such organization. */
    organizationName: async (organizationId: string): Promise<string | null> =>
      (
        await read('read_organization_name', 'select name from organization where organization_id = $1::uuid', [
          organizationId,
        ])
      )[0]?.name ?? null,
    /** The names of organizations: two of them at most, which is enough to know whether there is exactly one. */
    someOrganizationNames: async (): Promise<readonly string[]> =>
      (await read('read_some_organizations', 'select name from organization order by organization_id limit 2', [])).map(
        (row) => row.name as string,
      ),
  };
}
export type MembershipReads = ReturnType<typeof membershipReads>;
