import { SettingError } from './setting-error.ts';

/** What the environment says of signing in. */
export interface SignInSettings {
  /** `BATON_SECRET`, at least 32 characters, the same for every node on one store; undefined when it was not given. */
  readonly secret: string | undefined;
  /** `BATON_PUBLIC_URL`: the origin under which people reach the server, `https://baton.example.com`. */
  readonly publicUrl: string | undefined;
  /** `BATON_SMTP_URL` and `BATON_MAIL_FROM`; they need `BATON_PUBLIC_URL`, with which the links in mails begin. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** `BATON_OIDC_PROVIDERS`: a JSON list of OpenID Connect providers; needs `BATON_PUBLIC_URL`, where they send people back to. */
  readonly providers: readonly OidcProvider[] | undefined;
}

interface OidcProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Reads them. @throws SettingError */
export function readSignInSettings(environment: NodeJS.ProcessEnv): SignInSettings {
  const publicUrl = readPublicUrl(environment.BATON_PUBLIC_URL);
  return {
    secret: readSecret(environment.BATON_SECRET),
    publicUrl,
    mail: readMail(environment, publicUrl),
    providers: readProviders(environment.BATON_OIDC_PROVIDERS, publicUrl),
  };
}

function readSecret(secret: string | undefined): string | undefined {
  if (secret && secret.length < 32)
    throw new SettingError(`BATON_SECRET has ${secret.length} characters; it needs at least 32.`);
  return secret || undefined;
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search + url.hash + url.username !== ''
  )
    throw new SettingError(`BATON_PUBLIC_URL is ${text}; it takes an origin such as https://baton.example.com.`);
  return url.origin;
}

function readMail(
  { BATON_SMTP_URL: smtpUrl, BATON_MAIL_FROM: from }: NodeJS.ProcessEnv,
  publicUrl: string | undefined,
): SignInSettings['mail'] {
  if (!smtpUrl) return undefined;
  if (!URL.canParse(smtpUrl) || !/^smtps?:$/.test(new URL(smtpUrl).protocol))
    throw new SettingError('BATON_SMTP_URL takes smtp://user:password@host:587, or smtps:// for TLS from the start.');
  if (!from?.includes('@')) throw new SettingError('BATON_SMTP_URL needs BATON_MAIL_FROM, the sender of mails.');
  if (publicUrl === undefined)
    throw new SettingError('BATON_SMTP_URL needs BATON_PUBLIC_URL, with which the links in mails begin.');
  return { smtpUrl, from };
}

const fields = ['id', 'name', 'issuer', 'clientId', 'clientSecret'] as const;

function readProviders(text: string | undefined, publicUrl: string | undefined): SignInSettings['providers'] {
  if (!text) return undefined;
  const list = parseList(text).map(readProvider);
  const ids = list.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new SettingError(`BATON_OIDC_PROVIDERS has two providers with the id ${twice}.`);
  if (publicUrl === undefined)
    throw new SettingError('BATON_OIDC_PROVIDERS needs BATON_PUBLIC_URL, where providers send people back to.');
  return list;
}

function parseList(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // Answered below: its text may hold a secret, and stays out of the message.
  }
  throw new SettingError(`BATON_OIDC_PROVIDERS takes a JSON list of objects with ${fields.join(', ')}.`);
}

function readProvider(given: unknown, i: number): OidcProvider {
  const provider = given as Partial<OidcProvider> | null;
  for (const field of fields) {
    if (typeof provider?.[field] === 'string' && provider[field] !== '') continue;
    throw new SettingError(`BATON_OIDC_PROVIDERS: provider ${i + 1} needs ${field}, a text.`);
  }
  const { id, name, issuer, clientId, clientSecret } = provider as OidcProvider;
  if (!/^[a-z0-9-]{1,32}$/.test(id) || id === 'credential')
    throw new SettingError(`BATON_OIDC_PROVIDERS: the id ${id} takes 1 to 32 lower-case letters, digits and dashes.`);
  if (!isIssuer(issuer))
    throw new SettingError(`BATON_OIDC_PROVIDERS: the issuer of ${id} takes an https:// address without a query.`);
  return { id, name, issuer, clientId, clientSecret };
}

/** TLS everywhere but on this machine, where there is nobody between. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return search + hash === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}
