import type { Clock } from '../base/clock.ts';
import type { ApiKey } from '../domain/rows.ts';

export type KnownKey = Pick<ApiKey, 'secretHash' | 'scopes' | 'expiresAt' | 'revokedAt'>;

interface Kept {
  key: KnownKey | null;
  readAt: number;
  reading: Promise<void> | null;
}

/** A key taken away stops working within this time on every node. */
const keptMs = 1_000;
/** From this age on a key in use is read again beside the requests that use it, so that none of them waits. */
const renewedMs = 400;
/** Entries kept, those of keys that do not exist among them: guessing must not fill the memory. */
const keptMax = 10_000;

/**
 * Keys by organization and id, read from the store and kept for a second. Secrets are compared by whoever asks, on every
 * request.
 */
export class KeyRing {
  readonly #read: (organizationId: string, keyId: string) => Promise<KnownKey | null>;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(read: (organizationId: string, keyId: string) => Promise<KnownKey | null>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** The key if it is known well enough, without waiting; undefined when it must be read first. */
  peek(organizationId: string, keyId: string): KnownKey | null | undefined {
    const kept = this.#kept.get(organizationId + keyId);
    if (kept === undefined) return undefined;
    const age = this.#clock.monotonic() - kept.readAt;
    if (age > keptMs) return undefined;
    if (age > renewedMs && kept.reading === null) this.#renew(kept, organizationId, keyId).catch(ignore);
    return kept.key;
  }

  /** The key, read from the store. Many callers at once share one read. @throws DatabaseError */
  async get(organizationId: string, keyId: string): Promise<KnownKey | null> {
    const id = organizationId + keyId;
    let kept = this.#kept.get(id);
    if (kept === undefined) {
      if (this.#kept.size >= keptMax) this.#kept.clear();
      kept = { key: null, readAt: Number.NEGATIVE_INFINITY, reading: null };
      this.#kept.set(id, kept);
    }
    await (kept.reading ?? this.#renew(kept, organizationId, keyId));
    return kept.key;
  }

  #renew(kept: Kept, organizationId: string, keyId: string): Promise<void> {
    const startedAt = this.#clock.monotonic();
    kept.reading = this.#read(organizationId, keyId)
      .then((key) => {
        // The same scopes keep their identity: permissions are remembered by it.
        const same = key !== null && kept.key !== null && key.scopes.join() === kept.key.scopes.join();
        kept.key = same ? { ...(key as KnownKey), scopes: (kept.key as KnownKey).scopes } : key;
        kept.readAt = startedAt;
      })
      .finally(() => {
        kept.reading = null;
      });
    return kept.reading;
  }
}

function ignore(): void {}
