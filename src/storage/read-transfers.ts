import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { pastEveryId, scannedMax } from './read-tickets.ts';
import { selectFields } from './select-fields.ts';

export function readTransfers(organizationId: string, ids: readonly string[]): Statement {
  return {
    name: 'read_transfers',
    text: `select ${selectFields('transfer', 'x')} from transfer x where x.organization_id = $1::uuid and x.id = any($2::uuid[])`,
    values: [organizationId, encodeArray(ids)],
  };
}

export interface TransferFilter {
  readonly conversationId: string | null;
  readonly ticketId: string | null;
  readonly state: string | null;
  readonly before: string | null;
  readonly limit: number;
}

/** Ids with their conversations, newest first. Who may read them is decided by their tickets, not here. */
export function readTransferPage(
  organizationId: string,
  filter: TransferFilter,
): { readonly page: Statement; readonly end: Statement } {
  const by = filter.conversationId === null ? 'all' : 'conversation';
  const scan = `select x.id, x.conversation_id, x.ticket_id, x.state from transfer x
    where x.organization_id = $1::uuid and x.id < $2::uuid${by === 'all' ? '' : ' and x.conversation_id = $6::uuid'}
    order by x.id desc limit ${scannedMax}`;
  const values = [
    organizationId,
    filter.before ?? pastEveryId,
    filter.ticketId,
    filter.state,
    String(filter.limit + 1),
    ...(filter.conversationId === null ? [] : [filter.conversationId]),
  ];
  return {
    page: {
      name: `read_transfer_page_by_${by}`,
      text: `select x.id, x.conversation_id as "conversationId" from (${scan}) x
        where ($3::uuid is null or x.ticket_id = $3) and ($4::text is null or x.state = $4) order by x.id desc limit $5::int`,
      values,
    },
    end: {
      name: `read_transfer_page_end_by_${by}`,
      text: `select x.id from (${scan}) x where ($3::uuid, $4::text, $5::int) is not null or true offset ${scannedMax - 1}`,
      values,
    },
  };
}

/** Live offers, newest first; of one agent, or of all. Bounded by what agents can hold. */
export function readLiveOffers(
  organizationId: string,
  filter: { readonly agentId: string | null; readonly before: string | null; readonly limit: number },
): Statement {
  const ofAgent = filter.agentId !== null;
  return {
    name: ofAgent ? 'read_live_offers_of_agent' : 'read_live_offers',
    text: `select ${selectFields('offer', 'o')} from offer o
      where o.organization_id = $1::uuid and o.state = 'live' and o.id < $2::uuid${ofAgent ? ' and o.agent_id = $4' : ''}
      order by o.id desc limit $3::int`,
    values: [
      organizationId,
      filter.before ?? pastEveryId,
      String(filter.limit + 1),
      ...(filter.agentId === null ? [] : [filter.agentId]),
    ],
  };
}

export interface SegmentFilter {
  readonly ticketId: string | null;
  readonly conversationId: string | null;
  readonly agentId: string | null;
  readonly departments: readonly string[] | null;
  readonly readerId: string | null;
  readonly before: string | null;
  readonly limit: number;
}

/** Segments, newest first: of departments that the reader belongs to, and the reader's own. */
export function readSegmentPage(
  organizationId: string,
  filter: SegmentFilter,
): { readonly page: Statement; readonly end: Statement } {
  const by = filter.ticketId === null ? (filter.conversationId === null ? 'all' : 'conversation') : 'ticket';
  const where = {
    all: '',
    ticket: ' and s.ticket_id = $7::uuid',
    conversation: ` and s.ticket_id in (select t.id from ticket t where t.organization_id = $1::uuid and t.conversation_id = $7::uuid)`,
  }[by];
  const scan = `select s.* from segment s where s.organization_id = $1::uuid and s.id < $2::uuid${where}
    order by s.id desc limit ${scannedMax}`;
  const values = [
    organizationId,
    filter.before ?? pastEveryId,
    filter.agentId,
    filter.departments === null ? null : encodeArray(filter.departments),
    filter.readerId,
    String(filter.limit + 1),
    ...(by === 'ticket' ? [filter.ticketId] : by === 'conversation' ? [filter.conversationId] : []),
  ];
  return {
    page: {
      name: `read_segment_page_by_${by}`,
      text: `select ${selectFields('segment', 's')} from (${scan}) s
        where ($3::text is null or (s.owner_kind = 'agent' and s.owner_id = $3))
          and ($4::text[] is null or s.department_id = any($4) or (s.owner_kind = 'agent' and s.owner_id = $5::text))
        order by s.id desc limit $6::int`,
      values,
    },
    end: {
      name: `read_segment_page_end_by_${by}`,
      text: `select s.id from (${scan}) s where ($3::text, $4::text[], $5::text, $6::int) is not null or true offset ${scannedMax - 1}`,
      values,
    },
  };
}
