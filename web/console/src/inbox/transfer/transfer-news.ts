import type { ContactName, Entry, LiveEvent, Target } from '../../../../client/src/index.ts';

/** What became of a transfer of one's own, as far as somebody else decided it. */
export interface TransferNews {
  readonly kind: 'accepted' | 'declined' | 'unanswered' | 'fell_back' | 'cancelled' | 'failed';
  readonly conversationId: string;
  readonly contact: ContactName;
  readonly target: Target;
  /** What whoever declined said. */
  readonly reason: string | null;
}

const kinds: Readonly<Record<string, TransferNews['kind']>> = {
  'transfer.completed': 'accepted',
  'transfer.returned': 'unanswered',
  'transfer.fell_back': 'fell_back',
  'transfer.cancelled': 'cancelled',
  'transfer.failed': 'failed',
};

/** Words of the server for an end that nobody explained. */
const unexplained: ReadonlySet<unknown> = new Set(['declined', 'expired']);

/** The news that an event is to an agent; null when it is none, or their own doing. */
export function transferNewsOf(event: LiveEvent, before: Entry | undefined, agentId: string): TransferNews | null {
  const kind = kinds[event.kind];
  const transfer = before?.transfer ?? null;
  if (kind === undefined || before === undefined || transfer === null || transfer.id !== event.data.transferId)
    return null;
  const isOwn = transfer.requestedBy.kind === 'agent' && transfer.requestedBy.id === agentId;
  const isOwnDoing = event.actor.kind === 'agent' && event.actor.id === agentId;
  if (!isOwn || isOwnDoing) return null;
  const { offerState, outcome } = event.data;
  const declined = offerState === 'declined';
  return {
    kind: kind === 'unanswered' && declined ? 'declined' : kind,
    conversationId: before.conversation.id,
    contact: before.contact,
    target: transfer.currentTarget,
    reason: declined && typeof outcome === 'string' && !unexplained.has(outcome) ? outcome : null,
  };
}
