import type { Instant } from '../base/clock.ts';
import type { Actor } from './actor.ts';
import { type Capacity, capacityOf, type Load, type Presence, percentOf, totalLoad } from './agent.ts';
import type { ChannelKind } from './channel.ts';
import type { Configuration } from './configuration.ts';
import { isOpen, nextOpen } from './hours.ts';
import { decideTransfer, failsAny, type TransferFacts } from './policy.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { mayKnow } from './situation.ts';
import { type Target, type TargetKind, targetKinds } from './transfer.ts';
import type { TransferWarning } from './transfer-plan.ts';

export interface TargetQuery {
  readonly kind?: TargetKind;
  /** Part of a name or an id; case does not matter. */
  readonly q?: string;
  readonly cursor?: string;
  /** At most 50. Default 50. */
  readonly limit?: number;
  /** Only what is in this department. */
  readonly departmentId?: string;
}

/** One row: what the same request would be answered, with what helps to choose. */
export interface ListedTarget {
  readonly target: Target;
  readonly name: string;
  readonly departmentId: string | null;
  readonly departmentName: string | null;
  readonly isMove: boolean;
  readonly allowed: boolean;
  /** What would happen at once: `offer`, `wait`, `admit`, ...; null when it is blocked. */
  readonly step: string | null;
  readonly refusal: Refusal | null;
  readonly warnings: readonly TransferWarning[];
  /** Agents only. */
  readonly presence: Presence | null;
  readonly status: string | null;
  readonly load: { readonly used: number; readonly capacity: number | null; readonly percent: number | null } | null;
  readonly isOpen: boolean;
  /** The next opening, while it is closed; null when it never opens. */
  readonly opensAt: Instant | null;
}

export interface TargetPage {
  readonly targets: readonly ListedTarget[];
  readonly nextCursor: string | null;
}

const limitMax = 50;
/** How many candidates one page looks at: some milliseconds. A page may be short and still have a next one. */
const scannedMax = 2_000;

/** Failing one of these makes it no target of theirs at all: it is left out under every setting, whatever else speaks against it. */
const noTarget: readonly RefusalCode[] = [
  'target_unknown',
  'target_not_permitted',
  'direct_routing_off',
  'external_disabled',
];

/**
 * A page of targets, in the order of kinds, then names, each judged by `decideTransfer` itself, so that what is shown and
 * what is enforced cannot differ. Blocked ones are hidden or shown with the reason, as the origin's setting says. The cursor
 * names the last one looked at, and stays good when others come and go.
 */
export function listTargets(facts: TransferFacts, query: TargetQuery = {}): TargetPage {
  const limit = Math.min(Math.max(query.limit ?? limitMax, 1), limitMax);
  const after = readCursor(query.cursor);
  const origin = facts.configuration.departments.get(facts.ticket.departmentId);
  const showsBlocked = (origin?.resolved ?? facts.configuration.settings).blockedTargets === 'shown';
  const targets: ListedTarget[] = [];
  let scanned = 0;
  for (const candidate of candidatesAfter(facts, query, after)) {
    if (!mayKnowCandidate(facts, candidate)) continue;
    scanned++;
    const listed = judge(facts, candidate, query.departmentId);
    if (listed.refusal === null || (showsBlocked && !isNoTarget(facts, listed))) targets.push(listed);
    if (targets.length === limit || scanned === scannedMax) return { targets, nextCursor: writeCursor(candidate) };
  }
  return { targets, nextCursor: null };
}

function isNoTarget(facts: TransferFacts, { target }: ListedTarget): boolean {
  return failsAny(facts, { target, mode: 'cold' }, noTarget);
}

/** A kind that the actor has no permission for has no rows. A permission that stops every transfer is a reason to be shown. */
function mayChoose(actor: Actor, kind: TargetKind): boolean {
  if (actor.kind === 'assistant') return true;
  if (kind === 'flow') return actor.permissions.has('transfer.to_flow');
  return kind !== 'external' || actor.permissions.has('transfer.to_external');
}

interface Candidate {
  readonly kind: TargetKind;
  readonly id: string;
  readonly name: string;
  readonly sortKey: string;
}

interface Cursor {
  readonly kind: TargetKind;
  readonly sortKey: string;
}

function* candidatesAfter(facts: TransferFacts, query: TargetQuery, after: Cursor | undefined): Iterable<Candidate> {
  const origin = facts.configuration.departments.get(facts.ticket.departmentId);
  const offered = (origin?.resolved ?? facts.configuration.settings).targetKinds;
  const wanted = query.q?.trim().toLowerCase() ?? '';
  for (const kind of listOrder) {
    if (!offered.includes(kind) || (query.kind !== undefined && query.kind !== kind)) continue;
    if (!mayChoose(facts.actor, kind)) continue;
    if (after && listOrder.indexOf(kind) < listOrder.indexOf(after.kind)) continue;
    const sorted = directoryOf(facts, kind);
    for (let i = after?.kind === kind ? firstAfter(sorted, after.sortKey) : 0; i < sorted.length; i++) {
      const candidate = sorted[i] as Sorted[number];
      if (wanted !== '' && !candidate.sortKey.includes(wanted)) continue;
      if (query.departmentId === undefined || isIn(facts, kind, candidate.id, query.departmentId)) {
        yield { kind, id: candidate.id, name: candidate.name, sortKey: candidate.sortKey };
      }
    }
  }
}

/** People first look for a place, then for a person. */
const listOrder: readonly TargetKind[] = [
  'department',
  'queue',
  'agent',
  'flow',
  'external',
] satisfies (typeof targetKinds)[number][];

type Sorted = readonly { readonly id: string; readonly name: string; readonly sortKey: string }[];

