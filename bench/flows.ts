/** What flows cost that wait, and how fast those go on that are due at once; also when one of two nodes is killed meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from './child.ts';
import { median } from './percentiles.ts';
import { processorTime } from './processor-time.ts';
import { type Row, table } from './report.ts';
import { fillFloor, floorName, item, organizationId } from './routing-fill.ts';
import type { ServerAnswer, ServerGreeting, ServerOrder } from './server-side.ts';
import { script } from './sides.ts';
import type { PostgresStore, Server } from './stores.ts';

interface Options {
  readonly root: string;
  readonly rounds: number;
  readonly quick: boolean;
  readonly scratch: string;
}

/** The template of everybody: nobody answered in a quarter of an hour, so it goes to somebody else of the team. */
const moveOn = {
  id: 'move-on',
  start: 'wait',
  steps: [
    { id: 'wait', kind: 'wait', seconds: 900, next: { elapsed: 'check', failed: 'fallback' } },
    {
      id: 'check',
      kind: 'branch',
      branches: [
        {
          id: 'silent',
          when: {
            all: [
              { field: 'conversation.status', is: 'equal_to', value: 'open' },
              { field: 'reply.since_assignment', is: 'equal_to', value: false },
            ],
          },
        },
      ],
      next: { silent: 'assign', else: 'end', failed: 'fallback' },
    },
    {
      id: 'assign',
      kind: 'assign',
      strategy: 'round_robin',
      next: { assigned: 'tell', nobody: 'end', declined: 'end', failed: 'fallback' },
    },
    { id: 'tell', kind: 'comment', text: 'It waited too long.', next: { done: 'end', failed: 'end' } },
  ],
};
const stepsOfRun = 4;

export async function measureFlows(
  server: Server,
  { root, rounds, quick, scratch }: Options,
  say: (text: string) => void,
): Promise<{ readonly rows: Row[]; readonly detail: string[] }> {
  const waiting = quick ? 20_000 : 100_000;
  const due = quick ? 2_000 : 10_000;
  const store = await server.createEmpty(floorName());
  say(`Filling ${waiting.toLocaleString('en')} conversations with a flow that waits in each.`);
  await fill(store, waiting);
  const node = (): Promise<Child<ServerOrder, ServerAnswer, ServerGreeting>> =>
    Child.start(script('server-side.ts'), {
      env: { BENCH_ROOT: root, BENCH_STORE: store.url, BENCH_FOLDER: scratch, BENCH_WORLD: '{}' },
    });
  const idle: number[] = [];
  const alone: number[] = [];
  const killed: number[] = [];
  let first = await node();
  for (let round = 1; round <= rounds; round++) {
    const share = await idleShare(first, quick ? 5 : 20);
    idle.push(share);
    alone.push(await resume(store, { round: 2 * round - 1, due, kill: null }));
    say(
      `${round}  idle ${(share * 100).toFixed(2)} % of a core, ${due.toLocaleString('en')} due at once: ${alone.at(-1)?.toFixed(2)} s`,
    );
    const second = await node();
    killed.push(await resume(store, { round: 2 * round, due, kill: first }));
    say(`${round}  two nodes, one killed meanwhile: ${killed.at(-1)?.toFixed(2)} s`);
    first = second;
  }
  await first.stop();
  await store.drop();
  const rows: Row[] = [
    {
      what: `a node’s share of a core while ${waiting.toLocaleString('en')} runs wait`,
      figure: median(idle) * 100,
      atMost: 1,
      unit: ' %',
    },
    {
      what: `${due.toLocaleString('en')} runs due at once, all gone on, each once`,
      figure: median(alone),
      atMost: 10,
      unit: ' s',
    },
    { what: 'the same on two nodes, one killed meanwhile', figure: median(killed), atMost: 10, unit: ' s' },
  ];
  const lines = [
    ['idle, % of a core', ...idle.map((share) => (share * 100).toFixed(2))],
    ['due at once, s', ...alone.map((took) => took.toFixed(2))],
    ['one of two nodes killed, s', ...killed.map((took) => took.toFixed(2))],
  ];
  const head = ['', ...idle.map((_, i) => `round ${i + 1}`)];
  return { rows, detail: ['### Flows', table(head, lines)] };
}

