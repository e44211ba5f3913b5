import type { FlowStep } from './entry.ts';
import type { Language, PortSpec } from './language.ts';

// The server's own evaluation stands in src/domain/flows/ports.ts; importing it would bring the whole contract along to the
// browser. ports.test.ts holds this one to it.

/** The ports of a step, in the order in which they are shown: the first is the way on, what goes wrong is the last. */
export function portsOf(step: Readonly<Record<string, unknown>>, specs: readonly PortSpec[]): readonly string[] {
  return [...new Set(specs.flatMap((spec) => portsFrom(spec, step)))];
}

/** The same by the kind’s row of the language. A kind that is not known has the ports that are written down. */
export function portsIn(language: Language, step: FlowStep): readonly string[] {
  const spec = language.steps.get(step.kind);
  return spec === undefined ? Object.keys(step.next) : portsOf(step, spec.ports);
}

function portsFrom(spec: PortSpec, step: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof spec === 'string') return [spec];
  if ('each' in spec) {
    if (spec.where !== undefined && step[spec.where] !== true) return [];
    return ((step[spec.each] ?? []) as readonly { readonly id?: string }[]).flatMap(({ id }) => id ?? []);
  }
  if ('unless' in spec) return step[spec.unless] === true ? [] : [spec.port];
  if ('ifAny' in spec) return ((step[spec.ifAny] ?? []) as readonly unknown[]).length > 0 ? [spec.port] : [];
  const on = (step[spec.interruptions] ?? {}) as Readonly<Record<string, string>>;
  return Object.entries(on).flatMap(([cause, effect]) => (effect === 'port' ? [cause] : []));
}
