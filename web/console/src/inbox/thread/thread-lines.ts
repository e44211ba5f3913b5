import type {
  ActorName,
  MessageRow,
  OfferRow,
  Owner,
  SegmentRow,
  Target,
  ThreadState,
  TransferRow,
} from '../../../../client/src/index.ts';

/** What happened to a conversation besides what was said. */
export type Happening =
  | { readonly kind: 'began'; readonly departmentId: string }
  | { readonly kind: 'taken'; readonly by: string }
  | { readonly kind: 'requested'; readonly by: ActorName; readonly target: Target; readonly note: string | null }
  | { readonly kind: 'offered'; readonly to: string }
  | { readonly kind: 'accepted'; readonly by: string; readonly movedTo: string | null }
  | { readonly kind: 'declined'; readonly by: string; readonly reason: string | null }
  | { readonly kind: 'timed_out'; readonly by: string }
  | { readonly kind: 'waiting'; readonly target: Target }
  | { readonly kind: 'admitted'; readonly target: Target; readonly movedTo: string | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'returned'; readonly to: Owner }
  | { readonly kind: 'fell_back'; readonly departmentId: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'requeued'; readonly because: string | null }
  | { readonly kind: 'closed'; readonly reason: string | null }
  | { readonly kind: 'reopened' };

/** One line of a thread, in the order in which it is read. */
export type ThreadLine =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** Below this everything is new to the reader. */
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'happening'; readonly key: string; readonly at: number; readonly what: Happening }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly at: number;
      readonly message: MessageRow;
      /** Whether who it is from stands above it: not when it goes on where the one before ended. */
      readonly begins: boolean;
    };

interface Timed {
  readonly at: number;
  /** Of two at one time: what happened stands before what was said then. */
  readonly rank: number;
  readonly key: string;
  readonly what: Happening;
}

/** Messages of one author within this time are one piece of talk. */
const runMs = 5 * 60_000;

/**
 * The lines of a thread. What happened before the oldest message that was read is left out as long as there are older
 * ones: it comes with them.
 *
 * @param readUpTo the last message that the reader had read when they opened it; null marks nothing as new
 * @param dayOf names the day of an instant where the reader is
 */
export function linesOf(
  thread: ThreadState,
  {
    readUpTo,
    selfId,
    dayOf,
  }: { readonly readUpTo: number | null; readonly selfId: string; readonly dayOf: (at: number) => string },
): readonly ThreadLine[] {
  const { messages, hasOlder } = thread;
  const oldest = messages[0]?.at ?? 0;
  const happenings = happeningsOf(thread).filter(({ at }) => !hasOlder || at >= oldest);
  const lines: ThreadLine[] = [];
  let [day, next, markedNew] = ['', 0, readUpTo === null];
  let before: MessageRow | null = null;
  const turnTo = (at: number): void => {
    const now = dayOf(at);
    if (now === day) return;
    day = now;
    lines.push({ kind: 'day', key: `day ${now}`, at });
    before = null;
  };
  const tellUntil = (at: number): void => {
    for (let each = happenings[next]; each !== undefined && each.at <= at; each = happenings[++next]) {
      turnTo(each.at);
      lines.push({ kind: 'happening', key: each.key, at: each.at, what: each.what });
      before = null;
    }
  };
  for (const message of messages) {
    tellUntil(message.at);
    turnTo(message.at);
    if (!markedNew && message.sequence > (readUpTo ?? 0) && message.author.id !== selfId) {
      markedNew = true;
      before = null;
      lines.push({ kind: 'new', key: 'new' });
    }
    lines.push({ kind: 'message', key: message.id, at: message.at, message, begins: !goesOn(before, message) });
    before = message;
  }
  tellUntil(Number.MAX_SAFE_INTEGER);
  return lines;
}

function goesOn(before: MessageRow | null, message: MessageRow): boolean {
  return (
    before !== null &&
    before.author.kind === message.author.kind &&
    before.author.id === message.author.id &&
    before.direction === message.direction &&
    message.at - before.at < runMs
  );
}

function happeningsOf({ tickets, segments, transfers, offers }: ThreadState): readonly Timed[] {
  const all: Timed[] = [];
  const add = (at: number | null, rank: number, key: string, what: Happening): void => {
    if (at !== null) all.push({ at, rank, key, what });
  };
  for (const { id, previousTicketId, openedAt, departmentId } of tickets.values()) {
    if (previousTicketId === null) add(openedAt, 0, `began ${id}`, { kind: 'began', departmentId });
  }
  for (const transfer of transfers.values()) addTransfer(add, transfer);
  for (const offer of offers.values()) addOffer(add, offer, transfers.get(offer.transferId ?? ''));
  addSegments(add, { tickets, segments, transfers });
  return all.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.key < b.key ? -1 : 1));
}

