import type { Instant } from '../../base/clock.ts';
import type { Flow } from '../configuration.ts';
import { type Conversation, directQueueAgent, type Owner } from '../conversation.ts';
import type { Draft } from '../draft.ts';
import type { NewEvent } from '../events.ts';
import type { Schedule } from '../hours.ts';
import { isPutAside } from '../sla-clock.ts';
import type { Interruption, OpeningSource, TransferOutcome, Trigger } from './graph.ts';
import type { FlowRun, RunMark, RunTrigger, WaitsFor } from './run.ts';
import { endRun, firstOf, hasBegun, isArmed, liveRuns, startRun } from './runs.ts';
import type { TriggerIndex } from './trigger-index.ts';
import { endOfWait, leftOfWait } from './wait-time.ts';

/**
 * What flows make of a change, in the commit of the change: waits that it ends or diverts, runs that it stops, runs that it
 * begins. So a reply that is committed before a deadline has won, a trigger fires once and is never lost, and nothing is said
 * in the name of somebody who does not own the ticket any more. Steps are done afterwards, by turns of their own.
 */
export function react(draft: Draft): void {
  const { triggers } = draft.configuration;
  const setOff = new Map<string, SetOff>();
  // What is said from here on is what flows make of it.
  for (const event of [...draft.said]) {
    const conversation = event.conversationId === null ? undefined : draft.get('conversation', event.conversationId);
    if (conversation !== undefined && conversation.flowRunIds.length > 0) tellRuns(draft, conversation, event);
    beginOwning(draft, event);
    if (triggers.isEmpty) continue;
    if (event.kind === 'agent.presence_changed') beginForPresence(draft, triggers, event);
    else if (conversation !== undefined) findTriggers(draft, event, setOff);
  }
  for (const each of setOff.values()) beginWatching(draft, each);
}

/** The change of owner that an event tells of. */
function ownerChangeOf(
  event: NewEvent,
): { readonly from: Owner | null; readonly to: Owner | null; readonly version: number } | undefined {
  return event.data.owner as { from: Owner | null; to: Owner | null; version: number } | undefined;
}

/** What of an event may end a wait. */
function interruptionBy(event: NewEvent): Interruption | 'resume' | undefined {
  switch (event.kind) {
    case 'message.sent':
      return event.data.automatic === false ? 'reply' : undefined;
    case 'message.received':
      return 'message';
    case 'ticket.held':
    case 'ticket.snoozed':
      return 'hold';
    case 'ticket.resumed':
    case 'ticket.woken':
      return 'resume';
    case 'conversation.closed':
      return 'close';
    case 'ticket.merged':
      return ownerChangeOf(event) === undefined ? undefined : 'merge';
    default:
      return ownerChangeOf(event) === undefined ? undefined : 'transfer';
  }
}

/** Tells every flow that is under way here, but for the one that did it. */
function tellRuns(draft: Draft, conversation: Conversation, event: NewEvent): void {
  const cause = interruptionBy(event);
  for (const run of liveRuns(draft, conversation)) {
    if (run.id === draft.actor.runId) continue;
    if (run.owns && isTakenOver(draft, run) && !hasHandedOver(run, event)) endRun(draft, run, 'taken_over');
    else if (run.waitsFor !== null) tellWaiting(draft, run, event, cause);
  }
}

/** Whether somebody else owns by what the run itself had asked for. */
function hasHandedOver({ waitsFor }: FlowRun, event: NewEvent): boolean {
  return waitsFor?.kind === 'transfer' && endsItsTransfer(waitsFor, event) && ownerChangeOf(event) !== undefined;
}

function isTakenOver(draft: Draft, run: FlowRun): boolean {
  const { owner, ownershipVersion } = draft.get('conversation', run.conversationId ?? '');
  return owner?.kind !== 'flow' || owner.id !== run.flowId || ownershipVersion !== run.ownershipVersion;
}

const outcomes: Readonly<Record<string, TransferOutcome>> = {
  'transfer.completed': 'completed',
  'transfer.refused': 'refused',
  'transfer.returned': 'returned',
  'transfer.fell_back': 'fell_back',
  'transfer.cancelled': 'cancelled',
  'transfer.failed': 'failed',
};

function endsItsTransfer({ transferId }: { readonly transferId: string }, event: NewEvent): boolean {
  return outcomes[event.kind] !== undefined && event.data.transferId === transferId;
}

