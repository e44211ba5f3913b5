import { type Clock, systemClock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { withdrawFromAbsent } from '../commands/answer-offer.ts';
import { offerFromQueue, resumeTransfer } from '../commands/dispatch.ts';
import { recheckTransfer } from '../commands/end-transfer.ts';
import { recheckParties } from '../commands/parties.ts';
import { requeueAfterLeaving } from '../commands/presence.ts';
import { succeedOwner } from '../commands/succeed-owner.ts';
import { graceEndOf } from '../domain/absence.ts';
import type { CommandDefinition } from '../domain/command.ts';
import { type Configuration, settingsOf } from '../domain/configuration.ts';
import { directQueue, directQueueAgent, type Owner } from '../domain/conversation.ts';
import type { Target } from '../domain/transfer.ts';
import type { Engine } from '../engine/engine.ts';
import type { Database } from '../storage/database.ts';
import { claimDispatch, dispatchLeaseMs } from '../storage/dispatch-lease.ts';
import type { LogEvent } from '../storage/event-log.ts';
import {
  readAwaitedTransfers,
  readInHand,
  readOwnedBy,
  readPendingTransfers,
  readWaitingTransfers,
  readWithParties,
} from '../storage/waiting.ts';
import { IndexKeeper } from './index-keeper.ts';
import type { RoutingIndex } from './routing-index.ts';

/**
 * Brings waiting work and free agents together. Every change that can make a pair eligible is an event, and those that time
 * makes are timers: the index (`routing-index.ts`) hears of them and knows who could take what. What it proposes becomes an
 * ordinary command, which looks again under lock; so two nodes that dispatch at once cost a little work and never a double
 * offer. A refused proposal leaves the ticket in its queue.
 *
 * Direct work comes first: transfers that wait for an agent are resumed before shared queues are looked at. Besides, the
 * dispatcher clears the hands of who went offline, judges pending offers anew when rules change, and hands on what retired
 * owners hold.
 */
export interface DispatcherOptions {
  readonly database: Database;
  readonly engine: Engine;
  readonly ids: Ids;
  readonly clock?: Clock;
  /** Where the turns of nodes take the present from: the store's clock, or in the simulator the injected one. */
  readonly time?: 'database' | 'clock';
  /** Whether nodes take turns at dispatching an organization. Default on PostgreSQL; the embedded store has one node. */
  readonly takesTurns?: boolean;
  readonly onError?: (error: unknown) => void;
}

/** Proposals of one organization that wait for their answer. The engine takes 2,000 of it from callers, and never refuses its own. */
const underWayMax = 400;
/** How often timers are looked at, in milliseconds: so late is a pair that time makes, at most. */
const tickMs = 100;

interface Pending {
  /** Agents whose circumstances changed, of whom something waits or is to be cleared away. */
  readonly agents: Set<string>;
  /** Who follows owners that were retired: `agent:anna` → `ben`. */
  readonly successors: Map<string, string>;
  configuration: boolean;
  /** Whether retired owners may still hold something. */
  retired: boolean;
}

const nothingPending = (): Pending => ({
  agents: new Set(),
  successors: new Map(),
  configuration: false,
  retired: false,
});

function isAnythingPending({ agents, configuration, retired }: Pending): boolean {
  return agents.size > 0 || configuration || retired;
}

/** What the dispatcher keeps of one organization. */
interface Desk {
  readonly pending: Pending;
  readonly keeper: IndexKeeper;
  /** Transfers that wait, and for whom; null until they were read. */
  awaited: Map<string, string> | null;
  running: Promise<void> | null;
  /** Whether transfers that waited for somebody are being brought to them. */
  isResuming: boolean;
  readonly underWay: Set<Promise<void>>;
  /** Until when it is this node's turn, and when to ask for it again, by the monotonic clock. */
  turnUntil: number;
  askAt: number;
  isAsking: boolean;
}

/** Listens to the log, proposes pairs of waiting work and free agents, and clears up after whoever leaves. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #clock: Clock;
  readonly #desks = new Map<string, Desk>();
  readonly #nodeId: string;
  readonly #takesTurns: boolean;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #sweeps = new Set<Promise<void>>();
  #closed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#nodeId = options.ids.next();
    this.#takesTurns = options.takesTurns ?? options.database.kind === 'postgres';
  }

  /** Looks through everything that may have been missed every `everyMs` milliseconds, until `close`. */
  start(organizations: () => Iterable<string>, everyMs = 1000): void {
    const sweep = setInterval(() => {
      for (const id of organizations()) this.#keepSweep(this.sweep(id));
    }, everyMs);
    const tick = setInterval(() => this.tick(), tickMs);
    this.#timers.push(sweep.unref(), tick.unref());
  }

  #keepSweep(sweep: Promise<void>): void {
    const kept = sweep.catch((error) => this.#options.onError?.(error)).finally(() => this.#sweeps.delete(kept));
    this.#sweeps.add(kept);
  }

  /** Sets to work where time, or a turn that may be free by now, gives something to do. */
  tick(): void {
    for (const [id, desk] of this.#desks) if (this.#isDue(desk)) void this.run(id);
  }

  /** Notes what an organization's events make possible, and sets to work. */
  hear(events: readonly LogEvent[]): void {
    const organizationId = events[0]?.organizationId;
    if (organizationId === undefined || this.#closed) return;
    const desk = this.#deskOf(organizationId);
    desk.keeper.hear(events);
    for (const event of events) {
      learn(event, desk);
      note(event, desk);
    }
    const index = desk.keeper.current;
    // At once, without waiting for what is under way.
    if (index !== null && !desk.pending.configuration) this.#propose(desk, index);
    if (isAnythingPending(desk.pending) || index === null || index.unread.size > 0) void this.run(organizationId);
  }

  /** The index of an organization, as far as it is loaded: who waits where, and who is there. */
  indexOf(organizationId: string): RoutingIndex | null {
    return this.#desks.get(organizationId)?.keeper.current ?? null;
  }

  /** The same, loaded first where nothing has asked for it yet; null when there is no such organization. @throws DatabaseError */
  async loadIndex(organizationId: string): Promise<RoutingIndex | null> {
    const configuration = await this.#options.engine.configurations.get(organizationId);
    return configuration === null ? null : this.#indexed(this.#deskOf(organizationId), configuration);
  }

  #deskOf(organizationId: string): Desk {
    let desk = this.#desks.get(organizationId);
    if (desk === undefined) {
      desk = {
        pending: nothingPending(),
        keeper: new IndexKeeper(organizationId, this.#options.database, () => this.#clock.now()),
        awaited: null,
        running: null,
        isResuming: false,
        underWay: new Set(),
        turnUntil: 0,
        askAt: 0,
        isAsking: false,
      };
      this.#desks.set(organizationId, desk);
    }
    return desk;
  }

  /** Works until nothing is noted any more and every proposal is answered; one run per organization at a time. */
  run(organizationId: string): Promise<void> {
    const desk = this.#deskOf(organizationId);
    if (desk.running !== null) return desk.running;
    if (this.#closed) return Promise.resolve();
    desk.running = this.#work(organizationId, desk).catch((error) => this.#options.onError?.(error));
    return desk.running;
  }

  /** Everything that could be done now, whether or not an event said so: what a lost ring or a restart left behind. */
  async sweep(organizationId: string): Promise<void> {
    if (this.#closed) return;
    const desk = this.#deskOf(organizationId);
    const configuration = await this.#options.engine.configurations.get(organizationId);
    if (configuration === null) return;
    const index = await this.#indexed(desk, configuration);
    await this.#learnAwaited(organizationId, desk);
    for (const agentId of desk.awaited?.values() ?? []) desk.pending.agents.add(agentId);
    for (const agentId of index.absentHolders) desk.pending.agents.add(agentId);
    index.tryAgain();
    desk.pending.retired ||= configuration.retired.size > 0;
    await this.run(organizationId);
    // Whoever's turn it is may be gone, or may not have heard.
    if (desk.keeper.current === index && index.isDirty) this.#propose(desk, index, true);
    await Promise.all(desk.underWay);
  }

  /** The index, as new as the log that was heard and the configuration that holds. @throws DatabaseError */
  async #indexed(desk: Desk, configuration: Configuration): Promise<RoutingIndex> {
    const index = desk.keeper.current ?? (await desk.keeper.load(configuration));
    if (configuration.version <= index.configuration.version) return index;
    if (!index.fits(configuration)) return desk.keeper.load(configuration);
    index.configure(configuration);
    return index;
  }

  async #work(organizationId: string, desk: Desk): Promise<void> {
    const { pending } = desk;
    try {
      for (;;) {
        const noted = takeAll(pending);
        try {
          if (!(await this.#handle(organizationId, desk, noted))) return;
        } catch (error) {
          // Nothing is forgotten: the next event, or the next look, tries again.
          putBack(pending, noted);
          throw error;
        }
        if (desk.underWay.size > 0) await Promise.all(desk.underWay);
        const index = desk.keeper.current;
        const isDone = !isAnythingPending(pending) && desk.underWay.size === 0 && index !== null && !this.#isDue(desk);
        if (this.#closed || isDone) return;
      }
    } finally {
      // In the same turn as the last look: what is noted from now on starts a run of its own.
      desk.running = null;
    }
  }

  /** Whether time, a turn that may be free, or a ticket that has to be read gives something to do. */
  #isDue({ keeper, askAt, turnUntil }: Desk): boolean {
    const index = keeper.current;
    if (index === null) return false;
    if (index.unread.size > 0 || (index.nextTime ?? Number.POSITIVE_INFINITY) <= this.#clock.now()) return true;
    const now = this.#clock.monotonic();
    return this.#takesTurns && index.isDirty && now >= askAt && now >= turnUntil;
  }

  /** Does what the notes make possible, and proposes what the index knows; false where there is no such organization. */
  async #handle(organizationId: string, desk: Desk, noted: Pending): Promise<boolean> {
    const { configurations } = this.#options.engine;
    const configuration = await (noted.configuration
      ? configurations.refresh(organizationId)
      : configurations.get(organizationId));
    if (configuration === null) return false;
    const index = await this.#indexed(desk, configuration);
    if (noted.configuration) await this.#recheck(organizationId);
    if (noted.configuration || noted.retired) await this.#succeed(organizationId, configuration, noted.successors);
    if (noted.agents.size > 0) {
      const are = (presence: string): string[] =>
        [...noted.agents].filter((id) => index.agent(id)?.presence === presence);
      await this.#clearHands(index, are('offline'));
      await this.#learnAwaited(organizationId, desk);
      const awaited = new Set(desk.awaited?.values());
      desk.isResuming = true;
      try {
        await this.#resume(
          organizationId,
          are('online').filter((id) => awaited.has(id)),
        );
      } finally {
        desk.isResuming = false;
      }
    }
    await this.#learnAwaited(organizationId, desk);
    await desk.keeper.readUnread();
    index.advance();
    this.#propose(desk, index);
    return true;
  }

  /**
   * Whether it is this node's turn to dispatch; asks for it where it may be. One node at a time does, for order and economy;
   * the others look once a second, and propose what is still there.
   */
  #hasTurn(desk: Desk, index: RoutingIndex): boolean {
    if (!this.#takesTurns) return true;
    const now = this.#clock.monotonic();
    if (desk.turnUntil - now < dispatchLeaseMs / 2 && now >= desk.askAt && !desk.isAsking && index.isDirty) {
      const asked = this.#askForTurn(desk, index).finally(() => desk.underWay.delete(asked));
      desk.underWay.add(asked);
    }
    return now < desk.turnUntil;
  }

  async #askForTurn(desk: Desk, index: RoutingIndex): Promise<void> {
    desk.isAsking = true;
    const asked = this.#clock.monotonic();
    try {
      const { isOurs, leftMs } = await claimDispatch(this.#options.database, {
        organizationId: index.organizationId,
        nodeId: this.#nodeId,
        at: this.#options.time === 'clock' ? this.#clock.now() : null,
      });
      desk.turnUntil = isOurs ? asked + leftMs : 0;
      desk.askAt = isOurs ? 0 : asked + leftMs;
    } catch (error) {
      desk.askAt = asked + dispatchLeaseMs / 2;
      this.#options.onError?.(error);
    } finally {
      desk.isAsking = false;
    }
    if (desk.keeper.current === index && this.#clock.monotonic() < desk.turnUntil) this.#propose(desk, index);
  }

  /** Proposes all that can be, as far as not too much is under way already, and nobody has to be served before. */
  #propose(desk: Desk, index: RoutingIndex, evenOutOfTurn = false): void {
    if (desk.isResuming || hasDirectWork(desk, index)) return;
    if (!this.#hasTurn(desk, index) && !evenOutOfTurn) return;
    while (!this.#closed && desk.underWay.size < underWayMax) {
      const proposal = index.propose();
      if (proposal === null) return;
      const { conversationId, candidates, turnsMin } = proposal;
      const proposed = this.#submit(index.organizationId, offerFromQueue, { conversationId, candidates, turnsMin })
        .then(
          // What was offered is told by the log. To somebody else than was held room for, too.
          (answer) => (answer?.agentId == null ? index.refuse(conversationId) : undefined),
          (error) => {
            index.refuse(conversationId, { failed: true });
            this.#options.onError?.(error);
          },
        )
        .finally(() => {
          desk.underWay.delete(proposed);
          if (desk.keeper.current === index && index.isDirty) this.#propose(desk, index);
        });
      desk.underWay.add(proposed);
    }
  }

  /** Looks up the transfers that wait, where the log has not told of all of them. @throws DatabaseError */
  async #learnAwaited(organizationId: string, desk: Desk): Promise<void> {
    if (desk.awaited !== null) return;
    // Noted from here on, so that what begins to wait while this is read is not missed.
    const heard = new Map<string, string>();
    desk.awaited = heard;
    try {
      for (const { id, agentId } of (await this.#options.database.read(readAwaitedTransfers(organizationId))).rows) {
        heard.set(id, agentId);
      }
    } catch (error) {
      desk.awaited = null;
      throw error;
    }
  }

  /** Who went offline keeps nothing in hand but what their departments leave them: offers go to the next, tickets back. */
  async #clearHands(index: RoutingIndex, absent: readonly string[]): Promise<void> {
    if (absent.length === 0) return;
    const { organizationId, configuration } = index;
    const stays = ({ agentId, departmentId }: { readonly agentId: string; readonly departmentId: string }): boolean => {
      const agent = index.agent(agentId);
      if (agent === undefined || settingsOf(configuration, departmentId).whenAgentLeaves === 'keep') return true;
      // Not by this node's clock, which may lag behind the store's: the row says which graces are over.
      return agent.graceUntil !== null && graceEndOf(configuration, agent, departmentId) >= agent.graceUntil;
    };
    const [owned, offers] = await this.#options.database.readTogether(readInHand(organizationId, absent));
    await allAnswered([
      ...(offers?.rows ?? []).map((row) => this.#submit(organizationId, withdrawFromAbsent, { offerId: row.id })),
      ...((owned?.rows ?? []) as InHand[])
        .filter((row) => !stays(row))
        .map(({ id, agentId }) => this.#submit(organizationId, requeueAfterLeaving, { conversationId: id, agentId })),
    ]);
  }

  /**
   * Transfers that wait for agents who are back, oldest first, one after the other: each may take the last slot. One for which
   * there is no room holds up those of its kind alone: what is bounded by itself, or can be interrupted, leaves room for others.
   */
  async #resume(organizationId: string, present: readonly string[]): Promise<void> {
    if (present.length === 0) return;
    const waiting = (await this.#options.database.read(readWaitingTransfers(organizationId, present, 200))).rows;
    const byAgent = Map.groupBy(waiting, (row) => row.agentId as string);
    await allAnswered(
      [...byAgent.values()].map(async (transfers) => {
        const full = new Set<string>();
        for (const { id, departmentId, channelKind } of transfers) {
          const kind = `${departmentId} ${channelKind}`;
          if (full.has(kind)) continue;
          const answer = await this.#submit(organizationId, resumeTransfer, { transferId: id });
          if (answer?.because === 'agent_at_capacity' || answer?.because === 'agent_offline') full.add(kind);
        }
      }),
    );
  }

  /** After a change of configuration, pending transfers and whoever takes part are judged again. */
  async #recheck(organizationId: string): Promise<void> {
    const [pending, joined] = await this.#options.database.readTogether([
      readPendingTransfers(organizationId),
      readWithParties(organizationId),
    ]);
    await allAnswered([
      ...(pending?.rows ?? []).map((row) => this.#submit(organizationId, recheckTransfer, { transferId: row.id })),
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
          successor: successors.get(successorKey(row)) ?? null,
        }),
      ),
    );
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

  /** Waits for what is under way: the store may be closed afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#sweeps);
    await Promise.allSettled([...this.#desks.values()].flatMap(({ running, underWay }) => [running, ...underWay]));
  }
}

/** Whether a transfer may wait for somebody of whom the log just spoke: it comes before what waits in shared queues. */
function hasDirectWork({ awaited, pending }: Desk, index: RoutingIndex): boolean {
  if (awaited === null) return true;
  if (awaited.size === 0) return false;
  for (const agentId of awaited.values())
    if (pending.agents.has(agentId) && index.agent(agentId)?.presence === 'online') return true;
  return false;
}

function takeAll(pending: Pending): Pending {
  const taken = { ...nothingPending(), configuration: pending.configuration, retired: pending.retired };
  putBack(taken, pending);
  for (const noted of [pending.agents, pending.successors]) noted.clear();
  pending.configuration = false;
  pending.retired = false;
  return taken;
}

function putBack(pending: Pending, noted: Pending): void {
  for (const id of noted.agents) pending.agents.add(id);
  for (const [owner, successor] of noted.successors) pending.successors.set(owner, successor);
  pending.configuration ||= noted.configuration;
  pending.retired ||= noted.retired;
}

/** Waits for all, also when one fails, and fails then. */
async function allAnswered(submitted: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(submitted)) if (result.status === 'rejected') throw result.reason;
}

