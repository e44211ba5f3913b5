import type { AgentState } from '../domain/agent.ts';
import type { Agent } from '../domain/configuration.ts';
import { mayKnow, mayKnowAgent } from '../domain/situation.ts';
import { readAgentStates } from '../storage/read-agents.ts';
import { readRow } from '../storage/tables.ts';
import type { Page, Reader, Reads } from './reads.ts';

export interface SeenAgent {
  readonly agent: Agent;
  /** Of their departments those that the reader may know of. */
  readonly departments: readonly string[];
  readonly state: AgentState | undefined;
}

function mayKnowOf({ actor, configuration }: Reader, departmentId: string): boolean {
  const department = configuration.departments.get(departmentId);
  return department !== undefined && mayKnow(actor, department);
}

async function withStates({ database }: Reads, reader: Reader, agents: readonly Agent[]): Promise<SeenAgent[]> {
  const { rows } = await database.read(
    readAgentStates(
      reader.organizationId,
      agents.map(({ id }) => id),
    ),
  );
  const states = new Map(rows.map((record) => [record.id as string, readRow('agent', record)]));
  return agents.map((agent) => ({
    agent,
    departments: agent.departments.filter((id) => mayKnowOf(reader, id)),
    state: states.get(agent.id),
  }));
}

export async function findAgent(reads: Reads, reader: Reader, id: string): Promise<SeenAgent | undefined> {
  const agent = reader.configuration.agents.get(id);
  if (agent === undefined || !mayKnowAgent(reader.actor, reader.configuration, agent)) return undefined;
  const [seen] = await withStates(reads, reader, [agent]);
  return seen;
}

/**
 * Agents by name, of a department that the reader may know of where one is named. `after` is the last one's sort key; with a
 * presence, pages may be short and have a next one.
 */
export async function listAgents(
  reads: Reads,
  reader: Reader,
  query: {
    readonly departmentId?: string;
    readonly presence?: string;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<Page<SeenAgent>> {
  if (query.departmentId !== undefined && !mayKnowOf(reader, query.departmentId)) return { items: [], next: null };
  const found: Agent[] = [];
  for (const agent of reader.configuration.directory.agents) {
    if (query.after !== null && agent.sortKey <= query.after) continue;
    if (query.departmentId !== undefined && !agent.memberOf.has(query.departmentId)) continue;
    if (!mayKnowAgent(reader.actor, reader.configuration, agent)) continue;
    found.push(agent);
    if (found.length > query.limit) break;
  }
  const agents = found.slice(0, query.limit);
  const seen = await withStates(reads, reader, agents);
  return {
    items:
      query.presence === undefined
        ? seen
        : seen.filter(({ state }) => (state?.presence ?? 'offline') === query.presence),
    next: found.length > query.limit ? (agents.at(-1)?.sortKey ?? null) : null,
  };
}
