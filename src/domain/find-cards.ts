import type { DigitGroup, DigitStream, SaidText } from './digit-groups.ts';

/** What became of a digit: nothing, shown as one of a card's last four, or hidden. */
export const untouched = 0;
const shown = 1;
export const hidden = 2;

/** A card has 13 to 19 digits. */
const lengthMin = 13;
const lengthMax = 19;
/** Beginnings and lengths that issuers of cards use. */
const schemes =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|3(?:0[0-5]|[689]\d)\d{11,16}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{11,17})$/;
/** How cards are grouped in print. */
const printed: ReadonlySet<string> = new Set([
  '4 4 4 4',
  '4 6 5',
  '4 6 4',
  '4 6 6',
  '5 5 6',
  '4 4 4 4 3',
  '4 4 4 4 2',
  '4 4 5',
  '4 4 4 3',
]);

/** Farther back than this nothing says what a number is, in letters. */
const introductionMax = 40;
const saysCard = /card|visa|master|amex|american express|discover|maestro|credit|debit|karte|carte|tarjeta|بطاقة/iu;
const saysSomethingElse =
  /\b(?:orders?|bookings?|reservations?|confirmation|tracking|parcel|shipment|invoices?|references?|ref|tickets?|case|serial|imei|phone|mobile|telephone|tel|cell|fax|whatsapp|iban|bestellung|bestellnummer|buchung|sendung|rechnung|telefon|handy)\b[^\p{N}]*$/iu;
/** What may be a UUID, or an IBAN: no numbers, whatever digits stand in them. */
const identifiers =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gi;

export interface CardOptions {
  /** Whether a number must pass the Luhn check. Otherwise every number of the shape is taken for one. */
  readonly onlyValidCards: boolean;
}

/**
 * Marks each digit of a side by whether it belongs to a card number. Looks at every stretch of groups that has the length of
 * one; what two stretches share is hidden, so that the result hangs on what stands around a digit and on nothing further away.
 * Linear in the number of digits.
 */
export function markCards(
  texts: readonly SaidText[],
  stream: DigitStream,
  { onlyValidCards }: CardOptions,
): Uint8Array {
  const { digits, groups } = stream;
  const marks = new Uint8Array(digits.length);
  const isValid = luhnOver(digits);
  const spans = identifierSpans(texts, groups);
  const hasScheme = (from: number, to: number): boolean => schemes.test(digits.subarray(from, to).join(''));
  const take = (from: number, to: number, showFrom: number): void => {
    for (let at = from; at < to; at++) {
      if (at < showFrom) marks[at] = hidden;
      else if (marks[at] === untouched) marks[at] = shown;
    }
  };

  for (let start = 0; start < groups.length; start++) {
    const first = groups[start] as DigitGroup;
    if (first.length > 16) takeBeginning(first);
    if (first.length > lengthMax || spans.has(start)) continue;
    let isLoose = false;
    /** What a shorter stretch from the same start is. */
    let shorter: Verdict = 'none';
    for (let end = start; end < groups.length; end++) {
      const last = groups[end] as DigitGroup;
      if (end > start) {
        if (last.after === 'nothing' || spans.has(end)) break;
        if (last.after === 'loose') {
          if (!onlyValidCards) break;
          isLoose = true;
        }
      }
      const to = last.first + last.length;
      const length = to - first.first;
      if (length > lengthMax) break;
      const verdict = length < lengthMin ? 'none' : judge({ start, end, isLoose });
      if (verdict === 'none' || (shorter !== 'none' && verdict === 'likely')) continue;
      // A card with a code behind it may look like a longer card. Which of the two it is nobody can tell within one message.
      const mayEndInCode = shorter === 'sure' && last.length >= 3 && last.length <= 4;
      if (!mayEndInCode || last.after === 'joined') take(first.first, to, mayEndInCode ? to : to - 4);
      shorter = verdict;
    }
  }
  return marks;

  /** A number with more behind it without a space: its beginning tells. */
  function takeBeginning({ first, length }: DigitGroup): void {
    for (const cardLength of [16, 15]) {
      const isCard = isValid(first, first + cardLength) && hasScheme(first, first + cardLength);
      if (isCard) take(first, first + length, first + length);
    }
  }

  /** `sure` by its check digit and its beginning; `likely` by how it is written. */
  function judge({ start, end, isLoose }: { start: number; end: number; isLoose: boolean }): Verdict {
    const [first, last] = [groups[start] as DigitGroup, groups[end] as DigitGroup];
    const [from, to] = [first.first, last.first + last.length];
    if (isZeros(digits, from, to)) return 'none';
    const valid = isValid(from, to);
    if (onlyValidCards && !valid) return 'none';
    const isSure = valid && hasScheme(from, to);
    if (isLoose)
      return isSure && (isPrinted(groups, start, end) || saysCard.test(beforeIt(texts, first))) ? 'sure' : 'none';
    if (isSure) return 'sure';
    if (isCalledSomethingElse(texts, first)) return 'none';
    const isLikely =
      start === end
        ? onlyValidCards || !isGlued(texts, first)
        : isPrinted(groups, start, end) ||
          (!hasTelephone(groups, start, end) && isWhole(texts, groups, { start, end, length: to - from }));
    return isLikely ? 'likely' : 'none';
  }
}

