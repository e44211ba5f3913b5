import { describe, expect, test } from 'vitest';
import { type Connection, type Happening, next, off, waitMs } from './connection-machine.ts';

/** What is to be done after each happening, from off. */
const walk = (...happenings: Happening[]): string[] => {
  let connection: Connection = off;
  return happenings.map((happening) => {
    const [changed, effect] = next(connection, happening);
    connection = changed;
    return effect;
  });
};

describe('the connection', () => {
  test('loads, follows, and comes back to where it was', () => {
    expect(walk('wanted', 'loaded', 'opened', 'ended', 'due', 'opened', 'ended')).toEqual([
      ...['load', 'follow', 'nothing', 'wait', 'follow', 'nothing', 'wait'],
    ]);
  });

  test('starts again, by the same step as starting, where it cannot go on', () => {
    expect(walk('wanted', 'loaded', 'reset', 'loaded')).toEqual(['load', 'follow', 'load', 'follow']);
    expect(walk('wanted', 'failed', 'due', 'failed', 'due')).toEqual(['load', 'wait', 'load', 'wait', 'load']);
  });

  test('begins a session anew when its token holds no longer', () => {
    expect(walk('wanted', 'loaded', 'voided', 'begun', 'loaded')).toEqual([
      'load',
      'follow',
      'begin',
      'load',
      'follow',
    ]);
    expect(walk('wanted', 'voided', 'failed', 'due', 'voided')).toEqual(['load', 'begin', 'wait', 'load', 'begin']);
  });

  test('ends from everywhere, and hears nothing more until it is wanted', () => {
    const ways: Happening[][] = [['wanted'], ['wanted', 'loaded'], ['wanted', 'failed'], ['wanted', 'voided']];
    for (const way of ways) expect(walk(...way, 'unwanted').at(-1)).toBe('stop');
    const everything: Happening[] = [
      'begun',
      'loaded',
      'opened',
      'failed',
      'ended',
      'reset',
      'voided',
      'due',
      'unwanted',
    ];
    expect(new Set(walk(...everything))).toEqual(new Set(['nothing']));
  });

  test('counts failures in a row only', () => {
    let connection: Connection = off;
    const happen = (...happenings: Happening[]): number => {
      for (const happening of happenings) [connection] = next(connection, happening);
      return connection.failures;
    };
    expect(happen('wanted', 'failed', 'due', 'failed', 'due', 'failed')).toBe(3);
    expect(happen('due', 'loaded')).toBe(3);
    expect(happen('opened')).toBe(0);
  });

  test('waits longer each time, at most half a minute, and never all at once', () => {
    expect([1, 2, 3, 4].map((failures) => waitMs({ failures }, 0))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(waitMs({ failures: 1 }, 0.999)).toBeCloseTo(1_000, -1);
    expect(waitMs({ failures: 99 }, 0.999)).toBeLessThanOrEqual(30_000);
  });
});
