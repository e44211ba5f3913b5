import { type Database, DatabaseError, type Result, type Statement } from './database.ts';
import { encodeInstant } from './encode.ts';

/**
 * What deliveries read and remember: endpoints, messages after a cursor, and the cursors themselves. Each is one statement
 * by itself, never held in a transaction while somebody is waited for.
 *
 * `log_cursor.retry_at` says before when a reader is not to be touched: since it failed, or since a node has it in hand.
 */

/** An account that messages are delivered to. */
export interface DeliveryEndpoint {
  readonly organizationId: string;
  readonly accountId: string;
  readonly url: string;
}

/** A message to deliver, with the position of the event that told of it. */
export interface DeliverableMessage {
  readonly position: number;
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  readonly threadKey: string;
  readonly participants: readonly { readonly address: string }[];
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly author: { readonly kind: string; readonly id: string };
  readonly automatic: boolean;
  readonly at: number;
}

export interface DeliveryFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DeliveryCursor {
  readonly reader: string;
  readonly position: number;
  readonly retryAt: number | null;
  readonly failures: number;
}

const endpointFields = `organization_id as "organizationId", id as "accountId", data ->> 'deliveryUrl' as url`;
const endpointsText = `select ${endpointFields} from configuration_item
  where kind = 'account' and not retired and data ->> 'deliveryUrl' is not null
    and (organization_id, id) > ($1::uuid, $2) order by organization_id, id limit 1000`;
const endpointsOfText = `select ${endpointFields} from configuration_item
  where organization_id = $1::uuid and kind = 'account' and not retired and data ->> 'deliveryUrl' is not null`;

const messageFields = `e.position, m.id, m.conversation_id as "conversationId", m.sequence, c.thread_key as "threadKey",
  c.participants, m.text, m.file_ids as "fileIds", m.author, m.automatic, m.at`;
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

const cursorFields = `reader, position, retry_at as "retryAt", failures`;
// Starts where the account was last configured: what was said before it had an endpoint stays unsaid to it.
const openText = `insert into log_cursor (organization_id, reader, position, retry_at, failures)
  select $1::uuid, $2, coalesce((
    select e.position from event e where e.organization_id = $1::uuid and e.kind = 'configuration.changed'
      and e.data -> 'changes' -> 'configurationItem' ? $3 order by e.position desc limit 1
  ), 0), null, 0
  on conflict (organization_id, reader) do nothing`;
// A time further ahead than any that we write is one from before the clock was set back.
const claimText = `update log_cursor set retry_at = $4::timestamptz
  where organization_id = $1::uuid and reader = $2 and (retry_at is null or retry_at <= $3::timestamptz or retry_at > $3::timestamptz + interval '20 minutes')
  returning ${cursorFields}`;
const moveText = `update log_cursor set position = $4::bigint, retry_at = $5::timestamptz, failures = $6::int
  where organization_id = $1::uuid and reader = $2 and retry_at = $3::timestamptz`;
const parkedText = `select ${cursorFields} from log_cursor
  where organization_id = $1::uuid and starts_with(reader, $2 || ' ') order by retry_at limit 1000`;
const parkText = `insert into log_cursor (organization_id, reader, position, retry_at, failures)
  values ($1::uuid, $2, $3::bigint, $4::timestamptz, $5::int)
  on conflict (organization_id, reader) do update
  set position = excluded.position, retry_at = excluded.retry_at, failures = excluded.failures`;
const unparkText = 'delete from log_cursor where organization_id = $1::uuid and reader = $2';
const filesText = `select id, name, media_type as "mediaType", bytes, sha256 from file
  where organization_id = $1::uuid and id = any($2::uuid[])`;

/** The cursor of an account's deliveries, and that of a conversation that lags behind it. */
function deliveryReader(accountId: string, conversationId?: string): string {
  return conversationId === undefined ? `delivery:${accountId}` : `delivery:${accountId} ${conversationId}`;
}

