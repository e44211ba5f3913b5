import type { Instant } from '../base/clock.ts';
import { Groups } from '../base/groups.ts';
import { Heap } from '../base/heap.ts';
import { RankedList } from '../base/ranked-list.ts';
import { type AgentState, unitsOf } from '../domain/agent.ts';
import type { ChannelKind } from '../domain/channel.ts';
import { type Configuration, settingsOf } from '../domain/configuration.ts';
import { directQueueAgent } from '../domain/conversation.ts';
import { isOpen } from '../domain/hours.ts';
import { nextRelaxation, relaxationStep } from '../domain/requirement.ts';
import { serviceRank } from '../domain/waiting-order.ts';
import type { WindowWait } from '../domain/waits/accept-window.ts';
import type { WaitEstimate } from '../domain/waits/wait-record.ts';
import type { LogEvent } from '../storage/event-log.ts';
import { AgentPools, isDirect, type PoolCounts } from './agent-pools.ts';
import { compareRank, Line, type Waiting, type WaitingRow } from './lines.ts';
import { OpenContacts, type OpenRow } from './open-contacts.ts';
import type { Pool } from './pool.ts';
import { type PastWait, QueueWaits } from './queue-waits.ts';

/**
 * What routing knows of one organization, in memory: its agents, and the tickets that wait, each in its line. Loaded from one
 * snapshot and kept by the log from there on, so that a proposal costs no read. It may lag behind the store by the events
 * that are on their way; whoever acts on it confirms under lock.
 */
export interface Snapshot {
  readonly position: number;
  readonly agents: readonly AgentState[];
  readonly waiting: readonly WaitingRow[];
  /** Everything that is open, where a strategy asks how many contacts somebody has. */
  readonly open: readonly OpenRow[];
  /** Waits that are over, in the order of their ends. */
  readonly past: readonly PastWait[];
}

/** Where somebody stands in line. */
export interface Standing {
  readonly queueId: string;
  /** 1 is next. */
  readonly position: number;
  readonly queuedAt: Instant | null;
  /** Of the wait that is still to come. */
  readonly estimate: WaitEstimate;
}

/** What there is to say of why nobody has a ticket yet. */
export interface Grounds extends PoolCounts {
  readonly row: WaitingRow;
  /** The skills asked for now, with their least levels. */
  readonly levels: ReadonlyMap<string, number>;
  /** Whether agents take its queue's work themselves. */
  readonly isPulled: boolean;
  /** Who is there and has the skills. */
  readonly thereAndSkilled: number;
  /** Who said no and is left in peace for now. */
  readonly spared: readonly string[];
  /** Whom it waits for before others are asked. */
  readonly preferred: string | null;
  readonly nextRelaxationAt: Instant | null;
}

/** What speaks for and against the agents of a pool is the same for all tickets that ask of it. */
export type KnownGrounds = Map<Pool, PoolCounts>;

/** An agent for a ticket, and who could take it instead. */
export interface Proposal {
  readonly conversationId: string;
  readonly candidates: readonly string[];
  /** With how many turns somebody begins who has had none since they came. */
  readonly turnsMin: number;
}

/** Agents proposed for one ticket: the command takes the first who can. */
const candidatesPerTicket = 3;
/** After so many refusals under lock a ticket is left alone for a while, or until the log speaks of it. */
const refusalsMax = 2;
const restMs = 500;
/** By so much a clock was set back, in milliseconds: what it held back then may be possible again. */
const setBackMs = 100;
/** Tickets of a line that are passed over in one look because their own circumstances hold them back. */
const heldMax = 200;
/** A direct queue is served before shared ones. */
const directRank = -1e15;

interface Timer {
  readonly at: Instant;
  readonly subject: { readonly ticket: string } | { readonly agent: string };
}

