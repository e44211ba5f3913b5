import type { Random } from '../base/random.ts';
import type { Story } from './story.ts';
import { newThread, type Step, storyOf, type Thread } from './thread.ts';
import type { Offer, Talk, World, WrapUp } from './world.ts';

/** What the players remember. */
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

/** Time between two rests of played agents, in milliseconds. */
export const restEveryMs = 110_000;
/** Conversations beyond which none is begun, whoever has them. */
export const openMax = 60;
/** A demo that has just begun fills quickly, and its first conversations are taken at once: nobody has seen them wait. */
const young = { forMs: 45_000, below: 16 };

/** Players who begin now, in milliseconds since 1970. */
export function newPlay(stories: readonly Story[], now: number): Play {
  return {
    stories,
    startedAt: now,
    threads: new Map(),
    dueAt: new Map(),
    closings: new Map(),
    recent: [],
    leftAlone: new Map(),
    nextRestAt: now + restEveryMs,
    beginsFrom: now,
    nextThingAt: now,
    lastToPersonAt: 0,
  };
}

/** Whether the demo has just begun, and is still to fill. */
export function isYoung({ startedAt }: Play, world: World, now: number): boolean {
  return now - startedAt < young.forMs && world.talks.size < young.below;
}

/** How far a conversation is in its story. One that is seen for the first time has begun with its first words. */
export function threadOf(state: Play, talk: Talk, { now }: Moment): Thread {
  let thread = state.threads.get(talk.id);
  if (thread === undefined) {
    thread = newThread(storyOf(talk.threadKey, state.stories) ?? null, now);
    if (thread.story !== null) thread.turn = 1;
    state.threads.set(talk.id, thread);
  }
  return thread;
}

/** A time between two, in milliseconds. */
export function draw({ from, to }: { readonly from: number; readonly to: number }, random: Random): number {
  return from + random.fraction() * (to - from);
}
