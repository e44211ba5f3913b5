import type { Instant } from '../base/clock.ts';
import type { Target } from './transfer.ts';

/**
 * Why a transfer or an accept is refused: closed, in the order in which it is checked. Only the first that holds is
 * answered. `data` names what every refusal of that code carries for its sentence; more may stand beside it.
 */
export const refusalTable = [
  { code: 'transfers_disabled', group: 'request', data: ['department', 'mode'] },
  { code: 'target_kind_off', group: 'request', data: ['kind', 'department'] },
  { code: 'kind_not_supported', group: 'request', data: ['channel', 'kind', 'mode'] },
  { code: 'note_required', group: 'request', data: ['department'] },
  { code: 'notes_disabled', group: 'request', data: ['department'] },
  { code: 'reason_required', group: 'request', data: ['department'] },
  { code: 'consent_missing', group: 'request', data: ['account'] },

  { code: 'permission_missing', group: 'actor', data: ['permission'] },
  { code: 'not_owner', group: 'actor', data: ['ownerKind', 'ownerId'] },
  { code: 'not_a_member', group: 'actor', data: ['department'] },
  { code: 'offer_not_yours', group: 'actor', data: ['offer'] },

  { code: 'ticket_closed', group: 'ticket', data: ['ticket'] },
  { code: 'ticket_moved', group: 'ticket', data: ['ticket', 'nextTicket'] },
  { code: 'transfer_pending', group: 'ticket', data: ['transfer'] },
  { code: 'offer_answered', group: 'ticket', data: ['offer', 'state'] },
  { code: 'offer_expired', group: 'ticket', data: ['offer', 'expiresAt'] },
  { code: 'version_conflict', group: 'ticket', data: ['expected', 'actual'] },

  { code: 'channel_not_transferable', group: 'channel', data: ['account', 'channel', 'cause'] },
  { code: 'channel_not_served', group: 'channel', data: ['channel', 'department'] },
  { code: 'message_window_closed', group: 'channel', data: ['account'] },

  { code: 'outside_program', group: 'boundary', data: ['from', 'to'] },
  { code: 'no_move_rule', group: 'boundary', data: ['from', 'to', 'channel', 'labels'] },
  { code: 'receive_rule', group: 'boundary', data: ['from', 'to', 'channel'] },
  { code: 'participant_conflict', group: 'boundary', data: ['department', 'address'] },

  { code: 'target_unknown', group: 'target', data: ['kind', 'id'] },
  { code: 'target_not_permitted', group: 'target', data: ['agent', 'cause'] },
  { code: 'direct_routing_off', group: 'target', data: ['department'] },
  { code: 'already_there', group: 'target', data: ['kind', 'id'] },
  { code: 'department_closed', group: 'target', data: ['department', 'choices'] },
  { code: 'not_accepting', group: 'target', data: ['department', 'cause'] },
  { code: 'queue_full', group: 'target', data: ['queue', 'length', 'lengthMax', 'choices'] },
  { code: 'skill_missing', group: 'target', data: ['agent', 'skills'] },
  { code: 'agent_offline', group: 'target', data: ['agent', 'presence', 'status', 'choices'] },
  { code: 'agent_at_capacity', group: 'target', data: ['agent', 'used', 'capacity', 'choices'] },
  { code: 'flow_unpublished', group: 'target', data: ['flow'] },
  { code: 'external_disabled', group: 'target', data: ['external', 'cause'] },
  { code: 'external_unreachable', group: 'target', data: ['external'] },

  { code: 'hop_limit', group: 'guard', data: ['cause', 'hops', 'hopsMax'] },
] as const;

export type RefusalCode = (typeof refusalTable)[number]['code'];
export type RefusalGroup = (typeof refusalTable)[number]['group'];

export const refusalCodes: readonly RefusalCode[] = refusalTable.map((row) => row.code);

/** Named data for the sentence: words and numbers, or lists of words. Never an object, so that any door can show it. */
export type RefusalData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Refusal {
  readonly code: RefusalCode;
  /** When the same request may succeed, where that is known: the next opening. */
  readonly until?: Instant;
  /**
   * Targets that rules and hours allow instead, at most three. The load of this minute is not looked at, so that saying
   * them takes no locks. What else the sender may ask for (`wait`, `next`, `deliver_when_back`) is `data.choices`.
   */
  readonly alternatives: readonly Target[];
  readonly data: RefusalData;
}

/** What a holder of `transfer.override` may pass by asking for it, and nothing else. */
export const overridableCodes = ['department_closed', 'not_accepting', 'agent_at_capacity'] as const;
export type OverridableCode = (typeof overridableCodes)[number];

const momentaryCodes: ReadonlySet<string> = new Set<RefusalCode>([
  'agent_at_capacity',
  'agent_offline',
  'department_closed',
  'not_accepting',
  'queue_full',
]);

/** Whether a refusal speaks of this moment only, of room, hours and presence, and of no rule. */
export function isMomentary(code: string): boolean {
  return momentaryCodes.has(code);
}
