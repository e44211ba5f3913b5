import type { Flow } from '../configuration.ts';
import type { Conversation } from '../conversation.ts';
import type { Draft } from '../draft.ts';
import { automaticRunsMax } from '../loop-guard.ts';
import type { Trigger, TriggerKind } from './graph.ts';
import type { FlowRun, RunMark, RunOutcome, RunTrigger } from './run.ts';

/** How runs begin and end. Everything else that a run does, it does in its turns. */

/**
 * So many runs may begin one by the other, without a person or a customer: more is a circle that flows make with each other. In a
 * conversation there is one run of a flow at a time. Without one each may begin several, and those several more: there fewer
 * generations are too many already.
 */
const depthMax = { inConversation: 20, without: 2 } as const;

/** The flows under way in a conversation, oldest first. */
export function liveRuns(draft: Draft, { flowRunIds }: Pick<Conversation, 'flowRunIds'>): readonly FlowRun[] {
  return flowRunIds.map((id) => draft.get('flowRun', id));
}

/** Whether a run waits for its time in a queue: until then nothing of it is under way. */
export function isArmed({ waitsFor }: FlowRun): boolean {
  return waitsFor?.kind === 'queue';
}

/** Whether a run has begun: of one that has not, the trigger's condition is still to be looked at. */
export function hasBegun({ owns, turn }: FlowRun): boolean {
  return owns || turn > 0;
}

/** The run of a flow that keeps others of it from beginning in a conversation, but for the run that asks. */
export function runInTheWay(draft: Draft, conversation: Conversation, flowId: string): FlowRun | undefined {
  return liveRuns(draft, conversation).find(
    (run) => run.flowId === flowId && run.id !== draft.actor.runId && !isArmed(run),
  );
}

/**
 * What sets a run off: the flow's triggers that were for one and the same event, in their order; of none of them just the kind.
 */
export function triggeredBy(kind: TriggerKind, agentId: string | null, places: readonly number[]): RunTrigger {
  return firstOf(places.map((place) => ({ kind, agentId, place }))) ?? { kind, agentId };
}

/** Several triggers of one event as what sets its run off; undefined for none. */
export function firstOf(triggers: readonly RunTrigger[]): RunTrigger | undefined {
  const [first, ...others] = triggers;
  return first === undefined || others.length === 0 ? first : { ...first, others };
}

/** The places of a flow's triggers of a kind. */
export function placesOf(triggers: readonly Trigger[], kind: TriggerKind): readonly number[] {
  return triggers.flatMap((trigger, place) => (trigger.kind === kind ? [place] : []));
}

export interface RunStart {
  readonly flow: Pick<Flow, 'id' | 'version' | 'start'>;
  /** Null for one that begins without. */
  readonly conversation: Conversation | null;
  readonly trigger: RunTrigger;
  readonly owns: boolean;
  readonly firingId?: string;
  /** Of one that begins when somebody has waited so long in a queue. */
  readonly seconds?: number;
  readonly answers?: FlowRun['answers'];
}

/**
 * Begins a run, whose first turn is due now; null where flows have begun each other too often. Whoever was handed the ticket
 * always has one: how often flows hand it to each other is the loop guard's to say.
 */
export function startRun(draft: Draft, start: RunStart): FlowRun | null {
  const { flow, conversation, seconds } = start;
  const cause = draft.find('flowRun', draft.actor.runId ?? '');
  const depth = cause === undefined ? 0 : cause.depth + 1;
  const audience = audienceOf(conversation);
  const isCircle = depth > depthMax[conversation === null ? 'without' : 'inConversation'] || !countRun(draft, start);
  if (!start.owns && isCircle) {
    draft.emit('alert.raised', {
      ...audience,
      details: { alert: 'flows_in_circle', flowId: flow.id, ticketId: conversation?.ticketId ?? null },
    });
    return null;
  }
  const id = draft.newId();
  const run = draft.add('flowRun', id, {
    id,
    flowId: flow.id,
    version: flow.version,
    conversationId: conversation?.id ?? null,
    departmentId: conversation?.departmentId ?? null,
    state: seconds === undefined ? 'due' : 'waiting',
    owns: start.owns,
    ownershipVersion: conversation?.ownershipVersion ?? 0,
    stepId: flow.start,
    cameAt: draft.now,
    turn: 0,
    steps: 0,
    wakeAt: seconds === undefined ? draft.now : (conversation?.queuedAt ?? draft.now) + seconds * 1000,
    waitsFor: seconds === undefined ? null : { kind: 'queue' },
    answers: start.answers ?? {},
    jumps: {},
    trigger: start.trigger,
    firingId: start.firingId ?? null,
    lastPort: null,
    lastCode: null,
    depth,
    marks: [],
    startedAt: draft.now,
    endedAt: null,
    outcome: null,
  });
  if (conversation !== null) {
    const { flowRunIds } = draft.get('conversation', conversation.id);
    draft.change('conversation', conversation.id, { flowRunIds: [...flowRunIds, id] });
  }
  draft.emit('flow.started', {
    ...audience,
    details: {
      runId: id,
      flowId: flow.id,
      version: flow.version,
      turn: 0,
      trigger: start.trigger.kind,
      wakeAt: run.wakeAt,
    },
  });
  return run;
}

/** Counts a run that only automation set off; false where there were too many since somebody wrote. */
function countRun(draft: Draft, { conversation, trigger }: RunStart): boolean {
  const { kind } = draft.actor;
  const isOfTime = trigger.kind === 'schedule' || trigger.kind === 'webhook';
  if (conversation === null || isOfTime || (kind !== 'flow' && kind !== 'system')) return true;
  const automaticRuns = draft.get('conversation', conversation.id).automaticRuns + 1;
  if (automaticRuns > automaticRunsMax) return false;
  draft.change('conversation', conversation.id, { automaticRuns });
  return true;
}

/** Ends a run, and takes what customers told it away with it. */
export function endRun(draft: Draft, run: FlowRun, outcome: RunOutcome, marks: readonly RunMark[] = []): void {
  const before = draft.get('flowRun', run.id);
  draft.change('flowRun', run.id, {
    state: 'ended',
    stepId: null,
    wakeAt: null,
    waitsFor: null,
    answers: {},
    endedAt: draft.now,
    outcome,
    marks: [...new Set([...before.marks, ...marks])],
  });
  const conversation = run.conversationId === null ? null : draft.get('conversation', run.conversationId);
  if (conversation !== null) {
    const flowRunIds = conversation.flowRunIds.filter((id) => id !== run.id);
    draft.change('conversation', conversation.id, { flowRunIds });
  }
  draft.emit('flow.ended', {
    ...audienceOf(conversation),
    details: { runId: run.id, flowId: run.flowId, outcome },
  });
}

/** Whoever reads a run's department hears of it. */
export function audienceOf(conversation: Conversation | null): {
  readonly conversationId?: string;
  readonly departments: readonly string[];
} {
  return conversation === null
    ? { departments: [] }
    : { conversationId: conversation.id, departments: [conversation.departmentId] };
}
