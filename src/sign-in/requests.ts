import type { FastifyRequest } from 'fastify';
import type { ErrorCode } from '../contract/catalogue.ts';
import type { RefusalAnswer } from '../domain/command.ts';
import { type Client, type CodeVerdict, challengeCookieName } from './library-names.ts';
import { readCookie } from './session-cookie.ts';
import type { SignIn } from './sign-in.ts';

/** Who asks, as the library is told. `cookies` are those of its own that it needs; it is given no others. */
export function clientOf({ ip, headers }: FastifyRequest, cookies = ''): Client {
  return { address: ip, userAgent: headers['user-agent'], cookies };
}

/** The same with the session that the request came with. */
export function clientWithSession(signIn: SignIn, request: FastifyRequest): Client {
  const token = signIn.sessions.cookie.tokenIn(request.headers.cookie);
  return clientOf(request, token === null ? '' : signIn.sessions.cookie.pair(token));
}

/** The challenge that a request answers, and the cookie that carries it; null when it has none. */
export function challengeIn({ headers }: FastifyRequest): { readonly challenge: string; readonly pair: string } | null {
  const value = readCookie(headers.cookie, challengeCookieName);
  const dot = value?.lastIndexOf('.') ?? -1;
  if (value === null || dot < 1) return null;
  return { challenge: value.slice(0, dot), pair: `${challengeCookieName}=${encodeURIComponent(value)}` };
}

/** Seconds for which an account with too many wrong codes takes none, and how many those are: the library's own numbers. */
const lockedSeconds = 900;
const wrongCodesMax = 10;

export function codeProblem({ options: { problem } }: SignIn, verdict: CodeVerdict): Error {
  switch (verdict) {
    case 'wrong':
      return problem('code_wrong');
    case 'over':
      return problem('challenge_over');
    case 'off':
      return problem('second_factor_off');
    case 'locked':
      return problem('rate_limited', {
        data: { quota: wrongCodesMax, windowSeconds: lockedSeconds },
        retryAfterSeconds: lockedSeconds,
      });
  }
}

/** A command's refusal, thrown. */
export function refusalProblem({ options: { problem } }: SignIn, { code, data }: RefusalAnswer): Error {
  return problem(code as ErrorCode, data === undefined ? {} : { data });
}

/**
 * A link into the console. What is mailed begins with the public address: the host that a request names is for whoever
 * asked it, and nobody else.
 */
export function linkTo({ options }: SignIn, { protocol, host }: FastifyRequest, path: string): string {
  return `${options.publicUrl ?? `${protocol}://${host}`}${path}`;
}
