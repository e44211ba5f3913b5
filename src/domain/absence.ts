import type { Instant } from '../base/clock.ts';
import type { AgentState } from './agent.ts';
import type { Configuration } from './configuration.ts';

/**
 * What becomes of the work of somebody who is offline. Whoever chose to go leaves it at once. Whoever was lost from sight,
 * since the last lease of their presence ran out (a closed laptop, a dead line), keeps it for the grace that each department
 * gives: back within it, nothing has happened.
 *
 * The row holds one instant, `graceUntil`: the end of the shortest grace that is not over. When it is over, the work of the
 * departments with that grace moves, and the next grace takes its place, until there is none. Each conversation is judged by
 * its own department, whenever it is looked at; the instant only says when to look.
 */
type Configured = Pick<Configuration, 'agents' | 'departments'>;
type Absence = Pick<AgentState, 'id' | 'presenceSince' | 'lapsedFrom'>;

/** From when on an absent agent's work in a department is no longer theirs. Where they are no member, there is no grace. */
export function graceEndOf({ agents, departments }: Configured, absent: Absence, departmentId: string): Instant {
  const department = departments.get(departmentId);
  const isMember = agents.get(absent.id)?.memberOf.has(departmentId) === true;
  if (absent.lapsedFrom === null || department === undefined || !isMember) return absent.presenceSince;
  return absent.presenceSince + department.resolved.absenceGraceSeconds * 1000;
}

/** The end of the next grace of an absent agent's departments; null when all are over. */
export function nextGraceEnd(configuration: Configured, absent: Absence, now: Instant): Instant | null {
  let next: Instant | null = null;
  for (const departmentId of configuration.agents.get(absent.id)?.departments ?? []) {
    const end = graceEndOf(configuration, absent, departmentId);
    if (end > now && (next === null || end < next)) next = end;
  }
  return next;
}
