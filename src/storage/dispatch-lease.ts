import type { Instant } from '../base/clock.ts';
import type { Database } from './database.ts';
import { encodeInstant } from './encode.ts';

/** For how long a node dispatches an organization without asking again, in milliseconds. */
export const dispatchLeaseMs = 1000;

/** Whose turn it is, and until when. */
export interface DispatchTurn {
  readonly isOurs: boolean;
  readonly leftMs: number;
}

/**
 * Takes, or renews, a node's turn to dispatch an organization, unless another node has it.
 *
 * @param at the present; null is the store's own clock
 * @throws DatabaseError
 */
export async function claimDispatch(
  database: Database,
  {
    organizationId,
    nodeId,
    at,
  }: { readonly organizationId: string; readonly nodeId: string; readonly at: Instant | null },
): Promise<DispatchTurn> {
  const [claimed] = await database.withSession((session) =>
    session.pipeline([
      {
        name: 'claim_dispatch',
        text: `with present as materialized (select coalesce($3::timestamptz, clock_timestamp()) as at),
            claimed as (
              insert into dispatch_lease (organization_id, node_id, until)
              select $1::uuid, $2::uuid, at + interval '${dispatchLeaseMs} milliseconds' from present
              on conflict (organization_id) do update set node_id = excluded.node_id, until = excluded.until
              where dispatch_lease.node_id = excluded.node_id or dispatch_lease.until <= (select at from present)
                -- Longer than any turn: the clock was set back.
                or dispatch_lease.until > excluded.until
              returning until
            )
          select claimed.until is not null as "isOurs",
            extract(epoch from coalesce(claimed.until, held.until) - present.at) * 1000 as "leftMs"
          from present left join claimed on true
          left join dispatch_lease held on held.organization_id = $1::uuid`,
        values: [organizationId, nodeId, at === null ? null : encodeInstant(at)],
      },
    ]),
  );
  const { isOurs = false, leftMs = null } = claimed?.rows[0] ?? {};
  // Nothing held and nothing claimed: another node's claim was not yet committed when this one looked.
  const left = leftMs === null ? dispatchLeaseMs : Number(leftMs);
  return { isOurs, leftMs: Math.min(Math.max(0, left), dispatchLeaseMs) };
}
