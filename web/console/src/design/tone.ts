import type { IconName } from './icon.tsx';

/** What a notice, badge or toast is about. Each has an icon of its own: colour is never the only sign. */
export type Tone = 'neutral' | 'accent' | 'positive' | 'warning' | 'critical';

export const toneIcons: Readonly<Record<Tone, IconName>> = {
  neutral: 'info',
  accent: 'info',
  positive: 'end',
  warning: 'warning',
  critical: 'critical',
};

/** The colour of text and icons, as a class. */
export const toneInks: Readonly<Record<Tone, string>> = {
  neutral: 'text-muted',
  accent: 'text-accent-ink',
  positive: 'text-positive',
  warning: 'text-warning',
  critical: 'text-critical',
};

/** The soft surface, as a class. */
export const toneSurfaces: Readonly<Record<Tone, string>> = {
  neutral: 'bg-hover',
  accent: 'bg-accent-soft',
  positive: 'bg-positive-soft',
  warning: 'bg-warning-soft',
  critical: 'bg-critical-soft',
};
