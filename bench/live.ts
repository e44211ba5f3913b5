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

export async function measureLive(setting: Setting, length: Length): Promise<LiveFigures | { readonly why: string }> {
  const execArgv = ['--expose-gc'];
  const server = await Child.start<ServerOrder, ServerAnswer, ServerGreeting>(script('server-side.ts'), {
    env: env(setting),
    execArgv,
  });
  const load = await Child.start<LoadOrder, LoadAnswer>(script('load.ts'), { env: env(setting) });
  const streams = await Child.start<StreamsOrder, number>(script('streams-side.ts'), { env: env(setting) });
  const { port } = server.greeting;
  try {
    const seats = (await server.order({ seatsOf: 'engine' })) as Seat[];
    const full = await load.order({ port, callers, seconds: length.seconds, seats });
    // Half the full rate: each caller pauses until its turn.
    const everyMs = (callers / (full.commands / full.seconds / 2)) * 1000;
    const half = await load.order({
      port,
      callers,
      seconds: length.seconds * 2,
      seats: full.seats,
      everyMs,
      watch: true,
    });
    if (half.live === null) return { why: 'GET /v1/events answers no stream' };
    if (half.live.seen === 0) return { why: 'no event arrived' };
    console.log(
      `   at ${Math.round(half.commands / half.seconds)}/s: p99 of the POST ${half.p99.toFixed(1)} ms, to the event ${half.live.p99.toFixed(1)} ms (${half.live.seen} seen)`,
    );

    const before = ((await server.order('usage')) as Usage).memory;
    const opened = await streams.order({ open: streamsMax, port });
    if (opened < streamsMax) return { why: `only ${opened} of ${streamsMax} streams were taken` };
    await pause(1000);
    const kilobytesPerStream = (((await server.order('usage')) as Usage).memory - before) / streamsMax;
    // A few callers are enough: every event goes to hundreds of streams.
    const warm = await load.order({ port, callers: 8, seconds: length.warmSeconds, seats: half.seats });
    const counted = await streams.order('count');
    const { commands, seconds } = await load.order({ port, callers: 8, seconds: length.seconds, seats: warm.seats });
    const eventsPerSecond = ((await streams.order('count')) - counted) / seconds;
    console.log(
      `   ${Math.round(eventsPerSecond)} events/s to ${streamsMax} streams beside ${Math.round(commands / seconds)} commands/s`,
    );
    return { lag: half.live.p99 / half.p99, eventsPerSecond, kilobytesPerStream };
  } finally {
    for (const child of [streams, load, server]) await child.stop();
  }
}
