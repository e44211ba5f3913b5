import { useSyncExternalStore } from 'react';
import type { Presence } from '../design/avatar.tsx';

/** One's own presence, and how to change it. */
export interface OwnPresence {
  readonly presence: Presence;
  readonly change: (presence: Presence) => void;
}

let own: OwnPresence | null = null;
const listeners = new Set<() => void>();

/** Told by whoever follows the agents' rows; null when they are not known (any more). The rail shows it. */
export function provideOwnPresence(next: OwnPresence | null): void {
  own = next;
  for (const listener of listeners) listener();
}

/** One's own presence; null while it is not known. */
export function useOwnPresence(): OwnPresence | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => own,
  );
}
