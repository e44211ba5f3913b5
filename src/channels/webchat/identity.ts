import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';

/** Whom an account's own server vouches for, and until when. */
export interface Identity {
  /** The server's name of its user. */
  readonly subject: string;
  readonly name: string | null;
  readonly expiresAt: Instant;
  /** The account's secret under which it was signed. */
  readonly secret: string;
}

/** A name that lasts longer than a day is a password: it is refused. */
const lifeMsMax = 86_400_000;
/** How far the other server's clock may be from ours. */
const skewMs = 60_000;
const subjectLengthMax = 128;
const nameLengthMax = 200;

/**
 * Reads a JWT by which an account's server names its user; null when it does not hold. The algorithm is HS256 and no
 * other, whatever the token says of itself; the key is the text of any of the account's active secrets.
 */
export function readIdentity(token: string, secrets: readonly string[], now: Instant): Identity | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  const [header, payload, signature] = parts as [string, string, string];
  const { alg, crit } = readObject(header) ?? {};
  if (alg !== 'HS256' || crit !== undefined) return null;
  const secret = secrets.find((each) => isSignedBy(each, `${header}.${payload}`, signature));
  const claims = secret === undefined ? null : readObject(payload);
  return secret === undefined || claims === null ? null : readClaims(claims, secret, now);
}

function readClaims(claims: Readonly<Record<string, unknown>>, secret: string, now: Instant): Identity | null {
  const { sub, exp, nbf, name } = claims;
  if (typeof sub !== 'string' || !isLine(sub, subjectLengthMax)) return null;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) return null;
  const expiresAt = Math.floor(exp * 1000);
  if (expiresAt + skewMs <= now || expiresAt > now + lifeMsMax + skewMs) return null;
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf * 1000 > now + skewMs)) return null;
  if (name !== undefined && name !== null && (typeof name !== 'string' || !isLine(name, nameLengthMax))) return null;
  return { subject: sub, name: name ?? null, expiresAt: expiresAt + skewMs, secret };
}

function isSignedBy(secret: string, content: string, signature: string): boolean {
  const expected = createHmac('sha256', secret).update(content).digest('base64url');
  // The text is compared, so that a signature has one way to be written.
  const [a, b] = [Buffer.from(expected), Buffer.from(signature)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function isLine(text: string, lengthMax: number): boolean {
  return text.trim() !== '' && text.length <= lengthMax && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

function readObject(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
