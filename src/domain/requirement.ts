import type { Instant } from '../base/clock.ts';
import type { ChannelKind } from './channel.ts';
import { type Agent, type Queue, skillLevelDefault } from './configuration.ts';
import { whyNotServing } from './may-serve.ts';

/**
 * What a waiting ticket asks of an agent, besides being there with room: to belong to the department, to be permitted for the
 * channel, and to have the skills at their levels. A queue may ask less of them as somebody waits.
 */
export interface Requirement {
  readonly departmentId: string;
  readonly channelKind: ChannelKind;
  /** The least level of each skill. */
  readonly levels: ReadonlyMap<string, number>;
}

/** How many steps of a queue's relaxation hold for whoever has waited so long. */
export function relaxationStep(queue: Queue | undefined, waitedMs: number): number {
  let step = 0;
  for (const { afterSeconds } of queue?.relaxation ?? []) {
    if (waitedMs < afterSeconds * 1000) break;
    step++;
  }
  return step;
}

/** When the next step comes; null when there is none left. */
export function nextRelaxation(queue: Queue | undefined, queuedAt: Instant, step: number): Instant | null {
  const next = queue?.relaxation[step];
  return next === undefined ? null : queuedAt + next.afterSeconds * 1000;
}

/** The skills with their least levels that a queue and a ticket ask for at a step. */
export function levelsAt(
  queue: Queue | undefined,
  ticketSkills: readonly string[],
  step: number,
): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const skill of queue?.skills ?? []) levels.set(skill, queue?.skillLevels[skill] ?? 1);
  for (const skill of ticketSkills) if (!levels.has(skill)) levels.set(skill, 1);
  for (const { drop, lowerBy } of queue?.relaxation.slice(0, step) ?? []) {
    for (const skill of drop) levels.delete(skill);
    if (lowerBy > 0) for (const [skill, level] of levels) levels.set(skill, Math.max(1, level - lowerBy));
  }
  return levels;
}

/** What an agent lacks of a requirement, in its order: the first of these is what to tell; undefined when nothing. */
export type Lack = 'not_a_member' | 'permission' | 'channel' | 'skill';

export function lackOf(agent: Agent, { departmentId, channelKind, levels }: Requirement): Lack | undefined {
  if (!agent.memberOf.has(departmentId)) return 'not_a_member';
  const cause = whyNotServing(agent, channelKind);
  if (cause !== undefined) return cause;
  for (const [skill, least] of levels) if (levelOf(agent, skill) < least) return 'skill';
  return undefined;
}

/** 0 for a skill that the agent does not have. */
export function levelOf(agent: Agent, skill: string): number {
  return agent.skills.includes(skill) ? (agent.skillLevels[skill] ?? skillLevelDefault) : 0;
}
