import type { Department } from '../domain/configuration.ts';
import { mayKnow } from '../domain/situation.ts';
import type { Page, Reader } from './reads.ts';

export interface SeenDepartment {
  readonly department: Department;
  /** Whether the reader belongs to it. */
  readonly isMember: boolean;
}

/** Departments that the reader may know of, by name. `after` is the last one's sort key. */
export function listDepartments(
  { actor, configuration }: Reader,
  query: { readonly after: string | null; readonly limit: number },
): Page<SeenDepartment> {
  const known = configuration.directory.departments.filter(
    (department) => (query.after === null || department.sortKey > query.after) && mayKnow(actor, department),
  );
  const departments = known.slice(0, query.limit);
  return {
    items: departments.map((department) => ({
      department,
      isMember: actor.kind === 'agent' && department.members.has(actor.id),
    })),
    next: known.length > query.limit ? (departments.at(-1)?.sortKey ?? null) : null,
  };
}
