import type { Static } from 'typebox';
import type { Ids } from '../../base/ids.ts';
import type { organizationAnswer } from '../../contract/organizations.ts';
import type { WrittenDocument } from '../../domain/fill-configuration.ts';
import type { Api } from './call-api.ts';

export interface NewOrganization {
  readonly id: string;
  /** Speaks with the organization's own key. */
  readonly api: Api;
}

/** Makes an organization of its own for a replay, and sets it up. `admin` must hold `organizations.create`. */
export async function makeOrganization(
  admin: Api,
  ids: Ids,
  { name, configuration }: { readonly name: string; readonly configuration: WrittenDocument },
): Promise<NewOrganization> {
  // A key is told once. Where the answer with it was lost, its organization stays empty, and another one is made.
  for (;;) {
    const made = await admin.call<Static<typeof organizationAnswer>>({
      method: 'POST',
      path: '/v1/organizations',
      idempotencyKey: ids.next(),
      body: { name },
    });
    if (made.apiKey === null) continue;
    const api = admin.withKey(made.apiKey);
    await api.call({ method: 'PUT', path: '/v1/configuration', body: configuration });
    return { id: made.id, api };
  }
}
