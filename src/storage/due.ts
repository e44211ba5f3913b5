import type { Statement } from './database.ts';
import { encodeInstant } from './encode.ts';

/**
 * What is due: ids read without locks, from partial indexes over deadline columns. Each becomes an ordinary command,
 * which decides again under lock; so one that is read twice, or too late, does no harm. All take the limit of a page.
 */
export const duePage = 500;

const dueText = {
  offers: `select organization_id as "organizationId", id from offer
    where state = 'live' and expires_at <= $1::timestamptz order by expires_at limit ${duePage}`,
  transfers: `select organization_id as "organizationId", id from transfer
    where ended_at is null and deadline_at is not null and deadline_at <= $1::timestamptz order by deadline_at limit ${duePage}`,
  waits: `select organization_id as "organizationId", id from conversation
    where wait_until is not null and wait_until <= $1::timestamptz and pending_transfer_id is null order by wait_until limit ${duePage}`,
  wrapUps: `select organization_id as "organizationId", id, owner_id as "agentId" from segment
    where wrap_up_until is not null and wrap_up_ended_at is null and wrap_up_until <= $1::timestamptz
    order by wrap_up_until limit ${duePage}`,
} as const;
export type DueKind = keyof typeof dueText;
export const dueKinds = Object.keys(dueText) as DueKind[];

/** What of a kind is due at an instant. */
export function readDue(kind: DueKind, at: number): Statement {
  return { name: `read_due_${kind}`, text: dueText[kind], values: [encodeInstant(at)] };
}

/** The store's clock, against which deadlines were set. */
export const readClock: Statement = { name: 'read_clock', text: 'select clock_timestamp() as now', values: [] };
