import { type Permission, rolePermissions } from './actor.ts';
import type {
  AccountEntry,
  Agent,
  AgentEntry,
  Configuration,
  ConfigurationItem,
  Department,
  DepartmentEntry,
  ExternalEntry,
  Flow,
  ItemKind,
  ProgramEntry,
  Queue,
  SkillEntry,
  StatusEntry,
} from './configuration.ts';
import {
  fillAccount,
  fillAgent,
  fillDepartment,
  fillExternal,
  fillFlow,
  fillOrganization,
  fillProgram,
  fillQueue,
  fillSkill,
  fillStatus,
  type WrittenAccount,
  type WrittenAgent,
  type WrittenDepartment,
  type WrittenFlow,
  type WrittenOrganization,
  type WrittenQueue,
} from './fill-configuration.ts';
import { indexTriggers } from './flows/trigger-index.ts';
import { LayeredMap } from './layered-map.ts';
import { addressKey } from './move-rules.ts';
import { resolveSettings } from './profiles.ts';
import type { ProfileName, Settings } from './settings.ts';

// From stored items to what deciders read.
//
// One way for both: compiling is recompiling from nothing. What did not change is shared with the configuration before, by
// identity, so that whoever keeps something derived from an entry can tell that it still holds.
//
// Measured 2026-11-21 on Node 24.21, 2 cores, 100 departments: 20 ms for 10,000 agents and 290 ms for 100,000; one changed
// agent among them 0.2 and 0.6 ms (35 ms before maps were layered and the directory kept in order).

/** The items' configuration, at that version. Retired items give only their names. Items of a document that was checked. */
export function compileConfiguration(
  organizationId: string,
  version: number,
  items: Iterable<ConfigurationItem>,
): Configuration {
  return recompileConfiguration({ ...nothing, organizationId }, version, items);
}

const nothing: Configuration = {
  organizationId: '',
  version: 0,
  profile: 'baton',
  overrides: {},
  settings: resolveSettings('baton', {}),
  programs: new Map(),
  departments: new Map(),
  queues: new Map(),
  agents: new Map(),
  accounts: new Map(),
  skills: new Map(),
  statuses: new Map(),
  flows: new Map(),
  triggers: indexTriggers([]),
  externals: new Map(),
  directory: { departments: [], queues: [], agents: [] },
  retired: new Map(),
};

/** The configuration after the changed items, sharing all that they leave alone. */
export function recompileConfiguration(
  previous: Configuration,
  version: number,
  changedItems: Iterable<ConfigurationItem>,
): Configuration {
  const changed = groupByKind(changedItems);
  if (changed.size === 0) return { ...previous, version };
  const organization = organizationOf(previous, changed.get('organization'));
  const agents = applyTo(previous.agents, changed.get('agent'), compileAgent());
  const accounts = applyTo(previous.accounts, changed.get('account'), (data) => fillAccount(data as WrittenAccount));
  const flows = applyTo<Flow>(previous.flows, changed.get('flow'), (data, writtenBy) => ({
    ...fillFlow(data as WrittenFlow),
    version: writtenBy,
  }));
  const queues = applyTo(previous.queues, changed.get('queue'), compileQueue);
  const departments = compileDepartments(previous, {
    ...organization,
    entries: applyTo<DepartmentEntry>(previous.departments, changed.get('department'), (data) =>
      fillDepartment(data as WrittenDepartment),
    ),
    agents,
    accounts,
    changedAgents: changed.get('agent') ?? [],
    changedAccounts: changed.get('account') ?? [],
  });
  return {
    organizationId: previous.organizationId,
    version,
    ...organization,
    programs: applyTo(previous.programs, changed.get('program'), (data) => fillProgram(data as ProgramEntry)),
    departments,
    queues,
    agents,
    accounts,
    skills: applyTo(previous.skills, changed.get('skill'), (data) => fillSkill(data as SkillEntry)),
    statuses: applyTo(previous.statuses, changed.get('status'), (data) => fillStatus(data as StatusEntry)),
    flows,
    triggers: flows === previous.flows ? previous.triggers : indexTriggers(flows.values()),
    externals: applyTo(previous.externals, changed.get('external'), (data) => fillExternal(data as ExternalEntry)),
    directory: {
      departments: sorted(previous.directory.departments, previous.departments, departments),
      queues: sorted(previous.directory.queues, previous.queues, queues),
      agents: resorted(
        previous.directory.agents,
        { before: previous.agents, after: agents },
        changed.get('agent') ?? [],
      ),
    },
    retired: retiredNames(previous.retired, changed),
  };
}

