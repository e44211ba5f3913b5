/** What was, what is, and what was taken back. Kept in memory for as long as the page is open. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change was about, and when: typing in one field is one change. */
  readonly last: { readonly about: string; readonly at: number } | null;
}

/** Changes to the same thing within this time are undone together, in milliseconds. */
const togetherMs = 1_000;
/** More than anybody goes back. */
const pastMax = 200;

export function beginHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], last: null };
}

/** Goes on to another state. `about` joins changes of one field; without it every change stands alone. */
export function record<T>(history: History<T>, next: T, change: { about?: string; at: number }): History<T> {
  const { past, present, last } = history;
  if (next === present) return history;
  const { about, at } = change;
  const joins = about !== undefined && last?.about === about && at - last.at < togetherMs && past.length > 0;
  return {
    past: joins ? past : [...past, present].slice(-pastMax),
    present: next,
    future: [],
    last: about === undefined ? null : { about, at },
  };
}

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (before === undefined) return history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], last: null };
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: rest, last: null };
}
