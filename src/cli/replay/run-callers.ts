/**
 * Works through the items in their order, `callers` at once. The first failure ends it: what is under way is finished,
 * nothing new is begun, and the failure is thrown.
 */
export async function runCallers<T>(
  callers: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      await work(items[index] as T, index).catch((failure: unknown) => failures.push(failure));
    }
  };
  await Promise.all(Array.from({ length: Math.min(callers, items.length) }, caller));
  if (failures.length > 0) throw failures[0];
}
