import type { Draft } from '../../domain/draft.ts';

/** An open ticket that somebody owns and has not put aside, as it was read. */
interface OpenTicket {
  readonly conversationId: string;
  readonly contactId: string;
}

/**
 * How many contacts with an open ticket each of these agents has now: two conversations of one contact are one, and what is
 * snoozed does not count. What was read is corrected by what this batch has changed since. Null where it was not read.
 */
export function openContactsOf(draft: Draft, agentIds: readonly string[]): ReadonlyMap<string, number> | null {
  const contacts = new Map<string, Map<string, string>>();
  for (const id of agentIds) {
    const stored = draft.reading<readonly OpenTicket[]>(`openContacts ${id}`);
    if (stored === undefined) return null;
    contacts.set(id, new Map(stored.map(({ conversationId, contactId }) => [conversationId, contactId])));
  }
  for (const { id, owner, status, ticketId, contactId } of draft.all('conversation')) {
    const ticket = draft.find('ticket', ticketId);
    for (const [agentId, open] of contacts) {
      const isTheirs = status === 'open' && owner?.kind === 'agent' && owner.id === agentId;
      if (isTheirs && !(ticket !== undefined && ticket.snoozedUntil !== null)) open.set(id, contactId);
      else open.delete(id);
    }
  }
  return new Map([...contacts].map(([agentId, open]) => [agentId, new Set(open.values()).size]));
}
