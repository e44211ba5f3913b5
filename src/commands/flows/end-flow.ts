import { systemActor } from '../../domain/actor.ts';
import type { Needs } from '../../domain/command.ts';
import type { Conversation, Owner } from '../../domain/conversation.ts';
import type { End } from '../../domain/flows/graph.ts';
import type { Target } from '../../domain/transfer.ts';
import { raiseAlert } from '../duty-alerts.ts';
import { carryOut } from '../hand-over.ts';
import { withdrawLiveOffer } from '../offers.ts';
import { changeOwner, defaultQueue, ownerChange, waitLimit } from '../ownership.ts';
import { findAdmitting } from '../queue-fallback.ts';
import { tellWhatEnded } from '../tell-what-ended.ts';
import { request } from './hand-on.ts';
import type { Turn } from './turn.ts';

/**
 * How a flow is over. One that owns the ticket gives it to its return queue, by the same policy as everybody; what that will not
 * take goes to the fallback of the department, at last into its default queue, which always takes it, and those on duty are told
 * until one of them acknowledges it. A flow never ends with a customer in its hands.
 *
 * Null, or what must be loaded first.
 */
export function endFlow(turn: Turn, end: End): Needs | null {
  const conversation = turn.open?.conversation;
  const owns = turn.owns && conversation?.owner?.kind === 'flow' && conversation.owner.id === turn.run.flowId;
  if (end === 'fallback') return giveUp(turn, owns ? conversation : null, turn.lastCode ?? turn.lastPort ?? 'failed');
  if (!owns || conversation === undefined) return null;
  const target = returnTarget(turn, conversation);
  const asked = request(turn, { target, mode: 'cold', reason: 'flow_done' }, 'chain');
  if (asked.kind === 'needs') return asked.result.kind === 'needs' ? asked.result.needs : null;
  if (asked.kind !== 'refused') {
    keepNothing(turn, conversation.id);
    return null;
  }
  asked.record();
  return giveUp(turn, conversation, asked.code);
}

/** A queue that is full may lead to somebody who is only asked: the department's queue owns it meanwhile, not what is over. */
function keepNothing(turn: Turn, conversationId: string): void {
  const { draft, flow } = turn;
  const now = draft.get('conversation', conversationId);
  if (now.owner?.kind !== 'flow' || now.owner.id !== flow.id) return;
  const { departmentId, ticketId } = now;
  const owner = toQueue(turn, now);
  turn.owns = false;
  draft.emit('ticket.requeued', {
    conversationId,
    departments: [departmentId],
    details: { ticketId, because: 'flow_done', owner },
  });
  tellWhatEnded(draft, now, 'requeued');
}

function returnTarget({ draft, flow }: Turn, { departmentId }: Conversation): Target {
  const named = draft.configuration.queues.get(flow.returnTo ?? '');
  if (named?.department === departmentId) return { kind: 'queue', id: named.id };
  return { kind: 'queue', id: defaultQueue(draft, departmentId).id };
}

/** It cannot go on: somebody else owns what it owned, and a named person is told. `owned` is null of a flow that owns nothing. */
function giveUp(turn: Turn, owned: Conversation | null | undefined, code: string): Needs | null {
  const { draft, flow } = turn;
  let said: Readonly<Record<string, unknown>> = {};
  let requeued: Conversation | null = null;
  // Those on duty where it could not go on, not where the fallback leads.
  const onDuty = draft.configuration.departments.get(turn.conversation?.departmentId ?? '')?.duty ?? [];
  if (owned) {
    const targets = draft.configuration.departments.get(owned.departmentId)?.fallback ?? [];
    const found =
      owned.pendingTransferId === null
        ? findAdmitting(draft, owned, { targets, actor: systemActor('flow'), reason: 'flow_fell_back' })
        : null;
    if (found !== null && 'needs' in found) return found.needs;
    if (found !== null) {
      const ticket = draft.get('ticket', owned.ticketId);
      carryOut(
        draft,
        { conversation: draft.get('conversation', owned.id), ticket, request: found.request },
        found.plan,
      );
    }
    const now = draft.get('conversation', owned.id);
    // Somebody of the chain is only asked, or nobody took it: the queue owns it meanwhile.
    if (now.owner?.kind === 'flow' && now.owner.id === flow.id) {
      said = { owner: toQueue(turn, now) };
      requeued = now;
    }
    turn.owns = false;
  }
  turn.marks.add('failed');
  const stepId = turn.lastStepId ?? turn.run.stepId;
  const step = flow.steps.find(({ id }) => id === stepId);
  raiseAlert(draft, {
    // A loop is one of hand-overs, whoever made the last of them.
    alert: code === 'hop_limit' ? 'hop_limit' : 'flow_fell_back',
    text: step === undefined ? `${flow.name}: ${code}` : `${flow.name}, ${step.name ?? step.id}: ${code}`,
    conversation: turn.conversation ?? null,
    flowId: flow.id,
    people: flow.duty.length > 0 ? flow.duty : onDuty,
    details: { code, runId: turn.run.id, stepId, ...said },
  });
  if (requeued !== null) tellWhatEnded(draft, requeued, 'requeued');
  return null;
}

function toQueue(turn: Turn, before: Conversation): ReturnType<typeof ownerChange> {
  const { draft } = turn;
  const to: Owner = defaultQueue(draft, before.departmentId);
  if (before.pendingTransferId === null) withdrawLiveOffer(draft, before, 'returned');
  changeOwner(draft, {
    conversationId: before.id,
    to,
    endReason: 'returned',
    waitUntil: waitLimit(draft, to, before.departmentId),
  });
  return ownerChange(draft, before);
}
