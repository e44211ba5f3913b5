import type { Statement } from './database.ts';

/** A key's hash, scopes and times, by the ids that its holder presents. */
export function readApiKey(organizationId: string, keyId: string): Statement {
  return {
    name: 'read_api_key',
    text: `select secret_hash as "secretHash", scopes, expires_at as "expiresAt", revoked_at as "revokedAt"
      from api_key where organization_id = $1::uuid and id = $2::uuid`,
    values: [organizationId, keyId],
  };
}

/** An organization's keys without their hashes, newest first. */
export function readApiKeys(
  organizationId: string,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Statement {
  return {
    name: 'read_api_keys',
    text: `select id, name, scopes, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"
      from api_key where organization_id = $1::uuid and ($2::uuid is null or id < $2::uuid) order by id desc limit $3::int`,
    values: [organizationId, before, String(limit)],
  };
}
