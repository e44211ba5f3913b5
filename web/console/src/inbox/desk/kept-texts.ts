/** Where texts are kept by key: the browser's, or nothing where it has none. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The browser's own, or one that forgets with the page where storage is switched off. */
export function browserStorage(): TextStorage {
  try {
    localStorage.setItem('baton.try', '');
    localStorage.removeItem('baton.try');
    return localStorage;
  } catch {
    return pageStorage();
  }
}

function pageStorage(): TextStorage {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
    key: (index) => [...texts.keys()][index] ?? null,
    get length() {
      return texts.size;
    },
  };
}

/** A value that was kept, whatever it is by now; null where there is none. */
export function readKept(storage: TextStorage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Keeps a value. A browser that takes no more keeps what it has. */
export function keep(storage: TextStorage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or switched off meanwhile.
  }
}
