import type { Instant } from '../base/clock.ts';
import { RankedList } from '../base/ranked-list.ts';
import type { ChannelKind } from '../domain/channel.ts';
import type { Pool } from './pool.ts';

/** A ticket that waits in a queue, as the log tells it. */
export interface WaitingRow {
  /** The conversation's. */
  readonly id: string;
  readonly ticketId: string;
  readonly contactId: string;
  readonly queueId: string;
  readonly departmentId: string;
  readonly channelKind: ChannelKind;
  readonly priority: number;
  readonly queuedAt: Instant | null;
  readonly waitUntil: Instant | null;
  readonly skills: readonly string[];
  readonly lastAgentId: string | null;
  readonly preferredAgentId: string | null;
  readonly preferredUntil: Instant | null;
  readonly passedOver: readonly string[];
  readonly passedOverAt: Instant | null;
  readonly liveOfferId: string | null;
  readonly pendingTransferId: string | null;
}

/** The same in the index: with its place, and what is under way for it. */
export interface Waiting {
  row: WaitingRow;
  /** Where it stands: see `waiting-order.ts`. */
  rank: number;
  /** The line in which it may be served; null while somebody is being asked, or nobody needs to be. */
  line: Line | null;
  /** Since when it stands in this queue; `row.queuedAt` is since when it waits at all. */
  readonly since: Instant;
  /** How many stood before it when it came into this queue. */
  ahead: number;
  /** The wait that was estimated then, in milliseconds; null where none could be. */
  expectedMs: number | null;
  /** Whether it really stands in line: nobody was free for it when it came, though somebody was there. */
  waited: boolean;
  /** Who was proposed for it, until the log or a refusal says what came of it. */
  proposedTo: string | null;
  /** Proposals that were refused since the log last spoke of it. */
  refusals: number;
  /** Until when nobody is proposed for it, after proposals that came to nothing. */
  restsUntil: Instant;
  /** When it is to be looked at again by itself, as far as that is arranged. */
  wakesAt: Instant | null;
}

/** Who is served first. */
export function compareRank(a: Waiting, b: Waiting): number {
  return a.rank - b.rank || (a.row.id < b.row.id ? -1 : a.row.id > b.row.id ? 1 : 0);
}

/**
 * Tickets of one queue that ask the same of agents, in the order of service: whoever can take one can take all, so where nobody
 * is ready, one look is enough for all of them.
 */
export class Line {
  readonly key: string;
  readonly pool: Pool;
  readonly tickets = new RankedList<Waiting>(compareRank);

  constructor(key: string, pool: Pool) {
    this.key = key;
    this.pool = pool;
  }
}
