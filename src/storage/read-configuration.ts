import type { Statement } from './database.ts';

/** The version of an organization's configuration; no row when there is no such organization. */
export function readConfigVersion(organizationId: string): Statement {
  return {
    name: 'read_config_version',
    text: 'select config_version as version from organization_head where organization_id = $1::uuid',
    values: [organizationId],
  };
}

/** The items written since a version: all of them since -1. A retired item is one too. */
export function readConfigurationItems(organizationId: string, sinceVersion: number): Statement {
  return {
    name: 'read_configuration_items',
    text: `select organization_id as "organizationId", kind, id, version, retired, data from configuration_item
      where organization_id = $1::uuid and version > $2::int order by kind, id`,
    values: [organizationId, String(sinceVersion)],
  };
}

/** The accounts, departments and queues of every organization with an account whose address or routing is said. */
export function readRoutedItems(): Statement {
  return {
    name: '',
    text: `select organization_id as "organizationId", kind, id, version, retired, data from configuration_item
      where not retired and kind in ('account', 'department', 'queue') and organization_id in (
        select organization_id from configuration_item
        where kind = 'account' and not retired and (data ? 'address' or data ? 'partnerRouted'))
      order by organization_id, kind, id`,
    values: [],
  };
}

/** What versions changed, newest first, below a version; who and when, and with how much it changed at once. */
export function readConfigurationChanges(
  organizationId: string,
  { below, limit }: { readonly below: number; readonly limit: number },
): Statement {
  return {
    name: 'read_configuration_changes',
    text: `select organization_id as "organizationId", version, actor, changes, at from configuration_change
      where organization_id = $1::uuid and version < $2::int order by version desc limit $3::int`,
    values: [organizationId, String(below), String(limit)],
  };
}
