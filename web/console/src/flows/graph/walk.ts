import { type FlowEntry, type FlowStep, findStep, isEnd, type Place } from './entry.ts';
import type { Language } from './language.ts';
import { portsIn } from './ports.ts';

/** A line of the outline: a step, one of its ports, or what nothing leads to. */
export type OutlineRow =
  | { readonly kind: 'flow'; readonly key: string; readonly level: number }
  | { readonly kind: 'triggers'; readonly key: string; readonly level: number }
  | { readonly kind: 'start'; readonly key: string; readonly level: number; readonly to: string }
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly level: number;
      readonly step: FlowStep;
      /** Nothing leads to it. */
      readonly isLoose: boolean;
      readonly ports: number;
    }
  | {
      readonly kind: 'port';
      readonly key: string;
      readonly level: number;
      readonly step: FlowStep;
      readonly port: string;
      readonly to: string | undefined;
      /** What it leads to stands right below, and nowhere else. */
      readonly opens: boolean;
    };

export const rowKey = {
  flow: 'flow',
  triggers: 'triggers',
  start: 'start',
  step: (id: string): string => `step ${id}`,
  port: (id: string, port: string): string => `port ${id} ${port}`,
} as const;

/**
 * The outline in the order of the flow. What a step’s first port leads to follows it at the same depth, as sentences do; what
 * its other ports lead to stands below them. A step stands where a run comes to it first; from elsewhere it is only named.
 */
export function outlineOf(entry: FlowEntry, language: Language): OutlineRow[] {
  const rows: OutlineRow[] = [
    { kind: 'flow', key: rowKey.flow, level: 1 },
    { kind: 'triggers', key: rowKey.triggers, level: 1 },
    { kind: 'start', key: rowKey.start, level: 1, to: entry.start },
  ];
  const seen = new Set<string>();
  const follow = (id: string, level: number, isLoose = false): void => {
    // The way on is claimed whole before the side ways are followed: what both lead to stands on it.
    const chain: FlowStep[] = [];
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); ) {
      const step = findStep(entry, at);
      if (step === undefined) break;
      seen.add(at);
      chain.push(step);
      const first: string | undefined = portsIn(language, step)[0];
      at = first === undefined ? undefined : step.next[first];
    }
    for (const [index, step] of chain.entries()) {
      const ports = portsIn(language, step);
      const isFirst = isLoose && index === 0;
      rows.push({ kind: 'step', key: rowKey.step(step.id), level, step, isLoose: isFirst, ports: ports.length });
      for (const [number, port] of ports.entries()) {
        const to = step.next[port];
        const isNew = to !== undefined && !seen.has(to) && findStep(entry, to) !== undefined;
        const opens = number === 0 ? to !== undefined && chain[index + 1]?.id === to : isNew;
        rows.push({ kind: 'port', key: rowKey.port(step.id, port), level: level + 1, step, port, to, opens });
        if (number > 0 && opens) follow(to as string, level + 2);
      }
    }
  };
  if (!isEnd(entry.start)) follow(entry.start, 1);
  for (const step of entry.steps) if (!seen.has(step.id)) follow(step.id, 1, true);
  return rows;
}

/** The steps that can be come to from these. */
function reachable(entry: FlowEntry, from: readonly string[], without?: string): Set<string> {
  const reached = new Set<string>();
  const ahead = [...from];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const step = id === without ? undefined : findStep(entry, id);
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    ahead.push(...Object.values(step.next));
  }
  return reached;
}

/** A step with everything that only it leads to. */
export function stepsBelow(entry: FlowEntry, id: string): Set<string> {
  const below = reachable(entry, [id]);
  const loose = entry.steps.filter((step) => !below.has(step.id)).map((step) => step.id);
  const kept = reachable(entry, [entry.start, ...loose], id);
  return new Set([...below].filter((one) => one === id || !kept.has(one)));
}

/** The place of an outline row at which a step can be added; null where there is none. */
export function placeOfRow(row: OutlineRow, language: Language): Place | null {
  if (row.kind === 'port') return { stepId: row.step.id, port: row.port };
  if (row.kind === 'step') {
    const [port] = portsIn(language, row.step);
    return port === undefined ? null : { stepId: row.step.id, port };
  }
  return 'start';
}
