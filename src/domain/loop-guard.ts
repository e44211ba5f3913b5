import type { Conversation } from './conversation.ts';
import type { TransferPlan } from './transfer-plan.ts';

/**
 * The loop guard. A hop that no person chose is counted, in all and for its pair of places in either direction, until a
 * person or the customer writes. At the limit the next such hop is refused with `hop_limit`, the department's default
 * queue owns the ticket and a duty person is told. What a person chooses is never refused for hops, only warned about.
 */

/** Three hops over one pair are there, back and there again: a fourth is a loop. */
export const samePairHopsMax = 3;

/** From how many hops on a person's transfer carries a warning. */
export const manyHops = 20;

/** The same text for both directions. Places are departments for a move, owners within a department. */
export function hopPair({ from, to }: { from: string; to: string }): string {
  return from < to ? `${from}|${to}` : `${to}|${from}`;
}

type HopCounts = Pick<Conversation, 'automaticHops' | 'automaticPairs' | 'hops'>;

/** The counts after a hand-over took place: written with the change of owner. */
export function countHop(conversation: HopCounts, plan: Pick<TransferPlan, 'automatic' | 'hopPair'>): HopCounts {
  const hops = conversation.hops + 1;
  const { automaticHops, automaticPairs } = conversation;
  if (!plan.automatic) return { automaticHops, automaticPairs, hops };
  const ofPair = (automaticPairs[plan.hopPair] ?? 0) + 1;
  return { automaticHops: automaticHops + 1, automaticPairs: { ...automaticPairs, [plan.hopPair]: ofPair }, hops };
}

/**
 * So many runs of flows may begin in a conversation by what flows and Baton itself do there, until a person or the customer
 * writes: a flow may set itself off by way of the dispatcher, which knows of no flow, and would at the speed of the machine.
 */
export const automaticRunsMax = 100;

/** What a message of a person or the customer resets. */
export const forgottenHops: Pick<Conversation, 'automaticHops' | 'automaticPairs' | 'automaticRuns' | 'noticeSent'> = {
  automaticHops: 0,
  automaticPairs: {},
  automaticRuns: 0,
  noticeSent: false,
};
