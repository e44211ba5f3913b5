-- Side (a) of the bench: one command by one function call, as somebody would write it who knows PostgreSQL well and has
-- decided to keep everything in the database. The same promises as the engine's `requestTransfer` (to an agent of the
-- same department) and `acceptOffer`:
--
--   * an idempotency key has one answer, refusals included, and another request under it is refused;
--   * locks in the engine's order: conversation, agents sorted by id, the organization's head last; `for no key update`;
--   * the same checks in the same order, from small tables of rules (a row for a department, a row for an agent), which
--     are proved current by `config_version` when the head is moved;
--   * the same rows in the same tables, an event of equal content at a gapless position, receipt and note.
--
-- No dynamic SQL, no exception blocks (each costs a subtransaction), every row found by primary key, rows written with
-- only the columns that change. `p_with_head` false leaves out the head: positions are then made from the conversation's
-- number and its own sequence, so they are unique but neither gapless nor ordered, and rules are not proved current.

create schema bench;

create table bench.department (
  organization_id uuid not null,
  id text not null,
  transfers boolean not null,
  target_kinds text[] not null,
  notes text not null,
  reason text not null,
  release text not null,
  history_inside text not null,
  direct_to_agent boolean not null,
  missing_skill text not null,
  skills text[] not null,
  when_offline text not null,
  when_full text not null,
  acceptance text not null,
  offer_timeout_seconds integer not null,
  wrap_up_seconds integer not null,
  fallback jsonb not null,
  primary key (organization_id, id)
);

create table bench.agent_rule (
  organization_id uuid not null,
  id text not null,
  departments text[] not null,
  permissions text[] not null,
  channels text[],
  skills text[] not null,
  capacity_total integer,
  capacity_per_channel jsonb not null,
  primary key (organization_id, id)
);

create table bench.account (
  organization_id uuid not null,
  id text not null,
  transferable boolean not null,
  primary key (organization_id, id)
);

-- Ids of the fill, by kind and number, so that pgbench can name rows.
create function bench.id(kind integer, number bigint) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;

-- Time-ordered ids, as the engine makes them: random ones would scatter every index.
create function bench.new_id(at_ms bigint) returns uuid language sql volatile
  return (lpad(to_hex(at_ms), 12, '0') || '-7' || substr(gen_random_uuid()::text, 16))::uuid;

-- The end of every command that is refused: the transfer's record in the origin, its event, the answer.
create function bench.refuse(
  p_organization uuid, p_agent text, p_key text, p_hash text, p_with_head boolean, p_code text,
  p_conversation public.conversation, p_target text, p_at timestamptz
) returns text language plpgsql as $$
declare
  v_answer jsonb := jsonb_build_object('refused', jsonb_build_object('code', p_code));
  v_id uuid;
  v_position bigint;
begin
  if p_target is not null then
    v_id := bench.new_id((extract(epoch from p_at) * 1000)::bigint);
    insert into transfer (organization_id, id, conversation_id, ticket_id, state, mode, target, current_target,
        from_department_id, to_department_id, release, requested_by, from_owner, ownership_version, outcome, chain, receipt,
        requested_at, ended_at)
      values (p_organization, v_id, p_conversation.id, p_conversation.ticket_id, 'refused', 'cold',
        jsonb_build_object('kind', 'agent', 'id', p_target), jsonb_build_object('kind', 'agent', 'id', p_target),
        p_conversation.department_id, p_conversation.department_id, 'on_accept',
        jsonb_build_object('kind', 'agent', 'id', p_agent, 'throughKey', 'bench'),
        jsonb_build_object('kind', p_conversation.owner_kind, 'id', p_conversation.owner_id),
        p_conversation.ownership_version, p_code, '[]', '{}', p_at, p_at);
    update conversation set event_sequence = event_sequence + 1
      where organization_id = p_organization and id = p_conversation.id;
    v_answer := jsonb_set(v_answer, '{refused,transferId}', to_jsonb(v_id));
    if p_with_head then
      update organization_head h set position = h.position + 1, last_at = greatest(h.last_at, p_at)
        where h.organization_id = p_organization returning h.position into v_position;
    else
      v_position := bench.lone_position(p_conversation.id, p_conversation.event_sequence + 1);
    end if;
    insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
      values (p_organization, v_position, p_conversation.id, p_conversation.event_sequence + 1, p_key, 'transfer.refused',
        json_build_object('kind', 'agent', 'id', p_agent, 'throughKey', 'bench'),
        json_build_object('transferId', v_id, 'code', p_code), p_at);
  end if;
  insert into command (organization_id, principal, key, request_hash, answer, at)
    values (p_organization, 'key:bench:' || p_agent, p_key, p_hash, v_answer, p_at);
  return p_code;
