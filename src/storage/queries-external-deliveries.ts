import type { OutsideEvent } from '../domain/outside-listener.ts';
import type { Database, Statement } from './database.ts';
import { type DeliveryEndpoint, deliveryCursors } from './delivery-cursors.ts';

/**
 * What deliveries to contacts outside read: who has an address to be asked at, and the events that concern one of them: that
 * name it (`externalId`), or by which it stops or begins to own.
 */

const endpointFields = `organization_id as "organizationId", 'external:' || id as "accountId", data ->> 'url' as url`;
const endpoints = `select ${endpointFields} from configuration_item
  where kind = 'external' and not retired and data ->> 'url' is not null`;
const endpointsText = `${endpoints} and (organization_id, id) > ($1::uuid, $2) order by organization_id, id limit 1000`;
const endpointsOfText = `${endpoints} and organization_id = $1::uuid`;

const fields = `e.position, e.conversation_id || ':' || e.sequence as id, e.conversation_id as "conversationId", e.kind, e.at,
  d.data ->> 'ticketId' as "ticketId", x.id as "transferId", x.mode, d.data ->> 'outcome' as outcome,
  d.data ->> 'reason' as reason,
  coalesce(d.data #>> '{owner,from,kind}' = 'external' and d.data #>> '{owner,from,id}' = $2, false) as owned,
  coalesce(d.data #>> '{owner,to,kind}' = 'external' and d.data #>> '{owner,to,id}' = $2, false) as owns,
  c.department_id as "departmentId", (c.owner_kind = 'external' and c.owner_id = $2) or coalesce(
    p.current_target ->> 'kind' = 'external' and p.current_target ->> 'id' = $2, false) as hears,
  m.id as "messageId", m.sequence as "messageSequence", m.direction, m.text, m.author, m.at as "messageAt"`;
const joined = `from event e
  cross join lateral (select e.data::jsonb as data offset 0) d
  join conversation c on c.organization_id = e.organization_id and c.id = e.conversation_id
  left join transfer p on p.organization_id = c.organization_id and p.id = c.pending_transfer_id
  left join transfer x on x.organization_id = e.organization_id and x.id = (d.data ->> 'transferId')::uuid
    and x.current_target ->> 'kind' = 'external' and x.current_target ->> 'id' = $2
  left join message m on m.organization_id = e.organization_id and m.conversation_id = e.conversation_id
    and m.sequence = (d.data ->> 'messageSequence')::int and m.direction in ('inbound', 'consult')
    and not (m.author ->> 'kind' = 'external' and m.author ->> 'id' = $2)`;
const concerning = `(d.data ->> 'externalId' = $2
    or (d.data #>> '{owner,from,kind}' = 'external' and d.data #>> '{owner,from,id}' = $2)
    or (d.data #>> '{owner,to,kind}' = 'external' and d.data #>> '{owner,to,id}' = $2))`;
const eventsText = `select ${fields} ${joined}
  where e.organization_id = $1::uuid and e.position > $3::bigint and e.position <= $4::bigint and e.conversation_id is not null
    and ${concerning} order by e.position limit $5::int`;
const eventsOfText = `select ${fields} ${joined}
  where e.organization_id = $1::uuid and e.conversation_id = $6::uuid and e.position > $3::bigint and e.position <= $4::bigint
    and ${concerning} order by e.position limit $5::int`;

type Name = Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>;
interface Range {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

const prefix = 'external:';

/** The store as deliveries to contacts outside use it. All reject with DatabaseError. */
export function externalDeliveryStore(database: Database) {
  const read = async (name: string, text: string, values: Statement['values']): Promise<readonly any[]> =>
    (await database.read({ name, text, values })).rows;
  const valuesOf = ({ organizationId, accountId }: Name, { after, until, limit }: Range): string[] => [
    organizationId,
    accountId.slice(prefix.length),
    String(after),
    String(until),
    String(limit),
  ];
  return {
    ...deliveryCursors(database, (accountId) => accountId),
    /** Every endpoint there is, by organization and id, a thousand at a time. */
    endpointsAfter: async (after: Name | null): Promise<DeliveryEndpoint[]> => [
      ...(await read('external_endpoints', endpointsText, [
        after?.organizationId ?? '00000000-0000-0000-0000-000000000000',
        after?.accountId.slice(prefix.length) ?? '',
      ])),
    ],
    endpointsOf: async (organizationId: string): Promise<DeliveryEndpoint[]> => [
      ...(await read('external_endpoints_of', endpointsOfText, [organizationId])),
    ],
    /** What concerns the contact outside of events in (after, until], in order. */
    items: async (name: Name, range: Range): Promise<OutsideEvent[]> =>
      (await read('external_events', eventsText, valuesOf(name, range))).map(readEvent),
    itemsOf: async (name: Name, conversationId: string, range: Range): Promise<OutsideEvent[]> =>
      (await read('external_events_of', eventsOfText, [...valuesOf(name, range), conversationId])).map(readEvent),
  };
}

function readEvent({ messageId, messageSequence, direction, text, author, messageAt, ...row }: any): OutsideEvent {
  const message =
    messageId === null ? null : { id: messageId, sequence: messageSequence, direction, text, author, at: messageAt };
  return { ...row, message };
}
