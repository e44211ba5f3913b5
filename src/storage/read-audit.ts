import { categoryOfKind } from '../domain/audit-entry.ts';
import type { Statement } from './database.ts';
import { scannedMax } from './read-tickets.ts';

/** What the audit is narrowed to; null does not narrow. */
export interface AuditFilter {
  readonly category: string | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly conversationId: string | null;
  /** Positions from this one on. */
  readonly from: number;
  /** Positions below this one: newest first. */
  readonly before: number;
  readonly limit: number;
}

/** How many events of one conversation are looked at: more than any has. */
const ofConversationMax = 20_000;

const categories = Object.entries(categoryOfKind)
  .map(([kind, category]) => `when '${kind}' then '${category}'`)
  .join(' ');
const category = `case when d.data ? 'owner' and e.kind <> 'ticket.rerouted' then 'ownership'
    when jsonb_typeof(d.data -> 'overrides') = 'array' and d.data -> 'overrides' <> '[]'::jsonb then 'override'
    when d.data ? 'forced' then 'staffing'
    else case e.kind ${categories} end end`;

const scans = {
  all: `select * from event where organization_id = $1::uuid and position < $2::bigint and position >= $3::bigint
    order by position desc limit ${scannedMax}`,
  conversation: `select * from event where organization_id = $1::uuid and conversation_id = $8::uuid
    and position < $2::bigint and position >= $3::bigint order by sequence desc limit ${ofConversationMax}`,
} as const;

/** Audited events, newest first, among the last that were scanned (`scannedMax`; of one conversation all). */
export function readAuditedEvents(organizationId: string, filter: AuditFilter): Statement {
  const by = filter.conversationId === null ? 'all' : 'conversation';
  return {
    name: `read_audited_events_by_${by}`,
    text: `select e.position, e.category, e.kind, e.actor, e.conversation_id as "conversationId", e.at, e.data, c.changes
      from (select e.*, ${category} as category from (${scans[by]}) e
        cross join lateral (select e.data::jsonb as data offset 0) d) e
      left join configuration_change c on e.kind = 'configuration.changed' and c.organization_id = e.organization_id
        and c.version = (e.data ->> 'version')::int
      where e.category is not null and (e.kind <> 'configuration.changed' or e.data ->> 'isLast' = 'true')
        and ($4::text is null or e.category = $4) and ($5::text is null or e.actor ->> 'kind' = $5)
        and ($6::text is null or e.actor ->> 'id' = $6)
      order by e.position desc limit $7::int`,
    values: [
      organizationId,
      String(filter.before),
      String(filter.from),
      filter.category,
      filter.actorKind,
      filter.actorId,
      String(filter.limit),
      ...(filter.conversationId === null ? [] : [filter.conversationId]),
    ],
  };
}

/** When an event was, by its position: later ones never were before. */
export function readInstantOf(organizationId: string, position: number): Statement {
  return {
    name: 'read_instant_of_event',
    text: 'select at from event where organization_id = $1::uuid and position = $2::bigint',
    values: [organizationId, String(position)],
  };
}
