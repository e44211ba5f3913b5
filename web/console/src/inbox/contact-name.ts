import type { ContactName } from '../../../client/src/index.ts';

/** What a customer is called: their name, else what their channel calls them. */
export function contactName({
  contact,
  conversation,
}: {
  readonly contact: ContactName | null;
  readonly conversation: { readonly threadKey: string };
}): string {
  return contact?.name ?? conversation.threadKey;
}
