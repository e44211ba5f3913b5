import { Temporal } from 'temporal-polyfill';
import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';

// When a department is open.
//
// An instant is open if its local wall time lies in [start, end) of an interval of that local date, or of the date
// before when that interval crosses midnight. So a wall time that occurs twice counts twice, one that is skipped never
// occurs, a holiday or override replaces the intervals that start on its date and nothing else, and minutes are elapsed
// minutes.
//
// Between two changes of a zone's offset, wall time is UTC plus a constant. So an interval of wall time is cut at those
// changes and shifted by each part's offset, and gaps, repetitions and missing dates come out right without a case of
// their own. The answers are kept as sorted lists of changes (open, close, open, …), one list for each 32 days.
//
// Measured 2026-11-21 on Node 24.21, 2 cores: isOpen takes 0.09 µs when the list is there, 0.12 µs across 11
// schedules and 300 days; the first question to a new schedule takes 32 µs, and the first to a new zone 100 µs more.

/** Days of the week in the order of ISO 8601, so that index 0 is Monday. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * A stretch of local wall time, `['09:00', '17:00']`: open at the first, closed at the second. An end at or before the
 * start lies on the next date (`['22:00', '06:00']`) and still belongs to the day it starts on. `24:00` may end one.
 */
export type WallInterval = readonly [start: string, end: string];

/**
 * Business hours: a week of wall times in one IANA zone, and the dates that differ. A schedule is never changed in
 * place: `hours.ts` keeps what it worked out under the object itself.
 */
export interface Schedule {
  /** An IANA zone id such as `America/New_York`. Offsets such as `+02:00` are refused: they know no summer time. */
  readonly zone: string;
  /** A day that is absent is closed. */
  readonly weekly: { readonly [day in Weekday]?: readonly WallInterval[] };
  /** Local dates, `YYYY-MM-DD`, that are closed. The evening before may still run past midnight into one. */
  readonly holidays?: readonly string[];
  /** Local dates that have their own intervals instead of the week's; wins over a holiday on the same date. */
  readonly overrides?: Readonly<Record<string, readonly WallInterval[]>>;
}

/**
 * Whether the schedule is open at that instant.
 *
 * @example isOpen({ zone: 'UTC', weekly: { mon: [['09:00', '17:00']] } }, Date.UTC(2026, 0, 5, 9)) // true
 */
export function isOpen(schedule: Schedule, at: Instant): boolean {
  return countUpTo(changesAround(compile(schedule), chunkOf(at)), at) % 2 === 1;
}

/** The first open instant at or after `at`: `at` itself while open; null when it never opens again. */
export function nextOpen(schedule: Schedule, at: Instant): Instant | null {
  return firstInstant(compile(schedule), { at, open: true });
}

/** The end of the opening that `nextOpen` finds: the first closed instant after it; null when there is none. */
export function nextClose(schedule: Schedule, at: Instant): Instant | null {
  const compiled = compile(schedule);
  const opening = firstInstant(compiled, { at, open: true });
  return opening === null ? null : firstInstant(compiled, { at: opening, open: false });
}

/**
 * The earliest instant by which that many open minutes have passed since `from`; `from` itself for none. At closing time
 * exactly it is the closing instant, not the next opening. Null when ten years do not hold that many open minutes.
 */
export function addBusinessMinutes(schedule: Schedule, from: Instant, minutes: number): Instant | null {
  assert(minutes >= 0, `Business minutes to add are not negative, and were ${minutes}.`);
  if (minutes === 0) return from;
  let remainingMs = minutes * minute;
  for (const [start, end] of openSpans(compile(schedule), { from, to: from + addDaysMax * day })) {
    if (remainingMs <= end - start) return start + remainingMs;
    remainingMs -= end - start;
  }
  return null;
}

/** How many open minutes lie in [from, to), with fractions; 0 when `to` is not after `from`. */
export function countBusinessMinutes(schedule: Schedule, from: Instant, to: Instant): number {
  let openMs = 0;
  for (const [start, end] of openSpans(compile(schedule), { from, to })) openMs += end - start;
  return openMs / minute;
}

