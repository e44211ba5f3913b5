import type { Needs } from '../../domain/command.ts';
import type { Flow } from '../../domain/configuration.ts';
import { type Condition, holds, testsOf } from '../../domain/flows/conditions.ts';
import type { FlowRun, RunTrigger } from '../../domain/flows/run.ts';
import { hasBegun, liveRuns } from '../../domain/flows/runs.ts';
import type { Turn } from './turn.ts';

/**
 * Looks, before the first step, at the condition of the trigger that set the run off; of several at one after the other, until
 * one holds. A run that came to its time while another of its flow is under way does not begin either.
 */
export function begin(turn: Turn): 'met' | 'not_met' | Needs {
  const { draft, run, flow, conversation } = turn;
  if (hasBegun(run)) return 'met';
  const others = conversation === undefined ? [] : liveRuns(draft, conversation);
  const isInTheWay = ({ id, flowId }: FlowRun) => flowId === run.flowId && id !== run.id && id !== run.trigger.after;
  if (others.some((other) => isInTheWay(other) && hasBegun(other))) return 'not_met';
  const triggers = triggersOf(run, flow);
  if (triggers.length === 0) return 'met';
  const conditions = triggers.flatMap(({ when }) => when ?? []);
  const names = conditions.flatMap((condition) => [...testsOf(condition, '')].map(({ test }) => test.field));
  const missing = turn.missingFor(names);
  if (missing?.kind === 'needs') return missing.needs;
  for (const { by, when } of triggers) {
    turn.trigger = by;
    if (when === null || holds(when, (name) => turn.field(name))) return 'met';
  }
  return 'not_met';
}

interface Judged {
  readonly by: RunTrigger;
  /** Null is always. */
  readonly when: Condition | null;
}

/** By which of its flow's triggers a run may begin. None where it needs none. */
function triggersOf({ trigger }: FlowRun, { triggers }: Flow): readonly Judged[] {
  const { others = [], after, ...only } = trigger;
  const first = others.length > 0 || after !== undefined ? only : trigger;
  const judged = (by: RunTrigger, place: number): readonly Judged[] => {
    const found = triggers[place];
    return found === undefined ? [] : [{ by, when: 'when' in found ? found.when : null }];
  };
  if (first.place !== undefined) return [first, ...others].flatMap((by) => judged(by, by.place ?? -1));
  // Begun before places were kept.
  return triggers.flatMap(({ kind }, place) => (kind === first.kind ? judged(first, place) : []));
}
