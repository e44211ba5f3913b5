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
