/** Tries while there is a connection, before the reader is told: about eight seconds in all. */
const triesMax = 5;

/**
 * Loads a part of the console that comes later than its page. One that fails to arrive must not take down what is shown
 * already: without a connection this waits for it, and with one it tries some times more.
 *
 * @throws what the last try threw: the server has other files now, and the page has to be loaded anew
 */
export async function loadPersistently<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load();
    } catch (error) {
      if (!navigator.onLine) await connectionIsBack();
      else if (tries >= triesMax) throw error;
      else await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries));
    }
  }
}

function connectionIsBack(): Promise<void> {
  return new Promise((resolve) => addEventListener('online', () => resolve(), { once: true }));
}
