import { sameOwner } from '../../domain/conversation.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import type { ConsultStep, TransferStep } from '../../domain/flows/graph.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { decideTransfer, type TransferPlan } from '../../domain/policy.ts';
import { isPending, type TransferRequest } from '../../domain/transfer.ts';
import { refuseSession } from '../channel-session.ts';
import { transferFacts } from '../facts.ts';
import { carryOut, endConsult, recordRefusal } from '../hand-over.ts';
import { messagesSince } from './messages-since.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/** Steps that hand the ticket over, or ask somebody about it: by the same policy as everybody. */

/** What became of a request at once: its transfer under way or over, a refusal, or what must be loaded first. */
export type Asked =
  | { readonly kind: 'under_way'; readonly transferId: string }
  | { readonly kind: 'completed'; readonly transferId: string }
  | { readonly kind: 'refused'; readonly code: string; readonly record: () => void }
  | { readonly kind: 'needs'; readonly result: StepResult };

/** Judges a request and carries it out where it is allowed. A refusal is the caller's to record, or to try somebody else. */
export function request(turn: Turn, asked: TransferRequest, stage: 'request' | 'chain'): Asked {
  const { draft, open } = turn;
  if (open === undefined) return { kind: 'refused', code: turn.closedCode, record: () => {} };
  const { conversation, ticket } = open;
  const { facts, missing } = transferFacts(draft, { conversation, ticket });
  const decision = decideTransfer(facts, asked, { stage });
  const needs = missing();
  if (needs !== null) return { kind: 'needs', result: { kind: 'needs', needs } };
  if (decision.kind === 'refused') {
    const { code } = decision.refusal;
    return {
      kind: 'refused',
      code,
      record: () => void recordRefusal(draft, { conversation, ticket, request: asked }, code),
    };
  }
  const { plan } = decision;
  const barred =
    plan.session === null ? null : refuseSession(draft, conversation, { session: plan.session, keeper: null });
  if (barred?.kind === 'needs') return { kind: 'needs', result: { kind: 'needs', needs: barred.needs } };
  if (barred?.kind === 'refused') return { kind: 'refused', code: barred.refusal.code, record: () => {} };
  return carry(turn, asked, plan);
}

function carry(turn: Turn, asked: TransferRequest, plan: TransferPlan): Asked {
  const { draft, there: before } = turn;
  const ticket = draft.get('ticket', before.ticketId);
  const transfer = carryOut(draft, { conversation: before, ticket, request: asked }, plan);
  const { owner } = draft.get('conversation', before.id);
  // What it owned is somebody else's now: it goes on beside them.
  if (!sameOwner(owner, before.owner)) turn.owns = false;
  return { kind: isPending(transfer.state) ? 'under_way' : 'completed', transferId: transfer.id };
}

export function transfer(turn: Turn, step: TransferStep): StepResult {
  const missing = turn.missingIn(step.note);
  if (missing !== null) return missing;
  const note = step.note === '' ? {} : { note: cutText(turn.fill(step.note), 4_000) };
  const asked = request(
    turn,
    {
      target: step.target,
      mode: 'cold',
      ...note,
      reason: step.reason === '' ? 'flow' : step.reason,
      ...(step.release === null ? {} : { release: step.release }),
      ...(step.whenBlocked === null ? {} : { whenBlocked: step.whenBlocked }),
    },
    'request',
  );
  switch (asked.kind) {
    case 'needs':
      return asked.result;
    case 'refused':
      asked.record();
      return port('refused', asked.code);
    case 'completed':
      turn.marks.add('moved');
      return port('completed');
    case 'under_way':
      return waitForTransfer(asked.transferId);
  }
}

function waitForTransfer(transferId: string): StepResult {
  return { kind: 'wait', waitsFor: { kind: 'transfer', transferId, ended: null, code: null }, wakeAt: null };
}

export function transferEnded(turn: Turn, waits: Extract<WaitsFor, { readonly kind: 'transfer' }>): StepResult {
  if (waits.ended === null) return { kind: 'wait', waitsFor: waits, wakeAt: null };
  if (waits.ended === 'completed' || waits.ended === 'fell_back') turn.marks.add('moved');
  return waits.code === null ? port(waits.ended) : port(waits.ended, waits.code);
}

export function consult(turn: Turn, step: ConsultStep): StepResult {
  const missing = turn.missingIn(step.question);
  if (missing !== null) return missing;
  const note = cutText(turn.fill(step.question), 4_000);
  const asked = request(turn, { target: step.target, mode: 'warm', note, reason: 'flow_consults' }, 'chain');
  switch (asked.kind) {
    case 'needs':
      return asked.result;
    case 'refused':
      asked.record();
      return port('refused', asked.code);
    case 'completed':
      return port('failed', 'not_asked');
    case 'under_way': {
      const until = turn.draft.now + step.timeoutSeconds * 1000;
      const sequence = turn.there.messageSequence;
      const waitsFor = { kind: 'advice', transferId: asked.transferId, sequence, until, ended: false } as const;
      return { kind: 'wait', waitsFor, wakeAt: until };
    }
  }
}

/** Somebody who was asked has said something, or the time is over: the consult ends, and nobody is asked any more. */
export function adviceHeard(
  turn: Turn,
  step: ConsultStep,
  waits: Extract<WaitsFor, { readonly kind: 'advice' }>,
): StepResult {
  const { draft } = turn;
  const heard = messagesSince(turn, waits.sequence, 'consult');
  if ('needs' in heard) return { kind: 'needs', needs: heard.needs };
  const others = heard.messages.filter(({ author }) => author.kind !== 'flow');
  const said = cutText(others.map(({ text }) => text).join('\n'), 2_000);
  const isOver = waits.ended || draft.now >= waits.until;
  if (said === '' && !isOver) return { kind: 'wait', waitsFor: waits, wakeAt: waits.until };
  const asked = draft.find('transfer', waits.transferId);
  if (asked?.state === 'consulting') endConsult(draft, asked, said === '' ? 'expired' : 'answered');
  if (said === '') return port(waits.ended ? 'refused' : 'timeout');
  turn.answers[step.saveAs] = said;
  return port('answered');
}
