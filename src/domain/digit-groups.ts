/**
 * The digits of a conversation's texts, in groups, side by side with how one leads to the next. People write a long number
 * in pieces: with spaces, dashes, dots or line breaks between them, and over several messages.
 */

/** Who said it: pieces of one number come from one side. `within` is everything that the customer never sees. */
export type Side = 'customer' | 'us' | 'within';

export interface SaidText {
  /** The message's place in its conversation. Texts come in this order. */
  readonly sequence: number;
  readonly side: Side;
  readonly text: string;
}

/** Digits without anything between them. */
export interface DigitGroup {
  /** Which of the texts. */
  readonly text: number;
  /** Where in the text, in UTF-16 units; `to` is behind the last. */
  readonly from: number;
  readonly to: number;
  /** The place of its first digit among all digits of its side, and how many there are. */
  readonly first: number;
  readonly length: number;
  /**
   * How it goes on from the group before: `joined` in one text with nothing but separators between, `next` over messages that
   * follow each other in the same way, `loose` over messages with a few words between; otherwise it begins something new.
   */
  readonly after: 'joined' | 'next' | 'loose' | 'nothing';
}

/** All digits of one side. */
export interface DigitStream {
  readonly digits: Uint8Array;
  readonly groups: readonly DigitGroup[];
}

/** Separators between two groups of one number, at most. */
const separatorsMax = 5;
/** Letters between two pieces of one number that comes in several messages, at most. */
const looseMax = 30;
/** How far apart two messages with pieces of one number may be: the other side says something in between. */
const messagesApartMax = 8;

/** Spaces and line breaks, dashes, dots, and what is not seen at all. */
const separator = /[\s\p{Cf}\p{Mn}\p{Me}\p{Pd}\u2212._·•*,]/u;
const digitRuns = /\p{Nd}+/gu;
const asciiRuns = /[0-9]+/g;
/** The zeros of the scripts in which customers write digits; each is followed by its one to nine. */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10] as const;

/** The value of a digit of any script that we know; others count as zero, and still as a digit. */
function digitValue(code: number): number {
  for (const zero of zeros) if (code >= zero && code <= zero + 9) return code - zero;
  // Mathematical digits: five alphabets of ten.
  return code >= 0x1d7ce && code <= 0x1d7ff ? (code - 0x1d7ce) % 10 : 0;
}

/** The digits of a side in the order in which they were said. Linear in the length of the texts. */
export function digitsOf(texts: readonly SaidText[], side: Side): DigitStream {
  const digits: number[] = [];
  const groups: DigitGroup[] = [];
  /** Letters of that side since its last group; `null` where there was none yet. */
  let last: { readonly group: DigitGroup; between: number } | null = null;
  for (const [index, { side: of, text }] of texts.entries()) {
    if (of !== side) continue;
    let end = 0;
    for (const run of text.matchAll(isAscii(text) ? asciiRuns : digitRuns)) {
      const from = run.index;
      const to = from + run[0].length;
      const first = digits.length;
      for (const letter of run[0]) digits.push(digitValue(letter.codePointAt(0) as number));
      const group: DigitGroup = {
        text: index,
        from,
        to,
        first,
        length: digits.length - first,
        after: last === null ? 'nothing' : leadsTo(texts, last, { text: index, from }),
      };
      groups.push(group);
      last = { group, between: 0 };
      end = to;
    }
    if (last !== null) last.between += text.length - (last.group.text === index ? end : 0);
  }
  return { digits: Uint8Array.from(digits), groups };
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters of ASCII are meant.
  return /^[\x00-\x7f]*$/.test(text);
}

function leadsTo(
  texts: readonly SaidText[],
  before: { readonly group: DigitGroup; readonly between: number },
  next: { readonly text: number; readonly from: number },
): DigitGroup['after'] {
  const { group, between } = before;
  const here = (texts[next.text] as SaidText).text;
  if (group.text === next.text) {
    return isSeparator(here, group.to, next.from) ? 'joined' : 'nothing';
  }
  const there = texts[group.text] as SaidText;
  const apart = (texts[next.text] as SaidText).sequence - there.sequence;
  if (apart > messagesApartMax || between + next.from > looseMax) return 'nothing';
  const tail = there.text.length - group.to;
  const isTight = isSeparator(there.text, group.to, there.text.length) && isSeparator(here, 0, next.from);
  return isTight && between === tail ? 'next' : 'loose';
}

function isSeparator(text: string, from: number, to: number): boolean {
  if (to - from > separatorsMax) return false;
  for (let at = from; at < to; at++) if (!separator.test(text[at] as string)) return false;
  return true;
}
