/** The segments of the conversation `c`, as `g`. */
const segmentsOfConversation = `(select id from ticket
      where organization_id = c.organization_id and conversation_id = c.id offset 0) t
    cross join lateral (
      select * from segment where organization_id = c.organization_id and ticket_id = t.id offset 0) g`;

/**
 * What flows ask of a conversation since it was opened last: how many messages there were and when, who owned it, and how many
 * conversations the contact had before. Read without a lock after the conversation's own, under which all of it is written.
 * Since it was opened is since the segment before the present one that ended by closing; the present one may have, too. Segments
 * are looked up by the tickets, which have an index by conversation: another one would cost every hand-over.
 */
export const storiesText = `
  select c.organization_id as "organizationId", c.id as "conversationId", o.since, c.message_sequence as "upTo",
    m.incoming, m.outgoing, m.human, m.last_incoming_at as "lastIncomingAt", m.last_outgoing_at as "lastOutgoingAt",
    m.last_human_at as "lastHumanAt", w.waiting_since as "waitingSince",
    m.last_incoming as "lastSequence", l.text as "lastText",
    coalesce(cardinality(l.file_ids) > 0, false) as "lastHasFile", s.agents, s.segments,
    (select count(*) from (
      select 1 from conversation e where e.organization_id = c.organization_id and e.contact_id = c.contact_id
        and e.id <> c.id and e.opened_at <= c.opened_at limit 100) e) as earlier
  from unnest($1::uuid[], $2::uuid[]) as k (organization_id, id)
  cross join lateral (select * from conversation where organization_id = k.organization_id and id = k.id offset 0) c
  cross join lateral (
    select coalesce(max(g.ended_at), c.opened_at) as since from ${segmentsOfConversation}
    where g.end_reason = 'closed' and g.id <> c.segment_id) o
  cross join lateral (
    select count(*) filter (where direction = 'inbound') as incoming,
      count(*) filter (where direction = 'outbound') as outgoing,
      count(*) filter (where direction = 'outbound' and not automatic) as human,
      max(at) filter (where direction = 'inbound') as last_incoming_at,
      max(at) filter (where direction = 'outbound') as last_outgoing_at,
      max(at) filter (where direction = 'outbound' and not automatic) as last_human_at,
      coalesce(max(sequence) filter (where direction = 'outbound' and not automatic), 0) as last_human,
      max(sequence) filter (where direction = 'inbound') as last_incoming
    from message where organization_id = c.organization_id and conversation_id = c.id and at >= o.since) m
  cross join lateral (
    select min(at) as waiting_since from message
    where organization_id = c.organization_id and conversation_id = c.id and sequence > m.last_human
      and direction = 'inbound' and at >= o.since) w
  left join lateral (
    select text, file_ids from message
    where organization_id = c.organization_id and conversation_id = c.id and sequence = m.last_incoming offset 0) l on true
  cross join lateral (
    select coalesce(array_agg(g.owner_id order by g.started_at, g.id) filter (where g.owner_kind = 'agent'), '{}') as agents,
      coalesce(array_agg(g.id), '{}') as segments
    from ${segmentsOfConversation} where g.started_at >= o.since) s`;
