import type { Answer } from './exchange.ts';
import { type Hop, readUrl } from './target.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
/** They are for the origin that they were given to, whoever it points to (X3). */
const secretsAlways = ['authorization', 'cookie', 'proxy-authorization'];

/** What of a request is for the origin that it was written for, besides the headers that always are. */
export interface Secrets {
  /** Names of headers. They stay behind. */
  readonly headers?: readonly string[];
  /** Whether the body holds one. It cannot stay behind: a redirect that repeats the body elsewhere is not followed. */
  readonly inBody?: boolean;
  /** Whether the address holds one, which whoever redirects mostly repeats: no redirect elsewhere is followed. */
  readonly inUrl?: boolean;
}

/** Why a redirect is not followed. */
export interface NotFollowed {
  readonly why: string;
  readonly holdsSecret: boolean;
}

/**
 * The request that a redirect asks for; why it may not be sent; null when the answer is no redirect. As the Fetch standard has
 * it: 303 asks for a GET, 301 and 302 do so after a POST, and everything else repeats what was sent. Secrets that were left
 * behind once do not come back at a later hop.
 */
export function followRedirect(
  { method, url: from, headers, body }: Hop,
  { status, headers: { location } }: Answer,
  secrets: Secrets,
): Hop | NotFollowed | null {
  if (!redirects.has(status) || location === undefined) return null;
  const url = readUrl(URL.parse(location, from.href)?.href ?? '');
  if (typeof url === 'string') return notFollowed(`A redirect leads where nothing is sent. ${url}`);
  if (from.protocol === 'https:' && url.protocol === 'http:')
    return notFollowed('A redirect leads from https: to http:.');
  const becomesGet = status === 303 ? method !== 'HEAD' : method === 'POST' && (status === 301 || status === 302);
  const repeated = becomesGet ? null : body;
  const leaves = url.origin !== from.origin;
  if (leaves && (secrets.inUrl === true || (secrets.inBody === true && repeated !== null)))
    return { why: 'A redirect leads to another origin with a secret.', holdsSecret: true };
  const left = new Set([...secretsAlways, ...(secrets.headers ?? []).map((name) => name.toLowerCase())]);
  const kept = Object.entries(headers).filter(
    ([name]) => !(leaves && left.has(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return { method: becomesGet ? 'GET' : method, url, headers: Object.fromEntries(kept), body: repeated };
}

function notFollowed(why: string): NotFollowed {
  return { why, holdsSecret: false };
}
