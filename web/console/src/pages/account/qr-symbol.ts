/** A QR code in the making: which modules are dark, and which of them are fixed patterns that no data and no mask touches. */
export interface QrSymbol {
  readonly version: number;
  readonly modules: boolean[][];
  readonly fixed: boolean[][];
}

/** The middles of the alignment patterns, by version from 1 on; they stand at all pairs of these but the three corners. */
const alignments: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

function put({ modules, fixed }: QrSymbol, x: number, y: number, dark: boolean): void {
  const row = modules[y];
  if (row === undefined || x < 0 || x >= row.length) return;
  row[x] = dark;
  (fixed[y] as boolean[])[x] = true;
}

/** A symbol with its finders, timing and alignment, and with room kept for what says its format and version. */
export function blankSymbol(version: number): QrSymbol {
  const size = 17 + version * 4;
  const square = (): boolean[][] => Array.from({ length: size }, () => new Array(size).fill(false));
  const symbol: QrSymbol = { version, modules: square(), fixed: square() };
  for (let at = 0; at < size; at++) {
    put(symbol, 6, at, at % 2 === 0);
    put(symbol, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    putRings(symbol, x, y, 4, [0, 1, 3]);
  const middles = alignments[version - 1] ?? [];
  const last = middles.at(-1);
  for (const x of middles)
    for (const y of middles) {
      const isCorner = (x === 6 && (y === 6 || y === last)) || (x === last && y === 6);
      if (!isCorner) putRings(symbol, x, y, 2, [0, 2]);
    }
  putFormat(symbol, 0);
  putVersion(symbol);
  return symbol;
}

/** A square pattern around a middle, dark at the given distances from it. */
function putRings(symbol: QrSymbol, x: number, y: number, reach: number, dark: readonly number[]): void {
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++)
      put(symbol, x + dx, y + dy, dark.includes(Math.max(Math.abs(dx), Math.abs(dy))));
}

/** `value` with the remainder of its division by a binary polynomial behind it. */
function withRemainder(value: number, polynomial: number, degree: number): number {
  let remainder = value << degree;
  for (let bit = 31; bit >= degree; bit--) {
    if ((remainder >>> bit) & 1) remainder ^= polynomial << (bit - degree);
  }
  return (value << degree) | remainder;
}

/** Level M is 00; the mask is the rest. Written twice: around the first finder, and split between the other two. */
function putFormat(symbol: QrSymbol, mask: number): void {
  const bits = withRemainder(mask, 0x537, 10) ^ 0x5412;
  const size = symbol.modules.length;
  for (let bit = 0; bit < 15; bit++) {
    const dark = ((bits >> bit) & 1) === 1;
    const [x, y] = firstFormatPlace(bit);
    put(symbol, x, y, dark);
    if (bit < 8) put(symbol, size - 1 - bit, 8, dark);
    else put(symbol, 8, size - 15 + bit, dark);
  }
  put(symbol, 8, size - 8, true);
}

function firstFormatPlace(bit: number): [x: number, y: number] {
  if (bit < 6) return [8, bit];
  if (bit < 8) return [8, bit + 1];
  if (bit === 8) return [7, 8];
  return [14 - bit, 8];
}

/** From version 7 on a symbol says its version, beside the two outer finders. */
function putVersion(symbol: QrSymbol): void {
  if (symbol.version < 7) return;
  const bits = withRemainder(symbol.version, 0x1f25, 12);
  const edge = symbol.modules.length - 11;
  for (let bit = 0; bit < 18; bit++) {
    const dark = ((bits >> bit) & 1) === 1;
    const [long, short] = [Math.floor(bit / 3), edge + (bit % 3)];
    put(symbol, short, long, dark);
    put(symbol, long, short, dark);
  }
}

/** Every module that data may use, in the order in which it does: pairs of columns from the right, up and down in turn. */
export function* dataPlaces({ modules, fixed }: QrSymbol): Generator<[x: number, y: number]> {
  const size = modules.length;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of timing belongs to no pair.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!fixed[y]?.[x]) yield [x, y];
    }
    upwards = !upwards;
  }
}

/** Writes bytes into the places for data; what is left over stays light. */
export function writeCodewords(symbol: QrSymbol, codewords: readonly number[]): void {
  let bit = 0;
  for (const [x, y] of dataPlaces(symbol)) {
    const byte = codewords[bit >> 3] ?? 0;
    (symbol.modules[y] as boolean[])[x] = ((byte >> (7 - (bit & 7))) & 1) === 1;
    bit++;
  }
}

/** The eight masks: whether a module is turned over. */
export const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The symbol under the mask that leaves the least of what confuses readers. */
export function chooseMask(symbol: QrSymbol): boolean[][] {
  const candidates = masks.map((_, mask) => masked(symbol, mask));
  const marks = candidates.map(penalty);
  return candidates[marks.indexOf(Math.min(...marks))] ?? symbol.modules;
}

function masked(symbol: QrSymbol, mask: number): boolean[][] {
  const copy: QrSymbol = { ...symbol, modules: symbol.modules.map((row) => [...row]) };
  const turns = masks[mask];
  for (const [x, y] of dataPlaces(symbol)) {
    const row = copy.modules[y];
    if (row && turns?.(x, y)) row[x] = !row[x];
  }
  putFormat(copy, mask);
  return copy.modules;
}

/** How confusing a symbol is: long runs, blocks of one colour, what looks like a finder, and too much of one colour. */
function penalty(modules: readonly (readonly boolean[])[]): number {
  const size = modules.length;
  const columns = modules.map((_, x) => modules.map((row) => row[x] === true));
  const lines = [...modules, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''));
  let marks = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/1{5,}|0{5,}/g)) marks += run.length - 2;
    marks += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++) {
      const corner = modules[y]?.[x];
      if (corner === modules[y]?.[x - 1] && corner === modules[y - 1]?.[x] && corner === modules[y - 1]?.[x - 1])
        marks += 3;
    }
  const dark = modules.flat().filter(Boolean).length / (size * size);
  return marks + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
