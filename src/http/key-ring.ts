import type { Clock } from '../base/clock.ts';
import { KeptAnswers } from '../base/kept-answers.ts';
import type { ApiKey } from '../domain/rows.ts';

export type KnownKey = Pick<ApiKey, 'secretHash' | 'scopes' | 'expiresAt' | 'revokedAt'>;

/** Keys by organization and id. Secrets are compared by whoever asks, on every request. */
export type KeyRing = KeptAnswers<[organizationId: string, keyId: string], KnownKey | null>;

/** A ring that is read from the store, each key at most twice a second. */
export function keyRing(
  read: (organizationId: string, keyId: string) => Promise<KnownKey | null>,
  clock: Clock,
): KeyRing {
  return new KeptAnswers({
    read,
    clock,
    // The same scopes keep their identity: permissions are remembered by it.
    merge: (before, fresh) =>
      before && fresh && fresh.scopes.join() === before.scopes.join() ? { ...fresh, scopes: before.scopes } : fresh,
  });
}
