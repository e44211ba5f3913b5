import { useSyncExternalStore } from 'react';

const key = 'baton.alerts';
const listeners = new Set<() => void>();
let on = read();

/** On, unless somebody switched it off in this browser. */
function read(): boolean {
  try {
    return localStorage.getItem(key) !== 'off';
  } catch {
    return true;
  }
}

/** Whether this browser makes a sound for what must not be missed. */
export function areAlertsOn(): boolean {
  return on;
}

export function setAlertsOn(next: boolean): void {
  on = next;
  try {
    localStorage.setItem(key, next ? 'on' : 'off');
  } catch {
    // Storage is switched off: the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function useAlertsOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, areAlertsOn);
}
