import { timingSafeEqual } from 'node:crypto';
import type { BetterAuthOptions } from 'better-auth';
import type { DBAdapter } from 'better-auth/adapters';
import type { FastifyRequest } from 'fastify';
import { assert, present } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { deriveKey } from '../base/derived-keys.ts';
import { hashToken } from '../base/hash-token.ts';
import type { Ids } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { ErrorCode } from '../contract/catalogue.ts';
import type { Fault } from '../contract/problem.ts';
import { hasOrganizations } from '../reads/organizations.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import { type MembershipReads, membershipReads } from '../storage/sign-in-memberships.ts';
import { sessionStore } from '../storage/sign-in-sessions.ts';
import { type UserStore, userStore } from '../storage/sign-in-users.ts';
import { Attempts, defaultSignInLimits, type Limit, type Limiter, type SignInLimits } from './attempts.ts';
import { readAddress } from './email-address.ts';
import { judgePassword, type Person, passwordLengthMax, passwordLengthMin } from './judge-password.ts';
import type { Library } from './library.ts';
import type { Client } from './library-names.ts';
import { newToken } from './links.ts';
import type { Mail, SendMail } from './mails.ts';
import { Memberships, type SubmitPort } from './memberships.ts';
import { OpenSessions } from './open-sessions.ts';
import type { ProviderSettings } from './provider.ts';

/** What a problem is made by: `src/http`'s own. */
export type MakeProblem = (
  code: ErrorCode,
  details?: {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly faults?: readonly Fault[];
    readonly retryAfterSeconds?: number;
    readonly cause?: unknown;
  },
) => Error;

export interface SignInOptions {
  readonly database: ReadDatabase;
  readonly engine: SubmitPort;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** The server's one secret, at least 32 characters; every node on one store has the same. */
  readonly secret: string;
  /** The origin under which people reach the server. Undefined: whatever host they ask. */
  readonly publicUrl?: string | undefined;
  /** Undefined: links are told to the administrator who asked for them, and nobody is mailed. */
  readonly sendMail?: SendMail | undefined;
  readonly providers?: readonly ProviderSettings[] | undefined;
  /** Default: `defaultSignInLimits`. */
  readonly limits?: SignInLimits | 'off' | undefined;
  readonly newLimiter: (limit: Limit) => Limiter;
  readonly openAdapter: (options: BetterAuthOptions) => Promise<DBAdapter>;
  readonly problem: MakeProblem;
  /**
   * Refuses a change that a page of another site asks for; without `allowUnknown` also one that no browser sent.
   * @throws `origin_refused`
   */
  readonly refuseForeign: (request: FastifyRequest, options: { readonly allowUnknown: boolean }) => void;
  /** Told of what failed beside requests: mails that were not taken. */
  readonly onDefect: (error: unknown) => void;
}

/** Somebody of the demo, whose password everybody may know. */
export interface DemoPerson {
  readonly name: string;
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

interface ShownDemo {
  readonly people: readonly DemoPerson[];
  readonly widgetKey?: string;
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly organizationId: string;
  readonly agentId: string;
}

/**
 * Signing in. Users, passwords and second factors are a library's, which is loaded when somebody first comes; whom they are
 * here, a membership says; what they may do, the configuration.
 */
export class SignIn {
  readonly options: SignInOptions;
  readonly sessions: OpenSessions;
  readonly users: UserStore;
  readonly memberships: Memberships;
  readonly reads: MembershipReads;
  readonly attempts: Attempts;
  #library: Promise<Library> | null = null;
  #demo: ShownDemo | null = null;
  #setUpToken: string | null = null;

  constructor(options: SignInOptions) {
    const { database, clock, publicUrl, problem, newLimiter } = options;
    this.options = options;
    this.users = userStore(database);
    this.reads = membershipReads(database);
    this.memberships = new Memberships(options);
    this.attempts = new Attempts({ limits: options.limits ?? defaultSignInLimits, newLimiter, problem });
    this.sessions = new OpenSessions({
      store: sessionStore(database),
      clock,
      key: this.#libraryKey,
      isPublicSecure: publicUrl?.startsWith('https:') === true,
    });
  }