type Verdict = 'none' | 'likely' | 'sure';

/** Whether nothing stands before or behind that would belong to it as well; over several messages, also that it is said to be a card or nothing. */
function isWhole(
  texts: readonly SaidText[],
  groups: readonly DigitGroup[],
  { start, end, length }: { readonly start: number; readonly end: number; readonly length: number },
): boolean {
  const [first, last, next] = [groups[start] as DigitGroup, groups[end] as DigitGroup, groups[end + 1]];
  if (first.after === 'joined' || next?.after === 'joined') return false;
  if (first.text === last.text) return true;
  if (first.after === 'next' || next?.after === 'next' || length < 15 || length > 16) return false;
  const words = beforeIt(texts, first);
  return saysCard.test(words) || !/\p{L}/u.test(words);
}

/** Whether a group has the length of a telephone number, which people write beside their address. */
function hasTelephone(groups: readonly DigitGroup[], start: number, end: number): boolean {
  return groups.slice(start, end + 1).some(({ length }) => length === 10 || length === 11);
}

function isPrinted(groups: readonly DigitGroup[], start: number, end: number): boolean {
  if (end - start > 4) return false;
  return printed.has(
    groups
      .slice(start, end + 1)
      .map(({ length }) => length)
      .join(' '),
  );
}

function isZeros(digits: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (digits[at] !== 0) return false;
  return true;
}

/** What stands right before a number in its text. */
function beforeIt(texts: readonly SaidText[], { text, from }: Pick<DigitGroup, 'text' | 'from'>): string {
  return (texts[text] as SaidText).text.slice(Math.max(0, from - introductionMax), from);
}

/** Letters right before or behind: part of a word that is no number. */
function isGlued(texts: readonly SaidText[], { text, from, to }: DigitGroup): boolean {
  const before = beforeIt(texts, { text, from });
  if (/\p{L}$/u.test(before)) return !saysCard.test(before);
  return /^\p{L}/u.test((texts[text] as SaidText).text.slice(to, to + 2));
}

/** Whether the words before a number say that it is of another kind, or a plus that it is a telephone's. */
function isCalledSomethingElse(texts: readonly SaidText[], { text, from }: DigitGroup): boolean {
  const before = beforeIt(texts, { text, from });
  if (/\+\s?\(?$/.test(before)) return true;
  return saysSomethingElse.test(before) && !saysCard.test(before);
}

/** The groups that stand in something which is no number: a UUID, an IBAN. */
function identifierSpans(texts: readonly SaidText[], groups: readonly DigitGroup[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let at = 0;
  for (let index = 0; at < groups.length; index++) {
    const begin = at;
    while (at < groups.length && (groups[at] as DigitGroup).text === index) at++;
    if (begin === at) continue;
    let group = begin;
    for (const found of (texts[index] as SaidText).text.matchAll(identifiers)) {
      if (!found[0].includes('-') && !isIban(found[0])) continue;
      const end = found.index + found[0].length;
      while (group < at && (groups[group] as DigitGroup).from < found.index) group++;
      for (; group < at && (groups[group] as DigitGroup).to <= end; group++) inside.add(group);
    }
  }
  return inside;
}

/** Whether the check digits of an IBAN hold: letters before a card number do not make it one. */
function isIban(text: string): boolean {
  const letters = text.replaceAll(' ', '').toUpperCase();
  let rest = 0;
  for (const letter of letters.slice(4) + letters.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** The Luhn check of any stretch of the digits, each in constant time. */
function luhnOver(digits: Uint8Array): (from: number, to: number) => boolean {
  // Sums up to each place, with the digits at even or at odd places doubled.
  const even = new Int32Array(digits.length + 1);
  const odd = new Int32Array(digits.length + 1);
  digits.forEach((digit, at) => {
    const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
    even[at + 1] = (even[at] as number) + (at % 2 === 0 ? doubled : digit);
    odd[at + 1] = (odd[at] as number) + (at % 2 === 1 ? doubled : digit);
  });
  return (from, to) => {
    const sums = (to - 1) % 2 === 0 ? odd : even;
    return ((sums[to] as number) - (sums[from] as number)) % 10 === 0;
  };
}
