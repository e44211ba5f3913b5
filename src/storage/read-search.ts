import type { Statement } from './database.ts';
import { selectFields } from './select-fields.ts';

/** How many of the newest contacts and messages a search looks at. Without an index of words this is what it costs. */
const searchedMax = 5_000;

/** `%` and `_` of the customer's words mean themselves. */
function pattern(words: string): string {
  return `%${words.replace(/[\\%_]/g, '\\$&')}%`;
}

/** Ids of contacts by part of a name or an address, among the newest. */
export function searchContacts(organizationId: string, words: string): Statement {
  return {
    name: 'search_contacts',
    text: `select c.id from (
        select id, organization_id, name from contact where organization_id = $1::uuid order by id desc limit ${searchedMax}) c
      where c.name ilike $2 or exists (select 1 from contact_address a
        where a.organization_id = c.organization_id and a.contact_id = c.id and a.address ilike $2)
      order by c.id desc limit 20`,
    values: [organizationId, pattern(words)],
  };
}

/** Messages by part of their text, among those of the newest conversations. */
export function searchMessages(organizationId: string, words: string): Statement {
  return {
    name: 'search_messages',
    text: `select ${selectFields('message', 'm')} from (
        select c.id from conversation c where c.organization_id = $1::uuid order by c.id desc limit 200) c
      cross join lateral (select * from message m where m.organization_id = $1::uuid and m.conversation_id = c.id
        order by m.sequence desc limit ${searchedMax / 200}) m
      where m.text ilike $2 order by m.conversation_id desc, m.sequence desc limit 50`,
    values: [organizationId, pattern(words)],
  };
}
