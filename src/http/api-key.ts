import { hash } from 'node:crypto';
import type { Random } from '../base/random.ts';

/**
 * A key as its holder has it: `baton_ORGANIZATION_KEYID_SECRET`, the ids in hexadecimal without dashes, the secret 32
 * random bytes in base64url. Only the secret's SHA-256 is stored: it is random, so nothing slower is needed.
 */
export interface PresentedKey {
  readonly organizationId: string;
  readonly keyId: string;
  readonly secret: string;
}

const keyShape = /^baton_([0-9a-f]{32})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

/** What a key says; null for text of another shape, such as the administration key. Whether it is valid is not looked at. */
export function readKey(text: string): PresentedKey | null {
  const match = keyShape.exec(text);
  if (match === null) return null;
  return { organizationId: dashed(match[1] as string), keyId: dashed(match[2] as string), secret: match[3] as string };
}

/** The key as text, which `readKey` reads. The ids are UUIDs in lower case. */
export function writeKey({ organizationId, keyId, secret }: PresentedKey): string {
  return `baton_${organizationId.replaceAll('-', '')}_${keyId.replaceAll('-', '')}_${secret}`;
}

/** A secret of 256 random bits: 43 characters of base64url. */
export function newSecret(random: Random): string {
  return Buffer.from(random.bytes(new Uint8Array(32))).toString('base64url');
}

/** The SHA-256 of a secret, 32 bytes: what is stored of a key, and compared in constant time. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
