/** Traffic that is made up, always the same: six kinds of it, on each of which another estimator is at its best or worst. */
import { type Random, seededRandom } from '../src/base/random.ts';
import type { Traffic, TrafficEvent } from './wait-traffic.ts';

interface Regime {
  readonly name: string;
  readonly agents: number;
  /** Of each agent. A conversation takes `slotsTaken` of one of them. */
  readonly slots: number;
  slotsTaken(random: Random): number;
  readonly handlingMs: number;
  /** Arrivals at a moment, as a share of what all slots can serve on average. */
  load(at: number): number;
  readonly loadMax: number;
  /** Mean time after which who waits gives up; null: nobody does. */
  readonly patienceMs: number | null;
  readonly customers: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The slots of one chat, each as likely as the others. */
const lumps = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4] as const;

const usual = {
  slots: 1,
  slotsTaken: () => 1,
  handlingMs: 5 * minuteMs,
  patienceMs: 10 * minuteMs,
  customers: 40_000,
} as const;

const steady = (load: number): Pick<Regime, 'load' | 'loadMax'> => ({ load: () => load, loadMax: load });

const regimes: readonly Regime[] = [
  { ...usual, name: 'M/M/10, load 0.95', agents: 10, ...steady(0.95), patienceMs: null },
  { ...usual, name: 'M/M/10+M, load 1.3', agents: 10, ...steady(1.3) },
  { ...usual, name: 'M/M/100+M, load 1.1', agents: 100, ...steady(1.1) },
  {
    ...usual,
    name: 'sinusoidal load, 0.5 to 1.5 in 8 h',
    agents: 20,
    load: (at) => 1 + 0.5 * Math.sin((2 * Math.PI * at) / (8 * hourMs)),
    loadMax: 1.5,
  },
  {
    ...usual,
    name: 'surge: load 0.8, 2 for one hour in eight',
    agents: 20,
    load: (at) => (at % (8 * hourMs) < hourMs ? 2 : 0.8),
    loadMax: 2,
  },
  {
    ...usual,
    name: 'lumpy chats: 1, 2 or 4 of an agent’s 4 slots',
    agents: 10,
    slots: 4,
    slotsTaken: (random) => lumps[Math.floor(random.fraction() * lumps.length)] ?? 1,
    ...steady(1),
    handlingMs: 10 * minuteMs,
  },
];

/** The six, from one seed. @param share Of the full length, above 0, at most 1. */
export function simulateTraffic(seed: number, share = 1): Traffic[] {
  return regimes.map((regime, index) => ({
    name: regime.name,
    events: new Simulation({ ...regime, customers: Math.ceil(share * regime.customers) }, seed + index).run(),
    usualHandlingMs: regime.handlingMs,
    warmUp: Math.ceil(share * 1_000),
    hasPriorities: false,
  }));
}

/** A customer who waits. */
interface Waiting {
  readonly id: number;
  readonly slots: number;
}

type Due =
  | { readonly at: number; readonly kind: 'arrives' }
  | { readonly at: number; readonly kind: 'gives up'; readonly id: number }
  | {
      readonly at: number;
      readonly kind: 'ends';
      readonly id: number;
      readonly agent: number;
      readonly slots: number;
      readonly handlingMs: number;
    };

/** One line, first come, first served: while the first finds no agent with enough free slots, nobody behind is served. */
class Simulation {
  readonly #regime: Regime;
  readonly #random: Random;
  readonly #free: number[];
  readonly #line: Waiting[] = [];
  /** What is to come, latest first. */
  readonly #agenda: Due[] = [];
  readonly #events: TrafficEvent[] = [];
  #customers = 0;

  constructor(regime: Regime, seed: number) {
    this.#regime = regime;
    this.#random = seededRandom(seed);
    this.#free = Array.from({ length: regime.agents }, () => regime.slots);
  }

  run(): TrafficEvent[] {
    this.#plan({ at: 0, kind: 'arrives' });
    for (let due = this.#agenda.pop(); due !== undefined; due = this.#agenda.pop()) {
      if (due.kind === 'arrives') this.#arrive(due.at);
      else if (due.kind === 'gives up') this.#giveUp(due);
      else this.#end(due);
    }
    return this.#events;
  }

  #arrive(at: number): void {
    const { load, loadMax, patienceMs, slotsTaken, customers } = this.#regime;
    if (this.#customers < customers) this.#plan({ at: at + this.#exponential(this.#gapMs / loadMax), kind: 'arrives' });
    // Arrivals at the highest rate, thinned to that of the moment.
    if (this.#random.fraction() * loadMax >= load(at)) return;
    const id = this.#customers++;
    const slots = slotsTaken(this.#random);
    const agent = this.#agentWith(slots);
    if (this.#line.length === 0 && agent !== undefined) return this.#start({ id, slots }, { at, agent });
    this.#line.push({ id, slots });
    this.#events.push({ kind: 'joins', at, id, headStartMs: 0 });
    if (patienceMs !== null) this.#plan({ at: at + this.#exponential(patienceMs), kind: 'gives up', id });
  }

  /** Between two arrivals at load 1, on average. */
  get #gapMs(): number {
    const { agents, slots, handlingMs } = this.#regime;
    return (handlingMs * (slots === 1 ? 1 : meanOf(lumps))) / (agents * slots);
  }

  #giveUp({ at, id }: Due & { kind: 'gives up' }): void {
    const index = this.#line.findIndex((waiting) => waiting.id === id);
    if (index < 0) return;
    this.#line.splice(index, 1);
    this.#events.push({ kind: 'leaves', at, id });
    this.#serve(at);
  }

  #end({ at, id, agent, slots, handlingMs }: Due & { kind: 'ends' }): void {
    this.#free[agent] = (this.#free[agent] ?? 0) + slots;
    this.#events.push({ kind: 'ends', at, id, handlingMs });
    this.#serve(at);
  }

  #serve(at: number): void {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
      const agent = this.#agentWith(first.slots);
      if (agent === undefined) return;
      this.#line.shift();
      this.#start(first, { at, agent });
    }
  }

  #start({ id, slots }: Waiting, { at, agent }: { readonly at: number; readonly agent: number }): void {
    this.#free[agent] = (this.#free[agent] ?? 0) - slots;
    this.#events.push({ kind: 'starts', at, id });
    const handlingMs = this.#exponential(this.#regime.handlingMs);
    this.#plan({ at: at + handlingMs, kind: 'ends', id, agent, slots, handlingMs });
  }

  /** The agent who has least free of those who have enough, so that room for large ones is kept. */
  #agentWith(slots: number): number | undefined {
    let best: number | undefined;
    for (const [agent, free] of this.#free.entries()) {
      if (free >= slots && (best === undefined || free < (this.#free[best] ?? 0))) best = agent;
    }
    return best;
  }

  #exponential(meanMs: number): number {
    return -Math.log(1 - this.#random.fraction()) * meanMs;
  }

  #plan(due: Due): void {
    let low = 0;
    let high = this.#agenda.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#agenda[middle] as Due).at > due.at) low = middle + 1;
      else high = middle;
    }
    this.#agenda.splice(low, 0, due);
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
