import type { FlowEntry, FlowStep } from './entry.ts';

/** What one flow has that another has not. */
export interface Difference {
  /** Settings of the flow itself, such as its name, that are others. */
  readonly flow: readonly string[];
  readonly triggers: boolean;
  readonly added: readonly FlowStep[];
  readonly removed: readonly FlowStep[];
  readonly changed: readonly { readonly step: FlowStep; readonly settings: readonly string[] }[];
}

const ofFlow = ['name', 'department', 'returnTo', 'duty', 'start'] as const;

/** From what is published to what is to be. Whatever is equal by value is no change, however it is ordered. */
export function differenceOf(before: FlowEntry, after: FlowEntry): Difference {
  const [old, now] = [byId(before), byId(after)];
  return {
    flow: ofFlow.filter((name) => !isSame(before[name], after[name])),
    triggers: !isSame(before.triggers, after.triggers),
    added: after.steps.filter(({ id }) => !old.has(id)),
    removed: before.steps.filter(({ id }) => !now.has(id)),
    changed: after.steps.flatMap((step) => {
      const was = old.get(step.id);
      if (was === undefined) return [];
      const names = [...new Set([...Object.keys(was), ...Object.keys(step)])];
      const settings = names.filter((name) => !isSame(was[name], step[name]));
      return settings.length === 0 ? [] : [{ step, settings }];
    }),
  };
}

export function isEmpty({ flow, triggers, added, removed, changed }: Difference): boolean {
  return !triggers && flow.length + added.length + removed.length + changed.length === 0;
}

const byId = ({ steps }: FlowEntry): Map<string, FlowStep> => new Map(steps.map((step) => [step.id, step]));

/** Whether two values are the same as JSON, whatever the order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  return write(a) === write(b);
}

function write(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'undefined'
  );
}
