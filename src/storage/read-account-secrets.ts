import type { Database, Statement } from './database.ts';

/** The signing secrets of an account that are active: the two newest that are not retired, the newest first. */
function readAccountSecretsOf(organizationId: string, accountId: string): Statement {
  return {
    name: 'read_account_secrets',
    text: `select secret from account_secret
      where organization_id = $1::uuid and account_id = $2 and retired_at is null
      order by created_at desc, id desc limit 2`,
    values: [organizationId, accountId],
  };
}

/** Reads secrets from a database, for the inbound webhook and for deliveries. */
export function accountSecretsReader(database: Database) {
  return async (organizationId: string, accountId: string): Promise<string[]> => {
    const { rows } = await database.read(readAccountSecretsOf(organizationId, accountId));
    return rows.map((row) => row.secret as string);
  };
}
