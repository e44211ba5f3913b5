import type { ActorName } from '../domain/actor.ts';
import type { DutyAlert, FlowDraft, FlowRun, FlowStepRecord, FlowVersion } from '../domain/flows/run.ts';
import {
  readAlerts,
  readFirstReplies,
  readFlowDrafts,
  readFlowFigures,
  readFlowRun,
  readFlowRuns,
  readFlowSecretNames,
  readFlowSteps,
  readFlowTotals,
  readFlowVersions,
  readPortCounts,
} from '../storage/read-flows.ts';
import type { Reader, Reads } from './reads.ts';

/** What is asked of flows: their drafts and versions, what they did, and what it came to. */

export type ListedDraft = FlowDraft & { readonly changedBy: ActorName };
export type ListedVersion = FlowVersion & { readonly publishedBy: ActorName };
export type ListedRun = FlowRun & { readonly ticketId: string | null };

export async function listDrafts({ database }: Reads, organizationId: string): Promise<readonly ListedDraft[]> {
  return (await database.read(readFlowDrafts(organizationId, null))).rows as ListedDraft[];
}

export async function findDraft(
  { database }: Reads,
  organizationId: string,
  flowId: string,
): Promise<ListedDraft | null> {
  return ((await database.read(readFlowDrafts(organizationId, flowId))).rows[0] as ListedDraft | undefined) ?? null;
}

/** Of each of these flows how many runs are under way, and what those came to that began since an instant. */
export async function readTotals(
  { database }: Reads,
  organizationId: string,
  { flowIds, since }: { readonly flowIds: readonly string[]; readonly since: number },
): Promise<ReadonlyMap<string, Pick<FlowFigures, 'running' | 'fired' | 'moved' | 'savedByReply'>>> {
  const { rows } = await database.read(readFlowTotals(organizationId, flowIds, since));
  return new Map(rows.map(({ id, ...totals }) => [id as string, totals]));
}

/** What was published of a flow, newest first, at most 200. */
export async function listVersions(
  { database }: Reads,
  organizationId: string,
  flowId: string,
): Promise<readonly ListedVersion[]> {
  return (await database.read(readFlowVersions(organizationId, flowId, null))).rows as ListedVersion[];
}

export async function findVersion(
  { database }: Reads,
  organizationId: string,
  { flowId, version }: { readonly flowId: string; readonly version: number },
): Promise<ListedVersion | null> {
  const { rows } = await database.read(readFlowVersions(organizationId, flowId, version));
  return (rows[0] as ListedVersion | undefined) ?? null;
}

/** A page of a flow's runs, newest first. */
export async function listRuns(
  { database }: Reads,
  organizationId: string,
  filter: {
    readonly flowId: string;
    readonly state: 'live' | 'ended' | null;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<readonly ListedRun[]> {
  return (await database.read(readFlowRuns(organizationId, filter))).rows as ListedRun[];
}

/** A run with everything that it did; null where there is none. */
export async function findRun(
  { database }: Reads,
  organizationId: string,
  runId: string,
): Promise<{ readonly run: ListedRun; readonly steps: readonly FlowStepRecord[] } | null> {
  const [runs, steps] = await database.readTogether([
    readFlowRun(organizationId, runId),
    readFlowSteps(organizationId, runId),
  ]);
  const run = runs?.rows[0] as ListedRun | undefined;
  return run === undefined ? null : { run, steps: (steps?.rows ?? []) as FlowStepRecord[] };
}

export interface FlowFigures {
  readonly fired: number;
  readonly running: number;
  readonly moved: number;
  readonly savedByReply: number;
  readonly noTarget: number;
  readonly failed: number;
  readonly fellBack: number;
  readonly ports: readonly { readonly stepId: string; readonly port: string; readonly count: number }[];
  readonly before: ReplyTimes | null;
  readonly after: ReplyTimes | null;
  readonly publishedAt: number | null;
}

export interface ReplyTimes {
  readonly conversations: number;
  readonly answered: number;
  readonly medianSeconds: number | null;
  readonly p90Seconds: number | null;
}

/**
 * What a flow came to since an instant, and how long customers waited for a person before it was published first and since: as
 * long before as it is looked at after (U15).
 */
export async function readFigures(
  reads: Reads,
  organizationId: string,
  { flowId, since, now }: { readonly flowId: string; readonly since: number; readonly now: number },
): Promise<FlowFigures> {
  const { database } = reads;
  const versions = await listVersions(reads, organizationId, flowId);
  const publishedAt = versions.at(-1)?.publishedAt ?? null;
  const [figures, ports] = await database.readTogether([
    readFlowFigures(organizationId, flowId, since),
    readPortCounts(organizationId, flowId, since),
  ]);
  const from = publishedAt === null ? null : Math.max(publishedAt, since);
  const [before, after] =
    publishedAt === null || from === null
      ? [undefined, undefined]
      : await database.readTogether([
          readFirstReplies(organizationId, { from: publishedAt - (now - from), to: publishedAt }),
          readFirstReplies(organizationId, { from, to: now }),
        ]);
  return {
    ...(figures?.rows[0] as Omit<FlowFigures, 'ports' | 'before' | 'after' | 'publishedAt'>),
    ports: (ports?.rows ?? []) as FlowFigures['ports'],
    publishedAt,
    before: (before?.rows[0] as ReplyTimes | undefined) ?? null,
    after: (after?.rows[0] as ReplyTimes | undefined) ?? null,
  };
}

export async function listSecretNames(
  { database }: Reads,
  organizationId: string,
): Promise<readonly { readonly name: string; readonly createdAt: number }[]> {
  return (await database.read(readFlowSecretNames(organizationId))).rows as { name: string; createdAt: number }[];
}

/** The alerts that concern the reader: told to them, or of departments that they supervise; an integration's are all. */
export async function listAlerts(
  { database }: Reads,
  { organizationId, actor, configuration }: Reader,
  page: { readonly isOpen: boolean; readonly before: string | null; readonly limit: number },
): Promise<readonly DutyAlert[]> {
  const supervises = actor.kind === 'agent' && actor.permissions.has('ticket.supervise');
  const departments = supervises ? (configuration.agents.get(actor.id)?.departments ?? []) : [];
  const seesAll = actor.kind !== 'agent' || actor.permissions.has('ticket.read_all');
  const agentId = seesAll ? null : actor.id;
  return (await database.read(readAlerts(organizationId, { ...page, agentId, departments }))).rows as DutyAlert[];
}
