import { RE2JS } from 're2js';

/**
 * What a branch, or the start of a run, asks. A condition is a tree; its leaves look at one field each. A field that is not
 * there is neither equal to anything nor greater than anything: only `does_not_exist` and the negations hold for it.
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Test;

export interface Test {
  /** A name of `fields.ts`: `conversation.status`, `time.since_last_outgoing`, `contact.field.vip`. */
  readonly field: string;
  readonly is: Operator;
  /** What it is compared with; none for operators that ask for nothing more. */
  readonly value?: TestValue;
}

export type Scalar = string | number | boolean;
export type TestValue = Scalar | readonly Scalar[];

export const operators = [
  'equal_to',
  'not_equal_to',
  'one_of',
  'none_of',
  'contains',
  'does_not_contain',
  'greater_than',
  'less_than',
  'exists',
  'does_not_exist',
  'matches',
] as const;
export type Operator = (typeof operators)[number];

/** Operators that are complete without a value. */
export const operatorsWithoutValue: ReadonlySet<Operator> = new Set(['exists', 'does_not_exist']);

/** What a field is: null where it does not exist. A list contains; everything else is one value. */
export type FieldValue = Scalar | readonly Scalar[] | null;

/** Whether a condition holds. */
export function holds(condition: Condition, fieldValue: (field: string) => FieldValue): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, fieldValue));
  if ('any' in condition) return condition.any.some((part) => holds(part, fieldValue));
  if ('not' in condition) return !holds(condition.not, fieldValue);
  return passes(fieldValue(condition.field), condition);
}

function passes(actual: FieldValue, { is, value }: Test): boolean {
  const expected = value ?? null;
  switch (is) {
    case 'exists':
      return !isMissing(actual);
    case 'does_not_exist':
      return isMissing(actual);
    case 'equal_to':
      return isSame(actual, expected);
    case 'not_equal_to':
      return !isSame(actual, expected);
    case 'one_of':
      return listOf(expected).some((one) => isSame(actual, one));
    case 'none_of':
      return !listOf(expected).some((one) => isSame(actual, one));
    case 'contains':
      return containsAny(actual, expected);
    case 'does_not_contain':
      return !containsAny(actual, expected);
    case 'greater_than':
      return compare(actual, expected) > 0;
    case 'less_than':
      return compare(actual, expected) < 0;
    case 'matches':
      return typeof expected === 'string' && !isMissing(actual) && patternOf(expected).matcher(textOf(actual)).find();
  }
}

const patterns = new Map<string, RE2JS>();
const patternsMax = 1_000;

/**
 * A pattern that people wrote, matched in linear time whatever it is (X16), without regard to case.
 *
 * @throws RE2JSSyntaxException when it is none
 */
export function patternOf(text: string): RE2JS {
  let pattern = patterns.get(text);
  if (pattern === undefined) {
    if (patterns.size >= patternsMax) patterns.clear();
    patterns.set(text, (pattern = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE)));
  }
  return pattern;
}

function isMissing(value: FieldValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

const listOf = (value: FieldValue): readonly Scalar[] =>
  value === null ? [] : Array.isArray(value) ? value : [value as Scalar];

const textOf = (value: FieldValue): string => listOf(value).join('\n');

/** Texts are the same whatever their case and surrounding blanks; a number is the same as a text that writes it. */
function isSame(a: FieldValue, b: FieldValue): boolean {
  if (isMissing(a) || isMissing(b)) return false;
  if (Array.isArray(a)) return a.some((one) => isSame(one, b));
  if (typeof a === typeof b && typeof a !== 'string') return a === b;
  return folded(a as Scalar) === folded(b as Scalar);
}

const folded = (value: Scalar): string => String(value).trim().normalize('NFC').toLowerCase();

/** A list contains an item, a text a part of it. */
function containsAny(actual: FieldValue, expected: FieldValue): boolean {
  const wanted = listOf(expected);
  if (Array.isArray(actual)) return wanted.some((one) => isSame(actual, one));
  if (isMissing(actual)) return false;
  return wanted.some((one) => folded(actual as Scalar).includes(folded(one)));
}

/** By number where both are, by text where both are dates or times; not at all otherwise, for which NaN stands. */
function compare(actual: FieldValue, expected: FieldValue): number {
  if (isMissing(actual) || isMissing(expected) || Array.isArray(actual) || Array.isArray(expected)) return Number.NaN;
  const [a, b] = [Number(actual), Number(expected)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  const [left, right] = [String(actual), String(expected)];
  if (!sortable.test(left) || !sortable.test(right)) return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `2026-05-22`, `09:30`. */
const sortable = /^(\d{4}-\d{2}-\d{2}|\d{2}:\d{2})/;

/** Every test of a condition, with its place below `path` as a JSON pointer. */
export function* testsOf(condition: Condition, path: string): Iterable<{ readonly test: Test; readonly path: string }> {
  if ('all' in condition) for (const [i, part] of condition.all.entries()) yield* testsOf(part, `${path}/all/${i}`);
  else if ('any' in condition)
    for (const [i, part] of condition.any.entries()) yield* testsOf(part, `${path}/any/${i}`);
  else if ('not' in condition) yield* testsOf(condition.not, `${path}/not`);
  else yield { test: condition, path };
}
