/** A belief of ours that turned out false: never the caller's fault, always loud, on in production too. */
class BrokenBelief extends Error {
  override name = 'BrokenBelief';
}

/**
 * Fails with the sentence when the belief does not hold.
 *
 * @throws BrokenBelief
 */
export function assert(belief: unknown, sentence: string): asserts belief {
  if (!belief) throw new BrokenBelief(sentence);
}

/** Gives the value back, or fails with the sentence when it is null or undefined. @throws BrokenBelief */
export function present<T>(value: T | null | undefined, sentence: string): T {
  assert(value !== null && value !== undefined, sentence);
  return value;
}