/** The store as deliveries use it. All reject with DatabaseError. */
export function deliveryStore(database: Database) {
  const instant = (at: number | null): string | null => (at === null ? null : encodeInstant(at));
  const read = async (name: string, text: string, values: Statement['values']): Promise<readonly any[]> =>
    (await database.read({ name, text, values })).rows;
  const write = (name: string, text: string, values: Statement['values']): Promise<Result> =>
    database.withSession(async (session) => {
      const [result] = await session.pipeline([{ name, text, values }]);
      if (result === undefined) throw new DatabaseError('lost', { message: 'A statement had no answer.' });
      return result;
    });
  return {
    /** Every endpoint there is, by organization and account, a thousand at a time. */
    endpointsAfter: async (
      after: { readonly organizationId: string; readonly accountId: string } | null,
    ): Promise<DeliveryEndpoint[]> => [
      ...(await read('delivery_endpoints', endpointsText, [
        after?.organizationId ?? '00000000-0000-0000-0000-000000000000',
        after?.accountId ?? '',
      ])),
    ],
    endpointsOf: async (organizationId: string): Promise<DeliveryEndpoint[]> => [
      ...(await read('delivery_endpoints_of', endpointsOfText, [organizationId])),
    ],
    /** The account's messages of events in (after, until], in order. */
    messages: async (
      { organizationId, accountId }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>,
      range: { readonly after: number; readonly until: number; readonly limit: number },
    ): Promise<DeliverableMessage[]> => [
      ...(await read('delivery_messages', messagesText, [
        organizationId,
        String(range.after),
        String(range.until),
        accountId,
        String(range.limit),
      ])),
    ],
    messagesOf: async (
      { organizationId, accountId }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>,
      conversationId: string,
      range: { readonly after: number; readonly until: number; readonly limit: number },
    ): Promise<DeliverableMessage[]> => [
      ...(await read('delivery_messages_of', messagesOfText, [
        organizationId,
        conversationId,
        String(range.after),
        String(range.until),
        accountId,
        String(range.limit),
      ])),
    ],
    files: async (organizationId: string, fileIds: readonly string[]): Promise<DeliveryFile[]> => [
      ...(await read('delivery_files', filesText, [organizationId, `{${fileIds.join(',')}}`])),
    ],
    /** The account's cursor, in hand until `until`; null when it is somebody's, or not due yet. Made where there is none. */
    claim: async (
      { organizationId, accountId }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>,
      lease: { readonly now: number; readonly until: number },
    ): Promise<DeliveryCursor | null> => {
      const reader = deliveryReader(accountId);
      const values = [organizationId, reader, instant(lease.now), instant(lease.until)];
      const known = await write('delivery_claim', claimText, values);
      if (known.count > 0) return known.rows[0];
      const opened = await write('delivery_open', openText, [organizationId, reader, `account:${accountId}`]);
      if (opened.count === 0) return null;
      return (await write('delivery_claim', claimText, values)).rows[0] ?? null;
    },
    /** Moves a cursor that is in hand under the lease `held`; false when it is somebody else's by now. */
    move: async (
      { organizationId, accountId }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>,
      held: number,
      to: { readonly position: number; readonly retryAt: number | null; readonly failures: number },
    ): Promise<boolean> => {
      const values = [
        organizationId,
        deliveryReader(accountId),
        instant(held),
        String(to.position),
        instant(to.retryAt),
        String(to.failures),
      ];
      return (await write('delivery_move', moveText, values)).count > 0;
    },
    /** Cursors of conversations that lag behind their account's. */
    parked: async ({
      organizationId,
      accountId,
    }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>): Promise<DeliveryCursor[]> => [
      ...(await read('delivery_parked', parkedText, [organizationId, deliveryReader(accountId)])),
    ],
    park: async (organizationId: string, cursor: DeliveryCursor): Promise<void> => {
      const values = [
        organizationId,
        cursor.reader,
        String(cursor.position),
        instant(cursor.retryAt),
        String(cursor.failures),
      ];
      await write('delivery_park', parkText, values);
    },
    unpark: async (organizationId: string, reader: string): Promise<void> => {
      await write('delivery_unpark', unparkText, [organizationId, reader]);
    },
  };
}
