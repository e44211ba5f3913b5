/**
 * Column values from PostgreSQL's text format to JavaScript, straight from the bytes of the wire. One table for both
 * stores, so that they cannot differ. This is the engine's hot path: numbers, booleans and instants are read digit by
 * digit, without making a string first.
 *
 * The session must have `TimeZone` UTC, `DateStyle` ISO and `bytea_output` hex (see `postgres-connection.ts` and `pglite/engine.ts`).
 */

/** Reads the value that lies in `bytes` from `start` up to, not including, `end`. Never called for null. */
export type Decoder = (bytes: Buffer, start: number, end: number) => unknown;

const zero = 48;

function text(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}

function latin(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

function boolean(bytes: Buffer, start: number): boolean {
  return bytes[start] === 116; // 't'
}

/** Whole numbers. Fifteen digits are exact in a double; longer ones go through `Number`, which rounds past 2^53. */
function integer(bytes: Buffer, start: number, end: number): number {
  if (end - start > 15) return Number(latin(bytes, start, end));
  const negative = bytes[start] === 45;
  let value = 0;
  for (let i = negative ? start + 1 : start; i < end; i++) value = value * 10 + (bytes[i] as number) - zero;
  return negative ? -value : value;
}

function float(bytes: Buffer, start: number, end: number): number {
  return Number(latin(bytes, start, end)); // 'NaN' and 'Infinity' are spelled as JavaScript spells them
}

function json(bytes: Buffer, start: number, end: number): unknown {
  return JSON.parse(text(bytes, start, end));
}

function byteArray(bytes: Buffer, start: number, end: number): Uint8Array {
  return new Uint8Array(Buffer.from(latin(bytes, start + 2, end), 'hex'));
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant's `days_from_civil`). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function twoDigits(bytes: Buffer, at: number): number {
  return ((bytes[at] as number) - zero) * 10 + (bytes[at + 1] as number) - zero;
}

const unusualInstant = /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d+))?\+00( BC)?$/;

/** Years past 9999, years before Christ and the two infinities: rare, so by pattern. */
function instantFromText(value: string): number {
  if (value === 'infinity') return Number.POSITIVE_INFINITY;
  if (value === '-infinity') return Number.NEGATIVE_INFINITY;
  const [, year, month, day, hour, minute, second, fraction, bc] = unusualInstant.exec(value) ?? [];
  if (year === undefined) throw new Error(`Not an instant in UTC: ${value}. The session's TimeZone must be UTC.`);
  const days = daysFromCivil(bc ? 1 - Number(year) : Number(year), Number(month), Number(day));
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return (days * 86_400 + seconds) * 1000 + Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
}

// The last date decoded: rows of one answer mostly lie on one day, and its division-heavy arithmetic is worth saving.
let lastDate = -1;
let lastDateMs = 0;

/** `2026-10-20 12:34:56.789012+00` → milliseconds since 1970; microseconds are cut off, towards the past. */
function instant(bytes: Buffer, start: number, end: number): number {
  const ordinary = bytes[start + 4] === 45 && bytes[start + 10] === 32 && bytes[end - 3] === 43 && end - start >= 22;
  if (!ordinary) return instantFromText(latin(bytes, start, end));
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const date = year * 512 + month * 32 + day;
  if (date !== lastDate) {
    lastDateMs = daysFromCivil(year, month, day) * 86_400_000;
    lastDate = date;
  }
  const seconds =
    twoDigits(bytes, start + 11) * 3600 + twoDigits(bytes, start + 14) * 60 + twoDigits(bytes, start + 17);
  let ms = 0;
  let weight = 100;
  if (bytes[start + 19] === 46) {
    for (let i = start + 20; i < end - 3 && weight >= 1; i++) {
      ms += ((bytes[i] as number) - zero) * weight;
      weight /= 10;
    }
    ms = Math.round(ms);
  }
  return lastDateMs + seconds * 1000 + ms;
}

/** Splits a one-dimensional array literal into its elements' text; null is SQL null. Deeper arrays are not used here. */
function arrayElements(literal: string): (string | null)[] {
  const elements: (string | null)[] = [];
  // A literal with other bounds than 1 starts with them: `[0:1]={a,b}`.
  let at = literal.indexOf('{') + 1;
  if (literal[at] === '}') return elements;
  while (at < literal.length) {
    if (literal[at] === '"') {
      let element = '';
      at++;
      while (literal[at] !== '"') {
        if (literal[at] === '\\') at++;
        element += literal[at];
        at++;
      }
      at++;
      elements.push(element);
    } else {
      let end = at;
      while (literal[end] !== ',' && literal[end] !== '}') end++;
      const element = literal.slice(at, end);
      elements.push(element === 'NULL' ? null : element);
      at = end;
    }
    if (literal[at] === '}') break;
    at++; // the comma
  }
  return elements;
}

function arrayOf(decode: (element: string) => unknown): Decoder {
  return (bytes, start, end) =>
    arrayElements(text(bytes, start, end)).map((element) => (element === null ? null : decode(element)));
}

const decoders = new Map<number, Decoder>([
  [16, boolean],
  [17, byteArray],
  [20, integer], // int8
  [21, integer], // int2
  [23, integer], // int4
  [114, json],
  [3802, json], // jsonb
  [700, float], // float4
  [701, float], // float8
  [1184, instant], // timestamptz
  [2950, latin], // uuid: ASCII only
  [1000, arrayOf((element) => element === 't')], // bool[]
  [1005, arrayOf(Number)], // int2[]
  [1007, arrayOf(Number)], // int4[]
  [1016, arrayOf(Number)], // int8[]
  [1022, arrayOf(Number)], // float8[]
  [1009, arrayOf((element) => element)], // text[]
  [1015, arrayOf((element) => element)], // varchar[]
  [2951, arrayOf((element) => element)], // uuid[]
  [1185, arrayOf(instantFromText)], // timestamptz[]
  [199, arrayOf((element) => JSON.parse(element))], // json[]
  [3807, arrayOf((element) => JSON.parse(element))], // jsonb[]
]);

/** The decoder of a type, by its oid; text as it is for every type without one (numeric, date, interval, ...). */
export function decoderOf(typeOid: number): Decoder {
  return decoders.get(typeOid) ?? text;
}
