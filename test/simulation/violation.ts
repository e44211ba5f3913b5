/** Something that must stay true and did not. */
export class Violation extends Error {
  override name = 'Violation';
  /** The number of the invariant, for example `I11`. */
  readonly invariant: string;

  constructor(invariant: string, sentence: string) {
    super(`[${invariant}] ${sentence}`);
    this.invariant = invariant;
  }
}

/** @throws Violation when it does not hold */
export function demand(holds: unknown, invariant: string, sentence: () => string): void {
  if (!holds) throw new Violation(invariant, sentence());
}
