import type { AgentState } from '../domain/agent.ts';
import type { Database } from './database.ts';
import { encodeArray, encodeBareArray, encodeInstant } from './encode.ts';
import { selectFields } from './select-fields.ts';
import { readRow } from './tables.ts';

/**
 * Leases of presence: rows that the engine only reads. Each statement is one by itself, and takes its rows in the order of
 * their keys, so that nodes do not wait for each other in a circle.
 */
interface Beat {
  readonly organizationId: string;
  readonly agentId: string;
  readonly device: string;
  /** From the store's present on; 0 ends it. */
  readonly seconds: number;
}

/** More than a person has: beyond it, somebody is trying how many rows there can be. */
const devicesMax = 20;

const renewText = `insert into presence_lease (organization_id, agent_id, device, until)
  select k.organization_id, k.agent_id, k.device,
    coalesce($1::timestamptz, clock_timestamp()) + k.seconds * interval '1 second'
  from unnest($2::uuid[], $3::text[], $4::text[], $5::int[]) as k (organization_id, agent_id, device, seconds)
  where (select count(*) from presence_lease l
    where l.organization_id = k.organization_id and l.agent_id = k.agent_id and l.device <> k.device) < ${devicesMax}
  order by 1, 2, 3
  on conflict (organization_id, agent_id, device) do update set until = excluded.until`;

const statesText = `select a.organization_id as "organizationId", ${selectFields('agent', 'a')}
  from (select distinct * from unnest($1::uuid[], $2::text[])) as k (organization_id, id)
  cross join lateral (select * from agent where organization_id = k.organization_id and id = k.id offset 0) a`;

// What has expired says that somebody is gone as long as nothing else does: it stays until that was noticed.
const forgetText = `with clock as materialized (select coalesce($1::timestamptz, clock_timestamp()) as now),
  old as (
    select organization_id, agent_id, device from presence_lease where until <= (select now from clock)
    order by until limit 5000)
  delete from presence_lease l using (
    select o.organization_id, o.agent_id, o.device from old o
    left join lateral (select leased, presence from agent
      where organization_id = o.organization_id and id = o.agent_id offset 0) a on true
    where a.presence is null or not a.leased or a.presence = 'offline' or exists (
      select 1 from presence_lease n where n.organization_id = o.organization_id and n.agent_id = o.agent_id
        and n.until > (select now from clock) offset 0)
    order by 1, 2, 3) gone
  where l.organization_id = gone.organization_id and l.agent_id = gone.agent_id and l.device = gone.device
    and l.until <= (select now from clock)`;

/** What the presence leases of a node are written to. All reject with DatabaseError. */
export function presenceLeaseStore(database: Database) {
  const instant = (at: number | null): string | null => (at === null ? null : encodeInstant(at));
  return {
    /**
     * Writes leases, each device once, and answers the states of their agents as they are afterwards. `at` is the present;
     * null is the store's own.
     */
    renew: (beats: readonly Beat[], at: number | null): Promise<ReadonlyMap<string, AgentState>> =>
      database.withSession(async (session) => {
        const organizations = encodeBareArray(beats.map((beat) => beat.organizationId));
        const agents = encodeArray(beats.map((beat) => beat.agentId));
        const devices = encodeArray(beats.map((beat) => beat.device));
        const seconds = encodeBareArray(beats.map((beat) => String(beat.seconds)));
        const [, states] = await session.pipeline([
          {
            name: 'presence_renew',
            text: renewText,
            values: [instant(at), organizations, agents, devices, seconds],
          },
          { name: 'presence_states', text: statesText, values: [organizations, agents] },
        ]);
        const rows = states?.rows ?? [];
        return new Map(rows.map((row) => [`${row.organizationId} ${row.id}`, readRow('agent', row)]));
      }),
    /** Deletes expired leases that say nothing any more. How many there were. */
    forget: (at: number | null): Promise<number> =>
      database.withSession(async (session) => {
        const [done] = await session.pipeline([{ name: 'presence_forget', text: forgetText, values: [instant(at)] }]);
        return done?.count ?? 0;
      }),
  };
}
