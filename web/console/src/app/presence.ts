import { useSyncExternalStore } from 'react';
import type { Presence } from '../design/avatar.tsx';

/** One's own presence, and how to change it. */
export interface OwnPresence {
  readonly presence: Presence;
  /** The organization's own word for it, by id. */
  readonly status: string | null;
  readonly statuses: readonly OfferedStatus[];
  readonly change: (choice: PresenceChoice) => void;
}

/** A status that can be chosen. */
export interface OfferedStatus {
  readonly id: string;
  readonly name: string;
  readonly presence: Presence;
}

type PresenceChoice = { readonly presence: Presence } | { readonly status: string };

/** One of the ways of being there: the plain three, then the organization's own. */
export interface PresenceOption {
  /** Tells it from the others. */
  readonly value: string;
  readonly presence: Presence;
  /** Null for a plain presence. */
  readonly name: string | null;
  readonly choice: PresenceChoice;
}

const plain = ['online', 'away', 'offline'] as const;

export function presenceOptions({ statuses }: Pick<OwnPresence, 'statuses'>): PresenceOption[] {
  return [
    ...plain.map((presence) => ({ value: presence, presence, name: null, choice: { presence } })),
    ...statuses.map(({ id, name, presence }) => ({ value: `status ${id}`, presence, name, choice: { status: id } })),
  ];
}

/** The option that holds; a status that is not offered any more is its presence. */
export function presenceOption({ presence, status, statuses }: OwnPresence): string {
  return statuses.some(({ id }) => id === status) ? `status ${status}` : presence;
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
