import { describe, expect, it } from 'vitest';
import { DemoModel } from '../../test/support/demo-model.ts';
import { openWanted } from './arrivals.ts';
import { type Action, openMax } from './play-state.ts';
import { smallTalk } from './small-talk.ts';
import { stories } from './stories/all-stories.ts';
import { threadKeyOf } from './thread.ts';
import { waitingIn } from './world.ts';

const minute = 60;
const hour = 60 * minute;

/** Who does it; null for customers. */
function actorOf(action: Action): string | null {
  switch (action.kind) {
    case 'takes':
    case 'presence':
      return action.agentId;
    case 'accepts':
    case 'declines':
      return action.offer.agentId;
    case 'wraps_up':
      return action.wrapUp.agentId;
    case 'step':
      return 'agentId' in action.step ? action.step.agentId : null;
    case 'begins':
      return null;
  }
}

/** A model in which the demo has been played for five minutes. */
function lively(seed: number): DemoModel {
  const model = new DemoModel(seed);
  model.pass(5 * minute);
  model.done.length = 0;
  return model;
}

const kindsOf = (model: DemoModel): Set<string> =>
  new Set(model.done.map(({ action }) => (action.kind === 'step' ? action.step.kind : action.kind)));

describe('the demo’s players', () => {
  it.each([1, 2, 3])('never do anything for an agent who has a sign-in (seed %i)', (seed) => {
    const model = new DemoModel(seed);
    for (const id of model.people) Object.assign(model.world.staff.get(id) as object, { presence: 'online' });
    model.pass(2 * hour, () => {
      // People take something now and then, and let offers lapse.
      const [talk] = waitingIn(model.world, 'support');
      if (talk === undefined || model.now % 40_000 !== 0) return;
      for (const held of [...model.world.talks.values()])
        if (held.owner?.id === 'amara') model.world.talks.delete(held.id);
      model.give(talk, { kind: 'agent', id: 'amara' });
    });
    expect(model.done.length).toBeGreaterThan(2_000);
    expect(model.done.map(({ action }) => actorOf(action)).filter((id) => id !== null && model.people.has(id))).toEqual(
      [],
    );
  });

  it('stop playing an agent in the very tick in which the agent gets a sign-in', () => {
    const model = lively(4);
    model.people = new Set([...model.people, 'priya', 'chiara']);
    model.pass(10 * minute);
    expect(model.done.map(({ action }) => actorOf(action))).not.toEqual(expect.arrayContaining(['priya']));
    expect(model.done.map(({ action }) => actorOf(action))).not.toEqual(expect.arrayContaining(['chiara']));
  });

  it.each([5, 6])('keep two to five waiting in Support, however fast a person takes them (seed %i)', (seed) => {
    const model = lively(seed);
    const lengths = new Set<number>();
    model.pass(hour, () => {
      lengths.add(waitingIn(model.world, 'support').length);
      if (model.now % 7_000 !== 0) return;
      const [talk] = waitingIn(model.world, 'support');
      // Whom a person has answered leaves again, so that there is room for others.
      for (const held of [...model.world.talks.values()])
        if (held.owner?.id === 'amara') model.world.talks.delete(held.id);
      if (talk !== undefined) model.give(talk, { kind: 'agent', id: 'amara' });
    });
    // One that was just taken is followed within a second.
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(5);
  });

  it('take nothing out of a queue where agents help themselves before a minute has passed', () => {
    const model = lively(7);
    const waited: number[] = [];
    model.refuses = (action) => {
      if (action.kind === 'takes') waited.push(model.now - action.talk.ownedSince);
      return false;
    };
    model.pass(hour);
    expect(waited.length).toBeGreaterThan(20);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(60_000);
  });

  it.each([8, 9])('do a bit of everything within twenty minutes (seed %i)', (seed) => {
    const model = lively(seed);
    model.pass(20 * minute);
    const wanted = [
      'begins',
      'takes',
      'accepts',
      'declines',
      'wraps_up',
      'presence',
      'says',
      'replies',
      'notes',
      'moves',
    ];
    expect([...kindsOf(model)]).toEqual(expect.arrayContaining([...wanted, 'asks', 'tries', 'ends']));
  });

  it('do about one thing in two or three seconds while somebody watches, and a tenth of it otherwise', () => {
    const model = lively(10);
    model.pass(20 * minute);
    const watched = model.done.length;
    expect(watched / (20 * minute)).toBeGreaterThan(1 / 3.2);
    expect(watched / (20 * minute)).toBeLessThan(1 / 1.2);
    model.isWatched = false;
    model.done.length = 0;
    model.pass(20 * minute);
    expect(model.done.length).toBeLessThan(watched / 4);
  });

  it('answer an offer within three to eight seconds, and always accept what a person hands over', () => {
    const model = lively(11);
    for (let i = 0; i < 30; i++) {
      const talk = model.open(`visitor-${i}`);
      model.give(talk, { kind: 'agent', id: 'amara' });
      model.handOver(talk, 'amara', { agent: 'chiara' });
      const askedAt = model.now;
      const offerId = talk.liveOfferId;
      model.pass(9);
      const answer = model.done.find(({ action }) => 'offer' in action && action.offer.id === offerId);
      expect(answer?.action.kind).toBe('accepts');
      expect((answer?.at ?? 0) - askedAt).toBeGreaterThanOrEqual(3_000);
      expect((answer?.at ?? 0) - askedAt).toBeLessThanOrEqual(8_000);
      model.world.talks.delete(talk.id);
      Object.assign(model.world.staff.get('chiara') as object, { used: 0 });
    }
  });

  it('let a customer answer a person within ten seconds, each time once, as their story has it', () => {
    const model = lively(12);
    const story = stories.find(({ id }) => id === 'password-on-tablet');
    if (story === undefined) throw new Error('The story is gone.');
    const talk = model.open(threadKeyOf(story, 'x'));
    model.give(talk, { kind: 'agent', id: 'amara' });
    const said = (): string[] =>
      model.done.flatMap(({ action }) =>
        action.kind === 'step' && action.talk.id === talk.id && action.step.kind === 'says'
          ? [action.step.turn.text]
          : [],
      );
    for (let i = 0; i < 6; i++) {
      model.pass(20);
      talk.last = { direction: 'outbound', at: model.now };
      model.pass(10);
    }
    const written = story.turns.flatMap((turn) => (turn.kind === 'says' ? [turn.text] : []));
    expect(said().slice(0, -1)).toEqual(written.slice(1));
    expect(smallTalk.en.isDone).toContain(said().at(-1));
  });

  it('never begin anything while sixty are open, and never more than this hour has', () => {
    const model = lively(13);
    for (let i = 0; model.world.talks.size < openMax; i++)
      model.give(model.open(`visitor-${i}`), { kind: 'agent', id: 'yuki' });
    model.done.length = 0;
    model.pass(1);
    expect(kindsOf(model)).not.toContain('begins');
    const quiet = new DemoModel(14);
    quiet.hour = 2;
    let most = 0;
    quiet.pass(2 * hour, () => {
      most = Math.max(most, quiet.world.talks.size);
    });
    expect(most).toBeLessThanOrEqual(openWanted(2) + 4);
  });

  it('forget what is over: after a day nothing has grown', () => {
    const model = new DemoModel(15);
    model.pass(24 * hour, () => {
      model.hour = (model.hour + 1 / 3600) % 24;
      model.done.length = 0;
    });
    const { threads, dueAt, closings, recent, leftAlone } = model.state;
    expect(model.world.talks.size).toBeLessThanOrEqual(openMax);
    for (const kept of [threads.size, dueAt.size, closings.size, recent.length, leftAlone.size])
      expect(kept).toBeLessThanOrEqual(openMax);
  });

  it.each([
    ['every second thing', (action: Action, count: number) => count % 2 === 0 && action.kind !== 'presence'],
    ['everything', () => true],
    ['every beginning', (action: Action) => action.kind === 'begins'],
    ['every presence', (action: Action) => action.kind === 'presence'],
    ['every hand-over', (action: Action) => action.kind === 'step' && ['moves', 'asks'].includes(action.step.kind)],
    ['every wrap-up with a disposition', (action: Action) => action.kind === 'wraps_up' && action.disposition !== null],
  ])('survive that the server refuses %s, and do not hammer it', (_, refuses) => {
    const model = lively(16);
    let count = 0;
    model.refuses = (action) => refuses(action, ++count);
    model.pass(20 * minute);
    expect(model.done.length).toBeLessThan(20 * minute * 1.5);
    model.refuses = () => false;
    model.done.length = 0;
    model.pass(10 * minute);
    expect(kindsOf(model)).toContain('ends');
    expect(waitingIn(model.world, 'support').length).toBeGreaterThanOrEqual(2);
  });

  it('answer a stranger when nobody of the people is there, and close when it stays quiet', () => {
    const model = lively(17);
    const talk = model.open('visitor of the widget');
    model.pass(3 * minute);
    expect(talk.owner?.kind).toBe('agent');
    expect(talk.last?.direction).toBe('outbound');
    model.pass(15 * minute);
    expect(model.world.talks.has(talk.id)).toBe(false);
  });

  it('leave a stranger to people who are online', () => {
    const model = lively(18);
    Object.assign(model.world.staff.get('amara') as object, { presence: 'online', used: 0, capacity: 100 });
    const talk = model.open('visitor of the widget');
    model.pass(4 * minute);
    expect(talk.owner?.kind).toBe('queue');
    model.pass(3 * minute);
    expect(talk.owner?.kind).toBe('agent');
  });

  it('do the same again with the same seed', () => {
    const play = (): string => {
      const model = new DemoModel(19);
      model.pass(20 * minute);
      return JSON.stringify(model.done.map(({ at, action }) => [at, action.kind, actorOf(action)]));
    };
    expect(play()).toBe(play());
  });
});
