import type { Step, WaitStep } from './graph.ts';
import { type PortSpec, stepTable } from './step-table.ts';

/** The ports of a step, in the order in which they are shown. What goes wrong is the last. */
export function portsOf(step: Pick<Step, 'kind'> & Readonly<Record<string, unknown>>): readonly string[] {
  return portsBy(stepTable[step.kind].ports, step);
}

/** The same by a port table that somebody was given. */
export function portsBy(specs: readonly PortSpec[], step: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set(specs.flatMap((spec) => portsFrom(spec, step)))];
}

function portsFrom(spec: PortSpec, step: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof spec === 'string') return [spec];
  if ('each' in spec) {
    if (spec.where !== undefined && step[spec.where] !== true) return [];
    return ((step[spec.each] ?? []) as readonly { readonly id?: string }[]).flatMap(({ id }) => id ?? []);
  }
  if ('unless' in spec) return step[spec.unless] === true ? [] : [spec.port];
  if ('ifAny' in spec) return ((step[spec.ifAny] ?? []) as readonly unknown[]).length > 0 ? [spec.port] : [];
  const on = (step[spec.interruptions] ?? {}) as WaitStep['on'];
  return Object.entries(on).flatMap(([cause, effect]) => (effect === 'port' ? [cause] : []));
}
