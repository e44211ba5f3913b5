import type { Instant } from '../base/clock.ts';
import { type AcceptPlan, AcceptSituation, type AcceptSubject, acceptChecks, makeAcceptPlan } from './accept-checks.ts';
import type { ActorKind } from './actor.ts';
import { findAlternatives } from './find-alternatives.ts';
import { chainOf, makePlan } from './make-plan.ts';
import type { Refusal, RefusalCode, RefusalData, RefusalGroup } from './refusal.ts';
import { departmentsToTry, Situation } from './situation.ts';
import type { Target, TransferRequest } from './transfer.ts';
import { type Failure, orderChecks, requestChecks, type Settled } from './transfer-checks.ts';
import type { TransferFacts } from './transfer-facts.ts';
import type { TransferPlan } from './transfer-plan.ts';

export type { AcceptPlan, AcceptSubject } from './accept-checks.ts';
export type { TransferFacts } from './transfer-facts.ts';
export type { TransferPlan } from './transfer-plan.ts';

/**
 * The one policy behind every door. Console, API, bot token, flow step, assistant, bulk action, import and the list of
 * targets ask `decideTransfer`; an accept asks `decideAccept`; *explain* runs the same checks to their end. Pure: facts
 * in, decision out.
 *
 * A request is set into its surroundings (`situation.ts`), runs through the checks in the documented order
 * (`transfer-checks.ts`), and comes out as a plan (`make-plan.ts`) or as the first reason that holds. A check whose setting
 * or sender says `next` sends the request to the target's fallback chain before it becomes a refusal.
 */

