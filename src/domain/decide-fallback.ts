import { assert, present } from '../base/assert.ts';
import { systemActor } from './actor.ts';
import { directQueueAgent, type Owner, sameOwner } from './conversation.ts';
import { decideTransfer, type TransferFacts, type TransferPlan } from './policy.ts';
import type { Refusal } from './refusal.ts';
import { placeOf } from './situation.ts';
import { requestAgain, type Target, type Transfer, type TransferRequest } from './transfer.ts';

/**
 * What becomes of a transfer that was declined, timed out or could not be delivered: the next admissible link of its
 * chain, judged as Baton's own act under the rules of now. When the chain is used up it returns to the sender, or, when
 * the sender no longer owns the conversation, falls to the destination's default queue. It never ends with nobody.
 */
export type FallbackDecision =
  | {
      readonly kind: 'next';
      readonly target: Target;
      /** Its `chain` is what is left after this link. */
      readonly plan: TransferPlan;
      readonly passed: readonly PassedLink[];
    }
  /** Nothing moves: this owner keeps it. */
  | { readonly kind: 'returned'; readonly owner: Owner; readonly passed: readonly PassedLink[] }
  | {
      readonly kind: 'fell_back';
      readonly owner: Owner;
      readonly departmentId: string;
      readonly queueId: string;
      /** The move that it takes; null within the department where the ticket is. */
      readonly plan: TransferPlan | null;
      readonly passed: readonly PassedLink[];
    };

/** A link of the chain that could not take it, and why. */
export interface PassedLink {
  readonly target: Target;
  readonly refusal: Refusal;
}

/** `facts.actor` is not looked at: nobody chose what happens here. */
export function decideFallback(facts: TransferFacts, transfer: Transfer): FallbackDecision {
  const asSystem = withSystemActor(facts);
  const passed: PassedLink[] = [];
  const failed = placeOf(facts.configuration, transfer.currentTarget);
  for (const [index, target] of transfer.chain.entries()) {
    if (placeOf(facts.configuration, target) === failed) continue;
    const decision = decideTransfer(asSystem, requestFor(transfer, withinDepartment(facts, target)), {
      stage: 'chain',
      ownTransferId: transfer.id,
    });
    if (decision.kind === 'allowed') {
      const plan = { ...decision.plan, chain: transfer.chain.slice(index + 1) };
      return { kind: 'next', target: plan.target, plan, passed };
    }
    passed.push({ target, refusal: decision.refusal });
  }
  const { owner } = facts.conversation;
  if (owner !== null && sameOwner(owner, transfer.fromOwner)) return { kind: 'returned', owner, passed };
  return fallToQueue(asSystem, transfer, passed);
}

/** The sender is gone. Where the ticket is already, its queue takes it unasked; elsewhere only if it may. */
function fallToQueue(facts: TransferFacts, transfer: Transfer, passed: readonly PassedLink[]): FallbackDecision {
  const { configuration, conversation, ticket } = facts;
  const { owner } = conversation;
  const isThere = transfer.toDepartmentId === ticket.departmentId;
  const department = configuration.departments.get(transfer.toDepartmentId);
  if (department && !isThere) {
    const target: Target = { kind: 'department', id: department.id };
    const decision = decideTransfer(facts, requestFor(transfer, target), {
      stage: 'chain',
      ownTransferId: transfer.id,
    });
    const admitted = decision.kind === 'allowed' ? decision.plan.ownerNow : null;
    if (decision.kind === 'allowed' && admitted?.kind === 'queue') {
      const { plan } = decision;
      return {
        kind: 'fell_back',
        owner: admitted,
        departmentId: plan.toDepartmentId,
        queueId: admitted.id,
        plan,
        passed,
      };
    }
  }
  // A shared queue took over when the sender went away: it stays the one in charge.
  if (owner !== null && directQueueAgent(owner) === null) return { kind: 'returned', owner, passed };
  const home = present(
    configuration.departments.get(ticket.departmentId),
    `Department ${ticket.departmentId} is gone.`,
  );
  const queue: Owner = { kind: 'queue', id: home.defaultQueue };
  return { kind: 'fell_back', owner: queue, departmentId: home.id, queueId: home.defaultQueue, plan: null, passed };
}

/** A link of the chain was not written for another channel: the sender's wish for one was about the first target. */
function requestFor(transfer: Transfer, target: Target): TransferRequest {
  return requestAgain({ ...transfer, session: null }, target);
}

/** A department where the ticket is already stands for its default queue. */
function withinDepartment(facts: TransferFacts, target: Target): Target {
  if (target.kind !== 'department' || target.id !== facts.ticket.departmentId) return target;
  const department = facts.configuration.departments.get(target.id);
  assert(department !== undefined, `Department ${target.id} is gone.`);
  return { kind: 'queue', id: department.defaultQueue };
}

const system = systemActor('fallback');

/** Not a copy by spreading: the facts' accessors load what they are asked for. */
function withSystemActor(facts: TransferFacts): TransferFacts {
  return Object.create(facts, { actor: { value: system, enumerable: true } }) as TransferFacts;
}

/** Where a ticket goes when the loop guard stops it: its own department's default queue, and a duty person is told. */
export function loopFallback(
  facts: Pick<TransferFacts, 'configuration' | 'ticket'>,
): Owner & { readonly kind: 'queue' } {
  const { departmentId } = facts.ticket;
  const department = present(facts.configuration.departments.get(departmentId), `Department ${departmentId} is gone.`);
  return { kind: 'queue', id: department.defaultQueue };
}
