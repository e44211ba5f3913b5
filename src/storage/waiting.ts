import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';

/** What the dispatcher looks for: work that waits, and agents who could take it. Read without locks, confirmed under them. */

export interface WaitingTicket {
  readonly id: string;
  readonly queueId: string;
  readonly departmentId: string;
  readonly channelKind: string;
  readonly lastAgentId: string | null;
  readonly passedOver: readonly string[];
}

/** Tickets of these queues that nobody is being asked about, in the order of service. */
export function readWaitingTickets(organizationId: string, queueIds: readonly string[], limit: number): Statement {
  return {
    name: 'read_waiting_tickets',
    text: `select c.id, c.owner_id as "queueId", c.department_id as "departmentId", c.channel_kind as "channelKind",
        c.last_agent_id as "lastAgentId", c.passed_over as "passedOver"
      from unnest($2::text[]) as q (id)
      cross join lateral (
        select * from conversation c where c.organization_id = $1::uuid and c.owner_id = q.id and c.owner_kind = 'queue'
          and c.status = 'open' and c.live_offer_id is null and c.pending_transfer_id is null
        order by c.priority, c.queued_at, c.id limit $3::int
      ) c
      order by c.priority, c.queued_at, c.id`,
    values: [organizationId, encodeArray(queueIds), String(limit)],
  };
}

/** Transfers that wait for one of these agents, oldest first. */
export function readWaitingTransfers(organizationId: string, agentIds: readonly string[], limit: number): Statement {
  return {
    name: 'read_waiting_transfers',
    text: `select id, current_target ->> 'id' as "agentId" from transfer
      where organization_id = $1::uuid and state = 'waiting' and current_target ->> 'id' = any($2::text[])
      order by requested_at, id limit $3::int`,
    values: [organizationId, encodeArray(agentIds), String(limit)],
  };
}

/** All transfers that wait, and for whom. */
export function readAwaitedTransfers(organizationId: string): Statement {
  return {
    name: 'read_awaited_transfers',
    text: `select id, current_target ->> 'id' as "agentId" from transfer
      where organization_id = $1::uuid and state = 'waiting'`,
    values: [organizationId],
  };
}

/** What an agent who left has in hand: open conversations and live offers. */
export function readInHand(organizationId: string, agentIds: readonly string[]): readonly [Statement, Statement] {
  const values = [organizationId, encodeArray(agentIds)];
  return [
    {
      name: 'read_owned_conversations',
      text: `select id, owner_id as "agentId" from conversation where organization_id = $1::uuid
        and owner_kind = 'agent' and owner_id = any($2::text[]) and status = 'open' limit 1000`,
      values,
    },
    {
      name: 'read_live_offers_in_hand',
      text: `select id, agent_id as "agentId" from offer
        where organization_id = $1::uuid and agent_id = any($2::text[]) and state = 'live' limit 1000`,
      values,
    },
  ];
}

/** Agents who are offline and still hold something, for the safety sweep. */
export function readAbsentHolders(organizationId: string): Statement {
  return {
    name: 'read_absent_holders',
    text: `select a.id from agent a where a.organization_id = $1::uuid and a.presence = 'offline' and a.load <> '{}'::jsonb`,
    values: [organizationId],
  };
}

/** Transfers that somebody is asked about, by an offer, in private or outside, for the re-check after a change of configuration. */
export function readOfferedTransfers(organizationId: string): Statement {
  return {
    name: 'read_offered_transfers',
    text: `(select transfer_id as id from offer
      where organization_id = $1::uuid and state = 'live' and transfer_id is not null limit 5000)
      union all (select id from transfer
      where organization_id = $1::uuid and state in ('consulting', 'offered') and ended_at is null and deadline_at is not null
      limit 5000)`,
    values: [organizationId],
  };
}

/** Open conversations in which colleagues take part who were invited or came by right, for the re-check after a change of configuration. */
export function readWithParties(organizationId: string): Statement {
  return {
    name: 'read_with_parties',
    text: `select id from conversation where organization_id = $1::uuid and status = 'open'
      and parties <> '[]'::jsonb and parties @> '[{"transferId": null}]'::jsonb order by id limit 5000`,
    values: [organizationId],
  };
}

/** Open conversations of these owners, agents or queues: what is left with owners that were retired. */
export function readOwnedBy(organizationId: string, ownerIds: readonly string[]): Statement {
  return {
    name: 'read_owned_by_retired',
    text: `select id, owner_kind as "ownerKind", owner_id as "ownerId" from conversation
      where organization_id = $1::uuid and owner_id = any($2::text[]) and status = 'open' limit 5000`,
    values: [organizationId, encodeArray(ownerIds)],
  };
}
