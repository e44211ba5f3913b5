/** A key has at most this many times the room that is free: alone 4 of 5, and of two that want everything each 4 of 9. */
const timesFree = 4;

/**
 * Room for so many things at once, for keys that must not hold up each other. A key has more of it the more is free, so that one
 * that asks for much leaves room for the next; who finds none waits, and those who wait take turns by their keys.
 */
export class FairTurns {
  readonly #underWay = new Map<string, number>();
  /** By key, whoever waits; the key whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #free: number;

  constructor(atOnceMax: number) {
    this.#free = atOnceMax;
  }

  /** Does the work when there is room for it. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.has(key) || !this.#hasRoom(key)) await this.#wait(key);
    else this.#count(key, 1);
    try {
      return await work();
    } finally {
      this.#count(key, -1);
      this.#callUp();
    }
  }

  #wait(key: string): Promise<void> {
    return new Promise((resolve) => {
      const line = this.#waiting.get(key);
      if (line === undefined) this.#waiting.set(key, [resolve]);
      else line.push(resolve);
    });
  }

  #hasRoom(key: string): boolean {
    return (this.#underWay.get(key) ?? 0) < timesFree * this.#free;
  }

  #count(key: string, by: 1 | -1): void {
    const count = (this.#underWay.get(key) ?? 0) + by;
    if (count === 0) this.#underWay.delete(key);
    else this.#underWay.set(key, count);
    this.#free -= by;
  }

  /** Lets begin whoever there is room for, one of each key in turn: a key that was served is looked at again last. */
  #callUp(): void {
    for (const [key, line] of this.#waiting) {
      const begin = this.#hasRoom(key) ? line.shift() : undefined;
      if (begin === undefined) continue;
      this.#waiting.delete(key);
      if (line.length > 0) this.#waiting.set(key, line);
      this.#count(key, 1);
      begin();
    }
  }
}
