/** Card numbers for tests, valid and in all the pieces in which people write them. Made from a seed; nobody's. */

const doubled = (digit: number): number => (digit > 4 ? digit * 2 - 9 : digit * 2);

/** The number with its last digit changed so that it passes the Luhn check; what is no digit stays where it is. */
export function makeValid(number: string): string {
  const at = number.search(/\d\D*$/);
  const digits = [...number.replace(/\D/g, '')].map(Number);
  const sum = digits
    .slice(0, -1)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? doubled(digit) : digit), 0);
  return number.slice(0, at) + String((10 - (sum % 10)) % 10) + number.slice(at + 1);
}

/** A small generator of numbers: the same seed makes the same ones. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** A valid number in this shape: each `9` becomes some digit. */
export function validLike(shape: string, seed: number): string {
  const roll = dice(seed);
  return makeValid(shape.replace(/9/g, () => String(roll(10))));
}

const shapes = [
  '4999999999999999',
  '5199999999999999',
  '5599999999999999',
  '2399999999999999',
  '349999999999999',
  '379999999999999',
  '6011999999999999',
  '3539999999999999',
];
const separators = [' ', '-', '.', '\n', ' - ', '\u00a0', '–', '\r\n'];
const leads = ['', '', 'my card number is ', 'Visa: ', 'sure ', 'it is '];
const tails = ['', '', ' thanks', '. Please hurry', ' ok?'];

/**
 * Numbers as they are written in one message or sent over two to four: in fours, in the groups of the card, in halves, at
 * any place at all.
 */
export function splitForms(
  count: number,
  { seed }: { readonly seed: number },
): readonly { readonly texts: readonly string[]; readonly number: string }[] {
  const roll = dice(seed);
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T;
  return Array.from({ length: count }, () => {
    const number = validLike(pick(shapes), roll(1_000_000));
    const groups = groupsOf(number, roll);
    const messages = 1 + roll(4);
    const texts: string[] = [];
    const each = Math.ceil(groups.length / messages);
    for (let at = 0; at < groups.length; at += each) texts.push(groups.slice(at, at + each).join(pick(separators)));
    texts[0] = pick(leads) + texts[0];
    texts[texts.length - 1] += pick(tails);
    return { texts, number };
  });
}

function groupsOf(number: string, roll: (sides: number) => number): string[] {
  const sizes = [[4], [number.length === 15 ? 5 : 8], [4, 6, 5], [1 + roll(number.length - 1)], [3], [2]][
    roll(6)
  ] as number[];
  const groups: string[] = [];
  for (let at = 0, i = 0; at < number.length; i++) {
    const size = sizes[i % sizes.length] as number;
    groups.push(number.slice(at, at + size));
    at += size;
  }
  return groups;
}
