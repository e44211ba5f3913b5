import { type Outcome, refused } from '../domain/command.ts';
import type { Segment } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';

/**
 * Writes how a segment ended, by one of its department's dispositions, with the name that it has now: renaming it later changes
 * no history. Null, or why not.
 */
export function writeDisposition(draft: Draft, segment: Segment, disposition: string): Outcome<never> | null {
  const { departmentId } = segment;
  const known = draft.configuration.departments.get(departmentId)?.dispositions.find(({ id }) => id === disposition);
  if (known === undefined) return refused('disposition_unknown', { data: { disposition, department: departmentId } });
  draft.change('segment', segment.id, { disposition: known.id, dispositionName: known.name });
  return null;
}
