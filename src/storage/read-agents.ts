import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { selectFields } from './select-fields.ts';

/** The live states of agents. */
export function readAgentStates(organizationId: string, ids: readonly string[]): Statement {
  return {
    name: 'read_agent_states',
    text: `select ${selectFields('agent', 'a')} from agent a where a.organization_id = $1::uuid and a.id = any($2::text[])`,
    values: [organizationId, encodeArray(ids)],
  };
}

/** Whether any of these agents is online. */
export function readAnyOnline(organizationId: string, ids: readonly string[]): Statement {
  return {
    name: 'read_any_online',
    text: `select exists (select 1 from agent a where a.organization_id = $1::uuid and a.id = any($2::text[]) and a.presence = 'online') as online`,
    values: [organizationId, encodeArray(ids)],
  };
}

/** How many wait in each queue, and since when the longest of them. */
export function readQueueLengths(organizationId: string, queueIds: readonly string[]): Statement {
  return {
    name: 'read_queue_states',
    text: `select q.id, count(c.id) as length, min(c.queued_at) as "oldestQueuedAt"
      from unnest($2::text[]) as q (id)
      left join conversation c on c.organization_id = $1::uuid and c.owner_id = q.id and c.owner_kind = 'queue' and c.status = 'open'
      group by q.id`,
    values: [organizationId, encodeArray(queueIds)],
  };
}

/** Who waits in a queue, in the order in which they are served; at most a hundred. */
export function readQueueWaiting(organizationId: string, queueId: string): Statement {
  return {
    name: 'read_queue_waiting',
    text: `select c.ticket_id as "ticketId", c.id as "conversationId", c.department_id as "departmentId", c.priority,
        c.queued_at as "queuedAt", c.wait_until as "waitUntil", o.agent_id as "offeredTo"
      from conversation c
      left join offer o on o.organization_id = c.organization_id and o.id = c.live_offer_id
      where c.organization_id = $1::uuid and c.owner_id = $2 and c.owner_kind = 'queue' and c.status = 'open'
      order by c.priority, c.queued_at, c.id limit 100`,
    values: [organizationId, queueId],
  };
}
