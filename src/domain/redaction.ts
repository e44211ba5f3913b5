import { type DigitGroup, type DigitStream, digitsOf, type SaidText, type Side } from './digit-groups.ts';
import { type CardOptions, hidden, markCards, untouched } from './find-cards.ts';
import { findNationalIds, findSecurityCodes, type Stretch } from './find-secrets.ts';

/** Kinds of personal data that a boundary may mask. */
export const dataClasses = ['card', 'security_code', 'national_id'] as const;
export type DataClass = (typeof dataClasses)[number];

export type { SaidText, Side } from './digit-groups.ts';

/**
 * How many messages before and behind one decide together with it what of it is masked: a number comes in pieces, and a
 * question tells what an answer is. Whoever masks a page takes so many neighbours along; then its edges change nothing.
 */
export const maskingNeighbours = 40;

/** Something to be masked: a stretch of a text, and what stands there instead. */
export interface Mark {
  readonly dataClass: DataClass;
  readonly from: number;
  readonly to: number;
  readonly instead: string;
}

/** What stands for what is hidden. */
const dots = '••••';
const sides: readonly Side[] = ['customer', 'us', 'within'];

/**
 * Finds card numbers, their security codes and national ids in messages of one conversation, given in their order; for each
 * text its marks, in order. Card numbers are found in pieces over consecutive messages of one side too. Pure, and linear in
 * the length of the texts.
 */
export function findSensitive(texts: readonly SaidText[], options: CardOptions): readonly (readonly Mark[])[] {
  const marks: Mark[][] = texts.map(() => []);
  for (const side of sides) {
    const stream = digitsOf(texts, side);
    const cards = markCards(texts, stream, options);
    markEach(marks, cardStretches(stream, cards, texts));
    const add = (dataClass: DataClass, stretches: readonly Stretch[]): void => {
      for (const { text, from, to } of stretches) (marks[text] as Mark[]).push({ dataClass, from, to, instead: dots });
    };
    add('security_code', findSecurityCodes(texts, stream, cards));
    add('national_id', findNationalIds(texts, stream, side));
  }
  for (const each of marks) each.sort((a, b) => a.from - b.from || b.to - a.to);
  return marks;
}

function markEach(marks: Mark[][], stretches: readonly (Mark & { readonly text: number })[]): void {
  for (const { text, ...mark } of stretches) (marks[text] as Mark[]).push(mark);
}

/** The stretches of texts in which digits of cards stand, each with its last four where they may be shown. */
function cardStretches({ groups, digits }: DigitStream, cards: Uint8Array, texts: readonly SaidText[]) {
  const found: (Mark & { readonly text: number })[] = [];
  let open: { text: number; from: number; to: number; instead: string[] } | null = null;
  const close = (): void => {
    if (open !== null) {
      const { text, from, to, instead } = open;
      found.push({ dataClass: 'card', text, from, to, instead: instead.join(' ') });
    }
    open = null;
  };
  for (const group of groups) {
    if (cards[group.first] === untouched) {
      close();
      continue;
    }
    const goesOn: boolean = open !== null && group.after === 'joined';
    if (!goesOn) close();
    open ??= { text: group.text, from: group.from, to: group.to, instead: [] };
    open.to = group.to;
    addShown(open.instead, group, { digits, cards });
  }
  close();
  return found.filter(({ text, from, to, instead }) => (texts[text] as SaidText).text.slice(from, to) !== instead);
}

function addShown(
  instead: string[],
  { first, length }: DigitGroup,
  { digits, cards }: { readonly digits: Uint8Array; readonly cards: Uint8Array },
): void {
  for (let at = first; at < first + length; at++) {
    const isHidden = cards[at] === hidden;
    const last = instead.at(-1);
    if (isHidden) {
      if (last !== dots) instead.push(dots);
    } else if (last === undefined || last === dots) instead.push(String(digits[at]));
    else instead[instead.length - 1] = last + String(digits[at]);
  }
}

/** The text with what is marked as one of these classes masked: of a card number its last four digits stay. */
export function maskText(text: string, marks: readonly Mark[], classes: readonly DataClass[]): string {
  let masked = '';
  let at = 0;
  for (const { dataClass, from, to, instead } of marks) {
    if (!classes.includes(dataClass) || to <= at) continue;
    // Two kinds may share digits: then what is left of the second is hidden whole.
    masked += text.slice(at, Math.max(at, from)) + (from < at ? dots : instead);
    at = to;
  }
  return at === 0 ? text : masked + text.slice(at);
}

/** The texts, each masked by the same classes. */
export function maskTexts(
  texts: readonly SaidText[],
  { classes, ...options }: CardOptions & { readonly classes: readonly DataClass[] },
): readonly string[] {
  if (classes.length === 0) return texts.map(({ text }) => text);
  const marks = findSensitive(texts, options);
  return texts.map(({ text }, index) => maskText(text, marks[index] ?? [], classes));
}
