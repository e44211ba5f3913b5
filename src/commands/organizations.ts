import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Scope } from '../domain/principal.ts';
import type { ApiKey } from '../domain/rows.ts';

/** The organization in which organizations are made; it has no configuration, and no row of any other is its. */
export const systemOrganizationId = '00000000-0000-0000-0000-000000000000';

/** A key as it will be stored; the secret itself is told once and never kept. */
export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly secretHash: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
}

export interface OrganizationAnswer {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Null when it was made without a key. */
  readonly keyId: string | null;
}

/** Makes an organization, with its first key where one is wanted. Runs in the system's organization. */
export const createOrganization: CommandDefinition<
  { readonly id: string; readonly name: string; readonly key: NewKey | null },
  OrganizationAnswer
> = {
  name: 'createOrganization',
  needs: () => ({}),
  decide(draft, { id, name, key }) {
    draft.add('organization', id, { id, name, createdAt: draft.now });
    if (key !== null)
      draft.add('apiKey', key.id, { ...key, organizationId: id, createdAt: draft.now, revokedAt: null });
    draft.emit('organization.created', { details: { organizationId: id, name } });
    return done({ id, name, createdAt: draft.now, keyId: key?.id ?? null });
  },
};

/** Makes a key of the organization. A key cannot give what it does not have. */
export const createApiKey: CommandDefinition<
  { readonly key: NewKey },
  { readonly id: string; readonly name: string; readonly createdAt: number }
> = {
  name: 'createApiKey',
  needs: () => ({}),
  decide(draft, { key }) {
    const { actor } = draft;
    if (!actor.permissions.has('keys.manage'))
      return refused('permission_missing', { data: { permission: 'keys.manage' } });
    draft.add('apiKey', key.id, {
      ...key,
      organizationId: draft.organizationId,
      createdAt: draft.now,
      revokedAt: null,
    });
    draft.emit('api_key.created', { details: { keyId: key.id, scopes: key.scopes } });
    return done({ id: key.id, name: key.name, createdAt: draft.now });
  },
};

/** Ends a key: it opens nothing any more, and its streams end. One that was revoked before stays as it is. */
export const revokeApiKey: CommandDefinition<{ readonly keyId: string }, Omit<ApiKey, 'secretHash'>> = {
  name: 'revokeApiKey',
  needs: ({ keyId }) => ({ apiKeys: [keyId] }),
  decide(draft, { keyId }) {
    if (!draft.actor.permissions.has('keys.manage'))
      return refused('permission_missing', { data: { permission: 'keys.manage' } });
    const key = draft.find('apiKey', keyId);
    if (key === undefined) return refused('not_found');
    if (key.revokedAt === null) {
      draft.change('apiKey', keyId, { revokedAt: draft.now });
      draft.emit('api_key.revoked', { details: { keyId, name: key.name } });
    }
    const { secretHash: _, ...told } = draft.get('apiKey', keyId);
    return done(told);
  },
};

/** The name under which the secrets of a contact outside are kept: no account can be called that. */
export function secretsOfExternal(externalId: string): string {
  return `external:${externalId}`;
}

/** The name under which a secret is kept that flows use by reference: `{{secret.NAME}}`. */
export function secretOfFlows(name: string): string {
  return `flow:${name}`;
}

/** The name under which the secrets are kept by which calls that set a flow off are signed. */
export function secretsOfHook(flowId: string): string {
  return `hook:${flowId}`;
}

function hasSecrets({ accounts, externals, flows }: Configuration, accountId: string): boolean {
  const outside = [...externals.values()].find(({ id }) => secretsOfExternal(id) === accountId);
  const hooked = [...flows.values()].find(({ id }) => secretsOfHook(id) === accountId);
  const isHooked = hooked?.triggers.some(({ kind }) => kind === 'webhook') === true;
  return accounts.has(accountId) || outside?.kind === 'webhook' || isHooked;
}

/**
 * Makes a signing secret of a channel account, or of a contact outside that is spoken to by webhooks; at most two are active,
 * so the oldest is retired by a third.
 */
export const createAccountSecret: CommandDefinition<
  { readonly accountId: string; readonly id: string; readonly secret: string },
  { readonly id: string; readonly accountId: string; readonly createdAt: number }
> = {
  name: 'createAccountSecret',
  needs: () => ({}),
  decide(draft, { accountId, id, secret }) {
    if (!draft.actor.permissions.has('keys.manage'))
      return refused('permission_missing', { data: { permission: 'keys.manage' } });
    if (!hasSecrets(draft.configuration, accountId)) return refused('not_found');
    draft.add('accountSecret', id, { id, accountId, secret, createdAt: draft.now, retiredAt: null });
    draft.emit('account_secret.created', { details: { accountId, secretId: id } });
    return done({ id, accountId, createdAt: draft.now });
  },
};

/** Keeps a secret that flows use by reference, in place of the one that was kept under its name. It is told to nobody again. */
export const storeFlowSecret: CommandDefinition<
  { readonly name: string; readonly id: string; readonly secret: string },
  { readonly name: string; readonly createdAt: number }
> = {
  name: 'storeFlowSecret',
  needs: () => ({}),
  decide(draft, { name, id, secret }) {
    if (!draft.actor.permissions.has('keys.manage'))
      return refused('permission_missing', { data: { permission: 'keys.manage' } });
    const accountId = secretOfFlows(name);
    draft.add('accountSecret', id, { id, accountId, secret, createdAt: draft.now, retiredAt: null });
    draft.emit('account_secret.created', { details: { accountId, secretId: id } });
    return done({ name, createdAt: draft.now });
  },
};
