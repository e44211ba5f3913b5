import type { Statement } from './database.ts';

/** What was answered to a command, if it was committed. */
export function readCommand(organizationId: string, principal: string, key: string): Statement {
  return {
    name: 'read_command',
    text: `select request_hash as "requestHash", answer from command
      where organization_id = $1::uuid and principal = $2 and key = $3`,
    values: [organizationId, principal, key],
  };
}
