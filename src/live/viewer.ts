import type { AgentEntry, Configuration } from '../domain/configuration.ts';
import { eventRows } from '../domain/event-table.ts';
import { type Audience, eventKinds } from '../domain/events.ts';
import { type Principal, resolveActor } from '../domain/principal.ts';

/**
 * Who looks, and what of an event they see. Judged by the configuration that holds now, for events of now and of the past
 * alike: a stream that was interrupted ends with what it would have had.
 */
export interface Viewer {
  readonly organizationId: string;
  /** Null for an integration in its own name. */
  readonly agentId: string | null;
  readonly departments: ReadonlySet<string>;
  /** Sees the conversations of every department. */
  readonly readsAll: boolean;
  /** Sees what concerns no conversation and nobody in person: contacts, configuration, keys. */
  readonly readsLog: boolean;
}

/** What of an agent decides what they see: `resolveViewer` looks at nothing else of the configuration. */
export const rightsFields = ['role', 'grant', 'deny', 'departments'] as const satisfies readonly (keyof AgentEntry)[];

/** What the principal may look at; null when they may not look at anything, an integration without `events.read` for instance. */
export function resolveViewer(principal: Principal, configuration: Configuration): Viewer | null {
  const { organizationId } = configuration;
  const actor = resolveActor(principal, configuration);
  const readsLog = actor.permissions.has('events.read');
  if (actor.kind === 'key') {
    return readsLog ? { organizationId, agentId: null, departments: new Set(), readsAll: true, readsLog } : null;
  }
  const agent = actor.kind === 'agent' ? configuration.agents.get(actor.id) : undefined;
  if (agent === undefined) return null;
  const readsAll = actor.permissions.has('ticket.read_all');
  return { organizationId, agentId: agent.id, departments: agent.memberOf, readsAll, readsLog };
}

/** Whether both see the same: a stream whose viewer's rights changed begins anew. */
export function seeTheSame(a: Viewer, b: Viewer): boolean {
  return (
    a.readsAll === b.readsAll &&
    a.readsLog === b.readsLog &&
    a.departments.size === b.departments.size &&
    [...a.departments].every((id) => b.departments.has(id))
  );
}

/**
 * How much of an event is shown:
 * - `whole`: with the rows that changed and the texts, to members of its departments;
 * - `entering`: the same, with the conversation as it now is, to those for whom it begins with this event;
 * - `bare`: what was said to an agent in person about a conversation of a department that they do not belong to: an offer
 *   from there, its end. Rows of the department are left out, texts too; the offer's own note is shown.
 */
export const grades = ['whole', 'entering', 'bare'] as const;
export type Grade = (typeof grades)[number];

/** What of an event decides who sees it. */
export interface Addressed {
  readonly kind: string;
  readonly audience: Audience;
  readonly isOfConversation: boolean;
  /** The department that the conversation enters by this event, or null. `*` when it begins anew for everybody. */
  readonly enters: string | null;
}

/** Never told to an agent in person: what stays in the department. */
const departmentsOnly: ReadonlySet<string> = new Set(
  eventKinds.filter((kind) => eventRows[kind].tells === 'department'),
);

/** What the viewer is shown of the event, or null. */
export function gradeFor(viewer: Viewer, event: Addressed): Grade | null {
  const { departments, agents } = event.audience;
  if (departments.length === 0 && agents.length === 0 && !event.isOfConversation)
    return viewer.readsLog ? 'whole' : null;
  if (viewer.readsAll) return wholeOrEntering(event);
  if (event.enters !== null && event.enters !== '*' && viewer.departments.has(event.enters)) return 'entering';
  if (departments.some((id) => viewer.departments.has(id))) return event.enters === '*' ? 'entering' : 'whole';
  if (viewer.agentId === null || !agents.includes(viewer.agentId)) return null;
  return gradeInPerson(event);
}

/** For viewers who see everything, or whose departments are among the event's. */
export function wholeOrEntering({ enters }: Addressed): Grade {
  return enters === null ? 'whole' : 'entering';
}

/** For an agent whom the event names, and who is no member of its departments. */
export function gradeInPerson({ kind, isOfConversation }: Addressed): Grade | null {
  if (!isOfConversation) return 'whole';
  return departmentsOnly.has(kind) ? null : 'bare';
}
