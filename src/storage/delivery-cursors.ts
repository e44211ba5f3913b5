import { type Database, DatabaseError, type Result, type Statement } from './database.ts';
import { encodeInstant } from './encode.ts';

/**
 * How far deliveries have come: a cursor over the log for each endpoint, and one for each conversation that lags behind it.
 * Each is one statement by itself, never held in a transaction while somebody is waited for.
 *
 * `log_cursor.retry_at` says before when a reader is not to be touched: since it failed, or since a node has it in hand.
 */

/** An account that messages are delivered to; of a contact outside the id is `external:ID`. */
export interface DeliveryEndpoint {
  readonly organizationId: string;
  readonly accountId: string;
  readonly url: string;
}

export interface DeliveryCursor {
  readonly reader: string;
  readonly position: number;
  readonly retryAt: number | null;
  readonly failures: number;
}

const cursorFields = `reader, position, retry_at as "retryAt", failures`;
// Starts where the account was last configured: what was said before it had an endpoint stays unsaid to it.
const openText = `insert into log_cursor (organization_id, reader, position, retry_at, failures)
  select $1::uuid, $2, coalesce((
    select e.position from event e where e.organization_id = $1::uuid and e.kind = 'configuration.changed'
      and e.data #> array['changes', 'configurationItem', $3] is not null order by e.position desc limit 1
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

/** The cursor of an account's deliveries, and that of a conversation that lags behind it. */
function deliveryReader(accountId: string, conversationId?: string): string {
  return conversationId === undefined ? `delivery:${accountId}` : `delivery:${accountId} ${conversationId}`;
}

/** Cursors of deliveries. `itemOf` names the item of the configuration that an endpoint is. All reject with DatabaseError. */
export function deliveryCursors(database: Database, itemOf: (accountId: string) => string) {
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
    /** The account's cursor, in hand until `until`; null when it is somebody's, or not due yet. Made where there is none. */
    claim: async (
      { organizationId, accountId }: Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>,
      lease: { readonly now: number; readonly until: number },
    ): Promise<DeliveryCursor | null> => {
      const reader = deliveryReader(accountId);
      const values = [organizationId, reader, instant(lease.now), instant(lease.until)];
      const known = await write('delivery_claim', claimText, values);
      if (known.count > 0) return known.rows[0];
      const opened = await write('delivery_open', openText, [organizationId, reader, itemOf(accountId)]);
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
