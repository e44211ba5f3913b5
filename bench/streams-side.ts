/** Thousands of receivers of live events, in a process of their own. */
import { openStream, type Stream } from './event-stream.ts';
import { id, organizations, type World } from './fill.ts';

export type StreamsOrder = { readonly open: number; readonly port: number } | 'count';

const world = JSON.parse(process.env.BENCH_WORLD ?? '{}') as World;
const streams: Stream[] = [];

/** Opens so many streams, spread over organizations and agents; answers how many the server took. */
async function open(count: number, port: number): Promise<number> {
  // A few at a time: a listening socket's backlog is short.
  for (let from = 0; from < count; from += 100) {
    const some = Array.from({ length: Math.min(100, count - from) }, (_, i) => {
      const n = from + i;
      const agent = `a${Math.floor(n / organizations) % world.agents}`;
      return openStream({ port, organizationId: id('organization', n % organizations), agent });
    });
    streams.push(...(await Promise.all(some)));
    if (!streams.at(-1)?.isOpen) break;
  }
  return streams.filter((stream) => stream.isOpen).length;
}

process.on('message', (order: StreamsOrder | 'stop') => {
  if (order === 'stop') process.disconnect();
  else if (order === 'count') process.send?.(streams.reduce((sum, stream) => sum + stream.count, 0));
  else void open(order.open, order.port).then((count) => process.send?.(count));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
