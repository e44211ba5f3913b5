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

/** The live states of all agents of an organization. */
export function readAllAgentStates(organizationId: string): Statement {
  return {
    name: 'read_all_agent_states',
    text: `select ${selectFields('agent', 'a')} from agent a where a.organization_id = $1::uuid`,
    values: [organizationId],
  };
}

/** Whether any of these agents is online, by none of the statuses that are left out. */
export function readAnyOnline(
  organizationId: string,
  ids: readonly string[],
  exceptStatuses: readonly string[],
): Statement {
  return {
    name: 'read_any_online',
    text: `select exists (select 1 from agent a where a.organization_id = $1::uuid and a.id = any($2::text[]) and a.presence = 'online'
      and (a.status_id is null or a.status_id <> all($3::text[]))) as online`,
    values: [organizationId, encodeArray(ids), encodeArray(exceptStatuses)],
  };
}

/** How many wait in each queue. */
export function readQueueLengths(organizationId: string, queueIds: readonly string[]): Statement {
  return {
    name: 'read_queue_lengths',
    text: `select q.id, count(c.id) as length
      from unnest($2::text[]) as q (id)
      left join conversation c on c.organization_id = $1::uuid and c.owner_id = q.id and c.owner_kind = 'queue' and c.status = 'open'
      group by q.id`,
    values: [organizationId, encodeArray(queueIds)],
  };
}

/** Whom these offers were made to. */
export function readOffersOf(organizationId: string, offerIds: readonly string[]): Statement {
  return {
    name: 'read_offers_of',
    text: `select o.id, o.agent_id as "agentId" from offer o
      where o.organization_id = $1::uuid and o.id = any($2::uuid[])`,
    values: [organizationId, encodeArray(offerIds)],
  };
}
