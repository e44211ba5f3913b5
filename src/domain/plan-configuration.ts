import type { Successors } from './check-configuration.ts';
import { compileConfiguration, recompileConfiguration } from './compile-configuration.ts';
import type { Configuration, ConfigurationDocument, ConfigurationItem, ItemKind } from './configuration.ts';
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
} from './fill-configuration.ts';
import { listOpenedPairs, type OpenedPairs } from './move-matrix.ts';

/**
 * The difference between what is stored and what a document says: shown first, then written. The document is the whole
 * setup, so what it leaves out is retired.
 */
export interface ConfigurationPlan {
  readonly adds: readonly PlannedEntry[];
  readonly changes: readonly (PlannedEntry & { readonly fields: readonly FieldChange[] })[];
  readonly retires: readonly RetiredEntry[];
  /** How many entries stay as they are. */
  readonly unchanged: number;
  /** Moves between departments that it opens, or opens wider: to be confirmed before it is applied. */
  readonly opens: OpenedPairs;
  /** What is to be written, at the new version. */
  readonly items: readonly ConfigurationItem[];
  /** The configuration that results. */
  readonly configuration: Configuration;
}

export interface PlannedEntry {
  readonly kind: ItemKind;
  readonly id: string;
  readonly name: string;
}

export interface RetiredEntry extends PlannedEntry {
  /**
   * Who takes over its open tickets, an id of the same kind. Without one it is refused while it has any, and so is a department or
   * an account with one: their tickets are handed over or closed before.
   */
  readonly successor: string | null;
}

export interface FieldChange {
  /** For the organization's settings `settings.NAME`. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** There is one organization's entry in an organization. */
const organizationItemId = 'organization';

type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

/** Each list of the document, as items in the order in which they refer to each other. */
const kinds = [
  { kind: 'program', list: 'programs', fill: fillProgram },
  { kind: 'skill', list: 'skills', fill: fillSkill },
  { kind: 'status', list: 'statuses', fill: fillStatus },
  { kind: 'department', list: 'departments', fill: fillDepartment },
  { kind: 'queue', list: 'queues', fill: fillQueue },
  { kind: 'agent', list: 'agents', fill: fillAgent },
  { kind: 'account', list: 'accounts', fill: fillAccount },
  { kind: 'flow', list: 'flows', fill: fillFlow },
  { kind: 'external', list: 'externals', fill: fillExternal },
] as const;

const fillers: ReadonlyMap<ItemKind, (data: never) => unknown> = new Map(kinds.map(({ kind, fill }) => [kind, fill]));
const listsOfKinds = {
  department: 'departments',
  queue: 'queues',
  agent: 'agents',
  account: 'accounts',
  flow: 'flows',
  external: 'externals',
} as const;

/**
 * What applying the document would do to the stored items. Items of one organization, a checked document.
 *
 * @example planConfiguration({ organizationId, version: 4, items }, document)
 */
export function planConfiguration(
  current: { readonly organizationId: string; readonly version: number; readonly items: Iterable<ConfigurationItem> },
  document: ConfigurationDocument,
  successors: Successors = {},
): ConfigurationPlan {
  const stored = new Map<string, ConfigurationItem>();
  for (const item of current.items) stored.set(keyOf(item), item);
  const version = current.version + 1;
  const adds: PlannedEntry[] = [];
  const changes: (PlannedEntry & { fields: readonly FieldChange[] })[] = [];
  const retires: RetiredEntry[] = [];
  const items: ConfigurationItem[] = [];
  let unchanged = 0;
  const wanted = new Set<string>();
  for (const item of itemsOf(document, version)) {
    wanted.add(keyOf(item));
    const before = stored.get(keyOf(item));
    if (before && !before.retired) {
      const fields = changedFields(item, before.data);
      if (fields.length === 0) {
        unchanged++;
        continue;
      }
      changes.push({ ...namesOf(item), fields });
    } else adds.push(namesOf(item));
    items.push(item);
  }
  for (const item of stored.values()) {
    if (item.retired || wanted.has(keyOf(item))) continue;
    items.push({ ...item, retired: true, version });
    retires.push({ ...namesOf(item), successor: successorOf(item, successors) });
  }
  const before = compileConfiguration(current.organizationId, current.version, stored.values());
  const configuration = recompileConfiguration(before, version, items);
  return { adds, changes, retires, unchanged, opens: listOpenedPairs(before, configuration), items, configuration };
}

function keyOf({ kind, id }: { kind: ItemKind; id: string }): string {
  return `${kind}:${id}`;
}

function namesOf({ kind, id, data }: ConfigurationItem): PlannedEntry {
  return { kind, id, name: (data as { name?: string } | null)?.name ?? id };
}

function successorOf({ kind, id }: ConfigurationItem, successors: Successors): string | null {
  const list = listsOfKinds[kind as keyof typeof listsOfKinds];
  const named = list === undefined ? undefined : successors[list];
  return named !== undefined && Object.hasOwn(named, id) ? (named[id] ?? null) : null;
}

/** The document as items, each without what its defaults say anyway. */
export function itemsOf(document: ConfigurationDocument, version: number): ConfigurationItem[] {
  const { profile, settings } = document;
  const items: ConfigurationItem[] = [
    { kind: 'organization', id: organizationItemId, data: { profile, settings }, version, retired: false },
  ];
  for (const { kind, list } of kinds) {
    for (const entry of document[list]) {
      items.push({ kind, id: entry.id, data: shorten(kind, entry as unknown as Entry), version, retired: false });
    }
  }
  return items;
}

/** Items as the document that gives them, with all defaults, each list sorted by id. Retired ones are left out. */
export function documentOf(items: Iterable<ConfigurationItem>): ConfigurationDocument {
  const lists: Record<string, Entry[]> = Object.fromEntries(kinds.map(({ list }) => [list, []]));
  let organization = fillOrganization({});
  for (const item of items) {
    if (item.retired) continue;
    if (item.kind === 'organization') organization = fillOrganization(item.data as object);
    else lists[listOf(item.kind)]?.push(fill(item.kind, { ...(item.data as object), id: item.id }));
  }
  for (const list of Object.values(lists)) list.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...organization, ...lists } as unknown as ConfigurationDocument;
}

