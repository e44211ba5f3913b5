import { canonical, type OwnerValue, type Row } from './replica.ts';
import type { Query } from './stored-rows.ts';

/**
 * An organization's setup as the auditor reads it, from the items as they lie in the table: only the few words that the
 * invariants speak of, with the documented defaults.
 */

export interface HouseAgent {
  readonly id: string;
  readonly departments: readonly string[];
  readonly mayReceive: boolean;
  readonly channels: 'all' | readonly string[];
  readonly total: number | null;
  readonly perChannel: Readonly<Record<string, number>>;
  readonly levels: Readonly<Record<string, number>>;
  readonly interruptible: readonly string[];
}

export interface HouseQueue {
  readonly id: string;
  readonly department: string;
  readonly isPushed: boolean;
  /** What it asks for after so long: at first, and at each step of its relaxation. */
  readonly steps: readonly { readonly afterMs: number; readonly levels: Readonly<Record<string, number>> }[];
  readonly limit: { readonly count: number; readonly seconds: number } | null;
}

export interface HouseDepartment {
  readonly id: string;
  readonly keepsAbsentWork: boolean;
  readonly wrapUpHoldsSlot: boolean;
  readonly hopsMax: number;
  readonly askAgainMs: number;
  /** What one step of priority is worth; strict is a year. */
  readonly ageingMs: number;
  readonly units: Readonly<Record<string, number>>;
  readonly hours: {
    readonly zone: string;
    readonly weekly: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  } | null;
}

export interface HouseAccount {
  readonly id: string;
  readonly reopenWindowMs: number;
}

export interface House {
  readonly agents: ReadonlyMap<string, HouseAgent>;
  readonly queues: ReadonlyMap<string, HouseQueue>;
  readonly departments: ReadonlyMap<string, HouseDepartment>;
  readonly accounts: ReadonlyMap<string, HouseAccount>;
  /** Whether each is published. */
  readonly flows: ReadonlyMap<string, boolean>;
  /** The channel kinds that each status of the organization's own serves. */
  readonly statuses: ReadonlyMap<string, 'all' | readonly string[]>;
  /** What was taken out of the setup: `queue:vip`. */
  readonly retired: ReadonlySet<string>;
}

/** Whether an owner is no longer there: its work is about to go to a successor. */
export function isRetired(house: House, owner: OwnerValue): boolean {
  const direct = directAgent(owner);
  return house.retired.has(direct === null ? `${owner.kind}:${owner.id}` : `agent:${direct}`);
}

export async function readHouse(query: Query, organizationId: string): Promise<House> {
  const items = await query(
    'select kind, id, retired, data from configuration_item where organization_id = $1::uuid order by kind, id',
    [organizationId],
  );
  const agents = new Map<string, HouseAgent>();
  const queues = new Map<string, HouseQueue>();
  const departments = new Map<string, HouseDepartment>();
  const accounts = new Map<string, HouseAccount>();
  const flows = new Map<string, boolean>();
  const statuses = new Map<string, 'all' | readonly string[]>();
  const organization = (items.find((item) => item.kind === 'organization')?.data ?? {}) as Row;
  const ofOrganization = (organization.settings ?? {}) as Row;
  const retired = new Set<string>();
  for (const item of items) {
    if (item.retired === true) {
      retired.add(`${item.kind}:${item.id}`);
      continue;
    }
    const id = item.id as string;
    const data = item.data as Row;
    if (item.kind === 'agent') agents.set(id, agentOf(id, data));
    if (item.kind === 'queue') {
      const isPushed = (data.distribution ?? 'push') === 'push';
      queues.set(id, {
        id,
        department: data.department as string,
        isPushed,
        steps: stepsOf(data),
        limit: (data.assignmentsMax ?? null) as HouseQueue['limit'],
      });
    }
    if (item.kind === 'department') {
      const settings = { ...ofOrganization, ...(data.settings as Row | undefined) };
      departments.set(id, {
        id,
        keepsAbsentWork: settings.whenAgentLeaves === 'keep',
        wrapUpHoldsSlot: settings.wrapUpHoldsSlot !== false,
        askAgainMs: ((settings.askAgainSeconds as number | undefined) ?? 60) * 1000,
        ageingMs: ((settings.priorityAgeingSeconds as number | undefined) ?? 60) * 1000 || 31_536_000_000,
        units: (settings.channelUnits ?? {}) as Record<string, number>,
        hopsMax: (settings.automaticHopsMax as number | undefined) ?? 8,
        hours: (data.hours as HouseDepartment['hours'] | undefined) ?? null,
      });
    }
    if (item.kind === 'flow') flows.set(id, data.published !== false);
    if (item.kind === 'status') statuses.set(id, (data.channels ?? 'all') as 'all' | string[]);
    if (item.kind === 'account') {
      const seconds = (data.reopenWindowSeconds as number | undefined) ?? (data.kind === 'email' ? 14 : 1) * 86_400;
      accounts.set(id, { id, reopenWindowMs: seconds * 1000 });
    }
  }
  return { agents, queues, departments, accounts, flows, statuses, retired };
}

