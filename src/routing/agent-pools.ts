import type { Instant } from '../base/clock.ts';
import { Groups } from '../base/groups.ts';
import { type AgentState, addLoad, capacityOf, hasRoom, type Load, unitsOf } from '../domain/agent.ts';
import { type Configuration, settingsOf } from '../domain/configuration.ts';
import { directQueueAgent } from '../domain/conversation.ts';
import { isServing, whyNotServing } from '../domain/may-serve.ts';
import { lackOf, levelOf, levelsAt } from '../domain/requirement.ts';
import { countsTurns, limitedUntil } from '../domain/strategies.ts';
import type { WaitingRow } from './lines.ts';
import type { OpenContacts } from './open-contacts.ts';
import { Pool, type PoolPurpose, type PoolView, poolKey } from './pool.ts';

/**
 * The agents of one organization, each in the pools of everything that they could be asked to take. Room that was promised in a
 * proposal is held until the log, or a refusal, says what came of it.
 */
export interface AgentPoolsOptions {
  readonly configuration: Configuration;
  readonly now: () => Instant;
  /** Null where no strategy asks how many contacts somebody has. */
  readonly open: OpenContacts | null;
  /** Told of a pool in which somebody has become ready, has come or has gone. */
  readonly onChange: (pool: Pool) => void;
  /** Told when an agent is to be looked at again (`refresh`), since time alone changes what they can take. */
  readonly onWake: (agentId: string, at: Instant) => void;
}

/** Members who are permitted for the channel; of these who are there; who have the skills; and, of those who are both, who have room. */
export interface PoolCounts {
  readonly serving: number;
  readonly there: number;
  readonly skilled: number;
  readonly free: number;
}

/** What an agent was proposed for and is not told of yet. */
export interface Reservation {
  readonly agentId: string;
  readonly kind: WaitingRow['channelKind'];
  readonly units: number;
  readonly contactId: string;
  readonly queueId: string;
  /** With it, as many turns of the queue. */
  readonly turns: number;
  readonly at: Instant;
}

/** What of a ticket says who could take it. */
type Asking = Pick<WaitingRow, 'queueId' | 'departmentId' | 'channelKind' | 'skills'>;

export class AgentPools {
  /** Agents who are not there and hold something. */
  readonly absentHolders = new Set<string>();
  readonly #options: AgentPoolsOptions;
  #configuration: Configuration;
  readonly #agents = new Map<string, AgentState>();
  readonly #pools = new Map<string, Pool>();
  readonly #poolsOfDepartment = new Groups<string, Pool>();
  /** By conversation. */
  readonly #reserved = new Map<string, Reservation>();
  readonly #reservedOf = new Groups<string, Reservation>();

