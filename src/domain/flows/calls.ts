import type { HttpMethod } from './graph.ts';

/**
 * A call to somebody outside that a step asks for. Made by whichever node took the turn, after its commit; what comes of it is
 * brought back by a turn of its own. Texts hold secrets as marks (`fill-text.ts`), so that none is ever stored.
 */
export type FlowCall =
  | {
      readonly kind: 'http';
      /** The same for every attempt, so that the other side can tell a repetition. */
      readonly idempotencyKey: string;
      readonly method: HttpMethod;
      readonly url: string;
      readonly headers: readonly { readonly name: string; readonly value: string }[];
      readonly body: string;
      readonly timeoutMs: number;
      /** The secrets that its texts name. */
      readonly secrets: readonly string[];
    }
  | {
      readonly kind: 'sheet';
      readonly spreadsheet: string;
      readonly range: string;
      readonly values: readonly string[];
      readonly secret: string;
      readonly timeoutMs: number;
    }
  | {
      readonly kind: 'chat';
      readonly endpoint: string;
      readonly model: string;
      readonly secret: string | null;
      readonly instructions: string;
      /** What the customer and we have said, oldest first. */
      readonly said: readonly { readonly by: 'customer' | 'us'; readonly text: string }[];
      readonly tools: readonly ChatToolSpec[];
      readonly timeoutMs: number;
    };

/** How long a run waits for what comes of a call: the call's own time, and some for the turns before and after it. */
export function callLeaseMs({ timeoutMs }: Pick<FlowCall, 'timeoutMs'>): number {
  return timeoutMs + 10_000;
}

export interface ChatToolSpec {
  readonly name: string;
  readonly description: string;
  /** A JSON schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What came of a call. */
export type CallResult =
  | { readonly kind: 'http'; readonly status: number; readonly body: string; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'sheet_done' }
  | {
      readonly kind: 'chat';
      readonly text: string | null;
      readonly toolCalls: readonly { readonly name: string; readonly arguments: unknown }[];
    }
  | {
      readonly kind: 'failed';
      /** `timeout`, `forbidden`, `secret_redirected`, `unreachable`, `secret_missing`, `refused`, `outcome_unknown`, `bad_answer`. */
      readonly code: string;
      readonly mayRetry: boolean;
    };
