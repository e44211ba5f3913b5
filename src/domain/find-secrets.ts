import type { DigitGroup, DigitStream, SaidText } from './digit-groups.ts';
import { untouched } from './find-cards.ts';

/** A stretch of one text. */
export interface Stretch {
  readonly text: number;
  readonly from: number;
  readonly to: number;
}

/** How far a word may stand from the number that it speaks of, in letters. */
const wordMax = 60;
/** How far behind a card its security code may stand, in letters. */
const behindCardMax = 40;
/** How many messages later a question is still being answered. */
const answerMax = 3;

const codeWord =
  'cvv2?|cvc2?|cvn2?|csc|cid|security\\s+(?:code|number|digits)|card\\s+verification(?:\\s+(?:code|value|number))?|verification\\s+(?:code|value)|(?:3|4|three|four)[- ]digits?\\s+(?:code|on|at)|code\\s+on\\s+the\\s+back|prüfziffer|prüfnummer|sicherheitscode|code\\s+de\\s+sécurité|cryptogramme|código\\s+de\\s+seguridad|رمز\\s+الأمان';
const idWord =
  'ssn|s\\.s\\.n\\.?|social\\s+security(?:\\s+(?:number|no))?|social(?=\\s+(?:number|no|is|\\p{Nd})|:|\\s*$)|itin|national\\s+(?:id|identity|insurance)(?:\\s+(?:number|no))?|nino|sin\\s+number|sozialversicherungsnummer|steuer-?id|numéro\\s+de\\s+sécurité\\s+sociale|dni|الرقم\\s+القومي';
const pinWord = 'pin(?:\\s+(?:code|number|no))?';

const before = (word: string, reach: number) =>
  new RegExp(`(?<![\\p{L}\\p{Nd}])(?:${word})(?![\\p{L}])[^\\p{Nd}]{0,${reach}}$`, 'iu');
const behind = (word: string) =>
  new RegExp(
    `^[\\s\\p{P}]{0,5}(?:(?:is|was|are|as|ist)\\s+(?:(?:my|the|our|mein|meine)\\s+)?(?:${word})(?![\\p{L}])|(?:${word})[\\s\\p{P}]*$)`,
    'iu',
  );
const anywhere = (word: string) => new RegExp(`(?<![\\p{L}])(?:${word})(?![\\p{L}])`, 'iu');

const codeBefore = before(codeWord, 25);
const codeBehind = behind(codeWord);
const codeAnywhere = anywhere(codeWord);
const pinBefore = before(pinWord, 6);
const idBefore = before(idWord, 25);
const idBehind = behind(idWord);
const idAnywhere = anywhere(idWord);

/** Other words between a question's word and a number say that the number is something else. */
const turnsAway = /\b(?:zip|order|address|phone|card|credit|account|ac|amount|date)\b/iu;
const isAboutElse = /\b(?:ssn|social|zip|order|address|phone|account|ac|amount|id)\b/iu;
const onlyDigits = /^[\s\p{P}]*\p{Nd}{3,4}[\s\p{P}]*$/u;
const year = /^(?:19|20)\d\d$/;
const ukNumber = /(?<![\p{L}\p{Nd}])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![\p{L}\p{Nd}])/gu;

/** The texts around a side's digits, asked by the group. */
class Around {
  readonly texts: readonly SaidText[];
  /** The last text of the other side before each text, if it is near enough to be answered by it. */
  readonly #asked: readonly (string | null)[];

  constructor(texts: readonly SaidText[]) {
    this.texts = texts;
    this.#asked = texts.map(({ side, sequence }, index) => {
      for (let at = index - 1; at >= 0; at--) {
        const { side: of, sequence: then, text } = texts[at] as SaidText;
        if (sequence - then > answerMax) return null;
        if (of !== side && of !== 'within') return text;
      }
      return null;
    });
  }

  textOf({ text }: Pick<DigitGroup, 'text'>): string {
    return (this.texts[text] as SaidText).text;
  }

  before(group: DigitGroup): string {
    return this.textOf(group).slice(Math.max(0, group.from - wordMax), group.from);
  }

  behind(group: DigitGroup): string {
    return this.textOf(group).slice(group.to, group.to + wordMax);
  }

  digits(group: DigitGroup): string {
    return this.textOf(group).slice(group.from, group.to);
  }

  /** Whether the text answers a question of the other side in which the word stands, and says little else. */
  answers(group: DigitGroup, word: RegExp): boolean {
    const question = this.#asked[group.text];
    return typeof question === 'string' && this.textOf(group).length <= wordMax && word.test(question.slice(-400));
  }
}

