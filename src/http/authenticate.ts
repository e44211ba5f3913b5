import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import { networkOf } from '../base/network-of.ts';
import { systemOrganizationId } from '../commands/organizations.ts';
import { adminKeyId, type Scope, scopes } from '../domain/principal.ts';
import { idShape } from '../domain/read-shape.ts';
import { hashSecret, type PresentedKey, readKey } from './api-key.ts';
import type { CommandPort, OpenSession, SessionReader } from './context.ts';
import type { KeyRing, KnownKey } from './key-ring.ts';
import { HttpProblem, validationProblem } from './problems.ts';
import { RateLimiter, type RateLimits } from './rate-limits.ts';
import { refuseForeign } from './same-origin.ts';

/**
 * Who is calling: every route under `/v1` runs this first. In the usual case, a key or a session used a moment ago, nothing
 * is awaited.
 *
 * Only the `Authorization` header counts, and where there is none the cookie of a session. Headers in which proxies name
 * users or addresses are never looked at.
 */
export interface AuthenticationOptions {
  readonly keys: KeyRing;
  /** Undefined: nobody signs in here, there are keys only. */
  readonly sessions: SessionReader | undefined;
  /** The origin under which people reach the server, besides the host that they ask. */
  readonly publicOrigin: string | undefined;
  readonly clock: Clock;
  readonly configurations: CommandPort['configurations'];
  /** At least 32 characters; undefined switches administration by key off. */
  readonly adminKey: string | undefined;
  readonly rateLimits: RateLimits | 'off';
}

type Done = (error?: Error) => void;