  /** The demo's people, whom `GET /v1/sign-in` names. */
  get demo(): ShownDemo | null {
    return this.#demo;
  }

  /** Names people of the demo on the page where one signs in, and the key of its widget; null ends it. */
  showDemo(people: readonly DemoPerson[] | null, widgetKey?: string): void {
    this.#demo = people === null ? null : { people, ...(widgetKey === undefined ? {} : { widgetKey }) };
  }

  /** Whether there is an organization. @throws DatabaseError */
  isSetUp(): Promise<boolean> {
    return hasOrganizations({ database: this.options.database });
  }

  /**
   * Makes a user with a password, who signs in as the agent from now on. Somebody who has the address already gets the
   * password, and keeps what else they are.
   *
   * @throws Error when the password will not do, the address is none, or the agent cannot be joined: there is no such agent,
   * or the user is another agent of the organization
   */
  async createUser(user: NewUser): Promise<{ readonly userId: string }> {
    const { name, password, organizationId, agentId } = user;
    const email = present(readAddress(user.email), `${user.email} is no address to sign in by.`);
    const fault = judgePassword(password, { name, email });
    assert(fault === null, `The password of ${email} will not do: ${fault}.`);
    const passwordHash = await (await this.library()).hashPassword(password);
    const { clock, ids } = this.options;
    const userId = await this.users.ensure({ id: ids.next(), name, email }, clock.now());
    const refusal = await this.memberships.join({ organizationId, agentId, userId, invitationHash: null });
    assert(refusal === null, `${email} cannot be the agent ${agentId}: ${refusal?.code}.`);
    await this.users.setPassword({ id: userId, accountId: ids.next(), passwordHash }, clock.now());
    this.sessions.forget();
    return { userId };
  }

  /**
   * The token that opens the first run, until an organization is made. It lives in this process only: a restart makes
   * another.
   */
  get setUpToken(): string {
    return (this.#setUpToken ??= newToken(this.options.random));
  }

  /** Whether the text is the token of the first run; compared in constant time. */
  isSetUpToken(text: string): boolean {
    if (this.#setUpToken === null) return false;
    return timingSafeEqual(Buffer.from(hashToken(text)), Buffer.from(hashToken(this.#setUpToken)));
  }

  /** Judges a new password. @throws `password_weak` */
  refuseWeak(password: string, person: Person): void {
    const rule = judgePassword(password, person);
    if (rule === null) return;
    const data = { rule, lengthMin: passwordLengthMin, lengthMax: passwordLengthMax };
    throw this.options.problem('password_weak', { data });
  }

  /** The sign-in library, loaded when it is first asked for: it takes a fifth of a second. */
  library(): Promise<Library> {
    this.#library ??= this.#loadLibrary().catch((error) => {
      this.#library = null;
      throw error;
    });
    return this.#library;
  }

  /** Mails in the background: nobody waits for a mail server, nor learns from how long it takes who has an address here. */
  mail(mail: Mail): void {
    this.options.sendMail?.(mail).catch((error) => this.options.onDefect(error));
  }

  /** What opening another instance of the library takes. */
  get libraryParts() {
    const { openAdapter, ids } = this.options;
    return { openAdapter, ids, secret: this.#libraryKey };
  }

  /** A session for somebody whom the server trusts to be the user; its token. */
  async startSession(userId: string, client: Client): Promise<string> {
    await this.sessions.store.forgetExpired(userId, this.options.clock.now());
    return (await this.library()).startSession(userId, client);
  }

  get #libraryKey(): string {
    return deriveKey(this.options.secret, 'sessions').toString('base64url');
  }

  async #loadLibrary(): Promise<Library> {
    const { openLibrary } = await import('./library.ts');
    return openLibrary(this.libraryParts);
  }
}
