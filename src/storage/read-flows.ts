import type { Statement } from './database.ts';
import { encodeArray, encodeInstant } from './encode.ts';
import { selectFields } from './select-fields.ts';

/** Of each of these flows how many runs are under way, and what those came to that began since an instant. */
export function readFlowTotals(organizationId: string, flowIds: readonly string[], since: number): Statement {
  return {
    name: 'read_flow_totals',
    text: `select f.id, l.running, r.fired, r.moved, r."savedByReply" from unnest($2::text[]) as f (id)
      cross join lateral (select count(*) as running from flow_run
        where organization_id = $1::uuid and flow_id = f.id and state <> 'ended') l
      cross join lateral (select ${counted} from flow_run
        where organization_id = $1::uuid and flow_id = f.id and started_at >= $3::timestamptz) r`,
    values: [organizationId, encodeArray(flowIds), encodeInstant(since)],
  };
}

const counted = `
  count(*) filter (where outcome is distinct from 'not_met' and (waits_for->>'kind') is distinct from 'queue') as fired,
  count(*) filter (where 'moved' = any(marks)) as moved,
  count(*) filter (where 'replied' = any(marks) and not 'moved' = any(marks)) as "savedByReply"`;

/** Every draft, or one flow's, newest first. */
export function readFlowDrafts(organizationId: string, flowId: string | null): Statement {
  return {
    name: 'read_flow_drafts',
    text: `select ${selectFields('flowDraft', 'd')} from flow_draft d
      where d.organization_id = $1::uuid and d.entry is not null and ($2::text is null or d.id = $2) order by d.id`,
    values: [organizationId, flowId],
  };
}

/** A flow's versions, newest first; with a number only that one. */
export function readFlowVersions(organizationId: string, flowId: string, version: number | null): Statement {
  return {
    name: 'read_flow_versions',
    text: `select ${selectFields('flowVersion', 'v')} from flow_version v
      where v.organization_id = $1::uuid and v.flow_id = $2 and ($3::int is null or v.version = $3)
      order by v.version desc limit 200`,
    values: [organizationId, flowId, version === null ? null : String(version)],
  };
}

const runFields = `${selectFields('flowRun', 'r')}, c.ticket_id as "ticketId"`;

/** A flow's runs, newest first. */
export function readFlowRuns(
  organizationId: string,
  filter: {
    readonly flowId: string;
    readonly state: 'live' | 'ended' | null;
    readonly before: string | null;
    readonly limit: number;
  },
): Statement {
  return {
    name: 'read_flow_runs',
    text: `select ${runFields} from flow_run r
      left join conversation c on c.organization_id = r.organization_id and c.id = r.conversation_id
      where r.organization_id = $1::uuid and r.flow_id = $2 and r.outcome is distinct from 'not_met'
        and ($3::text is null or ($3 = 'live') = (r.state <> 'ended')) and ($4::uuid is null or r.id < $4)
      order by r.id desc limit $5::int`,
    values: [organizationId, filter.flowId, filter.state, filter.before, String(filter.limit)],
  };
}

export function readFlowRun(organizationId: string, runId: string): Statement {
  return {
    name: 'read_flow_run',
    text: `select ${runFields} from flow_run r
      left join conversation c on c.organization_id = r.organization_id and c.id = r.conversation_id
      where r.organization_id = $1::uuid and r.id = $2::uuid`,
    values: [organizationId, runId],
  };
}

/** The runs that were ever under way in a conversation, oldest first. */
export function readFlowSteps(organizationId: string, runId: string): Statement {
  return {
    name: 'read_flow_steps',
    text: `select ${selectFields('flowStep', 's')} from flow_step s
      where s.organization_id = $1::uuid and s.run_id = $2::uuid order by s.number limit 1000`,
    values: [organizationId, runId],
  };
}

/** What a flow's runs came to since an instant. */
export function readFlowFigures(organizationId: string, flowId: string, since: number): Statement {
  return {
    name: 'read_flow_figures',
    text: `select ${counted}, count(*) filter (where state <> 'ended') as running,
        count(*) filter (where 'nobody' = any(marks)) as "noTarget",
        count(*) filter (where 'failed' = any(marks)) as failed,
        count(*) filter (where outcome = 'fell_back') as "fellBack"
      from flow_run where organization_id = $1::uuid and flow_id = $2 and started_at >= $3::timestamptz`,
    values: [organizationId, flowId, encodeInstant(since)],
  };
}

/** How often each step of a flow ended at each port since an instant. */
export function readPortCounts(organizationId: string, flowId: string, since: number): Statement {
  return {
    name: 'read_port_counts',
    text: `select s.step_id as "stepId", s.port, count(*) as count
      from flow_run r join flow_step s on s.organization_id = r.organization_id and s.run_id = r.id
      where r.organization_id = $1::uuid and r.flow_id = $2 and r.started_at >= $3::timestamptz
      group by s.step_id, s.port order by s.step_id, s.port`,
    values: [organizationId, flowId, encodeInstant(since)],
  };
}

/** How long customers waited for a person's first answer, of conversations opened by contacts between two instants. */
export function readFirstReplies(
  organizationId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Statement {
  return {
    name: 'read_first_replies',
    text: `select count(*) as conversations, count(f.seconds) as answered,
        percentile_disc(0.5) within group (order by f.seconds) as "medianSeconds",
        percentile_disc(0.9) within group (order by f.seconds) as "p90Seconds"
      from (
        select c.id, c.opened_at from conversation c
        where c.organization_id = $1::uuid and c.opened_at >= $2::timestamptz and c.opened_at < $3::timestamptz
        order by c.opened_at desc limit 5000) c
      left join lateral (
        select extract(epoch from m.at - c.opened_at)::int as seconds from message m
        where m.organization_id = $1::uuid and m.conversation_id = c.id and m.direction = 'outbound' and not m.automatic
        order by m.sequence limit 1) f on true`,
    values: [organizationId, encodeInstant(from), encodeInstant(to)],
  };
}

/** Names of the secrets that flows may use, with when each was stored last. */
export function readFlowSecretNames(organizationId: string): Statement {
  return {
    name: 'read_flow_secret_names',
    text: `select substr(account_id, 6) as name, max(created_at) as "createdAt" from account_secret
      where organization_id = $1::uuid and account_id like 'flow:%' group by account_id order by account_id`,
    values: [organizationId],
  };
}

/** Alerts, newest first: those that nobody has acknowledged, or all; of one agent, or of these departments too. */
export function readAlerts(
  organizationId: string,
  filter: {
    readonly isOpen: boolean;
    /** Null is everybody's. */
    readonly agentId: string | null;
    readonly departments: readonly string[];
    readonly before: string | null;
    readonly limit: number;
  },
): Statement {
  return {
    name: 'read_alerts',
    text: `select ${selectFields('dutyAlert', 'a')} from duty_alert a
      where a.organization_id = $1::uuid and (not $2::boolean or a.acknowledged_at is null)
        and ($3::text is null or $3 = any(a.people) or a.department_id = any(string_to_array($4, ' ')))
        and ($5::uuid is null or a.id < $5)
      order by a.id desc limit $6::int`,
    values: [
      organizationId,
      String(filter.isOpen),
      filter.agentId,
      filter.departments.join(' '),
      filter.before,
      String(filter.limit),
    ],
  };
}