function agentOf(id: string, data: Row): HouseAgent {
  const capacity = (data.capacity ?? {}) as {
    total?: number | null;
    perChannel?: Record<string, number>;
    interruptible?: string[];
  };
  const levels = (data.skillLevels ?? {}) as Record<string, number>;
  return {
    id,
    departments: (data.departments ?? []) as string[],
    mayReceive: !((data.deny ?? []) as string[]).includes('message.receive'),
    channels: (data.channels ?? 'all') as 'all' | string[],
    total: capacity.total === undefined ? 3 : capacity.total,
    perChannel: capacity.perChannel ?? {},
    levels: Object.fromEntries(((data.skills ?? []) as string[]).map((skill) => [skill, levels[skill] ?? 3])),
    interruptible: capacity.interruptible ?? [],
  };
}

function stepsOf(data: Row): HouseQueue['steps'] {
  const least = (data.skillLevels ?? {}) as Record<string, number>;
  let levels = Object.fromEntries(((data.skills ?? []) as string[]).map((skill) => [skill, least[skill] ?? 1]));
  const steps = [{ afterMs: 0, levels }];
  for (const step of (data.relaxation ?? []) as { afterSeconds: number; drop?: string[]; lowerBy?: number }[]) {
    const kept = Object.entries(levels).filter(([skill]) => step.drop?.includes(skill) !== true);
    levels = Object.fromEntries(kept.map(([skill, level]) => [skill, Math.max(1, level - (step.lowerBy ?? 0))]));
    steps.push({ afterMs: step.afterSeconds * 1000, levels });
  }
  return steps;
}

/** Whether so many more units of a channel kind fit. */
export function fits(
  agent: HouseAgent,
  load: Readonly<Record<string, number>>,
  channelKind: string,
  units: number,
): boolean {
  const isUrgent = !agent.interruptible.includes(channelKind);
  const total = Object.entries(load).reduce(
    (sum, [kind, value]) => (isUrgent && agent.interruptible.includes(kind) ? sum : sum + value),
    0,
  );
  const ofKind = agent.perChannel[channelKind];
  if (ofKind !== undefined && (load[channelKind] ?? 0) + units > ofKind) return false;
  return agent.total === null || total + units <= agent.total;
}

/** The agent whose direct queue an owner is. */
export function directAgent(owner: OwnerValue | null | undefined): string | null {
  return owner?.kind === 'queue' && owner.id.startsWith('direct:') ? owner.id.slice('direct:'.length) : null;
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return canonical(a) === canonical(b);
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Whether weekly hours (without holidays) are open, by the minute, from the engine's own zone data. */
export function isOpenAt(hours: NonNullable<HouseDepartment['hours']>, at: number): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = days.indexOf(part('weekday').toLowerCase().slice(0, 3));
  const time = `${part('hour')}:${part('minute')}`;
  const today = hours.weekly[days[day] as string] ?? [];
  const yesterday = hours.weekly[days[(day + 6) % 7] as string] ?? [];
  return (
    today.some(([start, end]) => time >= start && (end <= start || time < end)) ||
    yesterday.some(([start, end]) => end <= start && time < end)
  );
}
