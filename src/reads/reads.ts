import type { Actor } from '../domain/actor.ts';
import type { Configuration, ConfigurationItem } from '../domain/configuration.ts';
import { adminKeyId } from '../domain/principal.ts';
import type { ApiKey } from '../domain/rows.ts';
import type { Database, Statement } from '../storage/database.ts';
import { readApiKey, readApiKeys } from '../storage/read-api-key.ts';
import { readConfigurationItems, readConfigVersion } from '../storage/read-configuration.ts';

export type { Database as ReadDatabase } from '../storage/database.ts';

/**
 * Questions that screens and clients ask, answered without locks from the readers' pool. What is read here may be a
 * moment old; whoever changes something by it names a version, or is judged again under lock.
 */
export interface Reads {
  readonly database: Database;
}

/** Who asks, under which configuration. */
export interface Reader {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly configuration: Configuration;
}

/** A page of a list; `next` is where the one after begins, null when there is none. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Whether every ticket of the organization may be read. */
export function readsAll({ actor }: Reader): boolean {
  return (
    actor.kind === 'key' ||
    actor.kind === 'assistant' ||
    actor.kind === 'system' ||
    actor.permissions.has('ticket.read_all')
  );
}

/** What SQL needs to leave out what the reader may not know of; null leaves out nothing. */
export function readerFilter(
  reader: Reader,
): { readonly agentId: string; readonly departments: readonly string[] } | null {
  if (readsAll(reader)) return null;
  const { actor, configuration } = reader;
  return { agentId: actor.id, departments: configuration.agents.get(actor.id)?.departments ?? [] };
}

/** The ids of a page, and where the next one begins. The scan behind it is bounded, so a short page may not be the last. */
export async function readIdPage<R extends { readonly id: string }>(
  { database }: Reads,
  statements: { readonly page: Statement; readonly end: Statement },
  limit: number,
): Promise<Page<R>> {
  const { rows } = await database.read(statements.page);
  const items = rows.slice(0, limit) as R[];
  if (rows.length > limit) return { items, next: items.at(-1)?.id ?? null };
  const end = await database.read(statements.end);
  return { items, next: (end.rows[0] as { id: string } | undefined)?.id ?? null };
}

export async function findApiKey(
  { database }: Reads,
  organizationId: string,
  keyId: string,
): Promise<Pick<ApiKey, 'secretHash' | 'scopes' | 'expiresAt' | 'revokedAt'> | null> {
  const { rows } = await database.read(readApiKey(organizationId, keyId));
  return rows[0] ?? null;
}

/** The organization's keys, newest first, the revoked ones too; secrets are kept nowhere. @throws DatabaseError */
export async function listApiKeys(
  { database }: Reads,
  organizationId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<readonly Omit<ApiKey, 'secretHash' | 'organizationId'>[]> {
  return (await database.read(readApiKeys(organizationId, page))).rows;
}

/** Whether a key still opens anything at an instant: not revoked, not expired. @throws DatabaseError */
export async function isKeyValid(
  reads: Reads,
  { organizationId, keyId, at }: { readonly organizationId: string; readonly keyId: string; readonly at: number },
): Promise<boolean> {
  if (keyId === adminKeyId) return true;
  const key = await findApiKey(reads, organizationId, keyId);
  return key !== null && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > at);
}

/** The stored configuration; null when there is no such organization. */
export async function findConfiguration(
  { database }: Reads,
  organizationId: string,
): Promise<{ readonly version: number; readonly items: readonly ConfigurationItem[] } | null> {
  const [head, items] = await database.readTogether([
    readConfigVersion(organizationId),
    readConfigurationItems(organizationId, -1),
  ]);
  const version = head?.rows[0]?.version as number | undefined;
  return version === undefined ? null : { version, items: (items?.rows ?? []) as ConfigurationItem[] };
}

/** Whether the store answers at all. */
export async function isReachable({ database }: Reads): Promise<boolean> {
  try {
    await database.read(readConfigVersion('00000000-0000-0000-0000-000000000000'));
    return true;
  } catch {
    return false;
  }
}
