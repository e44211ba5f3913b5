import type { ConfigurationItem } from '../domain/configuration.ts';
import { documentOf } from '../domain/plan-configuration.ts';
import { findSecondIntegrations } from '../domain/second-integrations.ts';
import { readRoutedItems } from '../storage/read-configuration.ts';
import type { Reads } from './reads.ts';

/** A channel account with two integrations that change owners. Its message says which, and what to do. */
class TwoIntegrations extends Error {
  override name = 'TwoIntegrations';
}

/**
 * Refuses to go on where a stored configuration gives one channel account two integrations that change owners: it was
 * written before that was refused, or by hand. Read once, at the start.
 *
 * @throws TwoIntegrations, DatabaseError
 */
export async function refuseSecondIntegrations({ database }: Reads): Promise<void> {
  const { rows } = await database.read(readRoutedItems());
  const byOrganization = Map.groupBy(
    rows as unknown as readonly (ConfigurationItem & { readonly organizationId: string })[],
    ({ organizationId }) => organizationId,
  );
  const sentences = [...byOrganization].flatMap(([organizationId, items]) => {
    const { accounts, departments, queues } = documentOf(items);
    return findSecondIntegrations(accounts, (index) => {
      const entry = accounts[index]?.entry;
      const id = entry?.queue ?? departments.find((department) => department.id === entry?.department)?.defaultQueue;
      return queues.find((queue) => queue.id === id);
    }).map(({ sentence }) => `Organization ${organizationId}: ${sentence}`);
  });
  if (sentences.length > 0) throw new TwoIntegrations(sentences.join('\n'));
}
