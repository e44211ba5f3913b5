import { nameActor } from '../../domain/actor.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import type { AlertStep, FlagSupervisorStep, TriggerFlowStep } from '../../domain/flows/graph.ts';
import { isUnderWay, startRun } from '../../domain/flows/runs.ts';
import { appendMessage, messageDetails } from '../append-message.ts';
import { audienceOf } from '../conversations.ts';
import { raiseAlert } from '../duty-alerts.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that set somebody else in motion: supervisors, those on duty, another flow. */

export function flagSupervisor(turn: Turn, { text }: FlagSupervisorStep): StepResult {
  const { draft, open } = turn;
  if (open === undefined) return port('failed', turn.closedCode);
  const missing = turn.missingIn(text);
  if (missing !== null) return missing;
  const { conversation } = open;
  const { id: conversationId, owner } = conversation;
  if (conversation.help === null) {
    const agentId = owner?.kind === 'agent' ? owner.id : draft.actor.id;
    draft.change('conversation', conversationId, { help: { agentId, raisedAt: draft.now } });
    draft.emit('help.raised', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { ticketId: conversation.ticketId, agentId, flowId: turn.flow.id },
    });
  }
  const whisper = appendMessage(draft, conversationId, {
    direction: 'whisper',
    author: nameActor(draft.actor),
    automatic: true,
    text: turn.fill(text),
    fileIds: [],
    externalId: null,
  });
  draft.emit('whisper.said', {
    conversationId,
    ...audienceOf(draft, conversationId),
    details: messageDetails(whisper),
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
  if (conversation !== null && isUnderWay(draft, conversation, flowId)) return port('failed', 'flow_under_way');
  const trigger = { kind: 'flow', agentId: turn.run.trigger.agentId } as const;
  const run = startRun(draft, {
    flow,
    conversation,
    trigger,
    owns: false,
    answers: { ...turn.answers },
  });
  return run === null ? port('failed', 'flows_in_circle') : port('started');
}
