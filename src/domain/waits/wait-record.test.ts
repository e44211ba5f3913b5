import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LineNow, type WaitEstimate, WaitRecord } from './wait-record.ts';

const [second, minute, day] = [1_000, 60_000, 86_400_000];

const line: LineNow = { ahead: 0, inHand: 1, agentsOnline: 1, oldestWaitMs: null, waitedMs: 0, isOpen: true };

type Range = WaitEstimate & { kind: 'range' };

function ask(record: WaitRecord, now: Partial<LineNow> = {}): Range {
  const estimate = record.estimate({ ...line, ...now });
  if (estimate.kind === 'unknown') throw new Error(`There is no number: ${estimate.reason}.`);
  return estimate;
}

/** A record of a department with five minutes for each, told of so many waits. */
function recordOf(waits: { readonly count: number; readonly ahead?: number; readonly waitedMs?: number }): WaitRecord {
  const record = new WaitRecord(5 * minute);
  const { count, ahead = 0, waitedMs = minute } = waits;
  for (let i = 0; i < count; i++) record.served({ waitedMs, ahead, expectedMs: waitedMs });
  return record;
}

describe('an estimate', () => {
  test.each<[Partial<LineNow>, string]>([
    [{ isOpen: false }, 'closed'],
    [{ agentsOnline: 0 }, 'nobody_online'],
    [{ isOpen: false, agentsOnline: 0 }, 'closed'],
  ])('[S-L4] of %j is no number but a reason', (now, reason) => {
    expect(recordOf({ count: 100 }).estimate({ ...line, ...now })).toEqual({ kind: 'unknown', reason });
  });

  test.each([
    ['nothing is known', { count: 0 }, 0, 'default'],
    ['two waits are known', { count: 2 }, 0, 'default'],
    ['three waits are known', { count: 3 }, 0, 'line'],
    ['nine waits are known', { count: 9 }, 0, 'line'],
    ['ten waits from another place are known', { count: 10, ahead: 5 }, 0, 'queue'],
    ['ten waits from this place are known', { count: 10 }, 0, 'place'],
    ['ten waits from beyond twelve are known, and it is further beyond', { count: 10, ahead: 13 }, 5_000, 'place'],
  ])('[S-L4] rests on what there is when %s', (_, waits, ahead, basis) => {
    expect(ask(recordOf(waits), { ahead }).basis).toBe(basis);
  });

  test('[S-L4] of a queue without a past is the line, the hands and the usual handling time, half to twice of it', () => {
    const { expectedMs, lowMs, highMs, p90Ms } = ask(new WaitRecord(5 * minute), { inHand: 5 });
    expect(expectedMs).toBeCloseTo(minute, 3);
    expect([lowMs, highMs, p90Ms]).toEqual([0.5 * expectedMs, 2 * expectedMs, 3 * expectedMs]);
    expect(ask(new WaitRecord(5 * minute), { inHand: 5, oldestWaitMs: 30 * minute }).expectedMs).toBe(expectedMs);
  });

  test('[S-L4] takes the usual handling time for ten that were seen, and keeps the last 200', () => {
    const record = new WaitRecord(5 * minute);
    for (let i = 0; i < 10; i++) record.handled(15 * minute);
    expect(ask(record).expectedMs).toBeCloseTo(10 * minute, 3);
    for (let i = 0; i < 200; i++) record.handled(minute);
    expect(ask(record).expectedMs).toBeCloseTo((250 / 210) * minute, 3);
  });

  test('[S-L4] is shorter where people give up', () => {
    const [patient, impatient] = [recordOf({ count: 50 }), recordOf({ count: 50 })];
    for (let i = 0; i < 50; i++) impatient.abandoned({ waitedMs: minute, expectedMs: null });
    expect(ask(impatient, { ahead: 20 }).expectedMs).toBeLessThan(ask(patient, { ahead: 20 }).expectedMs);
  });

  test('[S-L4] counts one conversation in hand where somebody is online and has none', () => {
    const record = recordOf({ count: 20 });
    expect(ask(record, { inHand: 0 })).toEqual(ask(record, { inHand: 1 }));
  });

  test('[S-L4] follows the first in line once that one has waited longer than the last who was served', () => {
    const record = recordOf({ count: 20 });
    const at = (oldestWaitMs: number | null): number => ask(record, { oldestWaitMs }).expectedMs;
    expect(at(10 * second)).toBe(at(null));
    expect(at(10 * minute)).toBeCloseTo(at(null) * 10 ** 0.25, 6);
  });

  test('[S-L4] leaves out what is behind the one who asks, and no part is below 5 s', () => {
    const record = recordOf({ count: 20 });
    const having = (waitedMs: number): number => ask(record, { oldestWaitMs: waitedMs, waitedMs }).expectedMs;
    expect(having(30 * second)).toBeCloseTo(having(0) * 0.5 ** 0.25, 6);
    expect(having(minute)).toBeCloseTo(having(0) * (5 / 60) ** 0.25, 6);
    expect(having(day)).toBe(having(minute));
    expect(ask(recordOf({ count: 400, waitedMs: 0 }), { inHand: 1e6 }).expectedMs).toBeCloseTo(5 * second, 6);
  });

  test('[S-L4] of a line far longer than any before grows with it', () => {
    const record = recordOf({ count: 200 });
    const waits = [0, 11, 100, 1_000, 50_000].map((ahead) => ask(record, { ahead, inHand: 10 }).expectedMs);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThan(2 * 3_600_000);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'of a wait of %d is refused, and nothing is kept of it',
    (waitedMs) => {
      const record = recordOf({ count: 20 });
      const before = JSON.stringify(record);
      expect(() => record.served({ waitedMs, ahead: 0, expectedMs: null })).toThrow('A wait is not');
      expect(() => record.abandoned({ waitedMs, expectedMs: null })).toThrow('A wait is not');
      expect(() => record.handled(waitedMs)).toThrow('A wait is not');
      expect(() => record.served({ waitedMs: 0, ahead: -1, expectedMs: null })).toThrow('Nobody has -1 ahead.');
      expect(JSON.stringify(record)).toBe(before);
    },
  );
});

type Told =
  | { readonly kind: 'served'; readonly waitedMs: number; readonly ahead: number; readonly expectedMs: number | null }
  | { readonly kind: 'abandoned'; readonly waitedMs: number; readonly expectedMs: number | null }
  | { readonly kind: 'handled'; readonly handlingMs: number };

function tell(record: WaitRecord, told: Told): void {
  if (told.kind === 'served') record.served(told);
  else if (told.kind === 'abandoned') record.abandoned(told);
  else record.handled(told.handlingMs);
}

describe('whatever happened', () => {
  // Below 0 where a clock went back.
  const waitedMs = fc.double({ min: -minute, max: 1e15, noNaN: true });
  const ahead = fc.integer({ min: 0, max: 50_000 });
  const expectedMs = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }));
  const told: fc.Arbitrary<Told> = fc.oneof(
    fc.record({ kind: fc.constant('served' as const), waitedMs, ahead, expectedMs }),
    fc.record({ kind: fc.constant('abandoned' as const), waitedMs, expectedMs }),
    fc.record({ kind: fc.constant('handled' as const), handlingMs: waitedMs }),
  );
  const past = fc.tuple(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.array(told, { maxLength: 150 }), fc.nat(3));
  const now: fc.Arbitrary<LineNow> = fc.record({
    ahead,
    inHand: fc.double({ min: 0, max: 1e5, noNaN: true }),
    agentsOnline: fc.integer({ min: 1, max: 100 }),
    oldestWaitMs: fc.option(waitedMs),
    waitedMs,
    isOpen: fc.constant(true),
  });

  test('[S-L4] the bounds are in order and between 0 and what is too long to say, and a copy says the same', () => {
    fc.assert(
      fc.property(past, fc.array(now, { minLength: 1 }), ([usualHandlingMs, events, times], questions) => {
        const record = new WaitRecord(usualHandlingMs);
        for (let i = 0; i <= times; i++) for (const event of events) tell(record, event);
        const copy = new WaitRecord(usualHandlingMs, JSON.parse(JSON.stringify(record)));
        for (const question of questions) {
          const estimate = ask(record, question);
          const { expectedMs, lowMs, highMs, p90Ms } = estimate;
          for (const value of [expectedMs, lowMs, highMs, p90Ms]) expect(Number.isFinite(value)).toBe(true);
          expect(expectedMs).toBeGreaterThanOrEqual(5_000 * (1 - 1e-9));
          expect(expectedMs).toBeLessThanOrEqual(30 * day);
          expect(lowMs).toBeGreaterThanOrEqual(0);
          expect(highMs).toBeGreaterThanOrEqual(lowMs);
          expect(p90Ms).toBeGreaterThanOrEqual(highMs);
          expect(ask(copy, question)).toEqual(estimate);
        }
      }),
    );
  });

  test('asking changes nothing', () => {
    fc.assert(
      fc.property(past, now, ([usualHandlingMs, events], question) => {
        const record = new WaitRecord(usualHandlingMs);
        for (const event of events) tell(record, event);
        const before = JSON.stringify(record);
        ask(record, question);
        expect(JSON.stringify(record)).toBe(before);
      }),
    );
  });
});

test('a record stays as large as it is, and fifty thousand who wait are told at once', () => {
  const record = new WaitRecord(5 * minute);
  const size = (): number => JSON.stringify(record).length;
  const feed = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const waitedMs = 100_000 + ((i * 7_919) % 800_000);
      if (i % 3 === 0) record.abandoned({ waitedMs, expectedMs: 300_000 });
      else record.served({ waitedMs, ahead: i % 40, expectedMs: 300_000 });
      record.handled(waitedMs);
    }
  };
  feed(20_000);
  const full = size();
  feed(20_000);
  expect(size()).toBeLessThan(1.05 * full);
  expect(full).toBeLessThan(100_000);
  let sum = 0;
  for (let ahead = 0; ahead < 50_000; ahead++)
    sum += ask(record, { ahead, inHand: 100, oldestWaitMs: minute }).expectedMs;
  expect(sum).toBeGreaterThan(0);
});