export type TransferDecision =
  | { readonly kind: 'allowed'; readonly plan: TransferPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export type AcceptDecision =
  | { readonly kind: 'allowed'; readonly plan: AcceptPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One row of an explanation. */
export interface ExplainedCheck {
  readonly code: RefusalCode;
  readonly group: RefusalGroup;
  readonly outcome: 'passed' | 'failed' | 'not_applicable';
  /** It holds, and this is how it goes on nevertheless. */
  readonly settledBy?: 'wait' | 'next' | 'override';
  readonly data?: RefusalData;
  readonly until?: Instant;
  /** What to do instead; only where it failed. */
  readonly alternatives?: readonly Target[];
}

export interface Explanation<D> {
  /** Exactly what deciding answers on the same facts. */
  readonly decision: D;
  /** Every check in the documented order. */
  readonly checks: readonly ExplainedCheck[];
}

export interface JudgingOptions {
  /**
   * `list` leaves out what the sender could not have filled in yet; `chain` leaves out what a sender may choose, for links
   * that an administrator wrote. Default `request`.
   */
  readonly stage?: 'request' | 'list' | 'chain';
  /** A transfer under judgement again: its own mark does not make it pending. */
  readonly ownTransferId?: string;
  /** The kind of whoever asked for it, where that is not the actor: rows of the move rules look at it. */
  readonly askedBy?: ActorKind;
}

interface Judging {
  readonly facts: TransferFacts;
  readonly stage: 'request' | 'list' | 'chain';
  readonly ownTransferId: string | null;
  readonly askedBy: ActorKind;
  /** Off for the links of a chain: a redirection is never redirected again. */
  readonly mayRedirect: boolean;
}

const requestOrder = orderChecks(requestChecks);
const acceptOrder = orderChecks(acceptChecks);

function judging(facts: TransferFacts, options: JudgingOptions | undefined): Judging {
  return {
    facts,
    stage: options?.stage ?? 'request',
    ownTransferId: options?.ownTransferId ?? null,
    askedBy: options?.askedBy ?? facts.actor.kind,
    mayRedirect: true,
  };
}

/**
 * Whether the request may be carried out and how, or the first reason why not. An agent who belongs to several departments,
 * none of them the origin, is looked for in each until one is allowed.
 *
 * @example decideTransfer(facts, { target: { kind: 'queue', id: 'billing' }, mode: 'cold' })
 */
export function decideTransfer(
  facts: TransferFacts,
  request: TransferRequest,
  options?: JudgingOptions,
): TransferDecision {
  return decideAnywhere(judging(facts, options), request);
}

function decideAnywhere(judging: Judging, request: TransferRequest): TransferDecision {
  const departments = departmentsToTry(judging.facts, request.target);
  if (departments === undefined) return decideIn(judging, request, undefined);
  let first: TransferDecision | undefined;
  for (const departmentId of departments) {
    const decision = decideIn(judging, request, departmentId);
    if (decision.kind === 'allowed') return decision;
    first ??= decision;
  }
  return first ?? decideIn(judging, request, undefined);
}

function decideIn(judging: Judging, request: TransferRequest, departmentId: string | undefined): TransferDecision {
  const s = situate(judging, request, departmentId);
  let settlements: { code: RefusalCode; settled: Settled }[] | undefined;
  for (const { code, check } of requestOrder) {
    const verdict = check(s);
    if (verdict === undefined || verdict === 'not_applicable') continue;
    if ('settledBy' in verdict) {
      settlements ??= [];
      settlements.push({ code, settled: verdict });
      continue;
    }
    return (verdict.redirect && redirect(judging, s, code)) || { kind: 'refused', refusal: refuse(s, code, verdict) };
  }
  return { kind: 'allowed', plan: makePlan(s, settlements ?? [], null) };
}

function situate(judging: Judging, request: TransferRequest, departmentId: string | undefined): Situation {
  const { facts, stage, ownTransferId, askedBy } = judging;
  return new Situation(facts, request, { stage, askedBy, ownTransferId, departmentId });
}

/** The first admissible link of the blocked target's chain, by the same actor under the same checks. */
function redirect(judging: Judging, s: Situation, because: RefusalCode): TransferDecision | undefined {
  if (!judging.mayRedirect) return undefined;
  const chain = chainOf(s);
  for (const [index, target] of chain.entries()) {
    const decision = decideAnywhere({ ...judging, stage: 'chain', mayRedirect: false }, { ...s.request, target });
    if (decision.kind === 'refused') continue;
    const plan = { ...decision.plan, chain: chain.slice(index + 1), redirected: { from: s.request.target, because } };
    return { kind: 'allowed', plan };
  }
  return undefined;
}

function refuse(s: Situation, code: RefusalCode, failure: Failure): Refusal {
  const { data, until } = failure;
  const alternatives = s.stage === 'request' ? findAlternatives(s, code) : [];
  return until === undefined ? { code, alternatives, data } : { code, until, alternatives, data };
}

/** The same decision with its whole trace: every check, with until when it holds and what to do instead. Dry. */
export function explainTransfer(
  facts: TransferFacts,
  request: TransferRequest,
  options?: JudgingOptions,
): Explanation<TransferDecision> {
  const context = judging(facts, options);
  const decision = decideAnywhere(context, request);
  const s = situate(context, request, whereDecided(facts, request, decision));
  return { decision, checks: trace(s, requestOrder, decision) };
}

/** Whether any of these checks fails, whatever fails before them. For a target whose department is settled. */
export function failsAny(facts: TransferFacts, request: TransferRequest, codes: readonly RefusalCode[]): boolean {
  const s = situate(judging(facts, { stage: 'list' }), request, undefined);
  return codes.some((code) => {
    const verdict = requestChecks[code](s);
    return verdict !== undefined && verdict !== 'not_applicable' && !('settledBy' in verdict);
  });
}

/** The department of a several-department agent that the decision speaks of: the allowed one, else the first tried. */
function whereDecided(facts: TransferFacts, request: TransferRequest, decision: TransferDecision): string | undefined {
  const departments = departmentsToTry(facts, request.target);
  if (departments === undefined) return undefined;
  const allowed = decision.kind === 'allowed' && !decision.plan.redirected ? decision.plan.toDepartmentId : undefined;
  return allowed ?? departments[0];
}

/**
 * Whether the agent may accept, judged again at that moment.
 *
 * @example decideAccept(facts, { transfer, offer })
 */
export function decideAccept(facts: TransferFacts, subject: AcceptSubject): AcceptDecision {
  const s = new AcceptSituation(facts, subject);
  for (const { code, check } of acceptOrder) {
    const verdict = check(s);
    if (verdict === undefined || verdict === 'not_applicable' || 'settledBy' in verdict) continue;
    return { kind: 'refused', refusal: { code, alternatives: [], data: verdict.data } };
  }
  return { kind: 'allowed', plan: makeAcceptPlan(s) };
}

/** An accept's decision with its whole trace. */
export function explainAccept(facts: TransferFacts, subject: AcceptSubject): Explanation<AcceptDecision> {
  const decision = decideAccept(facts, subject);
  return { decision, checks: trace(new AcceptSituation(facts, subject), acceptOrder, decision) };
}

function trace<S extends Situation>(
  s: S,
  order: ReturnType<typeof orderChecks<S>>,
  decision: TransferDecision | AcceptDecision,
): ExplainedCheck[] {
  const isRedirected =
    decision.kind === 'allowed' && 'redirected' in decision.plan && decision.plan.redirected !== null;
  return order.map(({ code, group, check }): ExplainedCheck => {
    const verdict = check(s);
    if (verdict === undefined) return { code, group, outcome: 'passed' };
    if (verdict === 'not_applicable') return { code, group, outcome: 'not_applicable' };
    const { data, until } = verdict;
    const when = until === undefined ? {} : { until };
    if ('settledBy' in verdict) return { code, group, outcome: 'passed', settledBy: verdict.settledBy, data, ...when };
    // The ticket never reaches the blocked target: what else speaks against it no longer matters.
    if (isRedirected) return { code, group, outcome: 'passed', settledBy: 'next', data, ...when };
    const alternatives = s.stage === 'request' ? findAlternatives(s, code) : [];
    return { code, group, outcome: 'failed', data, alternatives, ...when };
  });
}