/** Security codes of cards: three or four digits behind a card, or where the words or the other side's question say so. */
export function findSecurityCodes(
  texts: readonly SaidText[],
  { groups }: DigitStream,
  cards: Uint8Array,
): readonly Stretch[] {
  const around = new Around(texts);
  const found: Stretch[] = [];
  /** The last digit of a card before this group. */
  let card: DigitGroup | null = null;
  for (const group of groups) {
    if (cards[group.first] !== untouched) {
      card = group;
      continue;
    }
    if (group.length < 3 || group.length > 4 || isPartOfMore(around, group)) continue;
    const said = codeBefore.test(around.before(group)) || codeBehind.test(around.behind(group));
    const isPin = group.length === 4 && pinBefore.test(around.before(group));
    const isAnswer = onlyDigits.test(around.textOf(group)) && around.answers(group, codeAnywhere);
    if (said || isPin || isAnswer || (card !== null && followsCard(around, group, card))) found.push(stretchOf(group));
  }
  return found;
}

/** In the same text soon behind it, or alone in one of the side's next two texts. */
function followsCard(around: Around, group: DigitGroup, card: DigitGroup): boolean {
  if (year.test(around.digits(group))) return false;
  if (group.text === card.text) {
    const between = around.textOf(group).slice(card.to, group.from);
    return between.length <= behindCardMax && !isAboutElse.test(between);
  }
  if (!onlyDigits.test(around.textOf(group))) return false;
  const side = (around.texts[card.text] as SaidText).side;
  let later = 0;
  for (let at = card.text + 1; at <= group.text; at++) if ((around.texts[at] as SaidText).side === side) later++;
  return later <= 2 && group.text - card.text <= 2 * answerMax;
}

/** A part of a date, a sum, a time or a word. */
function isPartOfMore(around: Around, group: DigitGroup): boolean {
  const [before, behind] = [around.before(group), around.behind(group)];
  return /(?:\p{Nd}[.,:-]|[$€£]\s?|[/#])$/u.test(before) || /^(?:[/:]|[.,]\p{Nd}|\s?[€$£%]|\p{L})/u.test(behind);
}

/** National ids: by their shape, or where the words or the other side's question say so. */
export function findNationalIds(
  texts: readonly SaidText[],
  { groups, digits }: DigitStream,
  side: SaidText['side'],
): readonly Stretch[] {
  const around = new Around(texts);
  const found: Stretch[] = [];
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at] as DigitGroup;
    const end = endOfSocial(groups, digits, at);
    if (end !== null) {
      for (; at < end; at++) found.push(stretchOf(groups[at] as DigitGroup));
      found.push(stretchOf(groups[end] as DigitGroup));
      continue;
    }
    if (!isSaidToBeId(around, group)) continue;
    found.push(stretchOf(group));
    // The rest of it, as far as it is written in one go.
    let total = group.length;
    while (at + 1 < groups.length) {
      const next = groups[at + 1] as DigitGroup;
      total += next.length;
      if (next.after !== 'joined' || total > 11) break;
      found.push(stretchOf(next));
      at++;
    }
  }
  for (const [text, { side: of, text: said }] of texts.entries()) {
    if (of !== side) continue;
    for (const { index, 0: number } of said.matchAll(ukNumber))
      found.push({ text, from: index, to: index + number.length });
  }
  return found;
}

function isSaidToBeId(around: Around, group: DigitGroup): boolean {
  if (group.length < 2 || group.length > 11) return false;
  const words = idBefore.exec(around.before(group))?.[0];
  if (words !== undefined && !turnsAway.test(words)) return true;
  if (idBehind.test(around.behind(group))) return true;
  return [4, 9, 10, 11].includes(group.length) && around.answers(group, idAnywhere);
}

/** Where a number in the shape 123-45-6789 that begins at a group ends; null where none does. */
function endOfSocial(groups: readonly DigitGroup[], digits: Uint8Array, at: number): number | null {
  const [area, middle, serial] = groups.slice(at, at + 3);
  if (area?.length !== 3 || middle?.length !== 2 || serial?.length !== 4) return null;
  const isTight = (group: DigitGroup | undefined): boolean => group?.after === 'joined' || group?.after === 'next';
  if (!isTight(middle) || !isTight(serial) || isTight(area) || isTight(groups[at + 3])) return null;
  const said = digits.subarray(area.first, serial.first + 4).join('');
  return /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/.test(said) ? at + 2 : null;
}

function stretchOf({ text, from, to }: DigitGroup): Stretch {
  return { text, from, to };
}
