import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter } from 'better-auth/adapters';
import { APIError } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Ids } from '../base/ids.ts';
import { HashingTurns } from './hashing-turns.ts';
import type { Client, CodeVerdict } from './library-names.ts';
import { sessionCookieName, sessionSeconds } from './session-cookie.ts';

/**
 * The sign-in library, as Baton uses it: passwords, sessions and second factors. Loading it takes a fifth of a second, so
 * this file is imported when somebody comes to sign in, not when the server starts (`sign-in.ts`).
 *
 * What the library refuses is answered as a word of ours; what it throws besides is a defect or an outage.
 */

export interface LibraryParts {
  readonly openAdapter: (options: BetterAuthOptions) => Promise<DBAdapter>;
  /** Signs cookies and encrypts the secrets of second factors. */
  readonly secret: string;
  readonly ids: Ids;
}

const addressHeader = 'baton-client-address';
export function headersOf({ address, userAgent, cookies }: Client): Headers {
  const headers = new Headers({ [addressHeader]: address });
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 500).replace(/[^\x20-\x7e]/g, '?'));
  if (cookies !== '') headers.set('cookie', cookies);
  return headers;
}

const turns = new HashingTurns();

/** What every instance of the library is set to. */
export function libraryOptions({ secret, ids }: Pick<LibraryParts, 'secret' | 'ids'>) {
  return {
    appName: 'Baton',
    secret,
    // Only the library's own links would use it, and none of them is ever sent.
    baseURL: 'http://baton.invalid',
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      // Rules of ours judge new passwords; a longer one that somebody tries is wrong like any other.
      minPasswordLength: 1,
      maxPasswordLength: 1000,
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: (password: string) => turns.take(() => hashPassword(password)),
        verify: (given: { hash: string; password: string }) => turns.take(() => verifyPassword(given)),
      },
    },
    session: {
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      additionalFields: { organizationId: { type: 'string', required: false, input: false } },
    },
    // Accounts at providers are linked by our own rules, and their tokens are kept nowhere.
    account: { updateAccountOnSignIn: false, accountLinking: { enabled: false } },
    verification: { storeIdentifier: 'hashed' },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'baton',
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookieName } },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => ids.next(), validateSchema: false },
    },
  } as const satisfies BetterAuthOptions;
}

/** The plugin of second factors: codes of an authenticator app, and ten backup codes. */
export function secondFactors() {
  return twoFactor({ issuer: 'Baton' });
}

/** What the library answered when it refused: its own word. Everything that it throws besides is thrown on. */
async function refusable<T>(run: () => Promise<T>): Promise<T | { readonly refused: string }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return { refused: String(error.body?.code ?? '') };
    throw error;
  }
}

type Refused = { readonly refused: string };
function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}

function verdictOf({ refused }: Refused): CodeVerdict {
  switch (refused) {
    case 'INVALID_TWO_FACTOR_COOKIE':
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
      return 'over';
    case 'ACCOUNT_TEMPORARILY_LOCKED':
      return 'locked';
    case 'TOTP_NOT_ENABLED':
      return 'off';
    default:
      return 'wrong';
  }
}

/** How long a code that was used stays used: longer than it could be valid. */
const usedCodeMs = 5 * 60_000;

