import { describe, expect, test } from 'vitest';
import { filterPeople, type Person, signInKind } from './people-query.ts';

const person = (more: Partial<Person> = {}): Person => ({
  agentId: 'priya',
  name: 'Priya Raman',
  role: 'agent',
  email: 'priya@harbour.test',
  hasSignIn: false,
  secondFactor: false,
  invitedUntil: null,
  ...more,
});
const now = Date.UTC(2026, 10, 20);

describe('how it stands with a sign-in', () => {
  test.each([
    ['active', { hasSignIn: true, invitedUntil: '2026-11-21T00:00:00.000Z' }],
    ['invited', { invitedUntil: '2026-11-21T00:00:00.000Z' }],
    ['lapsed', { invitedUntil: '2026-11-19T00:00:00.000Z' }],
    ['none', {}],
  ] as const)('is %s', (kind, more) => {
    expect(signInKind(person(more), now)).toBe(kind);
  });
});

test('people are found by all words of the filter, in name or address, whatever their case', () => {
  const people = [person(), person({ agentId: 'tom', name: 'Tomasz Wójcik', email: null })];
  expect(filterPeople(people, 'raman PRIYA').map(({ agentId }) => agentId)).toEqual(['priya']);
  expect(filterPeople(people, 'harbour.test')).toHaveLength(1);
  expect(filterPeople(people, ' ')).toHaveLength(2);
  expect(filterPeople(people, 'kofi')).toEqual([]);
});
