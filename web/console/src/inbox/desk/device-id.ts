import { newId } from '../../../../client/src/index.ts';
import type { TextStorage } from './kept-texts.ts';

const key = 'baton.device';

/** By what name this browser speaks for whoever is signed in: made once, and the same for all its pages. */
export function deviceId(storage: TextStorage): string {
  const known = storage.getItem(key);
  if (known !== null && /^[\w-]{8,64}$/.test(known)) return known;
  const made = newId();
  try {
    storage.setItem(key, made);
  } catch {
    // Full: this page is a device of its own.
  }
  return made;
}
