import type { Clock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { Answer, Submission } from '../../src/engine/submission.ts';
import type { Database, Statement } from '../../src/storage/database.ts';
import { dispatchLeaseMs } from '../../src/storage/dispatch-lease.ts';
import { Auditor } from './auditor.ts';
import { Outside } from './outside.ts';
import type { Row } from './replica.ts';
import { Dice, Scheduler, settled } from './scheduler.ts';
import { SimulatedNode } from './simulated-node.ts';
import { type Fate, type Faults, SharedConnection, type StoreCall } from './simulated-store.ts';
import { Violation } from './violation.ts';

/**
 * Everything around the code under test: time that jumps, a store that is slow and goes away, nodes that are killed and
 * start again, doorbells that are lost; and the auditors, who look after every commit.
 */

/** How rough a seed is; drawn once. */
export interface Weather {
  /** The chance that a call to the store goes wrong. */
  readonly storeFaults: number;
  /** The chance, for each burst of the workload, of what is named. */
  readonly kill: number;
  readonly clockJump: number;
  readonly outage: number;
  readonly slowStore: number;
  readonly lostRing: number;
  /** Whether dispatchers look through everything once a second, as they do in production. */
  readonly safetySweep: boolean;
  /** Which nodes stop at each moment of a batch, so that saving and committing are two trips. */
  readonly pausing: boolean;
}

function drawWeather(dice: Dice): Weather {
  const isCalm = dice.chance(0.4);
  return {
    storeFaults: isCalm ? 0 : dice.pick([0, 0.005, 0.02]),
    kill: isCalm ? 0 : dice.pick([0, 0.1, 0.25]),
    clockJump: isCalm ? 0 : dice.pick([0, 0.05, 0.1]),
    outage: isCalm ? 0 : dice.pick([0, 0.1]),
    slowStore: isCalm ? 0 : dice.pick([0, 0.1]),
    lostRing: dice.pick([0, 0.3, 1]),
    safetySweep: dice.chance(0.5),
    pausing: dice.chance(0.5),
  };
}

/** A node died under a caller: the connection was reset, and nothing is known. */
export class NodeGone extends Error {
  override name = 'NodeGone';
}

const hourMs = 3_600_000;

export type Alter = (definition: CommandDefinition<never, unknown>) => CommandDefinition<never, unknown>;

export interface WorldOptions {
  readonly seed: number;
  readonly real: Database;
  /** Lets a test spoil what is sent to the store. */
  readonly spoil?: (statements: readonly Statement[]) => readonly Statement[];
  /** Told of everything that happens, for people who look into a seed. */
  readonly trace?: (line: string) => void;
  /** Lets a test take away a part of each node. */
  readonly without?: ReadonlySet<'dispatcher' | 'sweeper'>;
  /** Spoils a command's definition, whoever sends it, to see that the auditor notices. */
  readonly alter?: Alter;
  /** Drawn by the seed where it is not given. */
  readonly weather?: Weather;
  /** Whether the auditors look after every commit, or a moment later at many together. Default: after every commit. */
  readonly audits?: 'every_commit' | 'now_and_then';
}

export class World implements Faults {
  readonly seed: number;
  readonly dice: Dice;
  readonly scheduler: Scheduler;
  readonly connection: SharedConnection;
  readonly weather: Weather;
  readonly auditors: Auditor[] = [];
  readonly nodes: SimulatedNode[] = [];
  /** Whom flows call. */
  readonly outside = new Outside(this);
  readonly without: ReadonlySet<'dispatcher' | 'sweeper'>;
  /** When something last went wrong by design: bounds count from here. */
  troubleAt = 0;
  /** Off while the seed begins and ends. */
  isRough = false;
  violation: Error | null = null;
  readonly clock: Clock;
  readonly trace: (line: string) => void;
  readonly alter: Alter;
  readonly #real: Database;
  readonly #audits: NonNullable<WorldOptions['audits']>;
  readonly #start: number;
  #isAuditPlanned = false;
  #offset = 0;
  #slowUntil = 0;
  readonly #awayUntil = new Map<string, number>();
  #restarts = 0;
  readonly counts = { kills: 0, jumps: 0, faults: 0, audits: 0 };

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.#real = options.real;
    this.without = options.without ?? new Set();
    this.alter = options.alter ?? ((same) => same);
    const { trace } = options;
    this.trace =
      trace === undefined ? () => {} : (line) => trace(`${String(Math.floor(this.scheduler.now)).padStart(7)} ${line}`);
    this.dice = new Dice(seededRandom(options.seed));
    this.scheduler = new Scheduler(seededRandom(options.seed ^ 0x5eed));
    this.weather = options.weather ?? drawWeather(this.dice);
    this.#audits = options.audits ?? 'every_commit';
    // A Monday at noon, give or take the hours of a week.
    this.#start = Date.UTC(2026, 0, 5, 12) + this.dice.int(0, 7 * 24) * hourMs + this.dice.int(0, hourMs);
    this.clock = {
      now: () => this.#start + Math.floor(this.scheduler.now) + this.#offset,
      monotonic: () => this.scheduler.now,
    };
    this.connection = new SharedConnection({ real: options.real, scheduler: this.scheduler, faults: this });
    if (options.spoil) this.connection.spoil = options.spoil;
    this.connection.onCommitted = async () => {
      if (this.#audits === 'every_commit') await this.#audit();
      else this.#auditSoon();
    };
    this.scheduler.onAdvance = () => this.#checkTime();
  }

  /** For the auditors: straight to the store, past the faults. */
  query = async (text: string, values: readonly (string | null)[]): Promise<readonly Row[]> => {
    const { rows } = await this.#real.read({ name: nameOf(text), text, values });
    return rows as readonly Row[];
  };

  /** Direct statements, before anything is audited. */
  async prepare(statements: readonly Statement[]): Promise<void> {
    await this.#real.withSession((session) => session.pipeline(statements));
  }

  // ------------------------------------------------------------------------------------------------ nodes

  startNode(name: string, options: { readonly dispatches: boolean }): SimulatedNode {
    const owner = `${name}#${this.#restarts++}`;
    const node = new SimulatedNode({
      world: this,
      name,
      owner,
      ids: uuidIds(this.clock, seededRandom(this.seed * 977 + this.#restarts)),
      ...options,
    });
    this.nodes.push(node);
    this.#follow(node.start(), owner);
    return node;
  }

  get alive(): SimulatedNode[] {
    return this.nodes.filter((node) => node.isAlive);
  }

  /** The nodes that are reached by callers, rings and timers. */
  get ready(): SimulatedNode[] {
    return this.nodes.filter((node) => node.isAlive && node.isReady);
  }

  /** Kills a node between two of its steps: what it had in memory is gone, its transaction is rolled back. */
  kill(node: SimulatedNode): void {
    if (!node.isAlive) return;
    this.trouble();
    this.trace(`killed ${node.owner}`);
    this.counts.kills++;
    node.isAlive = false;
    this.scheduler.dropOwner(node.owner);
    node.abandon();
    for (const reset of [...node.callers]) reset(new NodeGone(`Node ${node.name} was killed.`));
    node.callers.clear();
    const { name, dispatches } = node;
    const delayMs = this.dice.pick([50, 500, 4000, 12_000]);
    this.scheduler.add({ owner: 'operator', delayMs, run: () => this.#restart(name, dispatches) });
    // What it was to look at next, another looks at, as every node's timer would have it.
    this.plan();
  }

  #restart(name: string, dispatches: boolean): void {
    this.trouble();
    this.startNode(name, { dispatches });
  }

  crash(owner: string): void {
    const node = this.nodes.find((one) => one.owner === owner);
    if (node) this.kill(node);
  }

  /** Runs a command at a node; rejects with `NodeGone` when that dies first. */
  submit<I, A>(node: SimulatedNode, submission: Submission<I, A>): Promise<Answer<A>> {
    return new Promise((resolve, reject) => {
      if (!node.isReady || !node.isAlive) return reject(new NodeGone(`Node ${node.name} is down.`));
      node.callers.add(reject);
      node.engine
        .submit(submission)
        .then(resolve, reject)
        .finally(() => node.callers.delete(reject));
    });
  }

  /** Something of ours that runs by itself: an error that nobody expects ends the seed. */
  #follow(work: Promise<void>, owner: string): void {
    work.catch((error) => {
      if (this.nodes.some((node) => node.owner === owner && node.isAlive)) this.fail(error);
    });
  }

  // ------------------------------------------------------------------------------------------------ faults

  /** Whatever is late from now on, or from a while on, is not late by that. */
  trouble(lastsMs = 0): void {
    this.troubleAt = Math.max(this.troubleAt, this.scheduler.now + lastsMs);
  }

  jumpClock(byMs: number): void {
    // A turn at dispatching that somebody has, who may be killed with it, ends by that clock: so much later than it was to.
    this.trouble(byMs < 0 ? dispatchLeaseMs : 0);
    this.counts.jumps++;
    this.trace(`the clock jumped by ${byMs} ms`);
    this.#offset += byMs;
    this.plan();
  }

  slowDown(forMs: number): void {
    this.#slowUntil = this.scheduler.now + forMs;
  }

  /** The store is away for one node, or for all. */
  cutOff(owner: string | null, forMs: number): void {
    for (const node of this.alive)
      if (owner === null || node.owner === owner) this.#awayUntil.set(node.owner, this.scheduler.now + forMs);
  }

  calm(): void {
    this.isRough = false;
    this.#slowUntil = 0;
    this.#awayUntil.clear();
    this.trouble();
  }

  fateOf(call: StoreCall): { fate: Fate; delayMs: number } {
    const { now } = this.scheduler;
    const isSlow = now < this.#slowUntil;
    const delayMs = isSlow ? this.dice.int(50, 400) : this.dice.int(0, 2);
    const fate = this.#drawFate(call);
    if (isSlow) this.trouble();
    if (fate !== 'ok') {
      this.counts.faults++;
      this.trace(`${call.kind} of ${call.owner}: ${fate}`);
      this.trouble();
    }
    return { fate, delayMs };
  }

  #drawFate(call: StoreCall): Fate {
    if (this.scheduler.now < (this.#awayUntil.get(call.owner) ?? 0)) return 'lost';
    if (!this.isRough || !this.dice.chance(call.commits ? this.weather.storeFaults * 4 : this.weather.storeFaults))
      return 'ok';
    if (call.kind !== 'pipeline') return this.dice.weighted({ lost: 9, crash_before: 1 });
    return this.dice.weighted({
      lost: 3,
      lost_after: 4,
      busy: 4,
      full: 1,
      crash_before: this.weather.kill > 0 ? 1 : 0,
      crash_after: this.weather.kill > 0 ? 2 : 0,
    });
  }

  // ------------------------------------------------------------------------------------------------ the log between nodes

  /** A node has committed: the others are rung up, unless the ring is lost; then they look for themselves. */
  ring(from: SimulatedNode): void {
    for (const node of this.ready) {
      if (node === from) continue;
      const isLost = this.dice.chance(this.weather.lostRing);
      node.pollIn(isLost ? this.dice.int(0, 1000) : this.dice.int(0, 10));
    }
  }

  /** Plans the next ticks of timers that would find something to do; ticks that find nothing are left out. */
  plan(): void {
    let next: number | null = null;
    let dispatch: number | null = null;
    for (const { roster } of this.auditors) {
      const { nextDeadline, nextDispatch } = roster.agenda;
      if (nextDispatch !== null && (dispatch === null || nextDispatch < dispatch)) dispatch = nextDispatch;
      if (nextDeadline !== null && (next === null || nextDeadline < next)) next = nextDeadline;
    }
    const { ready } = this;
    for (const node of ready) this.planTick(node);
    const first = this.dice.maybe(ready);
    for (const node of ready) {
      // One is enough; that others look at the same time is what makes it interesting, and dear.
      if (next !== null && (node === first || this.dice.chance(0.15)))
        node.sweepIn(Math.max(0, next - this.clock.now()) + this.dice.int(0, 250));
      if (dispatch !== null) node.dispatchIn(Math.max(0, dispatch - this.clock.now()) + this.dice.int(0, 1000));
    }
  }

  /** Plans a dispatcher's next tick, of which it has ten in a second. */
  planTick(node: SimulatedNode): void {
    const due = this.auditors.map(({ roster }) => roster.agenda.nextDispatch).filter((at) => at !== null);
    if (due.length > 0) node.tickIn(Math.max(0, Math.min(...due) - this.clock.now()) + this.dice.int(0, 100));
  }

  // ------------------------------------------------------------------------------------------------ the auditors

  async watch(organizationId: string): Promise<Auditor> {
    const auditor = new Auditor({
      organizationId,
      query: this.query,
      clock: { now: () => this.scheduler.now, wall: () => this.clock.now() },
      trace: this.trace,
    });
    await auditor.begin();
    this.auditors.push(auditor);
    return auditor;
  }

  #auditSoon(): void {
    if (this.#isAuditPlanned) return;
    this.#isAuditPlanned = true;
    const run = async (): Promise<void> => {
      this.#isAuditPlanned = false;
      await this.#audit();
    };
    this.scheduler.add({ owner: 'auditor', delayMs: 300, uses: 'connection', run });
  }

  async #audit(): Promise<void> {
    this.counts.audits++;
    try {
      const ids = this.auditors.map(({ organizationId }) => organizationId);
      const heads = await this.query(
        'select organization_id, position from organization_head where organization_id = any($1::uuid[])',
        [`{${ids.join(',')}}`],
      );
      for (const auditor of this.auditors) {
        const head = heads.find((row) => row.organization_id === auditor.organizationId);
        if (head?.position !== auditor.position) await auditor.look();
      }
    } catch (error) {
      this.fail(error);
    }
    // Whoever hears no ring looks for itself, once a second.
    for (const node of this.ready) node.pollIn(this.dice.int(0, 1000));
    this.plan();
  }

  #checkTime(): void {
    // While nobody is there to do it, nothing can be done in time.
    if (!this.ready.some((node) => node.dispatches)) this.trouble();
    try {
      for (const auditor of this.auditors) auditor.checkTime(this.troubleAt);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends the seed with the first thing that went wrong. */
  fail(error: unknown): void {
    if (this.violation !== null) return;
    this.violation = error instanceof Violation ? error : new Violation('defect', stackOf(error));
  }

  // ------------------------------------------------------------------------------------------------ running

  /** Lets everything happen up to a virtual time. @throws Violation */
  async runUntil(until: number): Promise<void> {
    for (;;) {
      await this.connection.settle((owner) => this.nodes.some((node) => node.owner === owner && node.isAlive));
      await settled();
      if (this.violation) throw this.violation;
      if (this.connection.hasEnded) continue;
      // A session that is open at the end is seen through: nobody else, the auditors among them, could read beside it.
      if (!(await this.scheduler.step(this.scheduler.isConnectionTaken ? Number.POSITIVE_INFINITY : until))) break;
    }
  }

  /** Ends every node without a word; sessions that were open are rolled back. */
  async end(): Promise<void> {
    for (const node of this.alive) {
      node.isAlive = false;
      node.abandon();
    }
    await this.connection.settle(() => false);
  }

  /** Waits inside the simulation. */
  sleep(ms: number, owner = 'client'): Promise<void> {
    return new Promise((resolve) => {
      this.scheduler.add({ owner, delayMs: ms, run: resolve });
    });
  }
}

const names = new Map<string, string>();

/** A name under which the store prepares a text of the auditor's: planning it anew each time costs more than running it. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `audit_${names.size}`;
    names.set(text, name);
  }
  return name;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? String(error.stack) : `${error.stack}\ncaused by ${stackOf(error.cause)}`;
}
