import { describe, expect, it } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { ends, moves, notes, replies, type Story, says } from './story.ts';
import { nextStep, recallThread, type Step, stepRefused, stepTaken, storyOf, threadKeyOf } from './thread.ts';
import { newWorld, setStaff, type Talk } from './world.ts';

const story: Story = {
  id: 'lamp',
  account: 'chat',
  customer: { name: 'Ada', address: 'ada@example.org' },
  language: 'en',
  turns: [
    says('It flickers.'),
    replies('Which bulb?'),
    notes('Not dimmable.'),
    moves('billing', 'Free bulb, please.'),
    replies('It is on its way.'),
    says('Thanks!'),
    ends('solved', 'Bulb sent.'),
  ],
};

const talkOf = (owner: Talk['owner'], more: Partial<Talk> = {}): Talk => ({
  ...{ id: 'c', accountId: 'chat', threadKey: threadKeyOf(story, '1'), departmentId: 'support', ticketId: 't' },
  ...{ segmentId: 's', owner, ownedSince: 0, pendingTransferId: null, liveOfferId: null, last: null },
  ...more,
});
const priya = { kind: 'agent', id: 'priya' };
const world = newWorld(0);
setStaff(
  world,
  ['priya', 'amara'].map((id) => ({
    ...{ id, name: `${id[0]?.toUpperCase()}${id.slice(1)} Doe`, departments: ['support'], skills: [], capacity: 3 },
    ...{ presence: 'online', used: 0 },
  })),
);

const random = seededRandom(1);
const late = { world, people: new Set(['amara']), now: 1_000_000, random };
const brief = (step: Step | null): string | null =>
  step === null ? null : `${step.kind}: ${'text' in step ? step.text : 'note' in step ? step.note : step.turn.text}`;

describe('a thread of the demo', () => {
  it('is known again by its key, and a stranger’s is not', () => {
    expect(storyOf(threadKeyOf(story, 'x1'), [story])).toBe(story);
    for (const key of ['lamp', 'demo', 'demo:other:1', 'ada@example.org'])
      expect(storyOf(key, [story])).toBeUndefined();
  });

  // What was said → what comes next, with a played agent in the department where it then is.
  it.each([
    [['It flickers.'], 'support', 'replies: Which bulb?'],
    [['Which bulb?', 'It flickers.'], 'support', 'notes: Not dimmable.'],
    [['It flickers.', 'Which bulb?', 'Not dimmable.'], 'support', 'moves: Free bulb, please.'],
    [['It flickers.', 'Which bulb?', 'Not dimmable.'], 'billing', 'replies: It is on its way.'],
    [['It flickers.', 'Something that a person wrote.'], 'support', 'replies: Which bulb?'],
    [['It is on its way.', 'Thanks!'], 'billing', 'ends: Bulb sent.'],
  ] as const)('goes on after %j in %s with %s when the server starts again', (texts, departmentId, expected) => {
    const thread = recallThread(story, texts, 0);
    expect(brief(nextStep(thread, talkOf(priya, { departmentId }), late))).toBe(expected);
  });

  it('waits while a transfer is pending, while it is not time, and for an agent who is offline', () => {
    const thread = recallThread(story, ['It flickers.'], 0);
    expect(nextStep(thread, talkOf(priya, { pendingTransferId: 'x' }), late)).toBeNull();
    expect(nextStep(thread, talkOf(priya), { ...late, now: 100 })).toBeNull();
    expect(nextStep(thread, talkOf({ kind: 'agent', id: 'nobody' }), late)).toBeNull();
    expect(nextStep(thread, talkOf({ kind: 'queue', id: 'support' }), late)).toBeNull();
  });

  it('begins with a greeting by name when somebody else takes over', () => {
    const thread = { ...recallThread(story, ['It flickers.'], 0), agentId: 'amara' };
    const talk = talkOf(priya);
    const greeting = nextStep(thread, talk, late);
    expect(brief(greeting)).toContain('Priya');
    stepTaken(thread, talk, greeting as Step, late);
    expect(brief(nextStep(thread, talk, { ...late, now: 2_000_000 }))).toBe('replies: Which bulb?');
  });

  it('leaves everything but the customer’s part to a person', () => {
    const thread = recallThread(story, ['It flickers.'], 0);
    const talk = talkOf({ kind: 'agent', id: 'amara' });
    // Nobody has answered for a minute and a half.
    expect(brief(nextStep(thread, talk, late))).toMatch(/^says: /);
    talk.last = { direction: 'outbound', at: 900_000 };
    expect(brief(nextStep(thread, talk, late))).toBe('says: Thanks!');
    talk.last = { direction: 'inbound', at: 990_000 };
    expect(nextStep(thread, talk, late)).toBeNull();
  });

  it('comes to its end where a move is refused, and leaves out what is refused three times', () => {
    const thread = recallThread(story, ['It flickers.', 'Which bulb?', 'Not dimmable.'], 0);
    const talk = talkOf(priya);
    stepRefused(thread, nextStep(thread, talk, late) as Step, { now: 0 });
    expect(brief(nextStep(thread, talk, late))).toBe('ends: Bulb sent.');
    const other = recallThread(story, ['It flickers.'], 0);
    for (let i = 0; i < 3; i++) stepRefused(other, nextStep(other, talk, late) as Step, { now: 0 });
    expect(brief(nextStep(other, talk, late))).toBe('notes: Not dimmable.');
  });
});
