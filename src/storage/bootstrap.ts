import type { Database, Statement } from './database.ts';

/** Makes the head of the system's organization, in which organizations are made, where it is not there yet. */
export async function insertSystemOrganization(database: Database, id: string): Promise<void> {
  await database.withSession((session) =>
    session.pipeline([
      {
        name: '',
        text: `insert into organization_head (organization_id, position, config_version, last_at)
          values ($1::uuid, 0, 0, clock_timestamp()) on conflict do nothing`,
        values: [id],
      },
    ]),
  );
}

/** Whether anybody has made an organization here. */
export const readAnyOrganization: Statement = {
  name: 'read_any_organization',
  text: 'select exists (select 1 from organization) as any',
  values: [],
};

/** When the store's first migration ran: by it one database is told from another. */
export const readStoreBirth: Statement = {
  name: 'read_store_birth',
  text: 'select timestamp as at from migration.executed order by name limit 1',
  values: [],
};
