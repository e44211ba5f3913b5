import type { FlowEntry } from '../graph/entry.ts';
import type { FlowProblem } from '../graph/problem-place.ts';
import type { Say } from '../say.ts';

/** What is wrong with the settings of one step or trigger, by where: `text`, `branches/0/when/all/1/value`. */
export type Faults = ReadonlyMap<string, string>;

export const noFaults: Faults = new Map();

/** The faults below a part of the entry, such as `/triggers/0`. */
export function faultsBelow(problems: readonly FlowProblem[], path: string, say: Say): Faults {
  const faults = new Map<string, string>();
  for (const problem of problems) {
    if (!problem.path.startsWith(`${path}/`)) continue;
    const place = problem.path.slice(path.length + 1);
    if (!faults.has(place)) faults.set(place, say.fault(problem));
  }
  return faults;
}

/** Those of a step, found by its id in the entry that was checked: its place may be another by now. */
export function faultsOfStep(
  { entry, problems }: { readonly entry: FlowEntry; readonly problems: readonly FlowProblem[] },
  stepId: string,
  say: Say,
): Faults {
  const at = entry.steps.findIndex(({ id }) => id === stepId);
  return at < 0 ? noFaults : faultsBelow(problems, `/steps/${at}`, say);
}

/** What is wrong at a place; with `below`, also anywhere inside of it. */
export function faultAt(faults: Faults, path: string, { below = false } = {}): string | undefined {
  const exact = faults.get(path);
  if (exact !== undefined || !below) return exact;
  return [...faults].find(([place]) => place.startsWith(`${path}/`))?.[1];
}
