import type { DetailName } from './event-details.ts';

/** One thing that a person must look at. */
export interface AlertRow {
  /** What has happened. */
  readonly sentence: string;
  /** What whoever is told does about it. */
  readonly remedy: string;
  /**
   * `duty`: those on duty, one after the other until one acknowledges it; the department once, where nobody is on duty.
   * `department`: the department, once.
   */
  readonly tells: 'duty' | 'department';
  /** What its event says besides, by name. */
  readonly says: readonly DetailName[];
}

/** Every alert by its code, which is never used for something else. */
export const alertTable = {
  hop_limit: {
    sentence:
      'A ticket was handed on by automation as often as `automaticHopsMax` allows, or three times between the same two places. A queue has it now.',
    remedy:
      'See to the customer. Then find what hands to what (the ticket’s transfers name each), and break the circle.',
    tells: 'duty',
    says: ['hops', 'code', 'runId', 'stepId', 'owner'],
  },
  flow_fell_back: {
    sentence:
      'A flow could not go on and came to `fallback`. What it owned went along the department’s fallback, at last into its default queue.',
    remedy:
      'See to the customer. `code` says why, `GET /v1/flow-runs/{runId}` at which step; mend the flow and publish it.',
    tells: 'duty',
    says: ['code', 'runId', 'stepId', 'owner'],
  },
  flow: {
    sentence: 'A step `alert` of a flow asks for somebody; the text of the alert says what for.',
    remedy: 'Acknowledge it, and do what the text says.',
    tells: 'duty',
    says: [],
  },
  flows_in_circle: {
    sentence: 'Flows began each other too often without a person or a customer in between; the last was not begun.',
    remedy:
      'Find what makes them begin each other (`trigger_flow`, or tags and fields that set others off), and take it out.',
    tells: 'department',
    says: ['flowId', 'ticketId'],
  },
  transfer_expired: {
    sentence: 'A transfer waited in vain for somebody who was full or away, and has gone on by its fallback.',
    remedy: 'See that the ticket is in good hands now, and whether too much is sent to whom it waited for.',
    tells: 'department',
    says: ['transferId', 'target'],
  },
  external_failed: {
    sentence: 'A contact outside declined, did not answer in time, or could not be reached. The owner is who it was.',
    remedy:
      'Hand the ticket to somebody else, or ask again. Where `outcome` is `external_unreachable`, look at its address.',
    tells: 'department',
    says: ['transferId', 'externalId', 'outcome'],
  },
  external_returned: {
    sentence:
      'A contact outside gave a ticket back, was silent for too long, or had it taken back. The queue that watches has it.',
    remedy: 'Take the ticket up again.',
    tells: 'department',
    says: ['ticketId', 'externalId', 'reason'],
  },
  abandoned: {
    sentence: 'A customer waited in a queue, and the conversation was closed before anybody had them.',
    remedy: 'Write to them where they should not be lost, and look at who serves the queue at that time.',
    tells: 'department',
    says: ['ticketId', 'queueId', 'waitedMs'],
  },
  wait_limit_without_fallback: {
    sentence:
      'Somebody has waited for `waitSecondsMax` of their queue, and nothing in its fallback takes them: they wait on.',
    remedy: 'Take the ticket, or move it; give the queue a fallback that takes what comes.',
    tells: 'department',
    says: ['queueId'],
  },
  closed_without_fallback: {
    sentence:
      'Somebody waits in a queue with `whenClosed: fallback` as the department’s hours end, and nothing in its fallback takes them.',
    remedy: 'Take the ticket, or tell the customer when you open; give the queue a fallback that is open then.',
    tells: 'department',
    says: ['queueId'],
  },
} as const satisfies Readonly<Record<string, AlertRow>>;

export type AlertCode = keyof typeof alertTable;
