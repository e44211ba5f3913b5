import type { FastifyRequest } from 'fastify';
import { validationProblem } from './problems.ts';

/** The ETag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version that `If-Match` names; undefined without one, or for `*`.
 *
 * @throws HttpProblem for anything that is no ETag of ours
 */
export function readIfMatch({ headers }: FastifyRequest): number | undefined {
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
