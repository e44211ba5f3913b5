import type { Instant } from '../base/clock.ts';
import { isPerson, type Permission } from './actor.ts';
import { type Capacity, capacityOf, hasRoom, type Load, totalLoad, unitsOf } from './agent.ts';
import { isTransferable } from './channel.ts';
import { directQueueAgent } from './conversation.ts';
import { nextOpen } from './hours.ts';
import { hopPair, samePairHopsMax } from './loop-guard.ts';
import { isServing, whyNotServing } from './may-serve.ts';
import { addressKey, mayReceive } from './move-rules.ts';
import { type RefusalCode, type RefusalData, type RefusalGroup, refusalTable } from './refusal.ts';
import { levelOf, levelsAt } from './requirement.ts';
import type { Situation } from './situation.ts';
import type { TransferRequest } from './transfer.ts';

/**
 * Every reason to refuse a request, as a check of its own. `decideTransfer` runs them in order and stops at the first that
 * fails; `explainTransfer` runs them all. So each must be safe to run after others failed: what it needs and does not find
 * makes it not applicable.
 */

/** Undefined is passed. */
export type Verdict = undefined | 'not_applicable' | Settled | Failure;

/** Would fail, and is passed because a setting, the sender's choice or an override says how it goes on. */
export interface Settled {
  readonly settledBy: 'wait' | 'override';
  readonly data: RefusalData;
  readonly until?: Instant;
}

export interface Failure {
  readonly data: RefusalData;
  readonly until?: Instant;
  /** The fallback chain of the target is to be tried before this becomes a refusal. */
  readonly redirect?: true;
}

export type Check<S extends Situation = Situation> = (situation: S) => Verdict;

const notApplicable = 'not_applicable';

/** What the sender may still choose where the setting leaves it open. */
type Choice = NonNullable<TransferRequest['whenBlocked']>;

/** How a full, absent or closed destination is dealt with. A sender may always prefer to be refused. */
function settlementOf(
  setting: 'refuse' | 'wait' | 'next' | 'ask',
  asked: Choice | undefined,
): 'refuse' | 'wait' | 'next' {
  if (asked === 'refuse') return 'refuse';
  if (setting !== 'ask') return setting;
  if (asked === 'next') return 'next';
  return asked === undefined ? 'refuse' : 'wait';
}

function blocked(
  s: Situation,
  options: {
    readonly setting: 'refuse' | 'wait' | 'next' | 'ask';
    readonly mayOverride: boolean;
    readonly choices: readonly Choice[];
    readonly data: RefusalData;
    readonly until?: Instant | null;
  },
): Settled | Failure {
  const { setting, data, choices, until } = options;
  const when = until === undefined || until === null ? {} : { until };
  let settled = settlementOf(setting, s.request.whenBlocked);
  // Nobody can be asked in private who is not there.
  if (settled === 'wait' && s.request.mode === 'warm') settled = 'refuse';
  const shown = { ...data, choices: setting === 'ask' ? choices : [] };
  if (options.mayOverride && mayOverride(s)) return { settledBy: 'override', data: shown, ...when };
  if (settled === 'wait') return { settledBy: 'wait', data: shown, ...when };
  return settled === 'next' ? { data: shown, redirect: true, ...when } : { data: shown, ...when };
}

function mayOverride(s: Situation): boolean {
  return s.request.override === true && s.facts.actor.permissions.has('transfer.override');
}

function missingPermission(s: Situation): Permission | undefined {
  const { permissions, kind } = s.facts.actor;
  const target = s.request.target.kind;
  if (kind === 'assistant') {
    if (!permissions.has('transfer.as_assistant')) return 'transfer.as_assistant';
  } else {
    if (!permissions.has('transfer.request')) return 'transfer.request';
    if (target === 'flow' && !permissions.has('transfer.to_flow')) return 'transfer.to_flow';
    if (target === 'external' && !permissions.has('transfer.to_external')) return 'transfer.to_external';
  }
  return s.request.override === true && !permissions.has('transfer.override') ? 'transfer.override' : undefined;
}

const originId = (s: Situation): string => s.facts.ticket.departmentId;

