import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.ts';

/**
 * Whether a request comes from a page of this server, as browsers say: against other sites' pages that let a browser send
 * its cookie along. `unknown` is what no browser sends: a script of somebody who has the cookie in hand.
 *
 * @param publicOrigin the origin under which people reach the server; besides it, the host that was asked counts
 */
function originOf(
  { headers, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  publicOrigin: string | undefined,
): 'same' | 'foreign' | 'unknown' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'same' : 'foreign';
  const { origin } = headers;
  if (origin === undefined) return 'unknown';
  if (origin === publicOrigin) return 'same';
  return URL.canParse(origin) && new URL(origin).host === host && /^https?:/.test(origin) ? 'same' : 'foreign';
}

/** Methods that change nothing. */
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that a page of somebody else asks for.
 *
 * @param allowUnknown for what needs no cookie, such as signing in: then only a foreign page is refused
 * @throws HttpProblem `origin_refused`
 */
export function refuseForeign(
  request: FastifyRequest,
  options: { readonly publicOrigin: string | undefined; readonly allowUnknown: boolean },
): void {
  if (reading.has(request.method)) return;
  const origin = originOf(request, options.publicOrigin);
  if (origin === 'foreign' || (origin === 'unknown' && !options.allowUnknown)) throw new HttpProblem('origin_refused');
}
