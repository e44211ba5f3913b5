import { describe, expect, test } from 'vitest';
import { type Weekday, weekdays } from '../hours.ts';
import { firingAt, nextFiring } from './next-firing.ts';

const at = (text: string): number => Date.parse(text);
const schedule = (zone: string, times: readonly string[], days: readonly Weekday[] = weekdays) => ({
  zone,
  times,
  weekdays: days,
});

describe('the next time of a schedule', () => {
  test.each([
    ['later the same day', schedule('UTC', ['09:00', '18:00']), '2026-05-20T10:00Z', '2026-05-20T18:00Z'],
    ['not the instant itself', schedule('UTC', ['09:00']), '2026-05-20T09:00Z', '2026-05-21T09:00Z'],
    ['in its zone', schedule('Asia/Kathmandu', ['09:00']), '2026-06-14T00:00Z', '2026-06-14T03:15Z'],
    ['on its days only', schedule('UTC', ['09:00'], ['mon']), '2026-05-19T00:00Z', '2026-05-25T09:00Z'],
    [
      'across a week for the day that it is',
      schedule('UTC', ['09:00'], ['wed']),
      '2026-05-20T09:00Z',
      '2026-05-27T09:00Z',
    ],
    [
      'a skipped time when the clocks go on',
      schedule('America/New_York', ['02:30']),
      '2026-03-08T05:00Z',
      '2026-03-08T07:30Z',
    ],
    [
      'a repeated time the first time',
      schedule('America/New_York', ['01:15']),
      '2026-11-01T04:00Z',
      '2026-11-01T05:15Z',
    ],
    ['and not the second', schedule('America/New_York', ['01:15']), '2026-11-01T05:15Z', '2026-11-02T06:15Z'],
    ['past a day that does not exist', schedule('Pacific/Apia', ['12:00']), '2011-12-29T23:00Z', '2011-12-30T22:00Z'],
  ])('comes %s', (_, when, after, next) => {
    expect(new Date(nextFiring(when, at(after)) ?? 0).toISOString()).toBe(new Date(at(next)).toISOString());
  });

  test('is none where there is no time', () => {
    expect(nextFiring(schedule('UTC', []), 0)).toBeNull();
    expect(nextFiring(schedule('UTC', ['09:00'], []), 0)).toBeNull();
  });

  test('finds those that are due at an instant', () => {
    const nine = {
      kind: 'schedule',
      ...schedule('UTC', ['09:00']),
      each: 'none',
      departments: 'all',
      when: null,
    } as const;
    expect(firingAt([nine, { kind: 'flow', when: null }], at('2026-05-20T09:00Z'))).toEqual([
      { trigger: nine, place: 0 },
    ]);
    expect(firingAt([{ kind: 'flow', when: null }, nine], at('2026-05-20T09:00Z'))).toEqual([
      { trigger: nine, place: 1 },
    ]);
    expect(firingAt([nine], at('2026-05-20T09:01Z'))).toEqual([]);
  });
});