type Add = (at: number | null, rank: number, key: string, what: Happening) => void;

function addTransfer(add: Add, transfer: TransferRow): void {
  const { id, state, target, requestedAt, endedAt, requestedBy, fromDepartmentId, toDepartmentId } = transfer;
  // A refusal is the record of something that did not happen.
  if (state === 'refused') return;
  add(requestedAt, 1, `requested ${id}`, { kind: 'requested', by: requestedBy, target, note: transfer.note ?? null });
  const movedTo = toDepartmentId === fromDepartmentId ? null : toDepartmentId;
  switch (state) {
    case 'waiting':
      return add(requestedAt, 2, `waiting ${id}`, { kind: 'waiting', target: transfer.currentTarget });
    case 'completed':
      // Whoever was asked said so themselves.
      if (target.kind !== 'agent' || endedAt === requestedAt)
        add(endedAt, 5, `admitted ${id}`, { kind: 'admitted', target: transfer.currentTarget, movedTo });
      return;
    case 'cancelled':
      return add(endedAt, 5, `cancelled ${id}`, { kind: 'cancelled' });
    case 'returned':
      return add(endedAt, 5, `returned ${id}`, { kind: 'returned', to: transfer.fromOwner });
    case 'fell_back':
      return add(endedAt, 5, `fell back ${id}`, { kind: 'fell_back', departmentId: toDepartmentId });
    case 'failed':
      return add(endedAt, 5, `failed ${id}`, { kind: 'failed' });
    default:
  }
}

function addOffer(add: Add, offer: OfferRow, transfer: TransferRow | undefined): void {
  const { id, agentId, state, offeredAt, endedAt } = offer;
  if (transfer === undefined) return;
  // Who was asked for is asked with the request; whoever comes after is a line of their own.
  if (transfer.target.id !== agentId || offeredAt !== transfer.requestedAt)
    add(offeredAt, 3, `offered ${id}`, { kind: 'offered', to: agentId });
  const movedTo = transfer.toDepartmentId === transfer.fromDepartmentId ? null : transfer.toDepartmentId;
  if (state === 'accepted') add(endedAt, 4, `accepted ${id}`, { kind: 'accepted', by: agentId, movedTo });
  if (state === 'timed_out') add(endedAt, 4, `timed out ${id}`, { kind: 'timed_out', by: agentId });
  if (state === 'declined') {
    const reason = offer.reason === 'declined' ? null : offer.reason;
    add(endedAt, 4, `declined ${id}`, { kind: 'declined', by: agentId, reason });
  }
}

/** Owners that came without a hand-over: who took it, how it came back to a queue, and when it was closed. */
function addSegments(
  add: Add,
  { tickets, segments, transfers }: Pick<ThreadState, 'tickets' | 'segments' | 'transfers'>,
) {
  const handedOver = new Set([...transfers.values()].flatMap(({ requestedAt, endedAt }) => [requestedAt, endedAt]));
  const inOrder = [...segments.values()].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  for (const [index, segment] of inOrder.entries()) {
    const { id, owner, startedAt, endedAt, endReason } = segment;
    if (endReason === 'closed')
      add(endedAt, 9, `closed ${id}`, { kind: 'closed', reason: closeReasonOf(segment, tickets) });
    if (handedOver.has(startedAt)) continue;
    if (owner.kind === 'agent') add(startedAt, 6, `taken ${id}`, { kind: 'taken', by: owner.id });
    const ended = owner.kind === 'queue' ? inOrder[index - 1]?.endReason : undefined;
    if (ended === 'closed') add(startedAt, 6, `reopened ${id}`, { kind: 'reopened' });
    else if (ended === 'went_offline' || ended === 'requeued')
      add(startedAt, 6, `requeued ${id}`, { kind: 'requeued', because: ended });
  }
}

/** Why its ticket was closed, where it still is and somebody said so. */
function closeReasonOf({ ticketId, endedAt }: SegmentRow, tickets: ThreadState['tickets']): string | null {
  const ticket = tickets.get(ticketId);
  if (ticket?.closedAt !== endedAt || ticket?.closeReason === 'closed') return null;
  return ticket?.closeReason ?? null;
}
