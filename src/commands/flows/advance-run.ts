import { type CommandDefinition, done, type Needs, type Outcome } from '../../domain/command.ts';
import type { Flow } from '../../domain/configuration.ts';
import type { Draft } from '../../domain/draft.ts';
import { fillFlow, type WrittenFlow } from '../../domain/fill-configuration.ts';
import type { CallResult, FlowCall } from '../../domain/flows/calls.ts';
import { foresee } from '../../domain/flows/foresee.ts';
import { isEnd, type Step, type StepKind } from '../../domain/flows/graph.ts';
import { type FlowRun, flowVersionId, type RunMark, type WaitsFor } from '../../domain/flows/run.ts';
import { audienceOf, endRun, isArmed } from '../../domain/flows/runs.ts';
import { begin } from './begin.ts';
import { doStep } from './do-step.ts';
import { endFlow } from './end-flow.ts';
import { port, type StepResult, Turn } from './turn.ts';

export interface AdvanceRunInput {
  readonly runId: string;
  /** Null of a run without one. */
  readonly conversationId: string | null;
  /** The turns that the sender knows of: with any other now, somebody else was faster. */
  readonly turn: number;
  /** What came of the call that it waits for. */
  readonly result?: CallResult;
  /** Where the sender saw the run last: what it will look at from there is loaded with it. Nothing is decided by this. */
  readonly from?: SeenAt;
}

export interface SeenAt {
  readonly flowId: string;
  /** Undefined of one that has not begun. */
  readonly stepId: string | undefined;
  readonly departmentId: string | null;
}

export interface AdvanceRunAnswer {
  readonly runId: string;
  /** For whoever brings back what comes of the call: the number of the turn that asked for it. */
  readonly turn: number;
}

/** Steps of one turn: more are done by the next, so that no commit is held up by a long flow. */
const stepsOfTurn = 20;
/** Steps of one run: a flow that does more goes round in circles, however each of them is limited (I43). */
const stepsOfRun = 1_000;

/**
 * One turn of a flow: does the steps that are due, up to the next that waits, in one commit with all that they change. Sent by
 * the sweeper, or by the node that hears of it first; and once more by whoever made a call, with what came of it.
 *
 * The call that a turn asks for is answered to its sender alone and never stored, since it may hold what customers wrote.
 */
export const advanceRun: CommandDefinition<AdvanceRunInput, AdvanceRunAnswer | null> = {
  name: 'advanceRun',
  needs({ runId, conversationId, from }, _, configuration) {
    if (conversationId === null) return { flowRuns: [runId] };
    const conversations = [conversationId];
    const flow = configuration.flows.get(from?.flowId ?? '');
    if (from === undefined || flow === undefined) return { conversations };
    return { conversations, ...foresee(flow, { ...from, conversationId, configuration }) };
  },
  decide(draft, { runId, turn: seen, result }): Outcome<AdvanceRunAnswer | null> {
    const run = draft.find('flowRun', runId);
    if (run === undefined || run.state === 'ended' || run.turn !== seen) return done(null);
    const isDue = run.wakeAt !== null && draft.now >= run.wakeAt;
    const isBroughtBack = result !== undefined && run.waitsFor?.kind === 'call';
    if (!isDue && !isBroughtBack) return done(null);
    const found = flowOf(draft, run);
    if ('needs' in found) return { kind: 'needs', needs: found.needs };
    const turn = new Turn(draft, found.flow, run, isBroughtBack ? result : undefined);
    const begun = begin(turn);
    if (begun === 'not_met') {
      endRun(draft, run, 'not_met');
      return done(null);
    }
    if (begun !== 'met') return { kind: 'needs', needs: begun };
    const needs = takeSteps(turn);
    if (needs !== null) return { kind: 'needs', needs };
    const answer = { runId, turn: draft.get('flowRun', runId).turn };
    return turn.call === null ? done(answer) : done(answer, { call: turn.call });
  },
};

/**
 * A turn that cannot be taken, since a command of ours fails on it: the run falls back, so that a defect never keeps a customer
 * (I43). Sent by whoever met the defect, which is told apart.
 */
export const breakRun: CommandDefinition<Omit<AdvanceRunInput, 'result' | 'from'>, null> = {
  name: 'breakRun',
  needs: ({ runId, conversationId }) =>
    conversationId === null ? { flowRuns: [runId] } : { conversations: [conversationId] },
  decide(draft, { runId, turn: seen }): Outcome<null> {
    const run = draft.find('flowRun', runId);
    if (run === undefined || run.state === 'ended' || run.turn !== seen) return done(null);
    const found = flowOf(draft, run);
    if ('needs' in found) return { kind: 'needs', needs: found.needs };
    const turn = new Turn(draft, found.flow, run);
    turn.lastCode = 'broken';
    const needs = endFlow(turn, 'fallback');
    if (needs !== null) return { kind: 'needs', needs };
    save(turn, { stepId: 'fallback', taken: [], next: 'over' });
    endRun(draft, draft.get('flowRun', runId), 'fell_back', [...turn.marks]);
    return done(null);
  },
};

/** The call that a turn asks for, out of what only its sender is told. */
export function callOf(once: Readonly<Record<string, unknown>> | undefined): FlowCall | undefined {
  return once?.call as FlowCall | undefined;
}

const compiled = new WeakMap<object, Flow>();

/** What the run runs: what is published now if that is its version, otherwise what was published then. */
function flowOf(draft: Draft, run: FlowRun): { readonly flow: Flow } | { readonly needs: Needs } {
  const { flowId, version } = run;
  const current = draft.configuration.flows.get(flowId);
  if (current?.version === version) return { flow: current };
  const stored = draft.find('flowVersion', flowVersionId(flowId, version));
  if (stored === undefined) return { needs: { flowVersions: [{ flowId, version }] } };
  const entry = stored.entry as object;
  let flow = compiled.get(entry);
  if (flow === undefined)
    compiled.set(entry, (flow = { ...fillFlow({ ...(entry as WrittenFlow), id: flowId }), version }));
  return { flow };
}

