import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { selectFields } from './select-fields.ts';

/** A stretch of a conversation's messages, both ends included. */
export interface MessageRange {
  readonly from: number;
  readonly to: number;
}

export interface MessageFilter {
  /** Only messages in one of these may be read. */
  readonly ranges: readonly MessageRange[];
  /** Only notes of these tickets may be read; null is all. */
  readonly notesOf: readonly string[] | null;
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
    ],
  };
}

const inRange = `exists (select 1 from unnest($4::int[], $5::int[]) as r (first, last) where m.sequence between r.first and r.last)
    and (m.direction in ('inbound', 'outbound') or $7::uuid[] is null or m.ticket_id = any($7::uuid[]))`;
const oldestText = `
  select ${selectFields('message', 'm')} from message m
  where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.sequence > $3::int and ${inRange}
  order by m.sequence limit $6::int`;
const newestText = `
  select ${selectFields('message', 'm')} from message m
  where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.sequence < $3::int and ${inRange}
  order by m.sequence desc limit $6::int`;
