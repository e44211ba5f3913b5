/**
 * A list in order, of which anybody's place is known: lines of people who wait. Kept in blocks, so that adding to and taking
 * from the middle of fifty thousand moves a few hundred.
 */
export class RankedList<T> {
  readonly #blocks: T[][] = [];
  readonly #compare: (a: T, b: T) => number;
  #size = 0;

  /** @param compare a total order: only the same item may compare as 0 */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#blocks[0]?.[0];
  }

  add(item: T): void {
    const blocks = this.#blocks;
    this.#size++;
    if (blocks.length === 0) {
      blocks.push([item]);
      return;
    }
    const at = Math.min(this.#blockOf(item), blocks.length - 1);
    const block = blocks[at] as T[];
    block.splice(this.#placeIn(block, item), 0, item);
    if (block.length > blockMax) blocks.splice(at + 1, 0, block.splice(block.length >> 1));
  }

  /** Whether it was there. It is found by its order, so that must be what it was when it was added. */
  remove(item: T): boolean {
    const at = this.#blockOf(item);
    const block = this.#blocks[at];
    if (block === undefined) return false;
    const place = this.#placeIn(block, item);
    const found = block[place];
    if (found === undefined || this.#compare(found, item) !== 0) return false;
    block.splice(place, 1);
    if (block.length === 0) this.#blocks.splice(at, 1);
    this.#size--;
    return true;
  }

  /** How many come before it, whether or not it is in the list. */
  countBefore(item: T): number {
    const at = this.#blockOf(item);
    let count = 0;
    for (let i = 0; i < at; i++) count += (this.#blocks[i] as T[]).length;
    const block = this.#blocks[at];
    return block === undefined ? count : count + this.#placeIn(block, item);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const block of this.#blocks) yield* block;
  }

  /** The first block whose last item is not before this one; past the end when there is none. */
  #blockOf(item: T): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle] as T[];
      if (this.#compare(block[block.length - 1] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeIn(block: readonly T[], item: T): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(block[middle] as T, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Half of it is moved when a block is full; all of it at the most when something is added. */
const blockMax = 512;
