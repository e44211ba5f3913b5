import type { Actor, Permission } from '../domain/actor.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import type { Membership } from '../domain/rows.ts';

/**
 * Who signs in as an agent. Users and their passwords are the sign-in library's and no rows of commands; that one of them
 * is an agent of an organization is a change like any other: decided under lock, and in the log.
 *
 *     nobody ──invite──► invited ──join──► joined ──end──► nobody
 *                           └───────────end──────────────►┘
 *
 * Somebody may be invited for an agent whom another signs in as: they replace them when they accept.
 */

export interface InviteInput {
  readonly agentId: string;
  /** In lower case. */
  readonly email: string;
  /** The user who signs in by the address already, if any: they may be one agent of the organization at most. */
  readonly userId: string | null;
  /** SHA-256 of the link's secret, in base64url. */
  readonly invitationHash: string;
  readonly lastsMs: number;
}

/** Invites whoever has the address to sign in as the agent. An invitation that waits already is replaced. */
export const inviteToSignIn: CommandDefinition<InviteInput, { readonly until: number }> = {
  name: 'inviteToSignIn',
  needs: ({ agentId, userId }) => ({ memberships: [{ agentId, userId }] }),
  decide(draft, { agentId, email, userId, invitationHash, lastsMs }) {
    const blocked = refuseToManage(draft, agentId) ?? refuseSecondAgent(draft, agentId, userId);
    if (blocked !== null) return blocked;
    const until = draft.now + lastsMs;
    write(draft, agentId, { invitedEmail: email, invitationHash, invitedUntil: until });
    draft.emit('agent.invited', { details: { agentId, until } });
    return done({ until });
  },
};

export interface JoinInput {
  readonly agentId: string;
  readonly userId: string;
  /** The invitation that is answered; null when Baton itself makes the membership: on the first run, for the demo. */
  readonly invitationHash: string | null;
}

/** Makes a user sign in as the agent, by an invitation that waits: the first answer uses it up. */
export const joinAsAgent: CommandDefinition<JoinInput, null> = {
  name: 'joinAsAgent',
  needs: ({ agentId, userId }) => ({ memberships: [{ agentId, userId }] }),
  decide(draft, { agentId, userId, invitationHash }) {
    if (!mayJoin(draft, agentId, invitationHash)) return refused('token_invalid');
    const blocked = refuseSecondAgent(draft, agentId, userId);
    if (blocked !== null) return blocked;
    const replaced = draft.find('membership', agentId)?.userId ?? null;
    write(draft, agentId, { userId, startedAt: draft.now, ...noInvitation });
    draft.emit('agent.joined', { details: { agentId, userId, replaced } });
    return done(null);
  },
};

function mayJoin(draft: Draft, agentId: string, invitationHash: string | null): boolean {
  if (!draft.configuration.agents.has(agentId)) return false;
  if (invitationHash === null) return draft.actor.kind === 'system';
  const membership = draft.find('membership', agentId);
  return membership?.invitationHash === invitationHash && draft.now < (membership.invitedUntil ?? 0);
}

/** Takes an agent's sign-in away, and an invitation that waits. */
export const endSignIn: CommandDefinition<{ readonly agentId: string }, { readonly userId: string | null }> = {
  name: 'endSignIn',
  needs: ({ agentId }) => ({ memberships: [{ agentId, userId: null }] }),
  decide(draft, { agentId }) {
    const membership = draft.find('membership', agentId);
    // The sign-in of an agent who was retired may be cleared away too, so that its user can be another agent.
    const isRetired = membership !== undefined && !draft.configuration.agents.has(agentId);
    const blocked = isRetired ? lacking(draft.actor, ['users.manage']) : refuseToManage(draft, agentId);
    if (blocked !== null) return blocked;
    if (draft.actor.kind === 'agent' && draft.actor.id === agentId) return refused('own_sign_in');
    if (membership === undefined || (membership.userId === null && membership.invitedEmail === null))
      return refused('no_sign_in', { data: { agent: agentId } });
    const { userId } = membership;
    write(draft, agentId, { userId: null, startedAt: null, ...noInvitation });
    draft.emit('agent.sign_in_ended', { details: { agentId, userId } });
    return done({ userId });
  },
};

/** Records that somebody makes a link by which an agent's password can be set anew. */
export const makePasswordReset: CommandDefinition<{ readonly agentId: string }, { readonly userId: string }> = {
  name: 'makePasswordReset',
  needs: ({ agentId }) => ({ memberships: [{ agentId, userId: null }] }),
  decide(draft, { agentId }) {
    const blocked = refuseToManage(draft, agentId);
    if (blocked !== null) return blocked;
    const userId = draft.find('membership', agentId)?.userId ?? null;
    if (userId === null) return refused('no_sign_in', { data: { agent: agentId } });
    draft.emit('agent.password_reset_made', { details: { agentId, userId } });
    return done({ userId });
  },
};

const noInvitation = { invitedEmail: null, invitationHash: null, invitedUntil: null } as const;

function write(draft: Draft, agentId: string, fields: Partial<Membership>): void {
  if (draft.find('membership', agentId) !== undefined) draft.change('membership', agentId, fields);
  else
    draft.add('membership', agentId, {
      id: agentId,
      agentId,
      userId: null,
      startedAt: null,
      ...noInvitation,
      ...fields,
    });
}

/**
 * Whoever can set an agent's password can act as that agent. So nobody manages the sign-in of an agent who may do more
 * than they may themselves.
 */
function refuseToManage({ actor, configuration }: Draft, agentId: string): Outcome<never> | null {
  const missing = lacking(actor, ['users.manage']);
  if (missing !== null) return missing;
  const agent = configuration.agents.get(agentId);
  return agent === undefined ? refused('not_found') : lacking(actor, agent.permissions);
}

function lacking(actor: Actor, permissions: Iterable<Permission>): Outcome<never> | null {
  for (const permission of permissions)
    if (!actor.permissions.has(permission)) return refused('permission_missing', { data: { permission } });
  return null;
}

/** A user is one agent of an organization at most, or a session would not know whom it is for. */
function refuseSecondAgent(draft: Draft, agentId: string, userId: string | null): Outcome<never> | null {
  if (userId === null) return null;
  for (const other of draft.all('membership'))
    if (other.userId === userId && other.agentId !== agentId)
      return refused('already_member', { data: { agent: other.agentId } });
  return null;
}
