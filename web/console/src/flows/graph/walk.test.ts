import { describe, expect, test } from 'vitest';
import { connect } from './edit.ts';
import { flowOf, language, stepOf, threeSteps } from './graph-samples.ts';
import { countProblems, placeOf } from './problem-place.ts';
import { outlineOf, placeOfRow, stepsBelow } from './walk.ts';

const lines = (entry: Parameters<typeof outlineOf>[0]): string[] =>
  outlineOf(entry, language)
    .slice(3)
    .map((row) => `${'  '.repeat(row.level - 1)}${row.kind === 'port' ? `${row.port} → ${row.to}` : row.key}`);

describe('the outline', () => {
  test('tells the way on at one depth, with the ports below their step', () => {
    expect(lines(threeSteps)).toEqual([
      ...['step say', '  sent → wait', '  failed → fallback'],
      ...['step wait', '  elapsed → note', '  failed → fallback'],
      ...['step note', '  done → end', '  failed → end'],
    ]);
  });

  test('tells side ways below their port, and a step that both lead to on the way on', () => {
    const sorry = stepOf('sorry', 'send_message', { sent: 'note', failed: 'end' });
    const entry = connect(
      { ...threeSteps, steps: [...threeSteps.steps, sorry] },
      { stepId: 'say', port: 'failed' },
      'sorry',
    );
    expect(lines(entry).slice(0, 7)).toEqual([
      ...['step say', '  sent → wait', '  failed → sorry'],
      ...['    step sorry', '      sent → note', '      failed → end'],
      'step wait',
    ]);
  });

  test('tells what nothing leads to at the end, and ends where a flow goes round', () => {
    const entry = flowOf([
      stepOf('a', 'comment', { done: 'b', failed: 'end' }),
      stepOf('b', 'jump', { jump: 'a', exhausted: 'end', failed: 'end' }),
      stepOf('loose', 'comment', { done: 'end', failed: 'end' }),
    ]);
    const rows = outlineOf(entry, language);
    expect(rows.filter((row) => row.kind === 'step').map((row) => [row.step.id, row.isLoose])).toEqual([
      ['a', false],
      ['b', false],
      ['loose', true],
    ]);
  });

  test('knows where a step is added at each of its lines', () => {
    const rows = outlineOf(threeSteps, language);
    expect(placeOfRow(rows[2] as (typeof rows)[0], language)).toBe('start');
    expect(placeOfRow(rows[3] as (typeof rows)[0], language)).toEqual({ stepId: 'say', port: 'sent' });
    expect(placeOfRow(rows[5] as (typeof rows)[0], language)).toEqual({ stepId: 'say', port: 'failed' });
  });
});

test('below a step is what only it leads to', () => {
  expect([...stepsBelow(threeSteps, 'wait')]).toEqual(['wait', 'note']);
  const joined = connect(threeSteps, { stepId: 'say', port: 'failed' }, 'note');
  expect([...stepsBelow(joined, 'wait')]).toEqual(['wait']);
});

describe('a problem', () => {
  test.each([
    ['/steps/1/next/elapsed', { row: 'port wait elapsed', port: 'elapsed', setting: null }],
    ['/steps/0/text', { row: 'step say', setting: 'text' }],
    ['/triggers/0/sources', { row: 'triggers', setting: 'triggers/0/sources' }],
    ['/start', { row: 'start' }],
    ['/duty', { row: 'flow', setting: 'duty' }],
    ['/steps/9/id', { row: 'flow' }],
  ])('at %s has its line', (path, place) => {
    expect(placeOf({ path }, threeSteps)).toMatchObject(place);
  });

  test('of a port counts for its step too', () => {
    const problem = { path: '/steps/1/next/elapsed', code: 'port_open', message: '' };
    expect(Object.fromEntries(countProblems([problem], threeSteps))).toEqual({
      'port wait elapsed': 1,
      'step wait': 1,
    });
  });
});