function isCapacityFree(s: Situation, load: Load, capacity: Capacity): boolean {
  const units = unitsOf(s.destinationSettings, s.channel) - (s.agent ? (s.facts.reusableSlots?.(s.agent.id) ?? 0) : 0);
  return units <= 0 || hasRoom(load, capacity, s.channel, units);
}

/**
 * The skills that the target agent does not have at the level that the destination's default queue and the ticket ask for, as
 * they ask it of whoever has not waited yet.
 */
export function missingSkills({ agent, destination, facts }: Situation): readonly string[] {
  if (agent === undefined || destination === undefined) return [];
  const levels = levelsAt(facts.configuration.queues.get(destination.defaultQueue), facts.conversation.skills, 0);
  return [...levels].flatMap(([skill, least]) => (levelOf(agent, skill) < least ? [skill] : []));
}

/** Whether the queue is at its limit. Its length is only asked for when there is one. */
function fullQueue(s: Situation): RefusalData | undefined {
  const queue = s.queue;
  if (queue === undefined || queue.lengthMax === null) return undefined;
  const length = s.facts.queueLength(queue.id);
  return length >= queue.lengthMax ? { queue: queue.id, length, lengthMax: queue.lengthMax } : undefined;
}

/** The two places of this hop: departments for a move, owners within a department. */
export function hopPairOf(s: Situation): string {
  if (s.isMove) return hopPair({ from: `department:${originId(s)}`, to: `department:${s.destination?.id ?? ''}` });
  const owner = s.facts.conversation.owner;
  const target = s.request.target;
  const to = target.kind === 'department' ? `queue:${s.queue?.id ?? ''}` : `${target.kind}:${target.id}`;
  return hopPair({ from: owner ? `${owner.kind}:${owner.id}` : '', to });
}

/** The contact's or our own key among the participants that belongs to the destination. */
function conflictingParticipant(s: Situation): string | undefined {
  const own = s.destination?.ownAddresses;
  if (own === undefined || own.size === 0) return undefined;
  for (const participant of s.facts.participants) {
    if (own.has(addressKey(participant))) return participant.address;
    if (participant.accountId !== undefined && own.has(`account ${participant.accountId}`)) return participant.address;
  }
  return undefined;
}

/** An assistant's mapping row lets it pass the boundary. */
function passesAsAssistant(s: Situation): boolean {
  return s.rule?.assistant === true;
}

function boundaryChecks(): Pick<
  Record<RefusalCode, Check>,
  'outside_program' | 'no_move_rule' | 'receive_rule' | 'participant_conflict'
> {
  return {
    outside_program: (s) => {
      if (!s.isMove || s.originSettings.boundary !== 'program') return notApplicable;
      const from = s.origin?.program ?? null;
      const to = s.destination?.program ?? null;
      if ((from !== null && from === to) || passesAsAssistant(s)) return undefined;
      return { data: { from: originId(s), to: s.destination?.id ?? '' } };
    },
    no_move_rule: (s) => {
      if (!s.isMove || s.originSettings.boundary !== 'rules') return notApplicable;
      if (s.rule !== undefined) return undefined;
      const labels = (s.origin?.moveRules ?? []).flatMap((rule) => rule.label ?? []);
      return {
        data: { from: originId(s), to: s.destination?.id ?? '', channel: s.facts.conversation.channelKind, labels },
      };
    },
    receive_rule: (s) => {
      if (!s.isMove || s.destination === undefined) return notApplicable;
      if (mayReceive(s.destination.receiveRules, { channel: s.channel, originId: originId(s) })) return undefined;
      return { data: { from: originId(s), to: s.destination.id, channel: s.channel } };
    },
    participant_conflict: (s) => {
      if (!s.isMove || s.destination === undefined) return notApplicable;
      const address = conflictingParticipant(s);
      return address === undefined ? undefined : { data: { department: s.destination.id, address } };
    },
  };
}

const boundary = boundaryChecks();

const ticketClosed: Check = ({ facts: { ticket } }) =>
  ticket.state === 'closed' ? { data: { ticket: ticket.id } } : undefined;

const ticketMoved: Check = ({ facts: { ticket } }) =>
  ticket.state === 'moved' || ticket.state === 'merged'
    ? { data: { ticket: ticket.id, nextTicket: ticket.nextTicketId } }
    : undefined;

