import { assert } from '../base/assert.ts';
import { isPerson } from './actor.ts';
import { unitsOf } from './agent.ts';
import { directQueue, type Owner } from './conversation.ts';
import { narrowerHistory } from './history.ts';
import { nextOpen } from './hours.ts';
import { manyHops } from './loop-guard.ts';
import { type DataClass, dataClasses } from './redaction.ts';
import type { OverridableCode, RefusalCode } from './refusal.ts';
import { placeOf, type Situation } from './situation.ts';
import type { Receipt, Release, Target } from './transfer.ts';
import { hopPairOf, mayReplacePending, missingSkills, type Settled } from './transfer-checks.ts';
import type { AllowedBy, TransferPlan, TransferStep, TransferWarning, WaitReason } from './transfer-plan.ts';

/** What the checks settled on the way, by code. Usually nothing. */
export type Settlements = readonly { readonly code: RefusalCode; readonly settled: Settled }[];

const nothing: readonly never[] = [];

/** The plan of a request that passed every check. */
export function makePlan(s: Situation, settlements: Settlements, redirected: TransferPlan['redirected']): TransferPlan {
  const { destination, facts, request } = s;
  assert(destination !== undefined, 'A transfer that passed its checks has a destination.');
  const waitsFor = settlements.find(({ settled }) => settled.settledBy === 'wait')?.code as WaitReason | undefined;
  const release = releaseOf(s, waitsFor);
  const step = stepOf(s, waitsFor);
  const context = contextOf(s);
  const allowedBy = allowedByOf(s);
  return {
    step,
    target: s.agent ? { kind: 'agent', id: s.agent.id, departmentId: destination.id } : request.target,
    redirected,
    mode: request.mode,
    fromDepartmentId: facts.ticket.departmentId,
    toDepartmentId: destination.id,
    isMove: s.isMove,
    release,
    ownerNow: ownerNowOf(step, release),
    replacesTransferId: replacedBy(s),
    chain: chainOf(s),
    mayCancel: s.originSettings.mayCancel,
    mayDecline: s.destinationSettings.mayDeclineTransfer,
    slots: unitsOf(s.destinationSettings, s.channel),
    session: sessionOf(s),
    travels: context.travels,
    historyFrom: context.historyFrom,
    allowedBy,
    automatic: !isPerson(facts.actor),
    hopPair: hopPairOf(s),
    warnings: warningsOf(s, settlements),
    overrides: overridesOf(settlements),
    auditKind: allowedBy.kind === 'assistant_mapping' ? 'assistant_transfer' : 'transfer',
  };
}

/** The sender chooses when only where the setting is `on_accept`; the others are the administrator's word. */
function releaseOf(s: Situation, waitsFor: WaitReason | undefined): Release {
  switch (s.originSettings.release) {
    case 'now':
      return 'now';
    case 'on_accept_now_if_full':
      return waitsFor === 'agent_at_capacity' ? 'now' : 'on_accept';
    case 'on_accept':
      return s.request.release ?? 'on_accept';
  }
}

function stepOf(s: Situation, waitsFor: WaitReason | undefined): TransferStep {
  const { facts, destinationSettings, originSettings } = s;
  const waitMs = destinationSettings.waitLimitSeconds * 1000;
  if (s.flow) return { kind: 'admit', owner: { kind: 'flow', id: s.flow.id }, queueId: null };
  if (s.external) {
    const to: Owner = { kind: 'external', id: s.external.id };
    const timeoutMs = (s.external.timeoutSeconds ?? originSettings.waitLimitSeconds) * 1000;
    if (s.request.mode === 'warm') return { kind: 'consult', with: to, deadlineAt: facts.now + timeoutMs };
    const watchingQueueId = watchingQueueOf(s);
    return { kind: 'offer', to, timeoutMs, expiresAt: facts.now + timeoutMs, watchingQueueId };
  }
  if (s.agent) {
    const { agent } = s;
    if (s.request.mode === 'warm' && waitsFor === undefined) {
      return { kind: 'consult', with: { kind: 'agent', id: agent.id }, deadlineAt: facts.now + waitMs };
    }
    const delivery = destinationSettings.acceptance;
    if (waitsFor !== undefined) {
      // Waiting is counted from the next opening: an evening must not use up a quarter of an hour.
      const hours = s.destination?.hours;
      const opensAt = hours ? nextOpen(hours, facts.now) : null;
      const deadlineAt = s.request.waitUntil ?? (opensAt ?? facts.now) + waitMs;
      const opens = waitsFor === 'department_closed' ? opensAt : null;
      return { kind: 'wait', agentId: agent.id, because: waitsFor, deadlineAt, opensAt: opens, delivery };
    }
    const isAbsent = s.request.evenOffline === true && s.agentState?.presence !== 'online';
    if (delivery === 'assign' || isAbsent) return { kind: 'assign', agentId: agent.id };
    const timeoutMs = destinationSettings.offerTimeoutSeconds * 1000;
    const to: Owner = { kind: 'agent', id: agent.id };
    return { kind: 'offer', to, timeoutMs, expiresAt: facts.now + timeoutMs, watchingQueueId: null };
  }
  assert(s.queue !== undefined, `Department ${s.destination?.id} has no default queue to admit into.`);
  return { kind: 'admit', owner: { kind: 'queue', id: s.queue.id }, queueId: s.queue.id };
}

