import type { Instant } from '../base/clock.ts';
import type { Queue } from '../domain/configuration.ts';
import { readQueueLengths, readQueueWaiting } from '../storage/read-agents.ts';
import { type Page, type Reader, type Reads, readsAll } from './reads.ts';

export interface SeenQueue {
  readonly queue: Queue;
  readonly length: number;
  readonly oldestQueuedAt: Instant | null;
}

export interface WaitingTicket {
  readonly ticketId: string;
  readonly conversationId: string;
  readonly departmentId: string;
  readonly priority: number;
  readonly queuedAt: Instant | null;
  readonly waitUntil: Instant | null;
  readonly offeredTo: string | null;
}

/** How many wait is told to members of the queue's department, and to whoever reads every ticket. */
function maySee(reader: Reader, queue: Queue): boolean {
  return readsAll(reader) || reader.configuration.agents.get(reader.actor.id)?.memberOf.has(queue.department) === true;
}

/** Queues by name, with how many wait. `after` is the last one's sort key. */
export async function listQueues(
  { database }: Reads,
  reader: Reader,
  query: { readonly departmentId?: string; readonly after: string | null; readonly limit: number },
): Promise<Page<SeenQueue>> {
  const { configuration, organizationId } = reader;
  const shown = configuration.directory.queues.filter(
    (queue) =>
      (query.after === null || queue.sortKey > query.after) &&
      (query.departmentId === undefined || queue.department === query.departmentId) &&
      maySee(reader, queue),
  );
  const queues = shown.slice(0, query.limit);
  const { rows } = await database.read(
    readQueueLengths(
      organizationId,
      queues.map(({ id }) => id),
    ),
  );
  const states = new Map(rows.map((row) => [row.id as string, row]));
  return {
    items: queues.map((queue) => {
      const state = states.get(queue.id);
      return { queue, length: state?.length ?? 0, oldestQueuedAt: state?.oldestQueuedAt ?? null };
    }),
    next: shown.length > query.limit ? (queues.at(-1)?.sortKey ?? null) : null,
  };
}

/** A queue with the first hundred who wait in it, in the order in which they are served. */
export async function findQueue(
  { database }: Reads,
  reader: Reader,
  id: string,
): Promise<(SeenQueue & { waiting: readonly WaitingTicket[] }) | undefined> {
  const queue = reader.configuration.queues.get(id);
  if (queue === undefined || !maySee(reader, queue)) return undefined;
  const [lengths, waiting] = await database.readTogether([
    readQueueLengths(reader.organizationId, [id]),
    readQueueWaiting(reader.organizationId, id),
  ]);
  const state = lengths?.rows[0];
  return {
    queue,
    length: state?.length ?? 0,
    oldestQueuedAt: state?.oldestQueuedAt ?? null,
    waiting: waiting?.rows ?? [],
  };
}
