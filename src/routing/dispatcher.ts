import type { Ids } from '../base/ids.ts';
import { withdrawFromAbsent } from '../commands/answer-offer.ts';
import { offerFromQueue, resumeTransfer } from '../commands/dispatch.ts';
import { recheckTransfer } from '../commands/end-transfer.ts';
import { recheckParties } from '../commands/parties.ts';
import { requeueAfterLeaving } from '../commands/presence.ts';
import { succeedOwner } from '../commands/succeed-owner.ts';
import { type AgentState, hasRoom, type Presence, totalLoad } from '../domain/agent.ts';
import type { ChannelKind } from '../domain/channel.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import { directQueue, directQueueAgent } from '../domain/conversation.ts';
import type { Target } from '../domain/transfer.ts';
import type { Engine } from '../engine/engine.ts';
import type { Database } from '../storage/database.ts';
import type { LogEvent } from '../storage/event-log.ts';
import { readAgentStates } from '../storage/read-agents.ts';
import {
  readAbsentHolders,
  readAwaitedTransfers,
  readInHand,
  readOfferedTransfers,
  readOwnedBy,
  readWaitingTickets,
  readWaitingTransfers,
  readWithParties,
  type WaitingTicket,
} from '../storage/waiting.ts';

/**
 * Brings waiting work and free agents together. Every change that can make a pair eligible is an event: an agent comes
 * online or frees a slot, a ticket begins to wait, configuration changes. The dispatcher hears of it from the log, reads
 * what waits and who could take it, and proposes pairs as ordinary commands, which look again under lock; so two nodes
 * that dispatch at once cost a little work and never a double offer. A refused proposal leaves the ticket in its queue.
 *
 * Direct work comes first: transfers that wait for an agent are resumed before shared queues are looked at.
 */
export interface DispatcherOptions {
  readonly database: Database;
  readonly engine: Engine;
  readonly ids: Ids;
  readonly onError?: (error: unknown) => void;
}

/** Tickets of one queue looked at in one round. */
const ticketsPerQueue = 50;
/** Agents proposed for one ticket: the command takes the first who can. */
const candidatesPerTicket = 3;

/**
 * A proposal that was refused under lock is made anew at once, once: the index was old, or two nodes met. Refused again,
 * its ticket is passed over until the next look, so that it keeps nobody from the others.
 */
const refusalsMax = 2;

interface Pending {
  /** Agents whose circumstances changed. */
  readonly agents: Set<string>;
  readonly queues: Set<string>;
  /** Departments where something may wait again, in whichever of their queues. */
  readonly departments: Set<string>;
  /** Who follows owners that were retired: `agent:anna` → `ben`. */
  readonly successors: Map<string, string>;
  configuration: boolean;
  /** Whether retired owners may still hold something. */
  retired: boolean;
}

/**
 * What of an organization the dispatcher keeps in memory, fed by the log, so that a commit after which nothing can be
 * done costs no read: most of them, since mostly nobody waits.
 */
interface Known {
  /** Presence of the agents that were heard of or looked up. */
  readonly presence: Map<string, Presence>;
  /** Transfers that wait, and for whom; null until they were read. */
  awaited: Map<string, string> | null;
  /**
   * Queues where nothing waited at the last look. What begins to wait names its queue or department, and those are always
   * looked at; so when an agent is free again, these need not be.
   */
  readonly empty: Set<string>;
}

const nothingPending = (): Pending => ({
  agents: new Set(),
  queues: new Set(),
  departments: new Set(),
  successors: new Map(),
  configuration: false,
  retired: false,
});

