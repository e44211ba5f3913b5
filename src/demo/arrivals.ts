import { keptWaiting } from './organization.ts';
import { type Action, type Moment, openMax, type Play } from './play-state.ts';
import { pickArrival } from './staff.ts';
import type { StoryAccount } from './story.ts';
import { type World, waitingIn } from './world.ts';

const accounts = ['chat', 'whatsapp', 'post', 'trade'] as const satisfies readonly StoryAccount[];

/** By which account conversations come into the queues that are kept. */
const accountOf: Readonly<Record<string, StoryAccount>> = { support: 'chat', refunds: 'post' };

/** A queue that would run dry gets a conversation at once, whatever the pace. */
export function keepWaiting(state: Play, world: World, moment: Moment): Action[] {
  if (world.talks.size >= openMax || moment.now < state.beginsFrom) return [];
  for (const { queue, min } of keptWaiting) {
    if (waitingIn(world, queue).length >= min) continue;
    const story = pickArrival(state, [accountOf[queue] as StoryAccount], moment.random);
    if (story !== undefined) return [{ kind: 'begins', story }];
  }
  return [];
}

/** Another conversation by each account that has room for it, while fewer are open than this hour of the day has. */
export function arrivals(state: Play, world: World, { hour, random, now, people }: Moment): Action[] {
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
