import type { Reference } from './step-table.ts';
import { movingOn } from './templates/moving-on.ts';
import { routing } from './templates/routing.ts';
import { talking } from './templates/talking.ts';

/**
 * Flows to begin with, as data: what somebody fills in stands in the graph as `<name>`, and comes out as a flow that can be
 * published as it is, or changed like any other.
 */
export interface FlowTemplate {
  readonly id: string;
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly sentence: string;
  /**
   * How it begins: `by_itself`, by its triggers; `as_entry`, as the owner of what comes in, when a channel account names it as
   * its entry, or by its triggers beside a queue that nobody is asked from.
   */
  readonly begins: 'by_itself' | 'as_entry';
  readonly asks: readonly TemplateQuestion[];
  readonly graph: TemplateGraph;
}

export interface TemplateQuestion {
  /** Stands in the graph as `<name>`. */
  readonly name: string;
  readonly answer:
    | Extract<Reference, 'agent' | 'department' | 'queue'>
    | 'seconds'
    | 'text'
    | 'zone'
    | 'time'
    | 'url'
    | 'name';
  readonly sentence: string;
  /** What it is when nobody says; none where it must be said. */
  readonly default?: string | number;
}

/** A graph as people write it, with places to fill in. */
export interface TemplateGraph {
  readonly triggers: readonly Readonly<Record<string, unknown>>[];
  readonly steps: readonly TemplateStep[];
}

export type TemplateStep = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly kind: string;
  readonly next: Readonly<Record<string, string>>;
};

/** In the order in which people read them. */
export const flowTemplates: readonly FlowTemplate[] = [...movingOn, ...routing, ...talking];

export type TemplateAnswers = Readonly<Record<string, string | number>>;

/** The graph of a template, filled in. What was not answered and has no default is empty, of which a check tells. */
export function fillTemplate({ asks, graph }: FlowTemplate, answers: TemplateAnswers): TemplateGraph {
  const values = new Map(asks.map(({ name, default: usual }) => [name, answers[name] ?? usual ?? '']));
  return fillPlaces(graph, values) as TemplateGraph;
}

type Values = ReadonlyMap<string, string | number>;

const place = /<([a-z][A-Za-z]*)>/g;

/** A place that is all of a text becomes its value, whatever it is; one within a text is written into it. */
function fillPlaces(value: unknown, values: Values): unknown {
  if (typeof value === 'string') {
    const [, name] = /^<([a-z][A-Za-z]*)>$/.exec(value) ?? [];
    if (name !== undefined && values.has(name)) return values.get(name);
    return value.replace(place, (all, within: string) => String(values.get(within) ?? all));
  }
  if (Array.isArray(value)) return value.map((one) => fillPlaces(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillPlaces(one, values)]));
}