end $$;

-- Without the head: the fill's number of the conversation (40 bits) and its sequence.
create function bench.lone_position(conversation_id uuid, sequence integer) returns bigint language sql immutable
  return (('x' || right(conversation_id::text, 10))::bit(40)::bigint << 20) | sequence;

-- Answers the new transfer's id, or the code of the refusal.
create function bench.request(
  p_with_head boolean, p_organization uuid, p_agent text, p_key text, p_hash text,
  p_ticket uuid, p_target text, p_note text
) returns text language plpgsql as $$
declare
  v_known record;
  v_conversation conversation;
  v_ticket record;
  v_rules record;
  v_agent record;
  v_presence text;
  v_load jsonb;
  v_used integer;
  v_at timestamptz;
  v_ms bigint;
  v_expires timestamptz;
  v_transfer_id uuid;
  v_offer_id uuid;
  v_refusal text;
  v_actor jsonb;
  v_target jsonb;
  v_owner jsonb;
  v_receipt jsonb;
  v_transfer jsonb;
  v_attributes jsonb;
  v_sequence integer;
  v_position bigint;
  v_last_at timestamptz;
begin
  select conversation_id into v_ticket from ticket where organization_id = p_organization and id = p_ticket;
  if not found then
    return bench.refuse(p_organization, p_agent, p_key, p_hash, p_with_head, 'not_found', null, null, clock_timestamp());
  end if;
  select * into v_conversation from conversation
    where organization_id = p_organization and id = v_ticket.conversation_id for no key update;
  for v_agent in
    select id, presence, load from agent
    where organization_id = p_organization and id = any (array[p_target, v_conversation.owner_id])
    order by id for no key update
  loop
    if v_agent.id = p_target then
      v_presence := v_agent.presence;
      v_load := v_agent.load;
    end if;
  end loop;
  select request_hash, answer into v_known from command
    where organization_id = p_organization and principal = 'key:bench:' || p_agent and key = p_key;
  if found then
    if v_known.request_hash <> p_hash then raise exception 'key_reused'; end if;
    return v_known.answer #>> '{done,transfer,id}';
  end if;

  select id, department_id, state, version, from_message, history_from, attributes, tags, form into v_ticket
    from ticket where organization_id = p_organization and id = p_ticket;
  select d.*, ac.transferable, h.config_version,
      actor.departments as actor_departments, actor.permissions as actor_permissions,
      target.id as target_id, target.departments as target_departments, target.permissions as target_permissions,
      target.channels as target_channels, target.skills as target_skills, target.capacity_total, target.capacity_per_channel
    into v_rules
    from bench.department d
    join organization_head h on h.organization_id = d.organization_id
    join bench.account ac on ac.organization_id = d.organization_id and ac.id = v_conversation.account_id
    left join bench.agent_rule actor on actor.organization_id = d.organization_id and actor.id = p_agent
    left join bench.agent_rule target on target.organization_id = d.organization_id and target.id = p_target
    where d.organization_id = p_organization and d.id = v_ticket.department_id;

  v_at := date_trunc('milliseconds', clock_timestamp());
  v_used := (select coalesce(sum(value::integer), 0) from jsonb_each_text(coalesce(v_load, '{}')));
  v_refusal := case
    when not v_rules.transfers then 'transfers_disabled'
    when not 'agent' = any (v_rules.target_kinds) then 'target_kind_off'
    when v_rules.notes = 'required' and coalesce(p_note, '') = '' then 'note_required'
    when v_rules.notes = 'off' and p_note is not null then 'notes_disabled'
    when v_rules.reason = 'required' then 'reason_required'
    when not coalesce('transfer.request' = any (v_rules.actor_permissions), false) then 'permission_missing'
    when v_ticket.state = 'open' and (v_conversation.owner_kind, v_conversation.owner_id) is distinct from ('agent', p_agent)
      and not 'ticket.take_over' = any (v_rules.actor_permissions) then 'not_owner'
    when not v_ticket.department_id = any (v_rules.actor_departments)
      and not 'ticket.read_all' = any (v_rules.actor_permissions) then 'not_a_member'
    when v_ticket.state = 'closed' then 'ticket_closed'
    when v_ticket.state <> 'open' then 'ticket_moved'
    when v_conversation.pending_transfer_id is not null then 'transfer_pending'
    when not v_rules.transferable then 'channel_not_transferable'
    when v_rules.target_id is null then 'target_unknown'
    when not v_ticket.department_id = any (v_rules.target_departments)
      or not 'message.receive' = any (v_rules.target_permissions)
      or not (v_rules.target_channels is null or v_conversation.channel_kind = any (v_rules.target_channels))
      then 'target_not_permitted'
    when not v_rules.direct_to_agent then 'direct_routing_off'
    when v_conversation.owner_kind = 'agent' and v_conversation.owner_id = p_target then 'already_there'
    when v_rules.missing_skill = 'refuse' and not v_rules.skills <@ v_rules.target_skills then 'skill_missing'
    when v_presence is distinct from 'online' then 'agent_offline'
    when v_used + 1 > v_rules.capacity_total
      or (v_load ->> v_conversation.channel_kind)::integer + 1 > (v_rules.capacity_per_channel ->> v_conversation.channel_kind)::integer
      then 'agent_at_capacity'
  end;
  if v_refusal is not null then
    return bench.refuse(p_organization, p_agent, p_key, p_hash, p_with_head, v_refusal, v_conversation, p_target, v_at);
  end if;

  v_ms := extract(epoch from v_at) * 1000;
  v_expires := v_at + make_interval(secs => v_rules.offer_timeout_seconds);
  v_transfer_id := bench.new_id(v_ms);
  v_offer_id := bench.new_id(v_ms);
  v_sequence := v_conversation.event_sequence + 1;
  v_actor := jsonb_build_object('kind', 'agent', 'id', p_agent, 'throughKey', 'bench');
  v_target := jsonb_build_object('kind', 'agent', 'id', p_target, 'departmentId', v_ticket.department_id);
  v_owner := jsonb_build_object('kind', v_conversation.owner_kind, 'id', v_conversation.owner_id);
  v_attributes := case when v_ticket.attributes = '{}' and v_conversation.attributes = '{}' then '[]'
    else (select jsonb_agg(name) from jsonb_object_keys(v_conversation.attributes || v_ticket.attributes) as name) end;
  v_receipt := jsonb_build_object(
    'history', v_rules.history_inside,
    'messages', case when v_ticket.history_from <= v_conversation.message_sequence
      then jsonb_build_object('from', v_ticket.history_from, 'to', v_conversation.message_sequence) end,
    'note', coalesce(p_note, '') <> '', 'attributes', v_attributes,
    'form', case when v_ticket.form = '{}' then '[]'
      else (select jsonb_agg(name) from jsonb_object_keys(v_ticket.form) as name) end,
    'tags', to_jsonb(v_ticket.tags), 'sla', 'carried', 'heldBack', '[]'::jsonb, 'files', v_conversation.files);
  v_transfer := jsonb_build_object(
    'id', v_transfer_id, 'conversationId', v_conversation.id, 'ticketId', p_ticket, 'newTicketId', null,
    'state', 'offered', 'mode', 'cold', 'target', v_target, 'currentTarget', v_target,
    'fromDepartmentId', v_ticket.department_id, 'toDepartmentId', v_ticket.department_id, 'release', v_rules.release,
    'requestedBy', v_actor, 'fromOwner', v_owner, 'ownershipVersion', v_conversation.ownership_version,
    'reason', null, 'outcome', null, 'chain', v_rules.fallback, 'receipt', v_receipt,
    'requestedAt', v_ms, 'deadlineAt', null, 'endedAt', null);
  v_load := v_load || jsonb_build_object(v_conversation.channel_kind, coalesce((v_load ->> v_conversation.channel_kind)::integer, 0) + 1);

  update agent set load = v_load, last_assigned_at = v_at where organization_id = p_organization and id = p_target;
  update conversation set pending_transfer_id = v_transfer_id, live_offer_id = v_offer_id, event_sequence = v_sequence
    where organization_id = p_organization and id = v_conversation.id;
  insert into transfer (organization_id, id, conversation_id, ticket_id, state, mode, target, current_target,
      from_department_id, to_department_id, release, requested_by, from_owner, ownership_version, note, chain, receipt,
      requested_at)
    values (p_organization, v_transfer_id, v_conversation.id, p_ticket, 'offered', 'cold', v_target, v_target,
      v_ticket.department_id, v_ticket.department_id, v_rules.release, v_actor, v_owner, v_conversation.ownership_version,
      p_note, v_rules.fallback, v_receipt, v_at);
  insert into offer (organization_id, id, conversation_id, transfer_id, agent_id, state, slots, offered_at, expires_at)
    values (p_organization, v_offer_id, v_conversation.id, v_transfer_id, p_target, 'live', 1, v_at, v_expires);

  if p_with_head then
    update organization_head h set position = h.position + 1, last_at = greatest(h.last_at, v_at)
      where h.organization_id = p_organization and h.config_version = v_rules.config_version
      returning h.position, h.last_at into v_position, v_last_at;
    if not found then raise exception 'rules_changed'; end if;
  else
    v_position := bench.lone_position(v_conversation.id, v_sequence);
    v_last_at := v_at;
  end if;
  insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
    values (p_organization, v_position, v_conversation.id, v_sequence, p_key, 'transfer.offered', v_actor,
      json_build_object(
        'audience', json_build_object('departments', json_build_array(v_ticket.department_id),
          'agents', json_build_array(p_agent, p_target)),
        'transferId', v_transfer_id, 'ticketId', p_ticket, 'state', 'offered', 'warnings', '[]'::json,
        'overrides', '[]'::json, 'redirected', null, 'audit', 'transfer', 'offerId', v_offer_id, 'agentId', p_target,
        'changes', json_build_object(
          'agent', json_build_object(p_target, json_build_object('load', v_load, 'lastAssignedAt', v_ms)),
          'transfer', json_build_object(v_transfer_id, v_transfer),
          'offer', json_build_object(v_offer_id, json_build_object(
            'id', v_offer_id, 'conversationId', v_conversation.id, 'transferId', v_transfer_id, 'agentId', p_target,
            'state', 'live', 'slots', 1, 'offeredAt', v_ms,
            'expiresAt', (extract(epoch from v_expires) * 1000)::bigint, 'endedAt', null, 'reason', null)),
          'conversation', json_build_object(v_conversation.id, json_build_object(
            'pendingTransferId', v_transfer_id, 'liveOfferId', v_offer_id, 'eventSequence', v_sequence)))),
      v_last_at);
  insert into command (organization_id, principal, key, request_hash, answer, at)
    values (p_organization, 'key:bench:' || p_agent, p_key, p_hash,
      json_build_object('done', json_build_object(
        'transfer', v_transfer || jsonb_build_object('note', p_note), 'ticketVersion', v_ticket.version,
        'offerId', v_offer_id, 'expiresAt', (extract(epoch from v_expires) * 1000)::bigint)),
      v_at);
  return v_transfer_id;
