/** Live events: how far behind its POST an event arrives, and how many one process sends to thousands of streams. */
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from './child.ts';
import type { LoadAnswer, LoadOrder } from './load.ts';
import type { ServerAnswer, ServerGreeting, ServerOrder, Usage } from './server-side.ts';
import { env, type Length, type Setting, script } from './sides.ts';
import type { StreamsOrder } from './streams-side.ts';
import type { Seat } from './workload.ts';

export interface LiveFigures {
  /** p99 from POST to event ÷ p99 of the POST. */
  readonly lag: number;
  readonly eventsPerSecond: number;
  readonly kilobytesPerStream: number;
}

const callers = 32;
const streamsMax = 5000;

type Server = Child<ServerOrder, ServerAnswer, ServerGreeting>;
type Why = { readonly why: string };

export async function measureLive(setting: Setting, length: Length): Promise<LiveFigures | Why> {
  const load = await Child.start<LoadOrder, LoadAnswer>(script('load.ts'), { env: env(setting) });
  try {
    const lag = await withServer(setting, (server) => measureLag(server, load, length));
    if ('why' in lag) return lag;
    const streams = await withServer(setting, (server) => measureStreams(server, load, { setting, length }));
    return 'why' in streams ? streams : { lag: lag.lag, ...streams };
  } finally {
    await load.stop();
  }
}

/** A server of its own for each figure: in one that has worked before, memory that it already had hides what streams take. */
async function withServer<T>(setting: Setting, use: (server: Server) => Promise<T>): Promise<T> {
  const server: Server = await Child.start(script('server-side.ts'), { env: env(setting), execArgv: ['--expose-gc'] });
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}

async function measureLag(
  server: Server,
  load: Child<LoadOrder, LoadAnswer>,
  { seconds }: Length,
): Promise<Pick<LiveFigures, 'lag'> | Why> {
  const { port } = server.greeting;
  const seats = (await server.order({ seatsOf: 'engine' })) as Seat[];
  const full = await load.order({ port, callers, seconds, seats });
  // Half the full rate: each caller pauses until its turn.
  const everyMs = (callers / (full.commands / full.seconds / 2)) * 1000;
  const half = await load.order({ port, callers, seconds: seconds * 2, seats: full.seats, everyMs, watch: true });
  if (half.live === null) return { why: 'GET /v1/events answers no stream' };
  if (half.live.seen === 0) return { why: 'no event arrived' };
  console.log(
    `   at ${Math.round(half.commands / half.seconds)}/s: p99 of the POST ${half.p99.toFixed(1)} ms, to the event ${half.live.p99.toFixed(1)} ms (${half.live.seen} seen)`,
  );
  return { lag: half.live.p99 / half.p99 };
}

async function measureStreams(
  server: Server,
  load: Child<LoadOrder, LoadAnswer>,
  { setting, length }: { readonly setting: Setting; readonly length: Length },
): Promise<Omit<LiveFigures, 'lag'> | Why> {
  const streams = await Child.start<StreamsOrder, number>(script('streams-side.ts'), { env: env(setting) });
  const { port } = server.greeting;
  try {
    const seats = (await server.order({ seatsOf: 'engine' })) as Seat[];
    // Ten open before it is looked at: what the first stream loads is no stream's.
    await streams.order({ open: 10, port });
    const before = ((await server.order('usage')) as Usage).memory;
    const opened = await streams.order({ open: streamsMax, port });
    if (opened < streamsMax) return { why: `only ${opened} of ${streamsMax} streams were taken` };
    await pause(1000);
    const kilobytesPerStream = (((await server.order('usage')) as Usage).memory - before) / streamsMax;
    // A few callers are enough: every event goes to hundreds of streams.
    const warm = await load.order({ port, callers: 8, seconds: length.warmSeconds, seats });
    const counted = await streams.order('count');
    const { commands, seconds } = await load.order({ port, callers: 8, seconds: length.seconds, seats: warm.seats });
    const eventsPerSecond = ((await streams.order('count')) - counted) / seconds;
    console.log(
      `   ${Math.round(eventsPerSecond)} events/s to ${streamsMax} streams beside ${Math.round(commands / seconds)} commands/s`,
    );
    return { eventsPerSecond, kilobytesPerStream };
  } finally {
    await streams.stop();
  }
}
