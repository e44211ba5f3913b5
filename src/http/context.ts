import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { AgentState } from '../domain/agent.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Principal, Scope } from '../domain/principal.ts';
import type { Answer, Submission } from '../engine/submission.ts';
import type { Reads } from '../reads/reads.ts';
import type { WaitingRooms } from '../reads/waiting-room.ts';

/** What of the engine the HTTP API needs: commands go in, compiled configurations come out. */
export interface CommandPort {
  submit<I, A>(submission: Submission<I, A>): Promise<Answer<A>>;
  readonly configurations: {
    peek(organizationId: string): Configuration | undefined;
    refresh(organizationId: string): Promise<Configuration | null>;
  };
  /** Commands waiting or being decided. */
  readonly depth: number;
}

/** Where heartbeats go: leases of presence, written together with others'. */
export interface PresencePort {
  /** Writes a lease, and answers the agent's state after it; null when there is no such agent. */
  renew(beat: {
    readonly organizationId: string;
    readonly agentId: string;
    readonly device: string;
    readonly seconds: number;
  }): Promise<AgentState | null>;
}

/** Who sent a request, once the key or the session was verified. */
export interface Caller {
  readonly organizationId: string;
  readonly principal: Principal & { readonly kind: 'key' | 'user' };
  /** What a key holds by itself. A session holds nothing: what its agent may do stands in the configuration. */
  readonly scopes: ReadonlySet<Scope>;
  /** What the request was let in by, for those who outlast it: a key, or a session. */
  readonly credential: Credential;
}

/** The key or the session by which somebody was let in. */
export interface Credential {
  readonly kind: 'key' | 'session';
  readonly id: string;
  /** Of a session: the agent that its user is. */
  readonly agentId?: string;
}

/** A session that is open, with the agent that its user is. */
export interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly agentId: string;
}

/** What of signing in the authentication needs. */
export interface SessionReader {
  /** The session that a `Cookie` header names, at most a second old; without a promise where it is known. Null: none that is open. */
  sessionOf(cookies: string | undefined): OpenSession | null | Promise<OpenSession | null>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route under `/v1` that needs a key or a session. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** Whether a key or a session is asked for before anything of the request is looked at. */
    needsCaller?: true;
    /** Whether the route concerns no organization that is there: the administration key need not name one. */
    isOfNoOrganization?: true;
    /** Whether the route reads `If-Match`. */
    isConditional?: true;
  }
}

/** What routes work with. */
export interface HttpContext {
  readonly engine: CommandPort;
  readonly reads: Reads;
  readonly presence: PresencePort;
  readonly rooms: WaitingRooms;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** An organization's configuration, at most a second old. Null when there is no such organization. */
  configurationOf(organizationId: string): Promise<Configuration | null>;
  onDefect(error: unknown): void;
}

/** Bodies, queries and paths have the types of their schemas. Answers are held to theirs by tests, not by types. */
interface RequestTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: unknown;
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  RequestTypes
>;
