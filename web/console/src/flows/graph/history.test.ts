import { describe, expect, test } from 'vitest';
import { paste, readClip, writeClip } from './clipboard.ts';
import { differenceOf, isEmpty } from './difference.ts';
import { addStep, connect, removeStep, renameStep } from './edit.ts';
import { findStep } from './entry.ts';
import { flowOf, language, threeSteps } from './graph-samples.ts';
import { beginHistory, record, redo, undo } from './history.ts';

describe('undoing', () => {
  const three = ['b', 'c'].reduce((history, state, at) => record(history, state, { at }), beginHistory('a'));

  test('goes back step by step, and forth again', () => {
    expect(undo(three).present).toBe('b');
    expect(undo(undo(three)).present).toBe('a');
    expect(undo(undo(undo(three))).present).toBe('a');
    expect(redo(undo(three)).present).toBe('c');
    expect(redo(three)).toBe(three);
  });

  test('ends what could be done again as soon as something else is done', () => {
    const other = record(undo(three), 'x', { at: 9 });
    expect(redo(other)).toBe(other);
    expect(undo(other).present).toBe('b');
  });

  test('takes typing in one field back at once, and what came after a pause alone', () => {
    const typed = ['h', 'he', 'hey'].reduce(
      (history, state, at) => record(history, state, { about: 'text', at: at * 300 }),
      beginHistory(''),
    );
    expect(undo(typed).present).toBe('');
    const later = record(typed, 'hey you', { about: 'text', at: 5_000 });
    expect(undo(later).present).toBe('hey');
    expect(undo(record(typed, 'x', { about: 'name', at: 700 })).present).toBe('hey');
  });

  test('what changes nothing is no change', () => {
    expect(record(three, 'c', { at: 0 })).toBe(three);
  });
});

describe('copying', () => {
  test('one step puts it between, with an id of its own', () => {
    const clip = readClip(writeClip(threeSteps, 'say', { withFollowing: false }), language);
    const { entry, id } = paste(threeSteps, clip ?? { steps: [] }, { stepId: 'wait', port: 'elapsed' }, language);
    expect(findStep(entry, 'wait')?.next.elapsed).toBe(id);
    expect(findStep(entry, id)).toMatchObject({ text: 'Hello', next: { sent: 'note', failed: 'fallback' } });
    expect(findStep(threeSteps, 'wait')?.next.elapsed).toBe('note');
  });

  test('with what follows goes to another flow whole, and what the place led to comes after it', () => {
    const clip = readClip(writeClip(threeSteps, 'wait', { withFollowing: true }), language);
    const other = addStep(flowOf([]), 'start', 'open', language);
    const place = { stepId: other.id, port: 'opened' };
    const { entry, id } = paste(connect(other.entry, place, 'fallback'), clip ?? { steps: [] }, place, language);
    expect(entry.steps.map(({ kind }) => kind)).toEqual(['open', 'wait', 'comment']);
    const note = findStep(entry, String(findStep(entry, id)?.next.elapsed));
    expect(note?.next).toEqual({ done: 'fallback', failed: 'end' });
  });

  test('leaves a way open that leads to a step which the other flow has not', () => {
    const clip = readClip(writeClip(threeSteps, 'say', { withFollowing: false }), language);
    const loose = connect(flowOf([]), 'start', null);
    const { entry, id } = paste(loose, clip ?? { steps: [] }, 'start', language);
    expect(entry.start).toBe(id);
    expect(findStep(entry, id)?.next).toEqual({ sent: 'end', failed: 'fallback' });
  });

  test('reads nothing out of any other text', () => {
    expect(
      ['', 'hello', '{}', '[1]', '{"kind":"baton-flow-steps","steps":[3]}'].map((text) => readClip(text, language)),
    ).toEqual([null, null, null, null, null]);
  });
});

describe('the difference to what is published', () => {
  test('names steps that were added, taken away and changed, and which settings', () => {
    const added = addStep(threeSteps, { stepId: 'note', port: 'done' }, 'close', language);
    const after = renameStep(removeStep(added.entry, 'wait', language), 'note', 'Tell');
    const difference = differenceOf(threeSteps, { ...after, name: 'Another', triggers: [{ kind: 'flow' }] });
    expect(difference.added.map(({ id }) => id)).toEqual([added.id]);
    expect(difference.removed.map(({ id }) => id)).toEqual(['wait']);
    expect(difference.changed.map(({ step, settings }) => [step.id, settings])).toEqual([
      ['say', ['next']],
      ['note', ['name', 'next']],
    ]);
    expect([difference.flow, difference.triggers]).toEqual([['name'], true]);
  });

  test('is none where only the order of keys is another', () => {
    const [say, ...others] = threeSteps.steps;
    const turned = Object.fromEntries(Object.entries(say ?? {}).reverse()) as unknown as (typeof threeSteps.steps)[0];
    expect(isEmpty(differenceOf(threeSteps, flowOf([turned, ...others])))).toBe(true);
  });
});