type Changed = ReadonlyMap<ItemKind, readonly ConfigurationItem[]>;

function groupByKind(items: Iterable<ConfigurationItem>): Changed {
  const groups = new Map<ItemKind, ConfigurationItem[]>();
  for (const item of items) {
    const group = groups.get(item.kind);
    if (group) group.push(item);
    else groups.set(item.kind, [item]);
  }
  return groups;
}

/** The map with the items applied; the same map when there are none. */
function applyTo<T>(
  before: ReadonlyMap<string, T>,
  items: readonly ConfigurationItem[] | undefined,
  compile: (data: unknown, version: number) => T,
): ReadonlyMap<string, T> {
  if (items === undefined) return before;
  const changes = new Map<string, T | undefined>();
  for (const { id, data, version, retired } of items) {
    changes.set(id, retired ? undefined : compile({ ...(data as object), id }, version));
  }
  return LayeredMap.apply(before, changes);
}

interface OrganizationPart {
  readonly profile: ProfileName;
  readonly overrides: Partial<Settings>;
  readonly settings: Settings;
}

function organizationOf(previous: Configuration, items: readonly ConfigurationItem[] | undefined): OrganizationPart {
  const item = items?.at(-1);
  if (item === undefined) {
    return { profile: previous.profile, overrides: previous.overrides, settings: previous.settings };
  }
  const { profile, settings } = fillOrganization(item.data as WrittenOrganization);
  return { profile, overrides: settings, settings: resolveSettings(profile, settings) };
}

function sortKeyOf({ name, id }: { name: string; id: string }): string {
  return `${name.toLowerCase()}\n${id}`;
}

function compileQueue(data: unknown): Queue {
  const entry = fillQueue(data as WrittenQueue);
  return { ...entry, sortKey: sortKeyOf(entry) };
}

/** Compiles agents, sharing the sets that many have in common. */
function compileAgent(): (data: unknown) => Agent {
  const memberships = new Map<string, ReadonlySet<string>>();
  return (data) => {
    const entry = fillAgent(data as WrittenAgent);
    const key = entry.departments.join('\n');
    let memberOf = memberships.get(key);
    if (memberOf === undefined) {
      memberOf = new Set(entry.departments);
      memberships.set(key, memberOf);
    }
    return { ...entry, permissions: permissionsOf(entry), memberOf, sortKey: sortKeyOf(entry) };
  };
}

const ofRoles = new Map<string, ReadonlySet<Permission>>(
  Object.entries(rolePermissions).map(([role, permissions]) => [role, new Set(permissions)]),
);

/** What the role gives, with what is granted besides and without what is denied: denying wins. */
function permissionsOf({ role, grant, deny }: AgentEntry): ReadonlySet<Permission> {
  const ofRole = ofRoles.get(role) ?? new Set<Permission>();
  if (grant.length === 0 && deny.length === 0) return ofRole;
  const own = new Set([...ofRole, ...grant]);
  for (const permission of deny) own.delete(permission);
  return own;
}

interface DepartmentParts extends OrganizationPart {
  readonly entries: ReadonlyMap<string, DepartmentEntry>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly accounts: ReadonlyMap<string, AccountEntry>;
  readonly changedAgents: readonly ConfigurationItem[];
  readonly changedAccounts: readonly ConfigurationItem[];
}

/** Departments follow from much else: those that nothing touches stay the same objects. */
function compileDepartments(previous: Configuration, parts: DepartmentParts): ReadonlyMap<string, Department> {
  const { entries } = parts;
  const members = changedMembers(previous, parts);
  const addresses = changedAddresses(previous, parts);
  const settingsChanged = parts.settings !== previous.settings;
  if (entries === previous.departments && members.size === 0 && addresses.size === 0 && !settingsChanged) {
    return previous.departments;
  }
  const after = new Map<string, Department>();
  for (const [id, entry] of entries) {
    const before = previous.departments.get(id);
    const isSame = entry === before && !settingsChanged && !members.has(id) && !addresses.has(id);
    if (before && isSame) {
      after.set(id, before);
      continue;
    }
    after.set(id, {
      ...entry,
      resolved:
        before && !settingsChanged && entry.settings === before.settings
          ? before.resolved
          : settingsOf(parts, entry.settings),
      members: members.get(id) ?? before?.members ?? none,
      knownToSet: entry.knownTo === null ? null : new Set(entry.knownTo),
      ownAddresses: ownAddressesOf(entry, parts.accounts),
      sortKey: sortKeyOf(entry),
    });
  }
  return after;
}

