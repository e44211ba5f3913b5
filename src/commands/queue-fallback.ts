import { type Actor, systemActor } from '../domain/actor.ts';
import type { Needs } from '../domain/command.ts';
import type { Queue } from '../domain/configuration.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { isOpen } from '../domain/hours.ts';
import { decideTransfer } from '../domain/policy.ts';
import type { Target, TransferRequest } from '../domain/transfer.ts';
import type { TransferPlan } from '../domain/transfer-plan.ts';
import { transferFacts } from './facts.ts';
import { carryOut, recordRefusal } from './hand-over.ts';
import { waitLimit } from './ownership.ts';

/**
 * Where a queue's tickets go that are not to wait there: since the wait is over, the department closed, or the queue was full
 * when their customers came. Each cause sends one on at most once: whom nobody takes stays.
 */
export type FallbackCause = 'wait_limit' | 'closed' | 'queue_full';

/** Sends a waiting ticket to the first place of its queue's fallback that admits it; or says what has to be loaded first. */
export function followQueueFallback(
  draft: Draft,
  conversation: Conversation,
  cause: FallbackCause,
): 'somewhere' | 'nowhere' | Needs {
  const queue = draft.configuration.queues.get(conversation.owner?.id ?? '');
  const targets = queue?.fallback ?? directFallback(draft, conversation);
  const found = findAdmitting(draft, conversation, { targets, actor: systemActor('queue'), reason: cause });
  if (found === null) return 'nowhere';
  if ('needs' in found) return found.needs;
  const { plan, request } = found;
  carryOut(draft, { conversation, ticket: draft.get('ticket', conversation.ticketId), request }, plan);
  return 'somewhere';
}

/** The first place of a chain that admits a ticket, by Baton's own act; those that refuse it are recorded. Null where none does. */
export function findAdmitting(
  draft: Draft,
  conversation: Conversation,
  asked: { readonly targets: readonly Target[]; readonly actor: Actor; readonly reason: string },
): { readonly plan: TransferPlan; readonly request: TransferRequest } | { readonly needs: Needs } | null {
  const ticket = draft.get('ticket', conversation.ticketId);
  const { facts, missing } = transferFacts(draft, { conversation, ticket, actor: asked.actor });
  for (const target of asked.targets) {
    const request: TransferRequest = { target, mode: 'cold', reason: asked.reason };
    const decision = decideTransfer(facts, request, { stage: 'chain' });
    const needs = missing();
    if (needs !== null) return { needs };
    if (decision.kind === 'refused') recordRefusal(draft, { conversation, ticket, request }, decision.refusal.code);
    else if (decision.plan.step.kind !== 'consult') return { plan: decision.plan, request };
  }
  return null;
}

/** Where tickets of a direct queue go: where the department says, at last into its default queue. */
function directFallback(draft: Draft, { departmentId }: Conversation): readonly Target[] {
  const department = draft.configuration.departments.get(departmentId);
  return department === undefined ? [] : [...department.fallback, { kind: 'queue', id: department.defaultQueue }];
}

/**
 * Sends a customer who comes into a queue on at once, where the queue says so of being closed or full. Where nobody takes
 * them they are in all the same. Null, or what has to be loaded first.
 */
export function turnAway(draft: Draft, conversationId: string): Needs | null {
  const conversation = draft.get('conversation', conversationId);
  const queue = draft.configuration.queues.get(conversation.owner?.id ?? '');
  if (conversation.owner?.kind !== 'queue' || queue === undefined || queue.fallback.length === 0) return null;
  const cause = whyTurnedAway(draft, queue);
  if (cause === null) return null;
  if (typeof cause !== 'string') return cause;
  // They have not written yet, and are not told that they were somewhere else for no time at all.
  const untold = draft.change('conversation', conversationId, { noticeSent: true });
  const went = followQueueFallback(draft, untold, cause);
  return typeof went === 'string' ? null : went;
}

function whyTurnedAway(draft: Draft, queue: Queue): FallbackCause | Needs | null {
  if (queue.whenClosed === 'fallback' && !isQueueOpen(draft, queue)) return 'closed';
  if (queue.whenFull !== 'fallback' || queue.lengthMax === null) return null;
  const length = draft.reading<number>(`queueLength ${queue.id}`);
  if (length === undefined) return { queueLengths: [queue.id] };
  return length >= queue.lengthMax ? 'queue_full' : null;
}

/** By what a wait is over whose time has come, and until when it lasts otherwise: hours may have changed meanwhile. */
export function whyOver(
  draft: Draft,
  { owner, departmentId, segmentId }: Conversation,
): { readonly cause: 'wait_limit' | 'closed' | null; readonly until: number | null } {
  const queue = draft.configuration.queues.get(owner?.id ?? '');
  if (owner === null || queue?.whenClosed !== 'fallback') return { cause: 'wait_limit', until: null };
  const { startedAt } = draft.get('segment', segmentId);
  const limitAt = queue.waitSecondsMax === null ? null : startedAt + queue.waitSecondsMax * 1000;
  if (limitAt !== null && draft.now >= limitAt) return { cause: 'wait_limit', until: null };
  if (!isQueueOpen(draft, queue)) return { cause: 'closed', until: limitAt };
  const closesAt = waitLimit(draft, owner, departmentId);
  return { cause: null, until: limitAt === null || closesAt === null ? closesAt : Math.min(limitAt, closesAt) };
}

function isQueueOpen({ configuration, now }: Draft, { department }: Queue): boolean {
  const hours = configuration.departments.get(department)?.hours ?? null;
  return hours === null || isOpen(hours, now);
}
