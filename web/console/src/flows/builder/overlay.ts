/** What lies over the canvas: how often each port was taken, or the way of one run. */
export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'counts'; readonly ports: ReadonlyMap<string, number> }
  | { readonly kind: 'path'; readonly steps: ReadonlySet<string>; readonly ports: ReadonlySet<string> };

const portKey = (stepId: string, port: string): string => `${stepId} ${port}`;

/** The way of a run, from its trace. */
export function pathOf(trace: readonly { readonly stepId: string; readonly port: string }[]): Overlay {
  return {
    kind: 'path',
    steps: new Set(trace.map(({ stepId }) => stepId)),
    ports: new Set(trace.map(({ stepId, port }) => portKey(stepId, port))),
  };
}

export function countsOf(ports: readonly { stepId: string; port: string; count: number }[]): Overlay {
  return { kind: 'counts', ports: new Map(ports.map(({ stepId, port, count }) => [portKey(stepId, port), count])) };
}

/** How often a port was taken; null where that is not shown. */
export function countAt(overlay: Overlay, stepId: string, port: string): number | null {
  return overlay.kind === 'counts' ? (overlay.ports.get(portKey(stepId, port)) ?? 0) : null;
}

/** Whether a step or port is on the way that is shown. Colour is laid on it; nothing is made harder to read. */
export function isOnWay(overlay: Overlay, stepId: string, port?: string): boolean {
  if (overlay.kind !== 'path') return false;
  return port === undefined ? overlay.steps.has(stepId) : overlay.ports.has(portKey(stepId, port));
}
