import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The cookie of a session: `TOKEN.MAC`, percent-encoded, as the sign-in library writes it, so that both read each other's.
 * The mac keeps guesses away from the store; what opens the session is the token.
 */
export const sessionCookieName = 'baton_session';

/** How long a session lasts without being used, in seconds: a week. */
export const sessionSeconds = 7 * 24 * 3600;
/** How long it lasts at most, however often it is renewed, in milliseconds: thirty days. */
export const sessionMsMax = 30 * 24 * 3600 * 1000;

/** The value of a cookie in a `Cookie` header, or null. Of several of a name the first counts. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals < 0 || part.slice(0, equals).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(equals + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}

/** Signs and reads the cookies of sessions under one key. */
export class SessionCookie {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The token that the header's cookie carries; null when there is none, or it is none of ours. */
  tokenIn(header: string | undefined): string | null {
    const value = readCookie(header, sessionCookieName);
    const dot = value?.lastIndexOf('.') ?? -1;
    if (value === null || dot < 1) return null;
    const token = value.slice(0, dot);
    const given = Buffer.from(value.slice(dot + 1));
    const right = Buffer.from(this.#mac(token));
    return given.length === right.length && timingSafeEqual(given, right) ? token : null;
  }

  /** The pair that a `Cookie` header carries for this token, and nothing else of what a browser sent. */
  pair(token: string): string {
    return `${sessionCookieName}=${encodeURIComponent(`${token}.${this.#mac(token)}`)}`;
  }

  /** What makes a browser keep the token. */
  set(token: string, secure: boolean): string {
    return `${this.pair(token)}; Max-Age=${sessionSeconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  /** What makes a browser forget it. */
  clear(secure: boolean): string {
    return `${sessionCookieName}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  #mac(token: string): string {
    return createHmac('sha256', this.#key).update(token).digest('base64');
  }
}
