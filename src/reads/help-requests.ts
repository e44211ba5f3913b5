import type { HelpFlag } from '../domain/conversation.ts';
import { readHelpRequests } from '../storage/read-help-requests.ts';
import { type Page, type Reader, type Reads, readerFilter } from './reads.ts';

/** An agent who asks for help, as supervisors see it. */
export interface SeenHelpRequest extends HelpFlag {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly departmentId: string;
  readonly channelKind: string;
  readonly contactId: string;
  readonly contactName: string | null;
  /** What they whispered last; null once it was erased with its conversation's messages. */
  readonly message: string | null;
}

/** The raised flags of departments that the reader belongs to, or of all to whoever reads every ticket. @throws DatabaseError */
export async function listHelpRequests(
  { database }: Reads,
  reader: Reader,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<Page<SeenHelpRequest>> {
  const departments = readerFilter(reader)?.departments ?? null;
  const { rows } = await database.read(readHelpRequests(reader.organizationId, { departments, before, limit }));
  const items = rows
    .slice(0, limit)
    .map(({ help, ...row }): SeenHelpRequest => ({ ...(row as SeenHelpRequest), ...help }));
  return { items, next: rows.length > limit ? (items.at(-1)?.conversationId ?? null) : null };
}
