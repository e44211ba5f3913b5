import type { Statement } from './database.ts';
import { encodeInstant } from './encode.ts';

/**
 * What is due: ids read without locks, from partial indexes over deadline columns. Each becomes an ordinary command,
 * which decides again under lock; so one that is read twice, or too late, does no harm.
 */
export const dueKinds = [
  'offer',
  'transfer',
  'wait',
  'run',
  'firing',
  'alert',
  'silence',
  'wrap_up',
  'snooze',
  'batch',
  'lease',
  'grace',
] as const;
export type DueKind = (typeof dueKinds)[number];

/** So many of each kind are read at once: more than a node takes up, so that several nodes find different ones. */
export const duePage = 2_000;

/** Of a batch so many tickets are due at a time, so that ten thousand leave room for everything else; without one, it is over. */
const itemsAtOnce = 100;
const batchesAtOnce = 10;

/** Expired leases that are looked at: many are of agents whom another device keeps present, until they are forgotten. */
const leasesAtOnce = 5000;

const until = '<= (select now from clock)';
const dueText = `with clock as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now)
  select 'clock' as kind, null::uuid as "organizationId", null::uuid as id, null::text as "of", now from clock
  union all (select 'offer', organization_id, id, null, null from offer
    where state = 'live' and expires_at ${until} order by expires_at limit ${duePage})
  union all (select 'transfer', organization_id, id, null, null from transfer
    where ended_at is null and deadline_at is not null and deadline_at ${until} order by deadline_at limit ${duePage})
  union all (select 'wait', organization_id, id, null, null from conversation
    where wait_until is not null and wait_until ${until} and pending_transfer_id is null and owner_kind = 'queue'
    order by wait_until limit ${duePage})
  union all (select 'run', organization_id, id,
      json_build_object('flowId', flow_id, 'conversationId', conversation_id, 'turn', turn, 'stepId', step_id,
        'departmentId', department_id)::text, null from flow_run
    where wake_at is not null and wake_at ${until} order by wake_at limit ${duePage})
  union all (select 'firing', organization_id, null, json_build_object('flowId', id, 'at', next_at)::text, null
    from flow_schedule where next_at is not null and next_at ${until} and firing_id is null order by next_at limit ${duePage})
  union all (select 'firing', s.organization_id, s.firing_id,
      json_build_object('flowId', s.id, 'conversationId', c.id)::text, null
    from (select * from flow_schedule where firing_id is not null order by fired_at limit ${batchesAtOnce}) s
    left join lateral (
      select id from conversation where organization_id = s.organization_id and status = 'open'
        and opened_at <= s.fired_at and (s.departments is null or department_id = any(s.departments))
        and not exists (select 1 from command k where k.organization_id = s.organization_id
          and k.principal = 'system:sweeper' and k.key = s.firing_id || ' ' || conversation.id)
        -- Where the flow runs already it begins no second time. What waits for its time in a queue does not run yet.
        and not exists (select 1 from flow_run r where r.organization_id = s.organization_id
          and r.conversation_id = conversation.id and r.flow_id = s.id and r.ended_at is null
          and (r.waits_for->>'kind') is distinct from 'queue')
      order by id limit ${itemsAtOnce}) c on true)
  union all (select 'alert', organization_id, id, null, null from duty_alert
    where next_at is not null and next_at ${until} order by next_at limit ${duePage})
  union all (select 'silence', organization_id, id, owner_id, null from conversation
    where wait_until is not null and wait_until ${until} and pending_transfer_id is null and owner_kind = 'external'
    order by wait_until limit ${duePage})
  union all (select 'wrap_up', organization_id, id, owner_id, null from segment
    where wrap_up_until is not null and wrap_up_ended_at is null and wrap_up_until ${until}
    order by wrap_up_until limit ${duePage})
  union all (select 'snooze', organization_id, id, null, null from ticket
    where snoozed_until is not null and snoozed_until ${until} order by snoozed_until limit ${duePage})
  union all (select 'batch', b.organization_id, b.id, t.ticket_id::text, null
    from (select * from transfer_batch where done_at is null and cancelled_at is null and run_at ${until}
      order by run_at limit ${batchesAtOnce}) b
    left join lateral (
      select u.ticket_id from unnest(b.ticket_ids) with ordinality u (ticket_id, place)
      where not exists (select 1 from batch_item i
        where i.organization_id = b.organization_id and i.batch_id = b.id and i.ticket_id = u.ticket_id)
      order by u.place limit ${itemsAtOnce}) t on true)
  union all (select distinct 'lease', l.organization_id, null::uuid, l.agent_id, null::timestamptz from (
      select organization_id, agent_id from presence_lease where until ${until} order by until limit ${leasesAtOnce}) l
    cross join lateral (select 1 from agent
      where organization_id = l.organization_id and id = l.agent_id and leased and presence <> 'offline' offset 0) a
    where not exists (select 1 from presence_lease o
      where o.organization_id = l.organization_id and o.agent_id = l.agent_id and o.until > (select now from clock) offset 0)
    limit ${duePage})
  union all (select 'grace', organization_id, null, id, null from agent
    where grace_until is not null and grace_until ${until} order by grace_until limit ${duePage})`;

/** What is due at an instant, or by the store's own clock: a first row of kind `clock` with the instant, then the others. */
export function readDue(at: number | null): Statement {
  return { name: 'read_due', text: dueText, values: [at === null ? null : encodeInstant(at)] };
}