function isAnythingPending({ agents, queues, departments, configuration, retired }: Pending): boolean {
  return agents.size + queues.size + departments.size > 0 || configuration || retired;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #known = new Map<string, Known>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Looks through everything that may have been missed every `everyMs` milliseconds, until `close`. */
  start(organizations: () => Iterable<string>, everyMs = 1000): void {
    this.#timer = setInterval(() => {
      for (const id of organizations()) void this.sweep(id).catch((error) => this.#options.onError?.(error));
    }, everyMs);
    this.#timer.unref();
  }

  /** Notes what an organization's events make possible, and sets to work. */
  hear(events: readonly LogEvent[]): void {
    const organizationId = events[0]?.organizationId;
    if (organizationId === undefined) return;
    const pending = this.#pendingOf(organizationId);
    const known = this.#knownOf(organizationId);
    for (const event of events) {
      learn(event, known);
      note(event, pending);
    }
    if (isAnythingPending(pending)) void this.run(organizationId);
  }

  #knownOf(organizationId: string): Known {
    let known = this.#known.get(organizationId);
    if (known === undefined)
      this.#known.set(organizationId, (known = { presence: new Map(), awaited: null, empty: new Set() }));
    return known;
  }

  #pendingOf(organizationId: string): Pending {
    let pending = this.#pending.get(organizationId);
    if (pending === undefined) {
      this.#pending.set(organizationId, (pending = nothingPending()));
    }
    return pending;
  }

  /** Works until nothing is noted any more; one run per organization at a time. */
  run(organizationId: string): Promise<void> {
    const running = this.#running.get(organizationId);
    if (running !== undefined) return running;
    if (this.#closed || !isAnythingPending(this.#pendingOf(organizationId))) return Promise.resolve();
    const started = this.#work(organizationId).catch((error) => this.#options.onError?.(error));
    this.#running.set(organizationId, started);
    return started;
  }

  /** Everything that could be done now, whether or not an event said so: what a lost ring or a restart left behind. */
  async sweep(organizationId: string): Promise<void> {
    const configuration = await this.#options.engine.configurations.get(organizationId);
    if (configuration === null || this.#closed) return;
    const pending = this.#pendingOf(organizationId);
    const [awaited, absent] = await this.#options.database.readTogether([
      readAwaitedTransfers(organizationId),
      readAbsentHolders(organizationId),
    ]);
    for (const { agentId } of awaited?.rows ?? []) pending.agents.add(agentId);
    for (const { id } of absent?.rows ?? []) pending.agents.add(id);
    for (const queue of configuration.queues.values()) if (queue.distribution === 'push') pending.queues.add(queue.id);
    pending.retired ||= configuration.retired.size > 0;
    await this.run(organizationId);
  }

  async #work(organizationId: string): Promise<void> {
    const pending = this.#pendingOf(organizationId);
    const refusals = new Map<string, number>();
    try {
      while (!this.#closed && isAnythingPending(pending)) {
        const noted = takeAll(pending);
        let again: ReadonlySet<string>;
        try {
          again = await this.#handle(organizationId, noted, refusals);
        } catch (error) {
          // Nothing is forgotten: the next event, or the next tick, tries again.
          putBack(pending, noted);
          throw error;
        }
        if (again.size === 0) refusals.clear();
        for (const queue of again) pending.queues.add(queue);
      }
    } finally {
      // In the same turn as the last look: what is noted from now on starts a run of its own.
      this.#running.delete(organizationId);
    }
  }

  /** Does what the notes make possible. The queues to look at again at once. */
  async #handle(organizationId: string, noted: Pending, refusals: Map<string, number>): Promise<ReadonlySet<string>> {
    const { configurations } = this.#options.engine;
    const configuration = await (noted.configuration
      ? configurations.refresh(organizationId)
      : configurations.get(organizationId));
    if (configuration === null) return new Set();
    const queues = new Set(noted.queues);
    const agents = [...noted.agents];
    if (noted.configuration) await this.#recheck(organizationId);
    if (noted.configuration || noted.retired) await this.#succeed(organizationId, configuration, noted.successors);
    for (const queue of configuration.queues.values()) {
      if (noted.configuration || noted.departments.has(queue.department)) queues.add(queue.id);
    }
    if (agents.length > 0) {
      const known = this.#knownOf(organizationId);
      await this.#learnAbout(organizationId, agents, known);
      const are = (presence: Presence): string[] => agents.filter((id) => known.presence.get(id) === presence);
      await this.#clearHands(organizationId, are('offline'));
      const awaited = new Set(known.awaited?.values());
      await this.#resume(
        organizationId,
        are('online').filter((id) => awaited.has(id)),
      );
      for (const id of agents)
        for (const queue of queuesOf(configuration, id)) if (!known.empty.has(queue)) queues.add(queue);
    }
    return this.#dispatch(organizationId, configuration, { queueIds: queues, refusals });
  }

  async #states(organizationId: string, agentIds: readonly string[]): Promise<AgentState[]> {
    if (agentIds.length === 0) return [];
    return (await this.#options.database.read(readAgentStates(organizationId, agentIds))).rows as AgentState[];
  }

  /** Looks up what the log has not told since this node began to listen. */
  async #learnAbout(organizationId: string, agentIds: readonly string[], known: Known): Promise<void> {
    const unknown = agentIds.filter((id) => !known.presence.has(id));
    if (unknown.length > 0) {
      for (const { id, presence } of await this.#states(organizationId, unknown)) {
        if (!known.presence.has(id)) known.presence.set(id, presence);
      }
    }
    if (known.awaited !== null) return;
    // Noted from here on, so that what begins to wait while this is read is not missed.
    const heard = new Map<string, string>();
    known.awaited = heard;
    try {
      for (const { id, agentId } of (await this.#options.database.read(readAwaitedTransfers(organizationId))).rows) {
        heard.set(id, agentId);
      }
    } catch (error) {
      known.awaited = null;
      throw error;
    }
  }

  /** Who went offline keeps nothing in hand: their tickets go back to the queue, their offers to the next. */
  async #clearHands(organizationId: string, absent: readonly string[]): Promise<void> {
    if (absent.length === 0) return;
    const [owned, offers] = await this.#options.database.readTogether(readInHand(organizationId, absent));
    await allAnswered([
      ...(offers?.rows ?? []).map((row) => this.#submit(organizationId, withdrawFromAbsent, { offerId: row.id })),
      ...(owned?.rows ?? []).map((row) =>
        this.#submit(organizationId, requeueAfterLeaving, { conversationId: row.id, agentId: row.agentId }),
      ),
    ]);
  }

  /** Transfers that wait for agents who are back, oldest first, one after the other: each may take the last slot. */
  async #resume(organizationId: string, present: readonly string[]): Promise<void> {
    if (present.length === 0) return;
    const waiting = (await this.#options.database.read(readWaitingTransfers(organizationId, present, 200))).rows;
    const byAgent = Map.groupBy(waiting, (row) => row.agentId as string);
    await allAnswered(
      [...byAgent.values()].map(async (transfers) => {
        for (const { id } of transfers) {
          const answer = await this.#submit(organizationId, resumeTransfer, { transferId: id });
          if (answer === null || answer.agentId === null) return;
        }
      }),
    );
  }

  /** After a change of configuration, pending offers and whoever takes part are judged again. */
  async #recheck(organizationId: string): Promise<void> {
    const [offered, joined] = await this.#options.database.readTogether([
      readOfferedTransfers(organizationId),
      readWithParties(organizationId),
    ]);
    await allAnswered([
      ...(offered?.rows ?? []).map((row) => this.#submit(organizationId, recheckTransfer, { transferId: row.id })),
      ...(joined?.rows ?? []).map((row) => this.#submit(organizationId, recheckParties, { conversationId: row.id })),
    ]);
  }

  /** What retired owners hold goes to their successors, or to the department's queue where none is known any more. */
  async #succeed(
    organizationId: string,
    configuration: Configuration,
    successors: ReadonlyMap<string, string>,
  ): Promise<void> {
    const retired = [...configuration.retired.keys()].flatMap((name) => {
      const id = name.slice(name.indexOf(':') + 1);
      if (name.startsWith('agent:')) return [id, directQueue(id).id];
      return /^(queue|flow|external):/.test(name) ? [id] : [];
    });
    if (retired.length === 0) return;
    const held = (await this.#options.database.read(readOwnedBy(organizationId, retired))).rows;
    await allAnswered(
      held.map((row) =>
        this.#submit(organizationId, succeedOwner, {
          conversationId: row.id,
          from: { kind: row.ownerKind, id: row.ownerId },
          successor: successors.get(`${row.ownerKind}:${row.ownerId}`) ?? null,
        }),
      ),
    );
  }

  /**
   * Goes through the waiting tickets in the order of service and proposes the agents who have rested longest. Where
   * a proposal was refused, since the locked rows said something else, all these queues are to be looked at again: what
   * was counted as given to an agent was not.
   */
  async #dispatch(
    organizationId: string,
    configuration: Configuration,
    { queueIds, refusals }: { readonly queueIds: ReadonlySet<string>; readonly refusals: Map<string, number> },
  ): Promise<ReadonlySet<string>> {
    const none: ReadonlySet<string> = new Set();
    let isRefused = false;
    const served = [...queueIds].filter(
      (id) => configuration.queues.get(id)?.distribution === 'push' || agentOfQueue(id) !== null,
    );
    if (served.length === 0) return none;
    const found = (await this.#options.database.read(readWaitingTickets(organizationId, served, ticketsPerQueue)))
      .rows as WaitingTicket[];
    const { empty } = this.#knownOf(organizationId);
    const waitIn = new Set(found.map(({ queueId }) => queueId));
    for (const id of served)
      if (waitIn.has(id)) empty.delete(id);
      else empty.add(id);
    if (found.length === 0) return none;
    const tickets = [
      ...found.filter(({ queueId }) => agentOfQueue(queueId) !== null),
      ...found.filter(({ queueId }) => agentOfQueue(queueId) === null),
    ];
    const departments = new Set(tickets.map((ticket) => ticket.departmentId));
    const members = new Set<string>();
    for (const id of departments)
      for (const member of configuration.departments.get(id)?.members ?? []) members.add(member);
    const states = new Map((await this.#states(organizationId, [...members])).map((state) => [state.id, state]));
    const proposals: Promise<void>[] = [];
    const given = new Map<string, number>();
    for (const ticket of tickets) {
      const refusedBefore = refusals.get(ticket.id) ?? 0;
      if (refusedBefore >= refusalsMax) continue;
      const candidates = rankCandidates(configuration, ticket, states, given).slice(0, candidatesPerTicket);
      const [first] = candidates;
      if (first === undefined) continue;
      given.set(first, (given.get(first) ?? 0) + 1);
      const proposal = this.#submit(organizationId, offerFromQueue, { conversationId: ticket.id, candidates });
      proposals.push(
        proposal.then((answer) => {
          if (answer?.agentId !== null) return;
          isRefused = true;
          refusals.set(ticket.id, refusedBefore + 1);
        }),
      );
    }
    await allAnswered(proposals);
    return isRefused ? new Set(served) : none;
  }

  /** What it answered; null when it was refused. @throws EngineError */
  async #submit<I, A>(organizationId: string, definition: CommandDefinition<I, A>, input: I): Promise<A | null> {
    const { engine, ids } = this.#options;
    const principal = { kind: 'system', part: 'dispatcher' } as const;
    const answer = await engine.submit({
      organizationId,
      principal,
      key: ids.next(),
      requestHash: '',
      definition,
      input,
    });
    return answer.kind === 'done' ? answer.answer : null;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await Promise.allSettled(this.#running.values());
  }
}

function takeAll(pending: Pending): Pending {
  const taken = { ...nothingPending(), configuration: pending.configuration, retired: pending.retired };
  putBack(taken, pending);
  for (const noted of [pending.agents, pending.queues, pending.departments, pending.successors]) noted.clear();
  pending.configuration = false;
  pending.retired = false;
  return taken;
}

function putBack(pending: Pending, noted: Pending): void {
  for (const id of noted.agents) pending.agents.add(id);
  for (const id of noted.queues) pending.queues.add(id);
  for (const id of noted.departments) pending.departments.add(id);
  for (const [owner, successor] of noted.successors) pending.successors.set(owner, successor);
  pending.configuration ||= noted.configuration;
  pending.retired ||= noted.retired;
}

/** Waits for all, also when one fails, and fails then. */
async function allAnswered(submitted: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(submitted)) if (result.status === 'rejected') throw result.reason;
}

/** The agent whose direct queue it is, or null for a shared one. */
function agentOfQueue(queueId: string): string | null {
  return directQueueAgent({ kind: 'queue', id: queueId });
}

function queuesOf(configuration: Configuration, agentId: string): string[] {
  const queues = [directQueue(agentId).id];
  const memberOf = configuration.agents.get(agentId)?.memberOf;
  for (const queue of configuration.queues.values()) if (memberOf?.has(queue.department)) queues.push(queue.id);
  return queues;
}

/** Keeps in memory what an event says of presence and of what waits for whom. */
function learn({ data }: LogEvent, known: Known): void {
  const { agent, transfer } = data.changes as Record<string, Record<string, Record<string, unknown>> | undefined>;
  for (const id in agent) {
    const is = agent[id]?.presence;
    if (is !== undefined) known.presence.set(id, is as Presence);
  }
  for (const id in transfer) {
    const { state, currentTarget } = transfer[id] ?? {};
    if (state !== undefined && state !== 'waiting') known.awaited?.delete(id);
    else if (currentTarget !== undefined) {
      if (state === 'waiting' || known.awaited?.has(id)) known.awaited?.set(id, (currentTarget as Target).id);
    } else if (state === 'waiting') known.awaited = null; // It waits again for whom it was with: looked up.
  }
}

interface Retired {
  readonly kind: string;
  readonly id: string;
  readonly successor: string | null;
}

/** What an event makes possible: agents whose load or presence changed, queues where something began to wait. */
function note({ kind, data }: LogEvent, pending: Pending): void {
  if (kind === 'configuration.changed') {
    pending.configuration = true;
    for (const retired of (data.retires ?? []) as Retired[]) {
      if (retired.successor !== null) pending.successors.set(`${retired.kind}:${retired.id}`, retired.successor);
    }
  }
  const changes = data.changes as Record<string, Record<string, Record<string, unknown>>>;
  for (const id in changes.agent) pending.agents.add(id);
  // An offer may take a wrap-up's slot: then the load is the same, and the slot that was counted on is still free.
  for (const id in changes.offer) {
    const agentId = changes.offer[id]?.agentId;
    if (typeof agentId === 'string') pending.agents.add(agentId);
  }
  for (const id in changes.conversation) {
    const { owner, liveOfferId, pendingTransferId } = changes.conversation[id] ?? {};
    const queue = owner as { kind: string; id: string } | null | undefined;
    if (queue?.kind === 'queue') pending.queues.add(queue.id);
    // Somebody offline may own again without a change of load, by the slot of a wrap-up.
    if (queue?.kind === 'agent') pending.agents.add(queue.id);
    // An offer or a transfer that ended leaves its ticket waiting where it was, also in somebody's direct queue.
    if (liveOfferId !== null && pendingTransferId !== null) continue;
    for (const department of data.audience.departments) pending.departments.add(department);
    for (const agent of data.audience.agents) {
      pending.agents.add(agent);
      pending.queues.add(directQueue(agent).id);
    }
  }
}

/**
 * Who could take a ticket, best first: those who have not passed it over, the last agent, then whoever was given work
 * longest ago. `given` counts what this round has proposed already, so that one agent is not proposed everything.
 */
function rankCandidates(
  configuration: Configuration,
  ticket: WaitingTicket,
  states: ReadonlyMap<string, AgentState>,
  given: ReadonlyMap<string, number>,
): string[] {
  const kind = ticket.channelKind as ChannelKind;
  const skills = configuration.queues.get(ticket.queueId)?.skills ?? [];
  const able: AgentState[] = [];
  const direct = agentOfQueue(ticket.queueId);
  for (const id of configuration.departments.get(ticket.departmentId)?.members ?? []) {
    // A direct queue is one agent's; once declined, its ticket waits for the fallback.
    if (direct !== null && (id !== direct || ticket.passedOver.includes(id))) continue;
    const agent = configuration.agents.get(id);
    const state = states.get(id);
    if (agent === undefined || state?.presence !== 'online' || !agent.permissions.has('message.receive')) continue;
    if (agent.channels !== 'all' && !agent.channels.includes(kind)) continue;
    if (!skills.every((skill) => agent.skills.includes(skill))) continue;
    if (hasRoom(state.load, agent.capacity, kind, 1 + (given.get(id) ?? 0))) able.push(state);
  }
  const willing = able.filter((state) => !ticket.passedOver.includes(state.id));
  const order = (state: AgentState): number => (state.id === ticket.lastAgentId ? -1 : (given.get(state.id) ?? 0));
  return (willing.length > 0 ? willing : able)
    .sort(
      (a, b) =>
        order(a) - order(b) ||
        a.lastAssignedAt - b.lastAssignedAt ||
        totalLoad(a.load) - totalLoad(b.load) ||
        (a.id < b.id ? -1 : 1),
    )
    .map((state) => state.id);
}
