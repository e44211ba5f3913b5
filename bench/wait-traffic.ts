/** What happened at one queue, for estimates to be tried on. Times are milliseconds. */

/** One event; `id` names the customer. Who starts without having joined the line met a free slot. */
export type TrafficEvent =
  | { readonly kind: 'joins'; readonly at: number; readonly id: number; readonly headStartMs: number }
  | { readonly kind: 'starts'; readonly at: number; readonly id: number }
  | { readonly kind: 'leaves'; readonly at: number; readonly id: number }
  | { readonly kind: 'ends'; readonly at: number; readonly id: number; readonly handlingMs: number };

export interface Traffic {
  readonly name: string;
  /** In the order in which they happened. */
  readonly events: readonly TrafficEvent[];
  /** What a department would have set as its usual handling time before the first event. */
  readonly usualHandlingMs: number;
  /** So many of those who are judged are left out at the beginning: then every estimator has a value. */
  readonly warmUp: number;
  /** Whether `headStartMs` is ever above 0. */
  readonly hasPriorities: boolean;
}
