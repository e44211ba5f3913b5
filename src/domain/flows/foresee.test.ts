import { describe, expect, it } from 'vitest';
import type { Configuration, Flow } from '../configuration.ts';
import { fillFlow } from '../fill-configuration.ts';
import { foresee } from './foresee.ts';

const crowd = Array.from({ length: 101 }, (_, i) => `agent ${i}`);
const configuration = {
  departments: new Map([
    ['care', { members: new Set(['ana', 'ben', 'gone']) }],
    ['crowd', { members: new Set(crowd) }],
  ]),
  agents: new Map(['ana', 'ben', 'zoe', ...crowd].map((id) => [id, { id }])),
} as unknown as Configuration;

const flow = (steps: readonly object[], more: object = {}): Flow =>
  ({ ...fillFlow({ id: 'flow', steps, ...more } as never), version: 1 }) as Flow;
const wait = { id: 'wait', kind: 'wait', seconds: 900, next: { elapsed: 'check', failed: 'fallback' } };
const check = (field: string) => ({
  id: 'check',
  kind: 'branch',
  branches: [{ id: 'yes', when: { field, is: 'equal_to', value: false } }],
  next: { yes: 'assign', else: 'end', failed: 'fallback' },
});
const assign = (more: object = {}) => ({
  id: 'assign',
  kind: 'assign',
  excludeEarlier: false,
  next: { assigned: 'end', nobody: 'end', declined: 'end', failed: 'fallback' },
  ...more,
});
const asked = (of: Flow, stepId: string | undefined, departmentId: string | null = 'care') =>
  foresee(of, { stepId, departmentId, conversationId: 'c', configuration });

describe('what the steps ahead look at', () => {
  it('is the team that one may be chosen from, and what happened in the conversation where a step asks for it', () => {
    const both = flow([wait, check('reply.since_assignment'), assign()]);
    expect(asked(both, 'wait')).toEqual({ stories: ['c'], agents: ['ana', 'ben'], openContacts: [] });
    expect(asked(both, 'assign')).toEqual({ stories: [], agents: ['ana', 'ben'], openContacts: [] });
    expect(asked(both, 'assign', null).agents).toEqual([]);
  });

  it.each([
    ['a field that stands on the ticket', check('conversation.status'), {}, []],
    ['leaving out who had it', check('conversation.status'), { excludeEarlier: true }, ['c']],
    ['a note that shows one', check('conversation.status'), { note: '{{message.text}}' }, ['c']],
  ])('%s', (_, branch, more, stories) => {
    expect(asked(flow([wait, branch, assign(more)]), 'wait').stories).toEqual(stories);
  });

  it.each<[string, object, readonly string[], readonly string[]]>([
    ['a named agent', { who: 'agent', agent: 'zoe' }, ['zoe'], []],
    ['an agent who is gone', { who: 'agent', agent: 'gone' }, [], []],
    ['another team', { team: 'crowd' }, [], []],
    ['nobody', { who: 'nobody' }, [], []],
    ['who has least to do', { strategy: 'least_open' }, ['ana', 'ben'], ['ana', 'ben']],
  ])('of assigning to %s', (_, more, agents, openContacts) => {
    expect(asked(flow([assign(more)]), 'assign')).toMatchObject({ agents, openContacts });
  });

  it('ends where a turn does: at the next step that waits', () => {
    const later = flow(
      [check('conversation.status'), { ...assign(), id: 'later' }, wait].map((step) =>
        step.id === 'check' ? { ...step, next: { yes: 'wait', else: 'end', failed: 'fallback' } } : step,
      ),
    );
    expect(asked(later, 'check')).toEqual({ stories: [], agents: [], openContacts: [] });
  });

  it('is what a trigger’s condition asks of a run that has not begun, and no team yet', () => {
    const when = { field: 'message.text', is: 'contains', value: 'refund' };
    const triggered = flow([assign()], { triggers: [{ kind: 'message_received', when }] });
    expect(asked(triggered, undefined)).toEqual({ stories: ['c'], agents: [], openContacts: [] });
    expect(asked(triggered, 'assign').agents).toEqual(['ana', 'ben']);
    const plain = flow([assign()], { triggers: [{ kind: 'message_received' }] });
    expect(asked(plain, undefined)).toEqual({ stories: [], agents: ['ana', 'ben'], openContacts: [] });
  });

  it('begins at the first step of a run that has not begun, and goes round a circle once', () => {
    const jump = { id: 'again', kind: 'jump', times: 2, next: { jump: 'check', exhausted: 'end', failed: 'fallback' } };
    const round = flow([check('reply.since_assignment'), assign({ next: { assigned: 'again' } }), jump]);
    expect(asked(round, undefined).agents).toEqual(['ana', 'ben']);
    expect(asked(round, 'unknown')).toEqual({ stories: [], agents: [], openContacts: [] });
  });
});
