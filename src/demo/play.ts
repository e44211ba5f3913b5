import type { Random } from '../base/random.ts';
import { keptWaiting } from './organization.ts';
import { awayReasons, declineReasons } from './small-talk.ts';
import { isFreeFor, pickArrival, pickTaker, staffOf } from './staff.ts';
import type { Story, StoryAccount } from './story.ts';
import { newThread, nextStep, pick, type Step, stepRefused, stepTaken, storyOf, type Thread } from './thread.ts';
import { type Offer, type Talk, type World, type WrapUp, waitingIn } from './world.ts';

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
export interface Play {
  readonly stories: readonly Story[];
  readonly threads: Map<string, Thread>;
  /** When a played agent answers an offer or ends a wrap-up, drawn once: by id. */
  readonly dueAt: Map<string, number>;
  /** What to say in the wrap-up of a conversation that a played agent closed, by conversation. */
  readonly closings: Map<string, { readonly disposition: string | null; readonly note: string }>;
  /** When the players began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Stories played last, so that the same one does not come again soon. */
  readonly recent: string[];
  /** Agents whose presence is left as it is until then: they are away for a moment, or may not be set. */
  readonly leftAlone: Map<string, number>;
  nextRestAt: number;
  /** Before when no conversation is begun: the last one was refused. */
  beginsFrom: number;
  /** Before when no paced thing happens. */
  nextThingAt: number;
  /** When a played agent last handed something to a person. */
  lastToPersonAt: number;
}

export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The hour of the day where the shop is, 0 to 24 with its fraction. */
  readonly hour: number;
  readonly random: Random;
  /** Agents who have a sign-in. */
  readonly people: ReadonlySet<string>;
  /** Whether anybody watches. When nobody does, everything goes on at a tenth of the pace. */
  readonly isWatched: boolean;
}

export type Action =
  | { readonly kind: 'begins'; readonly story: Story }
  | { readonly kind: 'step'; readonly talk: Talk; readonly step: Step; readonly colleagueId?: string }
  | { readonly kind: 'takes'; readonly talk: Talk; readonly agentId: string }
  | { readonly kind: 'accepts'; readonly offer: Offer }
  | { readonly kind: 'declines'; readonly offer: Offer; readonly reason: string }
  | {
      readonly kind: 'wraps_up';
      readonly wrapUp: WrapUp;
      readonly disposition: string | null;
      readonly note: string;
    }
  | {
      readonly kind: 'presence';
      readonly agentId: string;
      readonly presence: 'online' | 'away';
      readonly reason?: string;
    };

/** Conversations beyond which none is begun, whoever has them. */
export const openMax = 60;
/** Things done in one tick, so that a server that was away is not rushed. */
const actionsMax = 4;
const takeAfterMs = { from: 60_000, to: 150_000 };
/** A stranger is left to people who are online for this long. */
const strangerTakeAfterMs = { alone: 75_000, withPeople: 300_000 };
/** A demo that has just begun fills quickly, and its first conversations are taken at once: nobody has seen them wait. */
const young = { forMs: 45_000, below: 16 };
const acceptMs = { from: 3_000, to: 7_000 };
const wrapUpMs = { from: 7_000, to: 22_000 };
const declineShare = 0.15;
const restMs = { every: 110_000, from: 40_000, to: 100_000 };
const toPersonEveryMs = 75_000;
/** Of paced things, how many begin something or take something up; the others carry on what is under way. */
const beginningShare = 0.3;
const thingEveryMs = { watched: [1_800, 3_000], alone: [18_000, 30_000] } as const;

export function newPlay(stories: readonly Story[], now: number): Play {
  return {
    stories,
    startedAt: now,
    threads: new Map(),
    dueAt: new Map(),
    closings: new Map(),
    recent: [],
    leftAlone: new Map(),
    nextRestAt: now + restMs.every,
    beginsFrom: now,
    nextThingAt: now,
    lastToPersonAt: 0,
  };
}

/** What is done now, at most a few things; the most urgent first. */
export function play(state: Play, world: World, moment: Moment): Action[] {
  forget(state, world);
  for (const talk of world.talks.values()) noteOwner(state, talk, world, moment);
  const prompt = [
    ...presences(state, world, moment),
    ...answersToOffers(state, world, moment),
    ...wrapUps(state, world, moment),
    ...kept(state, world, moment),
    ...steps(state, world, moment, 'for_people'),
  ];
  if (isYoung(state, world, moment.now)) prompt.push(...arrivals(state, world, moment));
  if (prompt.length === 0 && moment.now >= state.nextThingAt) prompt.push(...paced(state, world, moment));
  return prompt.slice(0, actionsMax);
}

