import { arrivals } from './arrivals.ts';
import { keptWaiting } from './organization.ts';
import { type Action, draw, type Moment, type Play, restEveryMs, threadOf } from './play-state.ts';
import { awayReasons } from './small-talk.ts';
import { isFreeFor, pickTaker, staffOf } from './staff.ts';
import { nextStep, pick, type Step } from './thread.ts';
import { type Talk, type World, waitingIn } from './world.ts';

const restMs = { from: 40_000, to: 100_000 };
const toPersonEveryMs = 75_000;
/** Of paced things, how many begin something or take something up; the others carry on what is under way. */
const beginningShare = 0.3;
const thingEveryMs = { watched: [1_800, 3_000], alone: [18_000, 30_000] } as const;

/** The one thing that is due most, and the pause after it. */
export function pacedThing(state: Play, world: World, moment: Moment): Action[] {
  const begin = (): Action | undefined =>
    rest(state, world, moment) ?? takes(state, world, moment) ?? pickOne(arrivals(state, world, moment), moment);
  const carryOn = (): Action | undefined => steps(state, world, moment, 'played')[0];
  const beginsFirst = moment.random.fraction() < beginningShare;
  const action = beginsFirst ? (begin() ?? carryOn()) : (carryOn() ?? begin());
  if (action === undefined) return [];
  const [from, to] = moment.isWatched ? thingEveryMs.watched : thingEveryMs.alone;
  state.nextThingAt = moment.now + draw({ from, to }, moment.random);
  return [action];
}

function pickOne(actions: readonly Action[], { random }: Moment): Action | undefined {
  return actions.length === 0 ? undefined : pick(actions, random);
}

/** Now and then, while somebody watches, a played agent is away for a minute, if colleagues stay. */
function rest(state: Play, world: World, { now, random, people, isWatched }: Moment): Action | undefined {
  if (!isWatched || state.leftAlone.size > 0 || now < state.nextRestAt) return undefined;
  state.nextRestAt = now + restEveryMs;
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

/** What is due in conversations: those that people have in hand, or the others. */
export function steps(state: Play, world: World, moment: Moment, whose: 'for_people' | 'played'): Action[] {
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
