import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serviceRank } from './waiting-order.ts';

const minute = 60_000;

describe('the order of service', () => {
  test.each<[string, { priority: number; queuedAt: number }, { priority: number; queuedAt: number }, number]>([
    ['whoever came first', { priority: 100, queuedAt: 1 }, { priority: 100, queuedAt: 2 }, 60],
    ['whoever is more urgent', { priority: 90, queuedAt: 9 * minute }, { priority: 100, queuedAt: 0 }, 60],
    [
      'patience, past what the urgency is worth',
      { priority: 100, queuedAt: 0 },
      { priority: 90, queuedAt: 11 * minute },
      60,
    ],
    [
      'urgency alone, where it is strict',
      { priority: 99, queuedAt: 30 * 86_400_000 },
      { priority: 100, queuedAt: 0 },
      0,
    ],
  ])('%s comes first', (_, first, second, ageing) => {
    expect(serviceRank(first, ageing)).toBeLessThan(serviceRank(second, ageing));
  });

  test('[I19] nobody is overtaken by who comes later than their priority is worth', () => {
    const ticket = fc.record({ priority: fc.nat(1000), queuedAt: fc.nat(1e9) });
    fc.assert(
      fc.property(ticket, ticket, fc.integer({ min: 1, max: 3600 }), (a, b, ageing) => {
        const worth = (a.priority - b.priority) * ageing * 1000;
        if (b.queuedAt - a.queuedAt > worth) expect(serviceRank(a, ageing)).toBeLessThan(serviceRank(b, ageing));
      }),
    );
  });

  test('strict priority and time together are exact to the millisecond', () => {
    const at = 1_800_000_000_000;
    expect(
      serviceRank({ priority: 1000, queuedAt: at + 1 }, 0) - serviceRank({ priority: 1000, queuedAt: at }, 0),
    ).toBe(1);
  });
});
