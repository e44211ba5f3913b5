import type { ErrorCode } from '../contract/catalogue.ts';
import type { UserRow } from '../storage/sign-in-users.ts';
import type { ProviderClaims, ProviderSettings } from './provider.ts';
import type { SignIn } from './sign-in.ts';

/**
 * Whom a provider's account is here. Its id was linked before; or its verified address is that of somebody who works here;
 * or that address is invited, and this is the answer. It makes nobody else.
 *
 * @returns null when the account is linked to a user who is an agent, or why not
 */
export async function admitByProvider(
  signIn: SignIn,
  { id: providerId }: ProviderSettings,
  claims: ProviderClaims,
): Promise<ErrorCode | null> {
  const linked = await signIn.users.byAccount(providerId, claims.subject);
  const user = linked ?? (await signIn.users.byEmail(claims.email));
  if (user !== null && user.memberships > 0)
    return linked === null ? link(signIn, user.id, providerId, claims.subject) : null;
  return joinInvited(signIn, user, providerId, claims);
}

/** The first time that a provider proves the address, whatever was set before without proof is void. */
async function link(
  { options, users, sessions }: SignIn,
  userId: string,
  providerId: string,
  subject: string,
): Promise<ErrorCode | null> {
  const now = options.clock.now();
  if (await users.proveAddress(userId, now)) sessions.forget();
  const account = { id: options.ids.next(), userId, providerId, accountId: subject };
  return (await users.linkAccount(account, now)) ? null : 'provider_failed';
}

async function joinInvited(
  signIn: SignIn,
  user: UserRow | null,
  providerId: string,
  { subject, email, name }: ProviderClaims,
): Promise<ErrorCode | null> {
  const { clock, ids } = signIn.options;
  const invitations = await signIn.reads.invitationsTo(email, clock.now());
  if (invitations.length === 0) return 'address_unknown';
  const made = { id: ids.next(), name: name || (email.split('@', 1)[0] as string), email };
  const userId = user?.id ?? (await signIn.users.ensure(made, clock.now()));
  await signIn.users.voidAccess(userId, clock.now());
  let joined = false;
  for (const { organizationId, agentId, hash } of invitations)
    joined =
      (await signIn.memberships.join({ organizationId, agentId, userId, invitationHash: hash })) === null || joined;
  return joined ? link(signIn, userId, providerId, subject) : 'address_unknown';
}
