import { createCipheriv, createDecipheriv } from 'node:crypto';
import { deriveKey } from '../../base/derived-keys.ts';

/**
 * Where an entry stands in a conversation, for its customer: the place in our log, encrypted. Places in the log have gaps
 * where something internal happened, and a customer is not to read from numbers that somebody wrote a note.
 */
export class Cursors {
  readonly #key: Buffer;

  /** `key` is the server's for visitors: 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = deriveKey(key, 'cursor').subarray(0, 16);
  }

  /** 22 letters. */
  write(conversationId: string, sequence: number): string {
    const block = Buffer.alloc(16);
    tagOf(conversationId).copy(block);
    block.writeUInt32BE(sequence, 12);
    // One block of one key for each place: equal places have equal cursors, and nothing else can be told.
    const cipher = createCipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url');
  }

  /** The place; null when the cursor is not one of this conversation's. */
  read(conversationId: string, cursor: string): number | null {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length !== 16) return null;
    const decipher = createDecipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false);
    const block = Buffer.concat([decipher.update(bytes), decipher.final()]);
    return block.subarray(0, 12).equals(tagOf(conversationId)) ? block.readUInt32BE(12) : null;
  }
}

/** The last 12 bytes of the id: those that are random. */
function tagOf(conversationId: string): Buffer {
  return Buffer.from(conversationId.replaceAll('-', '').slice(8), 'hex');
}
