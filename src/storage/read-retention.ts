import type { Statement } from './database.ts';
import { encodeArray, encodeInstant } from './encode.ts';

/** What retention looks for. Read without locks: what is found is judged again by the command that takes it away. */

/** A department's tickets whose conversations were closed up to an instant, the oldest first: a page. */
export function readClosedTickets(
  organizationId: string,
  asked: {
    readonly departmentId: string;
    /** Where the page before ended. */
    readonly after: { readonly closedAt: number; readonly id: string } | null;
    readonly until: number;
    readonly limit: number;
  },
): Statement {
  const { departmentId, after, until, limit } = asked;
  return {
    name: 'read_closed_tickets',
    text: `select t.id, t.conversation_id as "conversationId", c.closed_at as "closedAt" from conversation c
      join ticket t on t.organization_id is not distinct from c.organization_id and t.conversation_id = c.id
      where c.closed_at is not null and c.organization_id = $1::uuid and t.department_id = $2
        and (c.closed_at, t.id) > ($3::timestamptz, $4::uuid) and c.closed_at >= $3::timestamptz
        and c.closed_at <= $5::timestamptz
      order by c.closed_at, t.id limit $6::int`,
    values: [
      organizationId,
      departmentId,
      encodeInstant(after?.closedAt ?? 0),
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      encodeInstant(until),
      String(limit),
    ],
  };
}

/** What of a ticket is still written: messages, notes of hand-overs, notes of wrap-ups. A portion of each. */
export function readErasable(
  organizationId: string,
  ticket: { readonly id: string; readonly conversationId: string },
  limit: number,
): Statement[] {
  const ofTicket = [organizationId, ticket.conversationId, ticket.id, String(limit)];
  return [
    {
      name: 'read_erasable_messages',
      text: `select m.sequence from message m
        where m.organization_id = $1::uuid and m.conversation_id = $2::uuid and m.ticket_id = $3::uuid
          and m.erased_at is null order by m.sequence limit $4::int`,
      values: ofTicket,
    },
    {
      name: 'read_erasable_transfers',
      text: `select x.id from transfer x where x.organization_id = $1::uuid and x.conversation_id = $2::uuid
        and x.ticket_id = $3::uuid and (x.note is not null or x.draft is not null) order by x.id limit $4::int`,
      values: ofTicket,
    },
    {
      name: 'read_erasable_segments',
      text: `select s.id from segment s where s.organization_id = $1::uuid and s.conversation_id = $2::uuid
        and s.ticket_id = $3::uuid and s.wrap_up_note is not null order by s.id limit $4::int`,
      values: ofTicket,
    },
  ];
}

/** Erased files whose bytes are still to go, of any organization, and whether another file has the same bytes. */
export function readErasedFiles(limit: number): Statement {
  return {
    name: 'read_erased_files',
    text: `select f.organization_id as "organizationId", f.id, f.sha256, exists (
        select 1 from file o where o.sha256 = f.sha256 and o.name <> '') as "isShared"
      from file f where f.name = '' and f.sha256 <> '' order by f.organization_id, f.id limit $1::int`,
    values: [String(limit)],
  };
}

/** Files of any organization that were stored up to an instant and that nothing carries, the oldest first. */
export function readUnsentFiles(until: number, limit: number): Statement {
  return {
    name: 'read_unsent_files',
    text: `select f.organization_id as "organizationId", f.id from file f
      where f.conversation_id is null and f.name <> '' and f.created_at <= $1::timestamptz
      order by f.created_at, f.organization_id limit $2::int`,
    values: [encodeInstant(until), String(limit)],
  };
}

/** Which of these hashes any file has, of whichever organization. */
export function readKnownHashes(hashes: readonly string[]): Statement {
  return {
    name: 'read_known_hashes',
    text: 'select distinct f.sha256 from file f where f.sha256 = any($1::text[])',
    values: [encodeArray(hashes)],
  };
}
