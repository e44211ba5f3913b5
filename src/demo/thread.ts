import type { Random } from '../base/random.ts';
import { answersToStrangers, goodbyeToStrangers, smallTalk } from './small-talk.ts';
import type { Story, Turn } from './story.ts';
import type { Talk, World } from './world.ts';

/** How far one conversation of the demo is in its story. */
export interface Thread {
  /** Null for a stranger's: a visitor of the widget, or somebody who tries the API. */
  readonly story: Story | null;
  /** The next of the story's turns; for a stranger's, how often they were answered. */
  turn: number;
  /** Before when nothing happens in it, in milliseconds since 1970. */
  dueAt: number;
  /** The agent who had it last, as far as the conversation has noticed. */
  agentId: string | null;
  /** Since when it waits where agents take work themselves, and when a played one may take it. */
  waiting: { readonly since: number; readonly takeAt: number } | null;
  /** How often the same thing was refused. */
  refusals: number;
  /** Whether the customer has asked where the answer stays, or has said goodbye. */
  nudged: boolean;
  thanked: boolean;
}

/** What somebody does in a conversation. */
export type Step =
  | { readonly kind: 'says'; readonly turn: Extract<Turn, { kind: 'says' }> }
  | { readonly kind: 'replies' | 'notes'; readonly agentId: string; readonly text: string; readonly greets: boolean }
  | { readonly kind: 'moves' | 'tries'; readonly agentId: string; readonly to: string; readonly note: string }
  | { readonly kind: 'asks'; readonly agentId: string; readonly note: string }
  | { readonly kind: 'ends'; readonly agentId: string; readonly disposition: string | null; readonly note: string };

/** Pauses in milliseconds before a turn of each kind: reading and writing take people that long. */
const pauses: Readonly<Record<Turn['kind'], readonly [from: number, to: number]>> = {
  says: [6_000, 18_000],
  replies: [5_000, 16_000],
  notes: [4_000, 9_000],
  moves: [6_000, 12_000],
  asks: [6_000, 12_000],
  tries: [5_000, 9_000],
  ends: [8_000, 20_000],
};
/** A customer whom a person answers writes sooner: somebody is watching. */
const answerMs = [4_000, 9_000] as const;
const nudgeAfterMs = 90_000;
/** After this silence a stranger's conversation is closed. */
const strangerSilenceMs = 600_000;
/** After so many refusals of the same thing it is left out. */
const refusalsMax = 3;
const refusedPauseMs = 15_000;

const keyPrefix = 'demo';

/** The key of a new thread, by which its story is known again after a restart. */
export function threadKeyOf(story: Story, nonce: string): string {
  return `${keyPrefix}:${story.id}:${nonce}`;
}

/** The story that a thread's key names, or undefined for a stranger's. */
export function storyOf(threadKey: string, stories: readonly Story[]): Story | undefined {
  const [prefix, id] = threadKey.split(':');
  return prefix === keyPrefix ? stories.find((story) => story.id === id) : undefined;
}

export function newThread(story: Story | null, now: number): Thread {
  const nothing = { turn: 0, agentId: null, waiting: null, refusals: 0, nudged: false, thanked: false };
  return { story, dueAt: now + pauses.says[0], ...nothing };
}

/** The same after a restart: it goes on behind the last turn whose words stand in the conversation. */
export function recallThread(story: Story | null, texts: readonly string[], now: number): Thread {
  const said = new Set(texts);
  const isSaid = (turn: Turn): boolean => 'text' in turn && said.has(turn.text);
  const turn = story === null ? 0 : story.turns.findLastIndex(isSaid) + 1;
  return { ...newThread(story, now), turn };
}

/** What happens next in a conversation and whether it is time; null when somebody else must do something first. */
export function nextStep(
  thread: Thread,
  talk: Talk,
  { world, people, now, random }: { world: World; people: ReadonlySet<string>; now: number; random: Random },
): Step | null {
  const { owner } = talk;
  if (now < thread.dueAt || talk.pendingTransferId !== null || owner === null) return null;
  if (owner.kind !== 'agent') return owner.kind === 'queue' ? whileWaiting(thread) : null;
  if (people.has(owner.id)) return answerToPerson(thread, talk, now, random);
  const agent = world.staff.get(owner.id);
  if (agent === undefined || agent.presence === 'offline') return null;
  if (thread.story === null) return answerToStranger(thread, talk, { agentId: owner.id, name: agent.name, now });
  if (thread.agentId !== null && thread.agentId !== owner.id) {
    const greeting = pick(smallTalk[thread.story.language].takesOver, random);
    return { kind: 'replies', agentId: owner.id, text: addressed(greeting, agent.name), greets: true };
  }
  return asWritten(thread.story, thread.turn, talk, owner.id);
}

/** The words with the agent's first name in them. */
function addressed(text: string, name: string): string {
  return text.replace('{agent}', name.split(' ', 1)[0] ?? name);
}

