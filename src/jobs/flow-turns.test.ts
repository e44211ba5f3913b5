import { expect, test } from 'vitest';
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
function turnsWith(answers: readonly (() => unknown)[], perform: (call: FlowCall) => Promise<CallResult>) {
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
    perform: (_, asked) => perform(asked),
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