function tellWaiting(draft: Draft, run: FlowRun, event: NewEvent, cause: Interruption | 'resume' | undefined): void {
  const waits = run.waitsFor as WaitsFor;
  switch (waits.kind) {
    case 'time':
      return interrupt(draft, run, waits, cause);
    case 'queue':
      // Whoever leaves the queue has not waited long enough in it.
      if (cause === 'transfer' || cause === 'close' || cause === 'merge') endRun(draft, run, 'not_met');
      return;
    case 'answer':
      if (cause === 'message') wake(draft, run);
      else if (cause === 'close' || cause === 'merge') endRun(draft, run, 'interrupted');
      return;
    case 'transfer':
      if (endsItsTransfer(waits, event)) {
        const ended = outcomes[event.kind] ?? null;
        const code = (event.data.outcome as string | undefined) ?? null;
        // Whoever has it now owns it: the run goes on beside them.
        const owns = run.owns && !hasHandedOver(run, event);
        changeRun(draft, run, { owns, wakeAt: draft.now, waitsFor: { ...waits, ended, code } });
      }
      return;
    case 'advice':
      if (event.kind === 'consult.said') wake(draft, run);
      else if (endsItsTransfer(waits, event)) wake(draft, run, { ...waits, ended: true });
      return;
    case 'call':
      if (cause === 'close' || cause === 'merge') endRun(draft, run, 'interrupted');
      return;
    case 'fallback':
      return;
  }
}

/** Makes the next turn due now. */
function wake(draft: Draft, run: FlowRun, waitsFor = run.waitsFor): void {
  changeRun(draft, run, { wakeAt: draft.now, waitsFor });
}

function interrupt(draft: Draft, run: FlowRun, waits: TimeWait, cause: Interruption | 'resume' | undefined): void {
  if (cause === undefined) return;
  if (cause === 'resume') return waits.interruptedBy === null ? resume(draft, run, waits) : undefined;
  const conversation = draft.get('conversation', run.conversationId ?? '');
  // A move ends what was waited for in the department before, whatever a hand-over within it does.
  const hasMoved = cause === 'transfer' && conversation.departmentId !== run.departmentId;
  const effect = hasMoved && waits.on.transfer === 'ignore' ? 'end' : waits.on[cause];
  // Interrupted already, it goes on by its port with the turn that is due, unless this ends it before.
  if (waits.interruptedBy !== null && effect !== 'end') return;
  switch (effect) {
    case 'end': {
      const marks: readonly RunMark[] = cause === 'reply' ? ['replied'] : [];
      if (!run.owns) return endRun(draft, run, 'interrupted', marks);
      // With the ticket in hand its end is a turn of its own, which gives that to its return queue.
      const due = { state: 'due', stepId: 'end', waitsFor: null, wakeAt: draft.now } as const;
      return changeRun(draft, run, { ...due, marks: [...new Set([...run.marks, ...marks])] });
    }
    case 'port':
      return wake(draft, run, { ...waits, interruptedBy: cause });
    case 'pause':
      if (waits.pausedAt === null) pause(draft, run, waits);
      return;
    default:
      // It waits on: whoever counts knows of the answer, whatever a branch makes of it.
      if (cause === 'reply' && !run.marks.includes('replied'))
        return changeRun(draft, run, { marks: [...run.marks, 'replied'] });
      // A hand-over or an end takes a hold away without a word of its own.
      return resume(draft, run, waits);
  }
}

type TimeWait = Extract<WaitsFor, { readonly kind: 'time' }>;

/** The time of a wait stands still: what is left of it is kept in what it is counted in. */
function pause(draft: Draft, run: FlowRun, waits: TimeWait): void {
  const left = leftOfWait(waits, { ...hoursNow(draft, run), end: run.wakeAt ?? draft.now });
  changeRun(draft, run, { wakeAt: null, waitsFor: { ...waits, pausedAt: draft.now, left } });
}

/** What was put aside is taken up again: the time that was left then is waited for from now on. */
function resume(draft: Draft, run: FlowRun, waits: TimeWait): void {
  const { ticketId } = draft.get('conversation', run.conversationId ?? '');
  if (waits.pausedAt === null || isPutAside(draft.get('ticket', ticketId))) return;
  const { left: leftMs = 0, ...others } = waits;
  const end = endOfWait(waits, { ...hoursNow(draft, run), leftMs });
  // A department that never opens any more is the next turn's to fail on.
  if (end === null) return wake(draft, run, { ...waits, pausedAt: null });
  const limit = waits.limitAt === undefined ? {} : { limitAt: draft.now + leftMs };
  changeRun(draft, run, { wakeAt: end, waitsFor: { ...others, ...limit, pausedAt: null } });
}

