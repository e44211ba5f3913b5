import { safeNext } from './session.ts';

const storageKey = 'baton.return-path';

/** Keeps where one wanted to go while one is away at a provider, which sends everybody back to `/`. For this tab only. */
export function keepReturnPath(next: string | undefined): void {
  try {
    sessionStorage.setItem(storageKey, safeNext(next));
  } catch {
    // Storage is switched off: one comes back to the inbox.
  }
}

/** Where one wanted to go, once; the inbox when nothing was kept. */
export function takeReturnPath(): string {
  try {
    const kept = sessionStorage.getItem(storageKey);
    sessionStorage.removeItem(storageKey);
    return safeNext(kept);
  } catch {
    return safeNext(undefined);
  }
}