const versionConflict: Check = ({ request, facts: { ticket } }) => {
  if (request.ticketVersion === undefined) return notApplicable;
  if (request.ticketVersion === ticket.version) return undefined;
  return { data: { expected: request.ticketVersion, actual: ticket.version } };
};

const targetUnknown: Check = (s) => {
  const { kind, id } = s.request.target;
  return s.destination === undefined ? { data: { kind, id } } : undefined;
};

const targetNotPermitted: Check = (s) => {
  if (s.agent === undefined || s.destination === undefined) return notApplicable;
  const { agent } = s;
  const cause = s.destination.members.has(agent.id) ? whyNotServing(agent, s.channel) : 'not_a_member';
  return cause === undefined ? undefined : { data: { agent: agent.id, cause, department: s.destination.id } };
};

const never: Check = () => notApplicable;

/** What a request is checked for. */
export const requestChecks: Readonly<Record<RefusalCode, Check>> = {
  transfers_disabled: (s) => {
    if (s.stage === 'chain') return notApplicable;
    const { transfers, warmTransfer } = s.originSettings;
    if (transfers === 'on' && (s.request.mode === 'cold' || warmTransfer)) return undefined;
    return { data: { department: originId(s), mode: transfers === 'on' ? 'warm' : 'all' } };
  },
  target_kind_off: (s) => {
    if (s.stage === 'chain') return notApplicable;
    const { kind } = s.request.target;
    return s.originSettings.targetKinds.includes(kind) ? undefined : { data: { kind, department: originId(s) } };
  },
  kind_not_supported: (s) => {
    const { kind } = s.request.target;
    const isAsked = kind === 'agent' || kind === 'external';
    const channel = s.facts.conversation.channelKind;
    if (isTransferable(channel) && isTransferable(s.channel) && (s.request.mode === 'cold' || isAsked))
      return undefined;
    return { data: { channel, kind, mode: s.request.mode } };
  },
  note_required: (s) => {
    if (!isFilledIn(s) || s.originSettings.notes !== 'required') return notApplicable;
    return isBlank(s.request.note) ? { data: { department: originId(s) } } : undefined;
  },
  notes_disabled: (s) => {
    if (!isFilledIn(s)) return notApplicable;
    if (s.originSettings.notes !== 'off') return undefined;
    return s.request.note === undefined ? undefined : { data: { department: originId(s) } };
  },
  reason_required: (s) => {
    if (!isFilledIn(s) || s.originSettings.reason !== 'required') return notApplicable;
    return isBlank(s.request.reason) ? { data: { department: originId(s) } } : undefined;
  },
  consent_missing: (s) => {
    if (!isFilledIn(s) || !s.changesChannel) return notApplicable;
    return s.request.consent === true ? undefined : { data: { account: s.request.accountId ?? '' } };
  },

  permission_missing: (s) => {
    const permission = missingPermission(s);
    return permission === undefined ? undefined : { data: { permission } };
  },
  // A ticket that is not open has no owner; what it became is said by the ticket's own checks.
  not_owner: (s) => {
    const { actor, conversation, ticket } = s.facts;
    if (actor.kind !== 'agent' || ticket.state !== 'open') return notApplicable;
    const owner = conversation.owner;
    if (owner?.kind === 'agent' && owner.id === actor.id) return undefined;
    if (actor.permissions.has('ticket.take_over')) return undefined;
    return { data: { ownerKind: owner?.kind ?? null, ownerId: owner?.id ?? null } };
  },
  not_a_member: (s) => {
    const { actor } = s.facts;
    if (actor.kind !== 'agent') return notApplicable;
    if (s.origin?.members.has(actor.id) || actor.permissions.has('ticket.read_all')) return undefined;
    return { data: { department: originId(s) } };
  },
  offer_not_yours: never,

  ticket_closed: ticketClosed,
  ticket_moved: ticketMoved,
  // Whoever may cancel any transfer replaces the pending one; automation never talks over what is under way.
  transfer_pending: (s) => {
    const pending = s.facts.conversation.pendingTransferId;
    if (pending === null || pending === s.own.transferId || mayReplacePending(s)) return undefined;
    return { data: { transfer: pending } };
  },
  offer_answered: never,
  offer_expired: never,
  version_conflict: versionConflict,

  channel_not_transferable: (s) => {
    const cause =
      s.account?.transferable === false
        ? 'account'
        : s.changesChannel && s.account === undefined
          ? 'account_unknown'
          : s.changesChannel && !s.originSettings.crossChannel
            ? 'cross_channel_off'
            : undefined;
    const account = s.request.accountId ?? s.facts.conversation.accountId;
    return cause === undefined ? undefined : { data: { account, channel: s.channel, cause } };
  },
  channel_not_served: (s) => {
    if (s.destination === undefined || (!s.isMove && !s.changesChannel)) return notApplicable;
    const { channels } = s.destination;
    if (channels === 'all' || channels.includes(s.channel)) return undefined;
    return { data: { channel: s.channel, department: s.destination.id } };
  },
  message_window_closed: (s) => {
    if (!s.changesChannel || s.account === undefined || s.facts.messageWindowOpen === undefined) return notApplicable;
    return s.facts.messageWindowOpen(s.account.id) ? undefined : { data: { account: s.account.id } };
  },

  ...boundary,

  target_unknown: targetUnknown,
  target_not_permitted: targetNotPermitted,
  direct_routing_off: (s) => {
    if (s.agent === undefined || s.destination === undefined) return notApplicable;
    return s.destinationSettings.directToAgent ? undefined : { data: { department: s.destination.id } };
  },
  already_there: (s) => {
    const { kind, id } = s.request.target;
    if (s.destination === undefined) return notApplicable;
    return (!s.isMove && isThere(s)) || isOwnAdvice(s) ? { data: { kind, id } } : undefined;
  },
  department_closed: (s) => {
    if (!s.isMove || s.destination === undefined || s.destination.hours === null) return notApplicable;
    if (!s.isClosed) return undefined;
    return blocked(s, {
      setting: s.destinationSettings.whenClosed,
      mayOverride: true,
      choices: ['wait', 'next'],
      data: { department: s.destination.id },
      until: nextOpen(s.destination.hours, s.facts.now),
    });
  },
  not_accepting: (s) => {
    if (!s.isMove || s.destination === undefined) return notApplicable;
    const cause = whyNotAccepting(s);
    if (cause === undefined) return undefined;
    const data = { department: s.destination.id, cause };
    return mayOverride(s) ? { settledBy: 'override', data } : { data };
  },
  queue_full: (s) => {
    if (s.request.target.kind !== 'queue' || s.queue === undefined) return notApplicable;
    const full = fullQueue(s);
    if (full === undefined) return undefined;
    // A full queue cannot be waited for in itself.
    const { whenFull } = s.destinationSettings;
    const setting = whenFull === 'wait' ? 'refuse' : whenFull;
    const asked = s.request.whenBlocked;
    if (setting === 'ask' && asked !== 'next') return { data: { ...full, choices: ['next'] } };
    return blocked(s, { setting, mayOverride: false, choices: ['next'], data: full });
  },
  skill_missing: (s) => {
    if (s.agent === undefined || s.destinationSettings.missingSkill !== 'refuse') return notApplicable;
    const skills = missingSkills(s);
    return skills.length === 0 ? undefined : { data: { agent: s.agent.id, skills } };
  },
  agent_offline: (s) => {
    if (s.agent === undefined) return notApplicable;
    if (s.request.evenOffline || isServing(s.facts.configuration, s.agentState, s.channel)) return undefined;
    const { presence = 'offline', statusId = null } = s.agentState ?? {};
    return blocked(s, {
      setting: s.destinationSettings.whenOffline,
      mayOverride: false,
      choices: ['deliver_when_back', 'next'],
      data: { agent: s.agent.id, presence, status: statusId },
    });
  },
  // A consult holds no slot, so a full agent may be asked for advice.
  agent_at_capacity: (s) => {
    if (s.agent === undefined || s.request.mode === 'warm') return notApplicable;
    const load = s.agentState?.load ?? {};
    const capacity = capacityOf(s.agent, s.agentState, s.facts.now);
    if (isCapacityFree(s, load, capacity)) return undefined;
    return blocked(s, {
      setting: s.destinationSettings.whenFull,
      mayOverride: true,
      choices: ['wait', 'next'],
      data: { agent: s.agent.id, used: totalLoad(load), capacity: capacity.total },
    });
  },
  flow_unpublished: (s) => {
    if (s.flow === undefined) return notApplicable;
    return s.flow.published ? undefined : { data: { flow: s.flow.id } };
  },
  external_disabled: (s) => {
    if (s.external === undefined) return notApplicable;
    const needsPartner = s.originSettings.externalNeedsPartnerRouting && s.account?.partnerRouted !== true;
    if (s.external.enabled && !needsPartner) return undefined;
    return { data: { external: s.external.id, cause: s.external.enabled ? 'not_partner_routed' : 'switched_off' } };
  },
  external_unreachable: (s) => {
    if (s.external === undefined) return notApplicable;
    return s.external.reachable ? undefined : { data: { external: s.external.id } };
  },

  hop_limit: (s) => {
    if (isPerson(s.facts.actor)) return notApplicable;
    const { automaticHops, automaticPairs } = s.facts.conversation;
    const hopsMax = s.originSettings.automaticHopsMax;
    if (automaticHops >= hopsMax) return { data: { cause: 'all', hops: automaticHops, hopsMax } };
    const ofPair = automaticHops === 0 ? 0 : (automaticPairs[hopPairOf(s)] ?? 0);
    if (ofPair < samePairHopsMax) return undefined;
    return { data: { cause: 'same_pair', hops: ofPair, hopsMax: samePairHopsMax } };
  },
};

