import type { Database, Statement } from './database.ts';
import { type DeliveryEndpoint, deliveryCursors } from './delivery-cursors.ts';
import { encodeArray } from './encode.ts';

/** What deliveries to channel accounts read: endpoints, and messages after a cursor. */

/** A message to deliver, with the position of the event that told of it. */
export interface DeliverableMessage {
  readonly position: number;
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  /** What the message's own account calls the thread: the conversation may have gone on through another since. */
  readonly threadKey: string;
  /** Who it is for, the primary contact first. */
  readonly participants: readonly { readonly channel: string; readonly address: string }[];
  readonly text: string;
  readonly files: readonly DeliveryFile[];
  readonly author: { readonly kind: string; readonly id: string };
  readonly automatic: boolean;
  readonly at: number;
}

interface DeliveryFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

const endpointFields = `organization_id as "organizationId", id as "accountId", data ->> 'deliveryUrl' as url`;
const endpointsText = `select ${endpointFields} from configuration_item
  where kind = 'account' and not retired and data ->> 'deliveryUrl' is not null
    and (organization_id, id) > ($1::uuid, $2) order by organization_id, id limit 1000`;
const endpointsOfText = `select ${endpointFields} from configuration_item
  where organization_id = $1::uuid and kind = 'account' and not retired and data ->> 'deliveryUrl' is not null`;

// The session of the message's account: the conversation's present one, or the last that it had there.
const messageFields = `e.position, m.id, m.conversation_id as "conversationId", m.sequence,
  case when m.account_id = c.account_id then null else (
    select s from jsonb_array_elements(c.linked_sessions) s where s ->> 'accountId' = m.account_id
    order by (s ->> 'endedAt')::bigint desc limit 1) end as linked,
  c.thread_key as "threadKey", c.participants, m.text, m.file_ids as "fileIds", m.author, m.automatic, m.at`;
// `direction` says it once more: a note never leaves.
const joins = `
  join message m on m.organization_id = e.organization_id and m.conversation_id = e.conversation_id
    and m.sequence = (e.data ->> 'messageSequence')::int and m.direction = 'outbound'
  join conversation c on c.organization_id = e.organization_id and c.id = e.conversation_id`;
const messagesText = `select ${messageFields} from event e ${joins}
  where e.organization_id = $1::uuid and e.position > $2::bigint and e.position <= $3::bigint and e.kind = 'message.sent'
    and m.account_id = $4 order by e.position limit $5::int`;
const messagesOfText = `select ${messageFields} from event e ${joins}
  where e.organization_id = $1::uuid and e.conversation_id = $2::uuid and e.position > $3::bigint and e.position <= $4::bigint
    and e.kind = 'message.sent' and m.account_id = $5 order by e.position limit $6::int`;

const filesText = `select id, name, media_type as "mediaType", bytes, sha256 from file
  where organization_id = $1::uuid and id = any($2::uuid[])`;

type Name = Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>;
interface Range {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** The store as deliveries to accounts use it. All reject with DatabaseError. */
export function deliveryStore(database: Database) {
  const read = async (name: string, text: string, values: Statement['values']): Promise<readonly any[]> =>
    (await database.read({ name, text, values })).rows;
  const withFiles = async (organizationId: string, rows: readonly any[]): Promise<DeliverableMessage[]> => {
    const fileIds = rows.flatMap((row) => row.fileIds as string[]);
    const files =
      fileIds.length === 0 ? [] : await read('delivery_files', filesText, [organizationId, encodeArray(fileIds)]);
    const byId = new Map<string, DeliveryFile>(files.map((file) => [file.id, file]));
    return rows.map(({ linked, fileIds: ids, ...row }) => ({
      ...row,
      ...(linked === null ? {} : throughLinked(linked, row)),
      files: (ids as string[]).flatMap((id) => byId.get(id) ?? []),
    }));
  };
  return {
    ...deliveryCursors(database, (accountId) => `account:${accountId}`),
    /** Every endpoint there is, by organization and account, a thousand at a time. */
    endpointsAfter: async (after: Name | null): Promise<DeliveryEndpoint[]> => [
      ...(await read('delivery_endpoints', endpointsText, [
        after?.organizationId ?? '00000000-0000-0000-0000-000000000000',
        after?.accountId ?? '',
      ])),
    ],
    endpointsOf: async (organizationId: string): Promise<DeliveryEndpoint[]> => [
      ...(await read('delivery_endpoints_of', endpointsOfText, [organizationId])),
    ],
    /** The account's messages of events in (after, until], in order. */
    items: async ({ organizationId, accountId }: Name, range: Range): Promise<DeliverableMessage[]> =>
      withFiles(
        organizationId,
        await read('delivery_messages', messagesText, [
          organizationId,
          String(range.after),
          String(range.until),
          accountId,
          String(range.limit),
        ]),
      ),
    itemsOf: async (
      { organizationId, accountId }: Name,
      conversationId: string,
      range: Range,
    ): Promise<DeliverableMessage[]> =>
      withFiles(
        organizationId,
        await read('delivery_messages_of', messagesOfText, [
          organizationId,
          conversationId,
          String(range.after),
          String(range.until),
          accountId,
          String(range.limit),
        ]),
      ),
  };
}

/** Thread and customer as the message's own account knows them. */
function throughLinked(
  linked: { readonly threadKey: string; readonly channelKind: string; readonly address: string },
  { participants }: Pick<DeliverableMessage, 'participants'>,
): Pick<DeliverableMessage, 'threadKey' | 'participants'> {
  const primary = { channel: linked.channelKind, address: linked.address };
  return { threadKey: linked.threadKey, participants: [primary, ...participants.slice(1)] };
}
