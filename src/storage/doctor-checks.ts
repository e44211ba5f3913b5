import type { Statement } from './database.ts';

/**
 * Beliefs that hold on every healthy database, as questions that answer the rows where they do not. They read what the
 * engine never needs to: the starred invariants of the specification.
 */
export const doctorChecks: readonly {
  readonly rule: string;
  readonly sentence: string;
  readonly statement: Statement;
}[] = [
  check(
    'I1',
    'every open conversation has exactly one owner, and a closed one none',
    `
    select organization_id, id from conversation
    where (status = 'open') <> (owner_kind is not null) or (owner_kind is null) <> (owner_id is null)`,
  ),
  check(
    'I3',
    'a conversation points to its one live offer',
    `
    select c.organization_id, c.id from conversation c
    full join (select * from offer where state = 'live') o on o.organization_id = c.organization_id and o.conversation_id = c.id
    where c.live_offer_id is distinct from o.id`,
  ),
  check(
    'I11',
    'an agent’s load is what it owns, is offered and wraps up',
    `
    select a.organization_id, a.id from agent a
    left join (
      select organization_id, agent_id, channel_kind, sum(units) as units from (
        select organization_id, owner_id as agent_id, channel_kind, units from conversation
          where status = 'open' and owner_kind = 'agent'
        union all
        select o.organization_id, o.agent_id, c.channel_kind, o.slots from offer o
          join conversation c on c.organization_id = o.organization_id and c.id = o.conversation_id where o.state = 'live'
        union all
        select c.organization_id, w ->> 'agentId', c.channel_kind, (w ->> 'slots')::int
          from conversation c cross join lateral jsonb_array_elements(c.wrap_ups) w
      ) held group by 1, 2, 3
    ) h on h.organization_id = a.organization_id and h.agent_id = a.id
    group by a.organization_id, a.id, a.load
    having a.load <> coalesce(jsonb_object_agg(h.channel_kind, h.units) filter (where h.units > 0), '{}'::jsonb)`,
  ),
  check(
    'I22',
    'a closed conversation waits in no queue and has no live offer or pending transfer',
    `
    select organization_id, id from conversation
    where status = 'closed' and (queued_at is not null or live_offer_id is not null or pending_transfer_id is not null)`,
  ),
  check(
    'I24',
    'a conversation points to its one pending transfer',
    `
    select c.organization_id, c.id from conversation c
    full join (select * from transfer where ended_at is null) t on t.organization_id = c.organization_id and t.conversation_id = c.id
    where c.pending_transfer_id is distinct from t.id`,
  ),
  check(
    'I31',
    'messages of a conversation are numbered 1..n',
    `
    select c.organization_id, c.id from conversation c
    left join message m on m.organization_id = c.organization_id and m.conversation_id = c.id
    group by c.organization_id, c.id, c.message_sequence
    having count(m.sequence) <> c.message_sequence or coalesce(max(m.sequence), 0) <> c.message_sequence`,
  ),
  check(
    'I34',
    'events of a conversation are numbered 1..n, and positions of an organization too',
    `
    select c.organization_id, c.id from conversation c
    left join event e on e.organization_id = c.organization_id and e.conversation_id = c.id
    group by c.organization_id, c.id, c.event_sequence
    having count(e.sequence) <> c.event_sequence or coalesce(max(e.sequence), 0) <> c.event_sequence
    union all
    select h.organization_id, null from organization_head h
    left join event e on e.organization_id = h.organization_id
    group by h.organization_id, h.position
    having count(e.position) <> h.position or coalesce(max(e.position), 0) <> h.position`,
  ),
  check(
    'I41',
    'a conversation that a flow owns has one run that owns it, and names the flows under way in it',
    `
    select c.organization_id, c.id from conversation c
    left join flow_run r on r.organization_id = c.organization_id and r.conversation_id = c.id and r.state <> 'ended'
    group by c.organization_id, c.id, c.owner_kind, c.owner_id, c.flow_run_ids
    having (c.owner_kind is not distinct from 'flow') <> (count(r.id) filter (where r.owns and r.flow_id = c.owner_id) = 1)
      or coalesce(array_agg(r.id order by r.id) filter (where r.id is not null), '{}')
        <> coalesce((select array_agg(i order by i) from unnest(c.flow_run_ids) i), '{}')`,
  ),
];

function check(rule: string, sentence: string, text: string) {
  return { rule, sentence, statement: { name: '', text: `select * from (${text}) broken limit 20`, values: [] } };
}