/** Whether the actor's transfer takes the place of a pending one, which is cancelled first in the same commit. */
export function mayReplacePending(s: Situation): boolean {
  const { actor } = s.facts;
  return (actor.kind === 'agent' || actor.kind === 'key') && actor.permissions.has('transfer.cancel_any');
}

/** Whether somebody filled in this request just now. */
function isFilledIn(s: Situation): boolean {
  return s.stage === 'request';
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Nobody is asked for advice about what they own, in whichever of their departments. */
function isOwnAdvice(s: Situation): boolean {
  const { owner } = s.facts.conversation;
  return s.request.mode === 'warm' && s.agent !== undefined && owner?.kind === 'agent' && owner.id === s.agent.id;
}

/** Asking for one's own department is no request for its queue: it would take the ticket from whoever has it by now. */
function isThere(s: Situation): boolean {
  const { kind, id } = s.request.target;
  const owner = s.facts.conversation.owner;
  if (kind === 'department') return true;
  if (owner === null) return false;
  return (owner.kind === kind && owner.id === id) || (kind === 'agent' && directQueueAgent(owner) === id);
}

function whyNotAccepting(s: Situation): 'switched_off' | 'queue_at_limit' | 'no_agent_online' | undefined {
  const { destination, request } = s;
  if (destination === undefined) return undefined;
  if (!destination.accepting) return 'switched_off';
  if (request.target.kind === 'department' && fullQueue(s) !== undefined) return 'queue_at_limit';
  // A bot needs nobody, and a department that lives by bots has nobody.
  if (!s.destinationSettings.needsAgentOnline || destination.botOnly || request.target.kind === 'flow')
    return undefined;
  return s.facts.anyAgentOnline(destination.id) ? undefined : 'no_agent_online';
}

/** Whether a check reads the live state of agents and queues, which alternatives are judged without. */
export const liveChecks: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'not_accepting',
  'queue_full',
  'agent_offline',
  'agent_at_capacity',
]);

/** What both doors share, for `accept-checks.ts`. */
export const sharedChecks = {
  ...boundary,
  ticketClosed,
  ticketMoved,
  versionConflict,
  targetUnknown,
  targetNotPermitted,
};

/** One check in its place. */
export interface OrderedCheck<S extends Situation = Situation> {
  readonly code: RefusalCode;
  readonly group: RefusalGroup;
  readonly check: Check<S>;
}

/** A set of checks in the documented order. */
export function orderChecks<S extends Situation>(
  checks: Readonly<Record<RefusalCode, Check<S>>>,
): readonly OrderedCheck<S>[] {
  return refusalTable.map(({ code, group }) => ({ code, group, check: checks[code] }));
}
