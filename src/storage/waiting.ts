import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';

/** What the dispatcher looks for: work that waits, and agents who could take it. Read without locks, confirmed under them. */

const waitingFields = `c.id, c.ticket_id as "ticketId", c.contact_id as "contactId", c.owner_id as "queueId",
        c.department_id as "departmentId", c.channel_kind as "channelKind", c.priority, c.queued_at as "queuedAt",
        c.wait_until as "waitUntil", c.skills, c.last_agent_id as "lastAgentId", c.preferred_agent_id as "preferredAgentId",
        c.preferred_until as "preferredUntil", c.passed_over as "passedOver", c.passed_over_at as "passedOverAt",
        c.live_offer_id as "liveOfferId", c.pending_transfer_id as "pendingTransferId"`;

/** Every ticket of an organization that waits in a queue. */
export function readWaiting(organizationId: string): Statement {
  return {
    name: 'read_waiting',
    text: `select ${waitingFields} from conversation c
      where c.organization_id = $1::uuid and c.owner_kind = 'queue' and c.status = 'open'`,
    values: [organizationId],
  };
}

/** Those of these conversations that wait in a queue. */
export function readWaitingOf(organizationId: string, conversationIds: readonly string[]): Statement {
  return {
    name: 'read_waiting_of',
    text: `select ${waitingFields} from unnest($2::uuid[]) as asked (id)
      join conversation c on c.organization_id = $1::uuid and c.id = asked.id
      where c.owner_kind = 'queue' and c.status = 'open'`,
    values: [organizationId, encodeArray(conversationIds)],
  };
}

/** Every open conversation with its contact, and the agent who owns it. */
export function readOpen(organizationId: string): Statement {
  return {
    name: 'read_open',
    text: `select c.id, c.contact_id as "contactId", case when c.owner_kind = 'agent' then c.owner_id end as "agentId",
        t.snoozed_until is not null as "isAside"
      from conversation c join ticket t on t.organization_id = c.organization_id and t.id = c.ticket_id
      where c.organization_id = $1::uuid and c.status = 'open'`,
    values: [organizationId],
  };
}

/** How many of the latest segments are looked through for waits. */
const segmentsLookedAt = 3_000;

/** The latest stretches of waiting that are over, in the order of their ends. */
export function readPastWaits(organizationId: string): Statement {
  return {
    name: 'read_past_waits',
    text: `select s.owner_id as "queueId", s.started_at as since, s.ended_at as until,
        coalesce(n.owner_kind = 'agent', false) as served
      from (select * from segment where organization_id = $1::uuid order by id desc limit ${segmentsLookedAt}) s
      left join lateral (select owner_kind from segment
        where organization_id = s.organization_id and ticket_id = s.ticket_id and id > s.id order by id limit 1) n on true
      where s.owner_kind = 'queue' and s.ended_at > s.started_at
      order by s.ended_at, s.id`,
    values: [organizationId],
  };
}

/** Transfers that wait for one of these agents, oldest first. */
export function readWaitingTransfers(organizationId: string, agentIds: readonly string[], limit: number): Statement {
  return {
    name: 'read_waiting_transfers',
    text: `select t.id, t.current_target ->> 'id' as "agentId", t.to_department_id as "departmentId",
        coalesce(t.session ->> 'channelKind', c.channel_kind) as "channelKind"
      from transfer t join conversation c on c.organization_id = t.organization_id and c.id = t.conversation_id
      where t.organization_id = $1::uuid and t.state = 'waiting' and t.current_target ->> 'id' = any($2::text[])
      order by t.requested_at, t.id limit $3::int`,
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
      text: `select id, owner_id as "agentId", department_id as "departmentId" from conversation where organization_id = $1::uuid
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

/**
 * Transfers without an outcome, for the re-check after a change of configuration: somebody is asked, by an offer, in private or
 * outside, or is waited for.
 */
export function readPendingTransfers(organizationId: string): Statement {
  return {
    name: 'read_pending_transfers',
    text: `(select transfer_id as id from offer
      where organization_id = $1::uuid and state = 'live' and transfer_id is not null limit 5000)
      union all (select id from transfer
      where organization_id = $1::uuid and state in ('waiting', 'consulting', 'offered') and ended_at is null and deadline_at is not null
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
