import type { AgentState } from '../domain/agent.ts';
import type { Agent } from '../domain/configuration.ts';
import { mayKnowAgent } from '../domain/situation.ts';
import { readAgentStates } from '../storage/read-agents.ts';
import { readRow } from '../storage/tables.ts';
import type { Page, Reader, Reads } from './reads.ts';

export interface SeenAgent {
  readonly agent: Agent;
  readonly state: AgentState | undefined;
}

async function withStates(
  { database }: Reads,
  { organizationId }: Reader,
  agents: readonly Agent[],
): Promise<SeenAgent[]> {
  const { rows } = await database.read(
    readAgentStates(
      organizationId,
      agents.map(({ id }) => id),
    ),
  );
  const states = new Map(rows.map((record) => [record.id as string, readRow('agent', record)]));
  return agents.map((agent) => ({ agent, state: states.get(agent.id) }));
}

export async function findAgent(reads: Reads, reader: Reader, id: string): Promise<SeenAgent | undefined> {
  const agent = reader.configuration.agents.get(id);
  if (agent === undefined || !mayKnowAgent(reader.actor, reader.configuration, agent)) return undefined;
  const [seen] = await withStates(reads, reader, [agent]);
  return seen;
}

/** Agents by name. `after` is the last one's sort key; with a presence, pages may be short and have a next one. */
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
