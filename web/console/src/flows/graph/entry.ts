import { defaultsOf, type Language } from './language.ts';

/** A flow as it is edited. What is not known of a draft stays in it untouched. */
export interface FlowEntry {
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  readonly returnTo: string | null;
  readonly duty: readonly string[];
  readonly triggers: readonly FlowTrigger[];
  /** The first step, or `end` where there is none. */
  readonly start: string;
  readonly steps: readonly FlowStep[];
}

export interface FlowTrigger {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

export interface FlowStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  /** Where each port leads: a step’s id, `end` or `fallback`. A port that is missing leads nowhere yet. */
  readonly next: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

/** Where a port may lead besides to a step. */
export const ends = ['end', 'fallback'] as const;
export const isEnd = (to: string | undefined): to is (typeof ends)[number] => to === 'end' || to === 'fallback';

/** A place in a flow where a step can stand: at a port of another, or at the beginning. */
export type Place = { readonly stepId: string; readonly port: string } | 'start';

type Loose = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A flow from whatever a draft is, with every default written out. What is no step is left out. */
export function readEntry(value: unknown, id: string, language: Language): FlowEntry {
  const given = isRecord(value) ? value : {};
  const steps = listOf(given.steps).flatMap((step) => readStep(step, language) ?? []);
  return {
    id,
    name: textOf(given.name) ?? id,
    department: textOf(given.department),
    returnTo: textOf(given.returnTo),
    duty: listOf(given.duty).filter((one): one is string => typeof one === 'string'),
    triggers: listOf(given.triggers).flatMap((trigger) => readTrigger(trigger, language) ?? []),
    start: textOf(given.start) ?? steps[0]?.id ?? 'end',
    steps,
  };
}

/** A step with its defaults; null for what is none. */
export function readStep(value: unknown, language: Language): FlowStep | null {
  if (!isRecord(value) || typeof value.id !== 'string' || typeof value.kind !== 'string') return null;
  const spec = language.steps.get(value.kind);
  const next = isRecord(value.next) ? Object.entries(value.next).filter(([, to]) => typeof to === 'string') : [];
  return {
    ...defaultsOf(spec?.settings ?? {}),
    ...value,
    id: value.id,
    kind: value.kind,
    name: textOf(value.name),
    next: Object.fromEntries(next) as Record<string, string>,
  };
}

function readTrigger(value: unknown, language: Language): FlowTrigger | null {
  if (!isRecord(value) || typeof value.kind !== 'string') return null;
  return { ...defaultsOf(language.triggers.get(value.kind)?.settings ?? {}), ...value, kind: value.kind };
}

/** An entry of which nothing is set but what it is called. */
export function emptyEntry(id: string, name: string, department: string | null): FlowEntry {
  return { id, name, department, returnTo: null, duty: [], triggers: [], start: 'end', steps: [] };
}

export function findStep(entry: FlowEntry, id: string): FlowStep | undefined {
  return entry.steps.find((step) => step.id === id);
}

/** Where a place leads; undefined where nothing is said yet. */
export function targetAt(entry: FlowEntry, place: Place): string | undefined {
  return place === 'start' ? entry.start : findStep(entry, place.stepId)?.next[place.port];
}

/** Every place that leads to a step. */
export function placesTo(entry: FlowEntry, id: string): Place[] {
  const ports = entry.steps.flatMap((step) =>
    Object.entries(step.next).flatMap(([port, to]) => (to === id ? [{ stepId: step.id, port }] : [])),
  );
  return entry.start === id ? ['start', ...ports] : ports;
}
