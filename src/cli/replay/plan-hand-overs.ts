import type { WrittenDocument } from '../../domain/fill-configuration.ts';
import type { Incident } from './read-incidents.ts';

/**
 * What the log of hand-overs means for us: a pure translation of its rows into steps, and into what must be seen of them
 * afterwards. A row whose group is unknown says nothing. A known group owns through its department's queue unless the
 * row also knows the person; then that agent is asked, and accepts. Every change of department or owner from one known
 * row to the next is one step.
 */

export type Step =
  /** The conversation starts in the department's queue. */
  | { readonly kind: 'open'; readonly line: number; readonly department: string }
  /** A queue takes it: another department's, or the own department's, when its agent gives it back. */
  | {
      readonly kind: 'admit';
      readonly line: number;
      readonly by: string;
      readonly department: string;
      readonly isMove: boolean;
    }
  /** An agent is asked in the department, and accepts: two commands. */
  | {
      readonly kind: 'offer';
      readonly line: number;
      readonly by: string;
      readonly department: string;
      readonly agent: string;
    }
  | { readonly kind: 'close'; readonly line: number };

/** One owner's stretch, as the lineage tells it. */
export interface Stretch {
  readonly department: string;
  readonly owner: string;
}

export interface IncidentPlan {
  readonly number: string;
  readonly steps: readonly Step[];
  /** The departments in turn, each once per visit. */
  readonly departments: readonly string[];
  readonly stretches: readonly Stretch[];
}

/**
 * The person who hands over what no agent owns. A person, not the key: what a key decides by itself is automation, and
 * the loop guard stops automation that passes a conversation back and forth, as the people of this log did.
 */
export const deskAgent = 'desk';

/** The steps of one incident; null when no row of it knows a group: then nothing ever happened to it. */
export function planIncident({ number, rows }: Incident): IncidentPlan | null {
  const steps: Step[] = [];
  const departments: string[] = [];
  const stretches: Stretch[] = [];
  let agent: string | null = null;
  let lastLine = 0;
  for (const { line, group, assignee } of rows) {
    lastLine = line;
    if (group === null) continue;
    const department = departmentId(group);
    const wanted = assignee === null ? null : agentId(assignee);
    const before = departments.at(-1);
    const isMove = before !== department;
    if (before === undefined) {
      steps.push({ kind: 'open', line, department });
      stretches.push({ department, owner: queueOwner(department) });
    }
    if (isMove) departments.push(department);
    const by: string = agent ?? deskAgent;
    if (wanted !== null && (isMove || wanted !== agent)) {
      steps.push({ kind: 'offer', line, by, department, agent: wanted });
      stretches.push({ department, owner: agentOwner(wanted) });
    } else if (wanted === null && before !== undefined && (isMove || agent !== null)) {
      steps.push({ kind: 'admit', line, by, department, isMove });
      stretches.push({ department, owner: queueOwner(department) });
    }
    agent = wanted;
  }
  if (departments.length === 0) return null;
  steps.push({ kind: 'close', line: lastLine });
  return { number, steps, departments, stretches };
}

function departmentId(group: string): string {
  return wordId('g', group);
}

function agentId(assignee: string): string {
  return wordId('a', assignee);
}

/** A queue has the id of its department: there is one for each. */
function queueOwner(department: string): string {
  return `queue:${department}`;
}

function agentOwner(agent: string): string {
  return `agent:${agent}`;
}

/** `56` → `g-56`, `Group 56` → `g-group-56`. */
function wordId(prefix: string, name: string): string {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${prefix}-${word}`.slice(0, 64);
}

export interface HandOverPlan {
  readonly incidents: readonly IncidentPlan[];
  /** Incidents without any known group: nothing is to be seen of them. */
  readonly unknownIncidents: readonly string[];
  readonly configuration: WrittenDocument;
  readonly departments: readonly string[];
  readonly agents: readonly string[];
  /** From one department to another. */
  readonly handOvers: number;
  /** Of these, straight back to the department before: A, B, A. */
  readonly straightBack: number;
  /** Commands that the steps take. */
  readonly commands: number;
}

/** The account that every incident comes in through. */
export const incidentAccount = 'service-desk';

/**
 * The whole log as one organization and its conversations.
 *
 * @throws Error when two names of groups or people would get one id
 */
export function planHandOvers(incidents: readonly Incident[]): HandOverPlan {
  const groups = new Map<string, string>();
  const assignees = new Map<string, string>();
  const members = new Map<string, Set<string>>();
  for (const { rows } of incidents) {
    for (const { group, assignee } of rows) {
      if (group === null) continue;
      const department = claim(groups, departmentId(group), group);
      if (assignee === null) continue;
      const agent = claim(assignees, agentId(assignee), assignee);
      const departments = members.get(agent) ?? new Set();
      members.set(agent, departments.add(department));
    }
  }
  const all = incidents.map(planIncident);
  const plans = all.filter((plan) => plan !== null);
  return {
    incidents: plans,
    unknownIncidents: incidents.filter((_, index) => all[index] === null).map(({ number }) => number),
    configuration: configurationOf(groups, assignees, members),
    departments: [...groups.keys()],
    agents: [...members.keys()],
    handOvers: sum(plans, ({ departments }) => departments.length - 1),
    straightBack: sum(
      plans,
      ({ departments }) => departments.filter((id, index) => departments[index - 2] === id).length,
    ),
    commands: sum(plans, ({ steps }) => sum(steps, (step) => (step.kind === 'offer' ? 2 : 1))),
  };
}

function claim(names: Map<string, string>, id: string, name: string): string {
  const before = names.get(id);
  if (before !== undefined && before !== name) throw new Error(`${before} and ${name} would both get the id ${id}.`);
  names.set(id, name);
  return id;
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Open always, everything may go everywhere, nobody is ever full, and work waits in queues until somebody says where it goes. */
function configurationOf(
  groups: ReadonlyMap<string, string>,
  assignees: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, ReadonlySet<string>>,
): WrittenDocument {
  const entry = [...groups.keys()][0];
  return {
    profile: 'baton',
    // An offer lapses, and an agent without a heartbeat leaves, by the wall clock: a replay that is interrupted for an
    // hour goes on where it stood.
    settings: { offerTimeoutSeconds: 86_400, whenAgentLeaves: 'keep' },
    departments: [...groups].map(([id, name]) => ({
      id,
      name: `Group ${name}`,
      hours: null,
      defaultQueue: id,
      moveRules: [{ label: 'Everything may go everywhere', channels: 'all', destinations: 'all' }],
    })),
    queues: [...groups].map(([id, name]) => ({ id, name: `Group ${name}`, department: id, distribution: 'pull' })),
    agents: [
      { id: deskAgent, name: 'Service desk', role: 'supervisor', grant: ['ticket.read_all'] },
      ...[...members].map(([id, departments]) => ({
        id,
        name: `Person ${assignees.get(id)}`,
        departments: [...departments],
        capacity: { total: null },
      })),
    ],
    accounts:
      entry === undefined
        ? []
        : [{ id: incidentAccount, name: 'Service desk', type: 'custom', kind: 'email', entry: { department: entry } }],
  };
}
