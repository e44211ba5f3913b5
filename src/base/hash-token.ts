import { hash } from 'node:crypto';

/**
 * How a random token is stored: its SHA-256 in base64url, 43 letters. The token has enough randomness of its own (at least
 * 128 bits) that nothing slower is needed, and whoever reads the store cannot present what they find there.
 */
export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}
