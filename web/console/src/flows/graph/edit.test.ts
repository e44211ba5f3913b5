import { describe, expect, test } from 'vitest';
import {
  addStep,
  connect,
  duplicateStep,
  moveStep,
  removeStep,
  removeWithFollowing,
  renameStep,
  setSetting,
  setTrigger,
} from './edit.ts';
import { emptyEntry, type FlowEntry, findStep, placesTo, readEntry } from './entry.ts';
import { flowOf, language, stepOf, threeSteps } from './graph-samples.ts';

const nextOf = (entry: FlowEntry, id: string) => findStep(entry, id)?.next;

describe('adding a step', () => {
  test('to an empty flow makes it the first, leading to the end, with its defaults', () => {
    const { entry, id } = addStep(emptyEntry('a', 'A', null), 'start', 'assign', language);
    expect(entry.start).toBe(id);
    expect(findStep(entry, id)).toMatchObject({ kind: 'assign', who: 'team', onlyOnline: true, team: null });
    expect(nextOf(entry, id)).toEqual({ assigned: 'end', failed: 'fallback' });
  });

  test('at a port takes what the port led to', () => {
    const { entry, id } = addStep(threeSteps, { stepId: 'say', port: 'sent' }, 'comment', language);
    expect(nextOf(entry, 'say')).toEqual({ sent: id, failed: 'fallback' });
    expect(nextOf(entry, id)).toEqual({ done: 'wait', failed: 'fallback' });
    expect(entry.steps.map((step) => step.id)).toEqual(['say', id, 'wait', 'note']);
  });

  test('leaves the flow that it was given as it is', () => {
    const before = JSON.stringify(threeSteps);
    addStep(threeSteps, 'start', 'wait', language);
    removeStep(threeSteps, 'wait', language);
    expect(JSON.stringify(threeSteps)).toBe(before);
  });

  test('a branch begins with one way, which is its first port', () => {
    const { entry, id } = addStep(threeSteps, 'start', 'branch', language);
    expect(nextOf(entry, id)).toEqual({ 'way-1': 'say', failed: 'fallback' });
  });
});

describe('changing a step', () => {
  const branch = stepOf(
    'check',
    'branch',
    { yes: 'end', else: 'end', failed: 'fallback' },
    { branches: [{ id: 'yes' }] },
  );

  test('a port that gets another name keeps its way', () => {
    const entry = setSetting(flowOf([branch]), { id: 'check', name: 'branches', value: [{ id: 'silent' }] }, language);
    expect(nextOf(entry, 'check')).toEqual({ silent: 'end', else: 'end', failed: 'fallback' });
  });

  test('a port that is gone leads nowhere, and a new one not yet', () => {
    const waiting = setSetting(threeSteps, { id: 'wait', name: 'on', value: { reply: 'port' } }, language);
    expect(nextOf(waiting, 'wait')).toEqual({ elapsed: 'note', failed: 'fallback' });
    const led = connect(waiting, { stepId: 'wait', port: 'reply' }, 'end');
    const without = setSetting(led, { id: 'wait', name: 'on', value: { reply: 'end' } }, language);
    expect(nextOf(without, 'wait')).toEqual({ elapsed: 'note', failed: 'fallback' });
  });

  test('an empty name is none', () => {
    expect(findStep(renameStep(threeSteps, 'say', 'Greet'), 'say')?.name).toBe('Greet');
    expect(findStep(renameStep(threeSteps, 'say', ''), 'say')?.name).toBeNull();
  });
});

describe('taking a step away', () => {
  test('closes the way behind it, at the beginning too', () => {
    expect(nextOf(removeStep(threeSteps, 'wait', language), 'say')).toEqual({ sent: 'note', failed: 'fallback' });
    expect(removeStep(threeSteps, 'say', language).start).toBe('wait');
  });

  test('with what follows takes all that only it leads to, and leaves the port open', () => {
    const joined = connect(threeSteps, { stepId: 'say', port: 'failed' }, 'note');
    const entry = removeWithFollowing(joined, 'wait');
    expect(entry.steps.map(({ id }) => id)).toEqual(['say', 'note']);
    expect(nextOf(entry, 'say')).toEqual({ failed: 'note' });
    expect(removeWithFollowing(threeSteps, 'say')).toMatchObject({ start: 'end', steps: [] });
  });

  test('that leads to itself leaves nothing that leads to it', () => {
    const loop = flowOf([stepOf('a', 'comment', { done: 'a', failed: 'end' })]);
    expect(removeStep(loop, 'a', language)).toMatchObject({ start: 'end', steps: [] });
  });
});

test('moving a step closes the way behind it and goes between there', () => {
  const entry = moveStep(threeSteps, 'say', { stepId: 'wait', port: 'elapsed' }, language);
  expect(entry.start).toBe('wait');
  expect(nextOf(entry, 'wait')?.elapsed).toBe('say');
  expect(nextOf(entry, 'say')?.sent).toBe('note');
  expect(moveStep(threeSteps, 'say', { stepId: 'say', port: 'sent' }, language)).toBe(threeSteps);
});

test('a duplicate stands behind its model', () => {
  const { entry, id } = duplicateStep(threeSteps, 'say', language);
  expect(nextOf(entry, 'say')?.sent).toBe(id);
  expect(findStep(entry, id)).toMatchObject({ text: 'Hello', next: { sent: 'wait', failed: 'fallback' } });
  expect(placesTo(entry, 'wait')).toEqual([{ stepId: id, port: 'sent' }]);
});

test('triggers are added behind the last, replaced, and taken away', () => {
  const one = setTrigger(threeSteps, 0, { kind: 'flow' });
  expect(setTrigger(one, 1, { kind: 'webhook' }).triggers.map(({ kind }) => kind)).toEqual(['flow', 'webhook']);
  expect(setTrigger(one, 0, null).triggers).toEqual([]);
});

test('a draft of whatever shape is read as far as it can be', () => {
  const read = readEntry({ steps: [{ id: 'a', kind: 'wait', next: { elapsed: 3 } }, 7, { kind: 'x' }] }, 'f', language);
  expect(read).toMatchObject({ id: 'f', name: 'f', start: 'a', triggers: [] });
  expect(read.steps).toHaveLength(1);
  expect(read.steps[0]).toMatchObject({ seconds: 900, next: {} });
  expect(readEntry(null, 'f', language).steps).toEqual([]);
});
