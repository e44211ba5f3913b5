import type { Scalar } from './conditions.ts';
import { cutText } from './cut-text.ts';
import type { AskStep } from './graph.ts';

/** What a customer's words come to as an answer. */
export interface Answer {
  readonly value: Scalar;
  /** Of a choice: the option's id. */
  readonly option?: string;
}

/** Reads an answer of the kind that was asked for; undefined where it is none. */
export function readAnswer({ answer, options }: Pick<AskStep, 'answer' | 'options'>, said: string): Answer | undefined {
  if (said === '') return undefined;
  switch (answer) {
    case 'text':
      return { value: cutText(said, 2_000) };
    case 'number': {
      const number = /^[+-]?\d{1,15}([.,]\d{1,6})?$/.test(said) ? Number(said.replace(',', '.')) : Number.NaN;
      return Number.isNaN(number) ? undefined : { value: number };
    }
    case 'email': {
      const found = /[^\s<>@,;]+@[^\s<>@,;]+\.[\p{L}\p{N}-]{2,}/u.exec(said)?.[0];
      return found === undefined || found.length > 320 ? undefined : { value: found.toLowerCase() };
    }
    case 'phone': {
      const digits = said.replace(/[\s().\-/]/g, '');
      return /^\+?\d{6,15}$/.test(digits) ? { value: digits } : undefined;
    }
    case 'date':
      return readDate(said);
    case 'rating':
      return /^[1-5]$/.test(said) ? { value: Number(said) } : undefined;
    case 'yes_no': {
      const word = said.toLowerCase().replace(/[.!]$/, '');
      if (yes.has(word)) return { value: true };
      return no.has(word) ? { value: false } : undefined;
    }
    case 'choice': {
      const word = said.toLowerCase();
      const index = /^\d{1,2}[.)]?$/.test(said) ? Number.parseInt(said, 10) - 1 : -1;
      const option =
        options[index] ?? options.find(({ id, label }) => label.trim().toLowerCase() === word || id === word);
      return option && { value: option.label, option: option.id };
    }
  }
}

const yes: ReadonlySet<string> = new Set([
  'yes',
  'y',
  'yeah',
  'yep',
  'ok',
  'okay',
  'sure',
  'ja',
  'oui',
  'si',
  'sí',
  'نعم',
  'כן',
  '👍',
]);
const no: ReadonlySet<string> = new Set(['no', 'n', 'nope', 'nein', 'non', 'لا', 'לא', '👎']);

/** As ISO writes it, or day before month with dots or slashes; the day must be in the calendar. */
function readDate(said: string): Answer | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said);
  const spoken = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(said);
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : spoken
      ? [Number(spoken[3]), Number(spoken[2]), Number(spoken[1])]
      : [0, 0, 0];
  const date = new Date(Date.UTC(year as number, (month as number) - 1, day as number));
  const isReal = year !== 0 && date.getUTCMonth() === (month as number) - 1 && date.getUTCDate() === day;
  return isReal ? { value: date.toISOString().slice(0, 10) } : undefined;
}
