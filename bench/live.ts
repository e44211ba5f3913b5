import type { Length, Setting } from './sides.ts';

export type LiveFigures = {
  readonly lag: number;
  readonly eventsPerSecond: number;
  readonly kilobytesPerStream: number;
};

export async function measureLive(_setting: Setting, _length: Length): Promise<LiveFigures | { readonly why: string }> {
  return { why: 'live streams are not part of a node yet' };
}
