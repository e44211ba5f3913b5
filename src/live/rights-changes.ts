import type { LiveReads, LogEvent } from './reads.ts';
import { rightsFields } from './viewer.ts';

/**
 * Whose rights an event changes. A client that comes back from before it holds what other rights showed: what came into view
 * would be missing, what left it would stay. So it starts again.
 *
 * An event names the agents that it writes. What it changed of them is on record with the version, and is read once where
 * agents are written: nobody starts again for another name or skill.
 */
export interface RightsChange {
  readonly agents: ReadonlySet<string>;
  /** The version of the configuration whose record says what was changed; null where there is none. */
  readonly version: number | null;
}

/** Records kept for others who come back. Judged: those of a busy day of an administrator. */
const recordsKept = 8;
const nobody: ReadonlySet<string> = new Set();

/** The agents who may see something else after the event; null for almost every event. */
export function rightsChangeOf({ kind, data }: LogEvent): RightsChange | null {
  const { configurationItem, membership } = data.changes;
  if (kind === 'configuration.changed' && configurationItem !== undefined) {
    const names = Object.keys(configurationItem).filter((name) => name.startsWith('agent:'));
    const agents = new Set(names.map((name) => name.slice('agent:'.length)));
    return agents.size === 0 ? null : { agents, version: typeof data.version === 'number' ? data.version : null };
  }
  if (membership === undefined) return null;
  // Whoever signs in as the agent from now on may have been another before, with the same session.
  const joined = Object.entries(membership).filter(
    ([, row]) => typeof (row as { userId?: unknown }).userId === 'string',
  );
  return joined.length === 0 ? null : { agents: new Set(joined.map(([agentId]) => agentId)), version: null };
}

export class RightsChanges {
  readonly #reads: LiveReads;
  readonly #kept = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(reads: LiveReads) {
    this.#reads = reads;
  }

  /** Whether the agent may see something else after the change; null is no agent. @throws DatabaseError */
  async concerns(organizationId: string, change: RightsChange, agentId: string | null): Promise<boolean> {
    if (agentId === null || !change.agents.has(agentId)) return false;
    return !(await this.#sparedBy(organizationId, change)).has(agentId);
  }

  /** The agents who may see something else after the change. @throws DatabaseError */
  async agentsOf(organizationId: string, change: RightsChange | null): Promise<ReadonlySet<string>> {
    if (change === null) return nobody;
    const spared = await this.#sparedBy(organizationId, change);
    return new Set([...change.agents].filter((id) => !spared.has(id)));
  }

  /** The agents of whom the version changed something else. */
  #sparedBy(organizationId: string, { version }: RightsChange): Promise<ReadonlySet<string>> {
    if (version === null) return Promise.resolve(nobody);
    const key = `${organizationId} ${version}`;
    let spared = this.#kept.get(key);
    if (spared !== undefined) return spared;
    spared = this.#reads.agentsChangedBeside(organizationId, version, rightsFields).then((ids) => new Set(ids));
    spared.catch(() => this.#kept.delete(key));
    this.#kept.set(key, spared);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > recordsKept && oldest !== undefined) this.#kept.delete(oldest);
    return spared;
  }
}
