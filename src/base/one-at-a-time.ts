/**
 * Runs work one at a time. Whoever asks while it runs shares one more run, which begins after it and so sees what they know
 * of; however often it is asked for, one runs and one waits.
 */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const ask = (): Promise<T> => {
    if (next !== null) return next;
    if (running === null) {
      running = work().finally(() => {
        running = null;
      });
      return running;
    }
    const again = (): Promise<T> => {
      next = null;
      return ask();
    };
    next = running.then(again, again);
    return next;
  };
  return ask;
}
