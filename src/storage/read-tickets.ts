import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { selectFields } from './select-fields.ts';

/**
 * Tickets with what decides who may read them: their conversations, live offers and pending transfers. Four statements
 * for `readTogether`, in this order.
 */
export function readTicketTrees(organizationId: string, ticketIds: readonly string[]): Statement[] {
  const values = [organizationId, encodeArray(ticketIds)];
  return [
    { name: 'read_tickets', text: ticketsText, values },
    { name: 'read_conversations_of_tickets', text: conversationsText, values },
    { name: 'read_live_offers_of_tickets', text: offersText, values },
    { name: 'read_pending_transfers_of_tickets', text: transfersText, values },
  ];
}

const ticketsText = `
  select ${selectFields('ticket', 't')} from ticket t where t.organization_id = $1::uuid and t.id = any($2::uuid[])`;
const ofTickets = `
  from (select distinct conversation_id from ticket where organization_id = $1::uuid and id = any($2::uuid[])) k
  join conversation c on c.organization_id = $1::uuid and c.id = k.conversation_id`;
const conversationsText = `select ${selectFields('conversation', 'c')} ${ofTickets}`;
const offersText = `
  select ${selectFields('offer', 'o')} ${ofTickets}
  join offer o on o.organization_id = $1::uuid and o.id = c.live_offer_id`;
const transfersText = `
  select ${selectFields('transfer', 'x')} ${ofTickets}
  join transfer x on x.organization_id = $1::uuid and x.id = c.pending_transfer_id`;

/** How many rows one page of a list looks at: some milliseconds. A page may be short and still have a next one. */
export const scannedMax = 2_000;

/** Comes after every id, so that a first page is read along the same index as the others. */
export const pastEveryId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What a list of tickets is narrowed to; null does not narrow. */
export interface TicketFilter {
  readonly state: string | null;
  readonly departmentId: string | null;
  readonly conversationId: string | null;
  readonly owner: { readonly kind: string; readonly id: string } | null;
  /** Only what this agent may read: tickets of these departments, owned by or offered to the agent. Null reads all. */
  readonly reader: { readonly agentId: string; readonly departments: readonly string[] } | null;
  /** Ids below this one: newest first. */
  readonly before: string | null;
  readonly limit: number;
}

const readable = `($3::text is null or t.department_id = any($4::text[])
    or exists (select 1 from conversation c where c.organization_id = t.organization_id and c.id = t.conversation_id
      and c.ticket_id = t.id and ((c.owner_kind = 'agent' and c.owner_id = $3) or exists (
        select 1 from jsonb_array_elements(c.parties) p where p #>> '{who,kind}' = 'agent' and p #>> '{who,id}' = $3) or exists (
        select 1 from offer o where o.organization_id = c.organization_id and o.id = c.live_offer_id and o.agent_id = $3))))
  and ($5::text is null or t.state = $5)`;

function scanned(where: string): string {
  return `select t.id, t.organization_id, t.conversation_id, t.department_id, t.state from ticket t
    where t.organization_id = $1::uuid and t.id < $2::uuid and ${where}
    order by t.id desc limit ${scannedMax}`;
}

/** By the primary key, by department, by conversation, and by owner: each along an index, newest first. */
const scans = {
  all: scanned('true'),
  department: scanned('t.department_id = $7'),
  conversation: scanned('t.conversation_id = $7::uuid'),
  owner: `select t.id, t.organization_id, t.conversation_id, t.department_id, t.state
    from (select c.ticket_id from conversation c where c.organization_id = $1::uuid and c.status = 'open' and c.owner_id = $7
      and c.owner_kind = $8 and c.ticket_id < $2::uuid order by c.ticket_id desc limit ${scannedMax}) c
    join ticket t on t.organization_id = $1::uuid and t.id = c.ticket_id order by t.id desc`,
} as const;

/** The page's ids; and, to be asked when the page is short, where its scan ended: the id of the last row looked at. */
export function readTicketPage(
  organizationId: string,
  filter: TicketFilter,
): { readonly page: Statement; readonly end: Statement } {
  const by =
    filter.conversationId !== null
      ? 'conversation'
      : filter.owner !== null
        ? 'owner'
        : filter.departmentId !== null
          ? 'department'
          : 'all';
  const extra =
    by === 'conversation'
      ? [filter.conversationId]
      : by === 'owner'
        ? [filter.owner?.id ?? '', filter.owner?.kind ?? '']
        : by === 'department'
          ? [filter.departmentId]
          : [];
  const department = by === 'department' ? null : filter.departmentId;
  const also = department === null ? '' : ` and t.department_id = $${7 + extra.length}`;
  const { reader } = filter;
  const values = [
    organizationId,
    filter.before ?? pastEveryId,
    reader?.agentId ?? null,
    encodeArray(reader?.departments ?? []),
    filter.state,
    String(filter.limit + 1),
    ...extra,
    ...(department === null ? [] : [department]),
  ];
  const name = `${by}${also === '' ? '' : '_in_department'}`;
  return {
    page: {
      name: `read_ticket_page_by_${name}`,
      text: `select t.id from (${scans[by]}) t where ${readable}${also} order by t.id desc limit $6::int`,
      values,
    },
    end: {
      name: `read_ticket_page_end_by_${by}`,
      // The parameters that it does not use are named, so that both take the same ones.
      text: `select t.id from (${scans[by]}) t where ($3::text, $4::text[], $5::text, $6::int) is not null or true offset ${scannedMax - 1}`,
      values: values.slice(0, 6 + extra.length),
    },
  };
}
