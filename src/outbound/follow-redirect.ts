import type { Answer } from './exchange.ts';
import { type Hop, readUrl } from './target.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
/** They are for the origin that they were given to, whoever it points to (X3). */
const secretsAlways = ['authorization', 'cookie', 'proxy-authorization'];

/**
 * The request that a redirect asks for; a sentence that says why it may not be sent; null when the answer is no redirect.
 * As the Fetch standard has it: 303 asks for a GET, 301 and 302 do so after a POST, and 307 and 308 repeat what was sent.
 * Secrets that were left behind once do not come back at a later hop.
 */
export function followRedirect(
  { method, url: from, headers, body }: Hop,
  { status, headers: { location } }: Answer,
  secretHeaders: readonly string[],
): Hop | string | null {
  if (!redirects.has(status) || location === undefined) return null;
  const url = readUrl(URL.parse(location, from.href)?.href ?? '');
  if (typeof url === 'string') return `A redirect leads where nothing is sent. ${url}`;
  if (from.protocol === 'https:' && url.protocol === 'http:') return 'A redirect leads from https: to http:.';
  const becomesGet = status === 303 ? method !== 'HEAD' : method === 'POST' && (status === 301 || status === 302);
  const secrets = new Set([...secretsAlways, ...secretHeaders.map((name) => name.toLowerCase())]);
  const kept = Object.entries(headers).filter(
    ([name]) => (url.origin === from.origin || !secrets.has(name)) && !(becomesGet && name.startsWith('content-')),
  );
  return {
    method: becomesGet ? 'GET' : method,
    url,
    headers: Object.fromEntries(kept),
    body: becomesGet ? null : body,
  };
}