function listOf(kind: ItemKind): string {
  return kinds.find((row) => row.kind === kind)?.list ?? '';
}

function fill(kind: ItemKind, data: object): Entry {
  const filler = fillers.get(kind) as ((data: unknown) => Entry) | undefined;
  return filler ? filler(data) : (data as Entry);
}

/** The entry without its id and without fields that say what they would say if they were left out. */
function shorten(kind: ItemKind, entry: Entry): Record<string, unknown> {
  const { id } = entry;
  // An account's defaults depend on its kind and type.
  const defaults = fill(kind, kind === 'account' ? { id, kind: entry.kind, type: entry.type } : { id });
  const short: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(entry)) {
    const isNeeded =
      field === 'kind' || field === 'department' || field === 'entry' || (field === 'type' && value !== 'custom');
    if (field !== 'id' && (isNeeded || !isSame(value, defaults[field]))) short[field] = value;
  }
  return short;
}

function changedFields({ kind, id, data }: ConfigurationItem, before: unknown): FieldChange[] {
  if (kind === 'organization') {
    const [was, is] = [fillOrganization(before as object), fillOrganization(data as object)];
    const profile = was.profile === is.profile ? [] : [{ field: 'profile', before: was.profile, after: is.profile }];
    return [...profile, ...differences(was.settings, is.settings, 'settings.')];
  }
  return differences(fill(kind, { ...(before as object), id }), fill(kind, { ...(data as object), id }), '');
}

function differences(before: object, after: object, prefix: string): FieldChange[] {
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields
    .filter((field) => !isSame(was[field], is[field]))
    .map((field) => ({ field: prefix + field, before: was[field] ?? null, after: is[field] ?? null }));
}

/** Equal as JSON, whatever the order of keys: a store may give objects back in another. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keysOfA, keysOfB] = [Object.keys(a), Object.keys(b)];
  if (keysOfA.length !== keysOfB.length) return false;
  return keysOfA.every(
    (key) => Object.hasOwn(b, key) && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
