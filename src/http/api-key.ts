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

export function readKey(text: string): PresentedKey | null {
  const match = keyShape.exec(text);
  if (match === null) return null;
  return { organizationId: dashed(match[1] as string), keyId: dashed(match[2] as string), secret: match[3] as string };
}

export function writeKey({ organizationId, keyId, secret }: PresentedKey): string {
  return `baton_${organizationId.replaceAll('-', '')}_${keyId.replaceAll('-', '')}_${secret}`;
}

export function newSecret(random: Random): string {
  return Buffer.from(random.bytes(new Uint8Array(32))).toString('base64url');
}

export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
