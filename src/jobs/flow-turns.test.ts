import { expect, test } from 'vitest';
import { SteppedClock } from '../../test/support/hand-clock.ts';
import { uuidIds } from '../base/ids.ts';
import { seededRandom } from '../base/random.ts';
import type { CallResult, FlowCall } from '../domain/flows/calls.ts';
import { EngineError } from '../engine/submission.ts';
import { type DueRun, FlowTurns } from './flow-turns.ts';

const run: DueRun = {
  organizationId: 'o',
  runId: 'r',
  flowId: 'f',
  conversationId: 'c',
  turn: 3,
  stepId: 's',
  departmentId: 'd',
};
const call: FlowCall = {
  kind: 'http',
  idempotencyKey: 'k',
  method: 'GET',
  url: 'https://x.example',
  headers: [],
  body: '',
  timeoutMs: 1000,
  secrets: [],
};

/** An engine that answers turn after turn as it is told. */
function turnsWith(
  answers: readonly (() => unknown)[],
  perform: (call: FlowCall, organizationId: string) => Promise<CallResult>,
  clock = new SteppedClock(),
) {
  const sent: { name: string; input: any }[] = [];
  const errors: unknown[] = [];
  const left = [...answers];
  const turns = new FlowTurns({
    engine: {
      submit: async ({ definition, input }: any) => {
        sent.push({ name: definition.name, input });
        return (left.shift() ?? (() => ({ kind: 'done', answer: null })))() as never;
      },
    },
    ids: uuidIds({ now: () => 0 }, seededRandom(1)),
    clock,
    perform: (organizationId, asked) => perform(asked, organizationId),
    onError: (error) => errors.push(error),
  });
  return { turns, sent, errors };
}

const done =
  (turn: number, more: object = {}) =>
  () => ({ kind: 'done', answer: { runId: 'r', turn }, repeated: false, ...more });

test('a call that a turn asks for is made, and brought back by the turn after it', async () => {
  const ok: CallResult = { kind: 'http', status: 200, body: '{}', retryAfterSeconds: null };
  const { turns, sent } = turnsWith([done(4, { once: { call } }), done(5)], async () => ok);
  await turns.take(run);
  await turns.close();
  expect(sent.map(({ name, input }) => [name, input.turn, input.result])).toEqual([
    ['advanceRun', 3, undefined],
    ['advanceRun', 4, ok],
  ]);
});

/** Flows of organizations that call somebody who answers when he is told to. */
async function calling(organizations: readonly string[], clock = new SteppedClock(), wanted: FlowCall = call) {
  const made: { organizationId: string; call: FlowCall; answer(): void }[] = [];
  const asking = organizations.map(() => done(4, { once: { call: wanted } }));
  const { turns, sent } = turnsWith(
    asking,
    (asked, organizationId) =>
      new Promise((resolve) =>
        made.push({ organizationId, call: asked, answer: () => resolve({ kind: 'sheet_done' }) }),
      ),
    clock,
  );
  for (const organizationId of organizations) await turns.take({ ...run, organizationId });
  const broughtBack = () => sent.filter(({ input }) => input.result !== undefined).length;
  return { turns, made, broughtBack };
}

test('[ASVS 15.4.4] an organization whose calls are many and slow leaves room for another’s', async () => {
  const { turns, made, broughtBack } = await calling([...Array(200).fill('many'), 'few']);
  expect(made.map(({ organizationId }) => organizationId)).toEqual([...Array(100).fill('many'), 'few']);
  for (const { answer } of made) answer();
  await expect.poll(() => made.length).toBe(201);
  for (const { answer } of made) answer();
  await turns.close();
  expect(broughtBack()).toBe(201);
});

test('[I41] a call that waited for longer than its run does is not made: the sweeper’s turn asks for it again', async () => {
  const clock = new SteppedClock();
  const { turns, made, broughtBack } = await calling(Array(101).fill('o'), clock);
  // Of its eleven seconds half a one is left: too little to begin with.
  clock.pass(10_500);
  for (const { answer } of made) answer();
  await turns.close();
  expect([made.length, broughtBack()]).toEqual([100, 100]);
});

test('[I41] a call that begins late has only what is left of the time that its run waits', async () => {
  const clock = new SteppedClock();
  const long = { ...call, timeoutMs: 60_000 };
  const { turns, made } = await calling(Array(102).fill('o'), clock, long);
  clock.pass(5_000);
  made[0]?.answer();
  await expect.poll(() => made[100]?.call.timeoutMs).toBe(60_000);
  clock.pass(20_000);
  made[1]?.answer();
  await expect.poll(() => made[101]?.call.timeoutMs).toBe(45_000);
  for (const { answer } of made) answer();
  await turns.close();
});

test('what was committed is taken at once where it is due, and left where it waits', async () => {
  const { turns, sent } = turnsWith([], async () => ({ kind: 'sheet_done' }));
  const event = (wakeAt: number | null, kind = 'flow.started') => ({
    kind,
    conversationId: 'c',
    data: { runId: 'r', flowId: 'f', turn: 0, wakeAt, stepId: 's', audience: { departments: ['d'], agents: [] } },
  });
  turns.committed([
    {
      organizationId: 'o',
      position: 4,
      at: 100,
      events: [event(100), event(101), event(null), event(100, 'flow.ended')],
    },
  ] as never);
  await turns.close();
  expect(sent.map(({ input }) => input.from)).toEqual([{ flowId: 'f', stepId: 's', departmentId: 'd' }]);
});

test('an engine that has too much to do is left alone: what is due stays due', async () => {
  const busy = () => {
    throw new EngineError('busy', 'Too much waits.');
  };
  const { turns, sent, errors } = turnsWith([busy], async () => ({ kind: 'sheet_done' }));
  expect(await turns.take(run)).toBe(false);
  expect(await turns.take(run)).toBe(true);
  await turns.close();
  expect([sent.length, errors.length]).toEqual([2, 0]);
});

test('[I43] a turn that fails on its own makes the run fall back, and is told as the defect that it is', async () => {
  const broken = () => {
    throw new EngineError('broken', 'A belief was broken.');
  };
  const { turns, sent } = turnsWith([broken], async () => ({ kind: 'sheet_done' }));
  await expect(turns.take(run)).rejects.toThrow('A belief was broken.');
  expect(sent.map(({ name, input }) => [name, input.turn])).toEqual([
    ['advanceRun', 3],
    ['breakRun', 3],
  ]);
});