end $$;

-- Answers the ticket's id, or the code of the refusal.
create function bench.accept(
  p_with_head boolean, p_organization uuid, p_agent text, p_key text, p_hash text, p_transfer uuid
) returns text language plpgsql as $$
declare
  v_known record;
  v_conversation conversation;
  v_transfer transfer;
  v_offer offer;
  v_ticket record;
  v_segment record;
  v_rules record;
  v_agent record;
  v_presence text;
  v_load jsonb;
  v_left integer;
  v_at timestamptz;
  v_ms bigint;
  v_segment_id uuid;
  v_refusal text;
  v_actor jsonb;
  v_owner jsonb;
  v_receipt jsonb;
  v_ended jsonb;
  v_hops integer;
  v_sequence integer;
  v_version integer;
  v_position bigint;
  v_last_at timestamptz;
begin
  select * into v_transfer from transfer where organization_id = p_organization and id = p_transfer;
  if not found then
    return bench.refuse(p_organization, p_agent, p_key, p_hash, p_with_head, 'not_found', null, null, clock_timestamp());
  end if;
  select * into v_conversation from conversation
    where organization_id = p_organization and id = v_transfer.conversation_id for no key update;
  select * into v_offer from offer where organization_id = p_organization and id = v_conversation.live_offer_id;
  for v_agent in
    select id, presence, load from agent
    where organization_id = p_organization and id = any (array[v_offer.agent_id, v_conversation.owner_id])
    order by id for no key update
  loop
    if v_agent.id = p_agent then v_presence := v_agent.presence; end if;
    if v_agent.id = v_conversation.owner_id and v_conversation.owner_kind = 'agent' then v_load := v_agent.load; end if;
  end loop;
  select request_hash, answer into v_known from command
    where organization_id = p_organization and principal = 'key:bench:' || p_agent and key = p_key;
  if found then
    if v_known.request_hash <> p_hash then raise exception 'key_reused'; end if;
    return v_known.answer #>> '{done,ticketId}';
  end if;

  -- Under the conversation's lock: the transfer may have ended between being found and being locked.
  select * into v_transfer from transfer where organization_id = p_organization and id = p_transfer;
  select id, department_id, state, version, history_from, attributes, tags, form into v_ticket
    from ticket where organization_id = p_organization and id = v_conversation.ticket_id;
  select id, department_id, owner_kind, ended_at into v_segment
    from segment where organization_id = p_organization and id = v_conversation.segment_id;
  select d.history_inside, d.wrap_up_seconds, h.config_version, actor.departments, actor.permissions, actor.channels
    into v_rules
    from bench.department d
    join organization_head h on h.organization_id = d.organization_id
    left join bench.agent_rule actor on actor.organization_id = d.organization_id and actor.id = p_agent
    where d.organization_id = p_organization and d.id = v_ticket.department_id;

  v_at := date_trunc('milliseconds', clock_timestamp());
  v_refusal := case
    when v_offer.transfer_id is distinct from p_transfer then
      case when v_transfer.outcome = 'expired' then 'offer_expired' else 'offer_answered' end
    when not coalesce('message.receive' = any (v_rules.permissions), false) then 'permission_missing'
    when not v_ticket.department_id = any (v_rules.departments) then 'not_a_member'
    when v_offer.agent_id <> p_agent then 'offer_not_yours'
    when v_ticket.state = 'closed' then 'ticket_closed'
    when v_ticket.state <> 'open' then 'ticket_moved'
    when v_offer.state <> 'live' then 'offer_answered'
    when v_at >= v_offer.expires_at then 'offer_expired'
    when not (v_rules.channels is null or v_conversation.channel_kind = any (v_rules.channels)) then 'target_not_permitted'
    when coalesce(v_presence, 'offline') = 'offline' then 'agent_offline'
  end;
  if v_refusal is not null then
    return bench.refuse(p_organization, p_agent, p_key, p_hash, p_with_head, v_refusal, null, null, v_at);
  end if;

  v_ms := extract(epoch from v_at) * 1000;
  v_segment_id := bench.new_id(v_ms);
  v_sequence := v_conversation.event_sequence + 1;
  v_version := v_conversation.ownership_version + 1;
  v_hops := v_conversation.hops + 1;
  v_actor := jsonb_build_object('kind', 'agent', 'id', p_agent, 'throughKey', 'bench');
  v_owner := jsonb_build_object('kind', 'agent', 'id', p_agent);
  v_receipt := jsonb_build_object(
    'history', v_rules.history_inside,
    'messages', case when v_ticket.history_from <= v_conversation.message_sequence
      then jsonb_build_object('from', v_ticket.history_from, 'to', v_conversation.message_sequence) end,
    'note', v_transfer.receipt -> 'note',
    'attributes', case when v_ticket.attributes = '{}' and v_conversation.attributes = '{}' then '[]'
      else (select jsonb_agg(name) from jsonb_object_keys(v_conversation.attributes || v_ticket.attributes) as name) end,
    'form', case when v_ticket.form = '{}' then '[]'
      else (select jsonb_agg(name) from jsonb_object_keys(v_ticket.form) as name) end,
    'tags', to_jsonb(v_ticket.tags), 'sla', 'carried', 'heldBack', '[]'::jsonb, 'files', v_conversation.files);
  v_ended := jsonb_build_object('state', 'completed', 'endedAt', v_ms, 'newTicketId', v_ticket.id,
    'ownershipVersion', v_version, 'receipt', v_receipt);
  if v_load is not null then
    v_left := (v_load ->> v_conversation.channel_kind)::integer - 1;
    v_load := case when v_left = 0 then v_load - v_conversation.channel_kind
      else v_load || jsonb_build_object(v_conversation.channel_kind, v_left) end;
    update agent set load = v_load where organization_id = p_organization and id = v_conversation.owner_id;
  end if;

  update conversation set owner_kind = 'agent', owner_id = p_agent, ownership_version = v_version, segment_id = v_segment_id,
      pending_transfer_id = null, live_offer_id = null, event_sequence = v_sequence, hops = v_hops, last_agent_id = p_agent
    where organization_id = p_organization and id = v_conversation.id;
  update ticket set version = version + 1 where organization_id = p_organization and id = v_ticket.id;
  update segment set ended_at = v_at, end_reason = 'transferred',
      wrap_up_until = case when v_rules.wrap_up_seconds > 0 and owner_kind = 'agent'
        then v_at + make_interval(secs => v_rules.wrap_up_seconds) end
    where organization_id = p_organization and id = v_segment.id and ended_at is null;
  insert into segment (organization_id, id, conversation_id, ticket_id, department_id, owner_kind, owner_id, started_at,
      wrap_up_extensions)
    values (p_organization, v_segment_id, v_conversation.id, v_ticket.id, v_ticket.department_id, 'agent', p_agent, v_at, 0);
  update transfer set state = 'completed', ended_at = v_at, new_ticket_id = v_ticket.id,
      ownership_version = v_version, receipt = v_receipt
    where organization_id = p_organization and id = p_transfer;
  update offer set state = 'accepted', ended_at = v_at where organization_id = p_organization and id = v_offer.id;

  if p_with_head then
    update organization_head h set position = h.position + 1, last_at = greatest(h.last_at, v_at)
      where h.organization_id = p_organization and h.config_version = v_rules.config_version
      returning h.position, h.last_at into v_position, v_last_at;
    if not found then raise exception 'rules_changed'; end if;
  else
    v_position := bench.lone_position(v_conversation.id, v_sequence);
    v_last_at := v_at;
  end if;
  insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
    values (p_organization, v_position, v_conversation.id, v_sequence, p_key, 'transfer.completed', v_actor,
      json_build_object(
        'audience', json_build_object('departments', json_build_array(v_ticket.department_id),
          'agents', json_build_array(v_conversation.owner_id, p_agent)),
        'transferId', p_transfer, 'ticketId', v_ticket.id, 'state', 'completed', 'offerId', v_offer.id,
        'owner', json_build_object('from', json_build_object('kind', v_conversation.owner_kind, 'id', v_conversation.owner_id),
          'to', v_owner, 'version', v_version),
        'changes', json_build_object(
          'agent', json_build_object(v_conversation.owner_id, json_build_object('load', v_load)),
          'offer', json_build_object(v_offer.id, json_build_object('state', 'accepted', 'endedAt', v_ms)),
          'ticket', json_build_object(v_ticket.id, json_build_object('version', v_ticket.version + 1)),
          'segment', json_build_object(
            v_segment.id, json_build_object('endedAt', v_ms, 'endReason', 'transferred'),
            v_segment_id, json_build_object('id', v_segment_id, 'conversationId', v_conversation.id, 'ticketId', v_ticket.id,
              'departmentId', v_ticket.department_id, 'owner', v_owner, 'startedAt', v_ms, 'endedAt', null, 'endReason', null,
              'wrapUpUntil', null, 'wrapUpEndedAt', null, 'disposition', null, 'wrapUpNote', null)),
          'transfer', json_build_object(p_transfer, v_ended),
          'conversation', json_build_object(v_conversation.id, json_build_object(
            'hops', v_hops, 'owner', v_owner, 'segmentId', v_segment_id, 'lastAgentId', p_agent, 'liveOfferId', null,
            'eventSequence', v_sequence, 'ownershipVersion', v_version, 'pendingTransferId', null)))),
      v_last_at);
  insert into command (organization_id, principal, key, request_hash, answer, at)
    values (p_organization, 'key:bench:' || p_agent, p_key, p_hash,
      json_build_object('done', json_build_object(
        'offerId', v_offer.id,
        'transfer', jsonb_build_object(
          'id', p_transfer, 'conversationId', v_conversation.id, 'ticketId', v_transfer.ticket_id, 'mode', v_transfer.mode,
          'target', v_transfer.target, 'currentTarget', v_transfer.current_target,
          'fromDepartmentId', v_transfer.from_department_id, 'toDepartmentId', v_transfer.to_department_id,
          'release', v_transfer.release, 'requestedBy', v_transfer.requested_by, 'fromOwner', v_transfer.from_owner,
          'note', v_transfer.note, 'reason', v_transfer.reason, 'outcome', v_transfer.outcome, 'chain', v_transfer.chain,
          'requestedAt', (extract(epoch from v_transfer.requested_at) * 1000)::bigint, 'deadlineAt', null) || v_ended,
        'conversationId', v_conversation.id, 'ticketId', v_ticket.id, 'ticketVersion', v_ticket.version + 1)),
      v_at);
  return v_ticket.id;
end $$;

-- Where a client of pgbench stopped: of its tickets, the first n were handed over turn + 1 times, the others turn times;
-- phase 1 with the transfer that it requested last and has not accepted yet.
create function bench.progress(client integer, clients integer, range integer, ranges integer, stride bigint, active integer)
returns table (n bigint, turn integer, phase integer, transfer uuid) language sql as $$
  with own as (
    select c.ownership_version - 1 as hand_overs, c.pending_transfer_id
    from generate_series(client * (active / clients), (client + 1) * (active / clients) - 1) j
    join conversation c on c.organization_id = bench.id(1, (j * ranges + range) * stride % 10) and c.id = bench.id(2, (j * ranges + range) * stride)
  )
  select count(*) filter (where hand_overs > (select min(hand_overs) from own)), min(hand_overs),
    count(pending_transfer_id)::integer, coalesce(max(pending_transfer_id::text)::uuid, bench.id(0, 0)) from own
$$;
