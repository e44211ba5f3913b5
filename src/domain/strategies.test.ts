import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys, limitedUntil, type Standing, sortKey } from './strategies.ts';
import { type StrategyName, strategyNames } from './strategy-names.ts';

const standing = (changes: Partial<Standing>): Standing => ({
  load: {},
  capacity: { total: 4, perChannel: {}, interruptible: [] },
  lastAssignedAt: 0,
  idleSince: 0,
  turns: null,
  openContacts: 0,
  level: 0,
  ...changes,
});

/** Who of these comes first, by name. */
function order(strategy: StrategyName, agents: Readonly<Record<string, Partial<Standing>>>, turnsMin = 0): string {
  return Object.entries(agents)
    .map(([name, changes]) => ({ name, key: sortKey(strategy, standing(changes), turnsMin) }))
    .sort((a, b) => compareKeys(a.key, b.key) || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
    .join(' ');
}

describe('who is asked first', () => {
  test.each<[StrategyName, string, Readonly<Record<string, Partial<Standing>>>, string]>([
    [
      'longest_idle',
      'whose last work came or went longest ago',
      { a: { lastAssignedAt: 5, idleSince: 90 }, b: { lastAssignedAt: 80 }, c: { lastAssignedAt: 10, idleSince: 20 } },
      'c b a',
    ],
    [
      'round_robin',
      '[U12] the fewest turns, then the longest ago; a joiner at the least',
      { a: { turns: 3, lastAssignedAt: 1 }, b: { turns: 2, lastAssignedAt: 9 }, joiner: { lastAssignedAt: 5 } },
      'joiner b a',
    ],
    [
      'least_open',
      '[U13] the fewest contacts, then the longest since their last',
      {
        a: { openContacts: 2 },
        b: { openContacts: 1, lastAssignedAt: 7 },
        c: { openContacts: 1, lastAssignedAt: 3 },
        d: { openContacts: 1, lastAssignedAt: 3 },
      },
      'c d b a',
    ],
    [
      'most_free',
      'the largest share free, however large the whole',
      {
        half: { load: { webchat: 2 } },
        most: { load: { email: 2 }, capacity: { total: 20, perChannel: {}, interruptible: [] } },
        full: { load: { webchat: 4 } },
        none: { capacity: { total: 0, perChannel: {}, interruptible: [] } },
        endless: { load: { webchat: 50 }, capacity: { total: null, perChannel: {}, interruptible: [] } },
      },
      'endless most half none full',
    ],
    ['best_skilled', 'the highest levels', { a: { level: 3 }, b: { level: 8 }, c: { level: 5 } }, 'b c a'],
  ])('%s: %s', (strategy, _, agents, expected) => {
    expect(order(strategy, agents, 2)).toBe(expected);
  });

  test('is a total order by numbers that are numbers', () => {
    const some = fc.record({
      lastAssignedAt: fc.nat(),
      idleSince: fc.nat(),
      turns: fc.option(fc.nat()),
      openContacts: fc.nat(),
      level: fc.nat(),
      load: fc.record({ webchat: fc.nat(10) }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...strategyNames), some, some, fc.nat(), (strategy, a, b, least) => {
        const [x, y] = [sortKey(strategy, standing(a), least), sortKey(strategy, standing(b), least)];
        expect(x.every(Number.isFinite)).toBe(true);
        expect(Math.sign(compareKeys(x, y)) + Math.sign(compareKeys(y, x))).toBe(0);
      }),
    );
  });
});

describe('a limit per time', () => {
  test.each<[string, number[], { count: number; seconds: number } | null, number | null]>([
    ['none', [100, 200], null, null],
    ['not reached', [100], { count: 2, seconds: 60 }, null],
    ['reached: until the first of them is past', [100, 200], { count: 2, seconds: 60 }, 60_100],
    ['reached long ago', [100, 200], { count: 2, seconds: 0.05 }, null],
    ['only the latest count', [1, 40_000, 50_000], { count: 2, seconds: 60 }, 100_000],
  ])('%s', (_, recent, limit, until) => {
    expect(limitedUntil(recent, limit, 300)).toBe(until);
  });
});
