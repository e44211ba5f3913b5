import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { pastEveryId, scannedMax } from './read-tickets.ts';
import { selectFields } from './select-fields.ts';

/** Conversations with all their tickets, live offers and pending transfers: four statements, in this order. */
export function readConversationTrees(organizationId: string, ids: readonly string[]): Statement[] {
  const values = [organizationId, encodeArray(ids)];
  return [
    { name: 'read_conversations', text: conversationsText, values },
    { name: 'read_tickets_of_conversations', text: ticketsText, values },
    { name: 'read_live_offers_of_conversations', text: offersText, values },
    { name: 'read_pending_transfers_of_conversations', text: transfersText, values },
  ];
}

const conversationsText = `
  select ${selectFields('conversation', 'c')} from conversation c where c.organization_id = $1::uuid and c.id = any($2::uuid[])`;
const ticketsText = `
  select ${selectFields('ticket', 't')} from ticket t
  where t.organization_id is not distinct from $1::uuid and t.conversation_id = any($2::uuid[]) order by t.id`;
const offersText = `
  select ${selectFields('offer', 'o')} from offer o where o.organization_id = $1::uuid and o.id = any(array(
    select c.live_offer_id from conversation c where c.organization_id = $1::uuid and c.id = any($2::uuid[]) and c.live_offer_id is not null))`;
const transfersText = `
  select ${selectFields('transfer', 'x')} from transfer x where x.organization_id = $1::uuid and x.id = any(array(
    select c.pending_transfer_id from conversation c where c.organization_id = $1::uuid and c.id = any($2::uuid[]) and c.pending_transfer_id is not null))`;

export interface ConversationFilter {
  readonly status: string | null;
  readonly accountId: string | null;
  readonly contactId: string | null;
  readonly threadKey: string | null;
  readonly reader: { readonly agentId: string; readonly departments: readonly string[] } | null;
  readonly before: string | null;
  readonly limit: number;
}

const scans = {
  all: scanned('true'),
  contact: scanned('c.contact_id = $9::uuid'),
} as const;

function scanned(where: string): string {
  return `select c.* from conversation c where c.organization_id = $1::uuid and c.id < $2::uuid and ${where}
    order by c.id desc limit ${scannedMax}`;
}

const matching = `($3::text is null or exists (
      select 1 from ticket t where t.organization_id = c.organization_id and t.conversation_id = c.id and t.department_id = any($4::text[]))
    or (c.owner_kind = 'agent' and c.owner_id = $3)
    or exists (select 1 from jsonb_array_elements(c.parties) p where p #>> '{who,kind}' = 'agent' and p #>> '{who,id}' = $3)
    or exists (select 1 from offer o where o.organization_id = c.organization_id and o.id = c.live_offer_id and o.agent_id = $3))
  and ($5::text is null or c.status = $5) and ($6::text is null or c.account_id = $6) and ($7::text is null or c.thread_key = $7)`;

/** The page's ids, newest first; and where its scan ended. */
export function readConversationPage(
  organizationId: string,
  filter: ConversationFilter,
): { readonly page: Statement; readonly end: Statement } {
  const by = filter.contactId === null ? 'all' : 'contact';
  const extra = filter.contactId === null ? [] : [filter.contactId];
  const values = [
    organizationId,
    filter.before ?? pastEveryId,
    filter.reader?.agentId ?? null,
    encodeArray(filter.reader?.departments ?? []),
    filter.status,
    filter.accountId,
    filter.threadKey,
    String(filter.limit + 1),
    ...extra,
  ];
  return {
    page: {
      name: `read_conversation_page_by_${by}`,
      text: `select c.id from (${scans[by]}) c where ${matching} order by c.id desc limit $8::int`,
      values,
    },
    end: {
      name: `read_conversation_page_end_by_${by}`,
      text: `select c.id from (${scans[by]}) c
        where ($3::text, $4::text[], $5::text, $6::text, $7::text, $8::int) is not null or true offset ${scannedMax - 1}`,
      values,
    },
  };
}

/** The segments and transfers of a conversation, oldest first. Bounded: nobody reads more in one go. */
export function readLineage(organizationId: string, conversationId: string): Statement[] {
  const values = [organizationId, conversationId];
  return [
    {
      name: 'read_segments_of_conversation',
      text: `select ${selectFields('segment', 's')} from ticket t
        join segment s on s.organization_id is not distinct from t.organization_id and s.ticket_id = t.id
        where t.organization_id is not distinct from $1::uuid and t.conversation_id = $2::uuid order by s.id limit 5000`,
      values,
    },
    {
      name: 'read_transfers_of_conversation',
      text: `select ${selectFields('transfer', 'x')} from transfer x
        where x.organization_id is not distinct from $1::uuid and x.conversation_id = $2::uuid order by x.id limit 5000`,
      values,
    },
    {
      name: 'read_offers_of_conversation',
      // From the log, which has the index: one on offers by conversation would be paid for with every offer that is made.
      text: `select e.data #> '{changes,offer}' as offers from event e
        where e.organization_id = $1::uuid and e.conversation_id = $2::uuid
          and e.kind not in ('message.received', 'message.sent', 'note.added')
          and e.data #> '{changes,offer}' is not null
        order by e.sequence limit 5000`,
      values,
    },
  ];
}

/** What was merged into a conversation, also by way of others. Bounded: nobody merges so many. */
export function readMerged(organizationId: string, conversationId: string): Statement {
  return {
    name: 'read_merged_conversations',
    text: `with recursive merged as (
        select id from conversation where organization_id = $1::uuid and merged_into_id = $2::uuid
        union all
        select c.id from merged m join conversation c on c.organization_id = $1::uuid and c.merged_into_id = m.id)
      select id from merged order by id limit 1000`,
    values: [organizationId, conversationId],
  };
}
