import type { Owner, Party } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';

/** Colleagues in a conversation that somebody else owns: who comes, and who goes with what brought them. */

/** Puts a colleague into the conversation, in private and yet to answer. Somebody who is there already gets the new part. */
export function addParty(
  draft: Draft,
  conversationId: string,
  party: Omit<Party, 'joined' | 'present' | 'since'> & Partial<Pick<Party, 'joined' | 'present'>>,
): Party {
  const { parties } = draft.get('conversation', conversationId);
  const added: Party = { joined: false, present: false, ...party, since: draft.now };
  const others = parties.filter(({ who }) => !isSameParty(who, party.who));
  draft.change('conversation', conversationId, { parties: [...others, added] });
  return added;
}

/** Changes one colleague's part. */
export function changeParty(
  draft: Draft,
  conversationId: string,
  party: Party,
  fields: Partial<Pick<Party, 'joined' | 'present' | 'historyFrom'>>,
): void {
  const { parties } = draft.get('conversation', conversationId);
  draft.change('conversation', conversationId, {
    parties: parties.map((each) => (isSameParty(each.who, party.who) ? { ...each, ...fields } : each)),
  });
}

/** Takes out those for whom it holds. */
export function dropParties(draft: Draft, conversationId: string, leaves: (party: Party) => boolean): readonly Party[] {
  const { parties } = draft.get('conversation', conversationId);
  const gone = parties.filter(leaves);
  if (gone.length > 0) {
    draft.change('conversation', conversationId, { parties: parties.filter((party) => !leaves(party)) });
  }
  return gone;
}

/** Whether the two are one and the same. An owner may be one of them. */
export function isSameParty(a: Party['who'] | Owner, b: Party['who']): boolean {
  return a.kind === b.kind && a.id === b.id;
}
