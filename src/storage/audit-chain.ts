import type { Database, Statement } from './database.ts';
import { encodeInstant } from './encode.ts';

/**
 * The chain over the log. A link covers a stretch of events, from where the link before it ended:
 *
 *     hash = sha256(hash of the link before ‖ its events, one in a line)
 *
 * An event is written as the JSON array [position, milliseconds, kind, actor, conversation, sequence, command, data], in which
 * actor and data stand as the very text that is stored. All of it is computed in the store: no event travels for it, and the
 * engine's thread does nothing.
 */

/** A stretch has at most so many events: some milliseconds of work. */
const stretchMax = 1_000;

const linkOf = (previous: string, events: string): string => `sha256(${previous} || convert_to(${events}, 'UTF8'))`;
const written = `string_agg(json_build_array(e.position, (extract(epoch from e.at) * 1000)::bigint, e.kind, e.actor,
    e.conversation_id, e.sequence, e.command_id, e.data)::text, chr(10) order by e.position)`;

const extendText = `
  with before as (
    select last_position, hash from audit_link where organization_id = $1::uuid order by first_position desc limit 1
  ), stretch as (
    select e.* from event e where e.organization_id = $1::uuid
      and e.position > coalesce((select last_position from before), 0)
      and e.position <= coalesce((select last_position from before), 0) + ${stretchMax}
  )
  insert into audit_link (organization_id, first_position, last_position, hash, at)
  select $1::uuid, min(e.position), max(e.position),
    ${linkOf(`coalesce((select hash from before), ''::bytea)`, written)}, $2::timestamptz
  from stretch e having count(*) > 0
  on conflict do nothing returning last_position - first_position + 1 as events`;

/** The chain as its job uses it. Rejects with DatabaseError. */
export function auditChainStore(database: Database) {
  return {
    /**
     * Writes the next link, if there are events without one, and answers how many it covers. Of two nodes that do it at once
     * one writes nothing, and finds what the other wrote the next time.
     */
    extend: (organizationId: string, at: number): Promise<number> =>
      database.withSession(async (session) => {
        const [result] = await session.pipeline([
          { name: 'extend_audit_chain', text: extendText, values: [organizationId, encodeInstant(at)] },
        ]);
        return result?.rows[0]?.events ?? 0;
      }),
  };
}

/** At once at most so many events are hashed again: some tens of milliseconds. */
const verifiedAtOnce = 5_000;

/**
 * Links after a position, as many as hold some thousands of events, each with whether it is what its events and the link
 * before make of it, and whether it begins where that one ended.
 */
export function verifyLinks(organizationId: string, after: number): Statement {
  return {
    name: 'verify_audit_links',
    text: `select l.first_position as "firstPosition", l.last_position as "lastPosition", l.at,
        encode(l.hash, 'hex') as hash, l.first_position = coalesce(p.last_position, 0) + 1 as follows,
        l.hash = ${linkOf(
          `coalesce(p.hash, ''::bytea)`,
          `coalesce((select ${written} from event e where e.organization_id = l.organization_id
            and e.position between l.first_position and l.last_position), '')`,
        )} as holds
      from (
        select *, sum(last_position - first_position + 1) over (order by first_position) as events from (
          select * from audit_link where organization_id = $1::uuid and first_position > $2::bigint
          order by first_position limit 1000) links) l
      left join lateral (
        select hash, last_position from audit_link p where p.organization_id = l.organization_id
          and p.first_position < l.first_position order by p.first_position desc limit 1) p on true
      where l.events - (l.last_position - l.first_position + 1) < ${verifiedAtOnce}
      order by l.first_position`,
    values: [organizationId, String(after)],
  };
}
