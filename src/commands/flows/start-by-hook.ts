import { type CommandDefinition, done, refused } from '../../domain/command.ts';
import type { FlowRun } from '../../domain/flows/run.ts';
import { placesOf, runInTheWay, startRun, triggeredBy } from '../../domain/flows/runs.ts';

export interface StartByHookInput {
  readonly flowId: string;
  /** Null for a run without one. */
  readonly conversationId: string | null;
  /** What it knows from the beginning, by name. */
  readonly data: FlowRun['answers'];
}

/** Begins a flow since another system called. One that is under way in the conversation already is not begun twice. */
export const startFlowByHook: CommandDefinition<StartByHookInput, { readonly runId: string | null }> = {
  name: 'startFlowByHook',
  needs: ({ conversationId }) => (conversationId === null ? {} : { conversations: [conversationId] }),
  decide(draft, { flowId, conversationId, data }) {
    const flow = draft.configuration.flows.get(flowId);
    const isHooked = flow?.triggers.some(({ kind }) => kind === 'webhook') === true;
    if (flow === undefined || !isHooked) return refused('not_found');
    if (!flow.published) return refused('flow_unpublished', { data: { flow: flowId } });
    const conversation = conversationId === null ? null : draft.find('conversation', conversationId);
    if (conversation === undefined) return refused('not_found');
    const running = conversation === null ? undefined : runInTheWay(draft, conversation, flowId);
    if (running !== undefined) return done({ runId: running.id });
    const trigger = triggeredBy('webhook', null, placesOf(flow.triggers, 'webhook'));
    const run = startRun(draft, { flow, conversation, trigger, owns: false, answers: data });
    return done({ runId: run?.id ?? null });
  },
};
