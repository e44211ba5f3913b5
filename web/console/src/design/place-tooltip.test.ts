import { expect, test } from 'vitest';
import { placeTooltip, type TooltipRoom } from './place-tooltip.ts';
import { tabAfter } from './tabs.tsx';

const room = (more: Partial<TooltipRoom>): TooltipRoom => ({
  anchor: { left: 200, top: 200, width: 40, height: 40 },
  tooltip: { width: 100, height: 20 },
  window: { width: 400, height: 400 },
  side: 'top',
  isRtl: false,
  ...more,
});

test.each([
  ['above, in the middle', {}, { left: 170, top: 174 }],
  ['below', { side: 'bottom' }, { left: 170, top: 246 }],
  ['at the end', { side: 'inline-end' }, { left: 246, top: 210 }],
  ['at the start', { side: 'inline-start' }, { left: 94, top: 210 }],
  ['at the end, where text runs from right to left', { side: 'inline-end', isRtl: true }, { left: 94, top: 210 }],
  [
    'below where there is no room above',
    { anchor: { left: 200, top: 5, width: 40, height: 40 } },
    { left: 170, top: 51 },
  ],
  [
    'at the start where there is no room at the end',
    { side: 'inline-end', anchor: { left: 350, top: 200, width: 40, height: 40 } },
    { left: 244, top: 210 },
  ],
  ['inside the window at its edge', { anchor: { left: 0, top: 200, width: 20, height: 20 } }, { left: 4, top: 174 }],
] as const)('a hint stands %s', (_, more, place) => {
  expect(placeTooltip(room(more))).toEqual(place);
});

test('arrow keys walk the tabs as text runs, and around', () => {
  const ltr = { count: 3, isRtl: false };
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => tabAfter(key, 0, ltr))).toEqual([
    1,
    2,
    0,
    2,
    null,
  ]);
  expect(tabAfter('ArrowRight', 0, { count: 3, isRtl: true })).toBe(2);
  expect(tabAfter('ArrowLeft', 2, { count: 3, isRtl: true })).toBe(0);
});