const minute = 60_000;
const day = 86_400_000;
/** 32 days: one list answers a month of questions and still has fewer than a hundred changes in a usual week. */
const chunkWidth = 32 * day;
/** How far one question looks for a weekly opening or closing. A year and a month, past any gap that summer time makes. */
const searchDaysMax = 400;
/** How far a due time may lie; one long schedule of 115 lists, so that a tiny schedule cannot keep the process busy. */
const addDaysMax = 3_660;
/** Lists kept for one schedule, and for all zones together, before they are thrown away and made again. */
const chunksPerScheduleMax = 256;
const zoneChunksMax = 8_192;

/** Where an interval lies, in milliseconds of wall time from its day's midnight; past midnight the end exceeds a day. */
export function placeInterval([start, end]: WallInterval): { start: number; end: number } {
  const [startMinute, endMinute] = [minuteOfDay(start), minuteOfDay(end)];
  const endsNextDay = endMinute <= startMinute;
  return { start: startMinute * minute, end: (endMinute + (endsNextDay ? 1_440 : 0)) * minute };
}

function minuteOfDay(wallTime: string): number {
  return Number(wallTime.slice(0, 2)) * 60 + Number(wallTime.slice(3));
}

interface Compiled {
  readonly zone: string;
  /** Index 0 is Monday. */
  readonly week: readonly DayPlan[];
  /** By days since 1970-01-01 in local dates. */
  readonly exceptions: ReadonlyMap<number, DayPlan>;
  readonly exceptionDays: readonly number[];
  readonly chunks: Map<number, Changes>;
  lastIndex: number;
  lastChanges: Changes;
}

/** Intervals of one local date, in milliseconds of wall time from its midnight. */
type DayPlan = readonly { readonly start: number; readonly end: number }[];

/** Opening, closing, opening, … in ascending order, cut off at the chunk's ends. */
type Changes = readonly number[];

const compiledSchedules = new WeakMap<Schedule, Compiled>();

function compile(schedule: Schedule): Compiled {
  const known = compiledSchedules.get(schedule);
  if (known) return known;
  const plan = (intervals: readonly WallInterval[] | undefined): DayPlan => (intervals ?? []).map(placeInterval);
  const exceptions = new Map<number, DayPlan>();
  for (const date of schedule.holidays ?? []) exceptions.set(localDay(date), []);
  for (const [date, intervals] of Object.entries(schedule.overrides ?? {})) {
    exceptions.set(localDay(date), plan(intervals));
  }
  const compiled: Compiled = {
    zone: schedule.zone,
    week: weekdays.map((name) => plan(schedule.weekly[name])),
    exceptions,
    exceptionDays: [...exceptions.keys()].sort((a, b) => a - b),
    chunks: new Map(),
    lastIndex: Number.NaN,
    lastChanges: [],
  };
  compiledSchedules.set(schedule, compiled);
  return compiled;
}

function localDay(date: string): number {
  const at = Date.parse(`${date}T00:00:00Z`);
  assert(!Number.isNaN(at), `A schedule has no date ${JSON.stringify(date)}; parseSchedule refuses it.`);
  return at / day;
}

function chunkOf(at: Instant): number {
  assert(Math.abs(at) <= 8.64e15 - 2 * chunkWidth, `An instant is in milliseconds, and ${at} is not one.`);
  return Math.floor(at / chunkWidth);
}

function changesAround(compiled: Compiled, index: number): Changes {
  if (compiled.lastIndex === index) return compiled.lastChanges;
  let changes = compiled.chunks.get(index);
  if (!changes) {
    changes = findChanges(compiled, index);
    if (compiled.chunks.size >= chunksPerScheduleMax) compiled.chunks.clear();
    compiled.chunks.set(index, changes);
  }
  compiled.lastIndex = index;
  compiled.lastChanges = changes;
  return changes;
}

