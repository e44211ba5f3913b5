import { describe, expect, test } from 'vitest';
import type { ChannelKind } from './channel.ts';
import type { Queue } from './configuration.ts';
import { fillAgent, fillQueue } from './fill-configuration.ts';
import { type Lack, lackOf, levelsAt, nextRelaxation, relaxationStep } from './requirement.ts';

const queue = {
  ...fillQueue({
    id: 'vip',
    department: 'support',
    skills: ['french', 'tax'],
    skillLevels: { french: 4 },
    relaxation: [
      { afterSeconds: 60, lowerBy: 2 },
      { afterSeconds: 120, drop: ['tax'], lowerBy: 4 },
    ],
  }),
  sortKey: 'vip',
} satisfies Queue;

const agent = (skills: string[], skillLevels: Record<string, number> = {}) => {
  const entry = fillAgent({ id: 'anna', departments: ['support'], skills, skillLevels, channels: ['webchat'] });
  return {
    ...entry,
    sortKey: 'anna',
    memberOf: new Set(entry.departments),
    permissions: new Set(['message.receive' as const]),
  };
};

describe('what a queue asks', () => {
  test.each<[number, number, [string, number][], number | null]>([
    [
      0,
      0,
      [
        ['french', 4],
        ['tax', 1],
      ],
      60_000,
    ],
    [
      59_999,
      0,
      [
        ['french', 4],
        ['tax', 1],
      ],
      60_000,
    ],
    [
      60_000,
      1,
      [
        ['french', 2],
        ['tax', 1],
      ],
      120_000,
    ],
    [1_000_000, 2, [['french', 1]], null],
  ])('after %i ms is the step %i', (waited, step, levels, next) => {
    expect(relaxationStep(queue, waited)).toBe(step);
    expect([...levelsAt(queue, [], step)]).toEqual(levels);
    expect(nextRelaxation(queue, 0, step)).toBe(next);
  });

  test('is joined by what the ticket asks, which the steps leave alone', () => {
    expect([...levelsAt(queue, ['law', 'french'], 2)]).toEqual([
      ['french', 1],
      ['law', 1],
    ]);
    expect([...levelsAt(undefined, ['law'], 0)]).toEqual([['law', 1]]);
  });

  test.each<
    [
      string,
      ReturnType<typeof agent>,
      { departmentId?: string; channelKind?: ChannelKind; step?: number },
      Lack | undefined,
    ]
  >([
    ['fits', agent(['french', 'tax'], { french: 4 }), {}, undefined],
    ['knows it too little', agent(['french', 'tax']), {}, 'skill'],
    ['knows it well enough later', agent(['french', 'tax']), { step: 1 }, undefined],
    ['lacks one', agent(['french'], { french: 5 }), {}, 'skill'],
    ['is of another department', agent(['french', 'tax']), { departmentId: 'sales' }, 'not_a_member'],
    ['does not serve the channel', agent(['french', 'tax']), { channelKind: 'email' }, 'channel'],
  ])('an agent who %s', (_, anna, { departmentId = 'support', channelKind = 'webchat', step = 0 }, lack) => {
    expect(lackOf(anna, { departmentId, channelKind, levels: levelsAt(queue, [], step) })).toBe(lack);
  });
});
