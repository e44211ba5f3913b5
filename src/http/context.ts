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
import type { Configuration } from '../domain/configuration.ts';
import type { Principal, Scope } from '../domain/principal.ts';
import type { Answer, Submission } from '../engine/submission.ts';
import type { Reads } from '../reads/reads.ts';

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

/** Who sent a request, once the key was verified. */
export interface Caller {
  readonly organizationId: string;
  readonly principal: Principal & { readonly kind: 'key' };
  readonly scopes: ReadonlySet<Scope>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route under `/v1` that needs a key. */
    caller: Caller;
  }
}

/** What routes work with. */
export interface HttpContext {
  readonly engine: CommandPort;
  readonly reads: Reads;
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
