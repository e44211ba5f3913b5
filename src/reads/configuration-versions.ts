import type { Instant } from '../base/clock.ts';
import type { ActorName } from '../domain/actor.ts';
import type { ConfigurationDocument, ConfigurationItem } from '../domain/configuration.ts';
import { documentOf } from '../domain/plan-configuration.ts';
import { itemsBefore, type RecordedChanges } from '../domain/recorded-changes.ts';
import { readConfigurationChanges } from '../storage/read-configuration.ts';
import { findConfiguration, type Reads } from './reads.ts';

/** A version of the configuration: who made it of the one before, when, and by what. */
export interface ConfigurationVersion {
  readonly version: number;
  readonly actor: ActorName;
  readonly at: Instant;
  readonly changes: RecordedChanges;
}

/** Versions below one, newest first. The first version that anybody applied is 1. */
export async function listConfigurationVersions(
  { database }: Reads,
  organizationId: string,
  page: { readonly below: number; readonly limit: number },
): Promise<readonly ConfigurationVersion[]> {
  return (await database.read(readConfigurationChanges(organizationId, page))).rows as ConfigurationVersion[];
}

export interface FoundVersion {
  readonly version: number;
  /** Who made it; null for version 0, which is empty and nobody's. */
  readonly made: ConfigurationVersion | null;
  readonly document: ConfigurationDocument;
}

/** Some changes are a whole first setup, so few are read at a time. */
const changesAtOnce = 50;

/**
 * The document as it was at a version: that of now, with what every later version changed taken back. Null when there was
 * no such version yet.
 */
export async function findConfigurationVersion(
  reads: Reads,
  organizationId: string,
  version: number,
): Promise<FoundVersion | null> {
  const stored = await findConfiguration(reads, organizationId);
  if (stored === null || version > stored.version) return null;
  let items: readonly ConfigurationItem[] = stored.items;
  let made: ConfigurationVersion | null = null;
  for (let below = stored.version + 1; below > version; ) {
    const page = await listConfigurationVersions(reads, organizationId, { below, limit: changesAtOnce });
    const later = page.filter((change) => change.version > version);
    items = itemsBefore(
      items,
      later.map(({ changes }) => changes),
    );
    made = page.find((change) => change.version === version) ?? null;
    const last = page.at(-1)?.version ?? 0;
    if (page.length < changesAtOnce || last <= version) break;
    below = last;
  }
  return { version, made, document: documentOf(items) };
}
