import { useSyncExternalStore } from 'react';

/** What somebody chose in this browser. It belongs to the browser, not to the person: nobody needs it elsewhere. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** `system` takes the first of the browser's languages that we speak. */
  readonly language: 'system' | 'en' | 'de' | 'ar';
  /** `auto` is the language's own. */
  readonly direction: 'auto' | 'ltr' | 'rtl';
  /** Whether single letters are shortcuts. Off for those whose speech or tremor types them (WCAG 2.1.4). */
  readonly singleKeys: boolean;
}

const allowed = {
  theme: ['system', 'light', 'dark'],
  language: ['system', 'en', 'de', 'ar'],
  direction: ['auto', 'ltr', 'rtl'],
  singleKeys: [true, false],
} as const satisfies { [K in keyof Preferences]: readonly Preferences[K][] };

const storageKey = 'baton.preferences';
const defaults: Preferences = { theme: 'system', language: 'system', direction: 'auto', singleKeys: true };

/** What was stored, whatever it is by now: unknown fields are left out, unknown values are the default. */
export function parsePreferences(stored: string | null): Preferences {
  let found: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(stored ?? '{}');
    if (typeof value === 'object' && value !== null) found = value as Record<string, unknown>;
  } catch {
    // Somebody else's text under our name: as good as nothing.
  }
  const pick = <K extends keyof Preferences>(key: K): Preferences[K] =>
    (allowed[key] as readonly unknown[]).includes(found[key]) ? (found[key] as Preferences[K]) : defaults[key];
  return {
    theme: pick('theme'),
    language: pick('language'),
    direction: pick('direction'),
    singleKeys: pick('singleKeys'),
  };
}

let current = parsePreferences(read());
const listeners = new Set<() => void>();

function read(): string | null {
  try {
    return globalThis.localStorage?.getItem(storageKey) ?? null;
  } catch {
    // Storage is switched off: the choice then lasts as long as the page.
    return null;
  }
}

function replace(next: Preferences): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Changes some of them, at once and in every tab. */
export function setPreferences(change: Partial<Preferences>): void {
  replace({ ...current, ...change });
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // As above.
  }
}

/** The preferences as they are now. */
export function preferences(): Preferences {
  return current;
}

function onStorage(event: StorageEvent): void {
  if (event.key === storageKey) replace(parsePreferences(event.newValue));
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

/** The preferences; renders again when they change, here or in another tab. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}
