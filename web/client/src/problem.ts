import type { ProblemCode } from './api.ts';

/** What a problem (RFC 9457) says besides its code. */
export interface ProblemBody {
  readonly status: number;
  readonly code: ProblemCode;
  /** The sentence of the catalogue, in English, with its data filled in. */
  readonly title: string;
  /** Until when the reason holds, as an instant in RFC 3339. */
  readonly until?: string;
  readonly alternatives?: readonly { readonly kind: string; readonly id: string; readonly departmentId?: string }[];
  readonly transferId?: string;
  readonly faults?: readonly {
    readonly in: string;
    readonly path: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The server's answer was no: `code` says why, and never changes its meaning. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly body: ProblemBody;
  /** How long the server asks to wait before the same is tried again, in milliseconds; null when it says nothing. */
  readonly retryAfterMs: number | null;

  constructor(body: ProblemBody, retryAfterMs: number | null = null) {
    super(body.title);
    this.body = body;
    this.retryAfterMs = retryAfterMs;
  }

  get code(): ProblemCode {
    return this.body.code;
  }

  get status(): number {
    return this.body.status;
  }

  get data(): Readonly<Record<string, unknown>> {
    return this.body.data ?? {};
  }
}

/** No answer came, or none that the server would give: the network, a proxy, or a server that is just starting. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
