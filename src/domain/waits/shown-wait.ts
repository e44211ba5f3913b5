import type { Settings } from '../settings.ts';
import type { WindowWait } from './accept-window.ts';
import { type AnnouncedWait, announceWait } from './announce-wait.ts';
import type { WaitBasis, WaitEstimate } from './wait-record.ts';

/**
 * What is said of a wait, to agents and to customers alike, as the department's `waitShown` has it. A range rests on what
 * `basis` names: `default` and `line` say that little is known, `accepts` that it is the one figure of the documented rule of
 * ten accepts, both ends alike. Without a number there is the reason.
 */
export type ShownWait =
  | (AnnouncedWait & { readonly kind: 'range'; readonly basis: ShownBasis })
  | { readonly kind: 'unknown'; readonly reason: Exclude<NoWaitReason, 'few_accepts'> }
  | { readonly kind: 'unknown'; readonly reason: 'few_accepts'; readonly accepts: number };

export const shownBases = ['place', 'queue', 'line', 'default', 'accepts'] as const satisfies (WaitBasis | 'accepts')[];
type ShownBasis = (typeof shownBases)[number];

export const noWaitReasons = ['closed', 'nobody_online', 'few_accepts', 'not_shown'] as const;
type NoWaitReason = (typeof noWaitReasons)[number];

/** Shorter than this no figure is: what took a second once is no promise. In milliseconds. */
const shortestFigureMs = 30_000;

/**
 * @param before what the one who asks was told before, as `announceWait` has it
 */
export function showWait(
  known: {
    readonly waitShown: Settings['waitShown'];
    readonly estimate: WaitEstimate;
    /** By the rule of ten accepts. */
    readonly window: WindowWait;
  },
  before: AnnouncedWait | null = null,
  { mayRise = false }: { readonly mayRise?: boolean } = {},
): ShownWait {
  const { waitShown, estimate, window } = known;
  if (waitShown === 'never') return { kind: 'unknown', reason: 'not_shown' };
  if (estimate.kind === 'unknown') return estimate;
  if (waitShown === 'always') {
    const announced = announceWait(estimate, before, { mayRise }) as AnnouncedWait;
    return { kind: 'range', ...announced, basis: estimate.basis };
  }
  if (window.kind === 'unknown') return window;
  const { lowMs } = announceWait({ ...estimate, ...exactly(window.waitMs) }, before, { mayRise }) as AnnouncedWait;
  return { kind: 'range', lowMs, highMs: lowMs, basis: 'accepts' };
}

function exactly(waitMs: number): { readonly lowMs: number; readonly highMs: number } {
  const ms = Math.max(waitMs, shortestFigureMs);
  return { lowMs: ms, highMs: ms };
}