function findChanges(compiled: Compiled, index: number): Changes {
  const spans: [start: Instant, end: Instant][] = [];
  for (const { from, to, offset } of offsetsIn(compiled.zone, index)) {
    const [wallFrom, wallTo] = [from + offset, to + offset];
    // One day earlier: its last interval may run past midnight, and none runs past two.
    for (let date = Math.floor(wallFrom / day) - 1; date * day < wallTo; date++) {
      for (const interval of planOf(compiled, date)) {
        const start = Math.max(date * day + interval.start, wallFrom) - offset;
        const end = Math.min(date * day + interval.end, wallTo) - offset;
        if (start < end) spans.push([start, end]);
      }
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  const changes: number[] = [];
  for (const [start, end] of spans) {
    const openUntil = changes.at(-1);
    if (openUntil === undefined || start > openUntil) changes.push(start, end);
    else if (end > openUntil) changes[changes.length - 1] = end;
  }
  return changes;
}

function planOf(compiled: Compiled, date: number): DayPlan {
  // 1970-01-01, day 0, was a Thursday.
  return compiled.exceptions.get(date) ?? (compiled.week[(((date + 3) % 7) + 7) % 7] as DayPlan);
}

interface OffsetSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** Wall time minus UTC, in milliseconds. */
  readonly offset: number;
}

/** Finding a zone's next change takes Temporal about 100 µs, so it is done once for all schedules of that zone. */
const zoneChunks = new Map<string, readonly OffsetSpan[]>();

function offsetsIn(zone: string, index: number): readonly OffsetSpan[] {
  const key = `${zone} ${index}`;
  const known = zoneChunks.get(key);
  if (known) return known;
  const spans: OffsetSpan[] = [];
  const end = (index + 1) * chunkWidth;
  let at = Temporal.Instant.fromEpochMilliseconds(index * chunkWidth).toZonedDateTimeISO(zone);
  while (at.epochMilliseconds < end) {
    const next = at.getTimeZoneTransition('next');
    const to = Math.min(next?.epochMilliseconds ?? end, end);
    spans.push({ from: at.epochMilliseconds, to, offset: at.offsetNanoseconds / 1e6 });
    if (!next) break;
    at = next;
  }
  if (zoneChunks.size >= zoneChunksMax) zoneChunks.clear();
  zoneChunks.set(key, spans);
  return spans;
}

/** How many changes lie at or before the instant; an odd number means open. */
function countUpTo(changes: Changes, at: Instant): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changes[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstInstant(compiled: Compiled, wanted: { at: Instant; open: boolean }): Instant | null {
  for (const [from, to] of searchWindows(compiled, wanted.at)) {
    for (let index = chunkOf(from); index * chunkWidth < to; index++) {
      const changes = changesAround(compiled, index);
      const start = Math.max(from, index * chunkWidth);
      const passed = countUpTo(changes, start);
      if ((passed % 2 === 1) === wanted.open) return start;
      const change = changes[passed];
      // A closing at the very end of a chunk is only where the list was cut.
      if (change !== undefined && change < (index + 1) * chunkWidth) return change;
    }
  }
  return null;
}

/**
 * Where to look for a change. Weeks repeat, so a schedule that has not changed in `searchDaysMax` days changes only around
 * a later holiday or override, or in the three weeks after a long row of them; a schedule without any such date never does.
 */
function* searchWindows(compiled: Compiled, at: Instant): Generator<readonly [from: Instant, to: Instant]> {
  let searched = at + searchDaysMax * day;
  yield [at, searched];
  for (const date of compiled.exceptionDays) {
    const [from, to] = [Math.max(searched, (date - 2) * day), (date + 21) * day];
    if (to <= searched) continue;
    searched = to;
    yield [from, to];
  }
}

function* openSpans(
  compiled: Compiled,
  { from, to }: { from: Instant; to: Instant },
): Generator<readonly [Instant, Instant]> {
  if (to <= from) return;
  for (let index = chunkOf(from); index * chunkWidth < to; index++) {
    const changes = changesAround(compiled, index);
    for (let i = 0; i < changes.length; i += 2) {
      const start = Math.max(changes[i] as number, from);
      const end = Math.min(changes[i + 1] as number, to);
      if (start < end) yield [start, end];
    }
  }
}
