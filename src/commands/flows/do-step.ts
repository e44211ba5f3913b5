import { holds, testsOf } from '../../domain/flows/conditions.ts';
import type { BranchStep, JumpStep, Step, StepKind, StepOf } from '../../domain/flows/graph.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { aiAgent, customerSpoke, modelAnswered } from './ai-agent.ts';
import { assign, assignEnded } from './assign.ts';
import { httpAnswered, httpRequest, sheetAnswered, sheetRow } from './call-outside.ts';
import { adviceHeard, consult, transfer, transferEnded } from './hand-on.ts';
import { comment, updateField, updateTag } from './marks.ts';
import { close, open } from './opening-and-closing.ts';
import { ask, hearAnswer, sendMessage } from './say.ts';
import { alert, flagSupervisor, triggerFlow } from './tell-people.ts';
import { dateTime, wait, waitOver } from './time.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** How each kind of step is done: begun, and where it waits, taken up again. */
type StepDoer<K extends StepKind> = {
  begin(turn: Turn, step: StepOf<K>): StepResult;
  goOn?(turn: Turn, step: StepOf<K>, waits: WaitsFor): StepResult;
};

const doers: { readonly [K in StepKind]: StepDoer<K> } = {
  send_message: { begin: sendMessage },
  ask: { begin: ask, goOn: (turn, step, waits) => (waits.kind === 'answer' ? hearAnswer(turn, step, waits) : lost) },
  assign: {
    begin: (turn, step) => assign(turn, step),
    goOn: (turn, step, waits) => (waits.kind === 'transfer' ? assignEnded(turn, step, waits) : lost),
  },
  branch: { begin: branch },
  update_tag: { begin: updateTag },
  update_field: { begin: updateField },
  open: { begin: open },
  close: { begin: close },
  comment: { begin: comment },
  jump: { begin: jump },
  wait: { begin: wait, goOn: (turn, _, waits) => (waits.kind === 'time' ? waitOver(turn, waits) : lost) },
  date_time: { begin: dateTime },
  http_request: {
    begin: httpRequest,
    goOn: (turn, step, waits) => (waits.kind === 'call' ? httpAnswered(turn, step, waits) : lost),
  },
  trigger_flow: { begin: triggerFlow },
  sheet_row: {
    begin: (turn, step) => sheetRow(turn, step),
    goOn: (turn, step, waits) => (waits.kind === 'call' ? sheetAnswered(turn, step, waits) : lost),
  },
  ai_agent: {
    begin: aiAgent,
    goOn: (turn, step, waits) => {
      if (waits.kind === 'call') return modelAnswered(turn, step, waits);
      return waits.kind === 'answer' ? customerSpoke(turn, step, waits) : lost;
    },
  },
  transfer: {
    begin: transfer,
    goOn: (turn, _, waits) => (waits.kind === 'transfer' ? transferEnded(turn, waits) : lost),
  },
  consult: {
    begin: consult,
    goOn: (turn, step, waits) => (waits.kind === 'advice' ? adviceHeard(turn, step, waits) : lost),
  },
  flag_supervisor: { begin: flagSupervisor },
  alert: { begin: alert },
};

/** What a step waits for is of another kind: no version of ours writes that. */
const lost = port('failed', 'wait_unknown');

/** Does a step, or takes it up again where it waited. */
export function doStep(turn: Turn, step: Step, waitsFor: WaitsFor | null): StepResult {
  const doer = doers[step.kind] as StepDoer<StepKind>;
  return waitsFor === null ? doer.begin(turn, step) : (doer.goOn?.(turn, step, waitsFor) ?? lost);
}

function branch(turn: Turn, { branches }: BranchStep): StepResult {
  const names = branches.flatMap(({ when }) => [...testsOf(when, '')].map(({ test }) => test.field));
  const missing = turn.missingFor(names);
  if (missing !== null) return missing;
  const taken = branches.find(({ when }) => holds(when, (name) => turn.field(name)));
  return port(taken?.id ?? 'else');
}

function jump(turn: Turn, { id, times }: JumpStep): StepResult {
  const taken = turn.jumps[id] ?? 0;
  if (taken >= times) return port('exhausted');
  turn.jumps[id] = taken + 1;
  return port('jump');
}