function hoursNow(draft: Draft, run: FlowRun): { readonly hours: Schedule | null; readonly now: Instant } {
  const { departmentId } = draft.get('conversation', run.conversationId ?? '');
  return { hours: draft.configuration.departments.get(departmentId)?.hours ?? null, now: draft.now };
}

function changeRun(draft: Draft, run: FlowRun, fields: Partial<FlowRun>): void {
  const changed = draft.change('flowRun', run.id, fields);
  const { departmentId } = draft.get('conversation', run.conversationId ?? '');
  draft.emit('flow.advanced', {
    conversationId: run.conversationId ?? '',
    departments: [departmentId],
    details: {
      ...{ runId: run.id, flowId: run.flowId, turn: run.turn, stepId: changed.stepId },
      ...{ wakeAt: changed.wakeAt, because: 'interrupted' },
    },
  });
}

/** A flow that has become the owner begins a run that owns. */
function beginOwning(draft: Draft, event: NewEvent): void {
  const to = ownerChangeOf(event)?.to;
  if (to?.kind !== 'flow' || event.conversationId === null) return;
  const conversation = draft.get('conversation', event.conversationId);
  const isThere = liveRuns(draft, conversation).some(
    (run) => run.owns && run.ownershipVersion === conversation.ownershipVersion,
  );
  const flow = draft.configuration.flows.get(to.id);
  if (isThere || flow === undefined || conversation.owner?.id !== to.id) return;
  startRun(draft, { flow, conversation, trigger: { kind: 'owner', agentId: agentBefore(event) }, owns: true });
}

function agentBefore(event: NewEvent): string | null {
  const from = ownerChangeOf(event)?.from ?? null;
  return from?.kind === 'agent' ? from.id : directQueueAgent(from);
}

/** What of one commit was for a flow, in one conversation. */
interface SetOff {
  readonly flowId: string;
  readonly conversationId: string;
  /** The triggers that are met now. */
  readonly now: RunTrigger[];
  /** Those that are met when somebody has waited so many seconds in the queue. */
  readonly later: Map<number, RunTrigger[]>;
}

/** Notes for every flow which of its triggers an event is for. */
function findTriggers(draft: Draft, event: NewEvent, setOff: Map<string, SetOff>): void {
  const conversationId = event.conversationId ?? '';
  const conversation = draft.get('conversation', conversationId);
  for (const { trigger, flowId, place } of triggersBy(event, draft.configuration.triggers)) {
    if (!concerns(trigger, conversation)) continue;
    const key = `${conversationId} ${flowId}`;
    let found = setOff.get(key);
    if (found === undefined) setOff.set(key, (found = { flowId, conversationId, now: [], later: new Map() }));
    let met = found.now;
    if (trigger.kind === 'queue_wait_passed') {
      // Whoever has been taken out of the queue in the same commit does not wait in it.
      const { owner } = conversation;
      if (owner?.kind !== 'queue' || !names(trigger.queues, [owner.id])) continue;
      met = found.later.get(trigger.seconds) ?? [];
      found.later.set(trigger.seconds, met);
    }
    const isKnown = met.some((other) => other.place === place);
    if (!isKnown) met.push({ kind: trigger.kind, agentId: agentBefore(event), place });
  }
}

/**
 * Begins what a commit set off of a flow: one run for all that is met now, and for every time in the queue one that waits for it.
 * Of a flow one run is under way in a conversation at a time; the one that did this itself may have a successor.
 */
