import { cutText } from '../../domain/flows/cut-text.ts';
import type { AlertStep, FlagSupervisorStep, TriggerFlowStep } from '../../domain/flows/graph.ts';
import { placesOf, runInTheWay, startRun, triggeredBy } from '../../domain/flows/runs.ts';
import { raiseAlert } from '../duty-alerts.ts';
import { raiseFlag } from '../help.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that set somebody else in motion: supervisors, those on duty, another flow. */

export function flagSupervisor(turn: Turn, { text }: FlagSupervisorStep): StepResult {
  const { draft, open } = turn;
  if (open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(text);
  if (missing !== null) return missing;
  const { conversation } = open;
  const { owner, ticketId } = conversation;
  raiseFlag(draft, conversation, {
    agentId: owner?.kind === 'agent' ? owner.id : draft.actor.id,
    text: turn.fill(text),
    automatic: true,
    about: { ticketId, flowId: turn.flow.id },
  });
  return port('flagged');
}

export function alert(turn: Turn, { people, text, repeatSeconds }: AlertStep): StepResult {
  const missing = turn.missingIn(text);
  if (missing !== null) return missing;
  raiseAlert(turn.draft, {
    alert: 'flow',
    text: cutText(turn.fill(text), 1_000),
    conversation: turn.conversation ?? null,
    flowId: turn.flow.id,
    people: people.length > 0 ? people : turn.flow.duty,
    repeatSeconds,
  });
  return port('alerted');
}

export function triggerFlow(turn: Turn, { flow: flowId }: TriggerFlowStep): StepResult {
  const { draft } = turn;
  const flow = draft.configuration.flows.get(flowId);
  if (flow === undefined || !flow.published) return port('failed', 'flow_unpublished');
  const conversation = turn.conversation ?? null;
  // One at a time: what runs that begin each other begin would be more with every generation.
  const isUnderWay = conversation !== null && runInTheWay(draft, conversation, flowId) !== undefined;
  if (isUnderWay) return port('failed', 'flow_under_way');
  const trigger = triggeredBy('flow', turn.trigger.agentId, placesOf(flow.triggers, 'flow'));
  const run = startRun(draft, {
    flow,
    conversation,
    trigger,
    owns: false,
    answers: { ...turn.answers },
  });
  return run === null ? port('failed', 'flows_in_circle') : port('started');
}
