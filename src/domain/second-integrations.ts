import type { AccountEntry, QueueEntry } from './configuration.ts';
import { addressKey } from './move-rules.ts';

/**
 * One number, mailbox or page has one integration that changes who owns its conversations. A second one is an account that
 * is connected to the same address, or, beside a partner who routes the account, our own dispatcher on the queue where its
 * conversations start: the two would take every conversation from each other. Calls to the API are no such thing, however
 * many integrations send them: each is judged by the policy and refused when it comes too late.
 */
export interface SecondIntegration {
  readonly accountId: string;
  /** Its place among the accounts that were given. */
  readonly index: number;
  readonly field: 'address' | 'partnerRouted';
  readonly sentence: string;
}

/** What the question needs of an account; what could not be read of it is left out. */
type RoutedAccount = {
  readonly [K in 'id' | 'kind' | 'address' | 'partnerRouted']?: AccountEntry[K] | undefined;
};

/**
 * Every second integration, account by account. `entryQueueOf` names the queue where an account's conversations start,
 * undefined where that is not known.
 */
export function findSecondIntegrations(
  accounts: readonly (RoutedAccount | undefined)[],
  entryQueueOf: (index: number) => Pick<QueueEntry, 'id' | 'distribution'> | undefined,
): readonly SecondIntegration[] {
  const found: SecondIntegration[] = [];
  const connected = new Map<string, string>();
  for (const [index, account] of accounts.entries()) {
    if (account?.id === undefined || account.kind === undefined) continue;
    const { id: accountId, kind, address } = account;
    const key = address ? addressKey({ channel: kind, address }) : undefined;
    const other = key === undefined ? undefined : connected.get(key);
    if (key !== undefined && other === undefined) connected.set(key, accountId);
    if (other !== undefined) {
      const sentence = `${address} is connected already, as account ${other}: one address has one integration that changes owners.`;
      found.push({ accountId, index, field: 'address', sentence });
    }
    const queue = account.partnerRouted === true ? entryQueueOf(index) : undefined;
    if (queue?.distribution === 'push') {
      const sentence = `A partner routes account ${accountId}, and Baton offers the work of queue ${queue.id} where it starts: let one of them route, by making the queue \`pull\` or leaving \`partnerRouted\` out.`;
      found.push({ accountId, index, field: 'partnerRouted', sentence });
    }
  }
  return found;
}
