import { expect, test } from 'vitest';
import { connect } from '../graph/edit.ts';
import { language, threeSteps } from '../graph/graph-samples.ts';
import { height, layOut, neighbour, size, widthOf } from './lay-out.ts';

test('steps stand below each other as a run goes, and mirrored where one reads from right to left', () => {
  const [say, wait, note] = layOut(threeSteps, language, { isRtl: false }).steps.map(({ y }) => y) as [
    number,
    number,
    number,
  ];
  expect(wait - say).toBeGreaterThanOrEqual(height + size.ends);
  expect(note).toBeGreaterThan(wait);
  const side = connect(threeSteps, { stepId: 'say', port: 'failed' }, 'note');
  const branched = connect(side, { stepId: 'wait', port: 'elapsed' }, 'end');
  const xs = (isRtl: boolean) => layOut(branched, language, { isRtl }).steps.map(({ x, width }) => x + width / 2);
  expect(xs(true)).toEqual(xs(false).map((x) => -x));
});

test('a step has room for all of its ports', () => {
  expect(widthOf(2)).toBe(size.widthMin);
  expect(widthOf(6)).toBe(6 * size.cell);
});

test('ways lead from ports to steps; ends are drawn beside their port, and are none', () => {
  const joined = connect(threeSteps, { stepId: 'say', port: 'failed' }, 'note');
  expect(layOut(joined, language, { isRtl: false }).ways).toEqual([
    { from: 'say', port: 'sent', to: 'wait' },
    { from: 'say', port: 'failed', to: 'note' },
    { from: 'wait', port: 'elapsed', to: 'note' },
  ]);
});

test('arrow keys go to the nearest in their direction, and nowhere where there is none', () => {
  const { steps } = layOut(threeSteps, language, { isRtl: false });
  expect(neighbour(steps, 'say', 'down')?.step.id).toBe('wait');
  expect(neighbour(steps, 'note', 'up')?.step.id).toBe('wait');
  expect(neighbour(steps, 'say', 'up')).toBeUndefined();
});
