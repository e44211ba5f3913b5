import { directAgent, fits, type House, type HouseAgent, type HouseQueue, isRetired } from './house.ts';
import type { OwnerValue, Replica, Row } from './replica.ts';
import { Violation } from './violation.ts';

/**
 * What must happen in time. Each duty is something that is overdue, or could be done: it has a bound, and stands under a
 * key as long as the same thing is left undone.
 */
export interface Duty {
  readonly key: string;
  readonly invariant: string;
  readonly sentence: string;
  readonly boundMs: number;
  /** The wall-clock time from which on it is one; null is now. */
  readonly dueAt: number | null;
  /** Whether the dispatcher has to do it, or the sweeper. */
  readonly by: 'dispatcher' | 'sweeper';
  /** How long after it is due the sweeper is sent: somebody else mostly does it before. */
  readonly graceMs?: number;
}

/**
 * A second until a node that heard nothing looks at the log, and half a one for the work itself, whose every trip to the
 * store takes its time here.
 */
const dispatchMs = 1500;
/** The bound of a return to the fallback. */
const fallbackMs = 5000;

export function listDuties(replica: Replica, house: House): Duty[] {
  return [
    ...deadlines(replica),
    ...retiredOwners(replica, house),
    ...flowWork(replica),
    ...absentHands(replica, house),
    ...waitingWork(replica, house),
    ...waitingTransfers(replica, house),
  ];
}

function* deadlines(replica: Replica): Iterable<Duty> {
  const overdue = (key: string, invariant: string, dueAt: unknown): Duty => ({
    key,
    invariant,
    sentence: `${key} is past its deadline and stands`,
    boundMs: fallbackMs,
    dueAt: dueAt as number,
    by: 'sweeper',
  });
  for (const offer of replica.all('offer'))
    if (offer.state === 'live') yield overdue(`offer ${offer.id}`, 'I26', offer.expiresAt);
  for (const transfer of replica.all('transfer')) {
    if (transfer.deadlineAt === null || transfer.endedAt !== null) continue;
    yield overdue(`${transfer.state} transfer ${transfer.id}`, 'I26', transfer.deadlineAt);
  }
  for (const conversation of replica.all('conversation')) {
    if (conversation.waitUntil === null || conversation.pendingTransferId !== null) continue;
    yield overdue(`wait of ${conversation.id} until ${conversation.waitUntil}`, 'I26', conversation.waitUntil);
  }
  for (const segment of replica.all('segment')) {
    if (segment.wrapUpUntil === null || segment.wrapUpEndedAt !== null || segment.endedAt === null) continue;
    yield overdue(`wrap-up of segment ${segment.id}`, 'I40', segment.wrapUpUntil);
  }
}

/** Turns that are due, schedules, and people who are told again. */
function* flowWork(replica: Replica): Iterable<Duty> {
  const overdue = (key: string, dueAt: unknown): Duty => ({
    key,
    invariant: 'I40',
    sentence: `${key} is overdue`,
    boundMs: fallbackMs,
    dueAt: dueAt as number,
    by: 'sweeper',
  });
  for (const run of replica.all('flowRun')) {
    if (run.state === 'ended' || run.wakeAt === null) continue;
    yield {
      ...overdue(`turn ${run.turn} of run ${run.id} of ${run.flowId}, due at ${run.wakeAt}`, run.wakeAt),
      graceMs: 400,
    };
  }
  for (const schedule of replica.all('flowSchedule')) {
    if (schedule.firingId !== null) yield overdue(`firing ${schedule.firingId} of ${schedule.id}`, schedule.firedAt);
    else if (schedule.nextAt !== null)
      yield overdue(`schedule of ${schedule.id} at ${schedule.nextAt}`, schedule.nextAt);
  }
  for (const alert of replica.all('dutyAlert'))
    if (alert.nextAt !== null) yield overdue(`alert ${alert.id}, told ${alert.told} times`, alert.nextAt);
}

/** What was retired keeps nothing. */
function* retiredOwners(replica: Replica, house: House): Iterable<Duty> {
  for (const conversation of replica.all('conversation')) {
    const owner = conversation.owner as OwnerValue | null;
    const departmentId = conversation.departmentId as string;
    const isGone = owner !== null && (isRetired(house, owner) || house.retired.has(`department:${departmentId}`));
    if (!isGone) continue;
    const key = `${conversation.id} of ${departmentId} is owned by ${owner.kind}:${owner.id}, and one of them is retired`;
    yield { key, invariant: 'I26', sentence: key, boundMs: fallbackMs, dueAt: null, by: 'dispatcher' };
  }
}

