import type { AlertCode } from '../domain/alert-table.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { DutyAlert } from '../domain/flows/run.ts';

/**
 * Something that somebody must look at: a named person is told, then the next, round and round, until one of them says that
 * they do. Where nobody is named, the supervisors of the department are told once.
 */

/** After how long the next is told, in seconds, where nobody says: long enough to look, too short to go for lunch. */
const repeatSecondsDefault = 120;

export interface AlertSpec {
  readonly alert: AlertCode;
  readonly text: string;
  readonly conversation: Conversation | null;
  readonly flowId: string | null;
  /** Agents in the order in which they are told; nobody named are those on duty in the department. */
  readonly people: readonly string[];
  readonly repeatSeconds?: number;
  /** What the event says besides. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Raises an alert. Returns its id, or null where nobody is named who could acknowledge it. */
export function raiseAlert(draft: Draft, spec: AlertSpec): string | null {
  const { alert, text, conversation, flowId, details } = spec;
  const { agents, departments } = draft.configuration;
  const departmentId = conversation?.departmentId ?? draft.configuration.flows.get(flowId ?? '')?.department ?? null;
  const onDuty = spec.people.length > 0 ? spec.people : (departments.get(departmentId ?? '')?.duty ?? []);
  const people = onDuty.filter((id) => agents.has(id));
  const [first] = people;
  const said = { alert, ticketId: conversation?.ticketId ?? null, flowId, ...details };
  const audience = {
    ...(conversation === null ? {} : { conversationId: conversation.id }),
    departments: departmentId === null ? [] : [departmentId],
  };
  if (first === undefined) {
    draft.emit('alert.raised', { ...audience, details: said });
    return null;
  }
  const id = draft.newId();
  const repeatSeconds = spec.repeatSeconds ?? repeatSecondsDefault;
  draft.add('dutyAlert', id, {
    id,
    alert,
    text,
    conversationId: conversation?.id ?? null,
    ticketId: conversation?.ticketId ?? null,
    departmentId,
    flowId,
    people,
    told: 1,
    nextAt: draft.now + repeatSeconds * 1000,
    repeatSeconds,
    raisedAt: draft.now,
    acknowledgedBy: null,
    acknowledgedAt: null,
  });
  draft.emit('alert.raised', { ...audience, agents: [first], details: { ...said, alertId: id, agentId: first } });
  return id;
}

/** Nobody has acknowledged it: the next is told. Sent by the sweeper. */
export const repeatAlert: CommandDefinition<{ readonly alertId: string }, null> = {
  name: 'repeatAlert',
  needs: ({ alertId }) => ({ dutyAlerts: [alertId] }),
  decide(draft, { alertId }) {
    const found = draft.find('dutyAlert', alertId);
    if (found === undefined || found.nextAt === null || draft.now < found.nextAt) return done(null);
    const agentId = found.people[found.told % found.people.length] as string;
    draft.change('dutyAlert', alertId, { told: found.told + 1, nextAt: draft.now + found.repeatSeconds * 1000 });
    tell(draft, 'alert.repeated', found, { agentId });
    return done(null);
  },
};

/** One of those who are told, or whoever supervises the department, says that they see to it. Again, it says who does already. */
export const acknowledgeAlert: CommandDefinition<{ readonly alertId: string }, DutyAlert> = {
  name: 'acknowledgeAlert',
  needs: ({ alertId }) => ({ dutyAlerts: [alertId] }),
  decide(draft, { alertId }) {
    const found = draft.find('dutyAlert', alertId);
    const { actor } = draft;
    if (found === undefined) return refused('not_found');
    const isAsked = actor.kind === 'agent' && found.people.includes(actor.id);
    if (!isAsked && !supervises(draft, found)) return refused('not_found');
    if (found.acknowledgedAt !== null) return done({ ...found, text: '' });
    const acknowledged = draft.change('dutyAlert', alertId, {
      acknowledgedBy: actor.id,
      acknowledgedAt: draft.now,
      nextAt: null,
    });
    tell(draft, 'alert.acknowledged', found, { agentId: actor.id });
    return done({ ...acknowledged, text: '' });
  },
};

/** Whether the actor supervises the alert's department; an integration, and whoever reads every ticket, supervises them all. */
function supervises({ actor, configuration }: Draft, { departmentId }: DutyAlert): boolean {
  if (!actor.permissions.has('ticket.supervise')) return false;
  if (actor.kind !== 'agent' || actor.permissions.has('ticket.read_all')) return true;
  return configuration.agents.get(actor.id)?.memberOf.has(departmentId ?? '') === true;
}

function tell(
  draft: Draft,
  kind: 'alert.repeated' | 'alert.acknowledged',
  { id, alert, conversationId, ticketId, departmentId, people, flowId }: DutyAlert,
  details: { readonly agentId: string },
): void {
  // Not an event of the conversation, which is not locked for it.
  draft.emit(kind, {
    departments: departmentId === null ? [] : [departmentId],
    agents: people,
    details: { alertId: id, alert, of: conversationId, ticketId, flowId, ...details },
  });
}
