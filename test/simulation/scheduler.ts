import type { Random } from '../../src/base/random.ts';

/**
 * Virtual time and the order of everything. Whatever the simulated system waits for (a store call, a timer, a message on
 * the network, the next round of an engine's loop) is a task here. Tasks that are due run one at a time, in an order that
 * the seed chooses; each is awaited, and everything that follows from it settles, before the next. When nothing is due,
 * time jumps to what is due first. So a seed always gives the same history.
 */

/** Whether a task may run only while the store's one connection is free. */
export type Uses = 'nothing' | 'connection';

interface Task {
  readonly readyAt: number;
  /** Whose it is: tasks of a node that is killed never run. */
  readonly owner: string;
  readonly uses: Uses;
  readonly run: () => Promise<void> | void;
}

export interface TaskOptions {
  readonly owner: string;
  readonly delayMs?: number;
  readonly uses?: Uses;
  readonly run: () => Promise<void> | void;
}

export class Scheduler {
  /** Virtual milliseconds since the start of the seed; never goes back. */
  now = 0;
  /** Set by the store while a session holds its one connection. */
  isConnectionTaken = false;
  /** Called when time has moved on, before anything runs then. */
  onAdvance: () => void = () => {};
  readonly #random: Random;
  readonly #tasks = new Set<Task>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lets a task run after the delay. Calling what comes back takes it out again. */
  add(options: TaskOptions): () => void {
    const { owner, uses = 'nothing', run } = options;
    const task: Task = { readyAt: this.now + Math.max(0, options.delayMs ?? 0), owner, uses, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** Takes out everything that an owner still had to do. */
  dropOwner(owner: string): void {
    for (const task of this.#tasks) if (task.owner === owner) this.#tasks.delete(task);
  }

  /** Runs one task, if there is one to run up to that time. Whether there was one. */
  async step(until: number): Promise<boolean> {
    const due = this.#due();
    if (due.length === 0) {
      const next = this.#nextAt();
      if (next === null || next > until) {
        if (until !== Number.POSITIVE_INFINITY && until > this.now) this.#advance(until);
        return false;
      }
      this.#advance(next);
      return true;
    }
    const task = due[Math.floor(this.#random.fraction() * due.length)] as Task;
    this.#tasks.delete(task);
    await task.run();
    await settled();
    return true;
  }

  #mayRun(task: Task): boolean {
    return task.uses === 'nothing' || !this.isConnectionTaken;
  }

  #due(): Task[] {
    const due: Task[] = [];
    for (const task of this.#tasks) if (task.readyAt <= this.now && this.#mayRun(task)) due.push(task);
    return due;
  }

  #nextAt(): number | null {
    let next: number | null = null;
    for (const task of this.#tasks) {
      if (task.readyAt > this.now && (next === null || task.readyAt < next)) next = task.readyAt;
    }
    return next;
  }

  #advance(to: number): void {
    this.now = to;
    this.onAdvance();
  }
}

/** Waits until every promise that could settle by itself has: microtasks run to their end before the next immediate. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Draws from a seeded stream. */
export class Dice {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  chance(probability: number): boolean {
    return this.random.fraction() < probability;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.random.fraction() * (max - min + 1));
  }

  /** @throws Error when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('Nothing to pick from.');
    return from[Math.floor(this.random.fraction() * from.length)] as T;
  }

  maybe<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : this.pick(from);
  }

  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.random.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    return (entries.at(-1) as [K, number])[0];
  }
}