/** The index of one organization. Reads and writes nothing by itself: it is told of events, and asked for proposals. */
export class RoutingIndex {
  readonly organizationId: string;
  #configuration: Configuration;
  #position = -1;
  readonly #clock: () => Instant;
  /** The latest that the clock has ever said. */
  #latest: Instant = 0;
  readonly #agents: AgentPools;
  readonly #tickets = new Map<string, Waiting>();
  /** Everybody who waits, asked or not, by queue: the order of service. */
  readonly #queues = new Map<string, RankedList<Waiting>>();
  readonly #lines = new Map<string, Line>();
  /** The lines whose tickets a pool's agents can take. */
  readonly #linesOf = new Groups<Pool, Line>();
  /** Lines where something may be possible since the last look. */
  readonly #dirty = new Set<Line>();
  readonly #timers = new Heap<Timer>((a, b) => a.at < b.at);
  readonly #agentWakesAt = new Map<string, Instant>();
  /** Tickets of which the log told too little to place them, with how often it spoke of them since: to be read. */
  readonly unread = new Map<string, number>();
  /** Open contacts of each agent, with how many tickets; null where no strategy asks. */
  readonly #open: OpenContacts | null;
  readonly #waits: QueueWaits;

  constructor(configuration: Configuration, snapshot: Snapshot, now: () => Instant) {
    this.organizationId = configuration.organizationId;
    this.#configuration = configuration;
    this.#clock = now;
    this.#position = snapshot.position;
    this.#waits = new QueueWaits(snapshot.past, (queueId) => this.#houseOf(queueId));
    this.#open = asksForContacts(configuration) ? new OpenContacts(snapshot.open) : null;
    this.#agents = new AgentPools({
      configuration,
      now: () => this.#now(),
      open: this.#open,
      onChange: (pool) => {
        for (const line of this.#linesOf.get(pool) ?? []) this.#dirty.add(line);
      },
      onWake: (agentId, at) => this.#wakeAgent(agentId, at),
    });
    for (const state of snapshot.agents) this.#agents.put(state);
    for (const row of snapshot.waiting) this.#putTicket(row, row.queuedAt ?? now());
  }

  #now(): Instant {
    const now = this.#clock();
    if (now > this.#latest) this.#latest = now;
    return now;
  }

  /** Whether the clock was set back since something was last judged by it. */
  get #isSetBack(): boolean {
    return this.#clock() < this.#latest - setBackMs;
  }

  #houseOf(queueId: string): { readonly departmentId: string; readonly handlingMs: number } {
    const departmentId = this.#configuration.queues.get(queueId)?.department ?? queueId;
    return { departmentId, handlingMs: settingsOf(this.#configuration, departmentId).handlingSeconds * 1000 };
  }

  /** The position in the log up to which it knows. */
  get position(): number {
    return this.#position;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Whether tickets wait that somebody may be proposed for since the last look. */
  get isDirty(): boolean {
    return this.#dirty.size > 0;
  }

  agent(id: string): AgentState | undefined {
    return this.#agents.get(id);
  }

  /** Agents who are not there and hold something. */
  get absentHolders(): ReadonlySet<string> {
    return this.#agents.absentHolders;
  }

  ticket(conversationId: string): Waiting | undefined {
    return this.#tickets.get(conversationId);
  }

  /** Those who wait in a queue, in the order of service. */
  queue(id: string): RankedList<Waiting> | undefined {
    return this.#queues.get(id);
  }

  /** Whether the strategies of this configuration can be followed with what is known. */
  fits(configuration: Configuration): boolean {
    return this.#open !== null || !asksForContacts(configuration);
  }

  /** Takes over another configuration: what everybody may do, and how they are ordered, is worked out anew. */
  configure(configuration: Configuration): void {
    this.#configuration = configuration;
    this.#agents.configure(configuration);
    this.#linesOf.clear();
    this.#lines.clear();
    this.#dirty.clear();
    this.#queues.clear();
    for (const ticket of this.#tickets.values()) {
      ticket.line = null;
      this.#rank(ticket);
      this.#queueOf(ticket).add(ticket);
      this.#place(ticket);
    }
  }

  /** Takes over what the log tells, which must be what comes next. */
  apply(event: LogEvent): void {
    this.#position = event.position;
    const { agent, conversation, ticket } = event.data.changes as Changes;
    for (const id in conversation) this.#applyConversation(id, conversation[id] as Record<string, unknown>, event.at);
    for (const id in ticket) this.#applyTicket(event.conversationId, ticket[id] as Record<string, unknown>);
    for (const id in agent) {
      const before = this.#agents.get(id);
      this.#agents.put({ ...before, ...(agent[id] as object), id } as AgentState);
    }
  }

  /** A ticket as it was read, since the log alone does not say enough. Null for one that waits no more. */
  read(conversationId: string, row: WaitingRow | null): void {
    this.unread.delete(conversationId);
    const before = this.#tickets.get(conversationId);
    if (before !== undefined) this.#drop(before);
    if (row !== null) this.#putTicket(row, before?.since ?? row.queuedAt ?? this.#now());
  }

  #applyConversation(id: string, changes: Record<string, unknown>, at: Instant): void {
    const known = this.#tickets.get(id);
    const owner = changes.owner as { readonly kind: string; readonly id: string } | null | undefined;
    if (owner !== undefined)
      this.#open?.own(id, owner, (changes.contactId as string | undefined) ?? known?.row.contactId);
    if (owner !== undefined || 'liveOfferId' in changes) this.#release(id);
    if (owner !== undefined) this.#waits.released(id, at);
    if (changes.status === 'closed' || (owner !== undefined && owner?.kind !== 'queue')) {
      this.unread.delete(id);
      if (known === undefined) return;
      this.#drop(known);
      const { queueId } = known.row;
      if (owner?.kind === 'agent') this.#waits.served(id, queueId, { ...known, at });
      else this.#waits.left(queueId, { ...known, at });
      return;
    }
    if (known !== undefined) {
      const row = merged(known.row, changes, owner);
      const hasMoved = row.queueId !== known.row.queueId;
      if (hasMoved || row.priority !== known.row.priority || row.queuedAt !== known.row.queuedAt) {
        this.#drop(known);
        if (hasMoved) this.#waits.left(known.row.queueId, { ...known, at });
        this.#putTicket(row, hasMoved ? at : known.since);
        return;
      }
      known.row = row;
      known.refusals = 0;
      known.restsUntil = 0;
      this.#place(known);
    } else if (owner?.kind === 'queue') {
      if ('contactId' in changes) this.#putTicket(merged({ ...(changes as unknown as WaitingRow), id }, {}, owner), at);
      else this.unread.set(id, 0);
    } else if (this.unread.has(id)) this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
  }

  #applyTicket(conversationId: string | null, changes: Record<string, unknown>): void {
    if (conversationId === null || !('snoozedUntil' in changes)) return;
    this.#open?.putAside(conversationId, changes.snoozedUntil !== null);
  }

  // Tickets.

  #queueOf({ row }: Waiting): RankedList<Waiting> {
    let queue = this.#queues.get(row.queueId);
    if (queue === undefined) this.#queues.set(row.queueId, (queue = new RankedList<Waiting>(compareRank)));
    return queue;
  }

  #rank(ticket: Waiting): void {
    const { row } = ticket;
    ticket.rank =
      serviceRank(row, settingsOf(this.#configuration, row.departmentId).priorityAgeingSeconds) +
      (isDirect(row) ? directRank : 0);
  }

  #putTicket(row: WaitingRow, since: Instant): void {
    const ticket: Waiting = {
      row,
      rank: 0,
      line: null,
      since,
      ahead: 0,
      expectedMs: null,
      waited: false,
      proposedTo: null,
      refusals: 0,
      restsUntil: 0,
      wakesAt: null,
    };
    this.#rank(ticket);
    const queue = this.#queueOf(ticket);
    ticket.ahead = queue.countBefore(ticket);
    queue.add(ticket);
    this.#tickets.set(row.id, ticket);
    this.#place(ticket);
    // Somebody is free for it: it does not wait.
    if (ticket.ahead === 0 && ticket.line?.pool.hasReady) return;
    const estimate = this.#estimate(ticket, this.#now());
    ticket.waited = estimate.kind === 'range';
    if (estimate.kind === 'range') ticket.expectedMs = estimate.expectedMs;
  }

  #drop(ticket: Waiting): void {
    this.#release(ticket.row.id);
    this.#leaveLine(ticket);
    const queue = this.#queues.get(ticket.row.queueId);
    queue?.remove(ticket);
    if (queue?.size === 0) this.#queues.delete(ticket.row.queueId);
    this.#tickets.delete(ticket.row.id);
  }

  #leaveLine(ticket: Waiting): void {
    const { line } = ticket;
    if (line === null) return;
    line.tickets.remove(ticket);
    ticket.line = null;
    if (line.tickets.size > 0) return;
    // Its pool stays: the next who comes asks the same.
    this.#lines.delete(line.key);
    this.#dirty.delete(line);
    this.#linesOf.delete(line.pool, line);
  }

  /** Puts a ticket into the line where it may be served, or takes it out where nobody is to be asked now. */
  #place(ticket: Waiting): void {
    const { row } = ticket;
    const now = this.#now();
    const queue = this.#configuration.queues.get(row.queueId);
    const isOver = row.waitUntil !== null && row.waitUntil <= now;
    const isServed =
      row.liveOfferId === null &&
      row.pendingTransferId === null &&
      ticket.proposedTo === null &&
      ticket.restsUntil <= now &&
      !isOver &&
      (isDirect(row) || queue?.distribution === 'push');
    if (!isServed) return this.#leaveLine(ticket);
    const step = relaxationStep(queue, now - (row.queuedAt ?? now));
    const relaxes = nextRelaxation(queue, row.queuedAt ?? now, step);
    if (relaxes !== null) this.#wakeTicket(ticket, relaxes);
    const line = this.#lineOf(row, step);
    if (ticket.line !== line) {
      this.#leaveLine(ticket);
      line.tickets.add(ticket);
      ticket.line = line;
      // The line may have been let go of when it was empty for a moment.
      this.#lines.set(line.key, line);
      this.#linesOf.add(line.pool, line);
    }
    if (line.pool.hasReady) this.#dirty.add(line);
  }

  #lineOf(row: WaitingRow, step: number): Line {
    const key = [row.queueId, row.departmentId, row.channelKind, step, ...row.skills].join(' ');
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    return new Line(key, this.#agents.poolFor(row, step));
  }

  // Proposals.

  /**
   * Takes the next ticket that somebody can be proposed for, in the order of service over all lines, and holds the agent's
   * room for it until the log, or `refuse`, says what came of it. Null when nothing can be done now.
   */
  propose(): Proposal | null {
    for (;;) {
      const line = this.#nextLine();
      if (line === null) return null;
      let held = 0;
      for (const ticket of line.tickets) {
        const candidates = this.#candidatesFor(ticket, line.pool);
        if (candidates.length === 0) {
          if (++held >= heldMax) break;
          continue;
        }
        const turnsMin = line.pool.turnsOfJoiners(candidates);
        this.#reserve(ticket, line.pool, { agentId: candidates[0] as string, turnsMin });
        return { conversationId: ticket.row.id, candidates, turnsMin };
      }
      // Nobody in it can be served by those who are ready.
      this.#dirty.delete(line);
    }
  }

  /** Of the lines where something may be possible, the one whose first has waited longest by the order of service. */
  #nextLine(): Line | null {
    let best: Line | null = null;
    for (const line of this.#dirty) {
      const { first } = line.tickets;
      if (first === undefined || !line.pool.hasReady) this.#dirty.delete(line);
      else if (best === null || compareRank(first, best.tickets.first as Waiting) < 0) best = line;
    }
    return best;
  }

  #candidatesFor(ticket: Waiting, pool: Pool): string[] {
    const { row } = ticket;
    const now = this.#now();
    if (isDirect(row)) {
      // Once declined, what lies in somebody's own queue waits for its fallback.
      return pool.first(1, (id) => !row.passedOver.includes(id));
    }
    if (row.preferredAgentId !== null && row.preferredUntil !== null && now < row.preferredUntil) {
      if (pool.isReady(row.preferredAgentId)) return [row.preferredAgentId];
      if (pool.isPresent(row.preferredAgentId)) {
        this.#wakeTicket(ticket, row.preferredUntil);
        return [];
      }
    }
    const spared = this.#sparedBy(ticket, pool, now);
    const found = pool.first(candidatesPerTicket, (id) => !spared.includes(id));
    const last = row.lastAgentId;
    if (last === null || spared.includes(last) || !pool.isReady(last)) return found;
    return [last, ...found.filter((id) => id !== last)].slice(0, candidatesPerTicket);
  }

  /** Who said no and is left in peace for a while: as long as somebody else is there who was not asked. */
  #sparedBy(ticket: Waiting, pool: Pool, now: Instant): readonly string[] {
    const { row } = ticket;
    if (row.passedOver.length === 0) return none;
    const until = (row.passedOverAt ?? 0) + settingsOf(this.#configuration, row.departmentId).askAgainSeconds * 1000;
    if (now >= until) return none;
    for (const id of pool.present.keys()) {
      if (row.passedOver.includes(id)) continue;
      this.#wakeTicket(ticket, until);
      return row.passedOver;
    }
    return none;
  }

  #reserve(
    ticket: Waiting,
    pool: Pool,
    { agentId, turnsMin }: { readonly agentId: string; readonly turnsMin: number },
  ): void {
    const { channelKind, contactId, departmentId, id, queueId } = ticket.row;
    const units = unitsOf(settingsOf(this.#configuration, departmentId), channelKind);
    const turns = (pool.present.get(agentId)?.turns ?? turnsMin) + 1;
    ticket.proposedTo = agentId;
    this.#leaveLine(ticket);
    this.#agents.reserve(id, { agentId, kind: channelKind, units, contactId, queueId, turns, at: this.#now() });
  }

  #release(conversationId: string): void {
    if (!this.#agents.release(conversationId)) return;
    const ticket = this.#tickets.get(conversationId);
    if (ticket !== undefined) ticket.proposedTo = null;
  }

  /** A proposal came to nothing: the locked rows said something else, or it could not be asked (`failed`). */
  refuse(conversationId: string, { failed = false }: { readonly failed?: boolean } = {}): void {
    this.#release(conversationId);
    const ticket = this.#tickets.get(conversationId);
    if (ticket === undefined) return;
    ticket.refusals++;
    if (failed || ticket.refusals >= refusalsMax) {
      ticket.refusals = 0;
      ticket.restsUntil = this.#now() + restMs;
      this.#wakeTicket(ticket, ticket.restsUntil);
    }
    this.#place(ticket);
  }

  // Waits.

  /** Where a ticket stands, and how long it will take; null for one that waits in no queue. */
  waitOf(conversationId: string): Standing | null {
    const ticket = this.#tickets.get(conversationId);
    if (ticket === undefined) return null;
    const { row } = ticket;
    const position = (this.#queues.get(row.queueId)?.countBefore(ticket) ?? 0) + 1;
    return { queueId: row.queueId, position, queuedAt: row.queuedAt, estimate: this.#estimate(ticket, this.#now()) };
  }

  /** How long somebody would wait who joined a queue now, behind all who are there. */
  waitInQueue(queueId: string, channelKind: ChannelKind): WaitEstimate {
    const queue = this.#configuration.queues.get(queueId);
    const departmentId = queue?.department ?? '';
    const row: Pick<WaitingRow, 'queueId' | 'departmentId' | 'channelKind' | 'skills'> = {
      queueId,
      departmentId,
      channelKind,
      skills: [],
    };
    const ahead = this.#queues.get(queueId)?.size ?? 0;
    return this.#estimateAt(row, this.#agents.poolFor(row, 0), { ahead, waitedMs: 0, now: this.#now() });
  }

  /** The same by the documented rule of ten accepts in ten minutes. */
  waitByAccepts(queueId: string): WindowWait {
    return this.#waits.window(queueId, this.#now());
  }

  #estimate(ticket: Waiting, now: Instant): WaitEstimate {
    const { row, since } = ticket;
    const ahead = this.#queues.get(row.queueId)?.countBefore(ticket) ?? 0;
    const step = relaxationStep(this.#configuration.queues.get(row.queueId), now - (row.queuedAt ?? now));
    const pool = ticket.line?.pool ?? this.#agents.poolFor(row, step);
    return this.#estimateAt(row, pool, { ahead, waitedMs: Math.max(0, now - since), now });
  }

  #estimateAt(
    { queueId, departmentId }: Pick<WaitingRow, 'queueId' | 'departmentId'>,
    pool: Pool,
    { ahead, waitedMs, now }: { readonly ahead: number; readonly waitedMs: number; readonly now: Instant },
  ): WaitEstimate {
    const department = this.#configuration.departments.get(departmentId);
    const units = unitsOf(settingsOf(this.#configuration, departmentId), pool.purpose.requirement.channelKind);
    const oldest = this.#queues.get(queueId)?.first;
    return this.#waits.estimate(queueId, {
      ahead,
      inHand: (pool.inHand / units) * this.#waits.shareOf(queueId),
      agentsOnline: pool.present.size,
      oldestWaitMs: oldest === undefined ? null : Math.max(0, now - oldest.since),
      waitedMs,
      isOpen: department?.hours == null || isOpen(department.hours, now),
    });
  }

  /** Who could take a ticket, and what speaks against the others, counted. */
  groundsOf(conversationId: string, known: KnownGrounds = new Map()): Grounds | null {
    const ticket = this.#tickets.get(conversationId);
    if (ticket === undefined) return null;
    const { row } = ticket;
    const now = this.#now();
    const queue = this.#configuration.queues.get(row.queueId);
    const step = relaxationStep(queue, now - (row.queuedAt ?? now));
    const pool = ticket.line?.pool ?? this.#agents.poolFor(row, step);
    const direct = directQueueAgent({ kind: 'queue', id: row.queueId });
    let ofPool = known.get(pool);
    if (ofPool === undefined) known.set(pool, (ofPool = this.#agents.countIn(pool, direct)));
    return {
      row,
      levels: pool.purpose.requirement.levels,
      isPulled: direct === null && queue?.distribution !== 'push',
      ...ofPool,
      thereAndSkilled: pool.present.size,
      spared: this.#sparedBy(ticket, pool, now),
      preferred:
        row.preferredUntil !== null && now < row.preferredUntil && pool.isPresent(row.preferredAgentId ?? '')
          ? row.preferredAgentId
          : null,
      nextRelaxationAt: nextRelaxation(queue, row.queuedAt ?? now, step),
    };
  }

  // Time.

  #wakeTicket(ticket: Waiting, at: Instant): void {
    if (ticket.wakesAt !== null && ticket.wakesAt <= at && ticket.wakesAt > this.#now()) return;
    ticket.wakesAt = at;
    this.#timers.add({ at, subject: { ticket: ticket.row.id } });
  }

  #wakeAgent(agentId: string, at: Instant): void {
    const before = this.#agentWakesAt.get(agentId);
    if (before !== undefined && before <= at && before > this.#now()) return;
    this.#agentWakesAt.set(agentId, at);
    this.#timers.add({ at, subject: { agent: agentId } });
  }

  /** When something becomes possible by itself; null when nothing will. */
  get nextTime(): Instant | null {
    if (this.#isSetBack) return this.#clock();
    return this.#timers.peek()?.at ?? null;
  }

  /** Looks again at everything whose time has come. */
  advance(): void {
    if (this.#isSetBack) this.#startOver();
    const now = this.#now();
    const tickets = new Set<string>();
    const agents = new Set<string>();
    for (let timer = this.#timers.peek(); timer !== undefined && timer.at <= now; timer = this.#timers.peek()) {
      this.#timers.take();
      if ('ticket' in timer.subject) tickets.add(timer.subject.ticket);
      else agents.add(timer.subject.agent);
    }
    for (const id of agents) {
      this.#agentWakesAt.delete(id);
      this.#agents.refresh(id);
    }
    for (const id of tickets) {
      const ticket = this.#tickets.get(id);
      if (ticket === undefined) continue;
      ticket.wakesAt = null;
      this.#place(ticket);
    }
  }

  /** Judges everything anew, by a clock that was set back. */
  #startOver(): void {
    this.#latest = this.#clock();
    for (const ticket of this.#tickets.values()) ticket.restsUntil = 0;
    this.configure(this.#configuration);
  }

  /** Gives tickets that were refused too often another chance, and looks at every line anew. */
  tryAgain(): void {
    for (const ticket of this.#tickets.values()) {
      if (ticket.restsUntil === 0) continue;
      ticket.restsUntil = 0;
      this.#place(ticket);
    }
    for (const line of this.#lines.values()) if (line.pool.hasReady) this.#dirty.add(line);
  }
}

type Changes = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>> | undefined>>;

const none: readonly string[] = [];

/** Whether any strategy asks how many contacts somebody has. */
export function asksForContacts(configuration: Configuration): boolean {
  for (const { strategy } of configuration.queues.values()) if (strategy === 'least_open') return true;
  return false;
}

const fields = [
  'id',
  'ticketId',
  'contactId',
  'departmentId',
  'channelKind',
  'priority',
  'queuedAt',
  'waitUntil',
  'skills',
  'lastAgentId',
  'preferredAgentId',
  'preferredUntil',
  'passedOver',
  'passedOverAt',
  'liveOfferId',
  'pendingTransferId',
] as const satisfies readonly (keyof WaitingRow)[];

/** The row with what of it changed. */
function merged(
  row: WaitingRow,
  changes: Readonly<Record<string, unknown>>,
  owner: { readonly id: string } | null | undefined,
): WaitingRow {
  const after: Record<string, unknown> = { queueId: owner?.id ?? row.queueId };
  for (const field of fields) after[field] = field in changes ? changes[field] : row[field];
  return after as unknown as WaitingRow;
}
