import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { isoInstant } from '../base/clock.ts';
import type { invitationAnswerBody, invitationState } from '../contract/sign-in.ts';
import type { InvitationRow } from '../storage/sign-in-memberships.ts';
import { readInvitationToken } from './links.ts';
import { refusalProblem } from './requests.ts';
import type { SignIn } from './sign-in.ts';

type InvitationRequest = FastifyRequest<{ Params: { token: string } }>;

/** The invitation that a link opens. Guesses are counted. @throws `token_invalid` */
async function open(signIn: SignIn, { ip, params }: InvitationRequest): Promise<InvitationRow> {
  const { attempts, options, reads } = signIn;
  const token = readInvitationToken(params.token);
  const row = await attempts.attempt(
    { address: ip, account: null },
    async () => (token === null ? null : reads.invitation(token.organizationId, token.hash, options.clock.now())),
    (found) => found === null,
  );
  if (row === null) throw options.problem('token_invalid');
  return row;
}

/** What the page of an invitation says. @throws `token_invalid` */
export async function findInvitation(
  signIn: SignIn,
  request: InvitationRequest,
): Promise<Static<typeof invitationState>> {
  const { organizationId, agentId, email, until } = await open(signIn, request);
  const configuration = await signIn.options.engine.configurations.refresh(organizationId);
  const agent = configuration?.agents.get(agentId);
  const organizationName = await signIn.reads.organizationName(organizationId);
  if (agent === undefined || organizationName === null) throw signIn.options.problem('token_invalid');
  const user = await signIn.users.byEmail(email);
  return {
    organizationName,
    agentName: agent.name,
    email,
    hasUser: (user?.memberships ?? 0) > 0,
    expiresAt: isoInstant(until),
  };
}

/** Who joined, and whether the session that they came with goes on. */
interface Joined {
  readonly userId: string;
  readonly isSignedIn: boolean;
}

/**
 * Makes whoever holds the link the agent. The link was perhaps only handed to an administrator, so it proves nothing about
 * the address: it may begin a sign-in that nobody relies on, where everything that stood before is void; it may not touch
 * one by which somebody works already, here or elsewhere. They accept by signing in.
 */
export async function answerInvitation(
  signIn: SignIn,
  request: InvitationRequest,
  given: Static<typeof invitationAnswerBody>,
): Promise<Joined> {
  const invitation = await open(signIn, request);
  const session = await signIn.sessions.sessionOf(request.headers.cookie);
  const user = await signIn.users.byEmail(invitation.email);
  if (user === null || user.memberships === 0) return begin(signIn, invitation, given);
  if (session?.userId !== user.id)
    throw signIn.options.problem('sign_in_required', { data: { email: invitation.email } });
  // Here the cookie alone says who accepts.
  signIn.options.refuseForeign(request, { allowUnknown: false });
  await join(signIn, invitation, user.id);
  // A second organization relies on them now: links that the first one's administrators hold open nothing any more.
  await signIn.users.voidLinks(user.id);
  await signIn.sessions.choose(request.headers.cookie, invitation.organizationId);
  return { userId: user.id, isSignedIn: true };
}

/** A sign-in that begins with this invitation. */
async function begin(
  signIn: SignIn,
  invitation: InvitationRow,
  { name, password }: Static<typeof invitationAnswerBody>,
): Promise<Joined> {
  const { clock, ids, problem } = signIn.options;
  if (name === undefined || password === undefined) throw problem('name_required');
  signIn.refuseWeak(password, { name, email: invitation.email });
  // Hashed before anything is written, since it takes its time. Of several who answer at once the command lets one in, and
  // only that one's password is set.
  const passwordHash = await (await signIn.library()).hashPassword(password);
  const userId = await signIn.users.ensure({ id: ids.next(), name, email: invitation.email }, clock.now());
  await signIn.users.voidAccess(userId, clock.now());
  await join(signIn, invitation, userId);
  await signIn.users.rename(userId, name, clock.now());
  await signIn.users.setPassword({ id: userId, accountId: ids.next(), passwordHash }, clock.now());
  signIn.sessions.forget();
  return { userId, isSignedIn: false };
}

async function join(signIn: SignIn, { organizationId, agentId, hash }: InvitationRow, userId: string): Promise<void> {
  const refusal = await signIn.memberships.join({ organizationId, agentId, userId, invitationHash: hash });
  if (refusal !== null) throw refusalProblem(signIn, refusal);
}
