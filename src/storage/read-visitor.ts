import type { Database } from './database.ts';
import { encodeArray } from './encode.ts';

/**
 * What the widget's routes read. Nothing that is internal leaves these statements: of messages no notes, of events only who
 * owns the conversation, where, and where a pending transfer leads; never a text, a reason or an actor.
 */

const conversationText = `select c.id, c.status, c.closed_at as "closedAt", p.name as "contactName"
  from thread t join conversation c on c.organization_id = t.organization_id and c.id = t.conversation_id
  left join contact p on p.organization_id = c.organization_id and p.id = c.contact_id
  where t.organization_id = $1::uuid and t.account_id = $2 and t.thread_key = $3`;

export const turnsText = `select e.sequence, e.command_id as "commandId", e.at,
    f.fields ->> 'status' as status, f.fields -> 'owner' as owner, f.fields ->> 'departmentId' as "departmentId",
    coalesce(f.fields ? 'pendingTransferId', false) as "touchesPending",
    f.fields ->> 'pendingTransferId' as "pendingTransferId", e.data ->> 'transferId' as "transferId",
    e.data #>> array['changes', 'transfer', e.data ->> 'transferId', 'toDepartmentId'] as "toDepartmentId"
  from event e cross join lateral (
    select (e.data #> array['changes', 'conversation', $2::text])::jsonb as fields offset 0) f
  where e.organization_id = $1::uuid and e.conversation_id = $2::uuid and e.kind = any($3::text[])
  order by e.sequence limit 5000`;

// By the place of the event that told of each message, which is what cursors are made of. `direction` says it once more: a
// note never leaves.
const messageFields = `e.sequence as "eventSequence", m.id, m.direction, m.author, m.automatic, m.text,
  m.file_ids as "fileIds", m.external_id as "externalId", m.at`;
const messagesOf = `from event e join message m on m.organization_id = e.organization_id
    and m.conversation_id = e.conversation_id and m.sequence = (e.data ->> 'messageSequence')::int
    and m.direction in ('inbound', 'outbound')
  where e.organization_id = $1::uuid and e.conversation_id = $2::uuid and e.kind in ('message.received', 'message.sent')`;
const newestText = `select ${messageFields} ${messagesOf} and e.sequence < $3::int order by e.sequence desc limit $4::int`;
const nextText = `select ${messageFields} ${messagesOf} and e.sequence > $3::int order by e.sequence limit $4::int`;

const filesText = `select f.id, f.name, f.media_type as "mediaType", f.bytes from file f
  where f.organization_id = $1::uuid and f.id = any($2::uuid[]) and f.conversation_id = $3::uuid`;

// A file of a conversation's customer: one that a message which they may read carries.
const carriedFileText = `select f.id, f.name, f.media_type as "mediaType", f.bytes, f.sha256 from file f
  where f.organization_id = $1::uuid and f.id = $2::uuid and f.conversation_id = $3::uuid and exists (
    select 1 from message m where m.organization_id = f.organization_id and m.conversation_id = f.conversation_id
      and m.direction in ('inbound', 'outbound') and m.file_ids @> array[f.id])`;

/** Which messages: the newest before an event, or the first after one; at most `limit`. */
export type VisitorPage =
  | { readonly before: number; readonly limit: number }
  | { readonly after: number; readonly limit: number };

/** The store as the widget's routes ask it. All reject with DatabaseError. */
export function visitorReader(database: Database) {
  async function transcript(
    organizationId: string,
    conversationId: string,
    { page, turnKinds }: { readonly page: VisitorPage; readonly turnKinds: readonly string[] },
  ) {
    const of = [organizationId, conversationId];
    const isNext = 'after' in page;
    const [turns, messages] = await database.readTogether([
      { name: 'visitor_turns', text: turnsText, values: [...of, encodeArray(turnKinds)] },
      {
        name: isNext ? 'visitor_messages_next' : 'visitor_messages_newest',
        text: isNext ? nextText : newestText,
        values: [...of, String(isNext ? page.after : page.before), String(page.limit)],
      },
    ]);
    const found = isNext ? (messages?.rows ?? []) : (messages?.rows ?? []).toReversed();
    const fileIds = found.flatMap(({ fileIds: ids }) => ids as string[]);
    const files =
      fileIds.length === 0
        ? []
        : (
            await database.read({
              name: 'visitor_files',
              text: filesText,
              values: [organizationId, encodeArray(fileIds), conversationId],
            })
          ).rows;
    return { turns: turns?.rows ?? [], messages: found, files };
  }

  return {
    /** The thread's latest conversation; null when there is none yet. */
    conversation: async (
      organizationId: string,
      { accountId, threadKey }: { readonly accountId: string; readonly threadKey: string },
    ) => {
      const values = [organizationId, accountId, threadKey];
      const { rows } = await database.read({ name: 'visitor_conversation', text: conversationText, values });
      return (rows[0] as VisitorConversation | undefined) ?? null;
    },
    /** A page of messages and all turns of a conversation, of one snapshot. */
    transcript,
    /** A file that a message which the customer may read carries; null otherwise. */
    file: async (organizationId: string, conversationId: string, id: string) => {
      const values = [organizationId, id, conversationId];
      const { rows } = await database.read({ name: 'visitor_file', text: carriedFileText, values });
      return (rows[0] as VisitorFileRow | undefined) ?? null;
    },
  };
}

export interface VisitorConversation {
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly closedAt: number | null;
  readonly contactName: string | null;
}

interface VisitorFileRow {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}
