import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { Owner } from './conversation.ts';
import type { EventData, EventKind } from './events.ts';
import type { RecordedChanges } from './recorded-changes.ts';

/**
 * What of the log is kept in mind for whoever has to answer for it later:
 *
 * - `ownership`: somebody else owns a conversation; before and after are the owners.
 * - `override`: a hand-over passed what would have refused it, by the permission to.
 * - `staffing`: somebody set another's presence or capacity.
 * - `routing`: somebody changed what a waiting ticket waits for.
 * - `policy`: the configuration changed, permissions and memberships among it; before and after by field.
 * - `access`: keys, signing secrets, invitations, and the end of a sign-in by somebody else.
 * - `export`: a conversation left the house as a document.
 * - `erasure`: texts or files were taken away for good.
 */
export const auditCategories = [
  'ownership',
  'override',
  'staffing',
  'routing',
  'policy',
  'access',
  'export',
  'erasure',
] as const;
export type AuditCategory = (typeof auditCategories)[number];

/** The category of kinds of events that have one always; owners, overrides and whose presence was forced are told by what an event says. */
export const categoryOfKind: Readonly<Partial<Record<EventKind, Exclude<AuditCategory, 'ownership' | 'override'>>>> = {
  'organization.created': 'access',
  'api_key.created': 'access',
  'api_key.revoked': 'access',
  'account_secret.created': 'access',
  'agent.invited': 'access',
  'agent.joined': 'access',
  'agent.sign_in_ended': 'access',
  'agent.capacity_changed': 'staffing',
  'agent.password_reset_made': 'access',
  'ticket.rerouted': 'routing',
  'configuration.changed': 'policy',
  'transcript.exported': 'export',
  'message.erased': 'erasure',
};

export interface AuditedEvent {
  readonly position: number;
  readonly category: AuditCategory;
  readonly kind: EventKind;
  readonly actor: ActorName;
  readonly conversationId: string | null;
  readonly at: Instant;
  readonly data: EventData;
  /** Of a change of configuration: what it changed. */
  readonly changes: RecordedChanges | null;
}

export interface AuditEntry extends Omit<AuditedEvent, 'data' | 'changes'> {
  readonly before: unknown;
  readonly after: unknown;
  /** What the event says besides. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A first setup of a hundred thousand agents is one entry: the version itself has all of it. */
const changesShown = 200;

/** An event as an entry of the audit. */
export function auditEntryOf({ data, changes, ...event }: AuditedEvent): AuditEntry {
  const { audience: _, changes: __, owner, ...details } = data;
  if (event.category === 'routing') {
    const { before, after, ...more } = details;
    return { ...event, before, after, details: more };
  }
  if (owner !== undefined) {
    const { from, to, version } = owner as { from: Owner | null; to: Owner | null; version: number };
    return { ...event, before: from, after: to, details: { ...details, ownershipVersion: version } };
  }
  if (event.category === 'staffing') return { ...event, ...staffingOf(details) };
  if (changes === null) return { ...event, before: null, after: null, details };
  const [before, after]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const { kind, id, name } of changes.adds) after[`${kind} ${id}`] = { name };
  for (const { kind, id, fields } of changes.changes) {
    const place = `${kind} ${id}`;
    before[place] = Object.fromEntries(fields.map((field) => [field.field, field.before]));
    after[place] = Object.fromEntries(fields.map((field) => [field.field, field.after]));
  }
  for (const { kind, id, name, data: was } of changes.retires) before[`${kind} ${id}`] = was ?? { name };
  return { ...event, before: bounded(before), after: bounded(after), details };
}

/** Of a presence, what it was and is; of a capacity, what was set instead of the configured one. */
function staffingOf(said: Readonly<Record<string, unknown>>): Pick<AuditEntry, 'before' | 'after' | 'details'> {
  if ('presence' in said) {
    const { presence, status, before, statusBefore, forced: _, ...details } = said;
    return { before: { presence: before, status: statusBefore }, after: { presence, status }, details };
  }
  const { before, after, ...details } = said;
  return { before, after, details };
}

function bounded(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).slice(0, changesShown));
}
