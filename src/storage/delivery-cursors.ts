import { type Database, DatabaseError, type Result, type Statement } from './database.ts';
import { encodeArray, encodeInstant } from './encode.ts';

/**
 * How far deliveries have come: a cursor over the log for each endpoint, and one for each conversation that lags behind it.
 * Each is one statement by itself, never held in a transaction while somebody is waited for.
 *
 * `log_cursor.retry_at` says before when a reader is not to be touched: since it failed, or since a node has it in hand. It is a
 * time of the store, so that nodes need not agree about the present; callers give and are given durations.
 */

/** An account that messages are delivered to; of a contact outside the id is `external:ID`. */
export interface DeliveryEndpoint {
  readonly organizationId: string;
  readonly accountId: string;
  readonly url: string;
}

/** Which endpoint's cursors. */
type Name = Pick<DeliveryEndpoint, 'organizationId' | 'accountId'>;

/** How far it has come, and how often it failed since. */
interface Progress {
  readonly position: number;
  readonly failures: number;
}

/** A cursor as it is to stand: not to be touched for so long from the present on (0: at once); `at` null is the store's own. */
interface Standing extends Progress {
  readonly pauseMs: number;
  readonly at: number | null;
}

const present = (parameter: string): string => `coalesce(${parameter}::timestamptz, clock_timestamp())`;
// Without a pause there is no time at all: one of the past would lie ahead once the clock is set back.
const after = (at: string, ms: string): string => `${present(at)} + nullif(${ms}::int, 0) * interval '1 millisecond'`;
// A time further ahead than any that we write is one from before the clock was set back.
const isDue = (at: string): string =>
  `(retry_at is null or retry_at <= ${present(at)} or retry_at > ${present(at)} + interval '20 minutes')`;

// Starts where the account was last configured: what was said before it had an endpoint stays unsaid to it.
const openText = `insert into log_cursor (organization_id, reader, position, retry_at, failures)
  select $1::uuid, $2, coalesce((
    select e.position from event e where e.organization_id = $1::uuid and e.kind = 'configuration.changed'
      and e.data #> array['changes', 'configurationItem', $3] is not null order by e.position desc limit 1
  ), 0), null, 0
  on conflict (organization_id, reader) do nothing`;
const claimText = `update log_cursor set retry_at = ${after('$3', '$4')}
  where organization_id = $1::uuid and reader = $2 and ${isDue('$3')}
  returning position, failures, retry_at as until`;
const moveText = `update log_cursor set position = $4::bigint, failures = $5::int, retry_at = ${after('$7', '$6')}
  where organization_id = $1::uuid and reader = $2 and retry_at = $3::timestamptz
  returning retry_at as until`;
const parkedAmongText = `select substr(reader, length($2) + 2) as "conversationId" from log_cursor
  where organization_id = $1::uuid and reader = any($3::text[])`;
const parkedText = `select substr(reader, length($2) + 2) as "conversationId", position, failures,
    case when ${isDue('$3')} then 0 else ceil(extract(epoch from retry_at - ${present('$3')}) * 1000) end::int as "dueInMs"
  from log_cursor where organization_id = $1::uuid and starts_with(reader, $2 || ' ')
  order by "dueInMs", position limit $4::int`;
const parkText = `insert into log_cursor (organization_id, reader, position, failures, retry_at)
  values ($1::uuid, $2, $3::bigint, $4::int, ${after('$6', '$5')})
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
  const standing = ({ position, failures, pauseMs, at }: Standing): (string | null)[] => [
    String(position),
    String(failures),
    String(pauseMs),
    instant(at),
  ];
  /** Writes a cursor that is in hand under `held`: until when it is not to be touched now; null when it is somebody else's. */
  const move = async ({ organizationId, accountId }: Name, held: number, to: Standing): Promise<number | null> => {
    const values = [organizationId, deliveryReader(accountId), encodeInstant(held), ...standing(to)];
    return (await write('delivery_move', moveText, values)).rows[0]?.until ?? null;
  };
  return {
    /**
     * The account's cursor, in hand for `leaseMs`; null when it is somebody's, or not due yet. Made where there is none.
     * `until` says whose it is: what holds and releases it names it.
     */
    claim: async (
      { organizationId, accountId }: Name,
      { leaseMs, at }: { readonly leaseMs: number; readonly at: number | null },
    ): Promise<(Progress & { readonly until: number }) | null> => {
      const reader = deliveryReader(accountId);
      const values = [organizationId, reader, instant(at), String(leaseMs)];
      const known = await write('delivery_claim', claimText, values);
      if (known.count > 0) return known.rows[0];
      const opened = await write('delivery_open', openText, [organizationId, reader, itemOf(accountId)]);
      if (opened.count === 0) return null;
      return (await write('delivery_claim', claimText, values)).rows[0] ?? null;
    },
    hold: (
      name: Name,
      held: number,
      { leaseMs, ...to }: Progress & { readonly leaseMs: number; readonly at: number | null },
    ): Promise<number | null> => move(name, held, { ...to, pauseMs: leaseMs }),
    release: async (name: Name, held: number, to: Standing): Promise<void> => {
      await move(name, held, to);
    },
    /** Which of these conversations lag behind their account. */
    parkedAmong: async (
      { organizationId, accountId }: Name,
      conversationIds: readonly string[],
    ): Promise<ReadonlySet<string>> => {
      const reader = deliveryReader(accountId);
      const readers = conversationIds.map((conversationId) => deliveryReader(accountId, conversationId));
      const rows = await read('delivery_parked_among', parkedAmongText, [organizationId, reader, encodeArray(readers)]);
      return new Set(rows.map(({ conversationId }) => conversationId));
    },
    /** Conversations that lag behind their account, those due first, with how long they are still to be left alone. */
    parked: async (
      { organizationId, accountId }: Name,
      { limit, at }: { readonly limit: number; readonly at: number | null },
    ): Promise<readonly (Progress & { readonly conversationId: string; readonly dueInMs: number })[]> =>
      read('delivery_parked', parkedText, [organizationId, deliveryReader(accountId), instant(at), String(limit)]),
    park: async ({ organizationId, accountId }: Name, conversationId: string, to: Standing): Promise<void> => {
      const values = [organizationId, deliveryReader(accountId, conversationId), ...standing(to)];
      await write('delivery_park', parkText, values);
    },
    unpark: async ({ organizationId, accountId }: Name, conversationId: string): Promise<void> => {
      await write('delivery_unpark', unparkText, [organizationId, deliveryReader(accountId, conversationId)]);
    },
  };
}
