import type { Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { pastEveryId, scannedMax } from './read-tickets.ts';
import { selectFields } from './select-fields.ts';

/** An agent sees the contacts of conversations of their departments, and of those that they own or are offered. */
export interface ContactReader {
  readonly agentId: string;
  readonly departments: readonly string[];
}

const readable = (agent: string, departments: string): string => `(${agent}::text is null or exists (
    select 1 from conversation v where v.organization_id = c.organization_id and v.contact_id = c.id and (
      exists (select 1 from ticket t where t.organization_id = v.organization_id and t.conversation_id = v.id
        and t.department_id = any(${departments}::text[]))
      or (v.owner_kind = 'agent' and v.owner_id = ${agent})
      or exists (select 1 from offer o where o.organization_id = v.organization_id and o.id = v.live_offer_id and o.agent_id = ${agent}))))`;

/** Contacts by id, as far as the reader may know of them, and their addresses. */
export function readContacts(
  organizationId: string,
  ids: readonly string[],
  reader: ContactReader | null,
): Statement[] {
  return [
    {
      name: 'read_contacts',
      text: `select ${selectFields('contact', 'c')} from contact c
        where c.organization_id = $1::uuid and c.id = any($2::uuid[]) and ${readable('$3', '$4')}`,
      values: [organizationId, encodeArray(ids), reader?.agentId ?? null, encodeArray(reader?.departments ?? [])],
    },
    {
      name: 'read_addresses_of_contacts',
      text: `select a.contact_id as "contactId", a.channel_kind as "channelKind", a.address from contact_address a
        where a.organization_id = $1::uuid and a.contact_id = any($2::uuid[]) order by a.channel_kind, a.address`,
      values: [organizationId, encodeArray(ids)],
    },
  ];
}

/** Ids of contacts, newest first; and where the scan ended. */
export function readContactPage(
  organizationId: string,
  filter: { readonly reader: ContactReader | null; readonly before: string | null; readonly limit: number },
): { readonly page: Statement; readonly end: Statement } {
  const scan = `select c.id, c.organization_id from contact c where c.organization_id = $1::uuid and c.id < $2::uuid
    order by c.id desc limit ${scannedMax}`;
  const values = [
    organizationId,
    filter.before ?? pastEveryId,
    filter.reader?.agentId ?? null,
    encodeArray(filter.reader?.departments ?? []),
    String(filter.limit + 1),
  ];
  return {
    page: {
      name: 'read_contact_page',
      text: `select c.id from (${scan}) c where ${readable('$3', '$4')} order by c.id desc limit $5::int`,
      values,
    },
    end: {
      name: 'read_contact_page_end',
      text: `select c.id from (${scan}) c where ($3::text, $4::text[], $5::int) is not null or true offset ${scannedMax - 1}`,
      values,
    },
  };
}

/** The contact who has exactly this address. */
export function readContactOfAddress(organizationId: string, channelKind: string, address: string): Statement {
  return {
    name: 'read_contact_of_address',
    text: `select a.contact_id as id from contact_address a
      where a.organization_id = $1::uuid and a.channel_kind = $2 and a.address = $3 and a.contact_id is not null`,
    values: [organizationId, channelKind, address],
  };
}
