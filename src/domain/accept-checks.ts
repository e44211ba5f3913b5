import { isPerson } from './actor.ts';
import type { Owner } from './conversation.ts';
import { allowedByOf, contextOf } from './make-plan.ts';
import type { RefusalCode } from './refusal.ts';
import { Situation } from './situation.ts';
import { isPending, type Offer, type Transfer, type TransferRequest } from './transfer.ts';
import { type Check, hopPairOf, sharedChecks, type Verdict } from './transfer-checks.ts';
import type { TransferFacts } from './transfer-facts.ts';
import type { AllowedBy, TransferPlan } from './transfer-plan.ts';

/**
 * What is judged again when an agent accepts: the accepting agent's permission, membership and presence, the state of the
 * ticket and the offer, and the boundary with everything that may have changed in it. Hours, limits and hops stay as they
 * were judged at the request, the slot is the one that the offer holds, and a feature switched off meanwhile stops only
 * new requests.
 */

export interface AcceptSubject {
  /** Null for work from a queue that nobody transferred. */
  readonly transfer: Transfer | null;
  readonly offer: Offer;
  /** The ticket version that the agent saw (If-Match). */
  readonly ticketVersion?: number;
}

/** What the commit of acceptance does. */
export interface AcceptPlan {
  readonly owner: Owner;
  readonly fromDepartmentId: string;
  readonly toDepartmentId: string;
  readonly isMove: boolean;
  /** What travels by the rules of now, never more than the receipt of the offer promised. */
  readonly travels: TransferPlan['travels'];
  readonly historyFrom: number;
  readonly allowedBy: AllowedBy;
  readonly automatic: boolean;
  readonly hopPair: string;
}

/** An accept as the request that it answers, seen from now. `facts.ticket` is the conversation's present ticket. */
export class AcceptSituation extends Situation {
  readonly offer: Offer;
  readonly transfer: Transfer | null;

  constructor(facts: TransferFacts, { transfer, offer, ticketVersion }: AcceptSubject) {
    const pending = transfer !== null && isPending(transfer.state) ? transfer : null;
    const current = pending?.currentTarget;
    const departmentId =
      (current?.kind === 'agent' ? current.departmentId : undefined) ??
      pending?.toDepartmentId ??
      facts.ticket.departmentId;
    const request: TransferRequest = {
      target: { kind: 'agent', id: offer.agentId, departmentId },
      mode: 'cold',
      ...(pending?.note ? { note: pending.note } : {}),
      ...(pending?.draft ? { draft: pending.draft } : {}),
      // What goes on elsewhere is judged by the channel on which it will be.
      ...(pending?.session ? { accountId: pending.session.accountId, address: pending.session.address } : {}),
      ...(ticketVersion === undefined ? {} : { ticketVersion }),
    };
    super(facts, request, {
      stage: 'accept',
      askedBy: pending?.requestedBy.kind ?? 'system',
      ownTransferId: pending?.id ?? null,
      departmentId: undefined,
    });
    this.offer = offer;
    this.transfer = pending;
  }
}

type AcceptCheck = Check<AcceptSituation>;

const asJudged = (): Verdict => 'not_applicable';

export const acceptChecks: Readonly<Record<RefusalCode, AcceptCheck>> = {
  transfers_disabled: asJudged,
  target_kind_off: asJudged,
  kind_not_supported: asJudged,
  note_required: asJudged,
  notes_disabled: asJudged,
  reason_required: asJudged,
  consent_missing: asJudged,

  permission_missing: ({ facts: { actor } }) =>
    actor.permissions.has('message.receive') ? undefined : { data: { permission: 'message.receive' } },
  not_owner: asJudged,
  not_a_member: ({ destination, facts: { actor } }) => {
    if (destination === undefined) return 'not_applicable';
    if (actor.kind === 'agent' && destination.members.has(actor.id)) return undefined;
    return { data: { department: destination.id } };
  },
  offer_not_yours: ({ offer, facts: { actor } }) =>
    actor.kind === 'agent' && actor.id === offer.agentId ? undefined : { data: { offer: offer.id } },

  ticket_closed: sharedChecks.ticketClosed,
  ticket_moved: sharedChecks.ticketMoved,
  transfer_pending: asJudged,
  offer_answered: ({ offer }) =>
    offer.state === 'live' || offer.state === 'timed_out'
      ? undefined
      : { data: { offer: offer.id, state: offer.state, reason: offer.reason } },
  // Half-open: at its last instant it has lapsed, whether or not anybody has written so yet.
  offer_expired: ({ offer, facts: { now } }) =>
    offer.state === 'timed_out' || (offer.state === 'live' && now >= offer.expiresAt)
      ? { data: { offer: offer.id, expiresAt: offer.expiresAt } }
      : undefined,
  version_conflict: sharedChecks.versionConflict,

  channel_not_transferable: asJudged,
  channel_not_served: asJudged,
  message_window_closed: asJudged,

  outside_program: sharedChecks.outside_program,
  no_move_rule: sharedChecks.no_move_rule,
  receive_rule: sharedChecks.receive_rule,
  participant_conflict: sharedChecks.participant_conflict,

  target_unknown: sharedChecks.targetUnknown,
  target_not_permitted: sharedChecks.targetNotPermitted,
  direct_routing_off: asJudged,
  already_there: asJudged,
  department_closed: asJudged,
  not_accepting: asJudged,
  queue_full: asJudged,
  skill_missing: asJudged,
  // Somebody who is away and accepts is there; somebody who went offline is not, whatever still answers for them.
  agent_offline: (s) => {
    if (s.agent === undefined) return 'not_applicable';
    const { presence = 'offline', statusId = null } = s.agentState ?? {};
    return presence === 'offline'
      ? { data: { agent: s.agent.id, presence, status: statusId, choices: [] } }
      : undefined;
  },
  agent_at_capacity: asJudged,
  flow_unpublished: asJudged,
  external_disabled: asJudged,
  external_unreachable: asJudged,

  hop_limit: asJudged,
};

export function makeAcceptPlan(s: AcceptSituation): AcceptPlan {
  const { facts, transfer, offer } = s;
  const context = contextOf(s, transfer?.receipt);
  return {
    owner: { kind: 'agent', id: offer.agentId },
    fromDepartmentId: facts.ticket.departmentId,
    toDepartmentId: s.destination?.id ?? facts.ticket.departmentId,
    isMove: s.isMove,
    travels: context.travels,
    historyFrom: context.historyFrom,
    allowedBy: allowedByOf(s),
    automatic: transfer === null || !isPerson(transfer.requestedBy),
    hopPair: hopPairOf(s),
  };
}
