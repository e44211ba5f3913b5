import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** Makes ids. The only source of ids in the system: SQL makes none. */
export interface Ids {
  /** A fresh UUIDv7 (RFC 9562, 5.7): its first 48 bits are the time in milliseconds, the rest is random. */
  next(): string;
}

const hex: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * UUIDv7 ids from the given clock and randomness, each greater than the one before (RFC 9562, 6.2, method 1): what one node
 * makes sorts in the order in which it was made, also within a millisecond and after the clock went back. 62 random bits.
 */
export function uuidIds(clock: Pick<Clock, 'now'>, random: Random): Ids {
  const b = new Uint8Array(10);
  const h = (i: number): string => hex[b[i] as number] as string;
  let time = 0;
  let counter = 0;
  return {
    next: () => {
      random.bytes(b);
      const now = Math.max(0, Math.floor(clock.now()));
      if (now > time) {
        time = now;
        // Half of the counter's room is left for ids of the same millisecond.
        counter = (((b[0] as number) << 8) | (b[1] as number)) & 0x7ff;
      } else if (++counter > 0xfff) {
        time++;
        counter = 0;
      }
      b[0] = 0x70 | (counter >>> 8);
      b[1] = counter & 0xff;
      b[2] = 0x80 | ((b[2] as number) & 0x3f);
      const at = time.toString(16).padStart(12, '0');
      return `${at.slice(0, 8)}-${at.slice(8)}-${h(0)}${h(1)}-${h(2)}${h(3)}-${h(4)}${h(5)}${h(6)}${h(7)}${h(8)}${h(9)}`;
    },
  };
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in its canonical lower-case form. Anything else names no row of ours. */
export function isUuid(text: string): boolean {
  return uuidShape.test(text);
}
