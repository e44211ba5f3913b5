/** How a table is written: what parts its fields, and whether a field may stand in double quotes. */
export interface TableFormat {
  readonly delimiter: ',' | '\t';
  readonly quotes: boolean;
}

export const csv: TableFormat = { delimiter: ',', quotes: true };
/** Plain: a quote in it is a quote. */
export const tsv: TableFormat = { delimiter: '\t', quotes: false };

export interface Row {
  /** Where the row begins in the file, counted from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A row that is longer than this has a quote that nobody closed: to say so early is kinder than to read the whole file for it. */
const rowLengthMax = 1_000_000;

/**
 * The rows of a table, as its text arrives. Lines end in LF or CRLF, the last one also in nothing; empty lines are no rows.
 * A quote counts only at the beginning of a field; inside, two stand for one.
 *
 * @throws Error with the line of a quote that is never closed
 */
export async function* parseTable(
  text: AsyncIterable<string> | Iterable<string>,
  format: TableFormat,
): AsyncGenerator<Row> {
  let rest = '';
  let line = 1;
  for await (const piece of text) {
    rest += piece;
    let at = 0;
    for (;;) {
      const row = readRow(rest, at, format, false);
      if (row === undefined) break;
      if (!isEmpty(row.fields)) yield { line, fields: row.fields };
      line += row.lines;
      at = row.next;
    }
    rest = rest.slice(at);
    if (rest.length > rowLengthMax) throw unclosed(line);
  }
  if (rest === '') return;
  const last = readRow(rest, 0, format, true);
  if (last === undefined) throw unclosed(line);
  if (!isEmpty(last.fields)) yield { line, fields: last.fields };
}

function unclosed(line: number): Error {
  return new Error(`The row that begins at line ${line} does not end: is a quote not closed?`);
}

function isEmpty(fields: readonly string[]): boolean {
  return fields.length === 1 && fields[0] === '';
}

interface ReadRow {
  readonly fields: string[];
  /** How many lines it took, and where the next row begins. */
  readonly lines: number;
  readonly next: number;
}

/** One row from `start` on; undefined when its end has not arrived yet. */
function readRow(
  text: string,
  start: number,
  { delimiter, quotes }: TableFormat,
  isLast: boolean,
): ReadRow | undefined {
  const fields: string[] = [];
  let lines = 1;
  let at = start;
  for (;;) {
    let quoted = '';
    if (quotes && text[at] === '"') {
      const inside = readQuoted(text, at);
      if (inside === undefined) return undefined;
      quoted = inside.value;
      lines += inside.lineBreaks;
      at = inside.next;
    }
    const newline = indexOf(text, '\n', at);
    const part = indexOf(text, delimiter, at);
    if (part < newline) {
      fields.push(quoted + text.slice(at, part));
      at = part + 1;
      continue;
    }
    if (newline === text.length && !isLast) return undefined;
    const end = newline > at && text[newline - 1] === '\r' ? newline - 1 : newline;
    fields.push(quoted + text.slice(at, end));
    return { fields, lines, next: Math.min(newline + 1, text.length) };
  }
}

/** Like the string's own, but the end of the text where there is none. */
function indexOf(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found;
}

/** What stands between the quote at `start` and the one that closes it; undefined when that has not arrived yet. */
function readQuoted(text: string, start: number): { value: string; lineBreaks: number; next: number } | undefined {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('"', end);
    // A quote at the very end of what has arrived may be the first of two; a row's own end follows it in any case.
    if (end < 0) return undefined;
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const inside = text.slice(start + 1, end);
  return { value: inside.replaceAll('""', '"'), lineBreaks: inside.split('\n').length - 1, next: end + 1 };
}

/** A row by the names of its columns. */
export interface NamedRow<N extends string> {
  readonly line: number;
  readonly values: Readonly<Record<N, string>>;
}

/**
 * The rows below the header, with the columns that are asked for. Of a name that the header has twice, the first counts.
 *
 * @throws Error with the names that the header lacks, or the line of a row that is too short
 */
export async function* parseColumns<const N extends string>(
  text: AsyncIterable<string> | Iterable<string>,
  format: TableFormat,
  names: readonly N[],
): AsyncGenerator<NamedRow<N>> {
  let places: readonly number[] | undefined;
  for await (const row of parseTable(text, format)) {
    if (places === undefined) places = findPlaces(row.fields, names);
    else yield { line: row.line, values: pick(row, names, places) };
  }
  if (places === undefined) findPlaces([], names);
}

function findPlaces(header: readonly string[], names: readonly string[]): readonly number[] {
  const missing = names.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Error(`The first line must name the columns; it lacks ${missing.join(', ')}.`);
  return names.map((name) => header.indexOf(name));
}

function pick<N extends string>(row: Row, names: readonly N[], places: readonly number[]): Record<N, string> {
  const values = names.map((name, index) => {
    const value = row.fields[places[index] ?? -1];
    if (value === undefined)
      throw new Error(`Line ${row.line} has ${row.fields.length} fields: ${name} is not among them.`);
    return [name, value];
  });
  return Object.fromEntries(values) as Record<N, string>;
}