export function authenticate(options: AuthenticationOptions) {
  const { keys, clock, adminKey, rateLimits } = options;
  const adminHash = adminKey === undefined ? null : hashSecret(adminKey);
  const perKey = rateLimits === 'off' ? null : new RateLimiter(rateLimits.perKey, clock);
  const failures = rateLimits === 'off' ? null : new RateLimiter(rateLimits.failuresPerAddress, clock);
  const scopeSets = new WeakMap<readonly string[], ReadonlySet<Scope>>();

  const fail = (request: FastifyRequest, done: Done): void => {
    const allowance = failures?.take(networkOf(request.ip));
    done(
      allowance?.allowed === false
        ? tooMany(failures as RateLimiter, allowance.resetSeconds)
        : new HttpProblem('unauthenticated'),
    );
  };

  /** The secret is compared in constant time, with something, also when there is no such key. */
  const matches = (presented: PresentedKey, known: KnownKey | null): known is KnownKey => {
    const isRight = timingSafeEqual(hashSecret(presented.secret), known?.secretHash ?? nothing);
    if (known === null || !isRight || known.revokedAt !== null) return false;
    return known.expiresAt === null || clock.now() < known.expiresAt;
  };

  const proceed = (
    request: FastifyRequest,
    reply: FastifyReply,
    who: { organizationId: string; scopes: ReadonlySet<Scope>; keyId: string; list: readonly Scope[] },
    done: Done,
  ): void => {
    const actsFor = request.headers['baton-act-as'];
    const { organizationId, scopes: held, keyId, list } = who;
    const spent = count(reply, organizationId + keyId);
    if (spent !== null) return done(spent);
    const caller = { organizationId, scopes: held, credential: { kind: 'key', id: keyId } } as const;
    if (actsFor === undefined) {
      request.caller = { ...caller, principal: { kind: 'key', keyId, scopes: list } };
      return done();
    }
    if (typeof actsFor !== 'string' || !idShape.test(actsFor))
      return done(headerFault('baton-act-as', 'This must be the id of an agent.'));
    if (!held.has('act_as')) return done(new HttpProblem('permission_missing', { data: { permission: 'act_as' } }));
    request.caller = { ...caller, principal: { kind: 'key', keyId, scopes: list, actsFor } };
    ifAgent(organizationId, actsFor, done, () => new HttpProblem('actor_unknown', { data: { agent: actsFor } }));
  };

  /** Counts a request of a key or session, and tells how many are left. */
  const count = (reply: FastifyReply, id: string): HttpProblem | null => {
    if (perKey === null) return null;
    const allowance = perKey.take(id);
    reply.header('ratelimit-policy', perKey.policy);
    reply.header('ratelimit', `"default";r=${allowance.remaining};t=${allowance.resetSeconds}`);
    return allowance.allowed ? null : tooMany(perKey, allowance.resetSeconds);
  };

  /** Goes on when the organization has the agent; asks the store when this node has not heard of them yet. */
  const ifAgent = (organizationId: string, agentId: string, done: Done, problem: () => Error): void => {
    if (options.configurations.peek(organizationId)?.agents.has(agentId) === true) return done();
    options.configurations
      .refresh(organizationId)
      .then((configuration) => done(configuration?.agents.has(agentId) === true ? undefined : problem()), done);
  };

  const withSession = (request: FastifyRequest, reply: FastifyReply, session: OpenSession | null, done: Done): void => {
    if (session === null) return fail(request, done);
    try {
      refuseForeign(request, { publicOrigin: options.publicOrigin, allowUnknown: false });
    } catch (error) {
      return done(error as Error);
    }
    const spent = count(reply, session.sessionId);
    if (spent !== null) return done(spent);
    if (request.headers['baton-act-as'] !== undefined)
      return done(new HttpProblem('permission_missing', { data: { permission: 'act_as' } }));
    const { sessionId, userId, organizationId, agentId } = session;
    request.caller = {
      organizationId,
      scopes: noScopes,
      principal: { kind: 'user', userId, agentId },
      credential: { kind: 'session', id: sessionId, agentId },
    };
    // An agent who was retired is nobody: their session opens nothing until somebody invites them anew.
    ifAgent(organizationId, agentId, done, () => new HttpProblem('unauthenticated'));
  };

  const withKey = (
    request: FastifyRequest,
    reply: FastifyReply,
    presented: PresentedKey,
    known: KnownKey | null,
    done: Done,
  ): void => {
    if (!matches(presented, known)) return fail(request, done);
    let held = scopeSets.get(known.scopes);
    if (held === undefined) {
      held = new Set(known.scopes as readonly Scope[]);
      scopeSets.set(known.scopes, held);
    }
    proceed(
      request,
      reply,
      {
        organizationId: presented.organizationId,
        scopes: held,
        keyId: presented.keyId,
        list: known.scopes as readonly Scope[],
      },
      done,
    );
  };

  const asAdministrator = (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    const named = request.headers['baton-organization'];
    if (named !== undefined && (typeof named !== 'string' || !isUuid(named))) {
      return done(headerFault('baton-organization', 'This must be the UUID of an organization, in lower case.'));
    }
    // It belongs to none: what is meant for one of them is not to be done somewhere else because nobody said where.
    if (named === undefined && request.routeOptions.config.isOfNoOrganization !== true)
      return done(
        headerFault('baton-organization', 'The administration key belongs to no organization: say which is meant.'),
      );
    proceed(
      request,
      reply,
      { organizationId: named ?? systemOrganizationId, scopes: allScopes, keyId: adminKeyId, list: scopes },
      done,
    );
  };

  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie !== undefined && options.sessions !== undefined) {
      const session = options.sessions.sessionOf(cookie);
      if (!(session instanceof Promise)) return withSession(request, reply, session, done);
      session.then((open) => withSession(request, reply, open, done), done);
      return;
    }
    if (authorization === undefined || authorization.length > 1000 || !/^bearer /i.test(authorization))
      return fail(request, done);
    const token = authorization.slice(7);
    const presented = readKey(token);
    if (presented === null) {
      const isAdmin = adminHash !== null && timingSafeEqual(hashSecret(token), adminHash);
      return isAdmin ? asAdministrator(request, reply, done) : fail(request, done);
    }
    const known = keys.peek(presented.organizationId, presented.keyId);
    if (known !== undefined) return withKey(request, reply, presented, known, done);
    keys
      .get(presented.organizationId, presented.keyId)
      .then((key) => withKey(request, reply, presented, key, done), done);
  };
}

const allScopes: ReadonlySet<Scope> = new Set(scopes);
const noScopes: ReadonlySet<Scope> = new Set();
const nothing = new Uint8Array(32);

function tooMany({ limit }: RateLimiter, resetSeconds: number): HttpProblem {
  const { requestsMax, windowSeconds } = limit;
  return new HttpProblem('rate_limited', {
    data: { quota: requestsMax, windowSeconds },
    retryAfterSeconds: resetSeconds,
  });
}

function headerFault(name: string, message: string): HttpProblem {
  return validationProblem([{ in: 'header', path: `/${name}`, code: 'bad_header', message }]);
}