/** Who is offline keeps nothing in hand, unless the department keeps it. */
function* absentHands(replica: Replica, house: House): Iterable<Duty> {
  for (const conversation of replica.all('conversation')) {
    const owner = conversation.owner as OwnerValue | null;
    const offer = replica.get('offer', conversation.liveOfferId);
    // What a flow gave them although they were gone waits for them.
    const wasGiven = isGivenSince(replica, conversation);
    const keeps = house.departments.get(conversation.departmentId as string)?.keepsAbsentWork === true;
    for (const [agentId, what] of [
      [owner?.kind === 'agent' && !keeps && !wasGiven ? owner.id : null, 'owns'],
      [offer?.agentId ?? null, 'is offered'],
    ] as const) {
      const agent = replica.get('agent', agentId);
      if (agent?.presence !== 'offline') continue;
      const key = `${agent.id} is offline since ${agent.presenceSince} and ${what} ${conversation.id}`;
      yield { key, invariant: 'I15', sentence: key, boundMs: fallbackMs, dueAt: null, by: 'dispatcher' };
    }
  }
}

/** Whether it was given to an agent who was not there, and has not come and gone since. */
function isGivenSince(replica: Replica, conversation: Row): boolean {
  if (!replica.givenAbsent.has(conversation.segmentId as string)) return false;
  const agent = replica.get('agent', (conversation.owner as OwnerValue | null)?.id);
  const segment = replica.get('segment', conversation.segmentId);
  return ((segment?.startedAt ?? 0) as number) >= ((agent?.presenceSince ?? 0) as number);
}

interface Candidate {
  readonly agent: HouseAgent;
  readonly load: Record<string, number>;
  /** The kinds of channel that their status serves. */
  readonly served: 'all' | readonly string[];
  readonly rotation: Readonly<Record<string, { readonly recent: readonly number[] } | undefined>>;
}

/** Agents who take work by themselves, with what they carry. */
function candidates(replica: Replica, house: House): Candidate[] {
  const able: Candidate[] = [];
  for (const [id, row] of replica.entries('agent')) {
    const agent = house.agents.get(id);
    if (row.presence !== 'online' || !agent?.mayReceive) continue;
    able.push({
      agent,
      load: row.load as Record<string, number>,
      served: house.statuses.get(row.statusId as string) ?? 'all',
      rotation: row.rotation as Candidate['rotation'],
    });
  }
  return able;
}

/** Whether somebody is there for it, with room or without. */
function isThereFor({ agent, served }: Candidate, conversation: Row, departmentId: string): boolean {
  const kind = conversation.channelKind as string;
  if (!agent.departments.includes(departmentId)) return false;
  if (served !== 'all' && !served.includes(kind)) return false;
  return agent.channels === 'all' || agent.channels.includes(kind);
}

function couldTake(candidate: Candidate, conversation: Row, house: House, departmentId: string): boolean {
  const kind = conversation.channelKind as string;
  // Whoever wraps a ticket up may take it back into the same slot, but nobody has to bring it: only room counts here.
  const units = house.departments.get(departmentId)?.units[kind] ?? 1;
  return isThereFor(candidate, conversation, departmentId) && fits(candidate.agent, candidate.load, kind, units);
}

/** When a queue first asks no more than an agent knows; null is never. */
function asksNoMore(queue: HouseQueue | undefined, { agent }: Candidate, queuedAt: number): number | null {
  for (const { afterMs, levels } of queue?.steps ?? [{ afterMs: 0, levels: {} }]) {
    const knows = Object.entries(levels).every(([skill, least]) => (agent.levels[skill] ?? 0) >= least);
    if (knows) return queuedAt + afterMs;
  }
  return null;
}

/**
 * From when on a free agent should be asked about a ticket of a shared queue: when the queue asks no more than they know, the one
 * whom it waits for has had their time, and a pause after their own no is over. Null is never.
 */
function askedFrom(candidate: Candidate, conversation: Row, house: House, able: readonly Candidate[]): number | null {
  const queue = house.queues.get((conversation.owner as OwnerValue).id);
  const departmentId = conversation.departmentId as string;
  const knows = asksNoMore(queue, candidate, conversation.queuedAt as number);
  if (knows === null) return null;
  let from = knows;
  const { agent } = candidate;
  const isThere = (id: string): boolean =>
    able.some((other) => other.agent.id === id && isThereFor(other, conversation, departmentId));
  const preferred = conversation.preferredAgentId as string | null;
  if (preferred !== null && preferred !== agent.id && isThere(preferred))
    from = Math.max(from, conversation.preferredUntil as number);
  const passedOver = conversation.passedOver as string[];
  if (passedOver.includes(agent.id)) {
    const others = able.filter(
      (other) =>
        !passedOver.includes(other.agent.id) &&
        isThereFor(other, conversation, departmentId) &&
        asksNoMore(queue, other, conversation.queuedAt as number) !== null,
    );
    const pause = house.departments.get(departmentId)?.askAgainMs ?? 0;
    if (others.length > 0) from = Math.max(from, ((conversation.passedOverAt as number | null) ?? 0) + pause);
  }
  const recent = candidate.rotation[queue?.id ?? '']?.recent ?? [];
  if (queue?.limit && recent.length >= queue.limit.count)
    from = Math.max(from, (recent[recent.length - queue.limit.count] as number) + queue.limit.seconds * 1000);
  return from;
}

