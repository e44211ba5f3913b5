import type { Instant } from '../base/clock.ts';
import { type AuditCategory, type AuditEntry, auditEntryOf } from '../domain/audit-entry.ts';
import { verifyLinks } from '../storage/audit-chain.ts';
import { readPositions } from '../storage/event-log.ts';
import { readAuditedEvents, readInstantOf } from '../storage/read-audit.ts';
import { scannedMax } from '../storage/read-tickets.ts';
import type { Reads } from './reads.ts';

export interface AuditQuery {
  readonly category?: AuditCategory;
  readonly actorKind?: string;
  readonly actorId?: string;
  readonly conversationId?: string;
  readonly from?: Instant;
  /** Not included. */
  readonly to?: Instant;
  readonly before: number | null;
  readonly limit: number;
}

/** Entries, newest first; `next` is the position below which the next page begins, null on the last one. */
export async function listAuditEntries(
  reads: Reads,
  organizationId: string,
  query: AuditQuery,
): Promise<{ readonly items: readonly AuditEntry[]; readonly next: number | null }> {
  const head = await headOf(reads, organizationId);
  const from = query.from === undefined ? 1 : await positionAt(reads, organizationId, { head, at: query.from });
  const end = query.to === undefined ? head + 1 : await positionAt(reads, organizationId, { head, at: query.to });
  const before = Math.min(query.before ?? end, end);
  const { rows } = await reads.database.read(
    readAuditedEvents(organizationId, {
      category: query.category ?? null,
      actorKind: query.actorKind ?? null,
      actorId: query.actorId ?? null,
      conversationId: query.conversationId ?? null,
      from,
      before,
      limit: query.limit + 1,
    }),
  );
  const items = rows.slice(0, query.limit).map(auditEntryOf);
  if (rows.length > query.limit) return { items, next: items.at(-1)?.position ?? null };
  // Positions have no gaps, so the scan ended this far down.
  const scannedTo = before - scannedMax;
  return { items, next: query.conversationId === undefined && scannedTo > from ? scannedTo : null };
}

async function headOf({ database }: Reads, organizationId: string): Promise<number> {
  return (await database.read(readPositions([organizationId]))).rows[0]?.position ?? 0;
}

/** The first position at or after an instant, or one past the head: halving, as times rise with positions. */
async function positionAt(
  { database }: Reads,
  organizationId: string,
  { head, at }: { readonly head: number; readonly at: Instant },
): Promise<number> {
  let [low, high] = [1, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { rows } = await database.read(readInstantOf(organizationId, middle));
    if (rows[0] !== undefined && rows[0].at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface ChainLink {
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** In hexadecimal. */
  readonly hash: string;
  readonly at: Instant;
}

export interface ChainVerdict {
  /** The first link that is not what the log says; null when all that were looked at hold. */
  readonly broken: ChainLink | null;
  /** The last link that holds: noted elsewhere, it proves that everything up to it is as it was. */
  readonly last: ChainLink | null;
  /** Where to go on; null when everything was looked at. */
  readonly next: number | null;
  /** Events that have no link yet: those of the last second or so. */
  readonly unlinked: number;
}

/** So many statements in one go: a few seconds of a large log. */
const roundsMax = 40;

/** Computes links again, from after a position on, and stops at the first that does not hold. @throws DatabaseError */
export async function verifyChain(reads: Reads, organizationId: string, after: number): Promise<ChainVerdict> {
  const head = await headOf(reads, organizationId);
  let last: ChainLink | null = null;
  let seen = after;
  for (let round = 0; ; round++) {
    const { rows } = await reads.database.read(verifyLinks(organizationId, seen));
    for (const { follows, holds, ...link } of rows) {
      if (!follows || !holds)
        return { broken: link, last, next: null, unlinked: Math.max(0, head - link.lastPosition) };
      last = link;
      seen = link.firstPosition;
    }
    const unlinked = Math.max(0, head - (last?.lastPosition ?? 0));
    if (rows.length === 0) return { broken: null, last, next: null, unlinked };
    if (round === roundsMax) return { broken: null, last, next: seen, unlinked };
  }
}
