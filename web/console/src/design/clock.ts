import { useSyncExternalStore } from 'react';

/**
 * The time that everything on the page is measured against: the server's, because deadlines are its own, and one timer
 * for all who show it. A browser's clock may be minutes off; the client knows by how much.
 */
let readClock: () => number = Date.now;

/** Says where the server's time is read, in milliseconds since 1970. Until then the browser's own clock serves. */
export function setClock(read: () => number): void {
  readClock = read;
}

/** The server's time as well as it is known, in milliseconds since 1970. */
export function serverNow(): number {
  return readClock();
}

/** A beat that calls its listeners, and has a timer only while it has any. */
function createBeat(everyMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // On the full second or minute, so that all that counts changes together; a moment after it, because timers may be early.
  const schedule = (): void => {
    timer = setTimeout(beat, everyMs - (serverNow() % everyMs) + 5);
  };
  const beat = (): void => {
    for (const listener of listeners) listener();
    schedule();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    if (timer === undefined) schedule();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    };
  };
  return { subscribe, read: () => Math.floor(serverNow() / everyMs) * everyMs };
}

const beats = { second: createBeat(1000), minute: createBeat(60_000) };

/** The last full second or minute of the server's time, in milliseconds since 1970; renders again with every one. */
export function useNow(every: keyof typeof beats): number {
  return useSyncExternalStore(beats[every].subscribe, beats[every].read);
}
