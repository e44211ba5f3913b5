import { nameActor } from '../domain/actor.ts';
import { newAgentState } from '../domain/agent.ts';
import type { Successors } from '../domain/check-configuration.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { ConfigurationDocument, ConfigurationItem } from '../domain/configuration.ts';
import { directQueue } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { fillFlow, type WrittenFlow } from '../domain/fill-configuration.ts';
import { nextFiringOf } from '../domain/flows/next-firing.ts';
import { flowVersionId } from '../domain/flows/run.ts';
import { type ConfigurationPlan, planConfiguration, type RetiredEntry } from '../domain/plan-configuration.ts';

export interface ApplyConfigurationInput {
  /** A document that was checked, with its defaults. */
  readonly document: ConfigurationDocument;
  readonly successors: Successors;
  /** The version that the sender saw (If-Match): any other now is `version_conflict`. */
  readonly version?: number;
}

export interface ConfigurationAnswer {
  readonly version: number;
  /** Whether anything was written; an unchanged document makes no new version. */
  readonly changed: boolean;
  readonly adds: number;
  readonly changes: number;
  readonly retires: number;
  readonly unchanged: number;
}

/** Items told in one event, so that a first setup of a hundred thousand agents makes events that streams can carry. */
const itemsPerEvent = 1_000;

/**
 * Makes a document an organization's setup. What it leaves out is retired; that is refused while open tickets are with it
 * and no successor is named (for a department: while it has open tickets). What follows for open work (offers to re-check, tickets to hand to successors) is decided by
 * commands of their own, sent by whoever reads the last of this command's events.
 */
export const applyConfiguration: CommandDefinition<ApplyConfigurationInput, ConfigurationAnswer> = {
  name: 'applyConfiguration',
  configuration: true,
  needs: () => ({}),
  decide(draft, { document, successors, version }) {
    const { actor, configuration } = draft;
    if (!actor.permissions.has('configuration.write'))
      return refused('permission_missing', { data: { permission: 'configuration.write' } });
    if (version !== undefined && version !== configuration.version) {
      return refused('version_conflict', { data: { expected: version, actual: configuration.version } });
    }
    return changeConfiguration(draft, document, successors);
  },
};

/** Makes the document the next version, if it differs. Who may, and whether it is sound, was looked at before. */
export function changeConfiguration(
  draft: Draft,
  document: ConfigurationDocument,
  successors: Successors = {},
): Outcome<ConfigurationAnswer> {
  const { configuration, organizationId } = draft;
  const items = draft.all('configurationItem');
  const plan = planConfiguration({ organizationId, version: configuration.version, items }, document, successors);
  if (plan.items.length === 0) return done(answerOf(plan, configuration.version, false));
  const blocked = refuseWhileInUse(draft, plan);
  if (blocked !== null) return blocked;
  const schedules = missingSchedules(draft, plan);
  if (schedules.length > 0) return { kind: 'needs', needs: { flowSchedules: schedules, openIn: [schedulesMark] } };
  write(draft, plan, configuration.version + 1);
  return done(answerOf(plan, configuration.version + 1, true));
}

function answerOf(plan: ConfigurationPlan, version: number, changed: boolean): ConfigurationAnswer {
  const { adds, changes, retires, unchanged } = plan;
  return { version, changed, adds: adds.length, changes: changes.length, retires: retires.length, unchanged };
}

/** The owners whose open tickets speak against retiring an entry. */
function ownersOf({ kind, id }: RetiredEntry): readonly string[] {
  if (kind === 'queue' || kind === 'flow' || kind === 'external') return [id];
  return kind === 'agent' ? [id, directQueue(id).id] : [];
}

/** Where tickets are, whoever owns them: a department, or the account through which their customers write. */
function placeOf({ kind, id }: RetiredEntry): string | null {
  if (kind === 'department') return id;
  return kind === 'account' ? `account:${id}` : null;
}

/** Refuses, or asks for what must be known first, or finds nothing in the way. */
function refuseWhileInUse(draft: Draft, plan: ConfigurationPlan): Outcome<never> | null {
  // A department's tickets would have to move, by rules that are going with it, and an account's would have to go on where its
  // customers have no address: they are moved before, one by one.
  const retires = plan.retires.filter((entry) => entry.successor === null || placeOf(entry) !== null);
  const owners = retires.flatMap(ownersOf);
  const places = retires.flatMap((entry) => placeOf(entry) ?? []);
  // Owners without an open ticket have no reading of their own, so one that says it was asked for stands in for all.
  const wasAsked = draft.reading<number>(`openIn ${askedMark}`) !== undefined;
  if (owners.length + places.length > 0 && !wasAsked) {
    return { kind: 'needs', needs: { ownedBy: owners, openIn: [...places, askedMark] } };
  }
  const inUse = retires
    .map((entry) => ({ kind: entry.kind, id: entry.id, openTickets: openTicketsOf(draft, entry) }))
    .filter(({ openTickets }) => openTickets > 0);
  if (inUse.length === 0) return null;
  const entries = inUse.map(({ kind, id, openTickets }) => `${kind} ${id} (${openTickets})`);
  return refused('still_in_use', { data: { entries, inUse } });
}

