import type { Segment } from '../domain/conversation.ts';
import { readSegmentPage } from '../storage/read-transfers.ts';
import { readRow } from '../storage/tables.ts';
import { type Page, type Reader, type Reads, readerFilter, readIdPage } from './reads.ts';

/** Segments, newest first: of departments that the reader belongs to, and the reader's own. */
export async function listSegments(
  reads: Reads,
  reader: Reader,
  query: {
    readonly ticketId?: string;
    readonly conversationId?: string;
    readonly agentId?: string;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<Page<Segment>> {
  const filter = readerFilter(reader);
  const statements = readSegmentPage(reader.organizationId, {
    ticketId: query.ticketId ?? null,
    conversationId: query.conversationId ?? null,
    agentId: query.agentId ?? null,
    departments: filter?.departments ?? null,
    readerId: filter?.agentId ?? null,
    before: query.before,
    limit: query.limit,
  });
  const { items, next } = await readIdPage<{ id: string }>(reads, statements, query.limit);
  return { items: items.map((record) => readRow('segment', record as unknown as Record<string, unknown>)), next };
}