interface Done {
  readonly number: number;
  readonly stepId: string;
  readonly port: string;
}

/**
 * Steps that hand over, speak with somebody or call. What they need is loaded before the turn does anything, so that what the
 * steps before them looked at and what they do about it is one commit: a reply in between cannot be missed (U17). After one of
 * them the next begins a turn of its own, so that a turn asks for rows a few times at most.
 */
const acting: ReadonlySet<StepKind> = new Set<StepKind>([
  'assign',
  'transfer',
  'consult',
  'open',
  'close',
  'ask',
  'ai_agent',
  'http_request',
  'sheet_row',
]);

/** Does steps until one waits, the run is over, or it is enough for one turn; or says what must be loaded first. */
function takeSteps(turn: Turn): Needs | null {
  const { draft, run, flow } = turn;
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  const taken: Done[] = [];
  let waitsFor = isArmed(run) ? null : run.waitsFor;
  let stepId = run.stepId ?? 'end';
  let hasActed = false;
  for (;;) {
    if (isEnd(stepId)) {
      // Handing on may have to try several places: it has a turn of its own.
      if (taken.length > 0 && (turn.owns || stepId === 'fallback')) break;
      const ended = endFlow(turn, stepId);
      if (ended !== null) return ended;
      save(turn, { stepId, taken, next: 'over' });
      endRun(draft, draft.get('flowRun', run.id), stepId === 'end' ? 'done' : 'fell_back', [...turn.marks]);
      return null;
    }
    const step = steps.get(stepId);
    const isTooMuch = turn.steps >= stepsOfRun;
    const result: StepResult =
      step === undefined || isTooMuch
        ? port('failed', isTooMuch ? 'too_many_steps' : 'step_unknown')
        : doStep(turn, step, waitsFor);
    if (result.kind === 'needs') {
      if (!hasActed) return result.needs;
      break;
    }
    if (result.kind === 'wait') {
      save(turn, { stepId, taken, next: result });
      return null;
    }
    record(turn, step, { stepId, result, taken, since: waitsFor === null ? draft.now : run.cameAt });
    hasActed ||= step !== undefined && acting.has(step.kind);
    waitsFor = null;
    stepId = isTooMuch ? 'fallback' : nextOf(step, result.port);
    if (taken.length >= stepsOfTurn) break;
  }
  // The rest is the next turn's, which is due at once.
  save(turn, { stepId, taken, next: 'turn' });
  return null;
}

/** A port that leads nowhere was refused when it was published; what an older version leaves open is a failure. */
function nextOf(step: Step | undefined, taken: string): string {
  return step?.next[taken] ?? step?.next.failed ?? 'fallback';
}

function record(
  turn: Turn,
  step: Step | undefined,
  {
    stepId,
    result,
    taken,
    since,
  }: {
    readonly stepId: string;
    readonly result: Extract<StepResult, { readonly kind: 'port' }>;
    readonly taken: Done[];
    readonly since: number;
  },
): void {
  const { draft, run } = turn;
  const number = turn.nextNumber;
  turn.steps = number;
  turn.lastPort = result.port;
  turn.lastCode = result.code ?? null;
  turn.lastStepId = stepId;
  if (result.port === 'failed') turn.marks.add('failed');
  const id = `${run.id} ${number}`;
  draft.add('flowStep', id, {
    id,
    runId: run.id,
    number,
    stepId,
    kind: step?.kind ?? 'unknown',
    port: result.port,
    code: result.code ?? null,
    since,
    at: draft.now,
  });
  taken.push({ number, stepId, port: result.port });
}

/** Writes where the run stands now, and tells what it did. */
function save(
  turn: Turn,
  {
    stepId,
    taken,
    next,
  }: {
    readonly stepId: string;
    readonly taken: readonly Done[];
    /** It waits, it has another turn at once, or it is over and is ended. */
    readonly next: Extract<StepResult, { readonly kind: 'wait' }> | 'turn' | 'over';
  },
): void {
  const { draft, run, conversation } = turn;
  const wait = typeof next === 'string' ? null : next;
  const wakeAt = wait === null ? (next === 'turn' ? draft.now : null) : wait.wakeAt;
  draft.change('flowRun', run.id, {
    state: wait === null ? 'due' : 'waiting',
    stepId,
    turn: run.turn + 1,
    steps: turn.steps,
    wakeAt,
    waitsFor: wait?.waitsFor ?? (next === 'turn' ? givesUp(turn, stepId) : null),
    trigger: turn.trigger,
    answers: turn.answers,
    jumps: turn.jumps,
    lastPort: turn.lastPort,
    lastCode: turn.lastCode,
    marks: [...turn.marks] as readonly RunMark[],
    owns: turn.owns,
    departmentId: conversation?.departmentId ?? null,
    ownershipVersion: conversation?.ownershipVersion ?? 0,
    ...(taken.length > 0 || run.steps === 0 ? { cameAt: draft.now } : {}),
  });
  draft.emit('flow.advanced', {
    ...audienceOf(conversation ?? null),
    details: { runId: run.id, flowId: run.flowId, turn: run.turn + 1, wakeAt, steps: taken, stepId },
  });
}

/** Of a run whose next turn gives up: which step that is about. */
function givesUp({ lastStepId }: Turn, stepId: string): WaitsFor | null {
  return stepId === 'fallback' && lastStepId !== null ? { kind: 'fallback', stepId: lastStepId } : null;
}
