import { describe, expect, test } from 'vitest';
import { encodeQr } from './encode-qr.ts';
import { correctionBytes, multiply } from './error-correction.ts';
import { blankSymbol, dataPlaces, masks } from './qr-symbol.ts';

/** Reads a symbol as a camera's software would: format, mask, codewords, blocks, text. Shares only the layout of places. */
function read(modules: readonly (readonly boolean[])[]): { text: string; mask: number } {
  const version = (modules.length - 17) / 4;
  const at = (x: number, y: number): number => (modules[y]?.[x] ? 1 : 0);
  const formatPlaces = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => at(8, y)).concat([7, 5, 4, 3, 2, 1, 0].map((x) => at(x, 8)));
  const format = formatPlaces.reduce((sum, bit, index) => sum | (bit << index), 0) ^ 0x5412;
  expect(format >> 13, 'the level is M').toBe(0);
  const mask = (format >> 10) & 7;
  const bits = [...dataPlaces(blankSymbol(version))].map(([x, y]) => at(x, y) ^ (masks[mask]?.(x, y) ? 1 : 0));
  const codewords = Array.from({ length: bits.length >> 3 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8).join(''), 2),
  );
  return { text: readText(version, readBlocks(version, codewords)), mask };
}

/** The data of all blocks, each of which must be a codeword: zero at every root of the generator. */
function readBlocks(version: number, codewords: readonly number[]): number[] {
  const [correction, count] = [
    [10, 1],
    [16, 1],
    [26, 1],
    [18, 2],
    [24, 2],
    [16, 4],
    [18, 4],
    [22, 4],
    [22, 5],
    [26, 5],
  ][version - 1] as [number, number];
  const dataCount = codewords.length - correction * count;
  const short = Math.floor(dataCount / count);
  const longer = dataCount % count;
  const blocks: number[][] = Array.from({ length: count }, () => []);
  let next = 0;
  for (let row = 0; row <= short; row++)
    for (const [index, block] of blocks.entries())
      if (row < short || index >= count - longer) block.push(codewords[next++] as number);
  const data = blocks.flatMap((block) => [...block]);
  for (let row = 0; row < correction; row++) for (const block of blocks) block.push(codewords[next++] as number);
  for (const block of blocks) {
    for (let root = 0, power = 1; root < correction; root++, power = multiply(power, 2)) {
      expect(block.reduce((value, byte) => multiply(value, power) ^ byte, 0)).toBe(0);
    }
  }
  return data;
}

function readText(version: number, data: readonly number[]): string {
  const bits = data.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  expect(bits.slice(0, 4), 'bytes').toBe('0100');
  const start = version < 10 ? 12 : 20;
  const length = Number.parseInt(bits.slice(4, start), 2);
  const bytes = Array.from({ length }, (_, index) =>
    Number.parseInt(bits.slice(start + index * 8, start + index * 8 + 8), 2),
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

describe('a QR code', () => {
  test('has the correction bytes that the standard gives for its own example', () => {
    // ISO/IEC 18004, annex I: `01234567` as a symbol of version 1-M.
    const data = [0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11];
    expect(correctionBytes(data, 10)).toEqual([0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
  });

  test.each([1, 14, 15, 26, 42, 62, 84, 106, 107, 122, 152, 180, 181, 213])(
    'of %i bytes reads back as what was written',
    (length) => {
      const text = 'otpauth://totp/Baton:ada@example.test?secret=JBSWY3DPEHPK3PXP&issuer=Baton&'
        .repeat(3)
        .slice(0, length);
      expect(read(encodeQr(text)).text).toBe(text);
    },
  );

  test('holds what is not ASCII', () => {
    expect(read(encodeQr('Gespräch · محادثة')).text).toBe('Gespräch · محادثة');
  });

  test('has the size of the smallest version that holds the text', () => {
    expect(encodeQr('a'.repeat(14))).toHaveLength(21);
    expect(encodeQr('a'.repeat(15))).toHaveLength(25);
    expect(encodeQr('a'.repeat(213))).toHaveLength(57);
  });

  test('refuses what is too long for any that we make', () => {
    expect(() => encodeQr('a'.repeat(214))).toThrow(RangeError);
  });

  test('has three finders and the dark module', () => {
    const modules = encodeQr('Baton');
    const finder = (x: number, y: number): string =>
      Array.from({ length: 7 }, (_, step) => (modules[y + 3]?.[x + step] ? '1' : '0')).join('');
    expect([finder(0, 0), finder(14, 0), finder(0, 14)]).toEqual(['1011101', '1011101', '1011101']);
    expect(modules[13]?.[8]).toBe(true);
  });
});
