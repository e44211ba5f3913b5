import type { FlowEntry } from './entry.ts';
import { rowKey } from './walk.ts';

/** One thing that is wrong with a flow, as the check tells it. */
export interface FlowProblem {
  /** A JSON pointer into the entry: `/steps/2/next/timeout`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Where a problem is, for whoever wants to go there. */
export interface ProblemPlace {
  /** The line of the outline. */
  readonly row: string;
  readonly stepId: string | null;
  readonly port: string | null;
  /** The setting of the step, the trigger (`triggers/0/seconds`) or the flow. */
  readonly setting: string | null;
}

const readPart = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

export function placeOf({ path }: Pick<FlowProblem, 'path'>, entry: FlowEntry): ProblemPlace {
  const [top, at, name, port] = path.split('/').slice(1).map(readPart);
  const nothing = { stepId: null, port: null, setting: null };
  if (top === 'start') return { ...nothing, row: rowKey.start };
  if (top === 'triggers') {
    const setting = at === undefined ? null : ['triggers', at, ...(name === undefined ? [] : [name])].join('/');
    return { ...nothing, row: rowKey.triggers, setting };
  }
  const step = top === 'steps' && at !== undefined ? entry.steps[Number(at)] : undefined;
  if (step === undefined) return { ...nothing, row: rowKey.flow, setting: top ?? null };
  if (name === 'next' && port !== undefined)
    return { row: rowKey.port(step.id, port), stepId: step.id, port, setting: null };
  return { row: rowKey.step(step.id), stepId: step.id, port: null, setting: name ?? null };
}

/** How many problems each line of the outline has; those of a step’s ports count for the step too. */
export function countProblems(problems: readonly FlowProblem[], entry: FlowEntry): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (row: string): void => void counts.set(row, (counts.get(row) ?? 0) + 1);
  for (const problem of problems) {
    const { row, stepId, port } = placeOf(problem, entry);
    add(row);
    if (stepId !== null && port !== null) add(rowKey.step(stepId));
  }
  return counts;
}
