import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { pastEveryId } from './read-tickets.ts';

/**
 * Raised flags of these departments (null: of all), newest conversation first, with what the agent whispered last. Along the
 * partial index, which holds nothing but raised flags.
 */
export function readHelpRequests(
  organizationId: string,
  filter: { readonly departments: readonly string[] | null; readonly before: string | null; readonly limit: number },
): Statement {
  return {
    name: 'read_help_requests',
    text: `select c.id as "conversationId", c.ticket_id as "ticketId", c.department_id as "departmentId",
        c.channel_kind as "channelKind", c.contact_id as "contactId", p.name as "contactName", c.help, w.text as message
      from (select * from conversation where organization_id = $1::uuid and help is not null and id < $2::uuid
        and ($3::text[] is null or department_id = any($3::text[])) order by id desc limit $4::int) c
      left join contact p on p.organization_id = c.organization_id and p.id = c.contact_id
      left join lateral (select m.text from message m
        where m.organization_id = c.organization_id and m.conversation_id = c.id and m.direction = 'whisper'
          and m.author ->> 'id' = c.help ->> 'agentId'
        order by m.sequence desc limit 1) w on true
      order by c.id desc`,
    values: [
      organizationId,
      filter.before ?? pastEveryId,
      filter.departments === null ? null : encodeArray(filter.departments),
      String(filter.limit + 1),
    ],
  };
}
