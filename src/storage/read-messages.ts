import type { Statement } from './database.ts';
import { encodeArray, encodeInstant } from './encode.ts';
import { selectFields } from './select-fields.ts';

/** A stretch of a conversation's messages, both ends included. */
export interface MessageRange {
  readonly from: number;
  readonly to: number;
}

export interface MessageFilter {
  /** Only messages in one of these may be read. */
  readonly ranges: readonly MessageRange[];
  /** Only of these tickets what was said within may be read; null is all. */
  readonly notesOf: readonly string[] | null;
  /** Besides, the words of this ticket's consult since an instant. */
  readonly consult?: { readonly ticketId: string; readonly since: number } | null;
  readonly after: number | null;
  readonly newestFirst: boolean;
  readonly limit: number;
}

const bigInteger = 2_147_483_647;

/** A page of a conversation's messages, along its sequence. */
export function readMessages(organizationId: string, conversationId: string, filter: MessageFilter): Statement {
  const { newestFirst, ranges } = filter;
  return {
    name: newestFirst ? 'read_messages_newest_first' : 'read_messages_oldest_first',
    text: newestFirst ? newestText : oldestText,
    values: [
      organizationId,
      conversationId,
      String(filter.after ?? (newestFirst ? bigInteger : 0)),
      encodeArray(ranges.map(({ from }) => from)),
      encodeArray(ranges.map(({ to }) => Math.min(to, bigInteger))),
      String(filter.limit + 1),
      filter.notesOf === null ? null : encodeArray(filter.notesOf),
      filter.consult?.ticketId ?? null,
      filter.consult == null ? null : encodeInstant(filter.consult.since),
    ],
  };
}

const inRange = `(exists (select 1 from unnest($4::int[], $5::int[]) as r (first, last) where m.sequence between r.first and r.last)
      and (m.direction in ('inbound', 'outbound') or $7::uuid[] is null or m.ticket_id = any($7::uuid[]))
    or (m.direction = 'consult' and m.ticket_id = $8::uuid and m.at >= $9::timestamptz))`;
const oldestText = `
  select ${selectFields('message', 'm')} from message m
  where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.sequence > $3::int and ${inRange}
  order by m.sequence limit $6::int`;
const newestText = `
  select ${selectFields('message', 'm')} from message m
  where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.sequence < $3::int and ${inRange}
  order by m.sequence desc limit $6::int`;

/** What stands in these stretches of a conversation, as far as masking looks at it; in order. The stretches do not overlap. */
export function readNeighbours(
  organizationId: string,
  conversationId: string,
  stretches: readonly MessageRange[],
): Statement {
  return {
    name: 'read_neighbours',
    text: `select m.sequence, m.direction, m.text from unnest($3::int[], $4::int[]) as r (first, last)
      join message m on m.organization_id = $1::uuid and m.conversation_id = $2::uuid
        and m.sequence between r.first and r.last
      order by m.sequence`,
    values: [
      organizationId,
      conversationId,
      encodeArray(stretches.map(({ from }) => from)),
      encodeArray(stretches.map(({ to }) => to)),
    ],
  };
}

/** The departments that a conversation has passed. */
export function readDepartmentsOf(organizationId: string, conversationId: string): Statement {
  return {
    name: 'read_departments_of_conversation',
    text: `select distinct t.department_id as id from ticket t
      where t.organization_id = $1::uuid and t.conversation_id = $2::uuid`,
    values: [organizationId, conversationId],
  };
}

/** How much was said to and by a customer in a stretch of a conversation, by whom, when, and where their first and last words stand. */
export function readMessageCounts(
  organizationId: string,
  conversationId: string,
  { from, to }: MessageRange,
): Statement {
  const own = `filter (where m.direction = 'inbound')`;
  return {
    name: 'read_message_counts',
    text: `select count(*) ${own} as customer,
        count(*) filter (where m.direction = 'outbound' and not m.automatic) as agent,
        count(*) filter (where m.direction = 'outbound' and m.automatic) as automatic,
        min(m.sequence) ${own} as first, max(m.sequence) ${own} as last,
        min(m.at) as "startedAt", max(m.at) as "endedAt"
      from message m where m.organization_id = $1::uuid and m.conversation_id = $2::uuid
        and m.sequence between $3::int and $4::int and m.direction in ('inbound', 'outbound')`,
    values: [organizationId, conversationId, String(from), String(to)],
  };
}
