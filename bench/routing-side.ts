/**
 * Routing in a process of its own: engine, log tail and dispatcher as a node has them, on a floor where everything waits. An
 * order comes in over the channel to `routing.ts`, figures go out.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentiles } from './percentiles.ts';
import { processorTime } from './processor-time.ts';
import { organizationId } from './routing-fill.ts';

export type RoutingOrder =
  /** Everything that waits is offered once; nobody answers. */
  | { readonly kind: 'offer_all'; readonly offers: number }
  /**
   * Agents accept and close what they are offered: each close frees a slot. Unhurried: `closesPerSecond` in all. Counted
   * after `warmSeconds`, when the rush of the beginning is over.
   */
  | {
      readonly kind: 'cycle';
      readonly warmSeconds: number;
      readonly seconds: number;
      readonly closesPerSecond: number | null;
    };

export interface RoutingFigures {
  readonly offers: number;
  readonly seconds: number;
  /** Microseconds of CPU per offer, the database's and ours. */
  readonly cpu: number | null;
  /** Milliseconds from the acknowledged close, which frees a slot, to the offer for it in the log. */
  readonly toOffer: Spread;
  /** Milliseconds that the close itself took. */
  readonly close: Spread;
}

/** Null where nothing of the kind was done. */
export type Spread = { readonly p50: number; readonly p99: number } | null;

const { BENCH_ROOT: root = join(import.meta.dirname, '..'), BENCH_STORE: url = '' } = process.env;
const load = (path: string) => import(join(root, 'src', path));
const { systemClock } = await load('base/clock.ts');
const { secureRandom } = await load('base/random.ts');
const { uuidIds } = await load('base/ids.ts');
const { Engine } = await load('engine/engine.ts');
const { LogTail } = await load('log/tail.ts');
const { Dispatcher } = await load('routing/dispatcher.ts');
const { acceptOffer } = await load('commands/answer-offer.ts');
const { closeConversation } = await load('commands/close-conversation.ts');

const database = await (await load('storage/postgres.ts')).openPostgres({ url });
const ids = uuidIds(systemClock, secureRandom());
const onError = (error: unknown): void => console.error(error);
const tail = new LogTail({ database, clock: systemClock, onError });
const engine = new Engine({
  database,
  clock: systemClock,
  ids,
  waitMaxMs: 10_000,
  onCommit: (commits: unknown) => tail.committed(commits),
  onDefect: onError,
});
await tail.start();
const dispatcher = new Dispatcher({ database, engine, ids, onError });

interface Offered {
  readonly offerId: string;
  readonly agentId: string;
  readonly ticketId: string;
}
let onOffer: (offered: Offered) => void = () => {};
let offers = 0;
tail.listen((events: readonly { kind: string; data: Offered }[]) => {
  dispatcher.hear(events);
  for (const { kind, data } of events) {
    if (kind !== 'offer.made') continue;
    offers++;
    onOffer(data);
  }
});

async function submit(agentId: string, definition: unknown, input: unknown): Promise<void> {
  const principal = { kind: 'key', keyId: 'bench', scopes: ['act_as'], actsFor: agentId };
  const answer = await engine.submit({
    organizationId,
    principal,
    key: ids.next(),
    requestHash: '',
    definition,
    input,
  });
  if (answer.kind !== 'done') throw new Error(`Refused: ${JSON.stringify(answer.refusal)}`);
}

const pids: readonly number[] = (
  await database.read({
    name: '',
    text: `select pid from pg_stat_activity where application_name like 'baton%'`,
    values: [],
  })
).rows.map((row: { pid: unknown }) => Number(row.pid));

/** Microseconds that the database's processes and this one have worked; null where the database's are not on this machine. */
function cpuNow(): number | null {
  const { user, system } = process.cpuUsage();
  const ofDatabase = processorTime(pids);
  return ofDatabase === 0 ? null : ofDatabase + user + system;
}

async function measure(order: RoutingOrder): Promise<RoutingFigures> {
  const toOffer: number[] = [];
  const close: number[] = [];
  let counted = 0;
  /** When each agent's slot was freed. */
  const freed = new Map<string, number>();
  let ends: Promise<void> = Promise.resolve();
  const under: Set<Promise<void>> = new Set();
  if (order.kind === 'cycle') {
    const everyMs = order.closesPerSecond === null ? 0 : 1000 / order.closesPerSecond;
    let next = performance.now();
    // From the first offer on: before it the index is loaded.
    let from = Number.POSITIVE_INFINITY;
    let until = Number.POSITIVE_INFINITY;
    onOffer = ({ offerId, agentId, ticketId }) => {
      const now = performance.now();
      if (from === Number.POSITIVE_INFINITY) {
        from = now + order.warmSeconds * 1000;
        until = from + order.seconds * 1000;
      }
      const since = freed.get(agentId);
      freed.delete(agentId);
      if (now > until) return;
      if (now >= from) counted++;
      if (since !== undefined && since >= from) toOffer.push(now - since);
      next = Math.max(next + everyMs, now);
      const work = (async () => {
        await submit(agentId, acceptOffer, { offer: { offerId } });
        if (everyMs > 0) await pause(Math.max(0, next - performance.now()));
        const start = performance.now();
        await submit(agentId, closeConversation, { ticketId });
        const end = performance.now();
        if (start >= from) close.push(end - start);
        // The offer may be in the log before we go on here; then it did not take any time.
        freed.set(agentId, end);
      })()
        .catch(onError)
        .finally(() => under.delete(work));
      under.add(work);
    };
    ends = (async () => {
      while (performance.now() < until) await pause(20);
    })();
  }
  const before = offers;
  // What comes before the first offer is the start of a node: the index is loaded.
  let cpu: number | null = null;
  let start = 0;
  if (order.kind === 'offer_all') {
    onOffer = () => {
      onOffer = () => {};
      cpu = cpuNow();
      start = performance.now();
    };
  } else {
    cpu = cpuNow();
    start = performance.now();
  }
  await dispatcher.sweep(organizationId);
  if (order.kind === 'offer_all') while (offers - before < order.offers) await pause(2);
  await ends;
  const seconds = order.kind === 'cycle' ? order.seconds : (performance.now() - start) / 1000;
  const made = order.kind === 'cycle' ? counted : offers - before;
  const used = cpuNow();
  onOffer = () => {};
  while (under.size > 0) await Promise.all(under);
  return {
    offers: made,
    seconds,
    cpu: order.kind === 'cycle' || cpu === null || used === null ? null : (used - cpu) / made,
    toOffer: toOffer.length === 0 ? null : percentiles(toOffer),
    close: close.length === 0 ? null : percentiles(close),
  };
}

process.on('message', (message: RoutingOrder | 'stop') => {
  if (message !== 'stop') {
    void measure(message).then((figures) => process.send?.(figures));
    return;
  }
  void dispatcher
    .close()
    .then(() => tail.close())
    .then(() => engine.stop())
    .then(() => database.close())
    .then(() => process.disconnect());
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
