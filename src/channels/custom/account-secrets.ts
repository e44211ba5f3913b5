import type { Clock } from '../../base/clock.ts';

/** Reads the active secrets of an account, the newest first: at most two, none when there is no such account. */
export type ReadAccountSecrets = (organizationId: string, accountId: string) => Promise<readonly string[]>;

interface Kept {
  readonly secrets: Promise<readonly string[]>;
  readonly readAt: number;
}

/** A retired secret stops working within this time on every node. */
const keptMs = 1_000;
/** A signature that no kept secret explains has them read again, if they are older than this: a new secret works at once. */
const doubtedMs = 100;
/** Entries kept, those of accounts that do not exist among them: guessing must not fill the memory. */
const keptMax = 10_000;

/** The secrets of channel accounts, read from the store and kept for a second. */
export class AccountSecrets {
  readonly #read: ReadAccountSecrets;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(read: ReadAccountSecrets, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /**
   * The account's active secrets.
   *
   * @throws DatabaseError
   */
  of(organizationId: string, accountId: string): Promise<readonly string[]> {
    return this.#youngerThan(keptMs, organizationId, accountId);
  }

  /** The same for somebody who found that none of them fits. @throws DatabaseError */
  inDoubt(organizationId: string, accountId: string): Promise<readonly string[]> {
    return this.#youngerThan(doubtedMs, organizationId, accountId);
  }

  #youngerThan(ageMsMax: number, organizationId: string, accountId: string): Promise<readonly string[]> {
    const id = `${organizationId} ${accountId}`;
    const now = this.#clock.monotonic();
    const kept = this.#kept.get(id);
    if (kept !== undefined && now - kept.readAt <= ageMsMax) return kept.secrets;
    if (this.#kept.size >= keptMax) this.#kept.clear();
    const secrets = this.#read(organizationId, accountId);
    this.#kept.set(id, { secrets, readAt: now });
    secrets.catch(() => this.#kept.delete(id));
    return secrets;
  }
}
