import type { Instant } from '../base/clock.ts';
import type { ChannelKind } from '../domain/channel.ts';
import type { ShownWait } from '../domain/waits/shown-wait.ts';
import type { WaitingReason, WaitingReasonCode } from '../domain/waits/waiting-reasons.ts';

/**
 * Who waits where, for how long still, and why: asked of the index that routing keeps in memory, so that nobody who looks
 * costs a read. `node.ts` passes it in.
 */
export interface WaitingRooms {
  /** An organization's, as its events have it now; loaded first where this node has not needed it yet. @throws DatabaseError */
  of(organizationId: string): Promise<WaitingRoom | null>;
  /** The same, if this node has it at hand. */
  peek(organizationId: string): WaitingRoom | null;
}

export interface WaitingRoom {
  /** What somebody is told who joins a queue now. Without a kind of channel, by that of whoever waits first. */
  waitIn(queueId: string, channelKind?: ChannelKind): ShownWait;
  /** What one who waits is told: never more than before, unless somebody went before them. Null for one who waits in no queue. */
  standingOf(conversationId: string): ToldStanding | null;
  queue(queueId: string): QueueLength;
  /** The first so many who wait, in the order in which they are served. */
  firstIn(queueId: string, count: number): readonly WaitingTicket[];
  /** Why those who wait in a queue do, all of them counted. */
  reasonsIn(queueId: string): ReadonlyMap<WaitingReasonCode, number>;
}

export interface ToldStanding {
  readonly queueId: string;
  /** 1 is next. */
  readonly position: number;
  /** Since when it waits at all: kept when it is offered and comes back, or goes to another queue of the department. */
  readonly since: Instant | null;
  readonly wait: ShownWait;
}

export interface QueueLength {
  readonly length: number;
  /** Who has waited longest, who need not be the next. */
  readonly oldest: { readonly ticketId: string; readonly queuedAt: Instant } | null;
}

export interface WaitingTicket {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly priority: number;
  readonly queuedAt: Instant | null;
  readonly waitUntil: Instant | null;
  readonly liveOfferId: string | null;
  readonly reason: WaitingReason;
}