function isYoung({ startedAt }: Play, world: World, now: number): boolean {
  return now - startedAt < young.forMs && world.talks.size < young.below;
}

function threadOf(state: Play, talk: Talk, { now }: Moment): Thread {
  let thread = state.threads.get(talk.id);
  if (thread === undefined) {
    thread = newThread(storyOf(talk.threadKey, state.stories) ?? null, now);
    // The words by which it began have been said.
    if (thread.story !== null) thread.turn = 1;
    state.threads.set(talk.id, thread);
  }
  return thread;
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

function draw({ from, to }: { readonly from: number; readonly to: number }, random: Random): number {
  return from + random.fraction() * (to - from);
}

/** Played agents come online, and back from where they went. */
function presences(state: Play, world: World, { now, people }: Moment): Action[] {
  for (const [id, until] of state.leftAlone) if (now >= until) state.leftAlone.delete(id);
  return [...world.staff.values()]
    .filter(({ id, presence }) => !people.has(id) && presence !== 'online' && !state.leftAlone.has(id))
    .map(({ id }): Action => ({ kind: 'presence', agentId: id, presence: 'online' }));
}

function answersToOffers(state: Play, world: World, { now, random, people }: Moment): Action[] {
  const actions: Action[] = [];
  for (const offer of world.offers.values()) {
    if (people.has(offer.agentId) || !world.staff.has(offer.agentId)) continue;
    if (now < dueAt(state, offer.id, offer.offeredAt, acceptMs, random)) continue;
    const requester = world.requesters.get(offer.transferId ?? '');
    const isFromPerson = requester !== undefined && people.has(requester);
    actions.push(
      !isFromPerson && random.fraction() < declineShare
        ? { kind: 'declines', offer, reason: pick(declineReasons, random) }
        : { kind: 'accepts', offer },
    );
  }
  return actions;
}

function wrapUps(state: Play, world: World, { now, random, people }: Moment): Action[] {
  const actions: Action[] = [];
  for (const wrapUp of world.wrapUps.values()) {
    if (people.has(wrapUp.agentId)) continue;
    if (now < dueAt(state, wrapUp.segmentId, wrapUp.since, wrapUpMs, random)) continue;
    const closing = state.closings.get(wrapUp.conversationId) ?? { disposition: 'sent-on', note: 'Handed over.' };
    actions.push({ kind: 'wraps_up', wrapUp, ...closing });
  }
  return actions;
}

function dueAt(
  state: Play,
  id: string,
  since: number,
  within: { readonly from: number; readonly to: number },
  random: Random,
): number {
  let due = state.dueAt.get(id);
  if (due === undefined) state.dueAt.set(id, (due = since + draw(within, random)));
  return due;
}

/** A queue that would run dry gets a conversation at once, whatever the pace. */
function kept(state: Play, world: World, moment: Moment): Action[] {
  if (world.talks.size >= openMax || moment.now < state.beginsFrom) return [];
  for (const { queue, min } of keptWaiting) {
    if (waitingIn(world, queue).length >= min) continue;
    const story = pickArrival(state, [accountOf[queue] as StoryAccount], moment.random);
    if (story !== undefined) return [{ kind: 'begins', story }];
  }
  return [];
}

const accounts = ['chat', 'whatsapp', 'post', 'trade'] as const satisfies readonly StoryAccount[];

/** By which account conversations come into the queues that are kept. */
const accountOf: Readonly<Record<string, StoryAccount>> = { support: 'chat', refunds: 'post' };

/** What is due in conversations: those that people have in hand, or the others. */
function steps(state: Play, world: World, moment: Moment, whose: 'for_people' | 'played'): Action[] {
  const { people, now, random } = moment;
  const due: { readonly at: number; readonly action: Action }[] = [];
  for (const talk of world.talks.values()) {
    const thread = threadOf(state, talk, moment);
    const isPersons = talk.owner?.kind === 'agent' && people.has(talk.owner.id);
    if (isPersons !== (whose === 'for_people')) continue;
    const step = nextStep(thread, talk, { world, people, now, random });
    if (step !== null) due.push({ at: thread.dueAt, action: withColleague(state, world, { talk, step }, moment) });
  }
  return due.sort((a, b) => a.at - b.at).map(({ action }) => action);
}

/** Who is asked, where a colleague of the same department is. */
function withColleague(
  state: Play,
  world: World,
  { talk, step }: { talk: Talk; step: Step },
  { people, random, now }: Moment,
): Action {
  if (step.kind !== 'asks') return { kind: 'step', talk, step };
  const mayAskPerson = now - state.lastToPersonAt >= toPersonEveryMs;
  const free = staffOf(world, talk.departmentId).filter(
    ({ id }) => id !== step.agentId && isFreeFor(world, id, talk.departmentId) && (mayAskPerson || !people.has(id)),
  );
  const colleague = free.length === 0 ? undefined : pick(free, random);
  return colleague === undefined
    ? { kind: 'step', talk, step }
    : { kind: 'step', talk, step, colleagueId: colleague.id };
}

/** The one thing that is due most, and the pause after it. */
function paced(state: Play, world: World, moment: Moment): Action[] {
  const begin = (): Action | undefined =>
    rest(state, world, moment) ?? takes(state, world, moment) ?? arrival(state, world, moment);
  const carryOn = (): Action | undefined => steps(state, world, moment, 'played')[0];
  const beginsFirst = moment.random.fraction() < beginningShare;
  const action = beginsFirst ? (begin() ?? carryOn()) : (carryOn() ?? begin());
  if (action === undefined) return [];
  const [from, to] = moment.isWatched ? thingEveryMs.watched : thingEveryMs.alone;
  state.nextThingAt = moment.now + draw({ from, to }, moment.random);
  return [action];
}

/** Now and then, while somebody watches, a played agent is away for a minute, if colleagues stay. */
function rest(state: Play, world: World, { now, random, people, isWatched }: Moment): Action | undefined {
  if (!isWatched || state.leftAlone.size > 0 || now < state.nextRestAt) return undefined;
  state.nextRestAt = now + restMs.every;
  const may = [...world.staff.values()].filter(
    ({ id, departments }) =>
      !people.has(id) &&
      departments.every(
        (department) =>
          staffOf(world, department).filter((each) => each.presence === 'online' && !people.has(each.id)).length > 1,
      ),
  );
  if (may.length === 0) return undefined;
  const { id } = pick(may, random);
  state.leftAlone.set(id, now + draw(restMs, random));
  return { kind: 'presence', agentId: id, presence: 'away', reason: pick(awayReasons, random) };
}

/** A played agent takes what has waited long enough, unless it is among the few that are kept waiting. */
function takes(state: Play, world: World, { now, people }: Moment): Action | undefined {
  for (const { queue, min } of keptWaiting) {
    const waiting = waitingIn(world, queue).sort((a, b) => a.ownedSince - b.ownedSince);
    // A stranger is taken in any case; of the others some stay for whoever comes.
    for (const talk of waiting) {
      const thread = state.threads.get(talk.id);
      if (thread?.waiting == null || now < thread.waiting.takeAt || now < thread.dueAt) continue;
      if (thread.story !== null && waiting.length <= min) continue;
      const agentId = pickTaker(world, talk, { people, language: thread.story?.language ?? 'en' });
      if (agentId !== undefined) return { kind: 'takes', talk, agentId };
    }
  }
  return undefined;
}

/** Another conversation, while fewer are open than this hour of the day has. */
function arrival(state: Play, world: World, moment: Moment): Action | undefined {
  const more = arrivals(state, world, moment);
  return more.length === 0 ? undefined : pick(more, moment.random);
}

/** One conversation more by each account that has room for it. */
function arrivals(state: Play, world: World, { hour, random, now, people }: Moment): Action[] {
  if (now < state.beginsFrom || world.talks.size > openMax - accounts.length) return [];
  // What people have in hand does not count: others go on around them.
  const played = [...world.talks.values()].filter(({ owner }) => !(owner?.kind === 'agent' && people.has(owner.id)));
  if (played.length >= openWanted(hour)) return [];
  return accounts
    .filter((account) => hasRoomFor(world, account))
    .flatMap((account): Action[] => {
      const story = pickArrival(state, [account], random);
      return story === undefined ? [] : [{ kind: 'begins', story }];
    });
}

/** Conversations open at an hour of the day, besides those of people: 15 in the night, 27 in the early afternoon. */
export function openWanted(hour: number): number {
  return Math.round(21 - 6 * Math.cos(((hour - 2) / 24) * 2 * Math.PI));
}

/** Whether one more may wait where this account leads. What is handed to a kept queue needs a place there too. */
function hasRoomFor(world: World, account: StoryAccount): boolean {
  if (account === 'whatsapp') return waitingIn(world, 'repairs').length < 2;
  if (account === 'trade') return waitingIn(world, 'sales').length < 2;
  const kept = keptWaiting.find(({ queue }) => accountOf[queue] === account);
  return kept !== undefined && waitingIn(world, kept.queue).length < kept.max - 1;
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
