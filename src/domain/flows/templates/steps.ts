import type { TemplateStep } from './template.ts';

/** Steps that several templates have. */

/** Into the queue of a department, whoever is there. Goes on at `then`; a refusal is looked at by `whyNotMoved`. */
export function moveTo(id: string, department: string, then = 'end'): TemplateStep {
  return {
    id,
    kind: 'transfer',
    target: { kind: 'department', id: department },
    next: {
      completed: then,
      refused: 'why',
      returned: 'fallback',
      fell_back: then,
      cancelled: 'end',
      failed: 'fallback',
    },
  };
}

/** What is there already need not be moved; anything else somebody must hear of. */
export const whyNotMoved: TemplateStep = {
  id: 'why',
  kind: 'branch',
  name: 'Why it was not moved',
  branches: [{ id: 'there', when: { field: 'last.code', is: 'equal_to', value: 'already_there' } }],
  next: { there: 'end', else: 'fallback', failed: 'fallback' },
};
