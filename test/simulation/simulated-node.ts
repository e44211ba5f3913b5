import type { Ids } from '../../src/base/ids.ts';
import { Engine } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/submission.ts';
import { FlowTurns } from '../../src/jobs/flow-turns.ts';
import { Sweeper } from '../../src/jobs/sweeper.ts';
import { LogTail } from '../../src/log/tail.ts';
import { Dispatcher } from '../../src/routing/dispatcher.ts';
import { DatabaseError } from '../../src/storage/database.ts';
import type { World } from './world.ts';

export interface SimulatedNodeOptions {
  readonly world: World;
  readonly name: string;
  /** The name of this life of the node: a restarted one has another. */
  readonly owner: string;
  readonly ids: Ids;
  readonly dispatches: boolean;
}

/** A timer that waits for its tick becomes none when it never comes: the driver asks for ticks that would find something. */
type Timer = { readonly at: number; readonly cancel: () => void } | null;

/** One server: the real engine, log tail, dispatcher and sweeper, on the simulated store, with the scheduler for timers. */
export class SimulatedNode {
  readonly name: string;
  readonly owner: string;
  readonly dispatches: boolean;
  readonly engine: Engine;
  readonly tail: LogTail;
  readonly dispatcher: Dispatcher;
  readonly sweeper: Sweeper;
  readonly turns: FlowTurns;
  isAlive = true;
  /** Whether it has started: before, nobody reaches it. */
  isReady = false;
  /** Ends the calls under way when the node dies. */
  readonly callers = new Set<(error: Error) => void>();
  readonly #world: World;
  #poll: Timer = null;
  #sweep: Timer = null;
  #dispatch: Timer = null;
  #tick: Timer = null;
  /** Whether it has looked through everything since it started. */
  #hasCaughtUp = false;

  constructor({ world, name, owner, ids, dispatches }: SimulatedNodeOptions) {
    this.#world = world;
    this.name = name;
    this.owner = owner;
    this.dispatches = dispatches;
    const { clock } = world;
    const database = world.connection.storeOf(owner);
    const onError = (error: unknown): void => this.#onError(error);
    this.tail = new LogTail({ database, clock, onError, pollMs: 2 ** 31 - 1 });
    const pauses = world.weather.pausing && world.dice.chance(0.5);
    this.engine = new Engine({
      database,
      clock,
      ids,
      time: 'clock',
      // In every fourth seed a node's memory holds almost nothing.
      copiesMax: world.seed % 4 === 0 ? 1 : 20_000,
      defer: (run) => void world.scheduler.add({ owner, run }),
      onCommit: (commits) => {
        this.tail.committed(commits);
        this.turns.committed(commits);
        world.ring(this);
      },
      onDefect: (error) => world.fail(error),
      ...(pauses ? { pause: () => world.sleep(world.dice.int(0, 3), owner) } : {}),
    });
    this.dispatcher = new Dispatcher({
      database,
      engine: this.engine,
      ids,
      clock,
      time: 'clock',
      takesTurns: true,
      onError,
    });
    const { engine } = this;
    // What runs by itself may be spoilt as well as what people send.
    const spoilt: Pick<Engine, 'submit'> = {
      submit: (sent) => engine.submit({ ...sent, definition: world.alter(sent.definition as never) as never }),
    };
    this.turns = new FlowTurns({
      engine: spoilt,
      clock,
      ids,
      perform: (_, call) => world.outside.perform(call, owner),
      onError,
    });
    this.sweeper = new Sweeper({
      database,
      engine: spoilt as Engine,
      clock,
      ids,
      random: world.dice.random,
      time: 'clock',
      takeTurn: (run) => this.turns.take(run),
      onError,
    });
  }

  /** Follows the log from its present end, and looks through what waits already, as every start does. */
  async start(): Promise<void> {
    for (;;) {
      try {
        await this.tail.start();
        break;
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error;
        await this.#world.sleep(100, this.owner);
      }
    }
    this.isReady = true;
    if (this.dispatches && !this.#world.without.has('dispatcher')) {
      this.tail.listen((events) => this.dispatcher.hear(events));
      this.dispatchIn(0);
    }
    this.#world.plan();
  }

  /** The store's faults are expected, and so is `busy`; everything else is a defect. */
  #onError(error: unknown): void {
    if (error instanceof DatabaseError && error.reason !== 'refused') return;
    if (error instanceof EngineError && error.reason !== 'broken') return;
    if (this.isAlive) this.#world.fail(error);
  }

  #plan(timer: Timer, delayMs: number, run: () => void): Timer {
    const at = this.#world.scheduler.now + delayMs;
    if (timer !== null && timer.at <= at) return timer;
    timer?.cancel();
    return { at, cancel: this.#world.scheduler.add({ owner: this.owner, delayMs, run }) };
  }

  pollIn(delayMs: number): void {
    this.#poll = this.#plan(this.#poll, delayMs, () => {
      this.#poll = null;
      if (!this.#isBehind()) return;
      void this.tail.poll().then(() => {
        if (this.#isBehind()) this.pollIn(1000);
      });
    });
  }

  #isBehind(): boolean {
    return this.#world.auditors.some(({ organizationId, position }) => this.tail.position(organizationId) !== position);
  }

  sweepIn(delayMs: number): void {
    if (this.#world.without.has('sweeper')) return;
    this.#sweep = this.#plan(this.#sweep, delayMs, () => {
      this.#sweep = null;
      this.sweeper
        .sweep()
        .catch((error) => this.#onError(error))
        .finally(() => this.#world.plan());
    });
  }

  /** The dispatcher's timer: everything where the safety sweep is on (and once after a start), else only what it knows of. */
  dispatchIn(delayMs: number): void {
    if (!this.dispatches || this.#world.without.has('dispatcher')) return;
    this.#dispatch = this.#plan(this.#dispatch, delayMs, () => {
      this.#dispatch = null;
      void this.#dispatchAll();
    });
  }

  /** The dispatcher's other timer, which looks only at what it knows to be due: ten times a second, as long as there is work for it. */
  tickIn(delayMs: number): void {
    if (!this.dispatches || this.#world.without.has('dispatcher')) return;
    this.#tick = this.#plan(this.#tick, delayMs, () => {
      this.#tick = null;
      this.dispatcher.tick();
      this.#world.planTick(this);
    });
  }

  async #dispatchAll(): Promise<void> {
    const isEverything = !this.#hasCaughtUp || this.#world.weather.safetySweep;
    try {
      for (const { organizationId } of this.#world.auditors) {
        await (isEverything ? this.dispatcher.sweep(organizationId) : this.dispatcher.run(organizationId));
      }
      this.#hasCaughtUp = true;
    } catch (error) {
      this.#onError(error);
      this.dispatchIn(1000);
    }
    this.#world.plan();
  }

  /** Lets go of what the dead node's objects still hold in this process. */
  abandon(): void {
    void this.tail.close();
    void this.dispatcher.close();
    void this.turns.close();
  }
}
