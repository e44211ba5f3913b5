import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { turnsText } from './read-visitor.ts';
import { selectFields } from './select-fields.ts';

/**
 * A page of a conversation's events with the messages that they tell of, along the events' sequence; besides all that says
 * who had the conversation, and every hand-over. Four statements for `readTogether`, in this order.
 */
export function readTranscriptPage(
  organizationId: string,
  conversationId: string,
  page: { readonly after: number; readonly limit: number; readonly turnKinds: readonly string[] },
): Statement[] {
  const of = [organizationId, conversationId];
  const range = [...of, String(page.after), String(page.limit)];
  return [
    { name: 'transcript_turns', text: turnsText, values: [...of, encodeArray(page.turnKinds)] },
    { name: 'transcript_events', text: eventsText, values: range },
    { name: 'transcript_messages', text: messagesText, values: range },
    { name: 'transcript_transfers', text: transfersText, values: of },
  ];
}

const eventsText = `select e.sequence, e.kind, e.actor, e.data::jsonb - 'changes' as data, e.at from event e
  where e.organization_id = $1::uuid and e.conversation_id = $2::uuid and e.sequence > $3::int
  order by e.sequence limit $4::int`;
const messagesText = `select e.sequence as "eventSequence", ${selectFields('message', 'm')} from (${eventsText}) e
  join message m on m.organization_id = $1::uuid and m.conversation_id = $2::uuid
    and m.sequence = (e.data ->> 'messageSequence')::int
  order by e.sequence`;
const transfersText = `select ${selectFields('transfer', 'x')} from transfer x
  where x.organization_id = $1::uuid and x.conversation_id = $2::uuid order by x.id limit 5000`;

/** Files of a conversation, by id. */
export function readFilesOf(organizationId: string, conversationId: string, ids: readonly string[]): Statement {
  return {
    name: 'transcript_files',
    text: `select ${selectFields('file', 'f')} from file f
      where f.organization_id = $1::uuid and f.conversation_id = $2::uuid and f.id = any($3::uuid[])`,
    values: [organizationId, conversationId, encodeArray(ids)],
  };
}