/** Keeps in memory what an event says of transfers that wait for somebody. */
function learn({ data }: LogEvent, desk: Desk): void {
  const { transfer } = data.changes as Record<string, Record<string, Record<string, unknown>> | undefined>;
  for (const id in transfer) {
    const { state, currentTarget } = transfer[id] ?? {};
    if (state !== undefined && state !== 'waiting') desk.awaited?.delete(id);
    else if (currentTarget !== undefined) {
      if (state === 'waiting' || desk.awaited?.has(id)) desk.awaited?.set(id, (currentTarget as Target).id);
    } else if (state === 'waiting') desk.awaited = null; // It waits again for whom it was with: looked up.
  }
}

/** A conversation that an absent agent owns. */
interface InHand {
  readonly id: string;
  readonly agentId: string;
  readonly departmentId: string;
}

interface Retired {
  readonly kind: string;
  readonly id: string;
  readonly successor: string | null;
}

/** Whose successor takes over from this owner: an agent's direct queue follows the agent. */
function successorKey({ ownerKind, ownerId }: { readonly ownerKind: Owner['kind']; readonly ownerId: string }): string {
  const agentId = directQueueAgent({ kind: ownerKind, id: ownerId });
  return agentId === null ? `${ownerKind}:${ownerId}` : `agent:${agentId}`;
}

/** What an event gives to do besides proposals: rules that changed, and agents who left or for whom something waits. */
function note({ kind, data }: LogEvent, { pending }: Desk): void {
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
    const { owner, pendingTransferId } = changes.conversation[id] ?? {};
    const { kind: ownerKind, id: ownerId } = (owner as { kind: string; id: string } | null | undefined) ?? {};
    // Somebody offline may own again without a change of load, by the slot of a wrap-up.
    if (ownerKind === 'agent' && ownerId !== undefined) pending.agents.add(ownerId);
    if (pendingTransferId !== null) continue;
    for (const agent of data.audience.agents) pending.agents.add(agent);
  }
}
