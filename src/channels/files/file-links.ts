import type { Instant } from '../../base/clock.ts';
import { deriveKey, isMacOf, macOf } from '../../base/derived-keys.ts';

/** What a link says: which file, for whom, and until when. */
export interface FileLink {
  readonly organizationId: string;
  readonly fileId: string;
  /** The principal's name: a key, a key that acts for an agent, or a signed-in user. */
  readonly viewer: string;
  readonly expiresAt: Instant;
}

/** Signs links to files. Nothing is stored: who shows a link must be whom it was made for, and in time. */
export class FileLinks {
  readonly #key: Uint8Array;

  /** `key` is the server's for this purpose: 32 bytes, the same on every node. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  sign(link: FileLink): string {
    return macOf(this.#keyOf(link), said(link));
  }

  /** Whether we signed exactly this; compared in constant time. That it is not over is the caller's to look at. */
  isOurs(link: FileLink, signature: string): boolean {
    return isMacOf(this.#keyOf(link), said(link), signature);
  }

  #keyOf({ organizationId }: FileLink): Uint8Array {
    return deriveKey(this.#key, organizationId);
  }
}

function said({ fileId, viewer, expiresAt }: FileLink): string {
  return JSON.stringify([fileId, viewer, expiresAt]);
}
