import { directAgent, fits, type House, type HouseAgent, isRetired } from './house.ts';
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
    const keeps = house.departments.get(conversation.departmentId as string)?.keepsAbsentWork === true;
    for (const [agentId, what] of [
      [owner?.kind === 'agent' && !keeps ? owner.id : null, 'owns'],
      [offer?.agentId ?? null, 'is offered'],
    ] as const) {
      const agent = replica.get('agent', agentId);
      if (agent?.presence !== 'offline') continue;
      const key = `${agent.id} is offline since ${agent.presenceSince} and ${what} ${conversation.id}`;
      yield { key, invariant: 'I15', sentence: key, boundMs: fallbackMs, dueAt: null, by: 'dispatcher' };
    }
  }
}

interface Candidate {
  readonly agent: HouseAgent;
  readonly load: Record<string, number>;
}

/** Agents who take work by themselves, with what they carry. */
function candidates(replica: Replica, house: House): Candidate[] {
  const able: Candidate[] = [];
  for (const [id, row] of replica.entries('agent')) {
    const agent = house.agents.get(id);
    if (row.presence === 'online' && agent?.mayReceive) able.push({ agent, load: row.load as Record<string, number> });
  }
  return able;
}

function couldTake({ agent, load }: Candidate, conversation: Row, departmentId: string): boolean {
  const kind = conversation.channelKind as string;
  if (!agent.departments.includes(departmentId)) return false;
  if (agent.channels !== 'all' && !agent.channels.includes(kind)) return false;
  // Whoever wraps a ticket up may take it back into the same slot, but nobody has to bring it: only room counts here.
  return fits(agent, load, kind, 1);
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
    const skills = queue?.skills ?? [];
    for (const candidate of able) {
      const { agent } = candidate;
      // Whoever declined what lay in the own direct queue is not asked again; then its limit counts.
      if (direct !== null && (agent.id !== direct || (conversation.passedOver as string[]).includes(direct))) continue;
      if (!skills.every((skill) => agent.skills.includes(skill))) continue;
      if (!couldTake(candidate, conversation, conversation.departmentId as string)) continue;
      const key = `${conversation.id} waits in ${owner.id} (version ${conversation.ownershipVersion}) while ${agent.id} is free`;
      yield { key, invariant: 'I17', sentence: key, boundMs: dispatchMs, dueAt: null, by: 'dispatcher' };
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
    if (candidate === undefined || !couldTake(candidate, conversation, departmentId)) continue;
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

  /** The next wall-clock deadline, and whether the dispatcher has something to do now. */
  get agenda(): { readonly nextDeadline: number | null; readonly needsDispatch: boolean } {
    let nextDeadline: number | null = null;
    let needsDispatch = false;
    for (const duty of this.#duties) {
      if (duty.by === 'dispatcher') needsDispatch = true;
      else if (duty.dueAt !== null && (nextDeadline === null || duty.dueAt < nextDeadline)) nextDeadline = duty.dueAt;
    }
    return { nextDeadline, needsDispatch };
  }
}
