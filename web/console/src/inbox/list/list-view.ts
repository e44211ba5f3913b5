import type { Entry, OfferEntry, Rows, Viewer } from '../../../../client/src/index.ts';

/** The lists of the inbox. `all` is for those who may read every conversation. */
export const tabs = ['mine', 'departments', 'waiting', 'all'] as const;
export type Tab = (typeof tabs)[number];

/** What stands first: whoever waits longest, or whatever runs out first. */
export const orders = ['waiting', 'deadline'] as const;
export type Order = (typeof orders)[number];

export function isOwnedBy({ conversation: { owner } }: Entry, agentId: string | null): boolean {
  return agentId !== null && owner?.kind === 'agent' && owner.id === agentId;
}

export function isInTab(entry: Entry, tab: Tab, viewer: Viewer): boolean {
  const { owner, departmentId } = entry.conversation;
  switch (tab) {
    case 'mine':
      return isOwnedBy(entry, viewer.agentId);
    case 'departments':
      return viewer.departments.includes(departmentId);
    case 'waiting':
      return owner?.kind === 'queue' && viewer.departments.includes(departmentId);
    case 'all':
      return true;
  }
}

/** Since when somebody waits for us: a customer without an owner, or without an answer. Null when nobody does. */
export function waitingSince({ conversation, preview }: Entry): number | null {
  const { queuedAt } = conversation;
  const unanswered = preview?.unansweredSince ?? null;
  if (queuedAt === null) return unanswered;
  return unanswered === null ? queuedAt : Math.min(queuedAt, unanswered);
}

/** When something about the conversation runs out, on the server's word; null when nothing does. */
export function deadlineOf({ conversation, offer, transfer }: Entry): number | null {
  const deadlines = [conversation.waitUntil, offer?.expiresAt, transfer?.deadlineAt].filter(
    (at) => typeof at === 'number',
  );
  return deadlines.length === 0 ? null : Math.min(...deadlines);
}

/** When something was last heard or done. */
function lastAt({ conversation, preview }: Entry): number {
  return preview?.at ?? conversation.openedAt;
}

/** Waits, and somebody else is being asked: nothing that the viewer could take. */
function isWithAnother({ conversation, offer }: Entry, { agentId }: Viewer): boolean {
  if (conversation.pendingTransferId !== null) return true;
  return offer !== null && offer.state === 'live' && offer.agentId !== agentId;
}

const never = Number.MAX_SAFE_INTEGER;

/**
 * A list's conversations in its order. Among those that wait, the ones that may be taken come first. Whoever waits longest stands first, in a queue after more urgent ones; those whom
 * nobody keeps waiting come after, the latest first.
 */
export function listConversations(entries: readonly Entry[], tab: Tab, order: Order, viewer: Viewer): readonly Entry[] {
  const listed = entries
    .filter((entry) => isInTab(entry, tab, viewer))
    .map((entry) => ({
      entry,
      deadline: order === 'deadline' ? (deadlineOf(entry) ?? never) : 0,
      asked: tab === 'waiting' && isWithAnother(entry, viewer) ? 1 : 0,
      priority: tab === 'waiting' ? entry.conversation.priority : 0,
      since: waitingSince(entry) ?? never,
      last: lastAt(entry),
    }));
  listed.sort(
    (a, b) =>
      a.asked - b.asked ||
      a.deadline - b.deadline ||
      a.priority - b.priority ||
      a.since - b.since ||
      b.last - a.last ||
      (a.entry.conversation.id < b.entry.conversation.id ? -1 : 1),
  );
  return listed.map(({ entry }) => entry);
}

/** How many conversations each list has. */
export function countTabs(entries: readonly Entry[], viewer: Viewer): Readonly<Record<Tab, number>> {
  const counts = { mine: 0, departments: 0, waiting: 0, all: 0 };
  for (const entry of entries) for (const tab of tabs) if (isInTab(entry, tab, viewer)) counts[tab]++;
  return counts;
}

/** A conversation that waits for the viewer to accept it, from wherever it comes. */
export interface AskedFor {
  readonly offer: OfferEntry['offer'];
  readonly transfer: OfferEntry['transfer'];
  readonly about: OfferEntry['about'];
  /** The department whose rules say whether it may be declined. */
  readonly departmentId: string;
}

/** What is offered to the viewer, the one that runs out first at the top. */
export function offersTo(rows: Pick<Rows, 'all'>, viewer: Viewer): readonly AskedFor[] {
  const inView = rows.all('conversation').flatMap(({ conversation, offer, transfer, contact }): AskedFor[] => {
    if (offer === null || offer.state !== 'live' || offer.agentId !== viewer.agentId) return [];
    const { id: conversationId, channelKind, departmentId } = conversation;
    const ofTransfer = transfer !== null && transfer.id === offer.transferId ? transfer : null;
    return [
      {
        offer,
        transfer: ofTransfer,
        about: { conversationId, channelKind, contact },
        departmentId: ofTransfer?.toDepartmentId ?? departmentId,
      },
    ];
  });
  const elsewhere = rows
    .all('offer')
    .map(({ offer, transfer, about }) => ({ offer, transfer, about, departmentId: transfer?.toDepartmentId ?? '' }));
  return [...inView, ...elsewhere].sort((a, b) => a.offer.expiresAt - b.offer.expiresAt);
}

/** The row to go to when one leaves the list: the one that moves into its place, else the one before it; null for none. */
export function neighbourOf(ids: readonly string[], leaving: string): string | null {
  const at = ids.indexOf(leaving);
  if (at < 0) return ids[0] ?? null;
  return ids[at + 1] ?? ids[at - 1] ?? null;
}

/** How many messages there are that were not read here. What was never opened is new to its owner, and to nobody else. */
export function countUnread(entry: Entry, readUpTo: number | undefined, agentId: string | null): number {
  if (readUpTo === undefined && !isOwnedBy(entry, agentId)) return 0;
  return Math.max(0, entry.conversation.messageSequence - (readUpTo ?? 0));
}
