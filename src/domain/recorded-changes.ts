import type { ConfigurationItem } from './configuration.ts';
import { fillOrganization } from './fill-configuration.ts';
import type { ConfigurationPlan, RetiredEntry } from './plan-configuration.ts';

/** What one version of the configuration changed, as it is kept. */
export interface RecordedChanges extends Pick<ConfigurationPlan, 'adds' | 'changes'> {
  readonly retires: readonly RecordedRetirement[];
}

/** `data` is the entry as it was; changes that were recorded before it was kept have none. */
export type RecordedRetirement = RetiredEntry & { readonly data?: unknown };

/**
 * The items as they were before some versions, made from those of now by taking back what each changed. Newest first: the
 * last one taken back is the version after the one that is wanted.
 */
export function itemsBefore(
  items: Iterable<ConfigurationItem>,
  newestFirst: Iterable<RecordedChanges>,
): readonly ConfigurationItem[] {
  const found = new Map<string, ConfigurationItem>();
  for (const item of items) found.set(`${item.kind}:${item.id}`, item);
  for (const { adds, changes, retires } of newestFirst) {
    for (const { kind, id } of adds) {
      const item = found.get(`${kind}:${id}`);
      // What it was before, if it was anything, the change that retired it tells.
      if (item !== undefined) found.set(`${kind}:${id}`, { ...item, retired: true });
    }
    for (const { kind, id, fields } of changes) {
      const item = found.get(`${kind}:${id}`);
      if (item !== undefined) found.set(`${kind}:${id}`, { ...item, data: takenBack(item, fields) });
    }
    for (const { kind, id, data } of retires) {
      const item = found.get(`${kind}:${id}`);
      if (item !== undefined) {
        found.set(`${kind}:${id}`, { ...item, retired: false, data: data === undefined ? item.data : data });
      }
    }
  }
  return [...found.values()];
}

type FieldChanges = RecordedChanges['changes'][number]['fields'];

function takenBack({ kind, data }: ConfigurationItem, fields: FieldChanges): unknown {
  if (kind === 'organization') {
    const { profile, settings } = fillOrganization(data as object);
    const before: Record<string, unknown> = { profile, settings: { ...settings } };
    for (const { field, before: value } of fields) {
      const isSetting = field.startsWith('settings.');
      put(isSetting ? (before.settings as Record<string, unknown>) : before, field.replace('settings.', ''), value);
    }
    return before;
  }
  const before = { ...(data as Record<string, unknown>) };
  for (const { field, before: value } of fields) put(before, field, value);
  return before;
}

/** A field that was not there is recorded as null. Where null is a value it is the default, so leaving it out says the same. */
function put(entry: Record<string, unknown>, field: string, value: unknown): void {
  if (value === null) delete entry[field];
  else entry[field] = value;
}
