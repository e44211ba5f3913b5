import type { ConversationView } from '../../contract/conversations.ts';

type Listed = Pick<ConversationView, 'id' | 'threadKey'>;

/** Finds the conversation of each thread, and tells of threads that have none, two, or should have none at all. */
export function matchThreads<C extends Listed>(
  conversations: readonly C[],
  threads: readonly string[],
  noun: string,
): { readonly byThread: ReadonlyMap<string, C>; readonly differences: string[] } {
  const differences: string[] = [];
  const byThread = new Map<string, C>();
  const expected = new Set(threads);
  for (const conversation of conversations) {
    const { threadKey, id } = conversation;
    const before = byThread.get(threadKey);
    if (before !== undefined)
      differences.push(`There are two conversations of ${noun} ${threadKey}: ${before.id} and ${id}.`);
    else if (expected.has(threadKey)) byThread.set(threadKey, conversation);
    else differences.push(`There must be no conversation of ${noun} ${threadKey}, and ${id} is there.`);
  }
  for (const thread of threads) {
    if (!byThread.has(thread)) differences.push(`There is no conversation of ${noun} ${thread}.`);
  }
  return { byThread, differences };
}
