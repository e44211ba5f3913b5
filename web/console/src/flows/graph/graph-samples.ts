import { presentedLanguage } from '../../../../../src/contract/flows.ts';
import type { FlowEntry, FlowStep } from './entry.ts';
import { type AnsweredLanguage, readLanguage } from './language.ts';

/** For tests: the language as the server tells it, and a flow of three steps in it. */
export const language = readLanguage(JSON.parse(JSON.stringify(presentedLanguage)) as AnsweredLanguage);

export const stepOf = (id: string, kind: string, next: Record<string, string>, more: object = {}): FlowStep => ({
  id,
  kind,
  name: null,
  next,
  ...more,
});

export const flowOf = (steps: readonly FlowStep[], more: Partial<FlowEntry> = {}): FlowEntry => ({
  id: 'a-flow',
  name: 'A flow',
  department: null,
  returnTo: null,
  duty: [],
  triggers: [],
  start: steps[0]?.id ?? 'end',
  steps,
  ...more,
});

/** `say` → `wait` → `note`, and back to nothing. */
export const threeSteps = flowOf([
  stepOf('say', 'send_message', { sent: 'wait', failed: 'fallback' }, { text: 'Hello' }),
  stepOf('wait', 'wait', { elapsed: 'note', failed: 'fallback' }, { seconds: 60 }),
  stepOf('note', 'comment', { done: 'end', failed: 'end' }, { text: 'Waited' }),
]);
