/**
 * What of the past is shown, from the widest to the narrowest: all that the origin may read; the origin's own ticket without
 * what came before it; a summary; nothing.
 */
export const histories = ['full', 'from_here', 'summary', 'none'] as const;
export type History = (typeof histories)[number];

/** The narrower of two. */
export function narrowerHistory(a: History, b: History): History {
  return histories.indexOf(a) >= histories.indexOf(b) ? a : b;
}
