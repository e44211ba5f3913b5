import { useQuery } from '@tanstack/react-query';
import type { Answer } from '../../../../client/src/index.ts';
import { useDesk } from '../desk/use-desk.ts';

export type ContactInfo = Answer<'get', '/v1/contacts/{id}'>;

/** What is known of a customer; undefined until it is, and for whom one may not know of. */
export function useContact(contactId: string | undefined): ContactInfo | undefined {
  const { client } = useDesk();
  const { data } = useQuery({
    queryKey: ['contact', contactId],
    queryFn: () => client.get('/v1/contacts/{id}', { path: { id: contactId ?? '' } }),
    enabled: contactId !== undefined && contactId !== '',
  });
  return data;
}
