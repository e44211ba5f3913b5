/**
 * Who may use PGlite's one connection next. Commits go first, because everybody waits for them; but after a few of them
 * a read that waits has its turn, or a busy engine would keep every screen blank. Counted, not timed, so that the
 * simulator sees the same order for the same seed.
 */

/** Engine turns in a row that a waiting read must let pass. Judged: a batch takes a few ms, so a read waits ≤ 30 ms. */
const engineTurnsInARow = 4;

/** What a turn is for. */
export type TurnKind = 'engine' | 'read' | 'upkeep';

/** Hands out turns, one at a time, in the order they were asked for within each kind. Upkeep takes what is left. */
export class Turns {
  readonly #waiting: Record<TurnKind, (() => void)[]> = { engine: [], read: [], upkeep: [] };
  #taken = false;
  #engineTurns = 0;

  /** Whether nobody holds a turn or waits for one. */
  get idle(): boolean {
    return !this.#taken && this.#next() === undefined;
  }

  /** How many wait, the holder not counted. */
  get waiting(): number {
    return this.#waiting.engine.length + this.#waiting.read.length + this.#waiting.upkeep.length;
  }

  /** Resolves when the turn has come; the holder must call `pass` once. */
  take(kind: TurnKind): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      this.#count(kind);
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting[kind].push(resolve));
  }

  /** Ends the holder's turn and begins the next one. */
  pass(): void {
    const kind = this.#next();
    if (kind === undefined) {
      this.#taken = false;
      return;
    }
    this.#count(kind);
    this.#waiting[kind].shift()?.();
  }

  #next(): TurnKind | undefined {
    const { engine, read, upkeep } = this.#waiting;
    if (read.length > 0 && (engine.length === 0 || this.#engineTurns >= engineTurnsInARow)) return 'read';
    if (engine.length > 0) return 'engine';
    return upkeep.length > 0 ? 'upkeep' : undefined;
  }

  #count(kind: TurnKind): void {
    this.#engineTurns = kind === 'engine' ? this.#engineTurns + 1 : 0;
  }
}
