import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { pastEveryId, scannedMax } from './read-tickets.ts';
import { selectFields } from './select-fields.ts';

/** Batches by id, each without what was judged, which its items tell. */
export function readBatches(organizationId: string, ids: readonly string[]): Statement[] {
  const values = [organizationId, encodeArray(ids)];
  return [
    {
      name: 'read_batches',
      text: `select ${selectFields('transferBatch', 'b')} from transfer_batch b
        where b.organization_id = $1::uuid and b.id = any($2::uuid[])`,
      values,
    },
    {
      name: 'read_batch_counts',
      text: `select i.batch_id as "batchId", i.state, count(*) as items from batch_item i
        where i.organization_id = $1::uuid and i.batch_id = any($2::uuid[]) group by i.batch_id, i.state`,
      values,
    },
  ];
}

/** Ids of batches, newest first: of one requester, or, with null, of all. And where the scan behind the page ended. */
export function readBatchPage(
  organizationId: string,
  filter: {
    readonly requester: { readonly kind: string; readonly id: string } | null;
    readonly before: string | null;
    readonly limit: number;
  },
): { readonly page: Statement; readonly end: Statement } {
  const scan = `select b.id, b.requested_by from transfer_batch b where b.organization_id = $1::uuid and b.id < $2::uuid
    order by b.id desc limit ${scannedMax}`;
  const { requester, before, limit } = filter;
  const values = [
    organizationId,
    before ?? pastEveryId,
    requester?.kind ?? null,
    requester?.id ?? null,
    String(limit + 1),
  ];
  return {
    page: {
      name: 'read_batch_page',
      text: `select b.id from (${scan}) b
        where $3::text is null or (b.requested_by ->> 'kind' = $3 and b.requested_by ->> 'id' = $4::text)
        order by b.id desc limit $5::int`,
      values,
    },
    end: {
      name: 'read_batch_page_end',
      text: `select b.id from (${scan}) b where ($3::text, $4::text, $5::int) is not null or true offset ${scannedMax - 1}`,
      values,
    },
  };
}

/** A batch's tickets after a place in its order, each with what was judged and, once it had one, its outcome. */
export function readBatchItems(
  organizationId: string,
  batchId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Statement {
  return {
    name: 'read_batch_items',
    text: `select u.place, u.ticket_id as "ticketId", b.judged #>> array[u.ticket_id::text, 'answer'] as judged,
        i.state, i.transfer_id as "transferId", i.code, i.at
      from transfer_batch b
      cross join lateral (
        select * from unnest(b.ticket_ids) with ordinality u (ticket_id, place)
        where place > $3::int order by place limit $4::int) u
      left join batch_item i on i.organization_id = b.organization_id and i.batch_id = b.id and i.ticket_id = u.ticket_id
      where b.organization_id = $1::uuid and b.id = $2::uuid order by u.place`,
    values: [organizationId, batchId, String(after), String(limit)],
  };
}