function directoryOf(facts: TransferFacts, kind: TargetKind): Sorted {
  const { directory } = facts.configuration;
  switch (kind) {
    case 'department':
      return directory.departments;
    case 'queue':
      return directory.queues;
    case 'agent':
      return directory.agents;
    case 'flow':
      return sortByName(facts.flows?.() ?? []);
    case 'external':
      return sortByName(facts.externals?.() ?? []);
  }
}

function sortByName(entries: readonly { readonly id: string; readonly name: string }[]): Sorted {
  return entries
    .map(({ id, name }) => ({ id, name, sortKey: `${name.toLowerCase()}\n${id}` }))
    .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
}

/** The place of the first entry that comes after the key. */
function firstAfter(sorted: Sorted, sortKey: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as Sorted[number]).sortKey <= sortKey) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isIn(facts: TransferFacts, kind: TargetKind, id: string, departmentId: string): boolean {
  switch (kind) {
    case 'department':
      return id === departmentId;
    case 'queue':
      return facts.configuration.queues.get(id)?.department === departmentId;
    case 'agent':
      return facts.configuration.agents.get(id)?.memberOf.has(departmentId) === true;
    case 'flow':
      return facts.flow?.(id)?.departmentId === departmentId;
    case 'external':
      return facts.ticket.departmentId === departmentId;
  }
}

/** Spares the whole judgement for what the actor may not know of, and keeps such names out of cursors. */
function mayKnowCandidate(facts: TransferFacts, { kind, id }: Candidate): boolean {
  const { departments, queues, agents } = facts.configuration;
  const known = (departmentId: string | undefined): boolean => {
    const department = departmentId === undefined ? undefined : departments.get(departmentId);
    return (
      department !== undefined && (department.id === facts.ticket.departmentId || mayKnow(facts.actor, department))
    );
  };
  if (kind === 'department') return known(id);
  if (kind === 'queue') return known(queues.get(id)?.department);
  return kind !== 'agent' || agents.get(id)?.departments.some(known) === true;
}

function judge(facts: TransferFacts, { kind, id, name }: Candidate, departmentId: string | undefined): ListedTarget {
  const target: Target = kind === 'agent' && departmentId !== undefined ? { kind, id, departmentId } : { kind, id };
  const decision = decideTransfer(facts, { target, mode: 'cold' }, { stage: 'list' });
  const plan = decision.kind === 'allowed' ? decision.plan : null;
  const { configuration } = facts;
  const inDepartment = plan && !plan.redirected ? plan.toDepartmentId : departmentOf(configuration, facts, target);
  const department = inDepartment === null ? undefined : configuration.departments.get(inDepartment);
  const agent = kind === 'agent' ? configuration.agents.get(id) : undefined;
  const state = agent && facts.agent(agent.id);
  const isOpenNow = !department?.hours || isOpen(department.hours, facts.now);
  return {
    target: agent && department ? { kind: 'agent', id, departmentId: department.id } : target,
    name,
    departmentId: department?.id ?? null,
    departmentName: department?.name ?? null,
    isMove: department !== undefined && department.id !== facts.ticket.departmentId,
    allowed: plan !== null,
    step: plan?.step.kind ?? null,
    refusal: decision.kind === 'refused' ? decision.refusal : null,
    warnings: plan?.warnings ?? [],
    presence: agent ? (state?.presence ?? 'offline') : null,
    status: state?.statusId ?? null,
    load: agent ? loadOf(capacityOf(agent, state, facts.now), state?.load ?? {}, facts.conversation.channelKind) : null,
    isOpen: isOpenNow,
    opensAt: isOpenNow || !department?.hours ? null : nextOpen(department.hours, facts.now),
  };
}

function departmentOf(configuration: Configuration, facts: TransferFacts, target: Target): string | null {
  switch (target.kind) {
    case 'department':
      return target.id;
    case 'queue':
      return configuration.queues.get(target.id)?.department ?? null;
    case 'agent': {
      const agent = configuration.agents.get(target.id);
      if (target.departmentId !== undefined) return target.departmentId;
      if (agent?.memberOf.has(facts.ticket.departmentId)) return facts.ticket.departmentId;
      // The first that the actor may know of: the same one that the decision speaks of.
      const known = agent?.departments.find((id) => {
        const department = configuration.departments.get(id);
        return department !== undefined && mayKnow(facts.actor, department);
      });
      return known ?? null;
    }
    case 'flow':
      return facts.flow?.(target.id)?.departmentId ?? facts.ticket.departmentId;
    case 'external':
      return facts.ticket.departmentId;
  }
}

/** Used ÷ capacity by the bound that is nearest for this channel: the agent's whole, or the channel's own. */
function loadOf(capacity: Capacity, load: Load, channel: ChannelKind): NonNullable<ListedTarget['load']> {
  const whole = { used: totalLoad(load), capacity: capacity.total };
  const ofChannel = { used: load[channel] ?? 0, capacity: capacity.perChannel[channel] ?? null };
  const nearest = (percentOf(ofChannel) ?? -1) > (percentOf(whole) ?? -1) ? ofChannel : whole;
  return { ...nearest, percent: percentOf(nearest) };
}

function writeCursor({ kind, sortKey }: Cursor): string {
  return encodeURIComponent(JSON.stringify([kind, sortKey]));
}

/** A cursor that is none starts from the beginning, as one without does. */
function readCursor(cursor: string | undefined): Cursor | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [kind, sortKey] = JSON.parse(decodeURIComponent(cursor)) as unknown[];
    const isKind = (targetKinds as readonly unknown[]).includes(kind);
    return isKind && typeof sortKey === 'string' ? { kind: kind as TargetKind, sortKey } : undefined;
  } catch {
    return undefined;
  }
}
