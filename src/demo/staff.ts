import type { Random } from '../base/random.ts';
import type { Language, Story, StoryAccount } from './story.ts';
import { pick, type Thread } from './thread.ts';
import type { Colleague, Talk, World } from './world.ts';

/** The agents of a department. */
export function staffOf(world: World, departmentId: string): Colleague[] {
  return [...world.staff.values()].filter(({ departments }) => departments.includes(departmentId));
}

/** Whether the agent is online in the department, with a slot to spare. */
export function isFreeFor(world: World, agentId: string, departmentId: string): boolean {
  const agent = world.staff.get(agentId);
  if (agent === undefined || agent.presence !== 'online' || !agent.departments.includes(departmentId)) return false;
  return agent.capacity === null || agent.used < agent.capacity;
}

/** The skill by which somebody speaks a language; English everybody does. */
const skillOf: Readonly<Record<Language, string | null>> = {
  en: null,
  de: 'german',
  es: 'spanish',
  pt: 'spanish',
  fr: 'french',
  ar: 'arabic',
};

/** The played agent who takes it: one who speaks the language, where there is one, and has least to do. */
export function pickTaker(
  world: World,
  talk: Talk,
  { people, language }: { readonly people: ReadonlySet<string>; readonly language: Language },
): string | undefined {
  const skill = skillOf[language];
  const free = staffOf(world, talk.departmentId).filter(
    ({ id }) => !people.has(id) && isFreeFor(world, id, talk.departmentId),
  );
  const speaks = ({ skills }: Colleague): number => (skill === null || skills.includes(skill) ? 0 : 1);
  return free.sort((a, b) => speaks(a) - speaks(b) || a.used - b.used)[0]?.id;
}

/**
 * A story for one of these accounts, none that is open already or was played lately where that can be helped. Undefined
 * when there is no account.
 */
export function pickArrival(
  played: {
    readonly stories: readonly Story[];
    readonly threads: ReadonlyMap<string, Thread>;
    readonly recent: readonly string[];
  },
  accounts: readonly StoryAccount[],
  random: Random,
): Story | undefined {
  const fitting = played.stories.filter(({ account }) => accounts.includes(account));
  const open = new Set(Array.from(played.threads.values(), ({ story }) => story?.id));
  const idle = fitting.filter(({ id }) => !open.has(id));
  const fresh = idle.filter(({ id }) => !played.recent.includes(id));
  const from = [fresh, idle, fitting].find((some) => some.length > 0);
  return from === undefined ? undefined : pick(from, random);
}
