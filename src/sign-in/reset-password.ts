import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { resetPasswordBody } from '../contract/sign-in.ts';
import { resetMs } from './library-names.ts';
import { newToken, readResetToken, writeResetToken } from './links.ts';
import { resetMail } from './mails.ts';
import { linkTo } from './requests.ts';
import type { SignIn } from './sign-in.ts';

/** Mails a link to whoever has the address and works here. Everybody is answered alike, and as soon. */
export async function forgetPassword(signIn: SignIn, request: FastifyRequest, given: string): Promise<void> {
  const email = given.trim().toLowerCase();
  signIn.attempts.asksForLink({ address: request.ip, account: email });
  if (signIn.options.sendMail === undefined) return;
  mailReset(signIn, request, email).catch(signIn.options.onDefect);
}

async function mailReset(signIn: SignIn, request: FastifyRequest, email: string): Promise<void> {
  const user = await signIn.users.byEmail(email);
  if (user === null || user.memberships === 0) return;
  const { url } = await makeResetLink(signIn, request, { userId: user.id, way: 'mailed' });
  signIn.mail(resetMail({ to: user.email, name: user.name, url, hours: resetMs.mailed / 3_600_000 }));
}

/** A link by which a user's password is set anew, once. */
export async function makeResetLink(
  signIn: SignIn,
  request: FastifyRequest,
  { userId, way }: { readonly userId: string; readonly way: 'mailed' | 'shown' },
): Promise<{ readonly url: string; readonly expiresAt: number }> {
  const { clock, random } = signIn.options;
  const token = writeResetToken(way, newToken(random));
  const expiresAt = clock.now() + resetMs[way];
  await (await signIn.library()).keepResetToken(userId, token, expiresAt);
  return { url: linkTo(signIn, request, `/reset/${token}`), expiresAt };
}

/**
 * Sets the password of whoever the link is for, and ends their sessions and other links. A second factor stays: a mailbox
 * that somebody broke into must not open more than it is worth.
 *
 * @throws `token_invalid`, `password_weak`
 */
export async function resetPassword(
  signIn: SignIn,
  { ip }: FastifyRequest,
  given: Static<typeof resetPasswordBody>,
): Promise<void> {
  const { attempts, options, sessions, users } = signIn;
  const token = readResetToken(given.token);
  const library = await signIn.library();
  const user = await attempts.attempt(
    { address: ip, account: null },
    async () => {
      const userId = token === null ? null : await library.resetUser(given.token);
      const found = userId === null ? null : await users.byId(userId);
      return found === null || found.memberships === 0 ? null : found;
    },
    (found) => found === null,
  );
  if (token === null || user === null) throw options.problem('token_invalid');
  // Judged before the link is used up, so that a weak one can be thought over.
  signIn.refuseWeak(given.password, user);
  if (!(await library.resetPassword(given.token, given.password))) throw options.problem('token_invalid');
  await users.voidLinks(user.id);
  if (token.isMailed) await users.markVerified(user.id, options.clock.now());
  sessions.forget();
}
