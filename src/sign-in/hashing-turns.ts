/** Hashes under way at once. Each takes a core for some 60 ms and 32 MB; files and names are looked up beside them. */
const runningMax = 2;
/** Hashes that may wait: three seconds of them. */
const waitingMax = 100;

/** More people sign in at once than hashes can be computed for; the same request may succeed in a second. */
export class HashingBusy extends Error {
  override name = 'HashingBusy';
}

/** Lets a few hashes of passwords run at a time, so that a crowd of sign-ins takes the machine from nobody. */
export class HashingTurns {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @throws HashingBusy when too many wait already */
  async take<T>(hash: () => Promise<T>): Promise<T> {
    if (this.#running >= runningMax) {
      if (this.#waiting.length >= waitingMax) throw new HashingBusy('Too many passwords are being hashed.');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await hash();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
