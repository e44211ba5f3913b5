import { hashToken } from '../base/hash-token.ts';
import { isUuid } from '../base/ids.ts';
import type { Random } from '../base/random.ts';

/** How long an invitation waits for its answer: three days. */
export const invitationMs = 72 * 3_600_000;

/** 32 random bytes in base64url. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(new Uint8Array(32))).toString('base64url');
}

/** What stands in an invitation's link. Like keys it carries the organization's id, so that its row can be found by key. */
export interface InvitationToken {
  readonly organizationId: string;
  /** The hash of the secret. */
  readonly hash: string;
}

export function writeInvitationToken(organizationId: string, secret: string): string {
  return `${organizationId.replaceAll('-', '')}_${secret}`;
}

const tokenShape = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** Null for what was never a token of ours: the empty text, spaces, one with something behind it. */
export function readInvitationToken(text: string): InvitationToken | null {
  const parts = tokenShape.exec(text);
  if (parts === null) return null;
  const organizationId = parts.slice(1, 6).join('-');
  return isUuid(organizationId) ? { organizationId, hash: hashToken(parts[6] as string) } : null;
}

/**
 * The token of a password's reset. Its first letter says whether it only ever went out by mail: then whoever has it has
 * proved the address.
 */
export function writeResetToken(way: 'mailed' | 'shown', secret: string): string {
  return `${way === 'mailed' ? 'm' : 's'}_${secret}`;
}

/** Null for what was never a token of ours. */
export function readResetToken(text: string): { readonly isMailed: boolean } | null {
  return /^[ms]_[A-Za-z0-9_-]{43}$/.test(text) ? { isMailed: text.startsWith('m') } : null;
}
