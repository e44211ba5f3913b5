import type { Configuration } from './configuration.ts';

/** Names as customers may see them; null where there is none for them. */
export interface CustomerNames {
  agent(id: string): string | null;
  department(id: string): string | null;
}

/**
 * An id is no name: somebody whose name nobody wrote has none here, since the id is how the house calls them. A department
 * that not every agent may know of is not told to customers either, nor is one that is gone and might have been such.
 */
export function customerNames({ agents, departments, retired }: Configuration): CustomerNames {
  const unlessId = (name: string | undefined, id: string): string | null =>
    name === undefined || name === id ? null : name;
  return {
    agent: (id) => unlessId(agents.get(id)?.name ?? retired.get(`agent:${id}`), id),
    department: (id) => {
      const department = departments.get(id);
      return department === undefined || department.knownTo !== null ? null : unlessId(department.name, id);
    },
  };
}