  constructor(options: AgentPoolsOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Takes over another configuration: pools are made anew when they are asked for. */
  configure(configuration: Configuration): void {
    this.#configuration = configuration;
    this.#pools.clear();
    this.#poolsOfDepartment.clear();
  }

  get(id: string): AgentState | undefined {
    return this.#agents.get(id);
  }

  put(state: AgentState): void {
    this.#agents.set(state.id, state);
    if (state.presence === 'offline' && Object.keys(state.load).length > 0) this.absentHolders.add(state.id);
    else this.absentHolders.delete(state.id);
    const until = state.capacityOverride?.until ?? null;
    if (until !== null && until > this.#options.now()) this.#options.onWake(state.id, until);
    this.refresh(state.id);
  }

  /** Puts an agent where they belong now in every pool that they may be in. */
  refresh(agentId: string): void {
    const agent = this.#configuration.agents.get(agentId);
    const pools: Iterable<Pool>[] = [this.#poolsOfDepartment.get(directPools(agentId)) ?? []];
    for (const id of agent?.departments ?? []) pools.push(this.#poolsOfDepartment.get(id) ?? []);
    for (const some of pools) {
      for (const pool of some) {
        if (pool.put(agentId, this.#viewOf(pool.purpose, agentId))) this.#options.onChange(pool);
      }
    }
  }

  #viewOf({ requirement, strategy, queueId }: PoolPurpose, agentId: string): PoolView {
    const agent = this.#configuration.agents.get(agentId);
    const state = this.#agents.get(agentId);
    if (agent === undefined || state === undefined) return absent;
    const { channelKind, departmentId, levels } = requirement;
    if (lackOf(agent, requirement) !== undefined || !isServing(this.#configuration, state, channelKind)) return absent;
    const now = this.#options.now();
    const capacity = capacityOf(agent, state, now);
    const reserved = this.#reservedOf.get(agentId);
    let load: Load = state.load;
    let { lastAssignedAt } = state;
    let turns = queueId === null ? null : (state.rotation[queueId]?.turns ?? null);
    const recent = queueId === null ? [] : [...(state.rotation[queueId]?.recent ?? [])];
    const contactsComing: string[] = [];
    for (const each of reserved ?? []) {
      load = addLoad(load, each.kind, each.units);
      contactsComing.push(each.contactId);
      lastAssignedAt = Math.max(lastAssignedAt, each.at);
      if (each.queueId !== queueId) continue;
      turns = Math.max(turns ?? 0, each.turns);
      recent.push(each.at);
    }
    const units = unitsOf(settingsOf(this.#configuration, departmentId), channelKind);
    const limit = queueId === null ? null : (this.#configuration.queues.get(queueId)?.assignmentsMax ?? null);
    const limited = limitedUntil(recent, limit, now);
    if (limited !== null) this.#options.onWake(agentId, limited);
    let level = 0;
    if (strategy === 'best_skilled') for (const skill of levels.keys()) level += levelOf(agent, skill);
    return {
      isPresent: true,
      isReady: limited === null && hasRoom(load, capacity, channelKind, units),
      standing: {
        load,
        capacity,
        lastAssignedAt,
        idleSince: state.idleSince,
        turns,
        level,
        openContacts: this.#options.open?.of(agentId, contactsComing) ?? 0,
      },
    };
  }

  /** Those who could take a ticket at a step of its queue's relaxation. */
  poolFor(row: Asking, step: number): Pool {
    const queue = this.#configuration.queues.get(row.queueId);
    const purpose: PoolPurpose = {
      requirement: {
        departmentId: row.departmentId,
        channelKind: row.channelKind,
        levels: isDirect(row) ? new Map() : levelsAt(queue, row.skills, step),
      },
      strategy: queue?.strategy ?? 'longest_idle',
      queueId: queue !== undefined && countsTurns(queue) ? queue.id : null,
    };
    return this.#poolOf(purpose, directQueueAgent({ kind: 'queue', id: row.queueId }));
  }

  /** The pool of a purpose; of a direct queue one in which there is only its agent. */
  #poolOf(purpose: PoolPurpose, only: string | null): Pool {
    const key = only === null ? poolKey(purpose) : `${only} ${poolKey(purpose)}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = new Pool(purpose);
    this.#pools.set(key, pool);
    this.#poolsOfDepartment.add(only === null ? purpose.requirement.departmentId : directPools(only), pool);
    const members = this.#configuration.departments.get(purpose.requirement.departmentId)?.members ?? [];
    // Those who have had turns first, so that whoever has had none begins at the least of theirs.
    const late: string[] = [];
    for (const id of only === null ? members : [only]) {
      const view = this.#viewOf(purpose, id);
      if (!view.isPresent) continue;
      if (view.standing.turns === null) late.push(id);
      else pool.put(id, view);
    }
    for (const id of late) pool.put(id, this.#viewOf(purpose, id));
    return pool;
  }

  /** Holds room for a ticket that an agent is proposed for. */
  reserve(conversationId: string, reservation: Reservation): void {
    const { agentId } = reservation;
    this.#reserved.set(conversationId, reservation);
    this.#reservedOf.add(agentId, reservation);
    this.refresh(agentId);
  }

  /** Gives back what was held for a ticket; whether anything was. */
  release(conversationId: string): boolean {
    const reservation = this.#reserved.get(conversationId);
    if (reservation === undefined) return false;
    this.#reserved.delete(conversationId);
    const { agentId } = reservation;
    this.#reservedOf.delete(agentId, reservation);
    this.refresh(agentId);
    return true;
  }

  /** What speaks for and against those who might be in a pool; of a direct queue, `only` its agent. */
  countIn(pool: Pool, only: string | null): PoolCounts {
    const { requirement } = pool.purpose;
    const { channelKind, departmentId } = requirement;
    const { agents, departments } = this.#configuration;
    const counts = { serving: 0, there: 0, skilled: 0, free: 0 };
    for (const id of departments.get(departmentId)?.members ?? []) {
      const agent = agents.get(id);
      if (agent === undefined || (only ?? id) !== id || whyNotServing(agent, channelKind) !== undefined) continue;
      counts.serving++;
      const state = this.#agents.get(id);
      if (state !== undefined && isServing(this.#configuration, state, channelKind)) counts.there++;
      if (lackOf(agent, requirement) === undefined) counts.skilled++;
    }
    for (const id of pool.present.keys()) if (pool.isReady(id)) counts.free++;
    return counts;
  }
}

const absent: PoolView = {
  isPresent: false,
  isReady: false,
  standing: {
    load: {},
    capacity: { total: 0, perChannel: {}, interruptible: [] },
    lastAssignedAt: 0,
    idleSince: 0,
    turns: null,
    openContacts: 0,
    level: 0,
  },
};

/** Whether it waits in somebody's own queue. */
export function isDirect({ queueId }: Pick<WaitingRow, 'queueId'>): boolean {
  return directQueueAgent({ kind: 'queue', id: queueId }) !== null;
}

/** Under which the pools of an agent's own queue stand, beside those of departments. */
function directPools(agentId: string): string {
  return `direct ${agentId}`;
}
