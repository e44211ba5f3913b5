import { compileConfiguration, recompileConfiguration } from '../domain/compile-configuration.ts';
import type { Configuration, ConfigurationItem } from '../domain/configuration.ts';
import type { Database } from '../storage/database.ts';
import { readConfigurationItems, readConfigVersion } from '../storage/read-configuration.ts';

/**
 * The compiled configurations of the organizations that this node serves, kept by version. They may be older than the
 * store's; whoever decides by one proves at commit that it is not (see `save.ts`), and calls `refresh` when it was.
 */
export class Configurations {
  readonly #database: Database;
  readonly #known = new Map<string, Configuration>();
  readonly #loading = new Map<string, Promise<Configuration | null>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is in memory, if anything. */
  peek(organizationId: string): Configuration | undefined {
    return this.#known.get(organizationId);
  }

  /** The configuration, at some version that was current not long ago; null when there is no such organization. */
  async get(organizationId: string): Promise<Configuration | null> {
    return this.#known.get(organizationId) ?? this.refresh(organizationId);
  }

  /** Reads what changed since the version in memory. @throws DatabaseError */
  refresh(organizationId: string): Promise<Configuration | null> {
    let loading = this.#loading.get(organizationId);
    if (loading === undefined) {
      loading = this.#load(organizationId).finally(() => this.#loading.delete(organizationId));
      this.#loading.set(organizationId, loading);
    }
    return loading;
  }

  async #load(organizationId: string): Promise<Configuration | null> {
    const previous = this.#known.get(organizationId);
    const [version, items] = await this.#database.readTogether([
      readConfigVersion(organizationId),
      readConfigurationItems(organizationId, previous?.version ?? -1),
    ]);
    const current = version?.rows[0]?.version as number | undefined;
    if (current === undefined) return null;
    if (previous !== undefined && previous.version >= current) return previous;
    const changed = (items?.rows ?? []) as ConfigurationItem[];
    const configuration =
      previous === undefined
        ? compileConfiguration(organizationId, current, changed)
        : recompileConfiguration(previous, current, changed);
    this.#known.set(organizationId, configuration);
    return configuration;
  }
}
