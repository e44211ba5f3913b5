import { freeId } from './edit.ts';
import { type FlowEntry, type FlowStep, findStep, isEnd, type Place, readStep, targetAt } from './entry.ts';
import type { Language } from './language.ts';
import { portsIn } from './ports.ts';
import { stepsBelow } from './walk.ts';

/** What lies on the clipboard, as text: steps, the first of them the one that was chosen. */
export interface Clip {
  readonly steps: readonly FlowStep[];
}

const mark = 'baton-flow-steps';

/** A step as text for the clipboard, alone or with everything that only it leads to. */
export function writeClip(entry: FlowEntry, id: string, { withFollowing }: { withFollowing: boolean }): string {
  const chosen = withFollowing ? stepsBelow(entry, id) : new Set([id]);
  const first = entry.steps.filter((step) => step.id === id);
  const others = entry.steps.filter((step) => step.id !== id && chosen.has(step.id));
  return JSON.stringify({ kind: mark, steps: [...first, ...others] }, null, 2);
}

/** The steps that a text holds; null for any other text. */
export function readClip(text: string, language: Language): Clip | null {
  try {
    const value = JSON.parse(text) as { kind?: unknown; steps?: unknown } | null;
    if (value?.kind !== mark || !Array.isArray(value.steps)) return null;
    const steps = value.steps
      .map((step) => readStep(step, language))
      .filter((step): step is FlowStep => step !== null && language.steps.has(step.kind));
    return steps.length === 0 ? null : { steps };
  } catch {
    return null;
  }
}

/**
 * Puts copied steps at a place, with ids of their own. Ways among them stay; ways to steps that this flow has stay too; others
 * are left open. What the place led to follows the last of them.
 */
export function paste(
  entry: FlowEntry,
  clip: Clip,
  place: Place,
  language: Language,
): { readonly entry: FlowEntry; readonly id: string } {
  const taken = new Set(entry.steps.map(({ id }) => id));
  const names = new Map<string, string>();
  for (const step of clip.steps) {
    const id = freeId(taken, step.kind);
    taken.add(id);
    names.set(step.id, id);
  }
  const leadsTo = (to: string): string | undefined =>
    names.get(to) ?? (isEnd(to) || findStep(entry, to) ? to : undefined);
  const steps = clip.steps.map((step) => {
    const next = Object.entries(step.next).flatMap(([port, to]) => {
      const led = leadsTo(to);
      return led === undefined ? [] : [[port, led] as const];
    });
    return { ...step, id: names.get(step.id) ?? step.id, next: Object.fromEntries(next) };
  });
  const first = steps[0]?.id ?? '';
  const after = targetAt(entry, place) ?? 'end';
  const tail = lastOf(steps, first, language);
  const joined = steps.map((step) =>
    tail !== null && step.id === tail.id ? { ...step, next: { ...step.next, [tail.port]: after } } : step,
  );
  const at = place === 'start' ? 0 : entry.steps.findIndex(({ id }) => id === place.stepId) + 1;
  const added = { ...entry, steps: [...entry.steps.slice(0, at), ...joined, ...entry.steps.slice(at)] };
  if (place === 'start') return { entry: { ...added, start: first }, id: first };
  const led = added.steps.map((step) =>
    step.id === place.stepId ? { ...step, next: { ...step.next, [place.port]: first } } : step,
  );
  return { entry: { ...added, steps: led }, id: first };
}

/** The last step that is come to by first ports, and that port. */
function lastOf(steps: readonly FlowStep[], first: string, language: Language) {
  const seen = new Set<string>();
  for (let at = first; ; ) {
    const step = steps.find(({ id }) => id === at);
    const port = step === undefined ? undefined : portsIn(language, step)[0];
    if (step === undefined || port === undefined || seen.has(at)) return null;
    seen.add(at);
    const to = step.next[port];
    if (to === undefined || !steps.some(({ id }) => id === to)) return { id: at, port };
    at = to;
  }
}
