import { type CommandDefinition, type Outcome, refused } from '../domain/command.ts';
import type { AgentEntry, Configuration, SkillLevels } from '../domain/configuration.ts';
import { directQueue } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { documentOf } from '../domain/plan-configuration.ts';
import { mayKnow, mayKnowAgent } from '../domain/situation.ts';
import { type ConfigurationAnswer, changeConfiguration } from './apply-configuration.ts';

/**
 * A change of one agent's skills or departments while they work: a new version of the configuration like any other, recorded
 * with who made it, and undone like any other, by somebody who may change nothing else of it. A supervisor changes who belongs to
 * their own departments: whoever could put themselves into another one could read all that is written there.
 */
export type AssignAgentInput = { readonly agentId: string } & (
  | { readonly skills: readonly string[]; readonly skillLevels: SkillLevels }
  | { readonly departments: readonly string[] }
);

export const assignAgent: CommandDefinition<AssignAgentInput, ConfigurationAnswer> = {
  name: 'assignAgent',
  configuration: true,
  needs: () => ({}),
  decide(draft, { agentId, ...fields }) {
    const { actor, configuration } = draft;
    const agent = configuration.agents.get(agentId);
    if (agent === undefined || !mayKnowAgent(actor, configuration, agent)) return refused('not_found');
    if (!actor.permissions.has('agent.assign'))
      return refused('permission_missing', { data: { permission: 'agent.assign' } });
    const blocked =
      'skills' in fields
        ? refuseSkills(configuration, fields)
        : (refuseDepartments(draft, agent, fields) ?? refuseMove(draft, agent, fields));
    if (blocked !== null) return blocked;
    const changes =
      'skills' in fields ? fields : { departments: [...fields.departments, ...unknownOf(draft, agent.departments)] };
    const document = documentOf(draft.all('configurationItem'));
    const agents = document.agents.map((entry) => (entry.id === agentId ? { ...entry, ...changes } : entry));
    return changeConfiguration(draft, { ...document, agents });
  },
};

function refuseSkills(
  { skills: known }: Configuration,
  { skills, skillLevels }: Pick<AgentEntry, 'skills' | 'skillLevels'>,
): Outcome<never> | null {
  const id = skills.find((skill) => !known.has(skill)) ?? Object.keys(skillLevels).find((id) => !skills.includes(id));
  return id === undefined ? null : refused('entry_unknown', { data: { kind: 'skill', id } });
}

/** Departments that the actor may not know of. An agent's stay, since nobody could have named them. */
function unknownOf({ actor, configuration }: Draft, departments: readonly string[]): string[] {
  return departments.filter((id) => {
    const department = configuration.departments.get(id);
    return department === undefined || !mayKnow(actor, department);
  });
}

/** Why the actor may not say that the agent belongs to these departments; null when nothing speaks against it. */
function refuseDepartments(
  draft: Draft,
  agent: AgentEntry,
  { departments }: Pick<AgentEntry, 'departments'>,
): Outcome<never> | null {
  const { actor, configuration } = draft;
  const [unknown] = unknownOf(draft, departments);
  if (unknown !== undefined) return refused('entry_unknown', { data: { kind: 'department', id: unknown } });
  if (actor.kind !== 'agent' || actor.permissions.has('configuration.write')) return null;
  const own = configuration.agents.get(actor.id)?.memberOf;
  const joined = departments.filter((id) => !agent.departments.includes(id));
  const foreign = [...joined, ...leftBy(draft, agent, departments)].find((id) => own?.has(id) !== true);
  return foreign === undefined ? null : refused('not_a_member', { data: { department: foreign } });
}

/** The departments that the agent belongs to no more when it is these. */
function leftBy(draft: Draft, agent: AgentEntry, departments: readonly string[]): string[] {
  const stay = new Set([...departments, ...unknownOf(draft, agent.departments)]);
  return agent.departments.filter((id) => !stay.has(id));
}

/** Whoever leaves a department with open work would own what they may not read: it is handed over before. */
function refuseMove(
  draft: Draft,
  agent: AgentEntry,
  { departments }: Pick<AgentEntry, 'departments'>,
): Outcome<never> | null {
  const left = leftBy(draft, agent, departments);
  if (left.length === 0) return null;
  const owners = [agent.id, directQueue(agent.id).id];
  // Owners without an open ticket have no reading of their own: one that was asked for besides stands in for them.
  if (draft.reading<number>(`openIn ${askedMark}`) === undefined)
    return { kind: 'needs', needs: { ownedBy: owners, openIn: [askedMark] } };
  const open = owners.flatMap((owner) => draft.reading<readonly Owned[]>(`ownedBy ${owner}`) ?? []);
  const held = left.filter((department) => open.some(({ departmentId }) => departmentId === department));
  if (held.length === 0) return null;
  const openTickets = open.filter(({ departmentId }) => held.includes(departmentId)).length;
  return refused('open_work_there', { data: { agent: agent.id, departments: held, openTickets } });
}
interface Owned {
  readonly id: string;
  readonly departmentId: string;
}
/** No id of a department can be this. */
const askedMark = '*';
