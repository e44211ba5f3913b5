import { type FlowEntry, type FlowStep, findStep, isEnd, type Place, placesTo, targetAt } from './entry.ts';
import { defaultsOf, type Language } from './language.ts';
import { portsIn } from './ports.ts';
import { stepsBelow } from './walk.ts';

/**
 * Every change of a flow, as a function from the entry to the next one. None touches what it was given, so that undoing is
 * going back to what was there.
 */

/** An id that no step has: the kind with a number, `assign-2`. */
export function freeId(taken: ReadonlySet<string>, kind: string): string {
  const stem = kind.replaceAll('_', '-');
  for (let number = 1; ; number++) {
    const id = `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}

const idsOf = (entry: FlowEntry): Set<string> => new Set(entry.steps.map(({ id }) => id));

const changeStep = (entry: FlowEntry, id: string, change: (step: FlowStep) => FlowStep): FlowEntry => ({
  ...entry,
  steps: entry.steps.map((step) => (step.id === id ? change(step) : step)),
});

/** Lets a place lead somewhere, or with null nowhere. */
export function connect(entry: FlowEntry, place: Place, to: string | null): FlowEntry {
  if (place === 'start') return { ...entry, start: to ?? 'end' };
  return changeStep(entry, place.stepId, (step) => {
    const { [place.port]: _, ...others } = step.next;
    return { ...step, next: to === null ? others : { ...others, [place.port]: to } };
  });
}

/** A new step of a kind. What goes wrong leads to the fallback; everything else is for whoever builds to say. */
function newStep(entry: FlowEntry, kind: string, language: Language): FlowStep {
  const spec = language.steps.get(kind);
  const settings = defaultsOf(spec?.settings ?? {});
  const rows = spec?.settings.branches?.kind === 'rows' ? { branches: [firstBranch] } : {};
  return { id: freeId(idsOf(entry), kind), kind, name: null, ...settings, ...rows, next: { failed: 'fallback' } };
}

const firstBranch = { id: 'way-1', name: null, when: { all: [] } };

/** Adds a step at a place. Its first port takes what the place led to, so that nothing behind it is lost. */
export function addStep(
  entry: FlowEntry,
  place: Place,
  kind: string,
  language: Language,
): { readonly entry: FlowEntry; readonly id: string } {
  const step = newStep(entry, kind, language);
  const [first] = portsIn(language, step);
  const after = targetAt(entry, place);
  const next = first === undefined ? step.next : { [first]: after ?? 'end', ...step.next };
  const added = { ...entry, steps: insertAfter(entry.steps, place, [{ ...step, next }]) };
  return { entry: connect(added, place, step.id), id: step.id };
}

/** Steps stand in the list behind the one that leads to them, so that what is written reads in order. */
function insertAfter(steps: readonly FlowStep[], place: Place, more: readonly FlowStep[]): FlowStep[] {
  const at = place === 'start' ? -1 : steps.findIndex(({ id }) => id === place.stepId);
  return [...steps.slice(0, at + 1), ...more, ...steps.slice(at + 1)];
}

/** Sets one setting of a step, and keeps its ports in step with it. */
export function setSetting(
  entry: FlowEntry,
  { id, name, value }: { readonly id: string; readonly name: string; readonly value: unknown },
  language: Language,
): FlowEntry {
  return changeStep(entry, id, (step) => {
    const changed: FlowStep = { ...step, [name]: value };
    return { ...changed, next: carryPorts(step, changed, language) };
  });
}

/** Ports that are gone lead nowhere any more; one that only has another name keeps its way. */
function carryPorts(before: FlowStep, after: FlowStep, language: Language): Record<string, string> {
  const [old, now] = [portsIn(language, before), portsIn(language, after)];
  const gone = old.filter((port) => !now.includes(port));
  const come = now.filter((port) => !old.includes(port));
  const isRenamed = gone.length === 1 && come.length === 1 && old.length === now.length;
  const next: Record<string, string> = {};
  for (const port of now) {
    const to = before.next[port] ?? (isRenamed && port === come[0] ? before.next[String(gone[0])] : undefined);
    if (to !== undefined) next[port] = to;
  }
  return next;
}

export function renameStep(entry: FlowEntry, id: string, name: string): FlowEntry {
  return changeStep(entry, id, (step) => ({ ...step, name: name === '' ? null : name }));
}

/** Where a run goes on when a step is no more: what its first port led to. */
function wayPast(entry: FlowEntry, step: FlowStep, language: Language): string | null {
  const [first] = portsIn(language, step);
  const to = first === undefined ? undefined : step.next[first];
  return to === undefined || to === step.id || (!isEnd(to) && !findStep(entry, to)) ? null : to;
}

/** Takes one step away; whatever led to it leads to what came after it. */
export function removeStep(entry: FlowEntry, id: string, language: Language): FlowEntry {
  const step = findStep(entry, id);
  if (step === undefined) return entry;
  const past = wayPast(entry, step, language);
  const led = placesTo(entry, id).reduce((so, place) => connect(so, place, past), entry);
  return { ...led, steps: led.steps.filter((one) => one.id !== id) };
}

/** Takes a step away with everything that only it leads to. Whatever led to them leads nowhere, which the check tells of. */
export function removeWithFollowing(entry: FlowEntry, id: string): FlowEntry {
  const gone = stepsBelow(entry, id);
  const steps = entry.steps
    .filter((step) => !gone.has(step.id))
    .map((step) => ({
      ...step,
      next: Object.fromEntries(Object.entries(step.next).filter(([, to]) => !gone.has(to))),
    }));
  return { ...entry, steps, start: gone.has(entry.start) ? 'end' : entry.start };
}

/** Takes a step out of where it stands and puts it at another place; the way closes behind it. */
export function moveStep(entry: FlowEntry, id: string, place: Place, language: Language): FlowEntry {
  const step = findStep(entry, id);
  if (step === undefined || (place !== 'start' && place.stepId === id)) return entry;
  const without = removeStep(entry, id, language);
  const [first] = portsIn(language, step);
  const after = targetAt(without, place) ?? 'end';
  const moved = first === undefined ? step : { ...step, next: { ...step.next, [first]: after } };
  return connect({ ...without, steps: insertAfter(without.steps, place, [moved]) }, place, id);
}

/** A copy right behind its model: the model’s first port leads to it, and its own where the model’s led. */
export function duplicateStep(
  entry: FlowEntry,
  id: string,
  language: Language,
): { readonly entry: FlowEntry; readonly id: string } {
  const step = findStep(entry, id);
  if (step === undefined) return { entry, id };
  const copy = { ...step, id: freeId(idsOf(entry), step.kind) };
  const place: Place = { stepId: id, port: portsIn(language, step)[0] ?? 'failed' };
  const added = { ...entry, steps: insertAfter(entry.steps, place, [copy]) };
  return { entry: connect(added, place, copy.id), id: copy.id };
}

/** Replaces one trigger; null takes it away, and one past the last is a new one. */
export function setTrigger(entry: FlowEntry, at: number, trigger: FlowEntry['triggers'][number] | null): FlowEntry {
  const triggers = [...entry.triggers];
  if (trigger === null) triggers.splice(at, 1);
  else triggers[at] = trigger;
  return { ...entry, triggers };
}
