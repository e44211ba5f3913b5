import { correctionBytes } from './error-correction.ts';
import { blankSymbol, chooseMask, type QrSymbol, writeCodewords } from './qr-symbol.ts';

/** How a version (1 to 10) is cut into blocks at correction level M: bytes of correction a block, then data bytes of each. */
const blocksOfVersion: readonly (readonly [correction: number, ...data: number[]])[] = [
  [10, 16],
  [16, 28],
  [26, 44],
  [18, 32, 32],
  [24, 43, 43],
  [16, 27, 27, 27, 27],
  [18, 31, 31, 31, 31],
  [22, 38, 38, 39, 39],
  [22, 36, 36, 36, 37, 37],
  [26, 43, 43, 43, 43, 44],
];

/**
 * A text as a QR code (ISO/IEC 18004), rows of modules, true for dark. As bytes of UTF-8, at correction level M, in the
 * smallest of versions 1 to 10 that holds it: at most 213 bytes, which an `otpauth:` link stays far below.
 *
 * @throws RangeError for a text that is longer
 */
export function encodeQr(text: string): QrSymbol['modules'] {
  const bytes = new TextEncoder().encode(text);
  const version = blocksOfVersion.findIndex((_, index) => bytes.length <= capacity(index + 1)) + 1;
  if (version === 0) throw new RangeError(`A QR code of ${bytes.length} bytes is larger than we make.`);
  const symbol = blankSymbol(version);
  writeCodewords(symbol, interleave(version, dataCodewords(version, bytes)));
  return chooseMask(symbol);
}

function dataBytes(version: number): number {
  const [, ...data] = blocksOfVersion[version - 1] ?? [0];
  return data.reduce((sum, count) => sum + count, 0);
}

/** How many bits say the length of the text. */
function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function capacity(version: number): number {
  return Math.floor((dataBytes(version) * 8 - 4 - lengthBits(version)) / 8);
}

/** Mode, length, text, and padding up to what the version holds. */
function dataCodewords(version: number, bytes: Uint8Array): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  const total = dataBytes(version) * 8;
  put(0, Math.min(4, total - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  for (let pad = 0xec; bits.length < total; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: total / 8 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8).join(''), 2),
  );
}

/** The blocks with their correction, one byte of each in turn, so that a stain spreads over all of them. */
function interleave(version: number, data: readonly number[]): number[] {
  const [correction, ...lengths] = blocksOfVersion[version - 1] ?? [0];
  let taken = 0;
  const blocks = lengths.map((length) => data.slice(taken, (taken += length)));
  const corrections = blocks.map((block) => correctionBytes(block, correction));
  return [...inTurn(blocks), ...inTurn(corrections)];
}

function inTurn(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => blocks.flatMap((block) => block.slice(index, index + 1))).flat();
}
