import type { WrittenDocument } from '../../domain/fill-configuration.ts';
import type { Dialogue } from './read-dialogues.ts';

/** The customers of a set of chats as one organization: a department and a custom account for each domain. */
export interface DialoguePlan {
  readonly dialogues: readonly Dialogue[];
  readonly domains: readonly string[];
  readonly messages: number;
  readonly configuration: WrittenDocument;
}

/** @throws Error when a domain's name is none that an id can have */
export function planDialogues(dialogues: readonly Dialogue[]): DialoguePlan {
  const domains = [...new Set(dialogues.map(({ domain }) => domain))];
  return {
    dialogues,
    domains,
    messages: dialogues.reduce((total, { turns }) => total + turns.length, 0),
    configuration: {
      profile: 'baton',
      departments: domains.map((id) => ({ id, name: id, hours: null, defaultQueue: id })),
      queues: domains.map((id) => ({ id, name: id, department: id, distribution: 'pull' })),
      accounts: domains.map((id) => ({ id, name: id, type: 'custom', kind: 'webchat', entry: { department: id } })),
    },
  };
}
