import { betterAuth } from 'better-auth/minimal';
import { type GenericOAuthUserInfo, genericOAuth } from 'better-auth/plugins/generic-oauth';
import type { ErrorCode } from '../contract/catalogue.ts';
import { headersOf, type LibraryParts, libraryOptions } from './library.ts';
import type { Client } from './library-names.ts';
import { discoveryUrlOf, type ProviderClaims, type ProviderSettings } from './provider.ts';

/**
 * One OpenID Connect provider, by the sign-in library: authorization code with PKCE, state and nonce; the ID token's
 * signature, issuer, audience and time are checked against the provider's published keys. Each provider has an instance of
 * the library to itself, so that one that does not answer holds up nobody else.
 */
export interface ProviderParts extends LibraryParts {
  readonly settings: ProviderSettings;
  /** Where the provider sends people back to. */
  readonly redirectUrl: string;
  /** Makes sure that the account at the provider is a user's here, or says why nobody is let in. */
  readonly admit: (claims: ProviderClaims) => Promise<ErrorCode | null>;
}

/** What one round trip to the provider may take, in milliseconds. */
const patienceMs = 15_000;

/** Why nobody was let in; thrown through the library. */
class NotAdmitted extends Error {
  override name = 'NotAdmitted';
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** @throws Error when the provider cannot be reached, or its document is not what its issuer should publish */
export async function openProvider(parts: ProviderParts) {
  const { settings, redirectUrl, admit } = parts;
  const { id, issuer } = settings;
  const discovery = await readDiscovery(settings);
  const letIn = async (tokens: Tokens): Promise<GenericOAuthUserInfo> => {
    const claims = await readClaims(tokens, discovery);
    const refusal = await admit(claims);
    if (refusal !== null) throw new NotAdmitted(refusal);
    return { sub: claims.subject, email: claims.email, emailVerified: true, name: claims.name };
  };
  const plugin = genericOAuth({
    config: [
      {
        providerId: id,
        discoveryUrl: discoveryUrlOf(settings),
        requireIdTokenVerification: true,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        redirectURI: redirectUrl,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        disableSignUp: true,
        accountSubject: ({ profile }) => String(profile.sub),
        getUserInfo: letIn,
      },
    ],
  });
  const options = { ...libraryOptions(parts), plugins: [plugin] };
  const adapter = await parts.openAdapter(options);
  const auth = betterAuth({ ...options, database: () => adapter });
  const opened = (await auth.$context).socialProviders.find((one) => one.id === id);
  if (opened?.issuer !== issuer) throw new Error(`The provider ${id} could not be opened: ${issuer} did not answer.`);

  return {
    /** Where to send somebody who wants to sign in there. */
    async authorize(client: Client): Promise<{ readonly url: string; readonly cookies: readonly string[] }> {
      const { response, headers } = await auth.api.signInSocial({
        body: { provider: id, callbackURL: '/', errorCallbackURL: '/', disableRedirect: true },
        headers: headersOf(client),
        returnHeaders: true,
      });
      return { url: response.url as string, cookies: headers.getSetCookie() };
    },

    /** What came of it, when they are back: the cookies of a session, or why there is none. */
    async finish(
      query: Readonly<Record<string, string>>,
      client: Client,
    ): Promise<{ readonly cookies: readonly string[] } | { readonly refused: ErrorCode }> {
      try {
        const { headers } = await auth.api.callbackOAuth({
          params: { id },
          query,
          headers: headersOf(client),
          method: 'GET',
          asResponse: true,
        });
        const isDone = headers.get('location') === '/';
        return isDone ? { cookies: headers.getSetCookie() } : { refused: 'provider_failed' };
      } catch (error) {
        if (error instanceof NotAdmitted) return { refused: error.code };
        throw error;
      }
    },
  };
}
export type Provider = Awaited<ReturnType<typeof openProvider>>;

interface Tokens {
  readonly idToken?: string | undefined;
  readonly accessToken?: string | undefined;
}

interface Discovery {
  readonly issuer: string;
  readonly userinfo_endpoint?: string;
}

async function readDiscovery(settings: ProviderSettings): Promise<Discovery> {
  const document = (await readJson(discoveryUrlOf(settings), {})) as Partial<Discovery>;
  // The document of another issuer would let that one speak for this provider (OpenID Connect Discovery 1.0, 4.3).
  if (document.issuer !== settings.issuer)
    throw new Error(`${discoveryUrlOf(settings)} is the document of ${document.issuer}, not of ${settings.issuer}.`);
  return document as Discovery;
}

async function readJson(url: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}

/**
 * What the verified ID token says; the address from the provider's user info where the token leaves it out, as some do.
 * Without a token nothing was verified, and nobody is let in.
 */
async function readClaims({ idToken, accessToken }: Tokens, discovery: Discovery): Promise<ProviderClaims> {
  const payload = idToken?.split('.')[1];
  if (payload === undefined) throw new NotAdmitted('provider_failed');
  const token = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  if (typeof token.sub !== 'string' || token.sub === '' || typeof token.exp !== 'number')
    throw new NotAdmitted('provider_failed');
  const from = discovery.userinfo_endpoint;
  const said =
    token.email === undefined && from !== undefined && accessToken !== undefined
      ? ((await readJson(from, { authorization: `Bearer ${accessToken}` })) as Record<string, unknown>)
      : token;
  if (said.sub !== token.sub) throw new NotAdmitted('provider_failed');
  if (typeof said.email !== 'string' || said.email_verified !== true) throw new NotAdmitted('address_unverified');
  return {
    subject: token.sub,
    email: said.email.trim().toLowerCase(),
    name: typeof said.name === 'string' ? said.name.trim() : '',
  };
}
