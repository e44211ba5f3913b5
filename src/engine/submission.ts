import type { CommandDefinition, Needs, RefusalAnswer } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';

/** A command handed to the engine. */
export interface Submission<I = unknown, A = unknown> {
  readonly organizationId: string;
  readonly principal: Principal;
  /** The caller's id of the command, at most 200 characters: equal keys of a principal share one answer. */
  readonly key: string;
  /** What the caller asked, hashed: the same key with another hash is refused. */
  readonly requestHash: string;
  readonly definition: CommandDefinition<I, A>;
  readonly input: I;
  /**
   * Of a command of the system's: sent because somebody outside asked for it. It waits in the callers' line, is refused like
   * theirs where too much waits, and its answer is kept like theirs. Without it the system's commands go first and always.
   */
  readonly fromOutside?: true;
  /** When the caller has gone, and everybody who sent the same command since, it is dropped, if it is not decided yet. */
  readonly signal?: { readonly aborted: boolean };
}

/** What a command came to. `repeated` answers were given before to the same key. */
export type Answer<A = unknown> =
  | {
      readonly kind: 'done';
      readonly answer: A;
      readonly repeated: boolean;
      readonly once?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'refused'; readonly refusal: RefusalAnswer; readonly repeated: boolean };

/** How an answer lies in the command's row. */
export type StoredAnswer = { readonly done: unknown } | { readonly refused: RefusalAnswer };

/** A command could not be run to an answer; nothing of it happened unless `unknown` says so. */
export class EngineError extends Error {
  override name = 'EngineError';
  /**
   * - `busy`: too much waits already, or the store is away or full; try again after `retryAfterMs`.
   * - `key_reused`: the same key came with another request.
   * - `organization_unknown`: no such organization.
   * - `abandoned`: the caller went away before it was decided.
   * - `broken`: the command failed on its own; it is a defect of ours.
   */
  readonly reason: 'busy' | 'key_reused' | 'organization_unknown' | 'abandoned' | 'broken';
  readonly retryAfterMs: number;

  constructor(
    reason: EngineError['reason'],
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs ?? 1000;
  }
}

/** A submission on its way through the engine. */
export interface Entry {
  readonly submission: Submission;
  readonly principalName: string;
  readonly enqueuedAt: number;
  readonly isSystem: boolean;
  /** Of callers who sent the same command while it was under way, and wait for its answer too. */
  readonly joined: Submission['signal'][];
  /** Rows asked for while deciding, on top of what the definition names. */
  extraNeeds: Needs[];
  /** Times it was decided and asked for more. */
  rounds: number;
  /** Times that its batch failed for a reason that may pass. */
  failures: number;
  settle(answer: Answer): void;
  fail(error: unknown): void;
  settled: boolean;
}

/** Whether nobody waits for its answer any more. */
export function isAbandoned({ submission, joined }: Entry): boolean {
  return submission.signal?.aborted === true && joined.every((signal) => signal?.aborted === true);
}
