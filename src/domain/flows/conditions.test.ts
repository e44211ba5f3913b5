import { describe, expect, test } from 'vitest';
import { type Condition, type FieldValue, holds, type Operator, type TestValue, testsOf } from './conditions.ts';

const passes = (actual: FieldValue, is: Operator, value?: TestValue): boolean =>
  holds({ field: 'x', is, ...(value === undefined ? {} : { value }) }, () => actual);

describe('a test of a field', () => {
  test.each<[FieldValue, Operator, TestValue | undefined, boolean]>([
    ['Open', 'equal_to', 'open', true],
    [' open ', 'equal_to', 'OPEN', true],
    ['closed', 'equal_to', 'open', false],
    [5, 'equal_to', '5', true],
    [true, 'equal_to', true, true],
    [false, 'equal_to', true, false],
    [null, 'equal_to', 'open', false],
    [null, 'not_equal_to', 'open', true],
    ['vip', 'one_of', ['gold', 'VIP'], true],
    ['vip', 'none_of', ['gold', 'VIP'], false],
    [null, 'none_of', ['gold'], true],
    [['vip', 'late'], 'contains', 'VIP', true],
    [['vip', 'late'], 'contains', 'vi', false],
    [['vip', 'late'], 'equal_to', 'late', true],
    ['my order is late', 'contains', 'ORDER', true],
    [null, 'contains', '', false],
    [null, 'does_not_contain', 'x', true],
    [900, 'greater_than', 899, true],
    [900, 'greater_than', 900, false],
    [900, 'less_than', '901', true],
    ['2026-05-22', 'greater_than', '2026-05-21', true],
    ['09:30', 'less_than', '10:00', true],
    ['often', 'greater_than', 'never', false],
    ['often', 'less_than', 'never', false],
    [null, 'greater_than', 0, false],
    [null, 'less_than', 0, false],
    [0, 'exists', undefined, true],
    [false, 'exists', undefined, true],
    ['', 'exists', undefined, false],
    [[], 'does_not_exist', undefined, true],
    [null, 'does_not_exist', undefined, true],
    ['order 4711', 'matches', '\\border \\d+', true],
    ['ORDER 4711', 'matches', '\\border \\d+', true],
    [null, 'matches', '.*', false],
  ])('%j %s %j: %s', (actual, is, value, expected) => {
    expect(passes(actual, is, value)).toBe(expected);
  });

  test('[X16] takes linear time, whatever the pattern', () => {
    const began = performance.now();
    expect(passes(`${'a'.repeat(20_000)}!`, 'matches', '^(a+)+$')).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a condition of conditions', () => {
  const yes: Condition = { field: 'x', is: 'exists' };
  const no: Condition = { field: 'x', is: 'does_not_exist' };
  test.each<[Condition, boolean]>([
    [{ all: [yes, yes] }, true],
    [{ all: [yes, no] }, false],
    [{ any: [no, yes] }, true],
    [{ any: [no, no] }, false],
    [{ not: no }, true],
    [{ not: { any: [no, { all: [yes, { not: yes }] }] } }, true],
  ])('%j: %s', (condition, expected) => {
    expect(holds(condition, () => 'there')).toBe(expected);
  });

  test('names each of its tests with its place', () => {
    const condition: Condition = { all: [yes, { not: { any: [no, yes] } }] };
    expect([...testsOf(condition, '/when')].map(({ path }) => path)).toEqual([
      '/when/all/0',
      '/when/all/1/not/any/0',
      '/when/all/1/not/any/1',
    ]);
  });
});
