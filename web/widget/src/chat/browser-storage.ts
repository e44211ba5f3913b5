import type { Keeps } from './memory.ts';

/** As long as browsers let a cookie last. */
const keptSeconds = 34_560_000;

/**
 * Where the frame may keep something. Browsers that block the storage of other sites' frames (private windows do) still let
 * a frame keep a cookie for the one site around it, which is all that is needed here; the server never looks at it.
 */
export function openStorage(): Keeps {
  try {
    // Being refused shows only when it is touched.
    window.localStorage.getItem('baton');
    return window.localStorage;
  } catch {
    return cookies;
  }
}

const cookies: Keeps = {
  getItem: (name) => {
    const prefix = `${encodeURIComponent(name)}=`;
    const found = document.cookie.split('; ').find((each) => each.startsWith(prefix));
    return found === undefined ? null : decodeURIComponent(found.slice(prefix.length));
  },
  setItem: (name, value) => {
    const kept = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the newer interface is not in every browser that has partitions.
    document.cookie = `${kept}; Path=/widget; Max-Age=${keptSeconds}; Secure; SameSite=None; Partitioned`;
  },
};
