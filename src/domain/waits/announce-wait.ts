import type { WaitEstimate } from './wait-record.ts';

/** What a person is told: between these two. Both are on steps that people speak in, and the high one is above the low one. */
export interface AnnouncedWait {
  /** 0 stands for "less than the high one". */
  readonly lowMs: number;
  readonly highMs: number;
}

const minuteMs = 60_000;

/** Up to which length a wait is told in which steps. By judgement: a step is rarely more than a quarter of what is told. */
const steps = [
  { belowMs: 2 * minuteMs, stepMs: minuteMs / 2 },
  { belowMs: 10 * minuteMs, stepMs: minuteMs },
  { belowMs: 60 * minuteMs, stepMs: 5 * minuteMs },
  { belowMs: 240 * minuteMs, stepMs: 15 * minuteMs },
  { belowMs: Number.POSITIVE_INFINITY, stepMs: 60 * minuteMs },
] as const;

/**
 * What one who waits is told, from the estimate and what was told before (null: nothing yet, or not kept).
 *
 * It never rises for one who waits, however the estimate moves, unless something went before them that they should know of,
 * such as a conversation of higher priority: then `mayRise`, and what was told before is forgotten. Null where there is no
 * number to tell.
 */
export function announceWait(
  estimate: WaitEstimate,
  before: AnnouncedWait | null,
  { mayRise = false }: { readonly mayRise?: boolean } = {},
): AnnouncedWait | null {
  if (estimate.kind === 'unknown') return null;
  const lowMs = toStep(estimate.lowMs);
  const highMs = Math.max(toStep(estimate.highMs), lowMs + stepAt(lowMs));
  if (before === null || mayRise) return { lowMs, highMs };
  return { lowMs: Math.min(lowMs, before.lowMs), highMs: Math.min(highMs, before.highMs) };
}

function stepAt(ms: number): number {
  return (steps.find(({ belowMs }) => ms < belowMs) ?? steps[0]).stepMs;
}

function toStep(ms: number): number {
  const step = stepAt(ms);
  return Math.round(ms / step) * step;
}