/** The next turn of the story; turns that what has happened meanwhile has made idle are passed over. */
function asWritten(story: Story, from: number, talk: Talk, agentId: string): Step {
  const turn = story.turns.slice(from).find((each) => each.kind !== 'moves' || each.to !== talk.departmentId);
  switch (turn?.kind) {
    case undefined:
      return { kind: 'ends', agentId, disposition: null, note: 'Done.' };
    case 'says':
      return { kind: 'says', turn };
    case 'replies':
    case 'notes':
      return { kind: turn.kind, agentId, text: turn.text, greets: false };
    case 'moves':
    case 'tries':
      return { kind: turn.kind, agentId, to: turn.to, note: turn.note };
    case 'asks':
      return { kind: 'asks', agentId, note: turn.note };
    case 'ends':
      return { kind: 'ends', agentId, disposition: turn.disposition, note: turn.note };
  }
}

/** While nobody answers, customers still say what they say before the first answer. */
function whileWaiting({ story, turn }: Thread): Step | null {
  const next = story?.turns[turn];
  return next?.kind === 'says' ? { kind: 'says', turn: next } : null;
}

/** Somebody real has it in hand: the customer answers what they write, and does nothing else. */
function answerToPerson(thread: Thread, { last, ownedSince }: Talk, now: number, random: Random): Step | null {
  const { story } = thread;
  if (story === null) return null;
  if (last?.direction === 'outbound' && last.at >= ownedSince) {
    if (now < last.at + answerMs[0] || thread.thanked) return null;
    const next = story.turns.slice(thread.turn).find((turn) => turn.kind === 'says');
    return { kind: 'says', turn: next ?? { kind: 'says', text: pick(smallTalk[story.language].isDone, random) } };
  }
  if (thread.nudged || now < Math.max(ownedSince, last?.at ?? 0) + nudgeAfterMs) return null;
  return { kind: 'says', turn: { kind: 'says', text: pick(smallTalk[story.language].waits, random) } };
}

function answerToStranger(
  thread: Thread,
  { last, ownedSince }: Talk,
  { agentId, name, now }: { agentId: string; name: string; now: number },
): Step | null {
  const isAnswered = last?.direction === 'outbound';
  const quietSince = Math.max(last?.at ?? 0, ownedSince);
  const write = (text: string): Step => ({ kind: 'replies', agentId, text: addressed(text, name), greets: false });
  if (!isAnswered) {
    const text = answersToStrangers[Math.min(thread.turn, answersToStrangers.length - 1)] ?? '';
    return now < quietSince + answerMs[0] ? null : write(text);
  }
  if (now < quietSince + (thread.thanked ? answerMs[0] : strangerSilenceMs)) return null;
  return thread.thanked ? { kind: 'ends', agentId, disposition: null, note: 'A stranger.' } : write(goodbyeToStrangers);
}

/** Notes that a step was taken: what comes next, and not before when. */
export function stepTaken(
  thread: Thread,
  talk: Talk,
  step: Step,
  { now, random }: { now: number; random: Random },
): void {
  thread.refusals = 0;
  if (talk.owner?.kind === 'agent') thread.agentId = talk.owner.id;
  if (thread.story === null) {
    if (step.kind === 'replies' && step.text === goodbyeToStrangers) thread.thanked = true;
    else if (step.kind === 'replies') thread.turn++;
    return;
  }
  const { turns, language } = thread.story;
  if (step.kind === 'says') {
    const index = turns.indexOf(step.turn);
    if (index >= 0) thread.turn = index + 1;
    else if (smallTalk[language].waits.includes(step.turn.text)) thread.nudged = true;
    else thread.thanked = true;
  } else if (!(step.kind === 'replies' && step.greets)) {
    const isThis = (turn: Turn): boolean => turn.kind === step.kind;
    const index = turns.findIndex((turn, at) => at >= thread.turn && isThis(turn));
    thread.turn = index >= 0 ? index + 1 : turns.length;
  }
  const [from, to] = pauses[turns[thread.turn]?.kind ?? 'ends'];
  thread.dueAt = now + from + random.fraction() * (to - from);
}

/** Notes that a step was refused. What was expected, or comes again and again, is left out; the rest is tried later. */
export function stepRefused(thread: Thread, step: Step, { now }: { now: number }): void {
  thread.refusals++;
  thread.dueAt = now + refusedPauseMs * Math.min(thread.refusals, refusalsMax);
  const { story } = thread;
  if (story === null) return;
  if (step.kind === 'tries' || step.kind === 'asks') {
    thread.refusals = 0;
    thread.turn = indexOfKind(story, step.kind, thread.turn) + 1;
    thread.dueAt = now + pauses.notes[0];
  } else if (step.kind === 'moves') {
    // The rest of the story plays in a department that cannot be reached now: it comes to its end here.
    thread.refusals = 0;
    thread.turn = indexOfKind(story, 'ends', thread.turn);
  } else if (thread.refusals >= refusalsMax) {
    thread.refusals = 0;
    thread.turn++;
  }
}

function indexOfKind({ turns }: Story, kind: Turn['kind'], from: number): number {
  const index = turns.findIndex((turn, at) => at >= from && turn.kind === kind);
  return index < 0 ? turns.length : index;
}

/** One of several. */
export function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.fraction() * from.length)] as T;
}
