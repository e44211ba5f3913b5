import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Instant } from '../base/clock.ts';
import { hashToken } from '../base/hash-token.ts';
import { KeptAnswers } from '../base/kept-answers.ts';
import type { SessionRow, SessionStore } from '../storage/sign-in-sessions.ts';
import { SessionCookie, sessionMsMax, sessionSeconds } from './session-cookie.ts';

/** A session whose user is an agent. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface OpenSessionsOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  /** Signs the cookies. */
  readonly key: string;
  /** Whether people reach the server by TLS, whatever it sees itself. */
  readonly isPublicSecure: boolean;
}

/** A session is renewed when this much of its week is gone: a day. */
const renewedAfterMs = 24 * 3_600_000;

/** Who is signed in, by the cookie of a request. */
export class OpenSessions {
  readonly cookie: SessionCookie;
  readonly store: SessionStore;
  readonly #options: OpenSessionsOptions;
  readonly #kept: KeptAnswers<[tokenHash: string], SessionRow | null>;

  constructor(options: OpenSessionsOptions) {
    this.#options = options;
    this.store = options.store;
    this.cookie = new SessionCookie(options.key);
    this.#kept = new KeptAnswers({
      read: (tokenHash) => options.store.find(tokenHash, options.clock.now()),
      clock: options.clock,
    });
  }

  /**
   * The session that a `Cookie` header names, at most a second old; without a promise where it is known. Null when there is
   * none that is open, and for somebody who is no agent any more. @throws DatabaseError
   */
  sessionOf(cookies: string | undefined): SignedIn | null | Promise<SignedIn | null> {
    const token = this.cookie.tokenIn(cookies);
    if (token === null) return null;
    const tokenHash = hashToken(token);
    const known = this.#kept.peek(tokenHash);
    return known === undefined ? this.#kept.get(tokenHash).then((row) => this.#open(row)) : this.#open(known);
  }

  /** Whether a session is still open, and its user still the agent. @throws DatabaseError */
  isOpen(session: {
    readonly id: string;
    readonly organizationId: string;
    readonly agentId: string;
  }): Promise<boolean> {
    return this.store.isOpen(session, this.#options.clock.now());
  }

  /** After sessions or memberships were ended: on this node that is seen at once. */
  forget(): void {
    this.#kept.clear();
  }

  /** Ends the session that the request came with, if any. */
  async endOwn({ headers }: FastifyRequest): Promise<void> {
    const token = this.cookie.tokenIn(headers.cookie);
    if (token === null) return;
    await this.store.endByToken(hashToken(token));
    this.forget();
  }

  /**
   * Makes the organization the one that a session is for. `cookies` are a request's, or what the library sets for a new one.
   * Answers whether the user is an agent of it.
   */
  async choose(cookies: string | undefined, organizationId: string): Promise<boolean> {
    const token = this.cookie.tokenIn(cookies);
    const isChosen = token !== null && (await this.store.choose(hashToken(token), organizationId));
    this.forget();
    return isChosen;
  }

  /** Makes the browser keep the token of a new session. */
  give(request: FastifyRequest, reply: FastifyReply, token: string): void {
    reply.header('set-cookie', this.cookie.set(token, this.isSecure(request)));
  }

  /** Makes the browser forget its session. */
  take(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('set-cookie', this.cookie.clear(this.isSecure(request)));
  }

  /** Hands on cookies that the library made. */
  handOn(request: FastifyRequest, reply: FastifyReply, cookies: readonly string[]): void {
    const ending = this.isSecure(request) ? '; Secure' : '';
    reply.header(
      'set-cookie',
      cookies.map((cookie) => cookie + ending),
    );
  }

  isSecure({ protocol }: FastifyRequest): boolean {
    return this.#options.isPublicSecure || protocol === 'https';
  }

  /** Lets a session that is in use last another week, once a day, up to thirty days from its start. */
  async renew(request: FastifyRequest, reply: FastifyReply, session: SignedIn): Promise<void> {
    const token = this.cookie.tokenIn(request.headers.cookie);
    const now = this.#options.clock.now();
    const until = Math.min(now + sessionSeconds * 1000, session.createdAt + sessionMsMax);
    if (token === null || until - session.expiresAt < renewedAfterMs) return;
    if (!(await this.store.renew(session.sessionId, until, now))) return;
    this.forget();
    this.give(request, reply, token);
  }

  #open(row: SessionRow | null): SignedIn | null {
    if (row === null || row.organizationId === null || row.agentId === null) return null;
    if (row.expiresAt <= this.#options.clock.now()) return null;
    return { ...row, organizationId: row.organizationId, agentId: row.agentId };
  }
}
