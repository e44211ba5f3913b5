import type { ChannelKind } from '../domain/channel.ts';
import type { Queue } from '../domain/configuration.ts';
import type { ShownWait } from '../domain/waits/shown-wait.ts';
import type { WaitingReasonCode } from '../domain/waits/waiting-reasons.ts';
import { readOffersOf } from '../storage/read-agents.ts';
import { type Page, type Reader, type Reads, readsAll } from './reads.ts';
import type { QueueLength, WaitingRoom, WaitingTicket } from './waiting-room.ts';

export interface SeenQueue extends QueueLength {
  readonly queue: Queue;
  /** Of somebody who joins now. */
  readonly wait: ShownWait;
}

export interface SeenQueueHealth extends SeenQueue {
  /** The first hundred, in the order of service. */
  readonly waiting: readonly SeenWaiting[];
  /** All of them. */
  readonly reasons: ReadonlyMap<WaitingReasonCode, number>;
}

export interface SeenWaiting extends WaitingTicket {
  readonly offeredTo: string | null;
}

const waitingShown = 100;

/** How many wait is told to members of the queue's department, and to whoever reads every ticket. */
function maySee(reader: Reader, queue: Queue): boolean {
  return readsAll(reader) || reader.configuration.agents.get(reader.actor.id)?.memberOf.has(queue.department) === true;
}

/** Queues by name, with how many wait and how long it would take. `after` is the last one's sort key. */
export function listQueues(
  room: WaitingRoom,
  reader: Reader,
  query: {
    readonly departmentId?: string;
    readonly channelKind?: ChannelKind;
    readonly after: string | null;
    readonly limit: number;
  },
): Page<SeenQueue> {
  const shown = reader.configuration.directory.queues.filter(
    (queue) =>
      (query.after === null || queue.sortKey > query.after) &&
      (query.departmentId === undefined || queue.department === query.departmentId) &&
      maySee(reader, queue),
  );
  const queues = shown.slice(0, query.limit);
  return {
    items: queues.map((queue) => see(room, queue, query.channelKind)),
    next: shown.length > query.limit ? (queues.at(-1)?.sortKey ?? null) : null,
  };
}

function see(room: WaitingRoom, queue: Queue, channelKind?: ChannelKind): SeenQueue {
  return { queue, ...room.queue(queue.id), wait: room.waitIn(queue.id, channelKind) };
}

/** A queue with those who wait in it, and why. */
export async function findQueue(
  { database }: Reads,
  room: WaitingRoom,
  reader: Reader,
  { id, channelKind }: { readonly id: string; readonly channelKind?: ChannelKind },
): Promise<SeenQueueHealth | undefined> {
  const queue = reader.configuration.queues.get(id);
  if (queue === undefined || !maySee(reader, queue)) return undefined;
  const seen = { ...see(room, queue, channelKind), reasons: room.reasonsIn(id) };
  const waiting = room.firstIn(id, waitingShown);
  const offerIds = waiting.flatMap(({ liveOfferId }) => liveOfferId ?? []);
  const { rows } = await database.read(readOffersOf(reader.organizationId, offerIds));
  const agents = new Map(rows.map((row) => [row.id as string, row.agentId as string]));
  return {
    ...seen,
    waiting: waiting.map((each) => ({ ...each, offeredTo: agents.get(each.liveOfferId ?? '') ?? null })),
  };
}