/** Customers whom nobody has taken, with a flow that waits in each; none of them due for a year. */
async function fill({ query }: PostgresStore, waiting: number): Promise<void> {
  await fillFloor(query, { agents: 50, queues: 1, idleQueues: 0, waiting, capacity: 1_000 });
  const at = "timestamptz '2026-01-01 00:00:00+00'";
  // Nobody is asked by the queue: what moves is moved by flows.
  await query(`update configuration_item set data = data || '{"distribution": "pull"}' where kind = 'queue'`);
  await query(
    `update configuration_item set data = jsonb_set(data, '{settings,acceptance}', '"assign"') where kind = 'organization'`,
  );
  await query(`update configuration_item set data = data || '{"capacity": {"total": null}}' where kind = 'agent'`);
  await query(item('flow', moveOn.id, moveOn));
  await query(
    `insert into flow_version values ('${organizationId}', '${moveOn.id}', 1, '${JSON.stringify(moveOn)}', '{}', ${at})`,
  );
  await query(`insert into flow_run (organization_id, id, flow_id, version, conversation_id, department_id, state, owns,
      ownership_version, step_id, came_at, turn, steps, wake_at, waits_for, answers, jumps, trigger, depth, marks, started_at)
    select organization_id, ticket_id, '${moveOn.id}', 1, id, department_id, 'waiting', false, 1, 'wait', ${at}, 1, 0,
      ${at} + interval '10 years',
      '{"kind": "time", "on": {"reply": "ignore", "message": "ignore", "transfer": "end", "hold": "pause", "close": "end", "merge": "end"}, "pausedAt": null, "interruptedBy": null}',
      '{}', '{}', '{"kind": "conversation_opened", "agentId": null}', 0, '{}', ${at} from conversation`);
  await query(`update conversation set flow_run_ids = array[ticket_id]`);
  await query('vacuum (analyze) conversation, flow_run, configuration_item');
  await query('checkpoint');
}

/** Of the node's own time; what it makes the database do is a query of indexes that find nothing. */
async function idleShare(node: Child<ServerOrder, ServerAnswer, ServerGreeting>, seconds: number): Promise<number> {
  await pause(3_000);
  const pids = [node.process.pid as number];
  const before = processorTime(pids);
  const began = performance.now();
  await pause(seconds * 1000);
  return (processorTime(pids) - before) / 1000 / (performance.now() - began);
}

/** Makes so many due at once, and answers after how many seconds all of them have ended, each with its steps once. */
async function resume(
  { query }: PostgresStore,
  {
    round,
    due,
    kill,
  }: {
    readonly round: number;
    readonly due: number;
    readonly kill: Child<ServerOrder, ServerAnswer, ServerGreeting> | null;
  },
): Promise<number> {
  const chosen = `select id from flow_run where state = 'waiting' order by id limit ${due}`;
  await query(`create table chosen_${round} as ${chosen}`);
  const at = performance.now();
  await query(`update flow_run set wake_at = clock_timestamp() where id in (select id from chosen_${round})`);
  let left = due;
  let isKilled = kill === null;
  while (left > 0) {
    await pause(200);
    const [row] = (await query(
      `select count(*)::int as left from flow_run where id in (select id from chosen_${round}) and state <> 'ended'`,
    )) as { left: number }[];
    left = row?.left ?? 0;
    if (!isKilled && left < due * 0.7) {
      kill?.process.kill('SIGKILL');
      isKilled = true;
    }
    if (performance.now() - at > 120_000) throw new Error(`${left} of ${due} runs did not go on.`);
  }
  const took = (performance.now() - at) / 1000;
  const [once] = (await query(`select
      (select count(*)::int from flow_step where run_id in (select id from chosen_${round})) as steps,
      (select count(*)::int from conversation where owner_kind = 'agent' and ownership_version = 2
        and ticket_id in (select id from chosen_${round})) as moved`)) as { steps: number; moved: number }[];
  if (once?.steps !== due * stepsOfRun || once.moved !== due)
    throw new Error(`Of ${due} runs ${once?.moved} moved their ticket once, in ${once?.steps} steps.`);
  return took;
}