function beginWatching(draft: Draft, { flowId, conversationId, now, later }: SetOff): void {
  const flow = draft.configuration.flows.get(flowId);
  if (flow === undefined) return;
  const conversation = draft.get('conversation', conversationId);
  const others = liveRuns(draft, conversation).filter((run) => run.flowId === flowId && run.id !== draft.actor.runId);
  const after = draft.find('flowRun', draft.actor.runId ?? '')?.flowId === flowId ? draft.actor.runId : undefined;
  const begin = (met: readonly RunTrigger[], wait: { readonly seconds?: number } = {}): void => {
    const trigger = firstOf(met);
    if (trigger === undefined) return;
    const by = after === undefined ? trigger : { ...trigger, after };
    startRun(draft, { flow, conversation, trigger: by, owns: false, ...wait });
  };
  const isInTheWay = others.some((run) => hasBegun(run));
  // One that is still to look at its condition will see this, too.
  if (!isInTheWay) begin(now.filter((met) => !others.some((run) => isFor(run, flow, met) && !isArmed(run))));
  const waits = [...later.values()].flat();
  for (const run of waits.length === 0 ? [] : others) {
    const isReplaced = run.version !== flow.version || waits.some((met) => isFor(run, flow, met));
    if (isArmed(run) && isReplaced) endRun(draft, run, 'not_met');
  }
  for (const [seconds, met] of later) begin(met, { seconds });
}

/** Whether a run is still to begin by a trigger. */
function isFor(run: FlowRun, { version }: Pick<Flow, 'version'>, { place }: RunTrigger): boolean {
  const { trigger } = run;
  return (
    run.version === version &&
    !hasBegun(run) &&
    [trigger, ...(trigger.others ?? [])].some((each) => each.place === place)
  );
}

type OfConversation = Extract<Trigger, { readonly accounts: unknown }>;

function concerns({ accounts, channels, departments }: OfConversation, conversation: Conversation): boolean {
  const { accountId, channelKind, departmentId } = conversation;
  return (
    (accounts === 'all' || accounts.includes(accountId)) &&
    (channels === 'all' || channels.includes(channelKind)) &&
    (departments === 'all' || departments.includes(departmentId))
  );
}

function* triggersBy(
  event: NewEvent,
  triggers: TriggerIndex,
): Iterable<{ readonly trigger: OfConversation; readonly flowId: string; readonly place: number }> {
  const source = openingSource(event);
  if (source !== undefined) {
    for (const watcher of triggers.of('conversation_opened'))
      if (watcher.trigger.sources.includes(source)) yield watcher;
  }
  if (event.kind === 'conversation.closed') yield* triggers.of('conversation_closed');
  if (event.kind === 'message.received') yield* triggers.of('message_received');
  const to = ownerChangeOf(event)?.to ?? null;
  if (to !== null) {
    for (const watcher of triggers.of('assignment_changed')) if (watcher.trigger.to.includes(to.kind)) yield watcher;
    if (to.kind === 'queue') {
      for (const watcher of triggers.of('queue_wait_passed')) if (names(watcher.trigger.queues, [to.id])) yield watcher;
    }
  }
  const outcome = outcomes[event.kind];
  if (outcome !== undefined) {
    for (const watcher of triggers.of('transfer_ended')) if (watcher.trigger.outcomes.includes(outcome)) yield watcher;
  }
  const marks = event.data.marks as
    | { readonly tags: readonly string[]; readonly fields: readonly string[] }
    | undefined;
  if (marks === undefined) return;
  for (const watcher of triggers.of('tag_changed')) if (names(watcher.trigger.tags, marks.tags)) yield watcher;
  for (const watcher of triggers.of('field_changed')) if (names(watcher.trigger.fields, marks.fields)) yield watcher;
}

function names(wanted: 'all' | readonly string[], some: readonly string[]): boolean {
  return wanted === 'all' ? some.length > 0 : some.some((one) => wanted.includes(one));
}

/** How a conversation came to be open by this event; undefined when it did not. */
function openingSource({ kind, data }: NewEvent): OpeningSource | undefined {
  if (kind === 'conversation.reopened') return 'reopened';
  if (kind !== 'conversation.opened') return undefined;
  return data.openedBy as OpeningSource;
}

function beginForPresence(draft: Draft, triggers: TriggerIndex, event: NewEvent): void {
  const { agentId, presence, before } = event.data as unknown as Readonly<
    Record<'agentId' | 'presence' | 'before', string>
  >;
  if (presence === before) return;
  const agent = draft.configuration.agents.get(agentId);
  const begun = new Set<string>();
  for (const { trigger, flowId, place } of triggers.of('presence_changed')) {
    const flow = draft.configuration.flows.get(flowId);
    if (flow === undefined || agent === undefined || begun.has(flowId)) continue;
    if (!(trigger.to as readonly string[]).includes(presence) || !names(trigger.departments, agent.departments))
      continue;
    begun.add(flowId);
    startRun(draft, { flow, conversation: null, trigger: { kind: 'presence_changed', agentId, place }, owns: false });
  }
}
