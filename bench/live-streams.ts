// Live events to thousands of streams from one process: how many a second, and what a stream costs in memory.
//
//   node --expose-gc bench/live-streams.ts [streams] [seconds] [departments] [--json]
//
// The server side is the real one (Fastify, routes, hub, sockets) on a log that is made up in memory, so that neither a
// database nor commands are measured. The other process opens the streams and counts what arrives.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import Fastify, { type FastifyRequest } from 'fastify';
import { systemClock } from '../src/base/clock.ts';
import { uuidIds } from '../src/base/ids.ts';
import { secureRandom } from '../src/base/random.ts';
import { compileConfiguration } from '../src/domain/compile-configuration.ts';
import { liveRoutes } from '../src/live/plugin.ts';
import type { LiveReads, LogEvent } from '../src/live/reads.ts';

const isJson = process.argv.includes('--json');
const given = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const [streams = 5000, seconds = 10, departments = 50] = given.map(Number);
const organizationId = '00000000-0000-7000-8000-000000000001';
const eventsPerPage = 20;

if (process.send) countAsClient();
else await serve();

async function serve(): Promise<void> {
  const ids = uuidIds(systemClock, secureRandom());
  const items = Array.from({ length: departments }, (_, i) => [
    { kind: 'department', id: `d${i}`, version: 1, retired: false, data: { id: `d${i}` } },
    { kind: 'agent', id: `a${i}`, version: 1, retired: false, data: { id: `a${i}`, departments: [`d${i}`] } },
  ]).flat();
  const configuration = compileConfiguration(organizationId, 1, items as never);
  let position = 0;
  let hear: (events: readonly LogEvent[]) => void = () => {};
  const listen = (listener: typeof hear) => {
    hear = listener;
    return () => true;
  };
  const texts = new Map<string, string>();
  const reads: LiveReads = {
    eventsAfter: async () => [],
    headOf: async () => position,
    find: async () => ({ messages: texts, notes: new Map(), about: new Map(), entering: new Map() }),
    agentsChangedBeside: async () => [],
    snapshot: async () => ({ position, configurationVersion: 1, conversations: [], offers: [], wrapUps: [] }),
  };
  const app = Fastify();
  app.decorateRequest('caller', null as never);
  app.addHook('onRequest', async (request: FastifyRequest) => {
    const agent = request.headers.agent as string;
    Object.assign(request, {
      caller: {
        organizationId,
        principal: { kind: 'key', keyId: 'k', scopes: [], actsFor: agent },
        credential: { kind: 'key', id: 'k' },
      },
    });
  });
  const hub = liveRoutes(app, {
    configurations: { refresh: async () => configuration },
    configurationOf: async () => configuration,
    tail: { listen, position: () => position, poll: async () => {} },
    reads,
    clock: systemClock,
    random: secureRandom(),
    problem: (code) => new Error(code),
    isValid: async () => true,
    // One key, for a few agents.
    streamsOfCallerMax: streams,
    streamsOfOrganizationMax: streams,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  const client = fork(import.meta.filename, process.argv.slice(2), { env: { ...process.env, PORT: String(port) } });
  const counted = async (): Promise<number> => {
    client.send('count');
    return ((await once(client, 'message')) as [number])[0];
  };
  await pause(200);
  const before = memory();
  client.send('open');
  while (hub.size < streams) await pause(100);
  await pause(1000);
  const perStream = (memory() - before) / streams;

  const text = 'I have been waiting for my parcel since Tuesday, can you tell me where it is? '.repeat(2);
  const page = (): LogEvent[] =>
    Array.from({ length: eventsPerPage }, () => {
      position++;
      const conversationId = ids.next();
      const message = {
        id: ids.next(),
        conversationId,
        sequence: 7,
        ticketId: ids.next(),
        segmentId: ids.next(),
        direction: 'inbound',
        author: { kind: 'contact', id: ids.next() },
        automatic: false,
        fileIds: [],
        externalId: null,
        accountId: 'web',
        at: 1_800_000_000_000,
      };
      texts.set(`${conversationId} 7`, text);
      return {
        organizationId,
        position,
        conversationId,
        sequence: 12,
        commandId: ids.next(),
        kind: 'message.received',
        actor: message.author,
        at: 1_800_000_000_000,
        data: {
          audience: { departments: [`d${position % departments}`], agents: [] },
          messageId: message.id,
          messageSequence: 7,
          ticketId: message.ticketId,
          direction: 'inbound',
          automatic: false,
          changes: { message: { [message.id]: message } },
        },
      } as unknown as LogEvent;
    });
  const feed = hub.feedFor(organizationId);
  const lags: number[] = [];
  let last = performance.now();
  const lagTimer = setInterval(() => {
    lags.push(performance.now() - last - 10);
    last = performance.now();
  }, 10);
  const rates: number[] = [];
  const cpuBefore = process.cpuUsage();
  const deliveredBefore = await counted();
  for (let round = 0; round < 5; round++) {
    const from = await counted();
    const firstPosition = position;
    const startedAt = performance.now();
    while (performance.now() - startedAt < (seconds * 1000) / 5) {
      texts.clear();
      const last = position + eventsPerPage;
      hear(page());
      while ((feed?.handedOut ?? 0) < last) await new Promise((resolve) => setImmediate(resolve));
    }
    // The clock runs until the other process has counted the last of them.
    const sent = (position - firstPosition) * (streams / departments);
    while ((await counted()) - from < sent) await pause(5);
    rates.push(sent / ((performance.now() - startedAt) / 1000));
  }
  clearInterval(lagTimer);
  const cpu = process.cpuUsage(cpuBefore);
  const cpuEach = (cpu.user + cpu.system) / ((await counted()) - deliveredBefore);
  lags.sort((a, b) => a - b);
  const rounded = (n: number): string => Math.round(n).toLocaleString('en');
  const eventsPerSecond = [...rates].sort((a, b) => a - b)[2] ?? 0;
  const lateMs = lags[Math.floor(lags.length * 0.99)] ?? 0;
  if (isJson)
    console.log(
      JSON.stringify({ rates, eventsPerSecond, cpuMicroseconds: cpuEach, bytesPerStream: perStream, lateMs }),
    );
  else {
    console.log(
      `${streams} streams in ${departments} departments, ${rounded(streams / departments)} receivers an event`,
    );
    console.log(`events a second, delivered: ${rates.map(rounded).join(', ')}; median ${rounded(eventsPerSecond)}`);
    console.log(
      `processor time of the server for each: ${cpuEach.toFixed(1)} µs, that is ${rounded(1e6 / cpuEach)} a second on one core`,
    );
    console.log(
      `memory a stream: ${(perStream / 1000).toFixed(1)} kB; event loop late by ${lateMs.toFixed(1)} ms at p99`,
    );
    console.log(`streams ended as slow: ${hub.ended('slow')}`);
  }
  client.kill();
  await app.close();
}

function memory(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Opens the streams and counts the ends of events; looks at nothing else. */
function countAsClient(): void {
  let events = 0;
  const separator = Buffer.from('}\n\n');
  process.on('message', (message) => {
    if (message === 'count') process.send?.(events);
    else void open();
  });
  async function open(): Promise<void> {
    for (let i = 0; i < streams; i++) {
      const socket = connect(Number(process.env.PORT), '127.0.0.1');
      socket.on('data', (chunk) => {
        for (let at = chunk.indexOf(separator); at >= 0; at = chunk.indexOf(separator, at + 3)) events++;
      });
      socket.on('error', () => {});
      socket.write(`GET /events HTTP/1.1\r\nhost: x\r\nagent: a${i % departments}\r\n\r\n`);
      if (i % 100 === 99) await pause(20);
    }
  }
}