function ownerNowOf(step: TransferStep, release: Release): Owner | null {
  switch (step.kind) {
    case 'admit':
      return step.owner;
    case 'assign':
      return { kind: 'agent', id: step.agentId };
    case 'consult':
      return null;
    case 'wait':
      return release === 'now' ? directQueue(step.agentId) : null;
    case 'offer':
      if (release !== 'now') return null;
      // Nobody may be without an owner while an outside contact thinks about it: the watching queue owns.
      if (step.to.kind === 'agent') return directQueue(step.to.id);
      return step.watchingQueueId === null ? null : { kind: 'queue', id: step.watchingQueueId };
  }
}

function replacedBy(s: Situation): string | null {
  const pending = s.facts.conversation.pendingTransferId;
  return pending !== null && pending !== s.own.transferId && mayReplacePending(s) ? pending : null;
}

/**
 * Whom to try when this one fails: the queue's own fallback, then the department's; each place once, and never the target
 * itself. An entry for the department where the ticket would still be means its default queue.
 */
export function chainOf(s: Situation): readonly Target[] {
  const ofQueue = s.request.target.kind === 'queue' ? (s.queue?.fallback ?? nothing) : nothing;
  // A contact outside that does not take it leaves it where it is.
  const ofDepartment = s.external ? nothing : (s.destination?.fallback ?? nothing);
  if (ofQueue.length === 0 && ofDepartment.length === 0) return nothing;
  const { configuration } = s.facts;
  const seen = new Set([placeOf(configuration, s.request.target)]);
  const chain: Target[] = [];
  for (const target of [...ofQueue, ...ofDepartment]) {
    const place = placeOf(configuration, target);
    if (seen.has(place)) continue;
    seen.add(place);
    chain.push(target);
  }
  return chain;
}

/** What goes along, and the first message that may be read there. `promised` can only narrow it. */
export function contextOf(
  s: Situation,
  promised: Pick<Receipt, 'history' | 'redacted'> = { history: 'full', redacted: nothing },
): { travels: TransferPlan['travels']; historyFrom: number } {
  const { ticket, conversation } = s.facts;
  const history = narrowerHistory(historyOf(s), promised.history);
  const from = firstMessageOf(s, history);
  const last = conversation.messageSequence;
  // Also where nothing but a summary goes: it is made of what was said.
  const redacted = redactedIn(s, history === 'summary' ? ticket.historyFrom : from, promised.redacted);
  const heldBack: { what: string; why: string }[] = [];
  if (history !== 'full') heldBack.push({ what: 'history', why: history });
  // A file may hold what is masked in the text beside it.
  const holdsFiles = from <= last && conversation.files > 0 && redacted.length > 0 && leavesDepartment(s);
  if (holdsFiles) heldBack.push({ what: 'files', why: 'redacted' });
  const attributes: string[] = [];
  for (const name in ticket.attributes) {
    if (travelsAlong(s, name)) attributes.push(name);
    else heldBack.push({ what: `attribute:${name}`, why: 'attributes_that_travel' });
  }
  // The conversation's own attributes are shared: every department sees them anyway.
  for (const name in conversation.attributes) if (!(name in ticket.attributes)) attributes.push(name);
  const travels = {
    history,
    messages: from <= last ? { from, to: last } : null,
    note: isWritten(s.request.note),
    draft: isWritten(s.request.draft),
    redacted,
    attributes,
    form: Object.keys(ticket.form),
    tags: ticket.tags,
    sla: s.isMove ? slaWords[s.destinationSettings.slaClock] : 'carried',
    heldBack,
  } as const;
  return { travels, historyFrom: from };
}