export async function openLibrary(parts: LibraryParts) {
  const options = { ...libraryOptions(parts), plugins: [secondFactors()] };
  const adapter = await parts.openAdapter(options);
  const auth = betterAuth({ ...options, database: () => adapter });
  const { internalAdapter } = await auth.$context;
  const { hash, verify } = options.emailAndPassword.password;

  /** A code of the app opens something once: whoever sees it over a shoulder comes too late. */
  const spend = (userId: string, code: string): Promise<boolean> =>
    internalAdapter.reserveVerificationValue({
      identifier: `used-code:${userId}:${code}`,
      value: 'used',
      expiresAt: new Date(Date.now() + usedCodeMs),
    });

  return {
    hashPassword: hash,
    /** Whether it is the user's password; takes as long when they have none. */
    async isPasswordOf(userId: string, password: string): Promise<boolean> {
      const account = await internalAdapter.findCredentialAccount(userId);
      if (account?.password) return verify({ hash: account.password, password });
      await hash(password);
      return false;
    },

    /** The token of a new session. */
    async startSession(userId: string, client: Client): Promise<string> {
      const override = { ipAddress: client.address, userAgent: client.userAgent?.slice(0, 500) ?? '' };
      return (await internalAdapter.createSession(userId, false, override)).token;
    },

    /** The first step. Unknown addresses take as long as wrong passwords. */
    async signIn(given: { readonly email: string; readonly password: string }, client: Client) {
      const answer = await refusable(() =>
        auth.api.signInEmail({ body: given, headers: headersOf(client), returnHeaders: true }),
      );
      if (isRefused(answer)) return null;
      const said = answer.response as { readonly twoFactorRedirect?: true; readonly user?: { readonly id: string } };
      const cookies = answer.headers.getSetCookie();
      return { userId: said.user?.id ?? null, isChallenged: said.twoFactorRedirect === true, cookies };
    },

    /** Whom the challenge is for; null when it is over. */
    async challengedUser(challenge: string): Promise<string | null> {
      return (await internalAdapter.findVerificationValue(challenge))?.value ?? null;
    },

    /** The second step: a code of the app, or a backup code. */
    async answerChallenge(given: { readonly userId: string; readonly code: string }, client: Client) {
      const headers = headersOf(client);
      const body = { code: given.code };
      const isOfApp = /^\d{6}$/.test(given.code);
      if (isOfApp && !(await spend(given.userId, given.code))) return 'wrong';
      const answer = await refusable<{ readonly headers: Headers }>(() =>
        isOfApp
          ? auth.api.verifyTOTP({ body, headers, returnHeaders: true })
          : auth.api.verifyBackupCode({ body, headers, returnHeaders: true }),
      );
      return isRefused(answer) ? verdictOf(answer) : { cookies: answer.headers.getSetCookie() };
    },

    /** A new secret, to be confirmed by a code; null when one was confirmed already. */
    async makeSecondFactor(password: string, client: Client) {
      const answer = await refusable(() =>
        auth.api.enableTwoFactor({ body: { password }, headers: headersOf(client) }),
      );
      if (isRefused(answer)) return answer.refused === 'TOTP_ALREADY_ENABLED' ? 'on' : 'wrong';
      return answer as { readonly totpURI: string; readonly backupCodes: readonly string[] };
    },

    async confirmSecondFactor(given: { readonly userId: string; readonly code: string }, client: Client) {
      if (!(await spend(given.userId, given.code))) return 'wrong';
      const answer = await refusable(() =>
        auth.api.verifyTOTP({ body: { code: given.code }, headers: headersOf(client), returnHeaders: true }),
      );
      return isRefused(answer) ? verdictOf(answer) : { cookies: answer.headers.getSetCookie() };
    },

    /** Null when the password is wrong. */
    async endSecondFactor(password: string, client: Client) {
      const answer = await refusable(() =>
        auth.api.disableTwoFactor({ body: { password }, headers: headersOf(client), returnHeaders: true }),
      );
      return isRefused(answer) ? null : { cookies: answer.headers.getSetCookie() };
    },

    /** Ends every session of the user, this one too, and starts another. Null when the password is wrong. */
    async changePassword(given: { readonly currentPassword: string; readonly newPassword: string }, client: Client) {
      const answer = await refusable(() =>
        auth.api.changePassword({
          body: { ...given, revokeOtherSessions: true },
          headers: headersOf(client),
          returnHeaders: true,
        }),
      );
      return isRefused(answer) ? null : { cookies: answer.headers.getSetCookie() };
    },

    /** Keeps a reset's token, hashed, until it is used or its time is over. */
    async keepResetToken(userId: string, token: string, expiresAt: number): Promise<void> {
      const value = { identifier: `reset-password:${token}`, value: userId, expiresAt: new Date(expiresAt) };
      await internalAdapter.createVerificationValue(value);
    },

    /** Whose password the token sets; null when it opens nothing. Does not use it up. */
    async resetUser(token: string): Promise<string | null> {
      const found = await internalAdapter.findVerificationValue(`reset-password:${token}`);
      return found === null || found.expiresAt.getTime() <= Date.now() ? null : found.value;
    },

    /** Uses the token up, and ends every session. False when somebody else was first. */
    async resetPassword(token: string, newPassword: string): Promise<boolean> {
      return !isRefused(await refusable(() => auth.api.resetPassword({ body: { token, newPassword } })));
    },
  };
}
export type Library = Awaited<ReturnType<typeof openLibrary>>;