/** Work conservation: where somebody is free for it, waiting work is offered. */
function* waitingWork(replica: Replica, house: House): Iterable<Duty> {
  const able = candidates(replica, house);
  for (const conversation of replica.all('conversation')) {
    const owner = conversation.owner as OwnerValue | null;
    if (owner?.kind !== 'queue' || conversation.liveOfferId !== null || conversation.pendingTransferId !== null)
      continue;
    const direct = directAgent(owner);
    const queue = house.queues.get(owner.id);
    if (direct === null && queue?.isPushed !== true) continue;
    for (const candidate of able) {
      const { agent } = candidate;
      // Whoever declined what lay in the own direct queue is not asked again; then its limit counts.
      if (direct !== null && (agent.id !== direct || (conversation.passedOver as string[]).includes(direct))) continue;
      if (!couldTake(candidate, conversation, house, conversation.departmentId as string)) continue;
      const from = direct === null ? askedFrom(candidate, conversation, house, able) : 0;
      if (from === null) continue;
      const key = `${conversation.id} waits in ${owner.id} (version ${conversation.ownershipVersion}) while ${agent.id} is free`;
      yield { key, invariant: 'I17', sentence: key, boundMs: dispatchMs, dueAt: from, by: 'dispatcher' };
    }
  }
}

/** A transfer that waits for an agent who could take it now, inside one department, where no rule of the boundary speaks. */
function* waitingTransfers(replica: Replica, house: House): Iterable<Duty> {
  const able = candidates(replica, house);
  for (const transfer of replica.all('transfer')) {
    const target = transfer.currentTarget as OwnerValue;
    if (transfer.state !== 'waiting' || target.kind !== 'agent') continue;
    const conversation = replica.get('conversation', transfer.conversationId);
    const departmentId = transfer.toDepartmentId as string;
    if (conversation === undefined || conversation.departmentId !== departmentId) continue;
    // It may wait for an opening, and openings are seen by the safety sweep only.
    if (house.departments.get(departmentId)?.hours) continue;
    const candidate = able.find(({ agent }) => agent.id === target.id);
    if (candidate === undefined || !couldTake(candidate, conversation, house, departmentId)) continue;
    const key = `transfer ${transfer.id} waits for ${target.id}, who is free`;
    yield { key, invariant: 'I17', sentence: key, boundMs: dispatchMs, dueAt: null, by: 'dispatcher' };
  }
}

/** How long each duty has stood, in virtual time. */
export class DutyRoster {
  #duties: readonly Duty[] = [];
  readonly #since = new Map<string, number>();

  /** Takes over what is to be done after a commit: what was there before keeps its age. */
  replace(duties: readonly Duty[], times: { readonly now: number; readonly wall: number }): void {
    this.#duties = duties;
    const keys = new Set(duties.map((duty) => duty.key));
    for (const key of this.#since.keys()) if (!keys.has(key)) this.#since.delete(key);
    this.check({ ...times, troubleAt: times.now });
  }

  /** @throws Violation when something was left undone for longer than its bound, counted from the last trouble */
  check({ now, wall, troubleAt }: { readonly now: number; readonly wall: number; readonly troubleAt: number }): void {
    for (const duty of this.#duties) {
      if (duty.dueAt !== null && wall < duty.dueAt) {
        this.#since.delete(duty.key);
        continue;
      }
      const since = this.#since.get(duty.key);
      if (since === undefined) this.#since.set(duty.key, now);
      else if (now - Math.max(since, troubleAt) > duty.boundMs) {
        throw new Violation(
          duty.invariant,
          `${duty.sentence} for ${now - Math.max(since, troubleAt)} ms (at ${now} ms of the seed).`,
        );
      }
    }
  }

  /** The next wall-clock deadlines: the sweeper's, and the dispatcher's (0 is now). */
  get agenda(): { readonly nextDeadline: number | null; readonly nextDispatch: number | null } {
    let nextDeadline: number | null = null;
    let nextDispatch: number | null = null;
    for (const duty of this.#duties) {
      if (duty.by === 'dispatcher') nextDispatch = Math.min(duty.dueAt ?? 0, nextDispatch ?? duty.dueAt ?? 0);
      else if (duty.dueAt !== null) {
        const at = duty.dueAt + (duty.graceMs ?? 0);
        if (nextDeadline === null || at < nextDeadline) nextDeadline = at;
      }
    }
    return { nextDeadline, nextDispatch };
  }
}
