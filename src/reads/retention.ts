import {
  readClosedTickets,
  readErasable,
  readErasedFiles,
  readKnownHashes,
  readUnsentFiles,
} from '../storage/read-retention.ts';
import type { Reads } from './reads.ts';

export interface ClosedTicket {
  readonly id: string;
  readonly conversationId: string;
  readonly closedAt: number;
}

/** A department's tickets that were closed up to an instant, the oldest first, after the last one that is done. @throws DatabaseError */
export async function findClosedTickets(
  { database }: Reads,
  organizationId: string,
  asked: Parameters<typeof readClosedTickets>[1],
): Promise<readonly ClosedTicket[]> {
  return (await database.read(readClosedTickets(organizationId, asked))).rows as ClosedTicket[];
}

/** What is still written in a closed ticket, at most `limit` of each kind. @throws DatabaseError */
export async function findErasable(
  { database }: Reads,
  organizationId: string,
  ticket: ClosedTicket,
  limit: number,
): Promise<{
  readonly sequences: readonly number[];
  readonly transferIds: readonly string[];
  readonly segmentIds: readonly string[];
}> {
  const [messages, transfers, segments] = await database.readTogether(readErasable(organizationId, ticket, limit));
  return {
    sequences: (messages?.rows ?? []).map(({ sequence }) => sequence as number),
    transferIds: (transfers?.rows ?? []).map(({ id }) => id as string),
    segmentIds: (segments?.rows ?? []).map(({ id }) => id as string),
  };
}

/** Erased files whose bytes are still to go. @throws DatabaseError */
export async function findErasedFiles({ database }: Reads, limit: number): Promise<readonly ErasedFile[]> {
  return (await database.read(readErasedFiles(limit))).rows as ErasedFile[];
}

export interface ErasedFile {
  readonly organizationId: string;
  readonly id: string;
  readonly sha256: string;
  /** Whether a file that was not erased, of whichever organization, has the same bytes. */
  readonly isShared: boolean;
}

/** Files that were stored up to an instant and that no message carries, the oldest first. @throws DatabaseError */
export async function findUnsentFiles(
  { database }: Reads,
  until: number,
  limit: number,
): Promise<readonly { readonly organizationId: string; readonly id: string }[]> {
  return (await database.read(readUnsentFiles(until, limit))).rows as { organizationId: string; id: string }[];
}

/** Which of these hashes some file has. @throws DatabaseError */
export async function findKnownHashes({ database }: Reads, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  return new Set((await database.read(readKnownHashes(hashes))).rows.map(({ sha256 }) => sha256 as string));
}
