import { readAnyOrganization } from '../storage/bootstrap.ts';
import type { Reads } from './reads.ts';

/** Whether anybody has made an organization on this store. @throws DatabaseError */
export async function hasOrganizations({ database }: Reads): Promise<boolean> {
  return (await database.read(readAnyOrganization)).rows[0]?.any === true;
}