const none: ReadonlySet<string> = new Set();

/** Departments without settings of their own share the organization's object. */
function settingsOf(parts: OrganizationPart, own: Partial<Settings>): Settings {
  return Object.keys(own).length === 0 ? parts.settings : resolveSettings(parts.profile, parts.overrides, own);
}

/** New member sets of the departments that somebody joined or left, and of those that are new. */
function changedMembers(previous: Configuration, parts: DepartmentParts): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  const setOf = (departmentId: string): Set<string> => {
    let set = sets.get(departmentId);
    if (set === undefined) {
      set = new Set(previous.departments.get(departmentId)?.members);
      sets.set(departmentId, set);
    }
    return set;
  };
  for (const { id } of parts.changedAgents) {
    const before = previous.agents.get(id)?.memberOf ?? none;
    const after = parts.agents.get(id)?.memberOf ?? none;
    for (const departmentId of before) if (!after.has(departmentId)) setOf(departmentId).delete(id);
    for (const departmentId of after) if (!before.has(departmentId)) setOf(departmentId).add(id);
  }
  const added = [...parts.entries.keys()].filter((id) => !previous.departments.has(id));
  if (added.length > 0 && previous.agents.size > 0) {
    for (const agent of parts.agents.values()) {
      for (const departmentId of added) if (agent.memberOf.has(departmentId)) setOf(departmentId).add(agent.id);
    }
  }
  return sets;
}

/** The departments where a changed account starts or started. */
function changedAddresses(previous: Configuration, parts: DepartmentParts): Set<string> {
  const departments = new Set<string>();
  for (const { id } of parts.changedAccounts) {
    for (const account of [previous.accounts.get(id), parts.accounts.get(id)]) {
      if (account) departments.add(account.entry.department);
    }
  }
  return departments;
}

function ownAddressesOf(entry: DepartmentEntry, accounts: ReadonlyMap<string, AccountEntry>): ReadonlySet<string> {
  const own = new Set(entry.addresses.map(addressKey));
  for (const account of accounts.values()) {
    if (account.entry.department !== entry.id) continue;
    own.add(`account ${account.id}`);
    if (account.address) own.add(addressKey({ channel: account.kind, address: account.address }));
  }
  return own;
}

function bySortKey(a: { sortKey: string }, b: { sortKey: string }): number {
  return a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0;
}

function sorted<T extends { sortKey: string }>(
  list: readonly T[],
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): readonly T[] {
  return before === after ? list : [...after.values()].sort(bySortKey);
}

/** Sorting a hundred thousand takes 0.1 s, so a few changed ones are taken out and put into their places instead. */
function resorted(
  list: readonly Agent[],
  maps: { readonly before: ReadonlyMap<string, Agent>; readonly after: ReadonlyMap<string, Agent> },
  items: readonly ConfigurationItem[],
): readonly Agent[] {
  if (items.length === 0) return list;
  if (items.length > placedMax) return [...maps.after.values()].sort(bySortKey);
  const copy = list.slice();
  for (const id of new Set(items.map((item) => item.id))) {
    const [before, after] = [maps.before.get(id), maps.after.get(id)];
    if (before) copy.splice(placeIn(copy, before.sortKey), 1);
    if (after) copy.splice(placeIn(copy, after.sortKey), 0, after);
  }
  return copy;
}

/** Each moves part of the array, so more than this are better sorted. */
const placedMax = 100;

/** Where the key is, or would be. */
function placeIn(list: readonly Agent[], sortKey: string): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as Agent).sortKey < sortKey) low = middle + 1;
    else high = middle;
  }
  return low;
}

function retiredNames(before: ReadonlyMap<string, string>, changed: Changed): ReadonlyMap<string, string> {
  let after: Map<string, string> | undefined;
  for (const [kind, items] of changed) {
    for (const { id, data, retired } of items) {
      const key = `${kind}:${id}`;
      if (!retired && !before.has(key)) continue;
      after ??= new Map(before);
      if (retired) after.set(key, (data as { name?: string } | null)?.name ?? id);
      else after.delete(key);
    }
  }
  return after ?? before;
}
