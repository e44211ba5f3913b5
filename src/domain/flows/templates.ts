import { movingOn } from './templates/moving-on.ts';
import { routing } from './templates/routing.ts';
import { talking } from './templates/talking.ts';
import type { FlowTemplate, TemplateGraph } from './templates/template.ts';

export type { FlowTemplate, TemplateGraph, TemplateQuestion } from './templates/template.ts';

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
