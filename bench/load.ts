/**
 * The load on side (c), in a process of its own: raw sockets with keep-alive, one request under way on each, as little
 * work per request as can be, since it shares the machine with what it measures. One request is one command.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openStream, type Stream } from './event-stream.ts';
import { keyOf, type World } from './fill.ts';
import { percentiles, type Round } from './percentiles.ts';
import { type Door, runCallers, type Seat } from './workload.ts';

export interface LoadOrder {
  readonly port: number;
  readonly callers: number;
  readonly seconds: number;
  readonly seats: readonly Seat[];
  /** From one command of a caller to its next, at a steady pace; as fast as it goes where this is left out. */
  readonly everyMs?: number;
  /** Follow every organization's live events, and say how long after its POST each offer arrived there. */
  readonly watch?: boolean;
}

export type LoadAnswer = Round & {
  readonly seats: readonly Seat[];
  /** With `watch`: milliseconds, and how many offers were seen. Null where live events are not served. */
  readonly live: { readonly p99: number; readonly seen: number } | null;
};

const world = JSON.parse(process.env.BENCH_WORLD ?? '{}') as World;

/** A connection that sends one request at a time and reads its answer, which always has a length. */
class Connection {
  readonly #socket: Socket;
  #received = '';
  #done: ((answer: string) => void) | undefined;
  #failed: ((error: unknown) => void) | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text) => this.#take(text as unknown as string));
    this.#socket.on('error', (error) => this.#failed?.(error));
    this.#socket.on('close', () => this.#failed?.(new Error('The server closed a connection.')));
  }

  send(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const lengthAt = this.#received.toLowerCase().indexOf('content-length: ');
    const length = Number.parseInt(this.#received.slice(lengthAt + 16, lengthAt + 26), 10);
    if (this.#received.length < headEnd + 4 + length) return;
    const answer = this.#received;
    this.#received = '';
    this.#done?.(answer);
  }
}

const heads = new Map<string, string>();
let count = 0;
const run = `${process.pid}-${Date.now()}`;

/** Everything of a request that does not depend on what is asked. */
function headOf(organizationId: string): string {
  let head = heads.get(organizationId);
  if (head === undefined) {
    head = `HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${keyOf(organizationId)}\r\ncontent-type: application/json\r\n`;
    heads.set(organizationId, head);
  }
  return head;
}

function request(seat: Seat, path: string, agent: string, body: string): string {
  count++;
  return `POST ${path} ${headOf(seat.organizationId)}baton-act-as: ${agent}\r\nidempotency-key: ${run}-${count}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function expect(answer: string, status: string): void {
  if (answer.slice(9, 12) !== status) throw new Error(`Expected ${status}: ${answer}`);
}

function openDoor(port: number, callers: number, posted: Map<string, number>): Door & { close(): void } {
  const all = Array.from({ length: callers }, () => new Connection(port));
  const free = [...all];
  const send = async (text: string): Promise<string> => {
    const connection = free.pop() as Connection;
    let answer = await connection.send(text);
    // Refused for too much waiting: tried again under the same key, and the wait is part of the latency.
    for (; answer.startsWith('HTTP/1.1 503'); answer = await connection.send(text)) await pause(20);
    free.push(connection);
    return answer;
  };
  return {
    async request(seat, from, to) {
      const body = `{"target":{"kind":"agent","id":"${to}","departmentId":"support"},"note":"please take this one"}`;
      const start = performance.now();
      const answer = await send(request(seat, `/v1/tickets/${seat.ticketId}/transfers`, from, body));
      expect(answer, '201');
      const at = answer.indexOf('"id":"', answer.indexOf('\r\n\r\n')) + 6;
      const transferId = answer.slice(at, at + 36);
      posted.set(transferId, start);
      return transferId;
    },
    async accept(seat, agent) {
      expect(await send(request(seat, `/v1/transfers/${seat.transferId}/accept`, agent, '{}')), '200');
    },
    close: () => {
      for (const connection of all) connection.close();
    },
  };
}

async function load({ port, callers, seconds, seats, everyMs, watch }: LoadOrder): Promise<LoadAnswer> {
  const posted = new Map<string, number>();
  const arrived = new Map<string, number>();
  const streams = watch ? await follow(port, seats, (transferId) => arrived.set(transferId, performance.now())) : null;
  const door = openDoor(port, callers, posted);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const until = start + seconds * 1000;
  const latencies = await runCallers(door, world, seats, {
    callers,
    until,
    ...(everyMs === undefined ? {} : { everyMs }),
  });
  const took = (performance.now() - start) / 1000;
  door.close();
  const used = process.cpuUsage(cpu);
  if (streams !== null) await pause(500); // the last events are still on their way
  for (const stream of streams ?? []) stream.close();
  const lags = [...arrived].flatMap(([id, at]) => (posted.has(id) ? [at - (posted.get(id) as number)] : []));
  return {
    commands: latencies.length,
    seconds: took,
    ...percentiles(latencies),
    databaseCpu: null,
    nodeCpu: (used.user + used.system) / latencies.length,
    seats,
    live: streams === null ? null : { p99: percentiles(lags).p99, seen: lags.length },
  };
}

/** One stream of each organization; null where they are not served. */
async function follow(
  port: number,
  seats: readonly Seat[],
  hear: (transferId: string) => void,
): Promise<Stream[] | null> {
  const organizationIds = [...new Set(seats.map((seat) => seat.organizationId))];
  const streams = await Promise.all(
    organizationIds.map((organizationId) => openStream({ port, organizationId, agent: null })),
  );
  for (const stream of streams) {
    stream.onEvent = (text) => {
      if (text.includes('"transfer.offered"')) hear(/"transferId":"([^"]+)"/.exec(text)?.[1] ?? '');
    };
  }
  if (streams.every((stream) => stream.isOpen)) return streams;
  for (const stream of streams) stream.close();
  return null;
}

process.on('message', (order: LoadOrder | 'stop') => {
  if (order === 'stop') process.disconnect();
  else void load(order).then((round) => process.send?.(round));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