/** Flows whose schedules are to be set, as long as nobody has looked for them. */
function missingSchedules(draft: Draft, plan: ConfigurationPlan): readonly string[] {
  const wasAsked = draft.reading<number>(`openIn ${schedulesMark}`) !== undefined;
  return wasAsked ? [] : plan.items.flatMap(({ kind, id }) => (kind === 'flow' ? [id] : []));
}

/** The same for schedules: a flow without one is not told from one that nobody asked for. */
const schedulesMark = '**';

/** No id of a department or an account can be this. */
const askedMark = '*';

function openTicketsOf(draft: Draft, entry: RetiredEntry): number {
  const place = placeOf(entry);
  if (place !== null) return draft.reading<number>(`openIn ${place}`) ?? 0;
  return ownersOf(entry).reduce(
    (sum, owner) => sum + (draft.reading<readonly object[]>(`ownedBy ${owner}`)?.length ?? 0),
    0,
  );
}

function write(draft: Draft, plan: ConfigurationPlan, version: number): void {
  const { adds, changes, retires } = plan;
  addAgents(draft, plan);
  // What was retired may come back as something else; the version before is made again from what it was.
  const retired = retires.map((entry) => ({
    ...entry,
    data: draft.get('configurationItem', `${entry.kind}:${entry.id}`).data,
  }));
  for (let i = 0; i < plan.items.length; i += itemsPerEvent) {
    for (const item of plan.items.slice(i, i + itemsPerEvent)) {
      const id = `${item.kind}:${item.id}`;
      if (draft.find('configurationItem', id) === undefined) draft.add('configurationItem', id, item);
      else draft.change('configurationItem', id, { data: item.data, version, retired: item.retired });
    }
    const isLast = i + itemsPerEvent >= plan.items.length;
    publishFlows(draft, plan.items.slice(i, i + itemsPerEvent), version);
    if (isLast) {
      const change = {
        id: String(version),
        version,
        actor: nameActor(draft.actor),
        changes: { adds, changes, retires: retired },
        at: draft.now,
      };
      draft.add('configurationChange', change.id, change);
    }
    draft.emit('configuration.changed', {
      details: isLast
        ? {
            version,
            isLast,
            adds: adds.length,
            retires: retires.map(({ kind, id, successor }) => ({ kind, id, successor })),
          }
        : { version, isLast },
    });
  }
}

/** Keeps what is published of flows for the runs that begin with it, and sets when their schedules are due. */
function publishFlows(draft: Draft, items: readonly ConfigurationItem[], version: number): void {
  for (const { kind, id, data, retired } of items) {
    if (kind !== 'flow') continue;
    const flow = fillFlow({ ...(data as WrittenFlow), id });
    const isPublished = !retired && flow.published;
    if (isPublished) {
      const row = { flowId: id, version, entry: data, publishedBy: nameActor(draft.actor), publishedAt: draft.now };
      draft.add('flowVersion', flowVersionId(id, version), { id: flowVersionId(id, version), ...row });
    }
    const nextAt = isPublished ? nextFiringOf(flow.triggers, draft.now) : null;
    const schedule = draft.find('flowSchedule', id);
    // Without a schedule, the firing under way has nothing more to begin.
    if (schedule !== undefined)
      draft.change('flowSchedule', id, nextAt === null ? { nextAt, firingId: null } : { nextAt });
    else if (nextAt !== null) {
      draft.add('flowSchedule', id, { id, nextAt, firingId: null, firedAt: null, departments: null });
    }
  }
}

/** Agents who never were: offline, with nothing in hand. One who comes back finds the row they had. */
function addAgents(draft: Draft, plan: ConfigurationPlan): void {
  const ids = plan.adds
    .filter(({ kind, id }) => kind === 'agent' && draft.find('configurationItem', `agent:${id}`) === undefined)
    .map(({ id }) => id);
  for (let i = 0; i < ids.length; i += itemsPerEvent) {
    const agentIds = ids.slice(i, i + itemsPerEvent);
    for (const id of agentIds) draft.add('agent', id, newAgentState(id, draft.now));
    draft.emit('agent.added', { details: { agentIds } });
  }
}
