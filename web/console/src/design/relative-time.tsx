import { useLocale } from '../words/languages.ts';
import { useNow } from './clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * How long ago, as short as it can be said: `now`, `5m`, `3h`, a weekday within the week, else a date; with a year when
 * it is another one. What lies ahead (a clock that is a little off) is `now`.
 */
export function shortAge(atMs: number, nowMs: number, locale: string): string {
  const age = nowMs - atMs;
  const unit = (value: number, name: 'minute' | 'hour'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value);
  if (age < minuteMs)
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' }).format(0, 'second');
  if (age < hourMs) return unit(Math.floor(age / minuteMs), 'minute');
  if (age < 12 * hourMs) return unit(Math.floor(age / hourMs), 'hour');
  if (age < 6 * dayMs)
    return new Intl.DateTimeFormat(locale, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(atMs);
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** A date and time in full, for titles. */
export function exactTime(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(atMs);
}

/** A date and time to be read in a sentence. */
export function dateAndTime(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(atMs);
}

export interface RelativeTimeProps {
  /** An instant of the API: RFC 3339. */
  readonly at: string;
  readonly className?: string | undefined;
}

/** When something was, in a few letters that keep themselves true; the exact time is its title. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const locale = useLocale();
  const now = useNow('minute');
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(atMs, locale)} className={className}>
      {shortAge(atMs, now, locale)}
    </time>
  );
}