function isWritten(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

/** A contact outside takes no ticket anywhere, and still is another place. */
function leavesDepartment(s: Situation): boolean {
  return s.isMove || s.external !== undefined;
}

/** What either side or the row masks, and what was masked before of what is passed on now. */
function redactedIn(s: Situation, from: number, promised: readonly DataClass[]): readonly DataClass[] {
  const { ticket } = s.facts;
  const passedOn = from < ticket.fromMessage ? ticket.redact : nothing;
  if (!leavesDepartment(s)) return passedOn;
  const ofRow = s.originSettings.boundary === 'none' ? nothing : (s.rule?.redact ?? nothing);
  const asked = new Set([
    ...s.originSettings.redact,
    ...s.destinationSettings.redact,
    ...ofRow,
    ...passedOn,
    ...promised,
  ]);
  return asked.size === 0 ? nothing : dataClasses.filter((each) => asked.has(each));
}

/** The queue that has an eye on a ticket while a contact outside has it: of the same department, so nobody new reads it. */
function watchingQueueOf(s: Situation): string | null {
  const named = s.external?.watchingQueueId ?? null;
  const queue = named === null ? undefined : s.facts.configuration.queues.get(named);
  return queue?.department === s.facts.ticket.departmentId ? queue.id : (s.origin?.defaultQueue ?? null);
}

/** The channel session on which it goes on; null when it stays on its own. */
function sessionOf(s: Situation): TransferPlan['session'] {
  if (!s.changesChannel || s.account === undefined) return null;
  return { accountId: s.account.id, channelKind: s.account.kind, address: s.request.address ?? '' };
}

/** The narrowest word of everybody who has one: both departments, the row that allows the move, the channel account. */
function historyOf(s: Situation): Receipt['history'] {
  if (!leavesDepartment(s)) return s.originSettings.historyInside;
  let history = narrowerHistory(s.originSettings.history, s.destinationSettings.history);
  if (s.account?.history) history = narrowerHistory(history, s.account.history);
  const ofRow = s.originSettings.boundary === 'none' ? undefined : s.rule?.history;
  return ofRow ? narrowerHistory(history, ofRow) : history;
}

function firstMessageOf(s: Situation, history: Receipt['history']): number {
  const { ticket, conversation } = s.facts;
  if (history === 'full') return ticket.historyFrom;
  return history === 'from_here' ? Math.max(ticket.fromMessage, ticket.historyFrom) : conversation.messageSequence + 1;
}

/** Within a department the ticket is the same one, and keeps what it has. */
function travelsAlong(s: Situation, attribute: string): boolean {
  const { attributesThatTravel } = s.originSettings;
  if (!leavesDepartment(s) || attributesThatTravel === 'all') return true;
  return attributesThatTravel !== 'form_only' && attributesThatTravel.includes(attribute);
}

const slaWords = { carry: 'carried', restart: 'restarted', pause: 'paused' } as const;

const inside: AllowedBy = { kind: 'inside' };
const noBoundary: AllowedBy = { kind: 'no_boundary' };
const sameProgram: AllowedBy = { kind: 'program' };

export function allowedByOf(s: Situation): AllowedBy {
  if (!s.isMove) return inside;
  if (s.originSettings.boundary === 'none') return noBoundary;
  if (s.originSettings.boundary === 'program' && s.origin?.program === s.destination?.program) return sameProgram;
  assert(s.rule !== undefined, 'A move that passed its boundary was allowed by a row.');
  return { kind: s.rule.assistant ? 'assistant_mapping' : 'move_rule', row: s.rule.row, label: s.rule.label };
}

function warningsOf(s: Situation, settlements: Settlements): readonly TransferWarning[] {
  let warnings: TransferWarning[] | undefined;
  for (const { code, settled } of settlements) {
    if (code === 'not_accepting') continue;
    warnings ??= [];
    warnings.push({ code: code as WaitReason, data: settled.data });
  }
  if (s.agent && s.destinationSettings.missingSkill === 'warn') {
    const skills = missingSkills(s);
    if (skills.length > 0) {
      warnings ??= [];
      warnings.push({ code: 'skill_missing', data: { agent: s.agent.id, skills } });
    }
  }
  const { hops } = s.facts.conversation;
  if (hops >= manyHops && isPerson(s.facts.actor)) {
    warnings ??= [];
    warnings.push({ code: 'many_hops', data: { hops } });
  }
  return warnings ?? nothing;
}

function overridesOf(settlements: Settlements): readonly OverridableCode[] {
  if (settlements.length === 0) return nothing;
  return settlements.flatMap(({ code, settled }) =>
    settled.settledBy === 'override' ? [code as OverridableCode] : [],
  );
}
