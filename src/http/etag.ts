import type { FastifyRequest } from 'fastify';
import { assert } from '../base/assert.ts';
import { validationProblem } from './problems.ts';

/** The ETag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The `config` of a route that reads `If-Match`: by it the reference names the header. */
export const conditional = { isConditional: true } as const;

/**
 * The version that `If-Match` names; undefined without one, or for `*`. The route is `conditional`.
 *
 * @throws HttpProblem for anything that is no ETag of ours
 */
export function readIfMatch({ headers, routeOptions }: FastifyRequest): number | undefined {
  const { config, url } = routeOptions;
  assert(config.isConditional === true, `${url} reads If-Match, and its config does not say so.`);
  const value = headers['if-match'];
  if (value === undefined || value === '*') return undefined;
  const match = /^"(\d{1,10})"$/.exec(value);
  if (match !== null && Number(match[1]) <= 2_147_483_647) return Number(match[1]);
  throw validationProblem([
    {
      in: 'header',
      path: '/if-match',
      code: 'bad_header',
      message: 'This must be one ETag, as it was answered, or *.',
    },
  ]);
}

/**
 * The version of a ticket that `If-Match` names, as commands take it; nothing without one.
 *
 * @throws HttpProblem
 */
export function readTicketVersion(request: FastifyRequest): { readonly ticketVersion?: number } {
  const version = readIfMatch(request);
  return version === undefined ? {} : { ticketVersion: version };
}

/** Whether the client has this version already. */
export function isUnchanged({ headers }: FastifyRequest, version: number): boolean {
  return headers['if-none-match'] === etagOf(version);
}
