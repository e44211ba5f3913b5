import type { FieldSpec } from '../graph/language.ts';
import type { Condition } from '../say.ts';

/** How the parts of a group are joined: `none` is that not any of them holds. */
export type Joining = 'all' | 'any' | 'none';

export interface Group {
  readonly joining: Joining;
  readonly parts: readonly Condition[];
  /** Where the parts stand, below the condition: `all`, `not/any`. */
  readonly place: string;
}

export interface Test {
  readonly field: string;
  readonly is: string;
  readonly value?: unknown;
}

export const newTest: Test = { field: 'conversation.status', is: 'equal_to', value: 'open' };

export const isTest = (condition: Condition): condition is Test => 'field' in condition;

/** Any condition as a group: a single test is a group of one. */
export function groupOf(value: unknown): Group {
  const condition = (value ?? { all: [] }) as Condition;
  if ('all' in condition) return { joining: 'all', parts: condition.all, place: 'all' };
  if ('any' in condition) return { joining: 'any', parts: condition.any, place: 'any' };
  if ('not' in condition) {
    const { not } = condition;
    if ('any' in not) return { joining: 'none', parts: not.any, place: 'not/any' };
    return { joining: 'none', parts: [not], place: 'not' };
  }
  return { joining: 'all', parts: [condition], place: '' };
}

/** The group as a condition. */
export function conditionOf({ joining, parts }: Pick<Group, 'joining' | 'parts'>): Condition {
  if (joining === 'none') return { not: { any: parts } };
  return joining === 'all' ? { all: parts } : { any: parts };
}

/** Where a part stands below its condition, as the check names it. */
export const partPath = (path: string, { place }: Group, at: number): string =>
  place === '' ? path : place === 'not' ? `${path}/not` : `${path}/${place}/${at}`;

const withoutValue: ReadonlySet<string> = new Set(['exists', 'does_not_exist']);
const withList: ReadonlySet<string> = new Set(['one_of', 'none_of']);

export const asksForValue = (operator: string): boolean => !withoutValue.has(operator);
export const asksForList = (operator: string): boolean => withList.has(operator);

/** The comparisons that make sense for a type of field. */
export function operatorsFor(type: string, operators: readonly string[]): string[] {
  const numeric = ['number', 'seconds', 'date', 'time'];
  const fits = (operator: string): boolean => {
    if (['exists', 'does_not_exist'].includes(operator)) return true;
    if (type === 'yes_no') return operator === 'equal_to';
    if (['greater_than', 'less_than'].includes(operator)) return numeric.includes(type);
    if (['contains', 'does_not_contain', 'matches'].includes(operator)) return type === 'text' || type === 'list';
    return type !== 'list' || ['one_of', 'none_of'].includes(operator);
  };
  return operators.filter(fits);
}

/** A field as it is chosen: what stands for all of a kind asks for a name besides. */
export function fieldOf(
  name: string,
  fields: readonly FieldSpec[],
): { readonly spec: FieldSpec; readonly own: string } | null {
  const exact = fields.find((field) => field.name === name);
  if (exact !== undefined) return { spec: exact, own: '' };
  const open = fields.find((field) => field.name.endsWith('.*') && name.startsWith(field.name.slice(0, -1)));
  return open === undefined ? null : { spec: open, own: name.slice(open.name.length - 1) };
}

/** A test on another field: with a comparison that suits it, and a value to begin with. */
export function withField(test: Test, name: string, fields: readonly FieldSpec[], operators: readonly string[]): Test {
  const type = fieldOf(name, fields)?.spec.type ?? 'text';
  const allowed = operatorsFor(type, operators);
  const is = allowed.includes(test.is) ? test.is : (allowed[0] ?? 'exists');
  return withOperator({ field: name, is }, is, fields);
}

export function withOperator({ field, value }: Test, is: string, fields: readonly FieldSpec[]): Test {
  if (!asksForValue(is)) return { field, is };
  if (asksForList(is)) return { field, is, value: Array.isArray(value) ? value : value === undefined ? [] : [value] };
  const single = Array.isArray(value) ? value[0] : value;
  return { field, is, value: single ?? beginOf(fieldOf(field, fields)?.spec) };
}

function beginOf(spec: FieldSpec | undefined): unknown {
  if (spec?.words !== undefined) return spec.words[0];
  if (spec?.type === 'yes_no') return true;
  if (spec?.type === 'number') return 1;
  if (spec?.type === 'seconds') return 900;
  return '';
}
