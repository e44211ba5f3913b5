import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';

/**
 * Signatures by the Standard Webhooks scheme, symmetric form (`v1`): HMAC-SHA256 over `id.timestamp.body`, with the body's
 * bytes as they travel. The same in both directions: a `custom` account's messages come to us and leave us signed with the
 * account's secrets. During a rotation two secrets are active: what we send carries a signature of each, and what we
 * receive may carry either.
 */

/** A secret as people see it: `whsec_` and the key in base64. */
const prefix = 'whsec_';
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** The scheme asks for 24 to 64 bytes; shorter ones can be guessed. */
const keyBytes = { min: 24, max: 64 };

/** How far a timestamp may be from our clock, in either direction: 5 minutes. */
export const toleranceMs = 300_000;

/** Signatures looked at in one header: two active secrets and room for versions that we do not know. */
const signaturesMax = 10;

/** The key inside a secret, or null when the text is no secret. */
function readSecret(text: string): Buffer | null {
  if (!text.startsWith(prefix)) return null;
  const encoded = text.slice(prefix.length);
  if (!base64.test(encoded)) return null;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= keyBytes.min && key.length <= keyBytes.max ? key : null;
}

/** A fresh secret of 32 random bytes. */
export function newWebhookSecret(random: Random): string {
  return prefix + Buffer.from(random.bytes(new Uint8Array(32))).toString('base64');
}

export interface SignedContent {
  /** `webhook-id`: the same for every attempt at one message. Without dots, which would let parts be shifted. */
  readonly id: string;
  /** `webhook-timestamp`: whole seconds since 1970, of this attempt. */
  readonly timestampSeconds: number;
  readonly body: Uint8Array;
}

/** The `webhook-signature` header: one signature for each secret. Texts that are no secrets are left out. */
export function signWebhook(content: SignedContent, secrets: readonly string[]): string {
  const keys = secrets.map(readSecret).filter((key) => key !== null);
  return keys.map((key) => `v1,${hmac(key, content).toString('base64')}`).join(' ');
}

function hmac(key: Buffer, { id, timestampSeconds, body }: SignedContent): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestampSeconds}.`).update(body).digest();
}

/** The three headers of a signed request, in their shapes; nothing is verified yet. */
export interface SignatureHeaders {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly signatures: readonly Buffer[];
}

const idShape = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;
const secondsShape = /^[0-9]{1,12}$/;

/**
 * Reads the headers, and refuses (null) those that are missing, repeated, misshapen or from another time: so much can be
 * told before a byte of the body is read.
 */
export function readSignatureHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: Instant,
): SignatureHeaders | null {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return null;
  if (!idShape.test(id) || !secondsShape.test(timestamp) || signature.length > 2000) return null;
  const timestampSeconds = Number(timestamp);
  // The text is what was signed: `007` is not 7.
  if (String(timestampSeconds) !== timestamp || Math.abs(timestampSeconds * 1000 - now) > toleranceMs) return null;
  const signatures: Buffer[] = [];
  for (const word of signature.split(' ', signaturesMax)) {
    const [version, encoded] = word.split(',', 2);
    if (version !== 'v1' || encoded === undefined || !base64.test(encoded)) continue;
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length === 32) signatures.push(bytes);
  }
  return signatures.length === 0 ? null : { id, timestampSeconds, signatures };
}

/** Whether any of the signatures is of any of the secrets. Compared in constant time; all pairs are always looked at. */
export function verifyWebhook(headers: SignatureHeaders, body: Uint8Array, secrets: readonly string[]): boolean {
  let isRight = false;
  for (const secret of secrets) {
    const key = readSecret(secret);
    if (key === null) continue;
    const expected = hmac(key, { ...headers, body });
    for (const given of headers.signatures) isRight = timingSafeEqual(expected, given) || isRight;
  }
  return isRight;
}
