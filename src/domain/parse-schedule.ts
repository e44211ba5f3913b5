import { Temporal } from 'temporal-polyfill';
import { placeInterval, type Schedule, type WallInterval, type Weekday, weekdays } from './hours.ts';

export type ScheduleFaultCode =
  | 'wrong_shape'
  | 'unknown_key'
  | 'unknown_zone'
  | 'bad_time'
  | 'bad_date'
  | 'repeated_date'
  | 'overlapping_intervals'
  | 'too_many';

/** One thing that is wrong with a schedule, and where: `path` is a JSON pointer such as `/weekly/mon/0/1`. */
export interface ScheduleFault {
  readonly path: string;
  readonly code: ScheduleFaultCode;
  readonly sentence: string;
}

export type ParsedSchedule =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly faults: readonly ScheduleFault[] };

/** Half an hour open, half an hour closed, all day, is already more than any calendar we know. */
const intervalsPerDayMax = 48;
/** Twenty holidays a year for two centuries; bounds what one document can make us work out. */
const datesMax = 4_000;

/**
 * Reads a schedule from a configuration document and gives every fault at once, in the order of the document's parts.
 * The schedule given back is a fresh, frozen copy.
 *
 * @example parseSchedule({ zone: 'Europe/Berlin', weekly: { mon: [['22:00', '06:00']] } })
 */
export function parseSchedule(input: unknown): ParsedSchedule {
  const faults: ScheduleFault[] = [];
  const fault: AddFault = (path, code, sentence) => faults.push({ path, code, sentence });
  if (!isRecord(input)) {
    fault('', 'wrong_shape', 'A schedule is an object with zone and weekly.');
    return { ok: false, faults };
  }
  for (const key of Object.keys(input)) {
    if (!['zone', 'weekly', 'holidays', 'overrides'].includes(key)) {
      fault(`/${pointer(key)}`, 'unknown_key', 'A schedule has zone, weekly, holidays and overrides, nothing else.');
    }
  }
  const zone = parseZone(input.zone, fault);
  const weekly = parseWeek(input.weekly, fault);
  const holidays = parseHolidays(input.holidays, fault);
  const overrides = parseOverrides(input.overrides, fault);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, schedule: Object.freeze({ zone, weekly, holidays, overrides }) };
}

type AddFault = (path: string, code: ScheduleFaultCode, sentence: string) => void;

function parseZone(input: unknown, fault: AddFault): string {
  if (typeof input === 'string' && isZone(input)) return input;
  fault('/zone', 'unknown_zone', 'The zone must be an IANA time zone id, for example Europe/Berlin.');
  return '';
}

/** Ids begin with a letter; `+02:00`, which Temporal would accept, does not. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

function parseWeek(input: unknown, fault: AddFault): Schedule['weekly'] {
  const week: { [day in Weekday]?: readonly WallInterval[] } = {};
  if (!isRecord(input)) {
    fault('/weekly', 'wrong_shape', 'The week must be an object from mon … sun to lists of intervals.');
    return week;
  }
  for (const [key, value] of Object.entries(input)) {
    const day = weekdays.find((name) => name === key);
    if (day) week[day] = parseDay(value, `/weekly/${day}`, fault);
    else fault(`/weekly/${pointer(key)}`, 'unknown_key', `Days are named ${weekdays.join(', ')}.`);
  }
  return Object.freeze(week);
}

function parseHolidays(input: unknown, fault: AddFault): readonly string[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) {
    fault('/holidays', 'wrong_shape', 'Holidays must be a list of dates.');
    return [];
  }
  if (input.length > datesMax) {
    fault('/holidays', 'too_many', `At most ${datesMax} holidays are allowed.`);
    return [];
  }
  const seen = new Set<string>();
  for (const [index, date] of input.entries()) {
    const path = `/holidays/${index}`;
    if (!isDate(date)) fault(path, 'bad_date', 'A holiday must be a date that exists, written YYYY-MM-DD.');
    else if (seen.has(date)) fault(path, 'repeated_date', `${date} is listed twice; keep one.`);
    else seen.add(date);
  }
  return Object.freeze([...seen]);
}

function parseOverrides(input: unknown, fault: AddFault): Readonly<Record<string, readonly WallInterval[]>> {
  if (input === undefined) return {};
  if (!isRecord(input)) {
    fault('/overrides', 'wrong_shape', 'Overrides must be an object from dates to lists of intervals.');
    return {};
  }
  const entries = Object.entries(input);
  if (entries.length > datesMax) {
    fault('/overrides', 'too_many', `At most ${datesMax} overrides are allowed.`);
    return {};
  }
  const overrides: Record<string, readonly WallInterval[]> = {};
  for (const [date, day] of entries) {
    const path = `/overrides/${pointer(date)}`;
    if (isDate(date)) overrides[date] = parseDay(day, path, fault);
    else fault(path, 'bad_date', 'An override stands under a date that exists, written YYYY-MM-DD.');
  }
  return Object.freeze(overrides);
}

function parseDay(input: unknown, path: string, fault: AddFault): readonly WallInterval[] {
  if (!Array.isArray(input)) {
    fault(path, 'wrong_shape', 'A day must be a list of intervals; an empty list is a closed day.');
    return [];
  }
  if (input.length > intervalsPerDayMax) {
    fault(path, 'too_many', `At most ${intervalsPerDayMax} intervals a day are allowed.`);
    return [];
  }
  const intervals: WallInterval[] = [];
  const placed: { start: number; end: number; index: number }[] = [];
  for (const [index, value] of input.entries()) {
    const interval = parseInterval(value, `${path}/${index}`, fault);
    if (!interval) continue;
    intervals.push(interval);
    placed.push({ ...placeInterval(interval), index });
  }
  placed.sort((a, b) => a.start - b.start || a.index - b.index);
  for (const [index, later] of placed.entries()) {
    const earlier = placed[index - 1];
    if (earlier && later.start < earlier.end) {
      const sentence = `This interval overlaps with interval ${earlier.index} of the same day; join or separate them.`;
      fault(`${path}/${later.index}`, 'overlapping_intervals', sentence);
    }
  }
  return Object.freeze(intervals);
}

function parseInterval(input: unknown, path: string, fault: AddFault): WallInterval | undefined {
  if (!Array.isArray(input) || input.length !== 2) {
    fault(path, 'wrong_shape', 'An interval must be a pair of times, for example ["09:00", "17:00"].');
    return undefined;
  }
  const [start, end] = input as [unknown, unknown];
  const startFits = isWallTime(start);
  const endFits = isWallTime(end) || end === '24:00';
  if (!startFits) fault(`${path}/0`, 'bad_time', 'A start must be written HH:MM, from 00:00 to 23:59.');
  if (!endFits) fault(`${path}/1`, 'bad_time', 'An end must be written HH:MM, from 00:00 to 24:00.');
  return startFits && endFits ? Object.freeze([start, end] as const) : undefined;
}

export function isWallTime(value: unknown): value is string {
  return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key as one token of a JSON pointer (RFC 6901). */
function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
