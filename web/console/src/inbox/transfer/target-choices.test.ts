import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  filterTargets,
  groupTargets,
  isSameTarget,
  type ListedTarget,
  missingIn,
  stepTo,
  type TargetChoice,
  toChoice,
} from './target-choices.ts';

function listed(words: string, more: Partial<ListedTarget> = {}): ListedTarget {
  const [kind, id] = words.split(' ') as ['agent', string];
  return {
    target: { kind, id },
    name: id,
    departmentId: null,
    departmentName: null,
    isMove: false,
    allowed: true,
    step: 'offer',
    refusal: null,
    warnings: [],
    presence: null,
    status: null,
    load: null,
    isOpen: true,
    opensAt: null,
    wait: null,
    ...more,
  };
}
const refused = (code: string, data: Record<string, unknown> = {}): Partial<ListedTarget> => ({
  allowed: false,
  step: null,
  refusal: { code, alternatives: [], data },
});
const choice = (words: string, more: Partial<ListedTarget> = {}, mayOverride = false): TargetChoice =>
  toChoice(listed(words, more), mayOverride);

describe('a target', () => {
  test('[S10] who is full is there to be chosen where the sender may wait, and says which ways there are', () => {
    const full = choice('agent lars', refused('agent_at_capacity', { choices: ['wait', 'next'] }));
    expect([full.state, full.detours]).toEqual(['detour', ['wait', 'next']]);
  });

  test('that rules forbid is blocked, whoever asks', () => {
    for (const mayOverride of [false, true]) {
      expect(choice('department sales', refused('no_move_rule'), mayOverride).state).toBe('blocked');
    }
  });

  test('that is only full or closed may be passed by whoever may override', () => {
    const closed = refused('department_closed', { choices: [] });
    expect(choice('department billing', closed).state).toBe('blocked');
    expect(choice('department billing', closed, true).detours).toEqual(['override']);
  });

  test('is the same place with or without the department of an agent', () => {
    const priya = { kind: 'agent' as const, id: 'priya' };
    expect(isSameTarget(priya, { ...priya, departmentId: 'billing' })).toBe(true);
    expect(isSameTarget({ ...priya, departmentId: 'a' }, { ...priya, departmentId: 'b' })).toBe(false);
    expect(isSameTarget(priya, { kind: 'queue', id: 'priya' })).toBe(false);
  });
});

describe('the list of targets', () => {
  const groups = groupTargets([
    choice('department billing'),
    choice('department support', refused('already_there')),
    choice('department sales', refused('no_move_rule')),
    choice('queue vip'),
    choice('agent lars', refused('agent_at_capacity', { choices: ['wait'] })),
    choice('agent priya'),
    choice('agent sam', refused('agent_offline')),
  ]);
  const shown = groups.map(({ kind, choices }) => [kind, ...choices.map(({ target }) => target.id)]);

  test('shows each kind with those who are free first, the blocked ones below, and nothing that is there already', () => {
    expect(shown).toEqual([
      ['department', 'billing'],
      ['queue', 'vip'],
      ['agent', 'priya', 'lars'],
      ['blocked', 'sales', 'sam'],
    ]);
  });

  test('is walked with arrow keys from end to end and round, and from the start when the active one has gone', () => {
    const walked: (string | null)[] = [];
    for (let at: string | null = null, i = 0; i < 7; i++) walked.push((at = stepTo(groups, at, 1)));
    const first = 'department billing ';
    expect(walked[0]).toBe(first);
    expect(walked[6]).toBe(first);
    expect(stepTo(groups, first, -1)).toBe('agent sam ');
    expect(stepTo(groups, 'agent gone ', 1)).toBe(first);
    expect(stepTo([], null, 1)).toBeNull();
  });

  test('is filtered by part of a name or an id, in any case', () => {
    const all = [choice('agent priya', { name: 'Priya Raman' }), choice('agent lars', { name: 'Lars Holm' })];
    const idsOf = (typed: string) => filterTargets(all, typed).map(({ target }) => target.id);
    expect([idsOf(''), idsOf(' RAM'), idsOf('lar'), idsOf('x')]).toEqual([['priya', 'lars'], ['priya'], ['lars'], []]);
  });
});

describe('a transfer', () => {
  const settings = { notes: 'optional', reason: 'optional' } as const;
  const form = { chosen: choice('agent priya'), note: '', reason: '', detour: null };

  test.each([
    ['nothing is chosen', { chosen: null }, settings, 'target'],
    ['what is chosen is blocked', { chosen: choice('agent sam', refused('agent_offline')) }, settings, 'blocked'],
    [
      'the way around is not chosen',
      { chosen: choice('agent lars', refused('agent_at_capacity', { choices: ['wait'] })) },
      settings,
      'detour',
    ],
    ['the note is required', { note: '  ' }, { ...settings, notes: 'required' as const }, 'note'],
    ['the reason is required', {}, { ...settings, reason: 'required' as const }, 'reason'],
    ['nothing is missing', {}, settings, null],
  ])('says what is missing: %s', (_, change, set, missing) => {
    expect(missingIn({ ...form, ...change }, set)).toBe(missing);
  });

  test('asks for what was filled in, and for nothing else', () => {
    const target = { kind: 'agent' as const, id: 'priya' };
    expect(bodyOf({ target, note: ' ', reason: '', detour: null })).toEqual({ target });
    expect(bodyOf({ target, note: ' a ', reason: 'b', detour: 'wait' })).toEqual({
      target,
      note: 'a',
      reason: 'b',
      whenBlocked: 'wait',
    });
    expect(bodyOf({ target, note: '', reason: '', detour: 'override' })).toEqual({ target, override: true });
  });
});
