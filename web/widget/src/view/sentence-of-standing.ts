import type { VisitorStanding } from '../../../../src/contract/webchat.ts';
import { type ChatWords, fill } from '../words.ts';

/** Where somebody stands in line, and between what their wait is likely to be: in minutes, and hours where it is long. */
export function sentenceOfStanding(
  { position, lowSeconds, highSeconds }: VisitorStanding,
  { words, locale }: { readonly words: ChatWords; readonly locale: string },
): string {
  const place = fill(words.place, { n: new Intl.NumberFormat(locale).format(position) });
  if (lowSeconds === null || highSeconds === null) return place;
  const [unit, seconds] = highSeconds < 7_200 ? (['minute', 60] as const) : (['hour', 3_600] as const);
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  const [low, high] = [Math.floor(lowSeconds / seconds), Math.max(1, Math.ceil(highSeconds / seconds))];
  const isRange = low > 0 && low < high;
  const wait = isRange ? format.formatRange(low, high) : format.format(high);
  return `${place} · ${fill(low === 0 ? words.upTo : words.about, { wait })}`;
}
