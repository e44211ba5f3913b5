import type { Instant } from '../base/clock.ts';
import type { ActorName } from '../domain/actor.ts';
import type { EventData, EventKind } from '../domain/events.ts';
import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';

/** An event as it stands in the log. Positions are 1..n per organization, without gaps, in the order of commits. */
export interface LogEvent {
  readonly organizationId: string;
  readonly position: number;
  readonly conversationId: string | null;
  readonly sequence: number | null;
  readonly commandId: string;
  readonly kind: EventKind;
  readonly actor: ActorName;
  readonly data: EventData;
  readonly at: Instant;
}

/** Events after a position, in order, at most `limit`: whoever reads on from the last one misses nothing. */
export function readEventsAfter(organizationId: string, position: number, limit: number): Statement {
  return {
    name: 'read_events_after',
    text: `select organization_id as "organizationId", position, conversation_id as "conversationId", sequence,
        command_id as "commandId", kind, actor, data, at
      from event where organization_id = $1::uuid and position > $2::bigint order by position limit $3::int`,
    values: [organizationId, String(position), String(limit)],
  };
}

/** The last positions of these organizations. */
export function readPositions(organizationIds: readonly string[]): Statement {
  return {
    name: 'read_positions',
    text: `select organization_id as "organizationId", position from organization_head
      where organization_id = any($1::uuid[])`,
    values: [encodeArray(organizationIds)],
  };
}

/** Every organization, for readers that serve them all. */
export const readOrganizationIds: Statement = {
  name: 'read_organization_ids',
  text: `select organization_id as "organizationId", position from organization_head`,
  values: [],
};
