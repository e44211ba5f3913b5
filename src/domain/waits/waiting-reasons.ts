import type { Instant } from '../../base/clock.ts';

/** Why nobody has a ticket that waits: the first of these that holds. */
export const waitingReasons = [
  'offered',
  'transfer_pending',
  'taken_by_hand',
  'nobody_permitted',
  'nobody_skilled',
  'nobody_online',
  'nobody_online_skilled',
  'nobody_free',
  'waits_for_agent',
  'all_asked',
  'next',
] as const;
export type WaitingReasonCode = (typeof waitingReasons)[number];

/** The same in words. */
export interface WaitingReason {
  readonly code: WaitingReasonCode;
  /** A sentence for a supervisor, with the names of things. */
  readonly sentence: string;
  /** When it changes by itself; null when it does not. */
  readonly until: Instant | null;
}
