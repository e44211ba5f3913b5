/** How fast what waits comes to who is free, and what that costs when everything is large. */
import { Child } from './child.ts';
import { median } from './percentiles.ts';
import { type Row, table } from './report.ts';
import { type Floor, fillFloor, floorName } from './routing-fill.ts';
import type { RoutingFigures, RoutingOrder } from './routing-side.ts';
import { script } from './sides.ts';
import type { PostgresStore, Server } from './stores.ts';

interface Options {
  readonly root: string;
  readonly rounds: number;
  readonly quick: boolean;
}

/** The figures of all rounds on one kind of floor. */
interface Measured {
  readonly name: string;
  readonly rounds: readonly RoutingFigures[];
}

const of = ({ rounds }: Measured, read: (figures: RoutingFigures) => number): number => median(rounds.map(read));

export async function measureRouting(
  server: Server,
  { root, rounds, quick }: Options,
  say: (text: string) => void,
): Promise<{ readonly rows: Row[]; readonly detail: string[] }> {
  const waiting = quick ? 8_000 : 24_000;
  const seconds = quick ? 3 : 6;
  const many: Floor = { agents: quick ? 10_000 : 100_000, queues: 16, idleQueues: 0, waiting, capacity: 1_000 };
  const few: Floor = { ...many, agents: 1_000 };
  const cycled: Floor = { agents: 1_000, queues: 16, idleQueues: 0, waiting: quick ? 20_000 : 50_000, capacity: 1 };
  const alone: Floor = { ...cycled, queues: 1, waiting: 50_000 };
  const crowded: Floor = { ...alone, idleQueues: 500 };

  const offerAll: RoutingOrder = { kind: 'offer_all', offers: waiting };
  const [small, large] = await inTurns(
    server,
    [
      { name: '1,000 agents, 16 queues', floor: few, order: () => offerAll },
      { name: `${many.agents.toLocaleString('en')} agents, 16 queues`, floor: many, order: () => offerAll },
    ],
    { root, rounds, say },
  );
  const hurried: RoutingOrder = { kind: 'cycle', warmSeconds: 2, seconds, closesPerSecond: null };
  const [peak] = await inTurns(
    server,
    [{ name: 'every slot freed at once again', floor: cycled, order: () => hurried }],
    { root, rounds: 1, say },
  );
  if (small === undefined || large === undefined || peak === undefined) throw new Error('A floor was not measured.');
  const closesPerSecond = of(peak, ({ offers, seconds: took }) => offers / took) / 2;
  // At first all agents are free at once, and their closes come one after the other.
  const half: RoutingOrder = {
    kind: 'cycle',
    warmSeconds: cycled.agents / closesPerSecond + 1,
    seconds,
    closesPerSecond,
  };
  const [calm, single, idle] = await inTurns(
    server,
    [
      { name: 'half the peak, 16 queues', floor: cycled, order: () => half },
      { name: 'half the peak, one queue with 50,000', floor: alone, order: () => half },
      { name: 'the same beside 500 idle queues', floor: crowded, order: () => half },
    ],
    { root, rounds, say },
  );
  if (calm === undefined || single === undefined || idle === undefined) throw new Error('A floor was not measured.');

  const cpu = (measured: Measured): number | undefined => {
    const values = measured.rounds.flatMap((figures) => figures.cpu ?? []);
    return values.length === 0 ? undefined : median(values);
  };
  const [cpuOfFew, cpuOfMany] = [cpu(small), cpu(large)];
  const why = 'the server’s processes are not on this machine';
  const p99 = of(calm, ({ toOffer }) => toOffer?.p99 ?? Number.NaN);
  const rows: Row[] = [
    {
      what: 'offers committed a second, 16 queues, 1,000 agents',
      figure: of(small, ({ offers, seconds: took }) => offers / took),
      atLeast: 3_000,
    },
    {
      what: `CPU per offer, ${many.agents.toLocaleString('en')} agents ÷ 1,000`,
      figure: cpuOfFew === undefined || cpuOfMany === undefined ? undefined : cpuOfMany / cpuOfFew,
      atMost: 1.3,
      why,
    },
    { what: 'slot freed to offer visible, p99, half the peak', figure: p99, atMost: 50, unit: ' ms' },
    {
      what: 'the same ÷ the commit’s own p99',
      figure: p99 / of(calm, ({ close }) => close?.p99 ?? Number.NaN),
      atMost: 3,
    },
    {
      what: 'slot freed to offer, p99, beside 500 idle queues ÷ one queue alone',
      figure:
        of(idle, ({ toOffer }) => toOffer?.p99 ?? Number.NaN) / of(single, ({ toOffer }) => toOffer?.p99 ?? Number.NaN),
      atMost: 1.2,
    },
  ];
  return { rows, detail: ['### Routing', figuresTable([small, large, peak, calm, single, idle])] };
}

interface Case {
  readonly name: string;
  readonly floor: Floor;
  order(): RoutingOrder;
}

/** Measures the cases round after round, each on a floor that is filled anew. */
async function inTurns(
  server: Server,
  cases: readonly Case[],
  { root, rounds, say }: { readonly root: string; readonly rounds: number; readonly say: (text: string) => void },
): Promise<Measured[]> {
  const results = new Map<string, RoutingFigures[]>(cases.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, floor, order } of round % 2 === 1 ? cases : cases.toReversed()) {
      const store = await server.createEmpty(floorName());
      await fillFloor(store.query, floor);
      const figures = await measureOnce(root, store, order());
      await store.drop();
      results.get(name)?.push(figures);
      say(`${round}  ${name.padEnd(38)} ${sayFigures(figures)}`);
    }
  }
  return cases.map(({ name }) => ({ name, rounds: results.get(name) ?? [] }));
}

async function measureOnce(root: string, { url }: PostgresStore, order: RoutingOrder): Promise<RoutingFigures> {
  const side = await Child.start<RoutingOrder, RoutingFigures>(script('routing-side.ts'), {
    env: { BENCH_ROOT: root, BENCH_STORE: url },
  });
  try {
    return await side.order(order);
  } finally {
    await side.stop();
  }
}

const ms = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(1));

function sayFigures({ offers, seconds, cpu, toOffer, close }: RoutingFigures): string {
  const perOffer = cpu === null ? '' : `  ${cpu.toFixed(0)} µs CPU an offer`;
  return `${Math.round(offers / seconds)} offers/s${perOffer}  to the offer p99 ${ms(toOffer?.p99 ?? Number.NaN)} ms, close p99 ${ms(close?.p99 ?? Number.NaN)} ms`;
}

function figuresTable(all: readonly Measured[]): string {
  const head = [
    'floor',
    'offers/s',
    'CPU µs an offer',
    'slot freed to offer p50, p99 ms',
    'close p99 ms',
    'each round, offers/s',
  ];
  const lines = all.map((measured) => [
    measured.name,
    of(measured, ({ offers, seconds }) => offers / seconds).toFixed(0),
    ms(of(measured, ({ cpu }) => cpu ?? Number.NaN)),
    `${ms(of(measured, ({ toOffer }) => toOffer?.p50 ?? Number.NaN))}, ${ms(of(measured, ({ toOffer }) => toOffer?.p99 ?? Number.NaN))}`,
    ms(of(measured, ({ close }) => close?.p99 ?? Number.NaN)),
    measured.rounds.map(({ offers, seconds }) => Math.round(offers / seconds)).join(' '),
  ]);
  return table(head, lines);
}
