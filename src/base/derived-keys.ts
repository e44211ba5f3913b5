import { createHmac, timingSafeEqual } from 'node:crypto';

/** A key of its own for each purpose, from the server's one secret: knowing one tells nothing of the others. */
export function deriveKey(secret: string | Uint8Array, ...purpose: readonly string[]): Buffer {
  return createHmac('sha256', secret).update(JSON.stringify(purpose)).digest();
}

/** The mac of a text under a key, as 43 letters. */
export function macOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Whether this is the mac of the text; compared in constant time. */
export function isMacOf(key: Uint8Array, text: string, given: string): boolean {
  const expected = Buffer.from(macOf(key, text));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
