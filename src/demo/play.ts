import { arrivals, keepWaiting } from './arrivals.ts';
import { answersToOffers, presences, wrapUps } from './duties.ts';
import { pacedThing, steps } from './paced.ts';
import { type Action, draw, isYoung, type Moment, type Play, threadOf } from './play-state.ts';
import { isFreeFor } from './staff.ts';
import { stepRefused, stepTaken } from './thread.ts';
import type { Talk, World } from './world.ts';

/**
 * Plays the demo's customers and agents: a machine without a clock, randomness or connection of its own. `play` looks at
 * the world and says what is done now; `settle` tells it how each of these ended.
 *
 * Some things come promptly, whatever else goes on: played agents answer offers within 3 to 8 seconds and end their
 * wrap-ups, customers answer a person, and a few conversations always wait where agents take work themselves. Everything
 * else is paced: one thing after another, so that the pages move and neither processor nor disk is worn.
 *
 * Promised, whatever the world looks like: an agent who has a sign-in does nothing here; no conversation is begun while
 * `openMax` are open; nothing is taken from such a queue within a minute, nor one of the last few that are kept waiting.
 */

/** Things done in one tick, so that a server that was away is not rushed. */
const actionsMax = 4;
const takeAfterMs = { from: 60_000, to: 150_000 };
/** A stranger is left to people who are online for this long. */
const strangerTakeAfterMs = { alone: 75_000, withPeople: 300_000 };

/** What is done now, at most a few things; the most urgent first. */
export function play(state: Play, world: World, moment: Moment): Action[] {
  forget(state, world);
  for (const talk of world.talks.values()) noteOwner(state, talk, world, moment);
  const prompt = [
    ...presences(state, world, moment),
    ...answersToOffers(state, world, moment),
    ...wrapUps(state, world, moment),
    ...keepWaiting(state, world, moment),
    ...steps(state, world, moment, 'for_people'),
  ];
  if (isYoung(state, world, moment.now)) prompt.push(...arrivals(state, world, moment));
  if (prompt.length === 0 && moment.now >= state.nextThingAt) prompt.push(...pacedThing(state, world, moment));
  return prompt.slice(0, actionsMax);
}

/** Lets go of what is over, so that nothing grows. */
function forget(state: Play, world: World): void {
  for (const id of state.threads.keys()) if (!world.talks.has(id)) state.threads.delete(id);
  for (const id of state.dueAt.keys()) if (!world.offers.has(id) && !world.wrapUps.has(id)) state.dueAt.delete(id);
  const wrapping = new Set(Array.from(world.wrapUps.values(), ({ conversationId }) => conversationId));
  for (const id of state.closings.keys()) if (!wrapping.has(id) && !world.talks.has(id)) state.closings.delete(id);
}

/** Remembers who had it first, and draws once when a played agent may take what waits. */
function noteOwner(state: Play, talk: Talk, world: World, moment: Moment): void {
  const thread = threadOf(state, talk, moment);
  const { now, random, people } = moment;
  if (talk.owner?.kind !== 'queue') {
    thread.waiting = null;
    if (talk.owner?.kind === 'agent') thread.agentId ??= talk.owner.id;
    return;
  }
  if (thread.waiting?.since === talk.ownedSince) return;
  const isLeft = [...people].some((id) => isFreeFor(world, id, talk.departmentId));
  const { alone, withPeople } = strangerTakeAfterMs;
  const after =
    thread.story === null
      ? isLeft
        ? withPeople
        : alone
      : isYoung(state, world, now)
        ? 2_000
        : draw(takeAfterMs, random);
  thread.waiting = { since: talk.ownedSince, takeAt: talk.ownedSince + after };
}

/** Tells how an action ended. A refusal is no harm: it is tried later, or left out. */
export function settle(
  state: Play,
  action: Action,
  outcome: 'done' | 'refused',
  moment: Pick<Moment, 'now' | 'random' | 'people'>,
): void {
  const later = moment.now + 10_000;
  if (action.kind === 'begins') {
    state.recent.push(action.story.id);
    if (state.recent.length > state.stories.length / 2) state.recent.shift();
    if (outcome === 'refused') state.beginsFrom = later;
  } else if (action.kind === 'step') settleStep(state, action, outcome, moment);
  else if (outcome === 'done') {
    if (action.kind === 'wraps_up') state.closings.delete(action.wrapUp.conversationId);
  } else if (action.kind === 'takes') {
    const thread = state.threads.get(action.talk.id);
    if (thread !== undefined) thread.dueAt = later;
  } else if (action.kind === 'wraps_up') {
    // Perhaps the department does not know the disposition: the next time it ends without one.
    state.closings.set(action.wrapUp.conversationId, { disposition: null, note: action.note });
    state.dueAt.set(action.wrapUp.segmentId, later);
  } else if (action.kind === 'presence') state.leftAlone.set(action.agentId, later);
  else state.dueAt.set(action.offer.id, later);
}

function settleStep(
  state: Play,
  { talk, step, colleagueId }: Extract<Action, { kind: 'step' }>,
  outcome: 'done' | 'refused',
  moment: Pick<Moment, 'now' | 'random' | 'people'>,
): void {
  const thread = state.threads.get(talk.id);
  if (thread === undefined) return;
  if (outcome === 'refused') return stepRefused(thread, step, moment);
  if (step.kind === 'ends') state.closings.set(talk.id, { disposition: step.disposition, note: step.note });
  if (colleagueId !== undefined && moment.people.has(colleagueId)) state.lastToPersonAt = moment.now;
  stepTaken(thread, talk, step, moment);
}
