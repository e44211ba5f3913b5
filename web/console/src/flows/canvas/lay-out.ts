import dagre from '@dagrejs/dagre';
import { type FlowEntry, type FlowStep, findStep, isEnd } from '../graph/entry.ts';
import type { Language } from '../graph/language.ts';
import { portsIn } from '../graph/ports.ts';

/** A step where it stands on the canvas, in pixels. */
export interface PlacedStep {
  readonly step: FlowStep;
  readonly ports: readonly string[];
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

/** A way from a port to a step. */
export interface Way {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

export interface Laid {
  readonly steps: readonly PlacedStep[];
  readonly ways: readonly Way[];
}

/** How large a step is drawn, in pixels: a head, below it a cell for each port, and below those the ends that they lead to. */
export const size = { widthMin: 232, cell: 96, head: 54, port: 28, ends: 34 } as const;

export const widthOf = (ports: number): number => Math.max(size.widthMin, ports * size.cell);
/** Of the step itself, without the ends. */
export const height: number = size.head + size.port;

/** Where every step stands: from top to bottom as a run goes; ports stand beside each other in the direction of reading. */
export function layOut(entry: FlowEntry, language: Language, { isRtl }: { readonly isRtl: boolean }): Laid {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 40, ranksep: 44 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ports = new Map(entry.steps.map((step) => [step.id, portsIn(language, step)]));
  for (const step of entry.steps) {
    graph.setNode(step.id, { width: widthOf(ports.get(step.id)?.length ?? 0), height: height + size.ends });
  }
  const ways = entry.steps.flatMap((step) =>
    (ports.get(step.id) ?? []).flatMap((port): Way[] => {
      const to = step.next[port];
      return to === undefined || isEnd(to) || !findStep(entry, to) ? [] : [{ from: step.id, port, to }];
    }),
  );
  // What is on the way on weighs more: it is drawn as straight as it can be.
  for (const { from, port, to } of ways) {
    graph.setEdge(from, to, { weight: ports.get(from)?.[0] === port ? 4 : 1 }, port);
  }
  dagre.layout(graph);
  const steps = entry.steps.map((step): PlacedStep => {
    const { x, y } = graph.node(step.id) as { x: number; y: number };
    const own = ports.get(step.id) ?? [];
    const width = widthOf(own.length);
    const left = x - width / 2;
    return { step, ports: own, width, x: isRtl ? -left - width : left, y: y - (height + size.ends) / 2 };
  });
  return { steps, ways };
}

/** The nearest step in a direction, for arrow keys. */
export function neighbour(
  steps: readonly PlacedStep[],
  from: string,
  direction: 'left' | 'right' | 'up' | 'down',
): PlacedStep | undefined {
  const here = steps.find(({ step }) => step.id === from);
  if (here === undefined) return steps[0];
  const isSideways = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  const middle = (placed: PlacedStep): number => placed.x + placed.width / 2;
  const distance = (placed: PlacedStep): number => {
    const [dx, dy] = [middle(placed) - middle(here), placed.y - here.y];
    const [along, across] = isSideways ? [dx * sign, Math.abs(dy)] : [dy * sign, Math.abs(dx)];
    return along <= 1 ? Number.POSITIVE_INFINITY : along + across * 2;
  };
  const nearest = [...steps].sort((a, b) => distance(a) - distance(b))[0];
  return nearest !== undefined && Number.isFinite(distance(nearest)) ? nearest : undefined;
}
