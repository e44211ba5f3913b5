import { expect, test } from 'vitest';
import { readRealData, realDataAbsent } from '../../test/support/real-data.ts';
import { isOpen } from './hours.ts';
import { parseSchedule } from './parse-schedule.ts';

const faultsOf = (input: unknown): string[] => {
  const parsed = parseSchedule(input);
  return parsed.ok ? [] : parsed.faults.map(({ path, code }) => `${path} ${code}`);
};

test('a schedule that is right comes back as a frozen copy', () => {
  const input = { zone: 'Europe/Berlin', weekly: { mon: [['22:00', '06:00']] }, overrides: { '2026-12-31': [] } };
  const parsed = parseSchedule(input);
  expect(parsed).toEqual({ ok: true, schedule: { ...input, holidays: [] } });
  if (!parsed.ok) throw new Error('not reached');
  expect(Object.isFrozen(parsed.schedule.weekly.mon)).toBe(true);
  expect(isOpen(parsed.schedule, Date.parse('2026-06-01T20:00:00Z'))).toBe(true);
});

test.each([
  ['something else than an object', null, [' wrong_shape']],
  ['nothing', {}, ['/zone unknown_zone', '/weekly wrong_shape']],
  ['a misspelt part', { zone: 'UTC', weekly: {}, holidys: [] }, ['/holidys unknown_key']],
  ['a zone that does not exist', { zone: 'Europe/Atlantis', weekly: {} }, ['/zone unknown_zone']],
  ['an offset for a zone', { zone: '+02:00', weekly: {} }, ['/zone unknown_zone']],
  ['a misspelt day', { zone: 'UTC', weekly: { 'mon/day': [] } }, ['/weekly/mon~1day unknown_key']],
  ['a day that is no list', { zone: 'UTC', weekly: { mon: '9-17' } }, ['/weekly/mon wrong_shape']],
  ['an interval that is no pair', { zone: 'UTC', weekly: { mon: [['09:00']] } }, ['/weekly/mon/0 wrong_shape']],
  [
    'bad times, each by its path',
    { zone: 'UTC', weekly: { mon: [['9:00', '25:00']], tue: [['24:00', '24:01']] } },
    ['/weekly/mon/0/0 bad_time', '/weekly/mon/0/1 bad_time', '/weekly/tue/0/0 bad_time', '/weekly/tue/0/1 bad_time'],
  ],
  [
    'overlapping intervals, whatever their order',
    {
      zone: 'UTC',
      weekly: {
        mon: [
          ['13:00', '17:00'],
          ['09:00', '13:01'],
        ],
      },
    },
    ['/weekly/mon/0 overlapping_intervals'],
  ],
  [
    'an interval inside a night',
    {
      zone: 'UTC',
      weekly: {
        mon: [
          ['22:00', '06:00'],
          ['23:00', '24:00'],
        ],
      },
    },
    ['/weekly/mon/1 overlapping_intervals'],
  ],
  [
    'bad and repeated dates',
    { zone: 'UTC', weekly: {}, holidays: ['2026-02-29', '2026-1-1', '2026-01-01', '2026-01-01', 5] },
    ['/holidays/0 bad_date', '/holidays/1 bad_date', '/holidays/3 repeated_date', '/holidays/4 bad_date'],
  ],
  [
    'faults in overrides',
    { zone: 'UTC', weekly: {}, overrides: { tomorrow: [], '2026-05-05': [['09:00', '09:60']] } },
    ['/overrides/tomorrow bad_date', '/overrides/2026-05-05/0/1 bad_time'],
  ],
  [
    'far too many holidays',
    { zone: 'UTC', weekly: {}, holidays: Array(4_001).fill('2026-01-01') },
    ['/holidays too_many'],
  ],
  [
    'far too many intervals',
    { zone: 'UTC', weekly: { mon: Array(49).fill(['09:00', '10:00']) } },
    ['/weekly/mon too_many'],
  ],
])('a schedule is refused for %s', (_, input, faults) => {
  expect(faultsOf(input)).toEqual(faults);
});

test.each([
  [
    'intervals that touch',
    {
      mon: [
        ['09:00', '12:00'],
        ['12:00', '17:00'],
      ],
    },
  ],
  [
    'a night beside the next morning',
    {
      mon: [
        ['05:00', '07:00'],
        ['22:00', '06:00'],
      ],
    },
  ],
  ['24:00 as an end', { mon: [['00:00', '24:00']] }],
])('a schedule may have %s', (_, weekly) => {
  expect(faultsOf({ zone: 'America/New_York', weekly })).toEqual([]);
});

test('every real schedule is right as it stands', ({ skip }) => {
  const file = readRealData('business-hours/cases.json');
  if (!file) return skip(realDataAbsent);
  const { schedules } = JSON.parse(file.toString('utf8')) as { schedules: Record<string, unknown> };
  expect(
    Object.entries(schedules).flatMap(([name, schedule]) => faultsOf(schedule).map((it) => `${name}${it}`)),
  ).toEqual([]);
});
