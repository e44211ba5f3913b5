import type { ChannelKind } from './channel.ts';
import type { History } from './history.ts';
import type { DataClass } from './redaction.ts';
import type { TargetKind } from './transfer.ts';

/**
 * Every restriction that one of the five documented systems has is a setting here; a profile is a named set of them.
 * An administrator picks one and changes single settings on top, for the organization or for one department. The origin
 * decides what may leave and how, the destination what may enter and how (`decidedBy`); a narrower level may only narrow
 * where the table says so.
 */
export interface Settings {
  /** Whether conversations may be transferred at all. Decided by the origin. */
  readonly transfers: 'on' | 'off';
  /** Which boundary applies to a move between departments. Origin. */
  readonly boundary: 'rules' | 'program' | 'none';
  /** Whether an assistant's mapping row allows what no move rule allows, without the mark `exemptFromMoveRules`. Origin. */
  readonly assistantRowsExempt: boolean;
  /** Which kinds of target may be chosen. Origin. */
  readonly targetKinds: readonly TargetKind[];
  /** Whether external targets need a channel account that is marked as routed by a partner. Origin. */
  readonly externalNeedsPartnerRouting: boolean;
  /** Notes to the receiver. Origin. */
  readonly notes: 'off' | 'optional' | 'required';
  /** Whether a reason must be given. Origin. */
  readonly reason: 'optional' | 'required';
  /** Whether the sender (besides a supervisor) may cancel until it is accepted. Origin. */
  readonly mayCancel: boolean;
  /** When the sender is released. `on_accept_now_if_full` releases at once only when the target is full. Origin. */
  readonly release: 'on_accept' | 'now' | 'on_accept_now_if_full';
  /** What of the past the destination may read. The narrower of origin's and destination's. */
  readonly history: History;
  /** The same for a transfer within the department: what of the past the next owner may read. Department. */
  readonly historyInside: History;
  /** What is masked of the past when a ticket moves. What either side names is masked. */
  readonly redact: readonly DataClass[];
  /** Whether card numbers must pass the Luhn check to be masked. Without it every number of their shape is. Origin. */
  readonly redactOnlyValidCards: boolean;
  /** What the customer is told, once, when the conversation is handed on; `{target}` stands for the name of who gets it. Empty is nothing. Origin. */
  readonly transferNotice: string;
  /** Which attributes travel. Origin. */
  readonly attributesThatTravel: 'all' | 'form_only' | readonly string[];
  /** What becomes of the SLA clock. Destination. */
  readonly slaClock: 'carry' | 'restart' | 'pause';
  /** Whether an agent is asked, or simply gets the ticket. Destination. */
  readonly acceptance: 'offer' | 'assign';
  readonly mayDeclineTransfer: boolean;
  readonly mayDeclineQueueWork: boolean;
  /** How long an offer stands, in seconds (5–86,400). Destination. */
  readonly offerTimeoutSeconds: number;
  /** The target agent has no free slot: refuse; wait in sight; go to the fallback chain; or what the sender asked. Destination. */
  readonly whenFull: 'refuse' | 'wait' | 'next' | 'ask';
  /** The target agent is offline: refuse; wait until back; or what the sender asked (else refuse). Destination. */
  readonly whenOffline: 'refuse' | 'wait' | 'ask';
  /** The destination is closed: refuse; wait in its queue; go to its fallback; or what the sender asked (else refuse). Destination. */
  readonly whenClosed: 'refuse' | 'wait' | 'next' | 'ask';
  /** How long a transfer waits for a full or absent target, in seconds (60–1,209,600). Destination. */
  readonly waitLimitSeconds: number;
  /** Whether work may be sent straight to a person. Destination. */
  readonly directToAgent: boolean;
  /** Whether a department without any agent online for the channel refuses. Destination. */
  readonly needsAgentOnline: boolean;
  /** Whether a missing queue skill is refused or only a warning. Destination. */
  readonly missingSkill: 'warn' | 'refuse';
  /** Whether blocked targets are left out of the list or shown with the reason. Origin. */
  readonly blockedTargets: 'hidden' | 'shown';
  /** Whether a wait is shown: always as a range, or after so many accepts in ten minutes, or never. Destination. */
  readonly waitShown: 'always' | 'after_ten_accepts' | 'never';
  readonly warmTransfer: boolean;
  readonly crossChannel: boolean;
  /** Hops that no person chose since the last human message, beyond which the fallback queue owns the ticket (1–100). */
  readonly automaticHopsMax: number;
  /** How long the wrap-up after a segment may last, in seconds; 0 is none (0–86,400). Department. */
  readonly wrapUpSeconds: number;
  readonly wrapUpHoldsSlot: boolean;
  /** By how much the wrap-up may be extended each time, in seconds; 0 is not at all (0–86,400). Department. */
  readonly wrapUpExtensionSeconds: number;
  /** Whether a segment must have a disposition before its wrap-up ends, or, without wrap-up, before its ticket is closed. Department. */
  readonly disposition: 'optional' | 'required';
  /** After how many days messages of closed tickets are taken away for good; 0 is never (0–36,500). Department. */
  readonly retentionDays: number;
  /** What becomes of an absent agent's work once the grace is over. Department. */
  readonly whenAgentLeaves: 'requeue' | 'keep' | 'fallback';
  /** How long the work of somebody who was lost from sight stays with them, in seconds (0–86,400). Department. */
  readonly absenceGraceSeconds: number;
  /** Load units of one conversation by channel kind (1–100); what is not named takes one. Department. */
  readonly channelUnits: Readonly<Partial<Record<ChannelKind, number>>>;
  /** For each so many seconds of waiting a ticket counts as one step of priority more urgent; 0 is never (0–86,400). Department. */
  readonly priorityAgeingSeconds: number;
  /** For how long whoever declined, or let an offer lapse, is spared the same ticket while others are there, in seconds (0–86,400). Department. */
  readonly askAgainSeconds: number;
  /** After how many offers without an answer, one after the other, an agent is no longer online; 0 is never (0–100). Department. */
  readonly missedOffersMax: number;
  /** What they are then. Department. */
  readonly missedOffersPresence: 'away' | 'offline';
  /** How long a conversation takes, in seconds, for estimates until there are some to measure (10–86,400). Department. */
  readonly handlingSeconds: number;
}

export const profileNames = ['glassix', 'salesforce', 'singlecomm', 'respond', 'flex', 'baton'] as const;
export type ProfileName = (typeof profileNames)[number];
