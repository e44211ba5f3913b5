import { randomFillSync } from 'node:crypto';

/** Where randomness comes from: secure in production, seeded in tests and the simulator. */
export interface Random {
  /** Fills the array with random bytes and gives it back. */
  bytes(into: Uint8Array): Uint8Array;
  /** A number in [0, 1). */
  fraction(): number;
}

/** Randomness from the operating system, drawn in blocks of 4 KiB because a system call per id is dear. */
export function secureRandom(): Random {
  const block = new Uint8Array(4096);
  let used = block.length;
  const bytes = (into: Uint8Array): Uint8Array => {
    if (into.length > block.length) return randomFillSync(into);
    if (used + into.length > block.length) {
      randomFillSync(block);
      used = 0;
    }
    into.set(block.subarray(used, used + into.length));
    block.fill(0, used, used + into.length);
    used += into.length;
    return into;
  };
  const four = new Uint8Array(4);
  const view = new DataView(four.buffer);
  return {
    bytes,
    fraction: () => {
      bytes(four);
      return view.getUint32(0) / 2 ** 32;
    },
  };
}

/** The same stream for the same seed: xoshiro128** seeded by splitmix32 (Blackman and Vigna, public domain). */
export function seededRandom(seed: number): Random {
  let mix = seed >>> 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split()];
  const rotate = (x: number, by: number): number => ((x << by) | (x >>> (32 - by))) >>> 0;
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const t = (b << 9) >>> 0;
    c = (c ^ a) >>> 0;
    d = (d ^ b) >>> 0;
    b = (b ^ c) >>> 0;
    a = (a ^ d) >>> 0;
    c = (c ^ t) >>> 0;
    d = rotate(d, 11);
    return result;
  };
  return {
    bytes: (into) => {
      for (let i = 0; i < into.length; i += 4) {
        const word = next();
        for (let k = 0; k < 4 && i + k < into.length; k++) into[i + k] = (word >>> (8 * k)) & 0xff;
      }
      return into;
    },
    fraction: () => next() / 2 ** 32,
  };
}
