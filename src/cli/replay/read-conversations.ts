import type { Static } from 'typebox';
import type { ConversationView, conversationPage } from '../../contract/conversations.ts';
import type { Api } from './call-api.ts';

const pageSize = 100;

/** Every conversation of the organization, as the API lists them. */
export async function readConversations(api: Api): Promise<ConversationView[]> {
  const path = '/v1/conversations';
  const all: ConversationView[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `?limit=${pageSize}${cursor === null ? '' : `&cursor=${cursor}`}`;
    const page: Static<typeof conversationPage> = await api.call({ method: 'GET', path: path + query });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}
