import type { ChatWords } from '../words.ts';

/** `14:05`, as the visitor's language writes it. */
export function writeTime(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

/** The visitor's own calendar day, as a word that tells days apart. */
export function dayOf(at: string): string {
  return new Date(at).toDateString();
}

/** Today, yesterday, or the date. */
export function writeDay(at: string, now: Date, { locale, words }: { locale: string; words: ChatWords }): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  const day = dayOf(at);
  if (day === now.toDateString()) return words.today;
  if (day === yesterday.toDateString()) return words.yesterday;
  const isThisYear = new Date(at).getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(new Date(at));
}

/** `1.4 MB`, as the visitor's language writes it. */
export function writeBytes(bytes: number, locale: string): string {
  const [unit, divisor] = bytes < 1_000 ? ['byte', 1] : bytes < 1_000_000 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(bytes / (divisor as number));
}
